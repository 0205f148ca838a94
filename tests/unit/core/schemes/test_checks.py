"""Conditions are held against the records they are about before anything is computed."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.property.made_schemes import CONDITIONS, FIELDS, LEVELS, WORD
from xinzhi.core.base.problems import Problem
from xinzhi.core.records import FieldSpec, FieldType, RecordType
from xinzhi.core.schemes.checks import check, scaled
from xinzhi.core.schemes.expressions import Compare, Expression, Field, evaluate, fields_of, parse

KIND = RecordType(
    "penalty", WORD, frozenset(), frozenset(),
    (
        FieldSpec("gravity", FieldType.CODE, WORD, code_list="gravity", scored=True),
        FieldSpec("measures", FieldType.CODES, WORD, code_list="measures", scored=True),
        FieldSpec("fine", FieldType.MONEY, WORD, scored=True),
        FieldSpec("points", FieldType.POINTS, WORD, scored=True),
        FieldSpec("count", FieldType.INTEGER, WORD, scored=True),
        FieldSpec("day", FieldType.DATE, WORD, scored=True),
        FieldSpec("simple", FieldType.BOOLEAN, WORD, scored=True),
        FieldSpec("number", FieldType.TEXT, WORD, scored=True),
        FieldSpec("facts", FieldType.TEXT, WORD),
    ),
    ("number",), "day",
)  # fmt: skip
CODES = {"gravity": ["minor", "general", "serious"], "measures": ["warning", "fine", "closure"]}


def parsed(text: str) -> Expression:
    found = parse(text)
    assert not isinstance(found, Problem), found
    return found


def problems(text: str, kind: RecordType | None = KIND) -> list[Problem]:
    return check(parsed(text), kind, CODES)


@pytest.mark.parametrize(
    "text",
    [
        "gravity == 'serious' and fine >= 50000",
        "fine >= 0.01 and points < -1.5 and count in (1, 2)",
        "day >= '2026-01-01' and simple and simple == false",
        "'fine' in measures or measures == 'warning|fine' or measures not in ('warning',)",
        "known(number) and number == '12'",
        "subject.kind == 'vehicle' and subject.region in ('150902',)",
    ],
)
def test_what_fits_the_record_passes(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("gravty == 'serious'", "expression_field_unknown"),
        ("facts == 'x'", "expression_field_not_scored"),
        ("gravity == 'grave'", "expression_code_unknown"),
        ("gravity in ('minor', 'grave')", "expression_code_unknown"),
        ("gravity > 'minor'", "expression_code_has_no_order"),
        ("number < 'b'", "expression_code_has_no_order"),
        ("simple > false", "expression_code_has_no_order"),
        ("measures == 'fine|warning'", "expression_code_unknown"),
        ("'jail' in measures", "expression_code_unknown"),
        ("'minor' in gravity", "expression_one_code"),
        ("fine == 'much'", "expression_number_expected"),
        ("fine > 1.005", "expression_number_too_fine"),
        ("count > 1.5", "expression_number_too_fine"),
        ("simple == 'yes'", "expression_boolean_expected"),
        ("number == 12", "expression_text_expected"),
        ("day > '2026-13-01'", "date_expected"),
        ("day > '20260101'", "date_expected"),
        ("gravity", "expression_not_boolean"),
        ("subject.kind", "expression_not_boolean"),
        ("subject.size == 'big'", "expression_field_unknown"),
        ("subject.kind == 3", "expression_text_expected"),
        ("subject.region > '15'", "expression_code_has_no_order"),
    ],
)
def test_what_does_not_fit_is_said_by_its_code(text: str, code: str) -> None:
    assert [p.code for p in problems(text)] == [code]


def test_a_missed_duty_knows_only_whether_it_was_met_late() -> None:
    assert problems("late or not late", None) == []
    assert [p.code for p in problems("late == 'no'", None)] == ["expression_boolean_expected"]
    assert [p.params["known"] for p in problems("gravity == 'minor'", None)] == ["late"]


def test_a_near_miss_is_answered_with_a_proposal() -> None:
    assert problems("gravty == 'serious'")[0].params["proposal"] == "gravity"
    assert problems("gravity == 'seriuos'")[0].params["proposal"] == "serious"
    assert problems("measures == 'fine|warning'")[0].params["proposal"] == "warning|fine"


def test_every_part_of_a_condition_is_looked_at() -> None:
    assert len(problems("not (gravity == 'x' or fine == 'x') and count == 'x'")) == 3


def test_money_and_points_are_scaled_to_what_records_hold() -> None:
    assert scaled(parsed("fine >= 0.5"), KIND) == Compare(Field("fine"), ">=", 50)
    assert scaled(parsed("points < -1.5"), KIND) == Compare(Field("points"), "<", -1_500)
    assert scaled(parsed("count > 3"), KIND) == Compare(Field("count"), ">", 3)


@pytest.mark.parametrize(
    ("text", "held", "expected"),
    [
        ("'fine' in measures", "warning|fine", True),
        ("'fine' in measures", "fines", False),
        ("'fine' not in measures", "warning", True),
        ("'fine' in measures", None, False),
        ("'fine' not in measures", None, False),
    ],
)
def test_one_of_several_codes(text: str, held: str | None, expected: bool) -> None:
    assert evaluate(parsed(text), {"measures": held}) is expected


@given(CONDITIONS)
def test_a_condition_reads_no_field_but_those_it_names(condition: Expression) -> None:
    class Asked(dict[str, object]):
        def get(self, key: str, default: object = None) -> object:
            asked.add(key)
            return None

    asked: set[str] = set()
    evaluate(condition, Asked(), Asked())
    assert asked <= {field.name for field in fields_of(condition)}


@given(CONDITIONS)
def test_generated_conditions_are_of_the_language(condition: Expression) -> None:
    kind = RecordType("red", WORD, frozenset(), frozenset(), FIELDS, ("visit",), "until")
    assert check(condition, kind, {"levels": list(LEVELS)}) == []
