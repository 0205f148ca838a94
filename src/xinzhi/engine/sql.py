"""Small words of SQL, said with sqlglot's expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlglot import exp

from xinzhi.engine.conditions import number, text


def table(name: str, alias: str) -> exp.Expression:
    return exp.Table(this=exp.to_identifier(name), alias=exp.TableAlias(this=exp.to_identifier(alias)))


def named(value: exp.Expression, name: str) -> exp.Expression:
    return exp.Alias(this=value, alias=exp.to_identifier(name))


def either(*parts: exp.Expression) -> exp.Expression:
    return exp.paren(exp.or_(*parts))


def both(*parts: exp.Expression) -> exp.Expression:
    return exp.paren(exp.and_(*parts)) if len(parts) > 1 else parts[0]


def part(name: str, day: exp.Expression) -> exp.Expression:
    return exp.Extract(this=exp.var(name), expression=day.copy())


def when(test: exp.Expression, value: exp.Expression, otherwise: exp.Expression | None = None) -> exp.Expression:
    return exp.Case(ifs=[exp.If(this=test.copy(), true=value)], default=otherwise)


def choose(
    of: exp.Expression | None, cases: Sequence[tuple[exp.Expression, exp.Expression]], otherwise: exp.Expression | None
) -> exp.Expression:
    return exp.Case(this=of, ifs=[exp.If(this=test, true=value) for test, value in cases], default=otherwise)


def filled(value: exp.Expression, otherwise: exp.Expression) -> exp.Expression:
    return exp.Coalesce(this=value, expressions=[otherwise])


def clip(value: exp.Expression, low: exp.Expression, high: exp.Expression) -> exp.Expression:
    """Not for what may be NULL, like the two that it is made of: engines differ in what the least of a number and NULL is."""
    return least(greatest(value, low), high)


def least(value: exp.Expression, other: exp.Expression) -> exp.Expression:
    return exp.Least(this=value, expressions=[other], ignore_nulls=True)


def greatest(value: exp.Expression, other: exp.Expression) -> exp.Expression:
    return exp.Greatest(this=value, expressions=[other], ignore_nulls=True)


def add(*values: exp.Expression) -> exp.Expression:
    total = values[0]
    for value in values[1:]:
        total = exp.Add(this=total, expression=value)
    return total


def minus(value: exp.Expression, other: exp.Expression) -> exp.Expression:
    return exp.Sub(this=value, expression=other)


def times(value: exp.Expression, factor: int | exp.Expression) -> exp.Expression:
    other = number(factor) if isinstance(factor, int) else factor
    return exp.Mul(this=exp.paren(value), expression=other)


def at_least(value: exp.Expression, least: int) -> exp.Expression:
    return exp.GTE(this=value, expression=number(least))


def is_null(value: exp.Expression) -> exp.Expression:
    return exp.Is(this=value, expression=exp.null())


def is_known(value: exp.Expression) -> exp.Expression:
    return exp.Not(this=is_null(value))


def bigint(value: exp.Expression) -> exp.Expression:
    """Sums are wider in some engines: every result is handed back as one type."""
    return exp.cast(value, "bigint")


def day(value: date) -> exp.Expression:
    return exp.cast(text(value.isoformat()), "date")


def divided(value: exp.Expression, by: int | exp.Expression) -> exp.Expression:
    """A whole number by one above zero, rounded half away from zero, in integers: the same digits on every engine."""

    def over() -> exp.Expression:
        return number(by) if isinstance(by, int) else by.copy()

    def half(of: exp.Expression) -> exp.Expression:
        doubled = exp.paren(add(times(of, 2), over()))
        return exp.IntDiv(this=doubled, expression=exp.paren(times(over(), 2)))

    below = exp.LT(this=exp.paren(value.copy()), expression=number(0))
    negated = exp.Neg(this=exp.paren(value.copy()))
    return when(below, exp.Neg(this=exp.paren(half(negated))), half(value.copy()))


def with_parts(select: exp.Select, parts: Mapping[str, exp.Select | None]) -> exp.Select:
    for name, made in parts.items():
        select = select.with_(name, as_=made) if made is not None else select
    return select
