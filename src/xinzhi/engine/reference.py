"""One subject, in plain Python: the evaluator that is obviously right, and the one for a single file.

The columnar query must agree with it to the last digit. Points come from records, measures from records and points, dimensions
from points and measures, and the grade from all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from xinzhi.core.schemes.expressions import Test, compiled
from xinzhi.core.schemes.nodes import Latest
from xinzhi.engine.exact import checked, round_div
from xinzhi.engine.records import Scored
from xinzhi.engine.rulings import Ruled, rule
from xinzhi.engine.tables import Compiled, Line, looks_back
from xinzhi.engine.values import Known, Peers, Result, Value, places, work_out, work_out_one

NOBODY = Peers()


class Contribution(NamedTuple):
    """What one record did by one rule. Milli-points after decay and factors, before the rule's cap."""

    record_id: int
    rule: str
    age_months: int
    milli: int


class Unvalued(NamedTuple):
    """A record that a rule has no points for. As long as there is one there is no score, and that is said."""

    record_id: int
    rule: str
    age_months: int


class Kept(NamedTuple):
    """What a rule's records (or a measure) came to together, and what its cap left of it."""

    rule: str
    dimension: str
    sum_milli: int
    kept_milli: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """The result for one subject. `score` is None where none can be given; `reason` says why: see `NO_SCORE`.

    `dimensions` are what counted so far, score or not. `held_by` are the overrides that are met, `records` the records looked at.
    A subject that an override holds down is graded however little else is known: the record is enough for that. `measures` are
    the values of the scheme's measures in their order; `judged` says that somebody's judgement is among the points.
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
    measures: tuple[Value, ...] = ()
    judged: bool = False
    shared: tuple[Kept, ...] = ()  # where a cap of several rules took something back, with their names joined by +


@dataclass(slots=True)
class Counted:
    """What the records of one subject came to, before measures and grades."""

    known: Known
    sums: dict[int, int]
    contributions: list[Contribution]
    unvalued: list[Unvalued]
    records: int
    rated: bool


Count = Callable[[Iterable[Scored], Mapping[str, Any], Mapping[str, Result]], Counted]


@dataclass(frozen=True, slots=True)
class Asked:
    """One subject to be assessed among others."""

    records: Sequence[Scored]
    subject: Mapping[str, Any]
    others: Mapping[str, Result] | None = None


def assess(
    tables: Compiled,
    records: Iterable[Scored],
    subject: Mapping[str, Any],
    *,
    others: Mapping[str, Result] | None = None,
    peers: Peers = NOBODY,
) -> Assessment:
    """The assessment of one subject on `tables.as_of`. Records may come in any order and twice: each counts once.

    `others` are the results of schemes that this one reads, `peers` the values that percentiles compare with.
    """
    counted = _count(tables)(records, subject, others or {})
    if tables.measures:
        work_out_one(tables, counted.known, peers)
    return _settle(tables, counted)


def assess_all(tables: Compiled, everybody: Sequence[Asked]) -> list[Assessment]:
    """The assessments of everybody, each among the others."""
    found = [_count(tables)(one.records, one.subject, one.others or {}) for one in everybody]
    work_out(tables, [counted.known for counted in found])
    return [_settle(tables, counted) for counted in found]


@lru_cache(maxsize=64)
def tests_of(tables: Compiled) -> Mapping[str, tuple[tuple[Line, Test], ...]]:
    """For each record type the lines that read it, with their conditions ready to be asked."""
    return {name: tuple((line, compiled(line.when)) for line in lines) for name, lines in tables.by_record.items()}


@lru_cache(maxsize=64)
def _factors(tables: Compiled) -> Mapping[int, tuple[tuple[Test, int], ...]]:
    return {line.number: tuple((compiled(f.when), f.by) for f in line.factors) for line in tables.lines if line.factors}


@lru_cache(maxsize=64)
def _count(tables: Compiled) -> Count:
    scheme = tables.scheme
    tests, factors = tests_of(tables), _factors(tables)
    enough = scheme.enough
    observed = enough.records if enough else frozenset()
    window, first, last = looks_back(enough.window if enough else None, scheme, tables.as_of)
    window = 10**6 if enough and enough.window is None else window
    as_month, as_day = tables.as_month, tables.as_day
    empty: tuple[tuple[Line, Test], ...] = ()
    needs_all = any(line.only or line.place for line in tables.lines) or bool(tables.measures)
    plain = not any(line.first or line.last or line.place or line.only for line in tables.lines)

    def count(records: Iterable[Scored], subject: Mapping[str, Any], others: Mapping[str, Result]) -> Counted:
        seen: set[int] = set()
        sums: dict[int, int] = {}
        contributions: list[Contribution] = []
        unvalued: list[Unvalued] = []
        observations = counted = 0
        rows = _each_once(tables, records) if needs_all else records
        latest = latest_events(tables, rows) if needs_all else {}
        standing = places_of(tables, rows, subject) if needs_all else {}
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
            if kind in observed and age < window and (first is None or day >= first) and (last is None or day <= last):
                observations += 1
            fields = record.fields
            for line, test in tests.get(kind, empty):
                if age >= line.window or not test(fields, subject):
                    continue
                if not plain and left_out(line, record, age, latest, standing):
                    continue
                milli = (
                    line.table[age]
                    if line.keyed is None and line.from_field is None
                    else line.worth(fields, subject, age)
                )
                if milli is None:
                    unvalued.append(Unvalued(record_id, line.id, age))
                    continue
                for holds, by in factors.get(line.number, ()):
                    if holds(fields, subject):
                        milli = round_div(milli * by, 1000)
                sums[line.number] = sums.get(line.number, 0) + milli
                contributions.append(Contribution(record_id, line.id, age, milli))
        rated = enough is None or observations >= enough.count
        points = (
            {tables.lines[n].id: capped(tables.lines[n], total) for n, total in sums.items()} if tables.measures else {}
        )
        known = Known(rows if needs_all else (), subject, points, others)  # type: ignore[arg-type]
        return Counted(known, sums, contributions, unvalued, counted, rated)

    return count


def _each_once(tables: Compiled, records: Iterable[Scored]) -> list[Scored]:
    """Records of the day of the evaluation and before, each once."""
    return [r for r in {r.record_id: r for r in reversed(list(records))}.values() if tables.age(r.occurred_on) >= 0]


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


def places_of(tables: Compiled, rows: Iterable[Scored], subject: Mapping[str, Any]) -> dict[int, dict[int, int]]:
    """For each line that asks for it, the place of each record among those of its kind."""
    out: dict[int, dict[int, int]] = {}
    rows = list(rows)
    for kind, lines in tests_of(tables).items():
        for line, test in lines:
            if line.place is not None:
                among = [
                    r
                    for r in rows
                    if r.record_type == kind and tables.age(r.occurred_on) >= 0 and test(r.fields, subject)
                ]
                out[line.number] = places(among, line.place.within, line.place.per, tables.scheme.month_rule)
    return out


def in_place(line: Line, record_id: int, standing: Mapping[int, Mapping[int, int]]) -> bool:
    if line.place is None:
        return True
    found = standing[line.number][record_id]
    return found >= line.place.first and (line.place.last is None or found <= line.place.last)


def left_out(
    line: Line, record: Scored, age: int, latest: Mapping[Latest, Any], standing: Mapping[int, Mapping[int, int]]
) -> bool:
    """Whether a record that meets the line's condition is out of its days, not of the latest event, or not at its place."""
    if not line.sees(record.occurred_on, age):
        return True
    if line.only is not None and not in_latest(line.only, record.fields, latest):
        return True
    return not in_place(line, record.record_id, standing)


