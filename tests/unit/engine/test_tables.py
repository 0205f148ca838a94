"""Schemes worked out into integers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.engine.small import RULE, SCHEME, compiled, with_rules
from xinzhi.core.base.periods import MonthRule, months_between
from xinzhi.core.base.problems import Refused
from xinzhi.core.schemes.nodes import Dimension, Lookup, Override, Rounding, Rule
from xinzhi.core.schemes.windows import HalfLife, Months, Steps
from xinzhi.engine.rulings import band
from xinzhi.engine.tables import FOREVER_MONTHS

DATES = st.dates(date(2015, 1, 1), date(2030, 12, 31))


def table_of(rule: Rule, **changes: object) -> list[int]:
    return list(with_rules(rule, **changes).lines[0].table)


def test_full_points_over_the_whole_window_without_decay() -> None:
    assert table_of(replace(RULE, window=Months(3))) == [-8_000] * 3


def test_half_after_the_half_life_and_roots_between() -> None:
    table = table_of(replace(RULE, decay=HalfLife(12)))
    assert (table[0], table[12], table[24]) == (-8_000, -4_000, -2_000)
    assert table[6] == -5_657  # 8000 ÷ √2 = 5656.854…


def test_a_step_holds_below_its_month_and_nothing_is_left_after_the_last() -> None:
    table = table_of(replace(RULE, window=Months(5), decay=Steps(((1, 1000), (3, 600)))))
    assert table == [-8_000, -4_800, -4_800, 0, 0]


@pytest.mark.parametrize(
    ("points", "away", "even"), [(-5, -3, -2), (5, 3, 2), (-7, -4, -4), (7, 4, 4), (-6, -3, -3)]
)  # fmt: skip
def test_ties_are_rounded_away_from_zero_unless_the_scheme_says_to_even(points: int, away: int, even: int) -> None:
    rule = replace(RULE, points=points, window=Months(2), decay=HalfLife(1))
    assert table_of(rule)[1] == away
    assert table_of(rule, rounding=Rounding.HALF_EVEN)[1] == even


@given(st.integers(-(10**9), 10**9), st.integers(1, 60), st.integers(1, 120))
def test_decay_never_turns_points_round_nor_lets_them_grow(points: int, months: int, window: int) -> None:
    table = table_of(replace(RULE, points=points, window=Months(window), decay=HalfLife(months)))
    assert all(abs(older) <= abs(newer) for newer, older in pairwise(table))
    assert all(worth * points >= 0 for worth in table)
    assert table[0] == points


@given(st.integers(-(10**6), 10**6), st.integers(1, 60), st.integers(0, 200))
def test_a_half_life_is_within_half_a_milli_point_of_the_true_value(points: int, months: int, age: int) -> None:
    worth = table_of(replace(RULE, points=points, window=Months(age + 1), decay=HalfLife(months)))[age]
    assert abs(float(Decimal(points)) * 0.5 ** (age / months) - worth) <= 0.5 + 1e-6


def test_a_lookup_has_a_table_for_each_value_and_none_for_others() -> None:
    line = with_rules(replace(RULE, points=Lookup("level", {"low": -2_000}), decay=HalfLife(12))).lines[0]
    assert line.worth({"level": "low"}, {}, 12) == -1_000
    assert line.worth({"level": "high"}, {}, 0) is None
    assert line.worth({"level": None}, {}, 0) is None
    assert line.worth({}, {}, 0) is None


def test_an_override_is_worth_nothing_by_itself() -> None:
    tables = compiled(replace(SCHEME, overrides=(Override("held", RULE.title, "C", "penalty", None, Months(12)),)))
    line = tables.lines[-1]
    assert (line.dimension, set(line.table), line.at_most) == (-1, {0}, 2)


def test_money_in_a_condition_is_cents() -> None:
    from xinzhi.core.schemes.expressions import Compare, Field, parse

    when = parse("fine >= 50.5")
    line = with_rules(replace(RULE, when=when)).lines[0]  # type: ignore[arg-type]
    assert line.when == Compare(Field("fine"), ">=", 5_050)


def test_sums_that_could_leave_63_bits_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        with_rules(replace(RULE, points=-(10**10)))
    assert refused.value.problems[0].code == "scheme_points_too_large"
    with pytest.raises(Refused):
        compiled(replace(SCHEME, dimensions=(Dimension("x", RULE.title, 1000, 0, 0, 2**60),)))


@given(DATES, DATES, st.integers(1, 60), st.sampled_from(list(MonthRule)))
def test_the_end_of_a_window_is_the_first_day_on_which_the_record_is_too_old(
    day: date, as_of: date, window: int, month_rule: MonthRule
) -> None:
    tables = with_rules(replace(RULE, window=Months(window)), month_rule=month_rule)
    end = tables.ends(tables.lines[0], day)
    assert end is not None
    assert months_between(day, end, month_rule) >= window
    assert months_between(day, end - timedelta(days=1), month_rule) < window


def test_a_rule_without_a_window_never_stops_looking() -> None:
    tables = with_rules(replace(RULE, window=None))
    assert tables.ends(tables.lines[0], date(2000, 1, 1)) is None
    assert tables.lines[0].window == FOREVER_MONTHS


@given(DATES, DATES, st.sampled_from(list(MonthRule)))
def test_ages_are_whole_months_by_the_rule_of_the_scheme(day: date, as_of: date, month_rule: MonthRule) -> None:
    tables = compiled(replace(SCHEME, month_rule=month_rule), as_of)
    assert tables.age(day) == months_between(day, as_of, month_rule)
    assert (tables.age(day) >= 0) is (day <= as_of)


def test_a_band_begins_with_its_least_score() -> None:
    tables = compiled(SCHEME)
    assert [band(tables, score, {}, {}) for score in (100_000, 90_000, 89_999, 75_000, 74_999, 0)] == [0, 0, 1, 1, 2, 2]
