"""What an evaluation knows of each subject: the records that count, and the duties that it owed.

Both evaluators start from here, so that what is missed is derived once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.backends.utils import CursorWrapper

from xinzhi.catalogue.model import DutyRule, Pack
from xinzhi.core.duties import Duty, Owed, Owing, Row, counts_from, owed
from xinzhi.core.records import Effect
from xinzhi.core.subjects import SubjectKind
from xinzhi.engine.records import Scored
from xinzhi.store.projections import day
from xinzhi.store.reads.counted import Counted, counted
from xinzhi.store.refold import as_date

DUTY_PREFIX = "duty:"
_CHUNK = 900


@dataclass(frozen=True, slots=True)
class Facts:
    """A subject as conditions and duties see it."""

    subject_id: int
    kind: str
    industry: str
    region: str
    registered_on: date | None
    ended_on: date | None
    status: str = "active"

    def as_mapping(self) -> dict[str, str | date | None]:
        return {
            "kind": self.kind, "industry": self.industry, "region": self.region, "status": self.status,
            "registered_on": self.registered_on, "ended_on": self.ended_on,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """`records` are what the evaluators read: counted records and missed duties. `counted` are the records alone."""

    facts: Facts
    records: tuple[Scored, ...]
    counted: tuple[Counted, ...]
    duties: tuple[Owed, ...]


def evidence(
    pack: Pack, cursor: CursorWrapper, *, as_of: date, known_size: int, subjects: Sequence[int] | None = None
) -> Iterator[Evidence]:
    """Evidence about these subjects (None: about all, merged ones left out), in no order that matters."""
    rules = [duty_of(rule) for rule in pack.duties.values()]
    if subjects is None:
        subjects = all_subjects(cursor, as_of=as_of, known_size=known_size)
    for start in range(0, len(subjects), _CHUNK):
        chunk = list(subjects[start : start + _CHUNK])
        known = facts(cursor, chunk, as_of=as_of, known_size=known_size)
        by_subject: dict[int, list[Counted]] = defaultdict(list)
        for row in counted(cursor, as_of=as_of, known_size=known_size, subjects=chunk):
            by_subject[row.subject_id].append(row)
        settled = _settled(cursor, chunk, known_size) if any(rule.period == "after_record" for rule in rules) else {}
        for subject_id in chunk:
            if subject_id in known:
                yield _one(rules, known[subject_id], by_subject[subject_id], settled, as_of)


def _one(
    rules: Sequence[Duty], known: Facts, rows: list[Counted], settled: dict[int, int], as_of: date
) -> Evidence:
    owing = Owing(known.subject_id, SubjectKind(known.kind), known.registered_on, known.ended_on)
    plain = [Row(r.record_id, r.record_type, r.occurred_on, r.fields, settled.get(r.record_id)) for r in rows]
    duties = tuple(item for rule in rules for item in owed(rule, owing, plain, as_of))
    records = [Scored(r.record_id, r.record_type, r.occurred_on, r.fields) for r in rows]
    records += [as_record(item) for item in duties if item.state in ("missed", "late")]
    return Evidence(known, tuple(records), tuple(rows), duties)


def as_record(item: Owed) -> Scored:
    """A missed or late duty as the evaluators read it."""
    return Scored(item.id, DUTY_PREFIX + item.duty, counts_from(item), {"late": item.state == "late"})


def duty_of(rule: DutyRule) -> Duty:
    return Duty(
        rule.id, rule.period, rule.met_by, rule.kinds, rule.due_month, rule.due_day, rule.period_field,  # type: ignore[arg-type]
        rule.owed_by, rule.due_field, rule.since,
    )  # fmt: skip


_KNOWN = "valid_from <= %s AND valid_to > %s AND known_from < %s AND known_to >= %s AND merged_into IS NULL"


def all_subjects(cursor: CursorWrapper, *, as_of: date, known_size: int) -> list[int]:
    """Everybody who was known at that ledger size, merged ones left out."""
    cursor.execute(
        f"SELECT subject_id FROM store_subjectstate WHERE {_KNOWN} ORDER BY subject_id",
        [day(as_of), day(as_of), known_size, known_size],
    )
    return [row[0] for row in cursor.fetchall()]


def facts(cursor: CursorWrapper, subjects: Sequence[int], *, as_of: date, known_size: int) -> dict[int, Facts]:
    """What these subjects were on `as_of` by what the ledger knew at `known_size` entries."""
    marks = ", ".join(["%s"] * len(subjects))
    cursor.execute(
        "SELECT subject_id, kind, industry_code, region_code, registered_on, ended_on, status FROM store_subjectstate"
        f" WHERE {_KNOWN} AND subject_id IN ({marks})",
        [day(as_of), day(as_of), known_size, known_size, *subjects],
    )
    return {
        row[0]: Facts(
            row[0], row[1], row[2], row[3], as_date(row[4]) if row[4] else None, as_date(row[5]) if row[5] else None, row[6]
        )
        for row in cursor.fetchall()
    }


def _settled(cursor: CursorWrapper, subjects: Sequence[int], known_size: int) -> dict[int, int]:
    """Acting record → the record that it settles, for these subjects, as far as the ledger knew."""
    marks = ", ".join(["%s"] * len(subjects))
    cursor.execute(
        "SELECT a.record_id, a.target_id FROM store_act a JOIN store_link l ON l.record_id = a.record_id"
        f" WHERE a.effect = %s AND a.entry_idx < %s AND l.subject_id IN ({marks})",
        [Effect.SETTLE.value, known_size, *subjects],
    )
    return dict(cursor.fetchall())
