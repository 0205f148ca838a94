"""Measures of one subject in plain Python: what `core.schemes.measures` declares, worked out from the records that count."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xinzhi.core.base.periods import Limit, MonthRule, is_within, months_between
from xinzhi.core.schemes.expressions import Test
from xinzhi.core.schemes.measures import (
    Against,
    Aggregate,
    Cases,
    How,
    Measure,
    MonthsSince,
    MostWithin,
    OtherScheme,
    Percentile,
    PointsOf,
    Ratio,
    Streak,
    Sum,
    Ties,
)
from xinzhi.engine.exact import checked, round_div
from xinzhi.engine.records import Scored
from xinzhi.engine.tables import Compiled, Prepared

Value = int | str | None
Key = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What another scheme came to."""

    score: int | None
    grade: str


@dataclass(slots=True)
class Known:
    """All that the measures of one subject are made of, and those made so far. `points` are what each rule came to after its cap."""

    rows: Sequence[Scored]
    subject: Mapping[str, Any]
    points: Mapping[str, int]
    others: Mapping[str, Result] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Peers:
    """The values of others: for each percentile and group, in order. Whoever is asked about is not among them."""

    values: Mapping[tuple[str, Key], Sequence[int]] = field(default_factory=dict)


def work_out(tables: Compiled, everybody: Sequence[Known]) -> None:
    """Works out every measure for everybody, one after another, so that percentiles find their peers."""
    for prepared in tables.measures:
        measure = prepared.measure
        if isinstance(measure.value, Percentile):
            _ranks(measure.id, prepared, measure.value, everybody)
        else:
            for known in everybody:
                known.values[measure.id] = _of_one(tables, prepared, known)
        _stand_in(measure, everybody)


def work_out_one(tables: Compiled, known: Known, peers: Peers) -> None:
    """Works out every measure of one subject among peers whose values are known."""
    for prepared in tables.measures:
        measure = prepared.measure
        if isinstance(measure.value, Percentile):
            group = group_of(prepared, measure.value, known)
            value = None if group is None else known.values[measure.value.of]
            others = peers.values.get((measure.id, group or ()), ())
            known.values[measure.id] = None if value is None else _percentile(measure.value, int(value), others)
        else:
            known.values[measure.id] = _of_one(tables, prepared, known)
        _stand_in(measure, [known])


def _stand_in(measure: Measure, everybody: Iterable[Known]) -> None:
    if measure.otherwise is not None:
        for known in everybody:
            if known.values[measure.id] is None:
                known.values[measure.id] = measure.otherwise


def _of_one(tables: Compiled, prepared: Prepared, known: Known) -> Value:
    rule = tables.scheme.month_rule
    match prepared.measure.value:
        case Aggregate() as wanted:
            return _aggregate(wanted, prepared, known)
        case MostWithin(_, within, per):
            seen = [row for row in known.rows if prepared.sight.sees(row, known.subject)]
            among = [row for row in known.rows if prepared.sight.fits(row, known.subject)]
            found = places(among, within, per, rule)
            return 1000 * max((found[row.record_id] for row in seen), default=0)
        case PointsOf(rules):
            return checked(sum(known.points.get(name, 0) for name in rules))
        case Ratio(of, by, times, if_zero):
            return _ratio(known.values[of], known.values[by], times, if_zero)
        case Streak() as streak:
            return 1000 * _streak(streak, prepared.tests, known, tables.as_of)
        case OtherScheme(scheme, grade):
            found_result = known.others.get(scheme)
            return None if found_result is None else found_result.grade if grade else found_result.score
        case MonthsSince(fact):
            return _months_since(known.subject.get(fact), tables.as_of, rule)
        case Sum(parts, plus):
            return _sum(known, parts, plus)
        case Cases(_, otherwise):
            names = {**known.values}
            for test, value in prepared.cases:
                if test(names, known.subject):
                    return value
            return otherwise
        case _:
            raise TypeError(f"no way to work out {prepared.measure.value!r}")


def _aggregate(wanted: Aggregate, prepared: Prepared, known: Known) -> Value:
    rows = [row for row in known.rows if prepared.sight.sees(row, known.subject)]
    if wanted.how is How.COUNT:
        return 1000 * len(rows)
    found = [(row, row.fields[wanted.field]) for row in rows if row.fields.get(wanted.field) is not None]
    if wanted.how is How.DISTINCT:
        return 1000 * len({_plain(value) for _, value in found})
    if wanted.how is How.LATEST:
        latest = max(found, key=lambda pair: (pair[0].occurred_on, pair[0].record_id), default=None)
        if latest is None:
            return None
        return latest[1] * prepared.scale if isinstance(latest[1], int) else str(_plain(latest[1]))
    numbers = [checked(value * prepared.scale) for _, value in found]
    match wanted.how:
        case How.SUM:
            return checked(sum(numbers))
        case How.MAXIMUM:
            return max(numbers, default=None)
        case How.MINIMUM:
            return min(numbers, default=None)
        case _:
            return round_div(checked(sum(numbers)), len(numbers)) if numbers else None


