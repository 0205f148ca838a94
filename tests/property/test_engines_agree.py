"""The columnar query and plain Python come to the same digits on generated schemes and data."""

from __future__ import annotations

import dataclasses
import random
import typing
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from tests.property.made_schemes import DAYS, RECORD_TYPES, Made, cities, expressions_in, nodes_in, schemes
from xinzhi.core.schemes import expressions, measures, nodes, windows
from xinzhi.core.schemes.nodes import Scheme
from xinzhi.engine.compile import query
from xinzhi.engine.reference import Asked, Assessment, assess, assess_all
from xinzhi.engine.relations import HITS, columns
from xinzhi.engine.tables import Compiled, compile_scheme
from xinzhi.lake.collected import Collected, results_table
from xinzhi.lake.duck import Limits, run

ONE = Limits(threads=1)
Trial = tuple[date, Scheme, tuple[Made, ...]]
TRIALS: st.SearchStrategy[Trial] = DAYS.flatmap(lambda day: st.tuples(st.just(day), schemes(), cities(day)))
Row = dict[str, object]


def relations(tables: Compiled, city: Sequence[Made]) -> tuple[pa.Table, pa.Table]:
    collected = Collected(columns(tables, RECORD_TYPES))
    for one in city:
        collected.add(one.subject_id, one.kind, "", one.region, one.records, registered_on=one.registered_on)
    return collected.records(), collected.subjects()


def results(city: Sequence[Made]) -> pa.Table:
    """What another scheme came to."""
    return results_table([(one.subject_id, "other", one.other.score, one.other.grade) for one in city if one.other])


def by_python(tables: Compiled, city: Sequence[Made]) -> dict[int, Assessment]:
    kinds = tables.scheme.subject_kinds
    among = [one for one in city if not kinds or one.kind in kinds]
    found = assess_all(tables, [Asked(one.records, one.facts, one.others) for one in among])
    return {one.subject_id: assessment for one, assessment in zip(among, found, strict=True)}


def as_row(subject_id: int, found: Assessment) -> Row:
    values = {f"v{i}": value for i, value in enumerate(found.dimensions)}
    return {"subject_id": subject_id, **values, "score": found.score, "grade": found.grade, "reason": found.reason}


def measured(subject_id: int, found: Assessment) -> Row:
    return {"subject_id": subject_id, **{f"m{i}": value for i, value in enumerate(found.measures)}}


def hit(*values: int | None) -> Row:
    return dict(zip(HITS, values, strict=True))


def as_hits(tables: Compiled, found: dict[int, Assessment]) -> list[Row]:
    numbers = {line.id: line.number for line in tables.lines}
    rows: list[Row] = []
    for subject_id, one in found.items():
        rows += [hit(subject_id, c.record_id, numbers[c.rule], c.age_months, c.milli) for c in one.contributions]
        rows += [hit(subject_id, u.record_id, numbers[u.rule], u.age_months, None) for u in one.unvalued]
    return ordered(rows)


def ordered(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: tuple((value is None, str(value)) for value in row.values()))


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(TRIALS)
def test_both_engines_come_to_the_same_digits(trial: Trial) -> None:
    day, scheme, city = trial
    tables = compile_scheme(scheme, RECORD_TYPES, day)
    expected = by_python(tables, city)
    scored = run(query(tables), *relations(tables, city), ONE, results=results(city))
    if tables.measures:
        assert scored.measures is not None
        assert ordered(scored.measures.to_pylist()) == ordered([measured(s, a) for s, a in expected.items()])
    assert ordered(scored.assessments.to_pylist()) == ordered([as_row(s, a) for s, a in expected.items()])
    assert scored.contributions is not None
    assert ordered(scored.contributions.to_pylist()) == as_hits(tables, expected)


