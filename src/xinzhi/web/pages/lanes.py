"""The timeline across departments: one lane each, one mark an event, drawn on the server in per mille of the width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xinzhi.core.base.periods import add_months
from xinzhi.web.pages.credit_file import Event


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
    is_year: bool


@dataclass(frozen=True, slots=True)
class Lanes:
    start: date
    end: date
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    earlier: int  # events before `start`, which only the list shows


def lanes(events: Sequence[Event], as_of: date, departments: Sequence[tuple[str, str]], months: int = 36) -> Lanes:
    """The events of the last `months` before `as_of`, by department in the order given; departments without events keep an empty lane."""
    start = add_months(as_of.replace(day=1), 1 - months)
    span = (as_of - start).days or 1
    by: dict[str, list[Dot]] = {id: [] for id, _ in departments}
    earlier = 0
    for event in events:
        day = event.record.occurred_on
        if day > as_of:
            continue
        if day < start:
            earlier += 1
            continue
        by.setdefault(event.department_id, []).append(Dot(1000 * (day - start).days // span, event))
    ticks = []
    for step in range(0, months, 3):
        day = add_months(start, step)
        if day.month in (1, 4, 7, 10) or step % 3 == 0:
            ticks.append(Tick(1000 * (day - start).days // span, day, day.month <= 3))
    return Lanes(start, as_of, tuple(Lane(title, tuple(by[id])) for id, title in departments), tuple(ticks), earlier)
