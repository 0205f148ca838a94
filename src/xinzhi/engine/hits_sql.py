"""The explanation as a query: which record did what by which rule."""

from __future__ import annotations

from sqlglot import exp

from xinzhi.core.schemes.nodes import Latest
from xinzhi.engine.conditions import column, condition, number, text
from xinzhi.engine.exact import MILLIONTHS
from xinzhi.engine.relations import reads_subject
from xinzhi.engine.sources_sql import R, S, Sources, in_days
from xinzhi.engine.sql import (
    bigint,
    both,
    choose,
    clip,
    day,
    divided,
    either,
    filled,
    is_known,
    named,
    table,
    times,
    when,
)
from xinzhi.engine.tables import Compiled, Line

P, L = "p", "l"


class Hits:
    """Records meet the points table on type and age; what each rule asks for filters; what is left is the explanation."""

    def __init__(self, tables: Compiled, sources: Sources) -> None:
        self.tables, self.sources = tables, sources
        self.lines = tables.lines
        self.keyed = [line for line in tables.lines if line.keyed is not None]

    def query(self) -> exp.Select:
        depth = max((len(line.factors) for line in self.lines), default=0)
        select = self.met(self.milli(), depth)
        for level in range(depth):
            select = self.times_factor(select, level, depth)
        return select

    def met(self, milli: exp.Expression, depth: int) -> exp.Select:
        select = self.sources.records(
            column("subject_id", R), column("record_id", R), column("rule", P), column("age", P), milli,
            *(self.factor(level) for level in range(depth)),
        )  # fmt: skip
        select = select.join(
            table("points", P),
            on=[
                exp.EQ(this=column("record_type", R), expression=column("record_type", P)),
                exp.EQ(this=self.sources.age(), expression=column("age", P)),
            ],
        )
        scheme = self.tables.scheme
        if scheme.subject_kinds or any(reads_subject(scheme)) or any(line.key_of_subject for line in self.keyed):
            same = exp.EQ(this=column("subject_id", R), expression=column("subject_id", S))
            select = select.join(table("subjects", S), on=same)
        if scheme.subject_kinds:
            select = select.where(right_kind(self.tables))
        if self.keyed:
            select = self.looked_up(select)
        conditions = [(line.number, test) for line in self.lines if (test := _asked(line)) is not None]
        if conditions:
            select = select.where(by_rule(conditions, exp.true()))
        for only in dict.fromkeys(line.only for line in self.lines if line.only):
            select = select.where(self.in_latest(only))
        for line in self.lines:
            if line.place is not None:
                select = select.where(self.in_place(line))
        return select

    def milli(self) -> exp.Expression:
        """Points before factors; NULL where nobody knows them."""
        milli: exp.Expression = column("milli", P)
        if self.keyed:
            milli = filled(column("milli", L), milli)
        own = [(line.number, _own(line)) for line in self.lines if line.from_field is not None]
        if own:
            milli = by_rule(own, milli)
        return named(milli, "milli") if self.keyed or own else milli

    def looked_up(self, select: exp.Select) -> exp.Select:
        """Points by the value of a field: a second small table, met only by the rules that look up."""
        key = by_rule([(n.number, column(n.key_field, S if n.key_of_subject else R)) for n in self.keyed], None)
        return select.join(
            table("lookups", L),
            on=[
                exp.EQ(this=column("rule", P), expression=column("rule", L)),
                exp.EQ(this=column("age", P), expression=column("age", L)),
                exp.EQ(this=key, expression=column("key", L)),
            ],
            join_type="left",
        )

    def factor(self, level: int) -> exp.Expression:
        """The factor of this level that a record meets, NULL where it meets none."""
        cases = []
        for line in self.lines:
            if len(line.factors) > level:
                found = line.factors[level]
                by: exp.Expression = number(found.by)
                cases.append((line.number, by if found.when is None else when(condition(found.when, R, S), by)))
        return named(bigint(by_rule(cases, None)), f"f{level}")

    def times_factor(self, inner: exp.Select, level: int, depth: int) -> exp.Select:
        kept = [column(n, "h") for n in ("subject_id", "record_id", "rule", "age")]
        factor, milli = column(f"f{level}", "h"), column("milli", "h")
        applied = when(is_known(factor), divided(times(milli, factor.copy()), 1000), milli.copy())
        rest = [column(f"f{later}", "h") for later in range(level + 1, depth)]
        return exp.select(*kept, named(applied, "milli"), *rest).from_(inner.subquery("h"))

    def in_latest(self, only: Latest) -> exp.Expression:
        """For the rules that want it: the record's key is that of its subject's latest event, by day, then by the key itself."""
        rank = latest_first(column("subject_id", R), column("occurred_on", R), column(only.key, R))
        events = (
            self.sources.records(column("subject_id", R), named(column(only.key, R), "event"), named(rank, "place"))
            .where(exp.EQ(this=column("record_type", R), expression=text(only.record)))
            .where(exp.LTE(this=column("occurred_on", R), expression=day(self.tables.as_of)))
            .where(is_known(column(only.key, R)))
        )
        latest = (
            exp.select(column("subject_id", "e"), column("event", "e"))
            .from_(events.subquery("e"))
            .where(exp.EQ(this=column("place", "e"), expression=number(1)))
        )
        inside = exp.In(
            this=exp.Tuple(expressions=[column("subject_id", R), column(only.key, R)]), query=latest.subquery()
        )
        wanting = [number(line.number) for line in self.lines if line.only == only]
        return either(exp.Not(this=exp.In(this=column("rule", P), expressions=wanting)), inside)

    def in_place(self, line: Line) -> exp.Expression:
        """For one rule: the record is the first to the last of its kind that the rule asks for."""
        place = line.place
        assert place is not None
        placed = self.sources.placed(line.record, line.when, place.within, place.per)
        wanted = exp.select(column("record_id", "q")).from_(placed.subquery("q"))
        wanted = wanted.where(exp.GTE(this=column("place", "q"), expression=number(place.first)))
        if place.last is not None:
            wanted = wanted.where(exp.LTE(this=column("place", "q"), expression=number(place.last)))
        other = exp.NEQ(this=column("rule", P), expression=number(line.number))
        return either(other, exp.In(this=column("record_id", R), query=wanted.subquery()))


