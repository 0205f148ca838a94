"""Whether a condition fits the records that it is about: its fields exist, may be read, and are compared with their own kind."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from xinzhi.core.base.problems import Problem, problem
from xinzhi.core.records import FieldSpec, FieldType, RecordType
from xinzhi.core.schemes.expressions import (
    SUBJECT_FACTS,
    All,
    Any_,
    Compare,
    Expression,
    Field,
    In,
    Known,
    Literal,
    Not,
    Truth,
    map_literals,
)

_NUMBERS = {FieldType.INTEGER, FieldType.MONEY, FieldType.POINTS}
_SCALE = {FieldType.MONEY: 100, FieldType.POINTS: 1000}
DUTY_FIELDS = ("late",)
"""What a condition on a missed duty may read: whether it was met late (true) or not at all (false)."""


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
        case Truth(field):
            spec, problems = _spec(field, kind)
            if spec is not None and spec.type is not FieldType.BOOLEAN:
                problems.append(problem("expression_not_boolean", field=field.name, type=spec.type.value))
            return problems
        case Known(field):
            return _spec(field, kind)[1]


def _spec(field: Field, kind: RecordType | None) -> tuple[FieldSpec | None, list[Problem]]:
    if field.of_subject:
        known = list(SUBJECT_FACTS)
        return None, [] if field.name in known else [_unknown(field, known)]
    if kind is None:
        return None, [] if field.name in DUTY_FIELDS else [_unknown(field, list(DUTY_FIELDS))]
    spec = kind.field(field.name)
    if spec is None:
        return None, [_unknown(field, [f.name for f in kind.fields if f.scored])]
    if not spec.scored:
        return None, [problem("expression_field_not_scored", field=field.name, record=kind.id)]
    return spec, []


def _unknown(field: Field, known: list[str]) -> Problem:
    near = difflib.get_close_matches(field.name, known, 1, 0.5)
    return problem("expression_field_unknown", field=field.name, proposal=near[0] if near else "", known=", ".join(known))


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
    if spec.type is FieldType.BOOLEAN:
        return None if isinstance(value, bool) else problem("expression_boolean_expected", field=spec.name, found=str(value))
    if not isinstance(value, str):
        return problem("expression_text_expected", field=spec.name, found=str(value))
    if spec.type is FieldType.DATE:
        try:
            date.fromisoformat(value)
        except ValueError:
            return problem("date_expected", field=spec.name, found=value)
        return None
    if spec.type is FieldType.CODE:
        if op not in ("==", "!=", "in"):
            return problem("expression_code_has_no_order", field=spec.name, op=op)
        known = codes.get(spec.code_list, ())
        if value not in known:
            near = difflib.get_close_matches(value, list(known), 1, 0.5)
            return problem(
                "expression_code_unknown", field=spec.name, found=value, proposal=near[0] if near else "", list=spec.code_list
            )
    return None


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
