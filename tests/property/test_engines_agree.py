"""The columnar query and plain Python come to the same digits on generated schemes and data."""

from __future__ import annotations

import dataclasses
import typing
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from xinzhi.core.base.periods import MonthRule
from xinzhi.core.base.text import Text
from xinzhi.core.records import FieldSpec, FieldType, RecordType
from xinzhi.core.schemes import expressions as e
from xinzhi.core.schemes.nodes import (
    Band,
    Decay,
    Dimension,
    Enough,
    HalfLife,
    Latest,
    Lookup,
    NoDecay,
    Override,
    Rounding,
    Rule,
    Scheme,
    Steps,
)
from xinzhi.engine.compile import query
from xinzhi.engine.reference import Scored, assess
from xinzhi.engine.relations import columns
from xinzhi.engine.tables import compile_scheme
from xinzhi.lake.duck import Limits, run

AS_OF = date(2026, 6, 30)
WORD = Text("词", "word")
ARROW = {"BIGINT": pa.int64(), "VARCHAR": pa.string(), "DATE": pa.date32(), "BOOLEAN": pa.bool_()}
FIELDS = (
    FieldSpec("level", FieldType.CODE, WORD, code_list="levels", scored=True),
    FieldSpec("amount", FieldType.MONEY, WORD, scored=True),
    FieldSpec("count", FieldType.INTEGER, WORD, scored=True),
    FieldSpec("flag", FieldType.BOOLEAN, WORD, scored=True),
    FieldSpec("visit", FieldType.TEXT, WORD, scored=True),
    FieldSpec("until", FieldType.DATE, WORD, scored=True),
)
LEVELS = ("low", "mid", "high")
KINDS = {
    name: RecordType(name, WORD, frozenset({"d"}), frozenset(), FIELDS, ("visit",), "until") for name in ("red", "blue", "visit")
}


def literals(name: str) -> st.SearchStrategy[Any]:
    return {
        "level": st.sampled_from(LEVELS),
        "amount": st.integers(-5, 5),
        "count": st.integers(-3, 3),
        "until": st.dates(date(2024, 1, 1), date(2027, 1, 1)).map(date.isoformat),
    }[name]


@st.composite
def comparisons(draw: st.DrawFn) -> e.Expression:
    name = draw(st.sampled_from(["level", "amount", "count", "until"]))
    ops = ["==", "!="] if name == "level" else list(e.OPERATORS)
    return e.Compare(e.Field(name), draw(st.sampled_from(ops)), draw(literals(name)))


@st.composite
def memberships(draw: st.DrawFn) -> e.Expression:
    name = draw(st.sampled_from(["level", "count"]))
    values = draw(st.lists(literals(name), min_size=1, max_size=3, unique=True))
    return e.In(e.Field(name), tuple(values), draw(st.booleans()))


LEAVES: st.SearchStrategy[e.Expression] = st.one_of(
    comparisons(),
    memberships(),
    st.sampled_from(["level", "amount", "flag"]).map(lambda n: e.Known(e.Field(n))),
    st.just(e.Truth(e.Field("flag"))),
    st.sampled_from(["a", "b"]).map(lambda v: e.Compare(e.Field("region", of_subject=True), "==", v)),
)
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(e.Not),
        st.lists(inner, min_size=1, max_size=3).map(lambda p: e.All(tuple(p))),
        st.lists(inner, min_size=1, max_size=3).map(lambda p: e.Any_(tuple(p))),
    ),
    max_leaves=5,
)
POINTS = st.integers(-60_000, 20_000)
DECAYS: st.SearchStrategy[Decay] = st.one_of(
    st.just(NoDecay()),
    st.integers(1, 30).map(HalfLife),
    st.lists(st.tuples(st.integers(1, 40), st.integers(0, 1000)), min_size=1, max_size=3, unique_by=lambda s: s[0]).map(
        lambda s: Steps(tuple(sorted(s)))
    ),
)
NODES = {NoDecay, HalfLife, Steps, Lookup, Latest, Rule, Override, Enough, Dimension, Band, Scheme}


@st.composite
def rules(draw: st.DrawFn, number: int) -> Rule:
    keyed = draw(st.booleans())
    return Rule(
        id=f"r{number}",
        title=WORD,
        dimension=draw(st.sampled_from(["x", "y"])),
        record=draw(st.sampled_from(["red", "blue"])),
        points=Lookup("level", {level: draw(POINTS) for level in LEVELS}) if keyed else draw(POINTS),
        when=e.Known(e.Field("level")) if keyed else draw(st.none() | EXPRESSIONS),
        window_months=draw(st.integers(1, 48)),
        decay=draw(DECAYS),
        cap=draw(st.none() | st.integers(1, 90_000)),
        only=draw(st.none() | st.just(Latest("visit", "visit"))),
    )


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    weight = draw(st.integers(0, 1000))
    made = [draw(rules(number)) for number in range(draw(st.integers(1, 5)))]
    overrides = [
        Override(f"o{i}", WORD, draw(st.sampled_from(["B", "C"])), "red", draw(st.none() | EXPRESSIONS), draw(st.integers(1, 48)))
        for i in range(draw(st.integers(0, 2)))
    ]
    enough = draw(st.none() | st.builds(Enough, st.integers(1, 3), st.just(frozenset({"red", "visit"})), st.none() | st.integers(1, 40)))
    return Scheme(
        "s", "1", WORD, "d", date(2020, 1, 1), None,
        (Dimension("x", WORD, weight, 100_000, 0, 100_000), Dimension("y", WORD, 1000 - weight, 50_000, 0, 120_000)),
        tuple(made), (Band("A", 90_000, WORD), Band("B", 60_000, WORD), Band("C", None, WORD)), tuple(overrides), enough,
        month_rule=draw(st.sampled_from(list(MonthRule))), rounding=draw(st.sampled_from(list(Rounding))),
    )  # fmt: skip


