"""Schemes, records and subjects as Hypothesis makes them: every node of the language, and data that meets its edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from xinzhi.core.base.periods import Limit, MonthRule, Unit
from xinzhi.core.base.text import Text
from xinzhi.core.records import FieldSpec, FieldType, RecordType
from xinzhi.core.schemes import expressions as e
from xinzhi.core.schemes import measures as m
from xinzhi.core.schemes.nodes import (
    Band,
    Dimension,
    Enough,
    Factor,
    FromField,
    Latest,
    Lookup,
    Override,
    Place,
    Rounding,
    Rule,
    Scheme,
    SharedCap,
    Term,
    Verdict,
)
from xinzhi.core.schemes.windows import Calendar, Days, Decay, HalfLife, Linear, Months, NoDecay, Span, Steps, Window
from xinzhi.engine.records import Scored
from xinzhi.engine.values import Result

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
READ = ("red", "blue", "visit")
ALL = (*READ, DUTY)
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
    st.builds(Linear, st.integers(1, 30), st.integers(0, 1000)),
    st.lists(st.tuples(st.integers(1, 40), st.integers(0, 1000)), min_size=1, max_size=3, unique_by=lambda s: s[0]).map(
        lambda s: Steps(tuple(sorted(s)))
    ),
)
WINDOWS: st.SearchStrategy[Window] = st.one_of(
    st.integers(1, 48).map(Months),
    st.integers(1, 900).map(Days),
    st.builds(Calendar, st.sampled_from(Span), st.integers(1, 5), st.booleans()),
)
PERIODS = st.one_of(
    st.builds(Limit, st.integers(1, 500), st.just(Unit.DAY)),
    st.builds(Limit, st.integers(1, 24), st.just(Unit.MONTH)),
    st.builds(Limit, st.integers(1, 2), st.just(Unit.YEAR)),
)
FORCE = st.none() | DATES
PLACES = st.builds(
    Place, PERIODS, st.integers(1, 2), st.none() | st.integers(1, 3), st.sampled_from([(), ("level",), ("visit", "until")])
)


@st.composite
def points_of(draw: st.DrawFn, points: st.SearchStrategy[int], *, of_duty: bool) -> int | Lookup | FromField:
    way = "plain" if of_duty else draw(st.sampled_from(["plain", "field", "subject", "own"]))
    if way == "plain":
        return draw(points)
    if way == "own":
        low, high = sorted([draw(points), draw(points)])
        return FromField(draw(st.sampled_from(["count", "amount"])), draw(st.integers(-3000, 3000)), low, high)
    # a table need not have every value, and a record need not have the field
    values = LEVELS if way == "field" else REGIONS
    known = draw(st.lists(st.sampled_from(values), min_size=1, unique=True))
    table = {value: draw(points) for value in known}
    return Lookup("level" if way == "field" else "region", table, way == "subject", draw(st.none() | points))


@st.composite
def rules(draw: st.DrawFn, number: int, points: st.SearchStrategy[int]) -> Rule:
    record = draw(st.sampled_from([*SCORED, DUTY]))
    of_duty = record == DUTY
    decay = draw(DECAYS)
    factors = st.lists(st.builds(Factor, st.integers(0, 2000), st.none() | CONDITIONS, FORCE, FORCE), max_size=2)
    return Rule(
        id=f"r{number}",
        title=WORD,
        dimension=draw(st.sampled_from(["x", "x", "y", ""])),
        record=record,
        points=draw(points_of(points, of_duty=of_duty)),
        when=draw(ON_DUTIES) if of_duty else draw(st.none() | CONDITIONS),
        window=draw(st.none() | WINDOWS if isinstance(decay, NoDecay) else WINDOWS),
        decay=decay,
        cap=draw(st.none() | st.integers(1, 90_000)),
        only=None
        if of_duty
        else draw(st.none() | st.builds(Latest, st.sampled_from(["visit", "red"]), st.just("visit"))),
        place=None if of_duty else draw(st.none() | PLACES),
        factors=() if of_duty else tuple(draw(factors)),
        judged_by=draw(st.sampled_from(["", "office"])),
    )


AGGREGATES = st.one_of(
    st.builds(m.Aggregate, st.just(m.How.COUNT), st.sampled_from(ALL), st.just(""), st.none(), st.none() | WINDOWS),
    st.builds(
        m.Aggregate, st.sampled_from([m.How.SUM, m.How.MAXIMUM, m.How.MINIMUM, m.How.MEAN, m.How.DISTINCT, m.How.LATEST]),
        st.sampled_from(READ), st.sampled_from(["amount", "count"]), st.none() | CONDITIONS, st.none() | WINDOWS,
    ),
)  # fmt: skip
CODES = st.builds(
    m.Aggregate, st.just(m.How.LATEST), st.sampled_from(READ), st.sampled_from(["level", "until"]), st.none() | CONDITIONS, st.none()
)
FACTS = st.sampled_from(["subject.region", "subject.kind"])


@st.composite
def measure_conditions(draw: st.DrawFn, names: Sequence[str]) -> e.Expression:
    def leaf() -> e.Expression:
        if draw(st.integers(0, 3)) == 0:
            return _facts(draw)
        name = e.Field(draw(st.sampled_from(names)))
        if draw(st.booleans()):
            return e.Known(name)
        return e.Compare(name, draw(st.sampled_from(e.OPERATORS)), draw(st.integers(-3, 90)))

    found = leaf()
    return draw(st.sampled_from([found, e.Not(found), e.All((found, leaf())), e.Any_((found, leaf()))]))


@st.composite
def measures(draw: st.DrawFn, rule_ids: Sequence[str]) -> tuple[m.Measure, ...]:
    """Some numbers, one code, and then what rests on numbers."""
    made = [m.Measure("a0", WORD, draw(AGGREGATES), draw(st.none() | st.integers(-5000, 5000)))]
    lines = st.lists(
        st.tuples(st.sampled_from(READ), st.none() | CONDITIONS, st.integers(-30_000, 30_000)), max_size=2
    ).map(tuple)
    for i in range(draw(st.integers(0, 5))):
        names = st.sampled_from([one.id for one in made])
        numbers = [one.id for one in made]
        kinds: dict[str, st.SearchStrategy[Any]] = {
            "aggregate": AGGREGATES,
            "most": st.builds(
                m.MostWithin, st.sampled_from(READ), PERIODS, st.sampled_from([(), ("level",)]), st.none() | CONDITIONS, st.none() | WINDOWS
            ),
            "points": st.lists(st.sampled_from(rule_ids), min_size=1, unique=True).map(lambda r: m.PointsOf(tuple(r))),
            "ratio": st.builds(m.Ratio, names, names, st.integers(-3000, 3000), st.none() | st.integers(-500, 500)),
            "streak": st.builds(
                m.Streak, st.sampled_from(Span), st.integers(0, 100_000), st.integers(-5000, 90_000), lines,
                st.frozensets(st.sampled_from(ALL), min_size=1), st.integers(1, 6),
            ),
            "scheme": st.just(m.OtherScheme("other")),
            "since": st.just(m.MonthsSince("registered_on")),
            "sum": st.builds(
                m.Sum, st.lists(st.tuples(names, st.integers(-2000, 2000)), max_size=3).map(tuple), st.integers(-900, 900)
            ),
            "cases": st.builds(
                m.Cases, st.lists(st.tuples(measure_conditions(numbers), st.integers(0, 3000)), min_size=1, max_size=2).map(tuple),
                st.none() | st.integers(0, 3000),
            ),
            "percentile": st.builds(
                m.Percentile, names, st.lists(FACTS | names, max_size=2, unique=True).map(tuple),
                st.none() | measure_conditions(numbers), st.sampled_from(m.Against), st.sampled_from(m.Ties),
                st.none() | st.integers(0, 100_000),
            ),
        }  # fmt: skip
        kind = draw(st.sampled_from(sorted(kinds)))
        made.append(m.Measure(f"a{i + 1}", WORD, draw(kinds[kind]), draw(st.none() | st.integers(-5000, 5000))))
    code = m.Measure("c", WORD, draw(CODES | st.just(m.OtherScheme("other", grade=True))))
    return (*made, code) if draw(st.booleans()) else tuple(made)


def _terms(draw: st.DrawFn, found: Sequence[m.Measure]) -> tuple[Term, ...]:
    names = [one.id for one in found if one.id != "c"]
    out = []
    for i in range(draw(st.integers(0, 2)) if names else 0):
        steps = draw(st.lists(st.tuples(st.integers(-2000, 5000), st.integers(-30_000, 30_000)), max_size=3, unique_by=lambda s: s[0]))
        each = 0 if steps else draw(st.integers(-5000, 5000))
        cap = draw(st.none() | st.integers(1, 50_000))
        out.append(Term(f"t{i}", WORD, draw(st.sampled_from(["x", "y"])), draw(st.sampled_from(names)), each, tuple(sorted(steps)), cap))
    return tuple(out)


POINTS = st.integers(-60_000, 20_000)


@st.composite
def schemes(draw: st.DrawFn, *, points: st.SearchStrategy[int] = POINTS, plain: bool = False) -> Scheme:
    """With `plain` points alone decide: no measures, lifts, verdicts or conditions on bands."""
    weight = draw(st.integers(0, 1000))
    made = tuple(draw(rules(number, points)) for number in range(draw(st.integers(1, 5))))
    former = tuple(draw(rules(number, points)) for number in range(draw(st.integers(0, 2))))
    found = () if plain or draw(st.booleans()) else draw(measures([rule.id for rule in made]))
    names = [one.id for one in found if one.id != "c"]
    worded = not plain and draw(st.integers(0, 7)) == 0  # no dimensions: the answer is in words alone
    asked = names if worded else [*names, "score", "x", "y"]
    lifts = st.just(False) if plain else st.booleans()
    overrides = tuple(
        Override(
            f"o{i}", WORD, draw(st.sampled_from("BCD")), draw(st.sampled_from(SCORED)), draw(st.none() | CONDITIONS),
            draw(st.none() | WINDOWS), (), draw(lifts), draw(FORCE), draw(FORCE),
        )
        for i in range(draw(st.integers(0, 2)))
    )  # fmt: skip
    ruled = not plain and draw(st.booleans())
    if ruled and asked and draw(st.booleans()):
        overrides += (Override("m", WORD, draw(st.sampled_from("ABCD")), "", draw(measure_conditions(asked)), lifts=draw(lifts)),)
    observed = st.just(frozenset({"red", "visit", DUTY}))
    limits = sorted(draw(st.lists(st.integers(1, 120_000), min_size=3, max_size=3, unique=True)), reverse=True)
    bands = tuple(
        Band(
            grade, draw(st.none() | st.just(limit)) if ruled else limit, WORD,
            draw(st.none() | st.integers(1, 120_000)) if ruled else None,
            draw(st.none() | measure_conditions(asked)) if ruled and asked else None,
        )
        for grade, limit in zip("ABC", limits, strict=True)
    )  # fmt: skip
    verdicts = tuple(
        Verdict("exempt", WORD, draw(measure_conditions(names) if names else st.composite(_facts)())) for _ in range(ruled and draw(st.integers(0, 1)))
    )
    shared = [rule.id for rule in made if rule.dimension == "x"]
    scheme = Scheme(
        "s", "1", WORD, "d", date(2020, 1, 1), None,
        (Dimension("x", WORD, weight, 100_000, 0, 100_000), Dimension("y", WORD, 1000 - weight, 50_000, 10_000, 120_000)),
        made,
        (*bands, Band("D", None, WORD)),
        overrides,
        draw(st.none() | st.builds(Enough, st.integers(1, 3), observed, st.none() | WINDOWS)),
        draw(st.sampled_from([frozenset(), frozenset({"firm"})])),
        month_rule=draw(st.sampled_from(list(MonthRule))), rounding=draw(st.sampled_from(list(Rounding))),
        step=draw(st.sampled_from([1, 1000, 500])), measures=found, terms=_terms(draw, found), verdicts=verdicts,
        caps=(SharedCap(tuple(shared), draw(st.integers(1, 60_000))),) if shared and draw(st.booleans()) else (),
    )  # fmt: skip
    if worded:
        rated = tuple(replace(band, at_least=None, at_most=None) for band in scheme.bands)
        pointless = tuple(replace(rule, dimension="") for rule in scheme.rules)
        return replace(scheme, dimensions=(), rules=pointless, terms=(), caps=(), bands=rated)
    if former and draw(st.booleans()):
        turn = draw(DATES)
        before = replace(scheme, version="0", rules=former, in_force_to=turn, measures=(), terms=(), caps=())
        scheme = replace(scheme, in_force_from=turn, by_act=True, former=(before,))
    return scheme


@dataclass(frozen=True)
class Made:
    """One subject with its records."""

    subject_id: int
    kind: str
    region: str
    records: tuple[Scored, ...]
    registered_on: date | None = None
    other: Result | None = None

    @property
    def facts(self) -> dict[str, Any]:
        return {"kind": self.kind, "industry": "", "region": self.region, "registered_on": self.registered_on}

    @property
    def others(self) -> dict[str, Result]:
        return {} if self.other is None else {"other": self.other}


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
        kind, region = draw(st.sampled_from(SUBJECT_KINDS)), draw(st.sampled_from(REGIONS))
        other = draw(st.none() | st.builds(Result, st.none() | st.integers(0, 90_000), st.sampled_from("AB")))
        made.append(Made(subject_id, kind, region, mine, draw(st.none() | DATES), other))
    return tuple(made)


def expressions_in(scheme: Scheme) -> Iterator[e.Expression]:
    """Every condition of a scheme with all its parts."""
    todo = [
        node.when for node in nodes_in(scheme) if getattr(node, "when", None) is not None
    ]
    while todo:
        found = todo.pop()
        yield found
        match found:
            case e.Not(part):
                todo.append(part)
            case e.All(parts) | e.Any_(parts):
                todo.extend(parts)


def nodes_in(scheme: Scheme) -> Iterable[Any]:
    """Every node of a scheme."""
    yield scheme
    rules = [rule for version in (scheme, *scheme.former) for rule in version.rules]
    yield from (*scheme.dimensions, *scheme.bands, *rules, *scheme.overrides, *scheme.terms, *scheme.caps, *scheme.verdicts)
    yield from scheme.measures
    yield from (measure.value for measure in scheme.measures)
    windows = [node.window for node in (*rules, *scheme.overrides)]
    yield from (part for rule in rules for part in (rule.decay, rule.points, rule.only, rule.place) if part is not None)
    yield from (factor for rule in rules for factor in rule.factors)
    yield from (window for window in windows if window is not None)
    if scheme.enough is not None:
        yield scheme.enough
