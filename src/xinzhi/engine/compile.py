"""A compiled scheme as a query, built with sqlglot's expressions and rendered for one engine.

The shape is long, not wide: records meet the points table on record type and age; a condition by rule filters; what is left
*is* the explanation. Sums by subject and rule, caps from a small table, and sums by subject follow. Overrides are rules of no
dimension in the same scan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from xinzhi.core.schemes.expressions import (
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
)
from xinzhi.core.schemes.nodes import NOT_RATED
from xinzhi.engine.relations import Columns, reads_subject
from xinzhi.engine.tables import Compiled, Line

_R, _P, _S = "r", "p", "s"
_SQL: dict[str, type[exp.Binary]] = {"==": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}


@dataclass(frozen=True)
class Query:
    """Three statements over `records`, `subjects`, `points` and `rules`, in the order in which they run.

    `hits` is the explanation: subject_id, record_id, rule, age, milli. `assessments` reads it back under the name `hits`.
    `points_rows` and `rules_rows` fill the two small tables; `keyed` says whether points have a `key` column.
    """

    hits: str
    assessments: str
    points_rows: list[tuple[object, ...]]
    rules_rows: list[tuple[object, ...]]
    keyed: bool


def query(tables: Compiled, columns: Columns, *, dialect: str = "duckdb", prefilter: str = "") -> Query:
    """The query of a compiled scheme. `prefilter` is a condition on `records` for sources that are not folded yet."""
    keyed = any(line.keyed is not None for line in tables.lines)
    return Query(
        _hits(tables, columns, keyed, prefilter).sql(dialect=dialect, pretty=True),
        _assessments(tables).sql(dialect=dialect, pretty=True),
        list(_points_rows(tables, keyed)),
        [(line.number, line.dimension, line.cap, line.at_most) for line in tables.lines],
        keyed,
    )


def _points_rows(tables: Compiled, keyed: bool) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for line in tables.lines:
        if line.keyed is None:
            for age, milli in enumerate(line.table):
                rows.append((line.number, line.record, age, milli, None) if keyed else (line.number, line.record, age, milli))
        else:
            for key, table in line.keyed.items():
                rows += [(line.number, line.record, age, milli, key) for age, milli in enumerate(table)]
    return rows


def _hits(tables: Compiled, columns: Columns, keyed: bool, prefilter: str) -> exp.Select:
    on = exp.and_(
        exp.EQ(this=_column("record_type", _R), expression=_column("record_type", _P)),
        exp.EQ(this=_age(tables), expression=_column("age", _P)),
    )
    select = exp.select(
        _column("subject_id", _R), _column("record_id", _R), _column("rule", _P), _column("age", _P), _column("milli", _P)
    ).from_(exp.alias_(exp.to_table("records"), _R, table=True))
    select = select.join(exp.alias_(exp.to_table("points"), _P, table=True), on=on)
    if any(reads_subject(tables.scheme)):
        same = exp.EQ(this=_column("subject_id", _R), expression=_column("subject_id", _S))
        select = select.join(exp.alias_(exp.to_table("subjects"), _S, table=True), on=same)
    condition = _by_rule(tables, {line.number: _line_condition(line) for line in tables.lines})
    if condition is not None:
        select = select.where(condition)
    if keyed:
        select = select.where(_key_matches(tables))
    for line in tables.lines:
        if line.only is not None:
            select = select.where(_in_latest(tables, line))
    if prefilter:
        select = select.where(exp.maybe_parse(prefilter, dialect="duckdb"))
    return select


def _age(tables: Compiled) -> exp.Expression:
    """Whole months from the record's day to the day of the evaluation: only integers."""
    day = _column("occurred_on", _R)
    later = exp.Case(
        ifs=[exp.If(this=exp.GT(this=_part("DAY", day), expression=_number(tables.as_day)), true=_number(1))],
        default=_number(0),
    )
    months = exp.Add(this=exp.Mul(this=_part("YEAR", day), expression=_number(12)), expression=_part("MONTH", day))
    return exp.Sub(this=exp.Sub(this=_number(tables.as_month), expression=exp.paren(months)), expression=later)


def _part(name: str, day: exp.Expression) -> exp.Expression:
    return exp.Extract(this=exp.var(name), expression=day.copy())


def _line_condition(line: Line) -> exp.Expression | None:
    return None if line.when is None else _condition(line.when)


def _by_rule(tables: Compiled, conditions: Mapping[int, exp.Expression | None]) -> exp.Expression | None:
    """One CASE over the rule's number: only the rules of a record's own type reach it."""
    cases = [
        exp.If(this=_number(number), true=condition) for number, condition in conditions.items() if condition is not None
    ]
    if not cases:
        return None
    return exp.Case(this=_column("rule", _P), ifs=cases, default=exp.true())


