"""The whole account of one assessment: every point, every limit, and every record that was looked at and counted nothing.

Invariant: the account adds up. Base, reasons, caps and limits of a dimension give its value exactly; the weighted values give the
score. Nothing here decides: it tells what `reference` decided, in numbers and codes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from xinzhi.core.schemes.expressions import Test
from xinzhi.core.schemes.measures import Streak
from xinzhi.core.schemes.nodes import Latest
from xinzhi.engine.records import Scored
from xinzhi.engine.reference import (
    NOBODY,
    Assessment,
    Contribution,
    Kept,
    assess,
    in_latest,
    in_place,
    latest_events,
    places_of,
    tests_of,
)
from xinzhi.engine.rulings import by_score
from xinzhi.engine.tables import Compiled, Line, looks_back
from xinzhi.engine.values import Peers, Result


class Why(StrEnum):
    """Why a record counted nothing, by one rule or at all."""

    NOT_SCORED = "not_scored"  # no rule of the scheme reads records of its type
    LATER = "later"  # it is dated after the day of the evaluation
    OUT_OF_WINDOW = "out_of_window"  # it is older than the rule looks back
    CONDITION = "condition"  # it is not what the rule's condition asks for
    NOT_LATEST = "not_latest"  # it does not belong to the latest event
    NOT_IN_PLACE = "not_in_place"  # it is not the first, second, … of its kind that the rule asks for
    NO_VALUE = "value_not_in_table"  # the rule's lookup has no points for it
    MEASURED = "measured"  # it gives no points of its own, and a measure looks at it
    NO_RULE = "no_rule_applies"  # rules read its type, and none of them took it


@dataclass(frozen=True, slots=True)
class Reason:
    """What one record did by one rule: `points` at age 0, `milli` of them left at its age. `until` is the first day on which the
    rule will not look at it any more (None: it always will)."""

    record_id: int
    rule: str
    points: int
    age_months: int
    milli: int
    until: date | None


@dataclass(frozen=True, slots=True)
class DimensionAccount:
    """`base` + the reasons + the corrections of the caps = `moved`; `moved` within the dimension's limits = `value`."""

    id: str
    base: int
    reasons: tuple[Reason, ...]
    caps: tuple[Kept, ...]  # only where a cap took something back
    terms: tuple[Kept, ...]  # what measures gave
    value: int
    weight: int  # per mille

    @property
    def moved(self) -> int:
        given = sum(r.milli for r in self.reasons)
        measured = sum(k.kept_milli for k in self.terms)
        return self.base + given + measured + sum(k.kept_milli - k.sum_milli for k in self.caps)

    @property
    def limited(self) -> int:
        """What floor or ceiling changed: `moved` + this = `value`."""
        return self.value - self.moved

    @property
    def weighted(self) -> int:
        """Its share of the score, in thousandths of a milli-point: nothing is rounded before the sum is."""
        return self.weight * self.value


@dataclass(frozen=True, slots=True)
class Held:
    """An override that holds the grade down, with the records that meet it."""

    override: str
    at_most: str
    records: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Aside:
    """A record that was looked at and counted nothing, by `rule` or (empty) by the whole scheme."""

    record_id: int
    rule: str
    why: Why


@dataclass(frozen=True, slots=True)
class Explanation:
    """`by_score` is the grade of the score alone (None without a score): an override made the grade worse where they differ.

    `observations` of `needed` records make a grade speakable. `asides` are what single rules left out, `unused` the records that
    no rule took at all.
    """

    assessment: Assessment
    dimensions: tuple[DimensionAccount, ...]
    held: tuple[Held, ...]
    by_score: str | None
    observations: int
    needed: int
    asides: tuple[Aside, ...]
    unused: tuple[Aside, ...]

    @property
    def weighted(self) -> int:
        """The weighted values together, in thousandths of a milli-point. The score is this, rounded half away from zero."""
        return sum(d.weighted for d in self.dimensions)


def explain(
    tables: Compiled,
    records: Iterable[Scored],
    subject: Mapping[str, Any],
    *,
    others: Mapping[str, Result] | None = None,
    peers: Peers = NOBODY,
    result: Assessment | None = None,
) -> Explanation:
    """The account of one subject's assessment, or of `result` where that is known already. Records may come in any order and twice,
    as for `assess`."""
    rows = list({record.record_id: record for record in reversed(list(records))}.values())
    if result is None:
        result = assess(tables, rows, subject, others=others, peers=peers)
    asides, unused = _asides(tables, rows, subject, result)
    enough = tables.scheme.enough
    return Explanation(
        assessment=result,
        dimensions=_dimensions(tables, {r.record_id: r for r in rows}, result, subject),
        held=_held(tables, result.contributions),
        by_score=by_score(tables, result.score, result.measures, result.dimensions, subject),
        observations=_observations(tables, rows),
        needed=enough.count if enough else 0,
        asides=asides,
        unused=unused,
    )


