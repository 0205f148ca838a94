"""What a person worked out by hand is what the engine comes to, to the last milli-point."""

from __future__ import annotations

import pytest

from tests.packs.worked_cases import Case, cases, examples_of, milli
from xinzhi.catalogue import load, shipped
from xinzhi.engine.reference import assess
from xinzhi.engine.tables import compile_scheme

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=[c.title for c in CASES])
def test_engine_agrees_with_the_case(case: Case) -> None:
    pack = load(case.pack)
    scheme = pack.scheme(case.scheme, case.as_of)
    tables = compile_scheme(scheme, pack.record_types, case.as_of)
    found = assess(tables, case.records, case.subject, others=case.others)
    expect = case.expect
    assert found.grade == expect["grade"]
    assert found.score == (milli(expect["score"]) if "score" in expect else None)
    dimensions = {name: milli(points) for name, points in expect.get("dimensions", {}).items()}
    assert {d.id: v for d, v in zip(scheme.dimensions, found.dimensions, strict=True) if d.id in dimensions} == dimensions
    measures = {name: milli(value) for name, value in expect.get("measures", {}).items()}
    assert {m.id: v for m, v in zip(scheme.measures, found.measures, strict=True) if m.id in measures} == measures
    assert set(found.held_by) == set(expect.get("held_by", ()))
    if "contributions" in expect:
        rules = {rule.id for rule in scheme.rules}
        given = sorted((c.rule, c.milli) for c in found.contributions if c.rule in rules)
        assert given == sorted((c["rule"], milli(c["points"])) for c in expect["contributions"])


@pytest.mark.parametrize("pack", sorted(p.name for p in shipped().iterdir() if (p / "pack.yaml").is_file()))
def test_every_scheme_has_worked_cases(pack: str) -> None:
    schemes = {s.id for s in load(pack).schemes}
    assert schemes == {c.scheme for c in CASES if c.pack == pack}
    assert bool(schemes) == bool(examples_of(pack))


def test_every_rule_and_every_hold_of_the_market_scheme_is_tried() -> None:
    """A rule that no case touches could say anything."""
    pack = load("paper")
    scheme = next(s for s in pack.schemes if s.id == "market_credit")
    touched: set[str] = set()
    for case in CASES:
        if case.scheme == scheme.id:
            tables = compile_scheme(scheme, pack.record_types, case.as_of)
            touched |= {c.rule for c in assess(tables, case.records, case.subject).contributions}
    assert {r.id for r in scheme.rules} | {o.id for o in scheme.overrides} <= touched
