"""A compiled scheme as a query, built with sqlglot's expressions and rendered for one engine.

The shape is long, not wide: records meet the points table on record type and age; a condition by rule filters; what is left
*is* the explanation. Sums by subject and rule, caps from a small table, and sums by subject follow. Overrides are rules of no
dimension in the same scan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp

from xinzhi.core.schemes.nodes import NOT_RATED, Enough, Latest
from xinzhi.engine.conditions import column, condition, number, text
from xinzhi.engine.relations import LOOKUPS, POINTS, RULES, reads_subject
from xinzhi.engine.tables import NO_VALUE, TOO_FEW, Compiled

_R, _P, _S, _L = "r", "p", "s", "l"


@dataclass(frozen=True, slots=True)
class Step:
    """One statement, and the name under which later ones read what it gives."""

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Small:
    """A little table that statements look things up in: column types in SQL, and rows."""

    columns: Mapping[str, str]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class Query:
    """Statements over `records`, `subjects` and the `small` tables, in the order in which they run.

    `hits` is the explanation: subject_id, record_id, rule, age, milli (NULL where a lookup has no points for the record).
    `assessments` comes last: subject_id, v0 … vN (the dimensions in their order), score, grade, reason.
    """

    small: Mapping[str, Small]
    steps: tuple[Step, ...]

    def __getitem__(self, name: str) -> str:
        return next(step.sql for step in self.steps if step.name == name)

    @property
    def hits(self) -> str:
        return self["hits"]

    @property
    def assessments(self) -> str:
        return self["assessments"]


def query(tables: Compiled, *, dialect: str = "duckdb", prefilter: str = "") -> Query:
    """The query of a compiled scheme.

    `prefilter` is a condition in SQL on `records AS r`, for sources that are not folded yet: what it leaves out does not exist.
    """
    made = _Made(tables, exp.maybe_parse(prefilter, dialect=dialect) if prefilter else None)
    statements = {"hits": made.hits(), "assessments": made.assessments()}
    small = {
        "points": Small(POINTS, tuple(_points_rows(tables))),
        "rules": Small(RULES, tuple((line.number, line.dimension, line.cap, line.at_most) for line in tables.lines)),
    }
    if made.keyed:
        small["lookups"] = Small(LOOKUPS, tuple(_lookup_rows(tables)))
    return Query(small, tuple(Step(name, said.sql(dialect=dialect, pretty=True)) for name, said in statements.items()))


def _points_rows(tables: Compiled) -> Iterator[tuple[object, ...]]:
    for line in tables.lines:
        for age in range(line.window):
            yield line.number, line.record, age, None if line.keyed is not None else line.table[age]


def _lookup_rows(tables: Compiled) -> Iterator[tuple[object, ...]]:
    for line in tables.lines:
        for key, table in (line.keyed or {}).items():
            for age, milli in enumerate(table):
                yield line.number, age, key, milli


class _Made:
    """The parts of one query."""

    def __init__(self, tables: Compiled, prefilter: exp.Expression | None) -> None:
        self.tables = tables
        self.scheme = tables.scheme
        self.prefilter = prefilter
        self.keyed = [line for line in tables.lines if line.keyed is not None]

    def records(self, *selected: exp.Expression) -> exp.Select:
        """`selected` from those records that exist at all."""
        select = exp.select(*selected).from_(_table("records", _R))
        return select.where(self.prefilter.copy()) if self.prefilter is not None else select

    def hits(self) -> exp.Select:
        milli: exp.Expression = column("milli", _P)
        if self.keyed:
            milli = _named(exp.Coalesce(this=milli, expressions=[column("milli", _L)]), "milli")
        select = self.records(
            column("subject_id", _R), column("record_id", _R), column("rule", _P), column("age", _P), milli
        )
        select = select.join(
            _table("points", _P),
            on=[
                exp.EQ(this=column("record_type", _R), expression=column("record_type", _P)),
                exp.EQ(this=self.age(), expression=column("age", _P)),
            ],
        )
        if self.scheme.subject_kinds or any(reads_subject(self.scheme)):
            same = exp.EQ(this=column("subject_id", _R), expression=column("subject_id", _S))
            select = select.join(_table("subjects", _S), on=same)
        if self.scheme.subject_kinds:
            select = select.where(self.right_kind())
        if self.keyed:
            select = self.looked_up(select)
        conditions = [
            (line.number, condition(line.when, _R, _S)) for line in self.tables.lines if line.when is not None
        ]
        if conditions:
            select = select.where(_by_rule(conditions, exp.true()))
        for only in dict.fromkeys(line.only for line in self.tables.lines if line.only):
            select = select.where(self.in_latest(only))
        return select

    def looked_up(self, select: exp.Select) -> exp.Select:
        """Points by the value of a field: a second small table, met only by the rules that look up."""
        key = _by_rule([(line.number, column(line.key_field, _R)) for line in self.keyed], None)
        return select.join(
            _table("lookups", _L),
            on=[
                exp.EQ(this=column("rule", _P), expression=column("rule", _L)),
                exp.EQ(this=column("age", _P), expression=column("age", _L)),
                exp.EQ(this=key, expression=column("key", _L)),
            ],
            join_type="left",
        )

    def age(self) -> exp.Expression:
        """Whole months from the record's day to the day of the evaluation: only integers."""
        day = column("occurred_on", _R)
        later = exp.Case(
            ifs=[exp.If(this=exp.GT(this=_part("DAY", day), expression=number(self.tables.as_day)), true=number(1))],
            default=number(0),
        )
        months = exp.Add(this=exp.Mul(this=_part("YEAR", day), expression=number(12)), expression=_part("MONTH", day))
        return exp.Sub(this=exp.Sub(this=number(self.tables.as_month), expression=exp.paren(months)), expression=later)

    def right_kind(self) -> exp.Expression:
        return exp.In(this=column("kind", _S), expressions=[text(kind) for kind in sorted(self.scheme.subject_kinds)])

    def in_latest(self, only: Latest) -> exp.Expression:
        """For the rules that want it: the record's key is that of its subject's latest event, by day, then by the key itself."""
        rank = exp.Window(
            this=exp.RowNumber(),
            partition_by=[column("subject_id", _R)],
            order=exp.Order(
                expressions=[
                    exp.Ordered(this=column(n, _R), desc=True, nulls_first=False) for n in ("occurred_on", only.key)
                ]
            ),
        )
        events = (
            self.records(column("subject_id", _R), _named(column(only.key, _R), "event"), _named(rank, "place"))
            .where(exp.EQ(this=column("record_type", _R), expression=text(only.record)))
            .where(exp.LTE(this=column("occurred_on", _R), expression=self.day()))
            .where(exp.Not(this=exp.Is(this=column(only.key, _R), expression=exp.null())))
        )
        latest = (
            exp.select(column("subject_id", "e"), column("event", "e"))
            .from_(events.subquery("e"))
            .where(exp.EQ(this=column("place", "e"), expression=number(1)))
        )
        inside = exp.In(
            this=exp.Tuple(expressions=[column("subject_id", _R), column(only.key, _R)]), query=latest.subquery()
        )
        wanting = [number(line.number) for line in self.tables.lines if line.only == only]
        other = exp.Not(this=exp.In(this=column("rule", _P), expressions=wanting))
        return _any(other, inside)

    def day(self) -> exp.Expression:
        return exp.Cast(this=text(self.tables.as_of.isoformat()), to=exp.DataType.build("date"))

    def assessments(self) -> exp.Select:
        scheme = self.scheme
        values = [column(f"v{i}", "t") for i in range(len(scheme.dimensions))]
        score, grade, reason = self.said()
        select = (
            exp.select(column("subject_id", "t"), *values)
            .select(_named(score, "score"), _named(grade, "grade"), _named(reason, "reason"))
            .from_(_table("scored", "t"))
        )
        for name, part in (
            ("summed", self.summed()), ("capped", self.capped()), ("by_subject", self.by_subject()),
            ("observed", self.observed(scheme.enough) if scheme.enough else None),
            ("valued", self.valued()), ("scored", self.scored()),
        ):  # fmt: skip
            select = select.with_(name, as_=part) if part is not None else select
        if scheme.enough:
            select = select.join(_table("observed", "o"), using=["subject_id"], join_type="left")
        return select

    def summed(self) -> exp.Select:
        select = exp.select("subject_id", "rule", _named(exp.Sum(this=column("milli")), "total"))
        if self.keyed:
            without = exp.Sub(this=exp.Count(this=exp.Star()), expression=exp.Count(this=column("milli")))
            select = select.select(_named(without, "unvalued"))
        return select.from_("hits").group_by("subject_id", "rule")

    def capped(self) -> exp.Select:
        total, cap = column("total", "g"), column("cap", "u")
        clipped = exp.Case(
            ifs=[exp.If(this=exp.Is(this=cap, expression=exp.null()), true=total)],
            default=_clip(total, exp.Neg(this=cap.copy()), cap.copy()),
        )
        select = exp.select(
            column("subject_id", "g"), column("dimension", "u"), column("at_most", "u"), _named(clipped, "kept")
        )
        if self.keyed:
            select = select.select(column("unvalued", "g"))
        return select.from_(_table("summed", "g")).join(_table("rules", "u"), using=["rule"])

    def by_subject(self) -> exp.Select:
        sums = [
            _named(exp.Sum(this=_if(exp.EQ(this=column("dimension"), expression=number(i)), column("kept"))), f"d{i}")
            for i in range(len(self.scheme.dimensions))
        ]
        select = exp.select("subject_id", *sums, _named(exp.Max(this=column("at_most")), "held"))
        if self.keyed:
            select = select.select(_named(exp.Sum(this=column("unvalued")), "unvalued"))
        return select.from_("capped").group_by("subject_id")

    def observed(self, enough: Enough) -> exp.Select:
        """How many records each subject has that let a grade be spoken at all."""
        select = (
            self.records(column("subject_id", _R), _named(exp.Count(this=exp.Star()), "seen"))
            .where(exp.In(this=column("record_type", _R), expressions=[text(name) for name in sorted(enough.records)]))
            .where(exp.GTE(this=self.age(), expression=number(0)))
            .group_by(column("subject_id", _R))
        )
        if enough.window_months is not None:
            select = select.where(exp.LT(this=self.age(), expression=number(enough.window_months)))
        return select

    def valued(self) -> exp.Select:
        values = [
            _named(_bigint(_clip(_plus(d.base, _or(f"d{i}", 0)), number(d.floor), number(d.ceiling))), f"v{i}")
            for i, d in enumerate(self.scheme.dimensions)
        ]
        select = exp.select(column("subject_id", "s"), *values, _named(_or("held", -1), "held"))
        if self.keyed:
            select = select.select(_named(_or("unvalued", 0), "unvalued"))
        select = select.from_(_table("subjects", "s")).join(
            _table("by_subject", "a"), using=["subject_id"], join_type="left"
        )
        return select.where(self.right_kind()) if self.scheme.subject_kinds else select

    def scored(self) -> exp.Select:
        """The weighted sum in thousandths, rounded half away from zero: no dimension is ever below it."""
        parts = [
            exp.Mul(this=number(d.weight), expression=column(f"v{i}")) for i, d in enumerate(self.scheme.dimensions)
        ]
        weighted: exp.Expression = parts[0]
        for part in [*parts[1:], number(500)]:
            weighted = exp.Add(this=weighted, expression=part)
        total = _bigint(exp.IntDiv(this=exp.paren(weighted), expression=number(1000)))
        return exp.select("*", _named(total, "total")).from_("valued")

    def said(self) -> tuple[exp.Expression, exp.Expression, exp.Expression]:
        """Score, grade and reason: what may be said of a subject, and why no more."""
        bands = self.scheme.bands
        total, held = column("total", "t"), column("held", "t")
        score: exp.Expression = total
        grade = self.grade()
        reason = text("")
        is_held = exp.GTE(this=held, expression=number(0))
        if self.scheme.enough is not None:
            seen = exp.Coalesce(this=column("seen", "o"), expressions=[number(0)])
            rated = _any(exp.GTE(this=seen, expression=number(self.scheme.enough.count)), is_held.copy())
            score, grade, reason = (
                _if(rated, score),
                _if(rated, grade, text(NOT_RATED)),
                _if(rated, reason, text(TOO_FEW)),
            )
        if self.keyed:
            known = exp.EQ(this=column("unvalued", "t"), expression=number(0))
            of_held = exp.Case(
                this=held,
                ifs=[exp.If(this=number(i), true=text(b.grade)) for i, b in enumerate(bands)],
                default=text(NOT_RATED),
            )
            score, grade, reason = _if(known, score), _if(known, grade, of_held), _if(known, reason, text(NO_VALUE))
        return score, grade, reason

    def grade(self) -> exp.Expression:
        """The worse of the band of the score and what an override holds it down to."""
        bands = self.scheme.bands
        cases = []
        for index in range(len(bands) - 1, 0, -1):
            below: exp.Expression = exp.GTE(this=column("held", "t"), expression=number(index))
            limit = bands[index - 1].at_least
            if limit is not None:
                below = _any(below, exp.LT(this=column("total", "t"), expression=number(limit)))
            cases.append(exp.If(this=below, true=text(bands[index].grade)))
        return exp.Case(ifs=cases, default=text(bands[0].grade)) if cases else text(bands[0].grade)


