"""A scheme worked out once into integers: what one record is worth at each age, and everything a query or a walk looks up.

All that is not integer arithmetic (half-lives, shares) happens here, in decimals, and is rounded as the scheme says. From then
on engines only look up, add, clip and compare, so that every engine comes to the same digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from functools import cached_property

from xinzhi.core.base.periods import MonthRule, add_months, age_day, months_between
from xinzhi.core.base.problems import Refused, problem
from xinzhi.core.records import FieldType, RecordType
from xinzhi.core.schemes.checks import scaled
from xinzhi.core.schemes.expressions import Expression, Field, Literal, Test, compiled, map_literals
from xinzhi.core.schemes.measures import Aggregate, Cases, Measure, MostWithin, Percentile, Streak
from xinzhi.core.schemes.nodes import (
    Factor,
    FromField,
    Latest,
    Lookup,
    Override,
    Place,
    Rounding,
    Rule,
    Scheme,
)
from xinzhi.core.schemes.windows import Decay, HalfLife, Linear, Months, NoDecay, Steps, Window, bounds
from xinzhi.engine.exact import MILLIONTHS, checked, round_div
from xinzhi.engine.records import Scored

FOREVER_MONTHS = 1200
"""The window of a rule without one: as long as the record counts; a hundred years bound the table."""
LARGEST = 2**63
TOO_FEW, NO_VALUE, VERDICT = "too_few_records", "value_not_in_table", "verdict"
NO_SCORE = (TOO_FEW, NO_VALUE, VERDICT)
"""Why there is no score: less is known than the scheme asks for; a record has a value that there are no points for, or a measure that
counts is unknown; or the scheme has another answer than a score."""


@dataclass(frozen=True, slots=True)
class Line:
    """One rule or override as engines see it.

    `number` is its position. `table[age]` are the milli-points of a record so many whole months old; with a lookup, `keyed` has
    such a table for each value of `key_field`, and `table` is what a value gets that it does not have (empty: nothing is known
    then). With `from_field` the table is the share of the record's own points, in millionths. `first` and `last` are the days that
    the line looks at. An override is a line worth nothing in no dimension: that it was met is what counts.
    """

    number: int
    id: str
    record: str
    when: Expression | None
    window: int  # months; an older record is not looked at
    dimension: int  # −1 for an override, and for a rule that is only measured
    table: tuple[int, ...]
    keyed: Mapping[str, tuple[int, ...]] | None = None
    key_field: str = ""
    key_of_subject: bool = False
    from_field: FromField | None = None
    scale: int = 1  # thousandths in one unit of the field that points are read from
    factors: tuple[Factor, ...] = ()
    cap: int | None = None
    only: Latest | None = None
    place: Place | None = None
    first: date | None = None
    last: date | None = None
    at_most: int = -1  # for an override that holds down: the index of the band
    at_least: int = -1  # for one that lifts: the index of the band
    judged_by: str = ""

    @property
    def is_override(self) -> bool:
        return self.at_most >= 0 or self.at_least >= 0

    def sees(self, day: date, age: int) -> bool:
        """Whether a record of this day is in the window. It is not after the day of the evaluation."""
        return (
            age < self.window and (self.first is None or day >= self.first) and (self.last is None or day <= self.last)
        )

    def worth(self, fields: Mapping[str, object], subject: Mapping[str, object], age: int) -> int | None:
        """Milli-points of a record of this age before factors; None where the value that decides is not known."""
        if self.from_field is not None:
            value = fields.get(self.from_field.field)
            return (
                None
                if not isinstance(value, int)
                else checked(own_points(self.from_field, value, self.scale, self.table[age]))
            )
        if self.keyed is None:
            return self.table[age]
        value = (subject if self.key_of_subject else fields).get(self.key_field)
        table = self.keyed.get(str(value), self.table) if value is not None else self.table
        return table[age] if table else None


def own_points(wanted: FromField, value: int, scale: int, share: int) -> int:
    """A record's own points: its number × factor, within limits, and what decay leaves of them."""
    times = round_div(checked(value * scale * wanted.times), 1000)
    return round_div(max(wanted.low, min(wanted.high, times)) * share, MILLIONTHS)


@dataclass(frozen=True)
class Sight:
    """Which records a measure looks at."""

    record: str
    when: Expression | None
    window: int
    first: date | None
    last: date | None
    as_month: int
    as_day: int

    @cached_property
    def test(self) -> Test:
        return compiled(self.when)

    def fits(self, row: Scored, subject: Mapping[str, object]) -> bool:
        """Whether the record is of the kind, however old it is."""
        return row.record_type == self.record and self.test(row.fields, subject)

    def sees(self, row: Scored, subject: Mapping[str, object]) -> bool:
        """Whether it is of the kind and in the window."""
        day = row.occurred_on
        age = self.as_month - day.year * 12 - day.month - (day.day > self.as_day)
        inside = (
            age < self.window and (self.first is None or day >= self.first) and (self.last is None or day <= self.last)
        )
        return inside and self.fits(row, subject)