@settings(max_examples=15)
@given(TRIALS, st.randoms(use_true_random=False))
def test_a_file_written_on_the_way_and_rows_that_come_twice_change_nothing(trial: Trial, chance: random.Random) -> None:
    day, scheme, city = trial
    tables = compile_scheme(scheme, RECORD_TYPES, day)
    records, subjects = relations(tables, city)
    plain = run(query(tables), records, subjects, ONE, results=results(city))
    places = [*range(records.num_rows), *chance.choices(range(records.num_rows), k=3)] if records.num_rows else []
    chance.shuffle(places)
    shuffled = records.take(pa.array(places, pa.int64()))
    with TemporaryDirectory() as folder:
        to = Path(folder) / "contributions.parquet"
        written = run(query(tables), shuffled, subjects, ONE, contributions_to=to, results=results(city))
        contributions = pq.read_table(to)
    without = run(query(tables), shuffled, subjects, ONE, explained=False, results=results(city))
    assert without.contributions is None
    assert plain.contributions is not None
    assert ordered(contributions.to_pylist()) == ordered(plain.contributions.to_pylist())
    for other in (written, without):
        assert ordered(other.assessments.to_pylist()) == ordered(plain.assessments.to_pylist())


@given(TRIALS)
def test_order_and_repetition_of_records_change_nothing(trial: Trial) -> None:
    day, scheme, city = trial
    tables = compile_scheme(scheme, RECORD_TYPES, day)
    for one in city:
        again = [*reversed(one.records), *one.records]
        assert assess(tables, one.records, one.facts, others=one.others) == assess(tables, again, one.facts, others=one.others)


@given(
    DAYS.flatmap(lambda day: st.tuples(st.just(day), schemes(points=st.integers(-60_000, 0), plain=True), cities(day))), st.data()
)
def test_where_no_rule_gives_points_one_more_record_never_raises_score_or_grade(
    trial: Trial, data: st.DataObject
) -> None:
    """Except where a newer event takes the place of the latest one, or of the first ones of its kind: that is what they are for."""
    day, scheme, city = trial
    scheme = _without_places(scheme)
    tables = compile_scheme(scheme, RECORD_TYPES, day)
    order = {band.grade: place for place, band in enumerate(scheme.bands)}
    for one in city:
        if not one.records:
            continue
        fewer = list(one.records)
        fewer.remove(data.draw(st.sampled_from(fewer)))
        before, after = assess(tables, fewer, one.facts), assess(tables, one.records, one.facts)
        assert all(new <= old for new, old in zip(after.dimensions, before.dimensions, strict=True))
        if before.score is not None and after.score is not None:
            assert after.score <= before.score
            assert order[after.grade] >= order[before.grade]


def _without_places(scheme: Scheme) -> Scheme:
    """Points from fields may be above zero whatever limits say of the others, if their limits are."""
    return dataclasses.replace(
        scheme,
        rules=tuple(dataclasses.replace(rule, only=None, place=None) for rule in scheme.rules),
        former=tuple(_without_places(version) for version in scheme.former),
    )


SEEK = settings(max_examples=500, phases=(Phase.generate,), database=None)
"""Finding one example is enough; making it small is not wanted."""


def _kinds_of_condition() -> Sequence[type]:
    return typing.get_args(expressions.Expression)


def _kinds_of_node() -> Sequence[type]:
    rooms = (nodes, windows, measures)
    return [
        v
        for room in rooms
        for v in vars(room).values()
        if dataclasses.is_dataclass(v) and v.__module__ == room.__name__ and isinstance(v, type)
    ]


@pytest.mark.parametrize("kind", _kinds_of_node(), ids=lambda kind: kind.__name__)
def test_every_kind_of_node_is_generated(kind: type) -> None:
    """A node that somebody adds without a strategy fails here, by its name."""
    find(schemes(), lambda scheme: any(isinstance(node, kind) for node in nodes_in(scheme)), settings=SEEK)


@pytest.mark.parametrize("kind", _kinds_of_condition(), ids=lambda kind: kind.__name__)
def test_every_kind_of_condition_is_generated(kind: type) -> None:
    find(schemes(), lambda scheme: any(isinstance(part, kind) for part in expressions_in(scheme)), settings=SEEK)
