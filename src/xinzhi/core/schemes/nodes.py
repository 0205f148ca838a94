"""What a scheme means: frozen nodes that cannot be built wrong.

Points, scores, weights and caps are integers: milli-points and per mille. The reader in `catalogue` turns pack text
into these nodes; `engine` turns them into a query or walks them for one subject. Expressions are in `expressions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xinzhi.core.base.legal import Basis
from xinzhi.core.base.periods import MonthRule
from xinzhi.core.base.text import Text
from xinzhi.core.schemes.expressions import Expression

NOT_RATED = "not_rated"


class Rounding(StrEnum):
    HALF_AWAY = "half_away"  # half away from zero, the house rule
    HALF_EVEN = "half_even"


@dataclass(frozen=True, slots=True)
class NoDecay:
    """Full points over the whole window."""


@dataclass(frozen=True, slots=True)
class HalfLife:
    """Half the points after so many months, in whole-month steps."""

    months: int


@dataclass(frozen=True, slots=True)
class Steps:
    """`(until_month, per mille)`: the share that holds while the age in months is below `until_month`. Ascending."""

    steps: tuple[tuple[int, int], ...]


Decay = NoDecay | HalfLife | Steps


@dataclass(frozen=True, slots=True)
class Lookup:
    """Points by the value of a code field: one table of the pack. A value that is not in it makes the score not assessable."""

    field: str
    points: Mapping[str, int]  # milli-points


@dataclass(frozen=True, slots=True)
class Latest:
    """Only records that belong to the subject's latest event: the latest record of type `record` by its date, then by its
    `key` field; the rule's own records belong to it when their `key` field has the same value."""

    record: str
    key: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a scheme: which records, how many points each, for how long, at most how many together."""

    id: str
    title: Text
    dimension: str
    record: str  # a record type, or "duty:<kind>" for a missed duty
    points: int | Lookup  # milli-points, signed
    when: Expression | None = None
    window_months: int | None = None  # None: as long as it counts
    decay: Decay = NoDecay()
    cap: int | None = None  # limit of the absolute sum per subject, milli-points
    only: Latest | None = None
    basis: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Dimension:
    """A part of the score: where it starts, within which limits it moves, what share it has in the total."""

    id: str
    title: Text
    weight: int  # per mille; all weights of a scheme add up to 1000
    base: int  # milli-points
    floor: int
    ceiling: int


@dataclass(frozen=True, slots=True)
class Override:
    """A record that by itself holds the grade down: no better than `at_most` while it counts."""

    id: str
    title: Text
    at_most: str
    record: str
    when: Expression | None = None
    window_months: int | None = None
    basis: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """A grade and the least score that earns it (milli-points, inclusive). The last band has none."""

    grade: str
    at_least: int | None
    title: Text


@dataclass(frozen=True, slots=True)
class Enough:
    """What must be known before a grade may be spoken: at least `count` counting records of these types within a window."""

    count: int
    records: frozenset[str]
    window_months: int | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """How records become a grade, in one version."""

    id: str
    version: str
    title: Text
    department: str
    in_force_from: date
    in_force_to: date | None
    dimensions: tuple[Dimension, ...]
    rules: tuple[Rule, ...]
    bands: tuple[Band, ...]  # best first
    overrides: tuple[Override, ...] = ()
    enough: Enough | None = None
    subject_kinds: frozenset[str] = frozenset()  # empty: every kind
    month_rule: MonthRule = MonthRule.CIVIL_CODE
    rounding: Rounding = Rounding.HALF_AWAY
    basis: tuple[Basis, ...] = ()

    @property
    def has_assumptions(self) -> bool:
        return any(b.is_assumption for r in self.rules for b in r.basis) or any(b.is_assumption for b in self.basis)