def _table(name: str, alias: str) -> exp.Expression:
    return exp.Table(this=exp.to_identifier(name), alias=exp.TableAlias(this=exp.to_identifier(alias)))


def _named(value: exp.Expression, name: str) -> exp.Expression:
    return exp.Alias(this=value, alias=exp.to_identifier(name))


def _any(*parts: exp.Expression) -> exp.Expression:
    return exp.paren(exp.or_(*parts))


def _by_rule(cases: list[tuple[int, exp.Expression]], default: exp.Expression | None) -> exp.Expression:
    """One CASE over the rule's number: only the rules of a record's own type reach it."""
    return exp.Case(
        this=column("rule", _P), ifs=[exp.If(this=number(rule), true=value) for rule, value in cases], default=default
    )


def _part(name: str, day: exp.Expression) -> exp.Expression:
    return exp.Extract(this=exp.var(name), expression=day.copy())


def _if(test: exp.Expression, value: exp.Expression, otherwise: exp.Expression | None = None) -> exp.Expression:
    return exp.Case(ifs=[exp.If(this=test.copy(), true=value)], default=otherwise)


def _or(name: str, otherwise: int) -> exp.Expression:
    return exp.Coalesce(this=column(name, "a"), expressions=[number(otherwise)])


def _plus(base: int, value: exp.Expression) -> exp.Expression:
    return exp.Add(this=number(base), expression=value)


def _clip(value: exp.Expression, low: exp.Expression, high: exp.Expression) -> exp.Expression:
    return exp.Least(this=exp.Greatest(this=value, expressions=[low]), expressions=[high])


def _bigint(value: exp.Expression) -> exp.Expression:
    """Sums are wider in some engines: every result is handed back as one type."""
    return exp.cast(value, "bigint")
