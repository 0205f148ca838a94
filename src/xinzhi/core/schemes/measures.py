"""Values that a scheme works out for each subject beside its points: counts, rates, percentiles, streaks.

A measure is a whole number of thousandths, or a code (the latest value of a code field, another scheme's grade); None is unknown.
Rates are rounded half away from zero to thousandths. Money is measured in yuan, points in points. A measure may use those
that stand before it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from xinzhi.core.base.periods import Limit
from xinzhi.core.base.text import Text
from xinzhi.core.schemes.expressions import Expression
from xinzhi.core.schemes.windows import Span, Window


class How(StrEnum):
    """What is made of the records of an aggregate. `count`, `distinct` and `sum` of nothing are zero, the others unknown."""

    COUNT = "count"
    DISTINCT = "distinct"
    SUM = "sum"
    MAXIMUM = "maximum"
    MINIMUM = "minimum"
    MEAN = "mean"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """Of the records of one type that meet a condition within a window. All but `count` look at `field`, where it is known; the
    latest is by day, then by the record's number."""

    how: How
    record: str
    field: str = ""
    when: Expression | None = None
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class MostWithin:
    """The most records of one type within any period of this length, ending on or before the day of the evaluation; with `per`
    only those together that have the same values there."""

    record: str
    within: Limit
    per: tuple[str, ...] = ()
    when: Expression | None = None
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class PointsOf:
    """What these rules came to together, after their caps."""

    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """`times` × one measure / another (`times` in thousandths). Unknown where either is; `if_zero` where it would divide by zero."""

    of: str
    by: str
    times: int = 1000
    if_zero: int | None = None


class Against(StrEnum):
    """The denominator of a percentile: everybody in the group, or everybody else."""

    ALL = "all"
    OTHERS = "others"


class Ties(StrEnum):
    """What equal values get: the place of the lowest of them, of the highest, or the middle."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Percentile:
    """The percentage of a peer group below this subject. Peers are subjects with the same values of `among` (facts as
    `subject.industry`, or measures) that meet `where` and have a value. `alone` is what a group of one gets."""

    of: str
    among: tuple[str, ...] = ()
    where: Expression | None = None
    against: Against = Against.OTHERS
    ties: Ties = Ties.LOW
    alone: int | None = None


@dataclass(frozen=True, slots=True)
class Streak:
    """How many of the latest complete units of the calendar, one after another, came to `at_least`: `base` plus the points of these
    records in the unit, undecayed. A unit without any record of `observed` breaks it. At most `longest` are looked at."""

    span: Span
    base: int
    at_least: int
    points: tuple[tuple[str, Expression | None, int], ...]  # record type, condition, milli-points
    observed: frozenset[str]
    longest: int


@dataclass(frozen=True, slots=True)
class OtherScheme:
    """The score or the grade that another scheme came to for the same subject on the same day."""

    scheme: str
    grade: bool = False


@dataclass(frozen=True, slots=True)
class MonthsSince:
    """Whole months since a day that is a fact about the subject; unknown before it."""

    fact: str


@dataclass(frozen=True, slots=True)
class Sum:
    """Measures with factors (in thousandths), and a constant, added up. Unknown where one of them is."""

    parts: tuple[tuple[str, int], ...]
    plus: int = 0


@dataclass(frozen=True, slots=True)
class Cases:
    """The value of the first condition on measures and facts that holds; else `otherwise`."""

    cases: tuple[tuple[Expression, int], ...]
    otherwise: int | None = None


How_ = Aggregate | MostWithin | PointsOf | Ratio | Percentile | Streak | OtherScheme | MonthsSince | Sum | Cases


@dataclass(frozen=True, slots=True)
class Measure:
    """One value by its name. `otherwise` stands in where it is unknown."""

    id: str
    title: Text
    value: How_
    otherwise: int | None = None
    unit: str = field(default="")
