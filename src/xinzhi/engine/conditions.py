"""Conditions of the scheme language as SQL, with sqlglot's expressions: what is unknown is false, as in plain Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from xinzhi.core.schemes.expressions import (
    JOINT,
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
)

_SQL: dict[str, type[exp.Binary]] = {
    "==": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}


Resolve = Callable[[Field], exp.Expression]
"""Where a field of a condition is found."""


def condition(expression: Expression, records: str, subjects: str) -> exp.Expression:
    """`expression` over the tables named so: true where it holds; false or NULL, which a filter takes for false, where not."""
    return _condition(
        expression, lambda field: column(field.name, subjects if field.of_subject else records), exact=False
    )


def exactly(expression: Expression, resolve: Resolve) -> exp.Expression:
    """`expression` over what `resolve` finds: true or false and never NULL."""
    return _condition(expression, resolve, exact=True)


def _condition(expression: Expression, find: Resolve, *, exact: bool) -> exp.Expression:
    """`exact` makes an unknown FALSE where something above would turn a NULL round."""
    match expression:
        case All(parts):
            return exp.paren(exp.and_(*(_condition(p, find, exact=exact) for p in parts)))
        case Any_(parts):
            return exp.paren(exp.or_(*(_condition(p, find, exact=exact) for p in parts)))
        case Not(part):
            return exp.Not(this=exp.paren(_condition(part, find, exact=True)))
        case Compare(field, op, value):
            return _or_false(_SQL[op](this=find(field), expression=literal(value)), exact)
        case In(field, values, negated):
            inside: exp.Expression = exp.In(this=find(field), expressions=[literal(v) for v in values])
            return _or_false(exp.Not(this=inside) if negated else inside, exact)
        case Has(field, code, negated):
            among = _among(find(field), code)
            return _or_false(exp.Not(this=exp.paren(among)) if negated else among, exact)
        case Known(field):
            return exp.Not(this=exp.Is(this=find(field), expression=exp.null()))
        case Truth(field):
            return _or_false(find(field), exact)


def _among(field: exp.Expression, code: str) -> exp.Expression:
    """Codes stand in one text: looked for with the sign that parts them on both sides, none is found inside another. NULL for NULL."""
    codes = exp.DPipe(this=exp.DPipe(this=text(JOINT), expression=field), expression=text(JOINT))
    return exp.GT(this=exp.StrPosition(this=codes, substr=text(f"{JOINT}{code}{JOINT}")), expression=number(0))


def _or_false(value: Any, exact: bool) -> exp.Expression:
    return exp.Coalesce(this=value, expressions=[exp.false()]) if exact else value


def column(name: str, table: str | None = None) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), table=table)


def number(value: int) -> exp.Expression:
    return exp.Neg(this=exp.Literal.number(-value)) if value < 0 else exp.Literal.number(value)


def text(value: str) -> exp.Expression:
    return exp.Literal.string(value)


def literal(value: Literal) -> exp.Expression:
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, str):
        return text(value)
    return number(int(value))
