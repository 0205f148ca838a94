"""What a subject was, and when: its public facts in two dates, folded once and only filtered afterwards.

A registration record says what a subject is from a day on, and is known from a ledger position on. A change that comes in late
takes its place by its own day: a move of March that is handed in after one of May does not undo the move of May. As with
`counting`, intervals of one subject do not overlap in valid time at any ledger position.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from xinzhi.core.counting import FOREVER, OPEN

ALWAYS = date(1, 1, 1)
"""The first day of what holds from the beginning."""


@dataclass(frozen=True, slots=True)
class Told:
    """At ledger position `at` it was told what holds from `since` on: only what changes."""

    at: int
    since: date
    changes: Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class State:
    """The public facts about a subject. Days are ISO texts; `merged_into` names the subject that it turned out to be."""

    kind: str = ""
    region_code: str = ""
    industry_code: str = ""
    registered_on: str | None = None
    ended_on: str | None = None
    status: str = "active"
    merged_into: int | None = None


@dataclass(frozen=True, slots=True)
class StateInterval:
    """While known in [known_from, known_to) and on days in [valid_from, valid_to) the subject is `state`."""

    valid_from: date
    valid_to: date
    known_from: int
    known_to: int
    state: State


_NAMES = {field.name for field in fields(State)}
_TEXTS = {"kind", "region_code", "industry_code", "status"}


def fold(told: Iterable[Told]) -> tuple[StateInterval, ...]:
    """The intervals of one subject, in order of known_from, then valid_from."""
    known = sorted(told, key=lambda one: one.at)
    if len(known) == 1:  # nearly everybody: nothing has changed since it was first told
        return (StateInterval(known[0].since, FOREVER, known[0].at, OPEN, _state(known[0].changes)),)
    moments = sorted({one.at for one in known})
    rows: list[StateInterval] = []
    for moment, until in zip(moments, [*moments[1:], OPEN], strict=True):
        rows += _timeline([one for one in known if one.at <= moment], moment, until)
    return tuple(rows)


def _timeline(known: Sequence[Told], moment: int, until: int) -> list[StateInterval]:
    values: dict[str, str | int | None] = {}
    pieces: list[tuple[date, State]] = []
    for one in sorted(known, key=lambda one: (one.since, one.at)):
        values |= one.changes
        piece = (one.since, _state(values))
        if pieces and pieces[-1][0] == one.since:
            pieces[-1] = piece
        elif not pieces or pieces[-1][1] != piece[1]:
            pieces.append(piece)
    ends = [*(start for start, _ in pieces[1:]), FOREVER]
    return [StateInterval(start, end, moment, until, state) for (start, state), end in zip(pieces, ends, strict=True)]


def _state(values: Mapping[str, str | int | None]) -> State:
    filled = {n: ("" if v is None and n in _TEXTS else v) for n, v in values.items() if n in _NAMES}
    return State(**filled)  # type: ignore[arg-type]
