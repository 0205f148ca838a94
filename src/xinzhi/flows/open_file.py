"""Open a credit file: who it is, how it stands, what counts against it and why, and what did not count.

Opening is itself put on file, with who, when and why, before anything is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connections
from django.db.backends.utils import CursorWrapper

from xinzhi.core import authority
from xinzhi.core.authority import Actor
from xinzhi.core.base.problems import Refused, problem
from xinzhi.core.duties import Owed
from xinzhi.core.masking import mask_name, mask_number
from xinzhi.core.schemes.nodes import Rule
from xinzhi.core.subjects import SubjectKind
from xinzhi.engine.explain import Explanation, explain
from xinzhi.engine.reference import Assessment, Contribution
from xinzhi.engine.tables import Compiled
from xinzhi.flows.assess import today
from xinzhi.flows.evidence import Evidence, evidence
from xinzhi.flows.grading import assess_one, tables_of
from xinzhi.flows.set_up import pack_at
from xinzhi.flows.tools import Tools
from xinzhi.store.models import Grade, Look, Run, Standing, Subject, SubjectIdentifier
from xinzhi.store.reads.counted import ledger_size, size_known_at
from xinzhi.store.reads.files import FiledRecord, filed_records
from xinzhi.store.subject_rows import open_sealed


@dataclass(frozen=True, slots=True)
class Reason:
    """One contribution with everything a sentence about it needs. `rule` is None for a record the scheme does not score."""

    contribution: Contribution
    rule: Rule | None
    record: FiledRecord | None
    duty: Owed | None


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A record that counted nothing, and why: expired, repaired, withdrawn, …, or out_of_window, condition, not_scored."""

    record: FiledRecord
    reason: str


@dataclass(frozen=True)
class CreditFile:
    """A file as it was opened. Personal values are masked unless `unmasked`."""

    subject: Subject
    name: str
    address: str
    representative: str
    identifiers: tuple[tuple[str, str], ...]
    as_of: date
    known_size: int
    tables: Compiled
    assessment: Assessment
    reasons: tuple[Reason, ...]
    not_counted: tuple[NotCounted, ...]
    account: Explanation
    records: tuple[FiledRecord, ...]
    duties: tuple[Owed, ...]
    standing: Standing | None
    published: Grade | None
    run: Run | None
    unmasked: bool


def open_file(
    tools: Tools,
    subject_id: int,
    *,
    by: Actor,
    at: datetime,
    purpose: str,
    door: str,
    as_of: date | None = None,
    known_at: datetime | None = None,
    unmasked: bool = False,
) -> CreditFile:
    """The file of a subject, as it stands or as it stood. Raises `Refused` where there is none, or no purpose was given."""
    subject = Subject.objects.filter(subject_id=subject_id).first()
    if subject is None:
        raise Refused(problem("subject_not_found", subject=subject_id))
    if subject.merged_into is not None:
        return open_file(
            tools, subject.merged_into, by=by, at=at, purpose=purpose, door=door, as_of=as_of, known_at=known_at,
            unmasked=unmasked,
        )
    _allowed(by, subject, purpose, unmasked=unmasked)
    Look.objects.create(
        at=at, actor=by.name, department=by.department, subject_id=subject_id, purpose=purpose, door=door
    )
    day = as_of or today(tools, at)
    size = ledger_size(tools.store.using) if known_at is None else size_known_at(known_at, tools.store.using)
    with connections[tools.store.using].cursor() as cursor:
        return _opened(tools, cursor, subject, day, size, unmasked)


def _allowed(by: Actor, subject: Subject, purpose: str, *, unmasked: bool) -> None:
    """Raises `Refused` where this actor may not open this file so, or says too little about what for."""
    acts = ["see_files"]
    if subject.kind == SubjectKind.NATURAL_PERSON:
        acts.append("see_person_files")
    if unmasked:
        acts.append("unmask")
    for act in acts:
        denial = authority.may(by, act, region=subject.region_code)
        if denial is not None:
            raise Refused(denial)
    if not purpose.strip() and any(by.rights.acts[act].purpose for act in acts):
        raise Refused(problem("purpose_missing"))