def _dimensions(
    tables: Compiled, rows: Mapping[int, Scored], result: Assessment, subject: Mapping[str, Any]
) -> tuple[DimensionAccount, ...]:
    lines = {line.id: line for line in tables.lines}
    terms = {term.id for term in tables.scheme.terms}
    by_dimension: dict[int, list[Reason]] = defaultdict(list)
    for given in result.contributions:
        line, record = lines[given.rule], rows[given.record_id]
        if line.dimension >= 0:
            by_dimension[line.dimension].append(_reason(tables, line, record, given, subject))
    return tuple(
        DimensionAccount(
            id=dimension.id,
            base=dimension.base,
            reasons=tuple(sorted(by_dimension[position], key=lambda r: (r.milli, r.record_id, r.rule))),
            caps=tuple(
                k
                for k in (*result.kept, *result.shared)
                if k.dimension == dimension.id and k.kept_milli != k.sum_milli and k.rule not in terms
            ),
            terms=tuple(k for k in result.kept if k.dimension == dimension.id and k.rule in terms),
            value=result.dimensions[position],
            weight=dimension.weight,
        )
        for position, dimension in enumerate(tables.scheme.dimensions)
    )


def _reason(tables: Compiled, line: Line, record: Scored, given: Contribution, subject: Mapping[str, Any]) -> Reason:
    points = line.worth(record.fields, subject, 0)
    if points is None:
        raise ValueError(f"{line.id} gave {given.milli} to a record that its table does not know")
    until = tables.ends(line, record.occurred_on)
    return Reason(given.record_id, line.id, points, given.age_months, given.milli, until)


def _held(tables: Compiled, contributions: Sequence[Contribution]) -> tuple[Held, ...]:
    met: dict[str, list[int]] = defaultdict(list)
    for given in contributions:
        met[given.rule].append(given.record_id)
    bands = tables.scheme.bands
    return tuple(
        Held(line.id, bands[line.at_most].grade, tuple(met[line.id]))
        for line in tables.lines
        if line.at_most >= 0 and line.id in met
    )


def _observations(tables: Compiled, rows: Iterable[Scored]) -> int:
    enough = tables.scheme.enough
    if enough is None:
        return 0
    window, first, last = looks_back(enough.window, tables.scheme, tables.as_of)
    days = [r.occurred_on for r in rows if r.record_type in enough.records]
    inside = [d for d in days if (first is None or d >= first) and (last is None or d <= last)]
    return sum(tables.age(d) >= 0 and (enough.window is None or tables.age(d) < window) for d in inside)


def _asides(
    tables: Compiled, rows: Sequence[Scored], subject: Mapping[str, Any], result: Assessment
) -> tuple[tuple[Aside, ...], tuple[Aside, ...]]:
    counted = {(given.record_id, given.rule) for given in result.contributions}
    taken = {record_id for record_id, _ in counted}
    tests, latest, standing = tests_of(tables), latest_events(tables, rows), places_of(tables, rows, subject)
    asides: list[Aside] = []
    unused: list[Aside] = []
    for record in sorted(rows, key=lambda r: r.record_id):
        left = [
            Aside(record.record_id, line.id, _why_not(tables, line, test, record, subject, latest, standing))
            for line, test in tests.get(record.record_type, ())
            if (record.record_id, line.id) not in counted
        ]
        asides += left
        if record.record_id not in taken:
            unused.append(Aside(record.record_id, "", _at_all(tables, record, subject, [a.why for a in left])))
    return tuple(asides), tuple(unused)


def _why_not(
    tables: Compiled,
    line: Line,
    test: Test,
    record: Scored,
    subject: Mapping[str, Any],
    latest: Mapping[Latest, Any],
    standing: Mapping[int, Mapping[int, int]],
) -> Why:
    age = tables.age(record.occurred_on)
    if age < 0:
        return Why.LATER
    if not line.sees(record.occurred_on, age):
        return Why.OUT_OF_WINDOW
    if not test(record.fields, subject):
        return Why.CONDITION
    if line.only is not None and not in_latest(line.only, record.fields, latest):
        return Why.NOT_LATEST
    if not in_place(line, record.record_id, standing):
        return Why.NOT_IN_PLACE
    return Why.NO_VALUE


_NEAREST = (Why.NO_VALUE, Why.NOT_LATEST, Why.NOT_IN_PLACE)
"""Of several rules that left a record out, what the one that came nearest to taking it says."""


def _at_all(tables: Compiled, record: Scored, subject: Mapping[str, Any], whys: Sequence[Why]) -> Why:
    if tables.age(record.occurred_on) < 0:
        return Why.LATER
    measured = _measured(tables, record, subject)
    if measured is Why.MEASURED or not whys:
        return measured
    near = next((why for why in _NEAREST if why in whys), None)
    if near is not None:
        return near
    return Why.OUT_OF_WINDOW if all(why is Why.OUT_OF_WINDOW for why in whys) else Why.NO_RULE


def _measured(tables: Compiled, record: Scored, subject: Mapping[str, Any]) -> Why:
    """Whether a measure looks at the record, and if none does, what kept them from it."""
    found = Why.NOT_SCORED
    for prepared in tables.measures:
        value = prepared.measure.value
        if isinstance(value, Streak):
            if record.record_type in {kind for kind, _, _ in value.points} | value.observed:
                return Why.MEASURED
        elif prepared.sight.record == record.record_type:
            if prepared.sight.sees(record, subject):
                return Why.MEASURED
            found = Why.OUT_OF_WINDOW if prepared.sight.fits(record, subject) else Why.NO_RULE
    return found
