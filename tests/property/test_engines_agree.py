"""The columnar query and plain Python come to the same digits on generated schemes and data."""

from __future__ import annotations

import dataclasses
import random
import typing
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from tests.property.made_schemes import DAYS, RECORD_TYPES, cities, expressions_in, nodes_in, schemes
from tests.property.parity import TRIALS, Trial, check, ordered, relations, results
from xinzhi.core.schemes import expressions, measures, nodes, windows
from xinzhi.core.schemes.nodes import Scheme
from xinzhi.engine.compile import query
from xinzhi.engine.reference import assess
from xinzhi.engine.tables import compile_scheme
from xinzhi.lake.duck import Limits, run

ONE = Limits(threads=1)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(TRIALS)
def test_both_engines_come_to_the_same_digits(trial: Trial) -> None:
    day, scheme, city = trial
    tables = compile_scheme(scheme, RECORD_TYPES, day)
    check(tables, city, run(query(tables), *relations(tables, city), ONE, results=results(city)))


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