def _key_matches(tables: Compiled) -> exp.Expression:
    cases = [
        exp.If(
            this=_number(line.number),
            true=exp.EQ(this=_column("key", _P), expression=_column(line.key_field, _R)),
        )
        for line in tables.lines
        if line.keyed is not None
    ]
    return exp.Case(this=_column("rule", _P), ifs=cases, default=exp.true())


def _in_latest(tables: Compiled, line: Line) -> exp.Expression:
    """The record's key is that of its subject's latest event: latest by day, then by record id."""
    if line.only is None:
        raise ValueError(f"rule {line.id} wants no latest event")
    day = _column("occurred_on", "e")
    rank = exp.Window(
        this=exp.RowNumber(),
        partition_by=[_column("subject_id", "e")],
        order=exp.Order(
            expressions=[
                exp.Ordered(this=day, desc=True, nulls_first=False),
                exp.Ordered(this=_column("record_id", "e"), desc=True, nulls_first=False),
            ]
        ),
    )
    events = (
        exp.select(_column("subject_id", "e"), exp.alias_(_column(line.only.key, "e"), "k"), exp.alias_(rank, "n"))
        .from_(exp.alias_(exp.to_table("records"), "e", table=True))
        .where(exp.EQ(this=_column("record_type", "e"), expression=exp.Literal.string(line.only.record)))
        .where(exp.LTE(this=day.copy(), expression=_date(tables)))
    )
    latest = (
        exp.select(_column("subject_id", "l"), _column("k", "l"))
        .from_(events.subquery("l"))
        .where(exp.EQ(this=_column("n", "l"), expression=_number(1)))
    )
    inside = exp.In(
        this=exp.Tuple(expressions=[_column("subject_id", _R), _column(line.only.key, _R)]), query=latest.subquery()
    )
    other = exp.NEQ(this=_column("rule", _P), expression=_number(line.number))
    return exp.Or(this=exp.paren(other), expression=exp.paren(inside))


def _date(tables: Compiled) -> exp.Expression:
    return exp.Cast(this=exp.Literal.string(tables.as_of.isoformat()), to=exp.DataType.build("date"))


def _condition(expression: Expression, *, exact: bool = False) -> exp.Expression:
    """A condition in SQL. What is unknown is false, as in the reference.

    A filter takes NULL for false by itself; `exact` makes it FALSE where something above would turn it round.
    """
    match expression:
        case All(parts):
            return exp.paren(exp.and_(*(_condition(p, exact=exact) for p in parts)))
        case Any_(parts):
            return exp.paren(exp.or_(*(_condition(p, exact=exact) for p in parts)))
        case Not(part):
            return exp.Not(this=exp.paren(_condition(part, exact=True)))
        case Compare(field, op, value):
            return _or_false(_SQL[op](this=_field(field), expression=_literal(value)), exact)
        case In(field, values, negated):
            inside: exp.Expression = exp.In(this=_field(field), expressions=[_literal(v) for v in values])
            return _or_false(exp.Not(this=inside) if negated else inside, exact)
        case Known(field):
            return exp.Not(this=exp.Is(this=_field(field), expression=exp.null()))
        case Truth(field):
            return _or_false(_field(field), exact)


def _or_false(condition: Any, exact: bool) -> exp.Expression:
    return exp.Coalesce(this=condition, expressions=[exp.false()]) if exact else condition


def _field(field: Field) -> exp.Expression:
    return _column(field.name, _S if field.of_subject else _R)


def _literal(value: Literal) -> exp.Expression:
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, str):
        return exp.Literal.string(value)
    return _number(int(value))


