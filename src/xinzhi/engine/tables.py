"""A scheme worked out once into integers: what one record is worth at each age, and everything a query or a walk looks up.

All that is not integer arithmetic (half-lives, shares) happens here, in decimals, and is rounded as the scheme says. From then
on engines only look up, add, clip and compare, so that every engine comes to the same digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext

from xinzhi.core.base.periods import age_day
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


@dataclass(frozen=True, slots=True)
class Line:
    """One rule or override as engines see it.

    `number` is its position; `table[age]` are milli-points by whole months (without lookup), or `shares[age]` per million of
    the looked-up points. An override is a line worth one marker point in no dimension.
    """

    number: int
    id: str
    record: str
    when: Expression | None
    window: int
    dimension: int  # −1 for an override
    table: tuple[int, ...]
    keyed: Mapping[str, tuple[int, ...]] | None
    key_field: str
    cap: int | None
    only: Latest | None
    at_most: int  # for an override: the index of the band; else −1


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


def compile_scheme(scheme: Scheme, record_types: Mapping[str, RecordType], as_of: date) -> Compiled:
    """The tables of `scheme` on `as_of`. Raises `OverflowError` where sums could leave 63 bits."""
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
    return Line(number, override.id, override.record, when, window, -1, (1,) * window, None, "", 1, None, band)


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
    """A billion records of the dearest line must not leave 63 bits, nor must the weighted sum."""
    dearest = max((abs(p) for line in lines for table in _tables(line) for p in table), default=0)
    widest = sum(d.weight * max(abs(d.floor), abs(d.ceiling)) for d in scheme.dimensions) + 500
    if dearest * 10**9 >= LARGEST or widest >= LARGEST:
        raise OverflowError(f"scheme {scheme.id}@{scheme.version}: points too large for 63 bits")


def _tables(line: Line) -> list[tuple[int, ...]]:
    return [line.table] if line.keyed is None else list(line.keyed.values())
