"""Numbers and days as Chinese and English readers write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.web.words import days, numbers


@pytest.mark.parametrize(
    ("milli", "text"), [(0, "0"), (-12_600, "−12.6"), (71_234, "71.234"), (90_000, "90"), (-1, "−0.001"), (1_250_000, "1,250")]
)
def test_points_are_exact_and_bare_of_idle_zeros(milli: int, text: str) -> None:
    assert numbers.points(milli) == text


@given(st.integers(-(10**9), 10**9))
def test_points_can_be_read_back(milli: int) -> None:
    text = numbers.points(milli, signed=True).replace(",", "").replace("−", "-")
    whole, _, places = text.lstrip("+-").partition(".")
    assert (int(whole) * 1000 + int(places.ljust(3, "0"))) * (-1 if text.startswith("-") else 1) == milli
    assert text.startswith("+") == (milli > 0)


@pytest.mark.parametrize(
    ("cents", "zh", "en"),
    [
        (1_500_000, "1.5万元", "CNY 15,000"),
        (200_000, "2,000元", "CNY 2,000"),
        (1_000_000, "1万元", "CNY 10,000"),
        (1_234_567, "12,345.67元", "CNY 12,345.67"),
        (123_450_000, "123.45万元", "CNY 1,234,500"),
        (-50_000, "−500元", "−CNY 500"),
        (0, "0元", "CNY 0"),
    ],
)
def test_money_reads_as_it_is_written(cents: int, zh: str, en: str) -> None:
    assert numbers.money(cents, "zh-hans") == zh
    assert numbers.money(cents, "en") == en


@pytest.mark.parametrize(("size", "text"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (67_108_864, "64 MiB"), (3 * 1024**3, "3.0 GiB")])
def test_sizes(size: int, text: str) -> None:
    assert numbers.size(size) == text


def test_shares() -> None:
    assert [numbers.share(n) for n in (0, 463, 500, 1000)] == ["0%", "46.3%", "50%", "100%"]


def test_days() -> None:
    day = date(2026, 11, 3)
    assert days.day(day, "zh-hans") == "2026年11月3日"
    assert days.day(day, "en") == "3 Nov 2026"
    assert days.short_day(day, "zh") == "11月3日"
    assert days.month(day, "en") == "Nov 2026"
    assert days.moment(datetime(2026, 11, 3, 8, 5), "zh") == "2026年11月3日 08:05"


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (5, "1分钟", "1 min"),
        (3 * 86400 + 4 * 3600 + 50, "3天4小时", "3 d 4 h"),
        (86400, "1天", "1 d"),
        (64 * 86400 + 3600, "64天", "64 d"),
        (7200 + 180, "2小时3分钟", "2 h 3 min"),
    ],
)
def test_lengths_of_time(seconds: int, zh: str, en: str) -> None:
    assert days.span(seconds, "zh") == zh
    assert days.span(seconds, "en") == en
