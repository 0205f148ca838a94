"""What counts, and when: the one home of that question.

`fold` takes everything that is known to have happened to one record and gives back intervals in two dates: valid (when it
was so in the world) and known (from which ledger position on it was known). `commit` writes them as rows, every engine and
every face only filters them, and `xinzhi rebuild --check` folds everything again and compares.

Invariant: for one record and one ledger position the intervals do not overlap in valid time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xinzhi.core.records import Effect

FOREVER = date(9999, 12, 31)
OPEN = 2**62
"""Ends of open intervals, as values, so that every engine compares without a special case."""


class State(StrEnum):
    COUNTS = "counts"
    OBJECTED = "objected"  # counts, and carries the mark 异议中
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Interval:
    """While known in [known_from, known_to) and on days in [valid_from, valid_to) the record stands so with this subject."""

    record_id: int
    subject_id: int
    valid_from: date
    valid_to: date
    known_from: int
    known_to: int
    state: State
    reason: str


@dataclass(frozen=True, slots=True)
class Linked:
    """From ledger position `at` on, the record belongs to `subject_id` (None: to nobody)."""

    at: int
    subject_id: int | None


@dataclass(frozen=True, slots=True)
class Acted:
    """Another record (`record_id`), or a newer version of this one, acted on it."""

    at: int
    effect: Effect | None  # None: superseded by a newer version
    effective_on: date
    record_id: int


@dataclass(frozen=True, slots=True)
class History:
    """All that concerns whether one record counts. `expires_on` is the first day on which it counts no more."""

    record_id: int
    occurred_on: date
    entered_at: int
    expires_on: date | None
    links: Sequence[Linked]
    acts: Sequence[Acted]


def fold(history: History) -> tuple[Interval, ...]:
    """The intervals of one record, in order of known_from, then valid_from. Nothing for a record that never belonged to anybody."""
    moments = sorted({*(link.at for link in history.links), *(act.at for act in history.acts)})
    rows: list[Interval] = []
    for index, moment in enumerate(moments):
        until = moments[index + 1] if index + 1 < len(moments) else OPEN
        subject = _subject_at(history.links, moment)
        if subject is None:
            continue
        for start, end, state, reason in _pieces(history, moment):
            rows.append(Interval(history.record_id, subject, start, end, moment, until, state, reason))
    return _joined(rows)


def _subject_at(links: Sequence[Linked], moment: int) -> int | None:
    known = [link for link in links if link.at <= moment]
    return max(known, key=lambda link: link.at).subject_id if known else None


def _pieces(history: History, moment: int) -> list[tuple[date, date, State, str]]:
    """How the record stands in valid time, by what was known at `moment`."""
    acts = [act for act in history.acts if act.at <= moment]
    start = history.occurred_on
    gone = next((reason for act in acts if (reason := _REMOVED.get(act.effect))), None)
    if gone is not None:
        return [(start, FOREVER, State.NOT, gone)]
    ends: list[tuple[date, str]] = [(history.expires_on, "expired")] if history.expires_on else []
    repaired = _last(acts, (Effect.REPAIR, Effect.REVOKE_REPAIR))
    if repaired is not None and repaired.effect is Effect.REPAIR:
        ends.append((repaired.effective_on, "repaired"))
    end, why = min(ends, default=(FOREVER, ""))
    end = max(end, start)
    objection = _last(acts, (Effect.MARK_OBJECTION, Effect.REJECT_OBJECTION))
    marked = objection is not None and objection.effect is Effect.MARK_OBJECTION
    pieces = []
    if start < end:
        pieces.append((start, end, State.OBJECTED if marked else State.COUNTS, "objected" if marked else ""))
    if end < FOREVER:
        pieces.append((end, FOREVER, State.NOT, why))
    return pieces


_REMOVED: dict[Effect | None, str] = {
    None: "superseded",
    Effect.CORRECT: "corrected",
    Effect.WITHDRAW: "withdrawn",
    Effect.UPHOLD_OBJECTION: "objection_upheld",
}
"""Acts after which the record never should have counted: it is gone for every day, though not for what was known before."""


def _last(acts: Sequence[Acted], effects: tuple[Effect, ...]) -> Acted | None:
    found = [act for act in acts if act.effect in effects]
    return max(found, key=lambda act: act.at) if found else None


def _joined(rows: list[Interval]) -> tuple[Interval, ...]:
    """The same intervals with neighbours in known time put together where nothing changed between them."""
    out: dict[tuple[int, date, date, State, str], Interval] = {}
    done: list[Interval] = []
    for row in rows:
        key = (row.subject_id, row.valid_from, row.valid_to, row.state, row.reason)
        before = out.get(key)
        if before is not None and before.known_to == row.known_from:
            out[key] = Interval(
                row.record_id, row.subject_id, row.valid_from, row.valid_to, before.known_from, row.known_to, row.state, row.reason
            )
            continue
        if before is not None:
            done.append(before)
        out[key] = row
    return tuple(sorted([*done, *out.values()], key=lambda r: (r.known_from, r.valid_from)))