def capped(line: Line, total: int) -> int:
    return total if line.cap is None else max(-line.cap, min(line.cap, total))


def _settle(tables: Compiled, counted: Counted) -> Assessment:
    """Caps, terms, dimensions; then what they are ruled to mean."""
    scheme = tables.scheme
    lines = tables.lines
    values = [d.base for d in scheme.dimensions]
    kept: list[Kept] = []
    worst, lifted, held = -1, len(scheme.bands), []
    after: dict[str, int] = {}
    together: list[Kept] = []
    for number in sorted(counted.sums):
        line, total = lines[number], counted.sums[number]
        if line.is_override:
            held.append(line.id)
            worst = max(worst, line.at_most)
            lifted = min(lifted, line.at_least) if line.at_least >= 0 else lifted
            continue
        allowed = after[line.id] = capped(line, total)
        if line.dimension >= 0:
            values[line.dimension] += allowed
        kept.append(Kept(line.id, scheme.dimensions[line.dimension].id if line.dimension >= 0 else "", total, allowed))
    places_ = {d.id: i for i, d in enumerate(scheme.dimensions)}
    for shared in scheme.caps:
        total = sum(after.get(name, 0) for name in shared.rules)
        allowed = max(-shared.cap, min(shared.cap, total))
        place = _dimension_of(tables, shared.rules)
        values[place] += allowed - total
        if allowed != total:
            together.append(Kept("+".join(shared.rules), scheme.dimensions[place].id, total, allowed))
    for term in scheme.terms:
        found = counted.known.values[term.measure]
        if isinstance(found, int):
            total = term_points(term.each, term.steps, found)
            allowed = total if term.cap is None else max(-term.cap, min(term.cap, total))
            values[places_[term.dimension]] += allowed
            kept.append(Kept(term.id, term.dimension, total, allowed))
    values = [max(d.floor, min(d.ceiling, v)) for d, v in zip(scheme.dimensions, values, strict=True)]
    unknown = any(counted.known.values[term.measure] is None for term in scheme.terms)
    score = round_div(sum(d.weight * v for d, v in zip(scheme.dimensions, values, strict=True)), 1000)
    score = round_div(score, scheme.step) * scheme.step
    found_ruling = rule(
        tables, counted.known, values, score,
        Ruled(worst, lifted, tuple(held)), rated=counted.rated, unvalued=bool(counted.unvalued) or unknown,
    )  # fmt: skip
    counted.contributions.sort()
    counted.unvalued.sort()
    judges = {line.id for line in lines if line.judged_by}
    return Assessment(
        found_ruling.grade,
        found_ruling.score,
        tuple(values),
        tuple(counted.contributions),
        tuple(kept),
        found_ruling.held_by,
        counted.records,
        tuple(counted.unvalued),
        found_ruling.reason,
        tuple(counted.known.values[p.measure.id] for p in tables.measures),
        bool(judges) and any(c.rule in judges for c in counted.contributions),
        tuple(together),
    )


def _dimension_of(tables: Compiled, rules: Sequence[str]) -> int:
    return next(line.dimension for line in tables.lines if line.id == rules[0])


def term_points(each: int, steps: Sequence[tuple[int, int]], value: int) -> int:
    """Points for a measure: of the last step that it reaches, or so many for each whole."""
    if steps:
        return next((points for least, points in reversed(steps) if value >= least), 0)
    return round_div(checked(each * value), 1000)
