"""A scheme worked out once into integers: what one record is worth at each age, and everything a query or a walk looks up.

All that is not integer arithmetic (half-lives, shares) happens here, in decimals, and is rounded as the scheme says. From then
on engines only look up, add, clip and compare, so that every engine comes to the same digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext

from xinzhi.core.base.periods import MonthRule, add_months, age_day
from xinzhi.core.base.problems import Refused, problem
from xinzhi.core.records import RecordType
from xinzhi.core.schemes.checks import scaled
from xinzhi.core.schemes.expressions import Expression
from xinzhi.core.schemes.nodes import (
    HalfLife,
    Latest,
    Lookup,
    NoDecay,
    Override,
    Rounding,
    Rule,
    Scheme,
    Steps,
)

FOREVER_MONTHS = 1200
"""The window of a rule without one: as long as the record counts; a hundred years bound the table."""
LARGEST = 2**63
TOO_FEW, NO_VALUE = "too_few_records", "value_not_in_table"
NO_SCORE = (TOO_FEW, NO_VALUE)
"""Why there is no score: less is known than the scheme asks for, or a record has a value that a lookup has no points for."""


@dataclass(frozen=True, slots=True)
class Line:
    """One rule or override as engines see it.

    `number` is its position. `table[age]` are the milli-points of a record so many whole months old; with a lookup, `keyed` has
    such a table for each value of `key_field`. An override is a line worth nothing in no dimension: that it was met is what counts.
    """

    number: int
    id: str
    record: str
    when: Expression | None
    window: int  # months; an older record is not looked at
    dimension: int  # −1 for an override
    table: tuple[int, ...]
    keyed: Mapping[str, tuple[int, ...]] | None
    key_field: str
    cap: int | None
    only: Latest | None
    at_most: int  # for an override: the index of the band; else −1

    def worth(self, fields: Mapping[str, object], age: int) -> int | None:
        """Milli-points of a record of this age; None where the lookup's table does not have its value."""
        if self.keyed is None:
            return self.table[age]
        value = fields.get(self.key_field)
        table = None if value is None else self.keyed.get(str(value))
        return None if table is None else table[age]


@dataclass(frozen=True, eq=False)
class Compiled:
    """A scheme for one day. `as_month` and `as_day` are what ages are counted from."""

    scheme: Scheme
    as_of: date
    as_month: int
    as_day: int
    lines: tuple[Line, ...]
    by_record: Mapping[str, tuple[Line, ...]]

    def age(self, day: date) -> int:
        """Whole months from `day` to the day of the evaluation; negative for a day after it."""
        return self.as_month - day.year * 12 - day.month - (day.day > self.as_day)

    def band(self, score: int) -> int:
        """The place of the best band that a score in milli-points reaches. The last one has no limit."""
        bands = self.scheme.bands
        return next(i for i, band in enumerate(bands) if band.at_least is None or score >= band.at_least)

    def ends(self, line: Line, day: date) -> date | None:
        """The first day on which a record of `day` is too old for `line`; None where it never is."""
        if line.window >= FOREVER_MONTHS:
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
    for rule in scheme.rules:
        lines.append(_rule_line(len(lines), rule, dimensions[rule.dimension], scheme.rounding, record_types))
    for override in scheme.overrides:
        lines.append(_override_line(len(lines), override, grades[override.at_most], record_types))
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
    )


def _rule_line(
    number: int, rule: Rule, dimension: int, rounding: Rounding, record_types: Mapping[str, RecordType]
) -> Line:
    window = rule.window_months or FOREVER_MONTHS
    share = _shares(rule, window)
    keyed = None
    table: tuple[int, ...] = ()
    if isinstance(rule.points, Lookup):
        keyed = {
            key: tuple(_rounded(Decimal(points) * share(age), rounding) for age in range(window))
            for key, points in rule.points.points.items()
        }
    else:
        points = Decimal(rule.points)
        table = tuple(_rounded(points * share(age), rounding) for age in range(window))
    return Line(
        number,
        rule.id,
        rule.record,
        scaled(rule.when, record_types.get(rule.record)),
        window,
        dimension,
        table,
        keyed,
        rule.points.field if isinstance(rule.points, Lookup) else "",
        rule.cap,
        rule.only,
        -1,
    )


def _override_line(number: int, override: Override, band: int, record_types: Mapping[str, RecordType]) -> Line:
    window = override.window_months or FOREVER_MONTHS
    when = scaled(override.when, record_types.get(override.record))
    return Line(number, override.id, override.record, when, window, -1, (0,) * window, None, "", None, None, band)


def _shares(rule: Rule, window: int) -> Callable[[int], Decimal]:
    """The share of its points that a record of the rule keeps at an age in months."""
    match rule.decay:
        case NoDecay():
            return lambda _age: Decimal(1)
        case HalfLife(months):
            with localcontext() as context:
                context.prec = 40
                kept = [Decimal(2) ** (Decimal(-age) / Decimal(months)) for age in range(window)]
            return lambda age: kept[age]
        case Steps(steps):
            return lambda age: next((Decimal(share) / 1000 for until, share in steps if age < until), Decimal(0))


def _rounded(value: Decimal, rounding: Rounding) -> int:
    mode = ROUND_HALF_EVEN if rounding is Rounding.HALF_EVEN else ROUND_HALF_UP  # UP: away from zero at ties
    return int(value.quantize(Decimal(1), rounding=mode))


def _check_bounds(scheme: Scheme, lines: list[Line]) -> None:
    """A billion records of the dearest line must not leave 63 bits, nor must the weighted sum: engines add without looking."""
    dearest = max((abs(p) for line in lines for table in _tables(line) for p in table), default=0)
    widest = sum(d.weight * max(abs(d.floor), abs(d.ceiling)) for d in scheme.dimensions) + 500
    if dearest * 10**9 >= LARGEST or widest >= LARGEST:
        raise Refused(problem("scheme_points_too_large", scheme=scheme.id, version=scheme.version))


def _tables(line: Line) -> list[tuple[int, ...]]:
    return [line.table] if line.keyed is None else list(line.keyed.values())