def _asked(line: Line) -> exp.Expression | None:
    """What a line asks of a record beside its type and age."""
    parts = [condition(line.when, R, S)] if line.when is not None else []
    parts += in_days(line.first, line.last)
    return both(*parts) if parts else None


def _own(line: Line) -> exp.Expression:
    """See `tables.own_points`."""
    wanted = line.from_field
    assert wanted is not None
    value = bigint(column(wanted.field, R))
    points = divided(times(value, line.scale * wanted.times), 1000)
    kept = clip(points, number(wanted.low), number(wanted.high))
    share = divided(times(kept, column("milli", P)), MILLIONTHS)
    return when(is_known(column(wanted.field, R)), share)


def by_rule(cases: list[tuple[int, exp.Expression]], default: exp.Expression | None) -> exp.Expression:
    """One CASE over the rule's number: only the rules of a record's own type reach it."""
    return choose(column("rule", P), [(number(rule), value) for rule, value in cases], default)


def latest_first(subject: exp.Expression, *order: exp.Expression) -> exp.Expression:
    """The number of a row among those of its subject, the latest first."""
    ordered = [exp.Ordered(this=key, desc=True, nulls_first=False) for key in order]
    return exp.Window(this=exp.RowNumber(), partition_by=[subject], order=exp.Order(expressions=ordered))


def right_kind(tables: Compiled) -> exp.Expression:
    kinds = [text(kind) for kind in sorted(tables.scheme.subject_kinds)]
    return exp.In(this=column("kind", S), expressions=kinds)
