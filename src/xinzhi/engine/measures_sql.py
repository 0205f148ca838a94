"""Measures as a query: one row for each subject, one column for each measure. See `values` for what each of them is."""

from __future__ import annotations

from datetime import date

from sqlglot import exp

from xinzhi.core.records import FieldType
from xinzhi.core.schemes.expressions import Expression, Field
from xinzhi.core.schemes.measures import (
    Against,
    Aggregate,
    Cases,
    How,
    MonthsSince,
    MostWithin,
    OtherScheme,
    Percentile,
    PointsOf,
    Ratio,
    Streak,
    Sum,
    Ties,
)
from xinzhi.engine.conditions import column, condition, exactly, literal, number, text
from xinzhi.engine.hits_sql import latest_first, right_kind
from xinzhi.engine.relations import facts_of
from xinzhi.engine.sources_sql import R, S, Sources
from xinzhi.engine.sql import (
    add,
    at_least,
    bigint,
    both,
    choose,
    day,
    divided,
    filled,
    is_known,
    is_null,
    minus,
    named,
    part,
    table,
    times,
    when,
)  # fmt: skip
from xinzhi.engine.tables import Compiled, Prepared

T = "t"
_NUMBERS = (FieldType.INTEGER, FieldType.MONEY, FieldType.POINTS)
_RECORDS = (Aggregate, MostWithin, PointsOf, Streak, OtherScheme)
"""Measures that are joined from elsewhere; the others are worked out from these, row by row or among peers."""


