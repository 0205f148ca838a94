"""One subject, in plain Python: the evaluator that is obviously right, and the one for a single file.

The columnar query must agree with it to the last digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from xinzhi.core.schemes.expressions import Test, compiled
from xinzhi.core.schemes.nodes import NOT_RATED
from xinzhi.engine.tables import Compiled, Line


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


class Kept(NamedTuple):
    """What a rule's records came to together, and what its cap left of it."""

    rule: str
    dimension: str
    sum_milli: int
    kept_milli: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """The result for one subject. `score` is None where the grade is `not_rated`."""

    grade: str
    score: int | None
    dimensions: tuple[int, ...]
    contributions: tuple[Contribution, ...]
    kept: tuple[Kept, ...]
    held_by: tuple[str, ...]
    records: int


class NotAssessable(ValueError):
    """A record has a value that the scheme's lookup does not know: there is no score, and that is said."""


Walk = Callable[[Iterable[Scored], Mapping[str, Any]], Assessment]


def assess(tables: Compiled, records: Iterable[Scored], subject: Mapping[str, Any]) -> Assessment:
    """The assessment of one subject on `tables.as_of`. Records may come in any order and twice: each counts once."""
    return _walk(tables)(records, subject)


@lru_cache(maxsize=64)
def _tests(tables: Compiled) -> dict[str, tuple[tuple[Line, Test], ...]]:
    return {name: tuple((line, compiled(line.when)) for line in lines) for name, lines in tables.by_record.items()}


@lru_cache(maxsize=64)
def _walk(tables: Compiled) -> Walk:
    scheme = tables.scheme
    tests = _tests(tables)
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
        observations = 0
        rows = list(records) if needs_latest else records
        latest = _latest(tables, rows) if needs_latest else {}
        for record in rows:
            record_id = record.record_id
            if record_id in seen:
                continue
            seen.add(record_id)
            day = record.occurred_on
            age = as_month - day.year * 12 - day.month - (day.day > as_day)
            if age < 0:
                continue
            kind = record.record_type
            if kind in observed and age < window:
                observations += 1
            fields = record.fields
            for line, test in tests.get(kind, empty):
                if age >= line.window or not test(fields, subject):
                    continue
                if line.only is not None and not _in_latest(line, fields, latest):
                    continue
                milli = line.table[age] if line.keyed is None else _looked_up(line, fields, age)
                sums[line.number] = sums.get(line.number, 0) + milli
                contributions.append(Contribution(record_id, line.id, age, milli))
        return _settle(tables, sums, contributions, observations, len(seen))

    return walk


def _looked_up(line: Line, fields: Mapping[str, Any], age: int) -> int:
    value = fields.get(line.key_field)
    table = line.keyed.get(str(value)) if line.keyed is not None else None
    if table is None:
        raise NotAssessable(f"{line.id}: {line.key_field} = {value!r} is in no row of the table")
    return table[age]


def _latest(tables: Compiled, rows: Iterable[Scored]) -> dict[str, Any]:
    """For each record type that a rule wants the latest of: the key of the subject's latest event, ties by record id."""
    best: dict[str, tuple[date, int, Any]] = {}
    wanted = {line.only.record: line.only.key for line in tables.lines if line.only}
    for row in rows:
        key_field = wanted.get(row.record_type)
        if key_field is None or tables.age(row.occurred_on) < 0:
            continue
        rank = (row.occurred_on, row.record_id, row.fields.get(key_field))
        if row.record_type not in best or rank[:2] > best[row.record_type][:2]:
            best[row.record_type] = rank
    return {name: rank[2] for name, rank in best.items()}


def _in_latest(line: Line, fields: Mapping[str, Any], latest: Mapping[str, Any]) -> bool:
    if line.only is None:
        return True
    wanted = latest.get(line.only.record)
    return wanted is not None and fields.get(line.only.key) == wanted


def _settle(
    tables: Compiled, sums: Mapping[int, int], contributions: list[Contribution], observations: int, records: int
) -> Assessment:
    """Caps, dimensions, total, overrides, band."""
    scheme = tables.scheme
    values = [d.base for d in scheme.dimensions]
    kept: list[Kept] = []
    worst = 0
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
    score = (sum(d.weight * v for d, v in zip(scheme.dimensions, values, strict=True)) + 500) // 1000
    band = max(worst, _band(scheme.bands, score))
    rated = scheme.enough is None or observations >= scheme.enough.count or bool(held)
    return Assessment(
        scheme.bands[band].grade if rated else NOT_RATED,
        score if rated else None,
        tuple(values),
        tuple(sorted(contributions)),
        tuple(kept),
        tuple(held),
        records,
    )


def _band(bands: Sequence[Any], score: int) -> int:
    return next(i for i, band in enumerate(bands) if band.at_least is None or score >= band.at_least)
