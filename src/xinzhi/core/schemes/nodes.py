"""What a scheme means: frozen nodes that cannot be built wrong.

Points, scores, weights and caps are integers: milli-points and per mille. The reader in `catalogue` turns pack text
into these nodes; `engine` turns them into a query or walks them for one subject. Windows and decay are in `windows`, values beside
points in `measures`, conditions in `expressions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xinzhi.core.base.legal import Basis
from xinzhi.core.base.periods import Limit, MonthRule
from xinzhi.core.base.text import Text
from xinzhi.core.schemes.expressions import Expression
from xinzhi.core.schemes.measures import Measure
from xinzhi.core.schemes.windows import Decay, NoDecay, Window

NOT_RATED = "not_rated"
NO_DECAY = NoDecay()


class Rounding(StrEnum):
    HALF_AWAY = "half_away"  # half away from zero, the house rule
    HALF_EVEN = "half_even"


@dataclass(frozen=True, slots=True)
class Lookup:
    """Points by the value of a code field, or with `of_subject` by a fact about the subject: one table of the pack. A value that is not
    in it gets `otherwise`; without that the score is not assessable."""

    field: str
    points: Mapping[str, int]  # milli-points
    of_subject: bool = False
    otherwise: int | None = None


@dataclass(frozen=True, slots=True)
class FromField:
    """The number in a field as points, times a factor (in thousandths), kept within two limits (milli-points). Unknown makes the
    score not assessable."""

    field: str
    times: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Factor:
    """Points times `by` (per mille) for records that meet a condition, where the evaluation falls between two days."""

    by: int
    when: Expression | None = None
    since: date | None = None
    until: date | None = None  # exclusive


@dataclass(frozen=True, slots=True)
class Place:
    """Only records that are the `first` to the `last` of their kind within a period that ends with them: those that meet the rule's
    condition, and with `per` have the same values there; by day, then by the record's number."""

    within: Limit
    first: int
    last: int | None = None
    per: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Latest:
    """Only records that belong to the subject's latest event: the latest record of type `record` by its date, then by its
    `key` field; the rule's own records belong to it when their `key` field has the same value."""

    record: str
    key: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a scheme: which records, how many points each, for how long, at most how many together.

    Without a dimension its points are only measured. With `judged_by` the points are a named office's judgement, and the result says
    that it contains one.
    """

    id: str
    title: Text
    dimension: str
    record: str  # a record type, or "duty:<kind>" for a missed duty
    points: int | Lookup | FromField  # milli-points, signed
    when: Expression | None = None
    window: Window | None = None  # None: as long as it counts
    decay: Decay = NO_DECAY
    cap: int | None = None  # limit of the absolute sum per subject, milli-points
    only: Latest | None = None
    place: Place | None = None
    factors: tuple[Factor, ...] = ()
    judged_by: str = ""
    basis: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """Points for a measure: `each` times its value, or the points of the last step that it reaches. Steps ascend."""

    id: str
    title: Text
    dimension: str
    measure: str
    each: int = 0  # milli-points per whole
    steps: tuple[tuple[int, int], ...] = ()  # (at least, milli-points)
    cap: int | None = None
    basis: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedCap:
    """A limit of what several rules of one dimension may come to together, up or down."""

    rules: tuple[str, ...]
    cap: int


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
    """What by itself holds the grade: no better than `at_most`, or with `lifts` no worse. A record that counts, or without a record
    type a condition on measures, dimensions and facts. Between `since` and `until` (days of evaluation) only."""

    id: str
    title: Text
    at_most: str
    record: str
    when: Expression | None = None
    window: Window | None = None
    basis: tuple[Basis, ...] = ()
    lifts: bool = False
    since: date | None = None
    until: date | None = None  # exclusive


@dataclass(frozen=True, slots=True)
class Band:
    """A grade and what earns it: a score within limits (milli-points: from `at_least`, inclusive, to `at_most`, inclusive), and a
    condition on score, dimensions, measures and facts. The first band that fits gives the grade; the last asks for nothing."""

    grade: str
    at_least: int | None
    title: Text
    at_most: int | None = None
    when: Expression | None = None

    @property
    def is_open(self) -> bool:
        return self.at_least is None and self.at_most is None and self.when is None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A result that is no grade of a score (exempt, awaiting), for a condition on measures and facts. It comes before all else."""

    grade: str
    title: Text
    when: Expression
    basis: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Enough:
    """What must be known before a grade may be spoken: at least `count` counting records of these types within a window."""

    count: int
    records: frozenset[str]
    window: Window | None = None


@dataclass(frozen=True)
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
    bands: tuple[Band, ...]  # best first; the first that fits
    overrides: tuple[Override, ...] = ()
    enough: Enough | None = None
    subject_kinds: frozenset[str] = frozenset()  # empty: every kind
    month_rule: MonthRule = MonthRule.CIVIL_CODE
    rounding: Rounding = Rounding.HALF_AWAY
    step: int = 1  # the score is rounded to this many thousandths
    measures: tuple[Measure, ...] = ()
    terms: tuple[Term, ...] = ()
    caps: tuple[SharedCap, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    by_act: bool = False  # a record is judged by the version in force on its own day
    former: tuple[Scheme, ...] = ()  # the versions before, where `by_act` asks for them
    basis: tuple[Basis, ...] = ()

    @property
    def has_assumptions(self) -> bool:
        return any(b.is_assumption for r in self.rules for b in r.basis) or any(b.is_assumption for b in self.basis)
