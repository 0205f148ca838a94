"""Schemes, records and subjects as Hypothesis makes them: every node of the language, and data that meets its edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

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
from xinzhi.engine.reference import Scored

WORD = Text("词", "word")
LEVELS = ("low", "mid", "high")
FIELDS = (
    FieldSpec("level", FieldType.CODE, WORD, code_list="levels", scored=True),
    FieldSpec("kinds", FieldType.CODES, WORD, code_list="levels", scored=True),
    FieldSpec("amount", FieldType.MONEY, WORD, scored=True),
    FieldSpec("count", FieldType.INTEGER, WORD, scored=True),
    FieldSpec("flag", FieldType.BOOLEAN, WORD, scored=True),
    FieldSpec("visit", FieldType.TEXT, WORD, scored=True),
    FieldSpec("until", FieldType.DATE, WORD, scored=True),
)
# a type that no scheme here reads calls something else by a name that schemes read
OTHER = (
    FieldSpec("level", FieldType.INTEGER, WORD, scored=True),
    FieldSpec("until", FieldType.BOOLEAN, WORD, scored=True),
)
SCORED, DUTY = ("red", "blue"), "duty:report"
RECORD_TYPES = {
    name: RecordType(name, WORD, frozenset({"d"}), frozenset(), fields, ("visit",), "until")
    for name, fields in (("red", FIELDS), ("blue", FIELDS), ("visit", FIELDS), ("grey", OTHER))
}
SUBJECT_KINDS, REGIONS = ("firm", "shop"), ("a", "b", "")
# month ends, a leap day, a day in the middle
DAYS = st.sampled_from([date(2026, 6, 30), date(2026, 3, 31), date(2024, 2, 29), date(2025, 2, 28), date(2026, 6, 15)])
DATES = st.dates(date(2024, 1, 1), date(2027, 1, 1))


def _values(name: str) -> st.SearchStrategy[Any]:
    return {
        "level": st.sampled_from(LEVELS),
        "kinds": st.sampled_from(["low", "low|high", "mid|high"]),
        "amount": st.integers(-5, 5),
        "count": st.integers(-3, 3),
        "flag": st.booleans(),
        "visit": st.sampled_from(["v1", "v2", "v3"]),
        "until": DATES.map(date.isoformat),
    }[name]


def _comparisons(draw: st.DrawFn) -> e.Expression:
    name = draw(st.sampled_from([f.name for f in FIELDS]))
    ordered = name in ("amount", "count", "until")
    return e.Compare(
        e.Field(name), draw(st.sampled_from(e.OPERATORS if ordered else ("==", "!="))), draw(_values(name))
    )


def _memberships(draw: st.DrawFn) -> e.Expression:
    name = draw(st.sampled_from(["level", "count", "until", "kinds"]))
    values = draw(st.lists(_values(name), min_size=1, max_size=3, unique=True))
    return e.In(e.Field(name), tuple(values), draw(st.booleans()))


def _facts(draw: st.DrawFn) -> e.Expression:
    name, values = draw(st.sampled_from([("region", REGIONS), ("kind", SUBJECT_KINDS)]))
    return e.Compare(e.Field(name, of_subject=True), draw(st.sampled_from(["==", "!="])), draw(st.sampled_from(values)))


LEAVES: st.SearchStrategy[e.Expression] = st.one_of(
    st.composite(_comparisons)(),
    st.composite(_memberships)(),
    st.composite(_facts)(),
    st.builds(e.Has, st.just(e.Field("kinds")), st.sampled_from(LEVELS), st.booleans()),
    st.sampled_from([f.name for f in FIELDS]).map(lambda n: e.Known(e.Field(n))),
    st.just(e.Truth(e.Field("flag"))),
)
CONDITIONS: st.SearchStrategy[e.Expression] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(e.Not),
        st.lists(inner, min_size=1, max_size=3).map(lambda p: e.All(tuple(p))),
        st.lists(inner, min_size=1, max_size=3).map(lambda p: e.Any_(tuple(p))),
    ),
    max_leaves=5,
)
ON_DUTIES = st.sampled_from([None, e.Truth(e.Field("late")), e.Not(e.Truth(e.Field("late")))])
DECAYS: st.SearchStrategy[Decay] = st.one_of(
    st.just(NoDecay()),
    st.integers(1, 30).map(HalfLife),
    st.lists(st.tuples(st.integers(1, 40), st.integers(0, 1000)), min_size=1, max_size=3, unique_by=lambda s: s[0]).map(
        lambda s: Steps(tuple(sorted(s)))
    ),
)
WINDOWS = st.none() | st.integers(1, 48)


@st.composite
def rules(draw: st.DrawFn, number: int, points: st.SearchStrategy[int]) -> Rule:
    record = draw(st.sampled_from([*SCORED, DUTY]))
    of_duty = record == DUTY
    decay = draw(DECAYS)
    looks_up = not of_duty and draw(st.booleans())
    # a table need not have every value, and a record need not have the field
    known = draw(st.lists(st.sampled_from(LEVELS), min_size=1, unique=True)) if looks_up else []
    return Rule(
        id=f"r{number}",
        title=WORD,
        dimension=draw(st.sampled_from(["x", "y"])),
        record=record,
        points=Lookup("level", {level: draw(points) for level in known}) if looks_up else draw(points),
        when=draw(ON_DUTIES) if of_duty else draw(st.none() | CONDITIONS),
        window_months=draw(WINDOWS if isinstance(decay, NoDecay) else st.integers(1, 48)),
        decay=decay,
        cap=draw(st.none() | st.integers(1, 90_000)),
        only=None
        if of_duty
        else draw(st.none() | st.builds(Latest, st.sampled_from(["visit", "red"]), st.just("visit"))),
    )


POINTS = st.integers(-60_000, 20_000)


@st.composite
def schemes(draw: st.DrawFn, *, points: st.SearchStrategy[int] = POINTS) -> Scheme:
    weight = draw(st.integers(0, 1000))
    made = tuple(draw(rules(number, points)) for number in range(draw(st.integers(1, 5))))
    overrides = tuple(
        Override(f"o{i}", WORD, draw(st.sampled_from("BCD")), draw(st.sampled_from(SCORED)), draw(st.none() | CONDITIONS), draw(WINDOWS))
        for i in range(draw(st.integers(0, 2)))
    )  # fmt: skip
    observed = st.just(frozenset({"red", "visit", DUTY}))
    limits = sorted(draw(st.lists(st.integers(1, 120_000), min_size=3, max_size=3, unique=True)), reverse=True)
    return Scheme(
        "s", "1", WORD, "d", date(2020, 1, 1), None,
        (Dimension("x", WORD, weight, 100_000, 0, 100_000), Dimension("y", WORD, 1000 - weight, 50_000, 10_000, 120_000)),
        made,
        (*(Band(grade, limit, WORD) for grade, limit in zip("ABC", limits, strict=True)), Band("D", None, WORD)),
        overrides,
        draw(st.none() | st.builds(Enough, st.integers(1, 3), observed, WINDOWS)),
        draw(st.sampled_from([frozenset(), frozenset({"firm"})])),
        month_rule=draw(st.sampled_from(list(MonthRule))), rounding=draw(st.sampled_from(list(Rounding))),
    )  # fmt: skip


@dataclass(frozen=True)
class Made:
    """One subject with its records."""

    subject_id: int
    kind: str
    region: str
    records: tuple[Scored, ...]

    @property
    def facts(self) -> dict[str, str]:
        return {"kind": self.kind, "industry": "", "region": self.region}


@st.composite
def records(draw: st.DrawFn, number: int, as_of: date, types: Sequence[str]) -> Scored:
    kind = draw(st.sampled_from(types))
    day = as_of - timedelta(days=draw(st.integers(-40, 1500)))
    if kind == "grey":
        return Scored(number, kind, day, {"level": draw(st.integers(0, 3)), "until": draw(st.booleans())})
    if kind == DUTY:
        return Scored(-number - 1, kind, day, {"late": draw(st.booleans())})
    fields = {f.name: draw(st.none() | _values(f.name)) for f in FIELDS}
    fields["amount"] = draw(st.none() | st.integers(-500, 500))
    if fields["until"] is not None and draw(st.booleans()):
        fields["until"] = date.fromisoformat(fields["until"])  # facts hold the text, tables the day
    return Scored(number, kind, day, fields)


ALL_TYPES = (*SCORED, "visit", "grey", DUTY)


@st.composite
def cities(draw: st.DrawFn, as_of: date) -> tuple[Made, ...]:
    """Some subjects with a few records each; ids are different over all of them."""
    made = []
    numbers = iter(range(1000))
    for subject_id in range(draw(st.integers(1, 4))):
        count = draw(st.integers(0, 8))
        mine = tuple(draw(records(next(numbers), as_of, ALL_TYPES)) for _ in range(count))
        made.append(Made(subject_id, draw(st.sampled_from(SUBJECT_KINDS)), draw(st.sampled_from(REGIONS)), mine))
    return tuple(made)


def expressions_in(scheme: Scheme) -> Iterator[e.Expression]:
    """Every condition of a scheme with all its parts."""
    todo = [line.when for line in (*scheme.rules, *scheme.overrides) if line.when is not None]
    while todo:
        found = todo.pop()
        yield found
        match found:
            case e.Not(part):
                todo.append(part)
            case e.All(parts) | e.Any_(parts):
                todo.extend(parts)


def nodes_in(scheme: Scheme) -> Iterable[object]:
    """Every node of a scheme."""
    yield scheme
    yield from (*scheme.dimensions, *scheme.bands, *scheme.rules, *scheme.overrides)
    yield from (part for rule in scheme.rules for part in (rule.decay, rule.points, rule.only) if part is not None)
    if scheme.enough is not None:
        yield scheme.enough
