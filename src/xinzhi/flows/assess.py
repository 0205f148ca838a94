"""Assess at once: whoever a commit touched gets a new standing, and those who should know are told.

This follows the outbox. It works from the ledger size that it had caught up with to the present one, in one transaction, so a
crash between a commit and its assessment only means that the next call does it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from xinzhi.catalogue.model import Pack
from xinzhi.core.base.canonical import canonical
from xinzhi.core.schemes.nodes import NOT_RATED, Scheme
from xinzhi.core.signals import Change, Missed, NewRecord, Signal, Watch, signals
from xinzhi.engine.reference import Assessment
from xinzhi.engine.tables import Compiled
from xinzhi.engine.together import Parts, assess_together, compares
from xinzhi.flows.evidence import Evidence, evidence
from xinzhi.flows.grading import asked, parts_of
from xinzhi.flows.tools import Tools
from xinzhi.store import upserts
from xinzhi.store.models import Caught, Standing
from xinzhi.store.reads.counted import ledger_size

FOLLOWER = "standing"
_CHUNK = 900
_REASONS = 3


def catch_up(tools: Tools, *, at: datetime, everybody: bool = False) -> int:
    """Brings standings and alerts up to the present ledger size and day; returns how many subjects were assessed.

    With `everybody` all subjects are assessed, also those whom no commit touched: days pass and deadlines with them.
    """
    using = tools.store.using
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        caught, _ = Caught.objects.using(using).get_or_create(follower=FOLLOWER)
        size = ledger_size(using)
        if size == caught.size and not everybody:
            return 0
        touched = None if everybody else _touched(cursor, caught.size)
        new = _new_records(tools.pack, cursor, caught.size)
        cursor.execute(
            "DELETE FROM store_standing WHERE subject_id IN"
            " (SELECT subject_id FROM store_subject WHERE merged_into IS NOT NULL AND entry_idx >= %s)",
            [0 if everybody else caught.size],
        )
        done = assess_subjects(tools, cursor, touched, new, as_of=today(tools, at), size=size, at=at)
        caught.size = size
        caught.save(using=using)
    return done


def today(tools: Tools, at: datetime) -> date:
    """The legal day of an instant, in the pack's zone."""
    return at.astimezone(tools.pack.zone).date()


def assess_subjects(
    tools: Tools,
    cursor: CursorWrapper,
    subjects: Sequence[int] | None,
    new: dict[int, list[NewRecord]],
    *,
    as_of: date,
    size: int,
    at: datetime,
) -> int:
    """Writes the standing of these subjects (None: of all) and raises what their changes raise."""
    pack = tools.pack
    parts = parts_of(pack, pack.standing_scheme, as_of)
    tables = parts[-1]
    if compares(parts):
        subjects = None  # one new record may move everybody's place among the others
    watches = [Watch(a.id, a.kind, a.to, a.grades, a.duty) for a in pack.alerts]
    before = _standings(subjects)
    written: list[Standing] = []
    raised: list[Signal] = []
    done = 0
    for found, result in _assessed(parts, evidence(pack, cursor, as_of=as_of, known_size=size, subjects=subjects)):
        if result is None:
            continue
        done += 1
        subject_id = found.facts.subject_id
        written.append(_standing(pack, tables, found, result, as_of, size))
        raised += signals(watches, _change(pack, tables.scheme, found, result, before.get(subject_id), new.get(subject_id, []), size))
        if len(written) >= _CHUNK:
            _save(cursor, written, raised, at)
            written, raised = [], []
    _save(cursor, written, raised, at)
    return done


def _assessed(parts: Parts, found: Iterable[Evidence]) -> Iterator[tuple[Evidence, Assessment | None]]:
    """One after another where each stands alone; all at once where they are compared."""
    if compares(parts):
        everybody = list(found)
        yield from zip(everybody, assess_together(parts, [asked(one) for one in everybody]), strict=True)
        return
    for one in found:
        yield one, assess_together(parts, [asked(one)])[0]


