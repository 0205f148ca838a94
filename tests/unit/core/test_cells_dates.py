"""Days as clerks write them."""

from __future__ import annotations

from datetime import UTC, date, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from xinzhi.core.base.problems import Problem
from xinzhi.core.cells.answers import Doubtful
from xinzhi.core.cells.dates import Moment, read_moment

FIFTH_OF_MARCH = date(2024, 3, 5)
CHINA = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    "text",
    [
        "2024年3月5日",
        "2024年03月05号",
        "2024.3.5",
        "2024/3/5",
        "2024-03-05",
        "2024-3-5 00:00:00",
        "20240305",
        "２０２４年３月５日",
        "2024 年 3 月 5 日",
        "2024年3月5日（星期二）",
        "二〇二四年三月五日",
        "45356",
        "45356.0",
    ],
)
def test_one_day_is_written_in_many_ways(text: str) -> None:
    assert read_moment(text) == Moment(FIFTH_OF_MARCH)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2024年3月5日14时30分", time(14, 30)),
        ("2024-03-05 14:30:15", time(14, 30, 15)),
        ("2024-03-05T14:30", time(14, 30)),
        ("2024年3月5日 下午2点", time(14, 0)),
        ("20240305143000", time(14, 30)),
        ("45356.604166667", time(14, 30)),
    ],
)
def test_the_hour_is_kept_where_one_is_written(text: str, at: time) -> None:
    assert read_moment(text) == Moment(FIFTH_OF_MARCH, at)


def test_an_hour_with_a_zone_falls_on_the_legal_day_of_the_pack() -> None:
    late = read_moment("2024-03-05T23:30:00Z")
    assert isinstance(late, Moment)
    assert late.day_in(CHINA) == date(2024, 3, 6)
    instant = late.instant(CHINA)
    assert instant is not None
    assert instant.astimezone(UTC).hour == 23


def test_an_hour_without_a_zone_is_told_in_the_zone_of_the_pack() -> None:
    found = read_moment("2024-03-05 08:00")
    assert isinstance(found, Moment)
    instant = found.instant(CHINA)
    assert instant is not None
    assert instant.astimezone(timezone(timedelta(0))).hour == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2023年2月29日", "date_impossible"),
        ("2024-13-01", "date_impossible"),
        ("20241332", "date_impossible"),
        ("2024-03-05 25:00", "time_impossible"),
        ("1949-09-30", "date_out_of_range"),
        ("2204-03-05", "date_out_of_range"),
        ("12345", "date_out_of_range"),
        ("5/3/2024", "date_order_unclear"),
        ("24-3-5", "date_year_two_digits"),
        ("2024年3月", "date_without_day"),
        ("2024", "date_without_day"),
        ("昨天", "date_unreadable"),
        ("2024-3-5至2024-6-5", "date_unreadable"),
        ("٢٠٢٤-٠٣-٠٥", "date_unreadable"),
    ],
)
def test_what_is_not_one_certain_day_is_refused_with_its_reason(text: str, code: str) -> None:
    found = read_moment(text)
    assert isinstance(found, Problem)
    assert found.code == code


def test_a_short_year_before_年_is_taken_and_told() -> None:
    found = read_moment("24年3月5日")
    assert isinstance(found, Doubtful)
    assert found.value == Moment(FIFTH_OF_MARCH)
    assert [w.code for w in found.warnings] == ["date_century_taken"]


@pytest.mark.parametrize("text", ["长期", "长期有效", "永久", "9999-12-31", "2099/12/31"])
def test_without_end_is_the_last_day_of_the_exchange_layouts(text: str) -> None:
    assert read_moment(text) == Moment(date(2099, 12, 31))
