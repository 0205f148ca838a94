"""What every part of the query reads: records that exist, how old they are, and which have their place among their kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from xinzhi.core.base.periods import Limit, MonthRule, Unit
from xinzhi.core.schemes.expressions import Expression, fields_of
from xinzhi.engine.conditions import column, condition, number, text
from xinzhi.engine.sql import add, both, day, either, minus, named, part, table, times, when
from xinzhi.engine.tables import FOREVER_MONTHS, Compiled

R, S = "r", "s"


@dataclass(frozen=True)
class Sources:
    """`prefilter` is a condition on `records AS r`: what it leaves out does not exist."""

    tables: Compiled
    prefilter: exp.Expression | None = None

    def records(self, *selected: exp.Expression) -> exp.Select:
        """`selected` from those records that exist at all, as `r`."""
        select = exp.select(*selected).from_(table("records", R))
        return select.where(self.prefilter.copy()) if self.prefilter is not None else select

    def of_kind(self, record: str, test: Expression | None, *selected: exp.Expression) -> exp.Select:
        """`selected` from the records of one type, not after the day of the evaluation, that meet a condition."""
        select = self.records(*selected).where(exp.EQ(this=column("record_type", R), expression=text(record)))
        select = select.where(exp.LTE(this=column("occurred_on", R), expression=day(self.tables.as_of)))
        if any(field.of_subject for field in fields_of(test)):
            same = exp.EQ(this=column("subject_id", R), expression=column("subject_id", S))
            select = select.join(table("subjects", S), on=same)
        return select.where(condition(test, R, S)) if test is not None else select

    def inside(self, select: exp.Select, window: int, first: date | None, last: date | None) -> exp.Select:
        """Of these only what lies in a window."""
        if window < FOREVER_MONTHS:
            select = select.where(exp.LT(this=self.age(), expression=number(window)))
        return select.where(*in_days(first, last)) if first or last else select

    def age(self) -> exp.Expression:
        """Whole months from the record's day to the day of the evaluation: only integers."""
        when_ = column("occurred_on", R)
        later = when(exp.GT(this=part("DAY", when_), expression=number(self.tables.as_day)), number(1), number(0))
        return minus(minus(number(self.tables.as_month), exp.paren(_months(when_))), later)

    def placed(self, record: str, test: Expression | None, within: Limit, per: Sequence[str]) -> exp.Select:
        """Each record of a kind with its `place` among those of its kind in the period that ends with it."""
        keys = [named(column(name, R), f"k{i}") for i, name in enumerate(per)]
        rows = [column(name, R) for name in ("subject_id", "record_id", "occurred_on")]
        one, other = (self.of_kind(record, test, *(c.copy() for c in (*rows, *keys))).subquery(n) for n in ("n", "b"))
        before = either(
            exp.LT(this=column("occurred_on", "b"), expression=column("occurred_on", "n")),
            both(_same("occurred_on"), exp.LTE(this=column("record_id", "b"), expression=column("record_id", "n"))),
        )
        alike = [before, *(_same(f"k{i}") for i in range(len(per))), self._is_within(within)]
        paired = both(_same("subject_id"), either(_same("record_id"), both(*alike)))
        counted = named(exp.Count(this=exp.Star()), "place")
        return (
            exp.select(column("subject_id", "n"), column("record_id", "n"), counted)
            .from_(one)
            .join(other, on=paired)
            .group_by(column("subject_id", "n"), column("record_id", "n"))
        )

    def _is_within(self, limit: Limit) -> exp.Expression:
        """Whether `n` falls into the period that begins with `b`. See `periods.is_within`."""
        earlier, later = column("occurred_on", "b"), column("occurred_on", "n")
        if limit.unit is Unit.DAY:
            days = exp.DateDiff(this=later, expression=earlier, unit=exp.var("DAY"))
            return exp.LT(this=days, expression=number(limit.amount))
        months = limit.amount * 12 if limit.unit is Unit.YEAR else limit.amount
        number_of_day = part("DAY", later)
        if self.tables.scheme.month_rule is MonthRule.CIVIL_CODE:
            next_day = exp.DateAdd(this=later.copy(), expression=number(1), unit=exp.var("DAY"))
            number_of_day = when(exp.EQ(this=part("DAY", next_day), expression=number(1)), number(31), number_of_day)
        short = when(exp.GT(this=part("DAY", earlier), expression=number_of_day), number(1), number(0))
        age = minus(minus(exp.paren(_months(later)), exp.paren(_months(earlier))), short)
        return exp.LT(this=age, expression=number(months))


def in_days(first: date | None, last: date | None) -> list[exp.Expression]:
    when_ = column("occurred_on", R)
    out: list[exp.Expression] = [exp.GTE(this=when_.copy(), expression=day(first))] if first else []
    return out + ([exp.LTE(this=when_.copy(), expression=day(last))] if last else [])


def _months(value: exp.Expression) -> exp.Expression:
    return add(times(part("YEAR", value), 12), part("MONTH", value))


def _same(name: str) -> exp.Expression:
    return exp.EQ(this=column(name, "b"), expression=column(name, "n"))
