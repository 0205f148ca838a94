"""Conditions over the fields of a record and its subject.

A condition is written like `gravity == 'serious' and fine >= 10000` and read by Python's own parser, restricted to what is
listed here: fields, `subject.<fact>`, literals, comparisons, `in`, `and`, `or`, `not`, and `known(field)`. A field that holds
several codes is asked for one of them by `'fine' in penalty_kind`.

A comparison with an unknown value is false, never an error: what is not known cannot count against anybody. `not` turns that
round, so ask for the opposite with `!=` and `not in`, which an unknown value does not meet either.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xinzhi.core.base.problems import Problem, problem

SUBJECT_FACTS = ("kind", "industry", "region", "status", "registered_on", "ended_on")
DAY_FACTS = ("registered_on", "ended_on")
Literal = str | int | bool | Decimal
OPERATORS = ("==", "!=", "<", "<=", ">", ">=")
JOINT = "|"
"""What stands between several codes in one field."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the record, or with `of_subject` a fact about its subject."""

    name: str
    of_subject: bool = False


@dataclass(frozen=True, slots=True)
class Compare:
    field: Field
    op: str
    value: Literal


@dataclass(frozen=True, slots=True)
class In:
    field: Field
    values: tuple[Literal, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Has:
    """Whether a field of several codes has this one among them."""

    field: Field
    code: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    field: Field


@dataclass(frozen=True, slots=True)
class Truth:
    """A boolean field by itself."""

    field: Field


@dataclass(frozen=True, slots=True)
class Not:
    part: Expression


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Any_:
    parts: tuple[Expression, ...]


Expression = Compare | In | Has | Known | Truth | Not | All | Any_

_OPS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_MIRROR = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class _Wrong(Exception):
    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.problem = problem(code, **params)


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression | Problem:
    """The condition that `text` says, or what is wrong with it and where (column from 1)."""
    source = text.strip()
    try:
        tree = ast.parse(source, mode="eval")
    except SyntaxError as error:
        return problem("expression_syntax", text=source, column=error.offset or 1)
    try:
        return _read(tree.body)
    except _Wrong as error:
        return Problem(error.problem.code, {"text": source, **error.problem.params})


def _read(node: ast.expr) -> Expression:
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return All(tuple(_read(v) for v in values))
        case ast.BoolOp(op=ast.Or(), values=values):
            return Any_(tuple(_read(v) for v in values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Not(_read(operand))
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            return _comparison(left, ops, comparators)
        case ast.Call(func=ast.Name(id="known"), args=[argument], keywords=[]):
            return Known(_field(argument))
        case ast.Name() | ast.Attribute():
            return Truth(_field(node))
        case _:
            raise _Wrong("expression_not_allowed", found=ast.unparse(node), column=node.col_offset + 1)


def _comparison(left: ast.expr, ops: list[ast.cmpop], comparators: list[ast.expr]) -> Expression:
    parts: list[Expression] = []
    for op, right in zip(ops, comparators, strict=True):
        parts.append(_one_comparison(left, op, right))
        left = right
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _one_comparison(left: ast.expr, op: ast.cmpop, right: ast.expr) -> Expression:
    if isinstance(op, ast.In | ast.NotIn):
        if (
            isinstance(left, ast.Constant)
            and isinstance(left.value, str)
            and isinstance(right, ast.Name | ast.Attribute)
        ):
            return Has(_field(right), left.value, isinstance(op, ast.NotIn))
        if not isinstance(right, ast.Tuple | ast.List | ast.Set):
            raise _Wrong("expression_list_expected", found=ast.unparse(right), column=right.col_offset + 1)
        return In(_field(left), tuple(_literal(item) for item in right.elts), isinstance(op, ast.NotIn))
    sign = _OPS.get(type(op))
    if sign is None:
        raise _Wrong("expression_not_allowed", found=ast.unparse(left), column=left.col_offset + 1)
    if isinstance(left, ast.Constant | ast.UnaryOp):
        return Compare(_field(right), _MIRROR[sign], _literal(left))
    return Compare(_field(left), sign, _literal(right))


def _field(node: ast.expr) -> Field:
    match node:
        case ast.Name(id=name):
            return Field(name)
        case ast.Attribute(value=ast.Name(id="subject"), attr=name):
            return Field(name, of_subject=True)
        case _:
            raise _Wrong("expression_field_expected", found=ast.unparse(node), column=node.col_offset + 1)


def _literal(node: ast.expr) -> Literal:
    match node:
        case ast.Constant(value=bool() as value):
            return value
        case ast.Constant(value=int() as value):
            return value
        case ast.Constant(value=str() as value):
            return value
        case ast.Constant(value=float()):
            return Decimal(ast.unparse(node))
        case ast.Name(id="true" | "false" as word):
            return word == "true"
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)) if not isinstance(value, bool):
            return -value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=float()) as inner):
            return -Decimal(ast.unparse(inner))
        case _:
            raise _Wrong("expression_literal_expected", found=ast.unparse(node), column=node.col_offset + 1)


