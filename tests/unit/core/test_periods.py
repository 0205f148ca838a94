"""Legal days: months that lack a day, working days over Spring Festival, hours from the end of a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi import catalogue
from xinzhi.core.base.periods import (
    Limit,
    MonthRule,
    Unit,
    WorkCalendar,
    add_limit,
    add_months,
    due,
    months_between,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("start", "end", "civil", "same"),
    [
        (date(2024, 1, 31), date(2024, 2, 28), 0, 0),
        (date(2024, 1, 31), date(2024, 2, 29), 1, 0),
        (date(2024, 1, 30), date(2024, 2, 29), 1, 0),
        (date(2024, 2, 29), date(2025, 2, 28), 12, 11),
        (date(2024, 3, 5), date(2024, 4, 4), 0, 0),
        (date(2024, 3, 5), date(2024, 4, 5), 1, 1),
    ],
)
def test_whole_months(start: date, end: date, civil: int, same: int) -> None:
    assert months_between(start, end, MonthRule.CIVIL_CODE) == civil
    assert months_between(start, end, MonthRule.SAME_DAY) == same


@given(DAYS, st.integers(0, 120))
def test_a_month_is_complete_on_the_day_that_adding_it_gives(day: date, months: int) -> None:
    end = add_months(day, months)
    assert months_between(day, end, MonthRule.CIVIL_CODE) == months


@given(DAYS, DAYS, DAYS)
def test_age_never_falls_as_days_pass(start: date, a: date, b: date) -> None:
    first, second = sorted((a, b))
    assert months_between(start, first, MonthRule.CIVIL_CODE) <= months_between(start, second, MonthRule.CIVIL_CODE)


def test_working_days_pass_over_spring_festival_and_count_moved_days() -> None:
    calendar = catalogue.load("paper").calendar
    last, provisional = add_limit(date(2026, 2, 13), Limit(7, Unit.WORKING_DAY), calendar)
    days = [d for d in (date(2026, 2, 14), date(2026, 2, 24), date(2026, 2, 28)) if calendar.is_working(d)]
    assert not provisional
    assert last > date(2026, 2, 24)
    assert days


def test_a_deadline_in_a_year_without_calendar_is_provisional() -> None:
    _, provisional = add_limit(date(2031, 1, 5), Limit(7, Unit.WORKING_DAY), WorkCalendar(frozenset({2030})))
    assert provisional


def test_hours_run_from_the_moment_or_from_the_end_of_a_day_without_one() -> None:
    limit = Limit(24, Unit.HOUR)
    moment = datetime(2026, 3, 5, 14, 30, tzinfo=SHANGHAI)
    assert due(moment, limit, WorkCalendar(), SHANGHAI).at == datetime(2026, 3, 6, 6, 30, tzinfo=UTC)
    assert due(date(2026, 3, 5), limit, WorkCalendar(), SHANGHAI).at == datetime(2026, 3, 6, 16, 0, tzinfo=UTC)