@dataclass(frozen=True)
class Prepared:
    """A measure ready to be worked out: its conditions in the units in which records and measures hold their values."""

    measure: Measure
    sight: Sight
    kind: FieldType | None = None  # of the field that it reads
    conditions: tuple[Expression | None, ...] = ()  # of a streak's points, of cases, of who is a peer

    @property
    def scale(self) -> int:
        """Thousandths in one unit of the field that it reads."""
        return thousandths(self.kind)

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        return tuple(compiled(condition) for condition in self.conditions)

    @cached_property
    def cases(self) -> tuple[tuple[Test, int], ...]:
        value = self.measure.value
        values = [points for _, points in value.cases] if isinstance(value, Cases) else []
        return tuple(zip(self.tests, values, strict=False))

    @property
    def where(self) -> Test:
        return self.tests[0]


@dataclass(frozen=True)
class Ruling:
    """An override that asks for measures instead of a record."""

    id: str
    when: Expression
    band: int
    lifts: bool

    @cached_property
    def test(self) -> Test:
        return compiled(self.when)


@dataclass(frozen=True, eq=False)
class Compiled:
    """A scheme for one day. `as_month` and `as_day` are what ages are counted from."""

    scheme: Scheme
    as_of: date
    as_month: int
    as_day: int
    lines: tuple[Line, ...]
    by_record: Mapping[str, tuple[Line, ...]]
    measures: tuple[Prepared, ...] = ()
    rulings: tuple[Ruling, ...] = ()

    def age(self, day: date) -> int:
        """Whole months from `day` to the day of the evaluation; negative for a day after it."""
        return self.as_month - day.year * 12 - day.month - (day.day > self.as_day)

    def ends(self, line: Line, day: date) -> date | None:
        """The first day on which a record of `day` is too old for `line`; None where it never is, or where that is not a matter of
        months."""
        if line.window >= FOREVER_MONTHS or line.first is not None:
            return None
        end = add_months(day, line.window)
        if end.day < day.day and self.scheme.month_rule is MonthRule.SAME_DAY:
            return end + timedelta(days=1)  # the month has no such day, and by this rule the next one decides
        return end


def compile_scheme(scheme: Scheme, record_types: Mapping[str, RecordType], as_of: date) -> Compiled:
    """The tables of `scheme` on `as_of`. Raises `Refused` where sums could leave 63 bits."""
    lines: list[Line] = []
    dimensions = {d.id: i for i, d in enumerate(scheme.dimensions)}
    grades = {b.grade: i for i, b in enumerate(scheme.bands)}
    for version in (scheme, *scheme.former):
        for rule in version.rules:
            if rule.dimension in dimensions or not rule.dimension:
                made = _rule_line(len(lines), rule, dimensions.get(rule.dimension, -1), version, record_types, as_of)
                lines.append(_of_version(made, version, scheme))
    for override in scheme.overrides:
        if override.record and _in_force(override.since, override.until, as_of):
            lines.append(_override_line(len(lines), override, grades[override.at_most], scheme, record_types, as_of))
    _check_bounds(scheme, lines)
    by_record: dict[str, list[Line]] = {}
    for line in lines:
        by_record.setdefault(line.record, []).append(line)
    return Compiled(
        scheme,
        as_of,
        as_of.year * 12 + as_of.month,
        age_day(as_of, scheme.month_rule),
        tuple(lines),
        {name: tuple(found) for name, found in by_record.items()},
        tuple(_prepared(measure, scheme, record_types, as_of) for measure in scheme.measures),
        tuple(
            Ruling(o.id, in_thousandths(o.when), grades[o.at_most], o.lifts)
            for o in scheme.overrides
            if not o.record and o.when is not None and _in_force(o.since, o.until, as_of)
        ),
    )


def in_thousandths(expression: Expression) -> Expression:
    """A condition on measures with its numbers as measures hold them."""

    def change(field: Field, value: Literal) -> Literal:
        return value if field.of_subject or isinstance(value, bool | str) else int(value * 1000)

    return map_literals(expression, change)


def _prepared(measure: Measure, scheme: Scheme, record_types: Mapping[str, RecordType], as_of: date) -> Prepared:
    value = measure.value
    record, when, window = "", None, None
    if isinstance(value, Aggregate | MostWithin):
        record, when, window = value.record, value.when, value.window
    kind = record_types.get(record)
    months, first, last = looks_back(window, scheme, as_of)
    sight = Sight(
        record, scaled(when, kind), months, first, last,
        as_of.year * 12 + as_of.month, age_day(as_of, scheme.month_rule),
    )  # fmt: skip
    spec = kind.field(value.field) if kind and isinstance(value, Aggregate) else None
    conditions: tuple[Expression | None, ...] = ()
    match value:
        case Streak(points=points):
            conditions = tuple(scaled(test, record_types.get(name)) for name, test, _ in points)
        case Cases(cases):
            conditions = tuple(in_thousandths(test) for test, _ in cases)
        case Percentile(where=where):
            conditions = (None if where is None else in_thousandths(where),)
    return Prepared(measure, sight, spec.type if spec else None, conditions)


