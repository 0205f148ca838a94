"""One subject, in plain Python: the evaluator that is obviously right, and the one for a single file.

The columnar query must agree with it to the last digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from xinzhi.core.schemes.expressions import Test, compiled
from xinzhi.core.schemes.nodes import NOT_RATED, Latest
from xinzhi.engine.tables import NO_VALUE, TOO_FEW, Compiled, Line


class Scored(NamedTuple):
    """A record as an evaluation reads it: already folded, so it counts."""

    record_id: int
    record_type: str
    occurred_on: date
    fields: Mapping[str, Any]


class Contribution(NamedTuple):
    """What one record did by one rule. Milli-points after decay, before the rule's cap."""

    record_id: int
    rule: str
    age_months: int
    milli: int


class Unvalued(NamedTuple):
    """A record that a rule's lookup has no points for. As long as there is one there is no score, and that is said."""

    record_id: int
    rule: str
    age_months: int


class Kept(NamedTuple):
    """What a rule's records came to together, and what its cap left of it."""

    rule: str
    dimension: str
    sum_milli: int
    kept_milli: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """The result for one subject. `score` is None where none can be given; `reason` says why: see `NO_SCORE`.

    `dimensions` are what counted so far, score or not. `held_by` are the overrides that a counting record meets, `records` the
    records looked at. A subject that an override holds is graded however little else is known: the record is enough for that.
    """

    grade: str
    score: int | None
    dimensions: tuple[int, ...]
    contributions: tuple[Contribution, ...]
    kept: tuple[Kept, ...]
    held_by: tuple[str, ...]
    records: int
    unvalued: tuple[Unvalued, ...] = ()
    reason: str = ""


Walk = Callable[[Iterable[Scored], Mapping[str, Any]], Assessment]


def assess(tables: Compiled, records: Iterable[Scored], subject: Mapping[str, Any]) -> Assessment:
    """The assessment of one subject on `tables.as_of`. Records may come in any order and twice: each counts once."""
    return _walk(tables)(records, subject)


@lru_cache(maxsize=64)
def tests_of(tables: Compiled) -> Mapping[str, tuple[tuple[Line, Test], ...]]:
    """For each record type the lines that read it, with their conditions ready to be asked."""
    return {name: tuple((line, compiled(line.when)) for line in lines) for name, lines in tables.by_record.items()}


@lru_cache(maxsize=64)
def _walk(tables: Compiled) -> Walk:
    scheme = tables.scheme
    tests = tests_of(tables)
    enough = scheme.enough
    observed = enough.records if enough else frozenset()
    window = (enough.window_months if enough else None) or 10**6
    as_month, as_day = tables.as_month, tables.as_day
    empty: tuple[tuple[Line, Test], ...] = ()
    needs_latest = any(line.only for line in tables.lines)

    def walk(records: Iterable[Scored], subject: Mapping[str, Any]) -> Assessment:
        seen: set[int] = set()
        sums: dict[int, int] = {}
        contributions: list[Contribution] = []
        unvalued: list[Unvalued] = []
        observations = counted = 0
        rows = list(records) if needs_latest else records
        latest = latest_events(tables, rows) if needs_latest else {}
        for record in rows:
            record_id = record.record_id
            if record_id in seen:
                continue
            seen.add(record_id)
            day = record.occurred_on
            age = as_month - day.year * 12 - day.month - (day.day > as_day)
            if age < 0:
                continue
            counted += 1
            kind = record.record_type
            if kind in observed and age < window:
                observations += 1
            fields = record.fields
            for line, test in tests.get(kind, empty):
                if age >= line.window or not test(fields, subject):
                    continue
                if line.only is not None and not in_latest(line.only, fields, latest):
                    continue
                milli = line.table[age] if line.keyed is None else line.worth(fields, age)
                if milli is None:
                    unvalued.append(Unvalued(record_id, line.id, age))
                    continue
                sums[line.number] = sums.get(line.number, 0) + milli
                contributions.append(Contribution(record_id, line.id, age, milli))
        rated = enough is None or observations >= enough.count
        return _settle(tables, sums, contributions, unvalued, counted, rated=rated)

    return walk


def latest_events(tables: Compiled, rows: Iterable[Scored]) -> dict[Latest, Any]:
    """The key of the subject's latest event, for each `only` of the scheme: latest by day, then by the key itself."""
    best: dict[Latest, tuple[date, Any]] = {}
    wanted = {line.only for line in tables.lines if line.only}
    for row in rows:
        for only in wanted:
            key = row.fields.get(only.key) if row.record_type == only.record else None
            if key is None or tables.age(row.occurred_on) < 0:
                continue
            rank = (row.occurred_on, key)
            if only not in best or rank > best[only]:
                best[only] = rank
    return {only: key for only, (_, key) in best.items()}


def in_latest(only: Latest, fields: Mapping[str, Any], latest: Mapping[Latest, Any]) -> bool:
    wanted = latest.get(only)
    return wanted is not None and bool(fields.get(only.key) == wanted)


def _settle(
    tables: Compiled,
    sums: Mapping[int, int],
    contributions: list[Contribution],
    unvalued: list[Unvalued],
    counted: int,
    *,
    rated: bool,
) -> Assessment:
    """Caps, dimensions, total, overrides, band."""
    scheme = tables.scheme
    values = [d.base for d in scheme.dimensions]
    kept: list[Kept] = []
    worst = -1
    held: list[str] = []
    for number in sorted(sums):
        line, total = tables.lines[number], sums[number]
        if line.dimension < 0:
            held.append(line.id)
            worst = max(worst, line.at_most)
            continue
        allowed = total if line.cap is None else max(-line.cap, min(line.cap, total))
        values[line.dimension] += allowed
        kept.append(Kept(line.id, scheme.dimensions[line.dimension].id, total, allowed))
    values = [max(d.floor, min(d.ceiling, v)) for d, v in zip(scheme.dimensions, values, strict=True)]
    score: int | None = None
    if unvalued:
        reason, grade = NO_VALUE, scheme.bands[worst].grade if held else NOT_RATED
    elif rated or held:
        score = (sum(d.weight * v for d, v in zip(scheme.dimensions, values, strict=True)) + 500) // 1000
        reason, grade = "", scheme.bands[max(worst, tables.band(score))].grade
    else:
        reason, grade = TOO_FEW, NOT_RATED
    contributions.sort()
    unvalued.sort()
    return Assessment(
        grade, score, tuple(values), tuple(contributions), tuple(kept), tuple(held), counted, tuple(unvalued), reason
    )