def fields_of(expression: Expression | None) -> frozenset[Field]:
    """Every field that the condition reads."""
    match expression:
        case None:
            return frozenset()
        case Compare(field=field) | In(field=field) | Has(field=field) | Known(field=field) | Truth(field=field):
            return frozenset((field,))
        case Not(part=part):
            return fields_of(part)
        case All(parts=parts) | Any_(parts=parts):
            return frozenset().union(*(fields_of(part) for part in parts))


def map_literals(expression: Expression, change: Callable[[Field, Literal], Literal]) -> Expression:
    """The same condition with each value that a field is compared with as `change(field, value)` gives it."""
    match expression:
        case Compare(field, op, value):
            return Compare(field, op, change(field, value))
        case In(field, values, negated):
            return In(field, tuple(change(field, value) for value in values), negated)
        case Not(part):
            return Not(map_literals(part, change))
        case All(parts):
            return All(tuple(map_literals(part, change) for part in parts))
        case Any_(parts):
            return Any_(tuple(map_literals(part, change) for part in parts))
        case _:
            return expression


Test = Callable[[Mapping[str, Any], Mapping[str, Any]], bool]
_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}


def compiled(expression: Expression | None) -> Test:
    """The condition as a function of the record's fields and the subject's facts."""
    match expression:
        case None:
            return lambda _fields, _subject: True
        case Compare(field, op, value):
            return _compare(field, _TESTS[op], value)
        case In(field, values, negated):
            return _in(field, frozenset(values), negated)
        case Has(field, code, negated):
            return _has(field, code, negated)
        case Known(Field(name, of_subject)):
            return lambda fields, subject: (subject if of_subject else fields).get(name) is not None
        case Truth(Field(name, of_subject)):
            return lambda fields, subject: (subject if of_subject else fields).get(name) is True
        case Not(part):
            inner = compiled(part)
            return lambda fields, subject: not inner(fields, subject)
        case All(parts):
            tests = tuple(compiled(part) for part in parts)
            return lambda fields, subject: all(test(fields, subject) for test in tests)
        case Any_(parts):
            tests = tuple(compiled(part) for part in parts)
            return lambda fields, subject: any(test(fields, subject) for test in tests)


def _compare(field: Field, test: Callable[[Any, Any], bool], value: Literal) -> Test:
    name, of_subject = field.name, field.of_subject

    def holds(fields: Mapping[str, Any], subject: Mapping[str, Any]) -> bool:
        found = (subject if of_subject else fields).get(name)
        if found is None:
            return False
        if isinstance(found, date):
            found = found.isoformat()
        return test(found, value)

    return holds


def _in(field: Field, values: frozenset[Literal], negated: bool) -> Test:
    name, of_subject = field.name, field.of_subject

    def holds(fields: Mapping[str, Any], subject: Mapping[str, Any]) -> bool:
        found = (subject if of_subject else fields).get(name)
        if isinstance(found, date):
            found = found.isoformat()
        return found is not None and (found in values) is not negated

    return holds


def _has(field: Field, code: str, negated: bool) -> Test:
    name, of_subject = field.name, field.of_subject

    def holds(fields: Mapping[str, Any], subject: Mapping[str, Any]) -> bool:
        found = (subject if of_subject else fields).get(name)
        return found is not None and (code in str(found).split(JOINT)) is not negated

    return holds


def evaluate(expression: Expression, fields: Mapping[str, Any], subject: Mapping[str, Any] | None = None) -> bool:
    """Whether the condition holds for one record."""
    return compiled(expression)(fields, subject or {})