def _assessments(tables: Compiled) -> exp.Select:
    scheme = tables.scheme
    count = len(scheme.dimensions)
    summed = (
        exp.select("subject_id", "rule", exp.alias_(exp.Sum(this=_column("milli")), "total"))
        .from_("hits")
        .group_by("subject_id", "rule")
    )
    total, cap = _column("total", "g"), _column("cap", "u")
    clipped = exp.Case(
        ifs=[exp.If(this=exp.Is(this=cap, expression=exp.null()), true=total)],
        default=_clip(total, exp.Neg(this=cap.copy()), cap.copy()),
    )
    capped = (
        exp.select(
            _column("subject_id", "g"), _column("dimension", "u"), _column("at_most", "u"), exp.alias_(clipped, "kept")
        )
        .from_(exp.alias_(exp.to_table("summed"), "g", table=True))
        .join(exp.alias_(exp.to_table("rules"), "u", table=True), using=["rule"])
    )
    sums = [
        exp.alias_(
            exp.Sum(
                this=exp.Case(
                    ifs=[exp.If(this=exp.EQ(this=_column("dimension"), expression=_number(i)), true=_column("kept"))]
                )
            ),
            f"d{i}",
        )
        for i in range(count)
    ]
    by_subject = (
        exp.select("subject_id", *sums, exp.alias_(exp.Max(this=_column("at_most")), "held"))
        .from_("capped")
        .group_by("subject_id")
    )
    values = [
        exp.alias_(
            exp.cast(
                _clip(
                    exp.Add(
                        this=_number(d.base),
                        expression=exp.Coalesce(this=_column(f"d{i}", "a"), expressions=[_number(0)]),
                    ),
                    _number(d.floor),
                    _number(d.ceiling),
                ),
                "bigint",
            ),
            f"v{i}",
        )
        for i, d in enumerate(scheme.dimensions)
    ]
    held = exp.alias_(exp.Coalesce(this=_column("held", "a"), expressions=[_number(-1)]), "held")
    valued = (
        exp.select(_column("subject_id", "s"), *values, held)
        .from_(exp.alias_(exp.to_table("subjects"), "s", table=True))
        .join(exp.alias_(exp.to_table("by_subject"), "a", table=True), using=["subject_id"], join_type="left")
    )
    if scheme.subject_kinds:
        kinds = [exp.Literal.string(kind) for kind in sorted(scheme.subject_kinds)]
        valued = valued.where(exp.In(this=_column("kind", "s"), expressions=kinds))
    score = exp.IntDiv(
        this=exp.paren(
            exp.Add(
                this=_sum([exp.Mul(this=_number(d.weight), expression=_column(f"v{i}")) for i, d in enumerate(scheme.dimensions)]),
                expression=_number(500),
            )
        ),
        expression=_number(1000),
    )
    scored = exp.select("*", exp.alias_(exp.cast(score, "bigint"), "total")).from_("valued")
    select = exp.select("t.subject_id", *[f"t.v{i}" for i in range(count)]).from_(
        exp.alias_(exp.to_table("scored"), "t", table=True)
    )
    grade = _grade(tables)
    points: exp.Expression = _column("total", "t")
    select = select.with_("summed", as_=summed).with_("capped", as_=capped).with_("by_subject", as_=by_subject)
    if scheme.enough is not None:
        select = select.with_("observed", as_=_observed(tables))
        select = select.join(
            exp.alias_(exp.to_table("observed"), "o", table=True), using=["subject_id"], join_type="left"
        )
        rated = exp.or_(
            exp.GTE(
                this=exp.Coalesce(this=_column("seen", "o"), expressions=[_number(0)]),
                expression=_number(scheme.enough.count),
            ),
            exp.GTE(this=_column("held", "t"), expression=_number(0)),
        )
        grade = exp.Case(ifs=[exp.If(this=rated, true=grade)], default=exp.Literal.string(NOT_RATED))
        points = exp.Case(ifs=[exp.If(this=rated.copy(), true=points)])
    select = select.with_("valued", as_=valued).with_("scored", as_=scored)
    return select.select(exp.alias_(points, "score"), exp.alias_(grade, "grade"))


def _observed(tables: Compiled) -> exp.Select:
    """How many records each subject has that let a grade be spoken at all."""
    enough = tables.scheme.enough
    if enough is None:
        raise ValueError("the scheme asks for no observations")
    kinds = [exp.Literal.string(name) for name in sorted(enough.records)]
    select = (
        exp.select(_column("subject_id", _R), exp.alias_(exp.Count(this=exp.Star()), "seen"))
        .from_(exp.alias_(exp.to_table("records"), _R, table=True))
        .where(exp.In(this=_column("record_type", _R), expressions=kinds))
        .where(exp.GTE(this=_age(tables), expression=_number(0)))
        .group_by(_column("subject_id", _R))
    )
    if enough.window_months is not None:
        select = select.where(exp.LT(this=_age(tables), expression=_number(enough.window_months)))
    return select


def _grade(tables: Compiled) -> exp.Expression:
    """The worse of the band of the score and what an override holds it down to."""
    bands = tables.scheme.bands
    last = len(bands) - 1
    cases = []
    for index in range(last, -1, -1):
        below = exp.GTE(this=_column("held", "t"), expression=_number(index))
        limit = bands[index - 1].at_least if index else None
        test = below if limit is None else exp.or_(below, exp.LT(this=_column("total", "t"), expression=_number(limit)))
        if index:
            cases.append(exp.If(this=test, true=exp.Literal.string(bands[index].grade)))
    return exp.Case(ifs=cases, default=exp.Literal.string(bands[0].grade))


def _clip(value: exp.Expression, low: exp.Expression, high: exp.Expression) -> exp.Expression:
    # Anonymous: sqlglot would guard its own Greatest and Least against NULL, and nothing here is NULL
    floor = exp.Anonymous(this="GREATEST", expressions=[value, low])
    return exp.Anonymous(this="LEAST", expressions=[floor, high])


def _sum(parts: list[exp.Expression]) -> exp.Expression:
    total = parts[0]
    for part in parts[1:]:
        total = exp.Add(this=total, expression=part)
    return total


def _column(name: str, table: str | None = None) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), table=table)


def _number(value: int) -> exp.Expression:
    return exp.Neg(this=exp.Literal.number(-value)) if value < 0 else exp.Literal.number(value)