def _standing(
    pack: Pack, tables: Compiled, found: Evidence, result: Assessment, as_of: date, size: int
) -> Standing:
    scheme = tables.scheme
    risk = pack.risk[scheme.id].of(result.grade)
    holding = [o.id for o in scheme.overrides if o.id in result.held_by and o.at_most == result.grade]
    worst = sorted((k for k in result.kept if k.kept_milli < 0), key=lambda k: k.kept_milli)[:_REASONS]
    return Standing(
        subject_id=found.facts.subject_id,
        scheme=scheme.id,
        version=scheme.version,
        as_of=as_of,
        known_size=size,
        score=result.score,
        grade=result.grade,
        risk_class=risk.id,
        high_risk=risk.high_risk,
        records=len(found.counted),
        dimensions=canonical({d.id: v for d, v in zip(scheme.dimensions, result.dimensions, strict=True)}).decode(),
        reasons=canonical([*[[h, 0] for h in holding], *[[k.rule, k.kept_milli] for k in worst]][:_REASONS]).decode(),
    )


def _change(
    pack: Pack,
    scheme: Scheme,
    found: Evidence,
    result: Assessment,
    before: str | None,
    new: list[NewRecord],
    size: int,
) -> Change:
    grades = [band.grade for band in scheme.bands]
    departments = {r.department for r in found.counted}
    departments |= {d.id for d in pack.departments.values() if found.facts.kind in d.concerns}
    return Change(
        found.facts.subject_id,
        grades.index(before) if before in grades else None,
        None if result.grade == NOT_RATED else grades.index(result.grade),
        grades,
        size,
        frozenset(departments),
        tuple(new),
        tuple(Missed(d.duty, d.label, d.due_on.isoformat()) for d in found.duties if d.state == "missed"),
    )


def _standings(subjects: Sequence[int] | None) -> dict[int, str]:
    if subjects is None:
        return dict(Standing.objects.values_list("subject_id", "grade"))
    out: dict[int, str] = {}
    for start in range(0, len(subjects), _CHUNK):
        chunk = subjects[start : start + _CHUNK]
        out.update(Standing.objects.filter(subject_id__in=chunk).values_list("subject_id", "grade"))
    return out


def _save(cursor: CursorWrapper, written: list[Standing], raised: list[Signal], at: datetime) -> None:
    """Standings and alerts by cursor: at a city's size the ORM would take most of the time."""
    upserts.write_standings(cursor, written)
    upserts.raise_alerts(cursor, raised, at)


def _touched(cursor: CursorWrapper, since: int) -> list[int]:
    """Subjects for whom something may count differently, or who changed themselves, since that ledger size.

    Found through what was entered since, so that one record costs the same in a small city and in a large one: owners now and
    before of records that were linked, owners of records that were acted upon, and subjects that were registered or changed.
    """
    cursor.execute(
        "SELECT l.subject_id FROM store_link n JOIN store_link l ON l.record_id = n.record_id WHERE n.entry_idx >= %s"
        " UNION SELECT l.subject_id FROM store_act a JOIN store_link l ON l.record_id = a.target_id WHERE a.entry_idx >= %s"
        " UNION SELECT subject_id FROM store_subject WHERE entry_idx >= %s",
        [since, since, since],
    )
    return sorted(row[0] for row in cursor.fetchall() if row[0] is not None)


def _new_records(pack: Pack, cursor: CursorWrapper, since: int) -> dict[int, list[NewRecord]]:
    """Adverse records that began to count since that ledger size, by subject.

    What was linked since is asked for first, and the rest by its numbers: a planner without statistics might begin anywhere.
    """
    adverse = {kind.id for kind in pack.record_types.values() if kind.negative}
    cursor.execute("SELECT record_id FROM store_link WHERE entry_idx >= %s", [since])
    linked = sorted({row[0] for row in cursor.fetchall()})
    out: dict[int, list[NewRecord]] = defaultdict(list)
    for start in range(0, len(linked), _CHUNK):
        chunk = linked[start : start + _CHUNK]
        marks = ", ".join(["%s"] * len(chunk))
        cursor.execute(f"SELECT record_id, record_type, department FROM store_record WHERE record_id IN ({marks})", chunk)
        known = {row[0]: NewRecord(*row) for row in cursor.fetchall() if row[1] in adverse}
        cursor.execute(
            "SELECT DISTINCT subject_id, record_id FROM store_counting"
            f" WHERE record_id IN ({marks}) AND known_from >= %s AND state = 'counts' ORDER BY record_id",
            [*chunk, since],
        )
        for subject_id, record_id in cursor.fetchall():
            if record_id in known:
                out[subject_id].append(known[record_id])
    return out
