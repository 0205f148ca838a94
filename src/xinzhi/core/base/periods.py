"""Legal days, deadlines and ages in whole months.

Sources: 民法典 201 (the first day is not counted), 202 (a month ends on the same day, or on the last day of a month
that has no such day), 203 (an end on a holiday moves to the next working day).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Unit(StrEnum):
    HOUR = "hour"
    WORKING_DAY = "working_day"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class MonthRule(StrEnum):
    """How whole months between two days are counted.

    `civil_code`: a month is complete on the same day of the next month, or on that month's last day where it has no
    such day. `same_day`: only the number of the day decides, so 31 January to 28 February is no month yet.
    """

    CIVIL_CODE = "civil_code"
    SAME_DAY = "same_day"


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time as a law states it."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Working days as officially published. Days of a year not in `years` follow the week and are provisional."""

    years: frozenset[int] = frozenset()
    holidays: frozenset[date] = frozenset()  # weekdays off
    workdays: frozenset[date] = frozenset()  # Saturdays and Sundays worked

    def is_working(self, day: date) -> bool:
        if day in self.workdays:
            return True
        return day.weekday() < 5 and day not in self.holidays

    def covers(self, day: date) -> bool:
        return day.year in self.years


@dataclass(frozen=True, slots=True)
class Due:
    """When a duty ends: an instant, and whether an unpublished calendar may still move it."""

    at: datetime
    provisional: bool = field(default=False)


def last_day(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def add_months(day: date, months: int) -> date:
    """`day` moved by whole months; a day that the month lacks becomes its last (民法典 202)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, last_day(year, month0 + 1)))


def months_between(start: date, end: date, rule: MonthRule) -> int:
    """Whole months completed from `start` to `end`; negative where `end` lies before `start`."""
    return end.year * 12 + end.month - start.year * 12 - start.month - (start.day > age_day(end, rule))


def age_day(as_of: date, rule: MonthRule) -> int:
    """The day of month that ages compare with: 31 on a month's last day under the civil code, so that no longer month is cheated."""
    if rule is MonthRule.CIVIL_CODE and as_of.day == last_day(as_of.year, as_of.month):
        return 31
    return as_of.day


def is_within(earlier: date, later: date, limit: Limit, rule: MonthRule) -> bool:
    """Whether `later` falls before the end of a period of days, months or years that begins on `earlier`."""
    if limit.unit is Unit.DAY:
        return (later - earlier).days < limit.amount
    months = limit.amount * 12 if limit.unit is Unit.YEAR else limit.amount
    return months_between(earlier, later, rule) < months


def add_limit(start: date, limit: Limit, calendar: WorkCalendar) -> tuple[date, bool]:
    """The last day of `limit` counted from the day after `start`, and whether it is provisional. Not for hours."""
    if limit.unit is Unit.MONTH:
        return add_months(start, limit.amount), False
    if limit.unit is Unit.YEAR:
        return add_months(start, 12 * limit.amount), False
    if limit.unit is Unit.DAY:
        return start + timedelta(days=limit.amount), False
    if limit.unit is Unit.HOUR:
        raise ValueError("a limit in hours has no last day: use due()")
    day, left, provisional = start, limit.amount, False
    while left:
        day += timedelta(days=1)
        provisional = provisional or not calendar.covers(day)
        left -= calendar.is_working(day)
    return day, provisional


def due(start: date | datetime, limit: Limit, calendar: WorkCalendar, zone: ZoneInfo) -> Due:
    """The instant at which `limit` is over (exclusive), in UTC-comparable form.

    A start known by its day only begins at the end of that day: whoever gave no hour is not late by the hour.
    """
    if limit.unit is Unit.HOUR:
        begin = start if isinstance(start, datetime) else end_of_day(start, zone)
        return Due(begin + timedelta(hours=limit.amount))
    first = start.astimezone(zone).date() if isinstance(start, datetime) else start
    last, provisional = add_limit(first, limit, calendar)
    return Due(end_of_day(last, zone), provisional)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant after `day` in `zone`."""
    return datetime.combine(day + timedelta(days=1), time(), zone)
