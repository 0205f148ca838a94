"""The account of an assessment adds up, and says of every record why it counted or did not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.property.made_schemes import DAYS, RECORD_TYPES, Made, cities, schemes
from tests.unit.engine.small import AS_OF, RULE, record, with_rules
from xinzhi.core.schemes.expressions import Compare, Field
from xinzhi.core.schemes.nodes import NOT_RATED, Enough, Latest, Lookup, Override, Scheme
from xinzhi.core.schemes.windows import HalfLife, Months
from xinzhi.engine.explain import Why, explain
from xinzhi.engine.tables import compile_scheme

SEVERE = Compare(Field("level"), "==", "high")


@given(DAYS.flatmap(lambda day: st.tuples(st.just(day), schemes(), cities(day))))
def test_base_reasons_caps_and_limits_give_the_score_exactly(trial: tuple[date, Scheme, tuple[Made, ...]]) -> None:
    day, scheme, city = trial
    tables = compile_scheme(scheme, RECORD_TYPES, day)
    for one in city:
        account = explain(tables, one.records, one.facts)
        for dimension, declared in zip(account.dimensions, scheme.dimensions, strict=True):
            given_points = sum(reason.milli for reason in dimension.reasons)
            given_back = sum(cap.kept_milli - cap.sum_milli for cap in dimension.caps)
            measured = sum(term.kept_milli for term in dimension.terms)
            assert declared.base + given_points + measured + given_back + dimension.limited == dimension.value
            assert declared.floor <= dimension.value <= declared.ceiling
        if account.assessment.score is not None:
            assert account.weighted == sum(d.weight * d.value for d in account.dimensions)
            assert abs(account.weighted - 1000 * account.assessment.score) <= 500 + (500 * scheme.step if scheme.step > 1 else 0)


@given(DAYS.flatmap(lambda day: st.tuples(st.just(day), schemes(), cities(day))))
def test_every_record_gave_a_reason_or_is_told_why_not(trial: tuple[date, Scheme, tuple[Made, ...]]) -> None:
    day, scheme, city = trial
    tables = compile_scheme(scheme, RECORD_TYPES, day)
    for one in city:
        account = explain(tables, one.records, one.facts)
        counted = {c.record_id for c in account.assessment.contributions}
        unused = {a.record_id for a in account.unused}
        assert counted | unused == {r.record_id for r in one.records}
        assert not counted & unused
        asked = {(r.record_id, line.id) for r in one.records for line in tables.by_record.get(r.record_type, ())}
        told = {(a.record_id, a.rule) for a in account.asides}
        assert told | {(c.record_id, c.rule) for c in account.assessment.contributions} == asked
        assert {(a.record_id, a.rule) for a in account.asides if a.why is Why.NO_VALUE} == {
            (u.record_id, u.rule) for u in account.assessment.unvalued
        }


def test_a_reason_shows_points_at_first_age_what_is_left_and_until_when() -> None:
    tables = with_rules(replace(RULE, decay=HalfLife(12)))
    account = explain(tables, [record(7, date(2025, 6, 30))], {})
    (reason,) = account.dimensions[0].reasons
    assert (reason.record_id, reason.points, reason.age_months, reason.milli) == (7, -8_000, 12, -4_000)
    assert reason.until == date(2028, 6, 30)


def test_a_cap_shows_what_it_gave_back() -> None:
    account = explain(with_rules(replace(RULE, cap=10_000)), [record(1), record(2)], {})
    (cap,) = account.dimensions[0].caps
    assert (cap.sum_milli, cap.kept_milli) == (-16_000, -10_000)
    assert account.dimensions[0].moved == account.dimensions[0].value == 90_000
    assert explain(with_rules(RULE), [record(1)], {}).dimensions[0].caps == ()


def test_a_floor_shows_what_it_gave_back() -> None:
    account = explain(with_rules(replace(RULE, points=-130_000)), [record(1)], {})
    assert (account.dimensions[0].moved, account.dimensions[0].limited, account.dimensions[0].value) == (
        -30_000,
        30_000,
        0,
    )


def test_an_override_names_the_records_that_meet_it_and_the_grade_of_the_score_beside_it() -> None:
    held = Override("held", RULE.title, "C", "penalty", SEVERE, Months(12))
    account = explain(with_rules(RULE, overrides=(held,)), [record(1, level="high"), record(2)], {})
    assert [(h.override, h.at_most, h.records) for h in account.held] == [("held", "C", (1,))]
    assert (account.by_score, account.assessment.grade) == ("B", "C")


def test_too_little_known_is_told_in_numbers() -> None:
    tables = with_rules(RULE, enough=Enough(2, frozenset({"penalty"}), Months(12)))
    account = explain(tables, [record(1), record(2, date(2025, 1, 1))], {})
    assert (account.assessment.grade, account.observations, account.needed, account.by_score) == (NOT_RATED, 1, 2, None)


def test_each_way_of_not_counting_has_its_own_word() -> None:
    severe = replace(RULE, id="severe", when=SEVERE, only=Latest("penalty", "visit"))
    looked_up = replace(RULE, id="looked_up", record="award", points=Lookup("level", {"low": 1_000}))
    tables = with_rules(severe, looked_up)
    rows = [
        record(1, date(2026, 7, 1)),
        record(2, date(2020, 1, 1), level="high"),
        record(3, level="low"),
        record(4, date(2026, 1, 1), level="high", visit="a"),
        record(5, level="high", visit="b"),
        record(6, kind="award", level="high"),
        record(7, kind="registration"),
    ]
    account = explain(tables, rows, {})
    assert {a.record_id: a.why for a in account.unused} == {
        1: Why.LATER, 2: Why.OUT_OF_WINDOW, 3: Why.NO_RULE, 4: Why.NOT_LATEST, 6: Why.NO_VALUE, 7: Why.NOT_SCORED,
    }  # fmt: skip
    assert {(a.record_id, a.rule): a.why for a in account.asides}[3, "severe"] is Why.CONDITION


def test_a_record_that_comes_twice_is_told_once() -> None:
    one = record(1)
    assert explain(with_rules(RULE), [one, one], {}) == explain(with_rules(RULE), [one], {})


def test_a_record_of_today_ends_when_its_window_does() -> None:
    account = explain(with_rules(replace(RULE, window=None)), [record(1, AS_OF)], {})
    assert account.dimensions[0].reasons[0].until is None
