"""The timeline across departments: one lane each, one mark an event, drawn on the server in per mille of the width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xinzhi.core.base.periods import add_months
from xinzhi.web.pages.credit_file import Event

QUARTER_STARTS = (1, 4, 7, 10)


@dataclass(frozen=True, slots=True)
class Dot:
    at: int
    event: Event


@dataclass(frozen=True, slots=True)
class Lane:
    department: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    at: int
    day: date

    @property
    def is_year(self) -> bool:
        return self.day.month == 1


@dataclass(frozen=True, slots=True)
class Lanes:
    start: date
    end: date
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    earlier: int  # events before `start`, which only the list shows


def lanes(events: Sequence[Event], as_of: date, departments: Sequence[tuple[str, str]], months: int = 36) -> Lanes:
    """The events of the last `months` up to `as_of`, a lane for each of `departments` (id, title), also where it stays empty.

    Raises `KeyError` for an event of a department that is not among them: no event is dropped silently.
    """
    start = add_months(as_of.replace(day=1), 1 - months)
    span = (as_of - start).days or 1
    by: dict[str, list[Dot]] = {id: [] for id, _ in departments}
    earlier = 0
    for event in events:
        day = event.record.occurred_on
        if day < start:
            earlier += 1
        elif day <= as_of:
            by[event.department_id].append(Dot(1000 * (day - start).days // span, event))
    firsts = (add_months(start, step) for step in range(months))
    ticks = tuple(Tick(1000 * (day - start).days // span, day) for day in firsts if day.month in QUARTER_STARTS)
    return Lanes(start, as_of, tuple(Lane(title, tuple(by[id])) for id, title in departments), ticks, earlier)