def _opened(tools: Tools, cursor: CursorWrapper, subject: Subject, day: date, size: int, unmasked: bool) -> CreditFile:
    pack = pack_at(tools, size)
    found = next(evidence(pack, cursor, as_of=day, known_size=size, subjects=[subject.subject_id]), None)
    if found is None:
        raise Refused(problem("subject_not_known_then", subject=subject.subject_id))
    try:
        tables = tables_of(pack, pack.standing_scheme, day)
    except KeyError as error:
        raise Refused(problem("scheme_not_in_force", scheme=pack.standing_scheme, on=day.isoformat())) from error
    result = assess_one(pack, cursor, pack.standing_scheme, found, as_of=day, known_size=size)
    account = explain(tables, found.records, found.facts.as_mapping(), result=result)
    filed = filed_records(cursor, subject.subject_id, as_of=day, known_size=size)
    sealed = open_sealed(tools.store.vault, subject.subject_id, subject.sealed)
    published = Grade.objects.filter(scheme=tables.scheme.id, subject_id=subject.subject_id).first()
    return CreditFile(
        subject=subject,
        name=_name(subject, sealed, unmasked),
        address=str(sealed.get("address", "")) if unmasked or subject.kind != "natural_person" else "",
        representative=_shown(str(sealed.get("representative", "")), unmasked),
        identifiers=_identifiers(subject, sealed, unmasked),
        as_of=day,
        known_size=size,
        tables=tables,
        assessment=result,
        reasons=_reasons(tables, result, filed, found),
        not_counted=_not_counted(filed, found, account),
        account=account,
        records=tuple(filed),
        duties=found.duties,
        standing=Standing.objects.filter(subject_id=subject.subject_id).first(),
        published=published,
        run=Run.objects.filter(run=published.run).first() if published else None,
        unmasked=unmasked,
    )


def _name(subject: Subject, sealed: dict[str, Any], unmasked: bool) -> str:
    return str(sealed.get("name", subject.name)) if unmasked else subject.name


def _shown(person: str, unmasked: bool) -> str:
    return person if unmasked else mask_name(person)


def _identifiers(subject: Subject, sealed: dict[str, Any], unmasked: bool) -> tuple[tuple[str, str], ...]:
    known = {(i.scheme, i.value) for i in SubjectIdentifier.objects.filter(subject_id=subject.subject_id)}
    full = [(str(scheme), str(value)) for scheme, value in sealed.get("identifiers", [])]
    shown = [(s, v if unmasked or (s, v) in known else mask_number(v)) for s, v in full]
    return tuple(shown or sorted(known))


def _reasons(
    tables: Compiled, result: Assessment, filed: list[FiledRecord], found: Evidence
) -> tuple[Reason, ...]:
    by_id = {record.record_id: record for record in filed}
    duties = {duty.id: duty for duty in found.duties}
    rules = {rule.id: rule for rule in tables.scheme.rules}
    reasons = [
        Reason(c, rules.get(c.rule), by_id.get(c.record_id), duties.get(c.record_id)) for c in result.contributions
    ]
    return tuple(sorted(reasons, key=lambda r: (r.contribution.milli, r.contribution.record_id)))


def _not_counted(filed: list[FiledRecord], found: Evidence, account: Explanation) -> tuple[NotCounted, ...]:
    """Every record of the file that gave nothing, with the reason: the fold's where it does not count, else the scheme's."""
    counting = {r.record_id for r in found.counted}
    unused = {aside.record_id: aside.why.value for aside in account.unused}
    out: list[NotCounted] = []
    for record in filed:
        if record.record_id not in counting:
            out.append(NotCounted(record, record.reason or "not_yet"))
        elif record.record_id in unused:
            out.append(NotCounted(record, unused[record.record_id]))
    return tuple(out)