def _plain(value: Any) -> Hashable:
    return value.isoformat() if isinstance(value, date) else value


def places(rows: Iterable[Scored], within: Limit, per: Sequence[str], rule: MonthRule) -> dict[int, int]:
    """For each record its place among those of its kind in the period that ends with it: 1 for the first. A record that does not say
    what `per` asks for is the first of its own kind."""
    ordered = sorted(rows, key=lambda row: (row.occurred_on, row.record_id))
    by_kind: dict[tuple[Hashable, ...], list[Scored]] = defaultdict(list)
    out: dict[int, int] = {}
    for row in ordered:
        kind = tuple(_plain(row.fields.get(name)) for name in per)
        if None in kind:
            out[row.record_id] = 1
            continue
        before = by_kind[kind]
        out[row.record_id] = 1 + sum(is_within(one.occurred_on, row.occurred_on, within, rule) for one in before)
        before.append(row)
    return out


def _ratio(of: Value, by: Value, times: int, if_zero: int | None) -> int | None:
    if not isinstance(of, int) or not isinstance(by, int):
        return None
    if by == 0:
        return if_zero
    number = checked(checked(of * times) * (1 if by > 0 else -1))
    checked(2 * by)
    return round_div(number, abs(by))


def _streak(streak: Streak, tests: Sequence[Test], known: Known, as_of: date) -> int:
    running = streak.span.number(date.fromordinal(as_of.toordinal() + 1))
    seen: Counter[int] = Counter()
    points: Counter[int] = Counter()
    for row in known.rows:
        back = running - streak.span.number(row.occurred_on)
        if not 1 <= back <= streak.longest:
            continue
        seen[back] += row.record_type in streak.observed
        for (record, _, milli), test in zip(streak.points, tests, strict=True):
            if row.record_type == record and test(row.fields, known.subject):
                points[back] += milli
    length = 0
    while length < streak.longest and seen[length + 1] and streak.base + points[length + 1] >= streak.at_least:
        length += 1
    return length


def _months_since(day: Any, as_of: date, rule: MonthRule) -> int | None:
    if day is None:
        return None
    start = day if isinstance(day, date) else date.fromisoformat(str(day))
    return 1000 * months_between(start, as_of, rule) if start <= as_of else None


def _sum(known: Known, parts: Sequence[tuple[str, int]], plus: int) -> int | None:
    total = plus
    for name, factor in parts:
        value = known.values[name]
        if not isinstance(value, int):
            return None
        total = checked(total + round_div(checked(value * factor), 1000))
    return total


def group_of(prepared: Prepared, wanted: Percentile, known: Known) -> Key | None:
    """The peer group of a subject; None where it has no value, or is not among the peers at all."""
    names: dict[str, Value] = dict(known.values)
    if not isinstance(known.values[wanted.of], int) or not prepared.where(names, known.subject):
        return None
    return tuple(
        known.subject.get(name.removeprefix("subject.")) if name.startswith("subject.") else known.values[name]
        for name in wanted.among
    )


def _ranks(name: str, prepared: Prepared, wanted: Percentile, everybody: Sequence[Known]) -> None:
    groups: dict[Key, list[int]] = defaultdict(list)
    mine: list[Key | None] = []
    for known in everybody:
        group = group_of(prepared, wanted, known)
        mine.append(group)
        if group is not None:
            groups[group].append(int(known.values[wanted.of]))  # type: ignore[arg-type]
    for values in groups.values():
        values.sort()
    for known, group in zip(everybody, mine, strict=True):
        if group is None:
            known.values[name] = None
            continue
        value = int(known.values[wanted.of])  # type: ignore[arg-type]
        values = groups[group]
        less, equal = bisect_left(values, value), bisect_right(values, value) - bisect_left(values, value)
        known.values[name] = _share(wanted, less, equal, len(values))


def _percentile(wanted: Percentile, value: int, others: Sequence[int]) -> int | None:
    less = bisect_left(others, value)
    equal = bisect_right(others, value) - less + 1
    return _share(wanted, less, equal, len(others) + 1)


def _share(wanted: Percentile, less: int, equal: int, size: int) -> int | None:
    """Twice the places below, over twice the size, so that the middle of ties is whole."""
    if size == 1:
        return wanted.alone
    others = wanted.against is Against.OTHERS
    twice = 2 * less + {Ties.LOW: 0, Ties.MIDDLE: equal - others, Ties.HIGH: 2 * (equal - others)}[wanted.ties]
    return round_div(100_000 * twice, 2 * (size - others))
