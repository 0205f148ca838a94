"""What decides between a score, a grade without one, and none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.unit.engine.small import AS_OF, RULE, SCHEME, compiled, record, with_rules
from xinzhi.core.schemes.expressions import Compare, Field
from xinzhi.core.schemes.nodes import NOT_RATED, Enough, Latest, Lookup, Override
from xinzhi.core.schemes.windows import Months
from xinzhi.engine.reference import Assessment, Contribution, Unvalued, assess
from xinzhi.engine.tables import NO_VALUE, TOO_FEW, Compiled

LOOKED_UP = replace(RULE, points=Lookup("level", {"low": -2_000}))
HELD = Override("held", RULE.title, "B", "penalty", Compare(Field("level"), "==", "high"), Months(12))
TWO = Enough(2, frozenset({"penalty"}), Months(12))


def result(tables: Compiled, *records: object) -> Assessment:
    return assess(tables, records, {})  # type: ignore[arg-type]


def test_the_score_is_the_weighted_mean_rounded_half_up_to_a_milli_point() -> None:
    tables = with_rules(replace(RULE, points=-1))
    one = result(tables, record(1))
    assert one.dimensions == (99_999, 90_000)
    assert one.score == 95_999  # 95 999.4
    assert result(with_rules(replace(RULE, points=-5)), record(1)).score == 95_997
    half = compiled(replace(SCHEME, dimensions=(replace(SCHEME.dimensions[0], weight=500), replace(SCHEME.dimensions[1], weight=500)),
                            rules=(replace(RULE, points=-1),)))  # fmt: skip
    assert result(half, record(1)).score == 95_000  # 94 999.5


def test_a_cap_limits_the_rule_and_the_floor_the_dimension() -> None:
    tables = with_rules(replace(RULE, cap=10_000))
    two = result(tables, record(1), record(2))
    assert two.dimensions[0] == 90_000
    assert [(k.sum_milli, k.kept_milli) for k in two.kept] == [(-16_000, -10_000)]
    many = result(with_rules(RULE), *(record(i) for i in range(20)))
    assert many.dimensions[0] == 0


def test_a_record_of_the_evaluations_own_day_counts_and_a_later_one_does_not() -> None:
    assert len(result(compiled(SCHEME), record(1, AS_OF)).contributions) == 1
    later = result(compiled(SCHEME), record(1, date(2026, 7, 1)))
    assert (later.contributions, later.records) == ((), 0)


def test_too_little_known_is_no_grade_and_says_so() -> None:
    tables = with_rules(RULE, enough=TWO)
    little = result(tables, record(1))
    assert (little.grade, little.score, little.reason) == (NOT_RATED, None, TOO_FEW)
    assert little.dimensions[0] == 92_000
    assert result(tables, record(1), record(2)).score == 86_400
    old = result(tables, record(1), record(2, date(2025, 6, 30)))
    assert old.reason == TOO_FEW  # a year old to the day: no longer within 12 months


def test_an_override_that_is_met_is_enough_to_be_graded() -> None:
    tables = with_rules(RULE, enough=TWO, overrides=(HELD,))
    held = result(tables, record(1, level="high"))
    assert (held.grade, held.score, held.held_by) == ("B", 91_200, ("held",))


def test_the_worse_of_band_and_override_holds() -> None:
    tables = with_rules(replace(RULE, points=-90_000), overrides=(HELD,))
    assert result(tables, record(1, level="high")).grade == "C"


def test_a_value_without_points_leaves_no_score_and_names_the_record() -> None:
    tables = with_rules(LOOKED_UP)
    unknown = result(tables, record(1, level="low"), record(2, level="high"), record(3))
    assert (unknown.grade, unknown.score, unknown.reason) == (NOT_RATED, None, NO_VALUE)
    assert unknown.unvalued == (Unvalued(2, "fined", 0), Unvalued(3, "fined", 0))
    assert unknown.contributions == (Contribution(1, "fined", 0, -2_000),)


def test_without_a_score_an_override_still_holds() -> None:
    tables = with_rules(LOOKED_UP, overrides=(HELD,))
    held = result(tables, record(2, level="high"))
    assert (held.grade, held.score, held.reason) == ("B", None, NO_VALUE)


def test_only_the_latest_event_counts_by_day_and_then_by_its_key() -> None:
    tables = with_rules(replace(RULE, only=Latest("penalty", "visit")))
    early, late = date(2026, 1, 1), date(2026, 5, 1)
    rows = [
        record(1, early, visit="z"),
        record(2, late, visit="a"),
        record(3, late, visit="b"),
        record(4, late, visit="b"),
        record(5, late),
    ]
    assert [c.record_id for c in result(tables, *rows).contributions] == [3, 4]
    assert result(tables, *reversed(rows)) == result(tables, *rows)


def test_an_event_after_the_day_is_not_the_latest() -> None:
    tables = with_rules(replace(RULE, only=Latest("penalty", "visit")))
    rows = [record(1, AS_OF, visit="a"), record(2, date(2026, 7, 1), visit="b")]
    assert [c.record_id for c in result(tables, *rows).contributions] == [1]
