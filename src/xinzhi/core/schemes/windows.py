"""How far back a rule looks, and what fades meanwhile.

A window is relative to the day of the evaluation: whole months or days back from it, or whole months, quarters, half-years or
years of the calendar. Decay is a share of the points by age in whole months.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Span(StrEnum):
    """A unit of the calendar, by its number of months."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        return {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[self.value]

    def number(self, day: date) -> int:
        """The number of the unit that holds `day`: neighbours differ by one."""
        return (day.year * 12 + day.month - 1) // self.months

    def first_day(self, number: int) -> date:
        """The first day of the unit with this number."""
        year, month0 = divmod(number * self.months, 12)
        return date(year, month0 + 1, 1)


@dataclass(frozen=True, slots=True)
class Months:
    """Younger than so many whole months."""

    months: int


@dataclass(frozen=True, slots=True)
class Days:
    """The day of the evaluation and the days before it, so many in all."""

    days: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """The last `last` units that are complete on the day of the evaluation; with `current`, the unit that is running instead, as far
    as it has come. A unit is complete on its last day."""

    span: Span
    last: int = 1
    current: bool = False


Window = Months | Days | Calendar


def bounds(window: Days | Calendar, as_of: date) -> tuple[date, date]:
    """The first and the last day of the window, both inclusive."""
    if isinstance(window, Days):
        return as_of - timedelta(days=window.days - 1), as_of
    if window.current:
        return window.span.first_day(window.span.number(as_of)), as_of
    running = window.span.number(as_of + timedelta(days=1))
    return window.span.first_day(running - window.last), window.span.first_day(running) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NoDecay:
    """Full points over the whole window."""


@dataclass(frozen=True, slots=True)
class HalfLife:
    """Half the points after so many months, in whole-month steps."""

    months: int


@dataclass(frozen=True, slots=True)
class Linear:
    """Full points at first and `to` (per mille) of them after so many months, evenly in whole-month steps; `to` from then on."""

    months: int
    to: int = 0


@dataclass(frozen=True, slots=True)
class Steps:
    """`(until_month, per mille)`: the share that holds while the age in months is below `until_month`. Ascending."""

    steps: tuple[tuple[int, int], ...]


Decay = NoDecay | HalfLife | Linear | Steps
