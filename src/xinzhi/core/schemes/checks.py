"""Whether a condition fits the records that it is about: its fields exist, may be read, and are compared with their own kind."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from xinzhi.core.base.problems import Problem, problem
from xinzhi.core.base.text import Text
from xinzhi.core.records import FieldSpec, FieldType, RecordType
from xinzhi.core.schemes.expressions import (
    DAY_FACTS,
    JOINT,
    SUBJECT_FACTS,
    All,
    Any_,
    Compare,
    Expression,
    Field,
    Has,
    In,
    Known,
    Literal,
    Not,
    Truth,
    map_literals,
)

_NUMBERS = {FieldType.INTEGER, FieldType.MONEY, FieldType.POINTS}
_SCALE = {FieldType.MONEY: 100, FieldType.POINTS: 1000}
_ORDERED = (*_NUMBERS, FieldType.DATE)
_OF_DUTY = {"late": FieldSpec("late", FieldType.BOOLEAN, Text("逾期履行", "met late"), scored=True)}
DUTY_FIELDS = tuple(_OF_DUTY)
"""What a condition on a missed duty may read: whether it was met late (true) or not at all (false)."""
_FACTS = {
    name: FieldSpec(name, FieldType.DATE if name in DAY_FACTS else FieldType.TEXT, Text(name), scored=True)
    for name in SUBJECT_FACTS
}


def check(expression: Expression | None, kind: RecordType | None, codes: Mapping[str, Sequence[str]]) -> list[Problem]:
    """What is wrong with a condition on records of `kind` (None: missed duties). `codes`: the keys of each code list."""
    match expression:
        case None:
            return []
        case All(parts) | Any_(parts):
            return [p for part in parts for p in check(part, kind, codes)]
        case Not(part):
            return check(part, kind, codes)
        case Compare(field, op, value):
            return _compared(field, op, (value,), kind, codes)
        case In(field, values):
            return _compared(field, "in", values, kind, codes)
        case Has(field, code):
            return _having(field, code, kind, codes)
        case Truth(field):
            spec, problems = _spec(field, kind)
            if spec is not None and spec.type is not FieldType.BOOLEAN:
                problems.append(problem("expression_not_boolean", field=field.name, type=spec.type.value))
            return problems
        case Known(field):
            return _spec(field, kind)[1]


def _spec(field: Field, kind: RecordType | None) -> tuple[FieldSpec | None, list[Problem]]:
    """The field as it is declared, or why a condition may not read it."""
    if field.of_subject or kind is None:
        known = _FACTS if field.of_subject else _OF_DUTY
        spec = known.get(field.name)
        return spec, [] if spec else [_unknown(field, list(known))]
    spec = kind.field(field.name)
    if spec is None:
        return None, [_unknown(field, [f.name for f in kind.fields if f.scored])]
    if not spec.scored:
        return None, [problem("expression_field_not_scored", field=field.name, record=kind.id)]
    return spec, []


def _unknown(field: Field, known: list[str]) -> Problem:
    near = difflib.get_close_matches(field.name, known, 1, 0.5)
    return problem(
        "expression_field_unknown", field=field.name, proposal=near[0] if near else "", known=", ".join(known)
    )


def _compared(
    field: Field, op: str, values: Sequence[Literal], kind: RecordType | None, codes: Mapping[str, Sequence[str]]
) -> list[Problem]:
    spec, problems = _spec(field, kind)
    if spec is None:
        return problems
    for value in values:
        wrong = _literal_problem(spec, op, value, codes)
        if wrong is not None:
            problems.append(wrong)
    return problems


def _literal_problem(spec: FieldSpec, op: str, value: Literal, codes: Mapping[str, Sequence[str]]) -> Problem | None:
    if spec.type in _NUMBERS:
        if isinstance(value, bool | str):
            return problem("expression_number_expected", field=spec.name, found=str(value))
        if isinstance(value, Decimal) and value * _SCALE.get(spec.type, 1) % 1:
            return problem("expression_number_too_fine", field=spec.name, found=str(value))
        return None
    if op not in ("==", "!=", "in") and spec.type not in _ORDERED:
        return problem("expression_code_has_no_order", field=spec.name, op=op)
    if spec.type is FieldType.BOOLEAN:
        return (
            None
            if isinstance(value, bool)
            else problem("expression_boolean_expected", field=spec.name, found=str(value))
        )
    if not isinstance(value, str):
        return problem("expression_text_expected", field=spec.name, found=str(value))
    if spec.type is FieldType.DATE:
        return _day_problem(spec, value)
    if spec.type in (FieldType.CODE, FieldType.CODES):
        return _code_problem(spec, value, codes.get(spec.code_list, ()))
    return None


def _day_problem(spec: FieldSpec, value: str) -> Problem | None:
    """A day is written one way only, so that days compare as their texts do."""
    try:
        whole = date.fromisoformat(value).isoformat() == value
    except ValueError:
        whole = False
    return None if whole else problem("date_expected", field=spec.name, found=value)


def _code_problem(spec: FieldSpec, value: str, known: Sequence[str]) -> Problem | None:
    """Several codes are compared as a whole in the order of their list, which is how a record holds them."""
    parts = value.split(JOINT) if spec.type is FieldType.CODES else [value]
    for part in parts:
        if part not in known:
            return _code_unknown(spec, part, known)
    ordered = [code for code in known if code in parts]
    if parts != ordered:
        return problem(
            "expression_code_unknown", field=spec.name, found=value, proposal=JOINT.join(ordered), list=spec.code_list
        )
    return None


def _code_unknown(spec: FieldSpec, found: str, known: Sequence[str]) -> Problem:
    near = difflib.get_close_matches(found, list(known), 1, 0.5)
    proposal = near[0] if near else ""
    return problem("expression_code_unknown", field=spec.name, found=found, proposal=proposal, list=spec.code_list)


def _having(field: Field, code: str, kind: RecordType | None, codes: Mapping[str, Sequence[str]]) -> list[Problem]:
    spec, problems = _spec(field, kind)
    if spec is None:
        return problems
    if spec.type is not FieldType.CODES:
        return [problem("expression_one_code", field=field.name, found=code, type=spec.type.value)]
    known = codes.get(spec.code_list, ())
    return [] if code in known else [_code_unknown(spec, code, known)]


def scaled(expression: Expression | None, kind: RecordType | None) -> Expression | None:
    """The condition with money in cents and points in milli-points, as records hold them."""
    if expression is None or kind is None:
        return expression

    def change(field: Field, value: Literal) -> Literal:
        spec = None if field.of_subject else kind.field(field.name)
        if spec is None or isinstance(value, bool | str):
            return value
        return int(value * _SCALE.get(spec.type, 1))

    return map_literals(expression, change)
