"""Which record an acting record concerns, and whether it may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.backends.utils import CursorWrapper

from xinzhi.core import authority
from xinzhi.core.authority import Actor
from xinzhi.core.base.problems import Problem, problem, warning
from xinzhi.core.identity.names import normal_name
from xinzhi.core.records import ACTS_ON_RECORD, TARGET_KEY, TARGET_TYPE, Effect
from xinzhi.flows.tools import Tools
from xinzhi.flows.written import Written, repair_from, stored
from xinzhi.store.projections import document_key

PRODUCER_ONLY = frozenset({Effect.CORRECT, Effect.WITHDRAW, Effect.REPAIR, Effect.REVOKE_REPAIR})
"""Only who generated a record corrects, withdraws or repairs it (谁产生、谁负责; 谁认定、谁修复)."""


@dataclass(frozen=True, slots=True)
class Target:
    """The record concerned, what is done to it and from which day, and whose it is now (None: nobody's yet)."""

    record_id: int
    effect: Effect
    effective_on: date
    subject_id: int | None
    doubts: tuple[Problem, ...] = ()


def resolve(tools: Tools, cursor: CursorWrapper, rows: Sequence[Written], by: Actor) -> dict[int, Target | Problem | None]:
    """For each row by `id(row)`: its target, why there is none, or None where it acts on no record."""
    answers: dict[int, Target | Problem | None] = {}
    in_this_commit = {row.document_key: row for row in rows if row.record_id}
    for row in rows:
        if row.effect in ACTS_ON_RECORD:
            answers[id(row)] = _target(tools, cursor, row, in_this_commit, by)
    return answers


def _target(
    tools: Tools, cursor: CursorWrapper, row: Written, in_this_commit: dict[bytes, Written], by: Actor
) -> Target | Problem:
    kind = str(row.draft.fields.get(TARGET_TYPE, ""))
    key = str(row.draft.fields.get(TARGET_KEY, ""))
    if kind not in tools.pack.record_types:
        return problem("target_type_unknown", found=kind)
    blinded = document_key(tools.store.vault, kind, key)
    cursor.execute(
        "SELECT r.record_id, r.department, l.subject_id FROM store_record r"
        " LEFT JOIN store_link l ON l.record_id = r.record_id AND l.entry_idx ="
        "   (SELECT max(entry_idx) FROM store_link WHERE record_id = r.record_id)"
        " WHERE r.document_key = %s AND NOT EXISTS (SELECT 1 FROM store_record n WHERE n.supersedes = r.record_id)"
        " ORDER BY r.record_id",
        [blinded],
    )
    found: list[tuple[int, str, int | None]] = list(cursor.fetchall())
    if not found:
        here = in_this_commit.get(blinded)
        if here is None or here is row:
            return problem("target_not_found", type=kind, key=key)
        found = [(here.record_id, here.draft.department, None)]
    if len(found) > 1:
        found = _of_the_party(tools, cursor, row, found)
    if len(found) != 1:
        return problem("target_ambiguous", type=kind, key=key, count=len(found))
    record_id, department, subject_id = found[0]
    if row.effect in PRODUCER_ONLY:
        denial = authority.change_record_of(by, row.draft.department, department)
        if denial is not None:
            return denial
    said = row.draft.fields.get(row.type.effect.effective) if row.type.effect.effective else None
    day = said if isinstance(said, date) else row.draft.occurred_on
    doubts = _too_early(tools, cursor, record_id, day) if row.effect is Effect.REPAIR else ()
    return Target(record_id, row.effect, day, subject_id, doubts)


def _too_early(tools: Tools, cursor: CursorWrapper, record_id: int, day: date) -> tuple[Problem, ...]:
    """A repair before its time is taken, since somebody decided it, and the doubt stands beside it."""
    cursor.execute("SELECT 1 FROM store_record WHERE record_id = %s", [record_id])
    if cursor.fetchone() is None:
        return ()  # it comes in with this very commit
    target = stored(tools.pack, tools.store.vault, cursor, record_id)
    first = repair_from(tools.pack, target.type, target.draft.fields)
    if first is None or day >= first:
        return ()
    return (warning("repair_too_early", found=day.isoformat(), first=first.isoformat()),)


def _of_the_party(
    tools: Tools, cursor: CursorWrapper, row: Written, found: list[tuple[int, str, int | None]]
) -> list[tuple[int, str, int | None]]:
    """Where several parties share a document number: those records whose party is the acting record's party."""
    party = row.draft.party
    codes, name = set(party.identifiers), normal_name(party.name)
    kept = []
    for record in found:
        theirs = stored(tools.pack, tools.store.vault, cursor, record[0]).draft.party
        if codes & set(theirs.identifiers) or (name and normal_name(theirs.name) == name):
            kept.append(record)
    return kept