class Measures:
    """Records are grouped by subject first; then each measure that rests on others is one more column around them."""

    def __init__(self, tables: Compiled, sources: Sources) -> None:
        self.tables, self.sources = tables, sources
        self.places = {prepared.measure.id: i for i, prepared in enumerate(tables.measures)}
        self.facts = facts_of(tables.scheme)

    def query(self, capped: exp.Select) -> exp.Select:
        """`capped` gives subject_id, rule and kept, for measures of points."""
        joined = [(i, p) for i, p in enumerate(self.tables.measures) if isinstance(p.measure.value, _RECORDS)]
        select = exp.select(column("subject_id", S), *(named(column(f, S), fact(f)) for f in self.facts))
        select = select.from_(table("subjects", S))
        if self.tables.scheme.subject_kinds:
            select = select.where(right_kind(self.tables))
        for i, prepared in joined:
            rows = self.joined(prepared, capped)
            same = exp.EQ(this=column("subject_id", f"j{i}"), expression=column("subject_id", S))
            select = select.join(rows.subquery(f"j{i}"), on=same, join_type="left")
            select = select.select(named(self.filled(prepared, column("value", f"j{i}")), name(i)))
        for i, prepared in enumerate(self.tables.measures):
            if not isinstance(prepared.measure.value, _RECORDS):
                value = self.filled(prepared, self.worked_out(prepared))
                select = exp.select("*", named(value, name(i))).from_(select.subquery(T))
        columns = [column(name(i), T) for i in range(len(self.tables.measures))]
        return exp.select(column("subject_id", T), *columns).from_(select.subquery(T))

    def filled(self, prepared: Prepared, value: exp.Expression) -> exp.Expression:
        """What stands in where nothing is known: nothing counted is zero, and a measure may say so itself."""
        measured = prepared.measure.value
        otherwise = prepared.measure.otherwise
        counts = isinstance(measured, Aggregate) and measured.how in (How.COUNT, How.DISTINCT, How.SUM)
        if counts or isinstance(measured, MostWithin | PointsOf | Streak):
            otherwise = 0
        return value if otherwise is None else filled(value, number(otherwise))

    def joined(self, prepared: Prepared, capped: exp.Select) -> exp.Select:
        sight = prepared.sight
        match prepared.measure.value:
            case Aggregate() as wanted:
                return self.aggregate(wanted, prepared)
            case MostWithin(record, within, per):
                placed = self.sources.placed(record, sight.when, within, per).subquery("q")
                seen = self.sources.inside(
                    self.sources.of_kind(record, sight.when, column("record_id", R)),
                    sight.window,
                    sight.first,
                    sight.last,
                )
                most = bigint(times(exp.Max(this=column("place", "q")), 1000))
                inside = exp.In(this=column("record_id", "q"), query=seen.subquery())
                return _by_subject(
                    exp.select(column("subject_id", "q"), named(most, "value")).from_(placed).where(inside), "q"
                )
            case PointsOf(rules):
                numbers = [number(line.number) for line in self.tables.lines if line.id in rules]
                kept = bigint(exp.Sum(this=column("kept", "c")))
                select = exp.select(column("subject_id", "c"), named(kept, "value")).from_(capped.copy().subquery("c"))
                return _by_subject(select.where(exp.In(this=column("rule", "c"), expressions=numbers)), "c")
            case Streak() as streak:
                return self.streak(streak, prepared)
            case OtherScheme(scheme, grade):
                value = column("grade" if grade else "score", "o")
                select = exp.select(column("subject_id", "o"), named(value, "value")).from_(table("results", "o"))
                return select.where(exp.EQ(this=column("scheme", "o"), expression=text(scheme)))
            case other:
                raise TypeError(f"{other!r} is not joined")

    def aggregate(self, wanted: Aggregate, prepared: Prepared) -> exp.Select:
        sight = prepared.sight
        cell = column(wanted.field, R) if wanted.field else None

        def rows(*selected: exp.Expression) -> exp.Select:
            select = self.sources.of_kind(wanted.record, sight.when, column("subject_id", R), *selected)
            select = self.sources.inside(select, sight.window, sight.first, sight.last)
            return select if cell is None else select.where(is_known(cell.copy()))

        if wanted.how is How.LATEST:
            assert cell is not None
            rank = latest_first(column("subject_id", R), column("occurred_on", R), column("record_id", R))
            inner = rows(named(cell, "value"), named(rank, "place")).subquery("q")
            value: exp.Expression = column("value", "q")
            if prepared.kind in _NUMBERS:
                value = times(bigint(value), prepared.scale)
            elif prepared.kind is FieldType.DATE:
                value = exp.cast(value, "varchar")
            latest = exp.select(column("subject_id", "q"), named(value, "value")).from_(inner)
            return latest.where(exp.EQ(this=column("place", "q"), expression=number(1)))
        return _by_subject(rows(named(bigint(self.made(wanted.how, cell, prepared.scale)), "value")), R)

    def made(self, how: How, cell: exp.Expression | None, scale: int) -> exp.Expression:
        if how is How.COUNT or cell is None:
            return times(exp.Count(this=exp.Star()), 1000)
        if how is How.DISTINCT:
            return times(exp.Count(this=exp.Distinct(expressions=[cell])), 1000)
        total = times(bigint(exp.Sum(this=cell.copy())), scale)
        if how is How.SUM:
            return total
        if how is How.MEAN:
            return divided(total, bigint(exp.Count(this=exp.Star())))
        return times((exp.Max if how is How.MAXIMUM else exp.Min)(this=cell), scale)

    def streak(self, streak: Streak, prepared: Prepared) -> exp.Select:
        """Units back from the running one, each with its points; the good ones numbered without a gap are the streak."""
        running = streak.span.number(date.fromordinal(self.tables.as_of.toordinal() + 1))
        months = add(
            times(part("YEAR", column("occurred_on", R)), 12), minus(part("MONTH", column("occurred_on", R)), number(1))
        )
        back = bigint(minus(number(running), exp.IntDiv(this=exp.paren(months), expression=number(streak.span.months))))
        types = {record for record, _, _ in streak.points} | streak.observed
        observed = when(_any_type(streak.observed), number(1), number(0))
        points = [
            when(
                both(_any_type({record}), *([condition(test, R, S)] if test is not None else [])),
                number(milli),
                number(0),
            )
            for (record, _, milli), test in zip(streak.points, prepared.conditions, strict=True)
        ]
        rows = self.sources.records(
            column("subject_id", R), named(back, "back"), named(observed, "seen"),
            named(add(*points) if points else number(0), "points"),
        )  # fmt: skip
        rows = rows.join(
            table("subjects", S), on=exp.EQ(this=column("subject_id", R), expression=column("subject_id", S))
        )
        units = (
            exp.select(column("subject_id", "q"), column("back", "q"))
            .from_(rows.where(_any_type(types)).subquery("q"))
            .where(exp.Between(this=column("back", "q"), low=number(1), high=number(streak.longest)))
            .group_by(column("subject_id", "q"), column("back", "q"))
            .having(at_least(exp.Sum(this=column("seen", "q")), 1))
            .having(at_least(add(number(streak.base), exp.Sum(this=column("points", "q"))), streak.at_least))
        )
        order = exp.Order(expressions=[exp.Ordered(this=column("back", "u"), desc=False, nulls_first=False)])
        rank = exp.Window(this=exp.RowNumber(), partition_by=[column("subject_id", "u")], order=order)
        good = exp.select(column("subject_id", "u"), column("back", "u"), named(rank, "place")).from_(
            units.subquery("u")
        )
        length = bigint(times(exp.Count(this=exp.Star()), 1000))
        chain = exp.select(column("subject_id", "g"), named(length, "value")).from_(good.subquery("g"))
        return _by_subject(chain.where(exp.EQ(this=column("back", "g"), expression=column("place", "g"))), "g")

    def worked_out(self, prepared: Prepared) -> exp.Expression:
        match prepared.measure.value:
            case Ratio(of, by, factor, if_zero):
                return self.ratio(self.of(of), self.of(by), factor, if_zero)
            case Sum(parts, plus):
                return bigint(add(number(plus), *(divided(times(self.of(n), factor), 1000) for n, factor in parts)))
            case Cases(cases, otherwise):
                tests = [self.holds(test) for test in prepared.conditions if test is not None]
                values = [number(value) for _, value in cases]
                last = exp.null() if otherwise is None else number(otherwise)
                return bigint(choose(None, list(zip(tests, values, strict=True)), last))
            case MonthsSince(name_of_fact):
                return self.months_since(column(fact(name_of_fact), T))
            case Percentile() as wanted:
                return self.percentile(wanted, prepared)
            case other:
                raise TypeError(f"{other!r} is joined")

    def ratio(self, of: exp.Expression, by: exp.Expression, factor: int, if_zero: int | None) -> exp.Expression:
        zero = exp.null() if if_zero is None else number(if_zero)
        scaled = times(of, factor)
        above = divided(scaled, by)
        below = divided(exp.Neg(this=exp.paren(scaled.copy())), exp.Neg(this=exp.paren(by.copy())))
        cases = [
            (either_null(of, by), exp.null()),
            (exp.EQ(this=by.copy(), expression=number(0)), zero),
            (exp.LT(this=by.copy(), expression=number(0)), below),
        ]
        return bigint(choose(None, cases, above))

    def months_since(self, start: exp.Expression) -> exp.Expression:
        later = when(exp.GT(this=part("DAY", start), expression=number(self.tables.as_day)), number(1), number(0))
        months = add(times(part("YEAR", start), 12), part("MONTH", start))
        age = minus(minus(number(self.tables.as_month), exp.paren(months)), later)
        return bigint(when(exp.LTE(this=start.copy(), expression=day(self.tables.as_of)), times(age, 1000)))

    def percentile(self, wanted: Percentile, prepared: Prepared) -> exp.Expression:
        value = self.of(wanted.of)
        where = prepared.conditions[0]
        among = [is_known(value)] + ([self.holds(where)] if where is not None else [])
        peer = both(*among)
        group = [
            column(fact(n.removeprefix("subject.")), T) if n.startswith("subject.") else self.of(n)
            for n in wanted.among
        ]
        parts = [*group, peer]

        def count(*more: exp.Expression) -> exp.Expression:
            return exp.Window(this=exp.Count(this=exp.Star()), partition_by=[p.copy() for p in (*parts, *more)])

        order = exp.Order(expressions=[exp.Ordered(this=value.copy(), desc=False, nulls_first=False)])
        rank = exp.Window(this=exp.Rank(), partition_by=[p.copy() for p in parts], order=order)
        others = 1 if wanted.against is Against.OTHERS else 0
        twice = times(minus(rank, number(1)), 2)
        if wanted.ties is not Ties.LOW:
            equal = minus(count(value), number(others))
            twice = add(twice, equal if wanted.ties is Ties.MIDDLE else times(equal, 2))
        size = times(minus(count(), number(others)), 2)
        share = divided(
            times(twice, 100_000), when(exp.GT(this=exp.paren(size), expression=number(0)), size.copy(), number(1))
        )
        alone = exp.null() if wanted.alone is None else number(wanted.alone)
        cases = [
            (exp.Not(this=peer.copy()), exp.null()),
            (exp.EQ(this=count(), expression=number(1)), alone),
        ]
        return bigint(choose(None, cases, share))

    def of(self, measure: str) -> exp.Expression:
        return column(name(self.places[measure]), T)

    def holds(self, test: Expression) -> exp.Expression:
        return exactly(test, self.found)

    def found(self, field: Field) -> exp.Expression:
        return column(fact(field.name), T) if field.of_subject else self.of(field.name)


def name(number_: int) -> str:
    """The column of a measure."""
    return f"m{number_}"


def fact(name_of_fact: str) -> str:
    """The column of a fact about the subject beside measures."""
    return f"s_{name_of_fact}"


def either_null(*values: exp.Expression) -> exp.Expression:
    return exp.paren(exp.or_(*(is_null(value.copy()) for value in values)))


def _any_type(types: set[str] | frozenset[str]) -> exp.Expression:
    return exp.In(this=column("record_type", R), expressions=[literal(name_) for name_ in sorted(types)])


def _by_subject(select: exp.Select, alias: str) -> exp.Select:
    return select.group_by(column("subject_id", alias))