@st.composite
def records(draw: st.DrawFn, number: int) -> tuple[int, Scored]:
    fields = {
        "level": draw(st.none() | st.sampled_from(LEVELS)),
        "amount": draw(st.none() | st.integers(-500, 500)),
        "count": draw(st.none() | st.integers(-3, 3)),
        "flag": draw(st.none() | st.booleans()),
        "visit": draw(st.sampled_from(["v1", "v2"])),
        "until": draw(st.none() | st.dates(date(2024, 1, 1), date(2027, 1, 1))),
    }
    day = AS_OF - timedelta(days=draw(st.integers(-40, 1500)))
    return draw(st.integers(1, 4)), Scored(number, draw(st.sampled_from(list(KINDS))), day, fields)


DATA = st.integers(0, 14).flatmap(lambda n: st.tuples(*(records(i) for i in range(n))))


@settings(max_examples=40, deadline=None)
@given(schemes(), DATA)
def test_both_engines_come_to_the_same_digits(scheme: Scheme, data: tuple[tuple[int, Scored], ...]) -> None:
    tables = compile_scheme(scheme, KINDS, AS_OF)
    wanted = columns(tables, KINDS)
    base = {"record_id": [r.record_id for _, r in data], "subject_id": [s for s, _ in data],
            "record_type": [r.record_type for _, r in data], "occurred_on": [r.occurred_on for _, r in data]}  # fmt: skip
    table = pa.table(
        {n: pa.array(base.get(n) if n in base else [r.fields.get(n) for _, r in data], ARROW[t]) for n, t in wanted.all.items()}
    )
    regions = ["a", "b", "a", "b", "c"]
    subjects = pa.table({"subject_id": pa.array(range(5), pa.int64()), "kind": ["k"] * 5, "industry": [""] * 5, "region": regions})
    scored = run(query(tables), table, subjects, Limits(threads=1))
    by_subject = {row["subject_id"]: row for row in scored.assessments.to_pylist()}
    assert scored.contributions is not None
    hits = sorted((h["subject_id"], h["record_id"], tables.lines[h["rule"]].id, h["age"], h["milli"]) for h in scored.contributions.to_pylist())
    expected_hits = []
    for subject in range(5):
        mine = [r for s, r in data if s == subject]
        result = assess(tables, reversed(mine), {"kind": "k", "industry": "", "region": regions[subject]})
        row = by_subject[subject]
        assert (row["grade"], row["score"], row["v0"], row["v1"]) == (result.grade, result.score, *result.dimensions)
        expected_hits += [(subject, c.record_id, c.rule, c.age_months, c.milli) for c in result.contributions]
    assert hits == sorted(expected_hits)


@given(schemes(), DATA)
def test_order_and_repetition_of_records_change_nothing(scheme: Scheme, data: tuple[tuple[int, Scored], ...]) -> None:
    tables = compile_scheme(scheme, KINDS, AS_OF)
    rows = [r for _, r in data]
    assert assess(tables, rows, {}) == assess(tables, [*reversed(rows), *rows], {})


@given(schemes(), DATA)
def test_the_shown_points_add_up_to_the_score(scheme: Scheme, data: tuple[tuple[int, Scored], ...]) -> None:
    tables = compile_scheme(scheme, KINDS, AS_OF)
    result = assess(tables, [r for _, r in data], {})
    for kept in result.kept:
        assert kept.sum_milli == sum(c.milli for c in result.contributions if c.rule == kept.rule)
    for dimension, value in zip(scheme.dimensions, result.dimensions, strict=True):
        moved = dimension.base + sum(k.kept_milli for k in result.kept if k.dimension == dimension.id)
        assert value == max(dimension.floor, min(dimension.ceiling, moved))


def test_every_kind_of_node_is_generated() -> None:
    """A node that somebody adds without a strategy here fails this test, by name."""
    from xinzhi.core.schemes import nodes

    defined = {v for v in vars(nodes).values() if dataclasses.is_dataclass(v) and v.__module__ == nodes.__name__}
    assert {c.__name__ for c in defined} == {c.__name__ for c in NODES}
    conditions = set(typing.get_args(e.Expression))
    assert {c.__name__ for c in conditions} == {"Compare", "In", "Known", "Truth", "Not", "All", "Any_"}