def _in_force(since: date | None, until: date | None, as_of: date) -> bool:
    return (since is None or since <= as_of) and (until is None or as_of < until)


def _of_version(line: Line, version: Scheme, scheme: Scheme) -> Line:
    """Where records are judged by the version of their own day, a line looks at the days of its version alone."""
    if not scheme.by_act:
        return line
    end = version.in_force_to - timedelta(days=1) if version.in_force_to is not None and version is not scheme else None
    return replace(
        line,
        id=line.id if version is scheme else f"{line.id}@{version.version}",
        first=max(filter(None, (line.first, version.in_force_from))),
        last=min(filter(None, (line.last, end)), default=None),
    )


def looks_back(window: Window | None, scheme: Scheme, as_of: date) -> tuple[int, date | None, date | None]:
    """A window as engines see it: months of age, and the first and last day where months do not say it all."""
    match window:
        case None:
            return FOREVER_MONTHS, None, None
        case Months(months):
            return months, None, None
        case _:
            first, last = bounds(window, as_of)
            return months_between(first, as_of, scheme.month_rule) + 1, first, last


def _rule_line(
    number: int, rule: Rule, dimension: int, scheme: Scheme, record_types: Mapping[str, RecordType], as_of: date
) -> Line:
    window, first, last = looks_back(rule.window, scheme, as_of)
    kind = record_types.get(rule.record)
    share = _shares(rule.decay, window)

    def faded(points: int) -> tuple[int, ...]:
        return tuple(_rounded(points * share(age), scheme.rounding) for age in range(window))

    points = rule.points
    line = Line(
        number, rule.id, rule.record, scaled(rule.when, kind), window, dimension, (),
        factors=tuple(
            replace(f, when=scaled(f.when, kind)) for f in rule.factors if _in_force(f.since, f.until, as_of)
        ),
        cap=rule.cap, only=rule.only, place=rule.place, first=first, last=last, judged_by=rule.judged_by,
    )  # fmt: skip
    if isinstance(points, Lookup):
        return replace(
            line,
            keyed={key: faded(value) for key, value in points.points.items()},
            table=() if points.otherwise is None else faded(points.otherwise),
            key_field=points.field,
            key_of_subject=points.of_subject,
        )
    if isinstance(points, FromField):
        spec = kind.field(points.field) if kind else None
        return replace(line, table=faded(MILLIONTHS), from_field=points, scale=thousandths(spec.type if spec else None))
    return replace(line, table=faded(points))


def _override_line(
    number: int, override: Override, band: int, scheme: Scheme, record_types: Mapping[str, RecordType], as_of: date
) -> Line:
    window, first, last = looks_back(override.window, scheme, as_of)
    when = scaled(override.when, record_types.get(override.record))
    held, lifted = (-1, band) if override.lifts else (band, -1)
    return Line(
        number, override.id, override.record, when, window, -1, (0,) * window,
        first=first, last=last, at_most=held, at_least=lifted,
    )  # fmt: skip


def _shares(decay: Decay, window: int) -> Callable[[int], Decimal]:
    """The share of its points that a record keeps at an age in months."""
    match decay:
        case NoDecay():
            return lambda _age: Decimal(1)
        case HalfLife(months):
            with localcontext() as context:
                context.prec = 40
                kept = [Decimal(2) ** (Decimal(-age) / Decimal(months)) for age in range(window)]
            return lambda age: kept[age]
        case Linear(months, to):
            lost = Decimal(1000 - to) / 1000
            return lambda age: 1 - lost * min(age, months) / months
        case Steps(steps):
            return lambda age: next((Decimal(share) / 1000 for until, share in steps if age < until), Decimal(0))


def _rounded(value: Decimal, rounding: Rounding) -> int:
    mode = ROUND_HALF_EVEN if rounding is Rounding.HALF_EVEN else ROUND_HALF_UP  # UP: away from zero at ties
    return int(value.quantize(Decimal(1), rounding=mode))


def _check_bounds(scheme: Scheme, lines: list[Line]) -> None:
    """A billion records of the dearest line must not leave 63 bits, nor must the weighted sum: engines add without looking."""
    dearest = max((_most(line) for line in lines), default=0)
    widest = sum(d.weight * max(abs(d.floor), abs(d.ceiling)) for d in scheme.dimensions) + 500
    if dearest * 10**9 >= LARGEST or widest >= LARGEST:
        raise Refused(problem("scheme_points_too_large", scheme=scheme.id, version=scheme.version))


def _most(line: Line) -> int:
    """The most points that one record can bring by a line, in either direction."""
    if line.from_field is not None:
        points = max(abs(line.from_field.low), abs(line.from_field.high))
    else:
        points = max((abs(p) for table in (line.table, *(line.keyed or {}).values()) for p in table), default=0)
    for factor in line.factors:
        points = max(points, round_div(points * factor.by, 1000))
    return points


def thousandths(kind: FieldType | None) -> int:
    """How many thousandths one unit of a stored number is: money lies in cents, points in milli-points."""
    return {FieldType.MONEY: 10, FieldType.POINTS: 1}.get(kind, 1000) if kind is not None else 1000
