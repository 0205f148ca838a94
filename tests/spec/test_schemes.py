"""Every example of the scheme reference comes out as it says, on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spec import render
from tests.spec.specs import Spec, milli, pack_of, records_of, specs, subjects_of
from xinzhi.engine.compile import query
from xinzhi.engine.explain import explain
from xinzhi.engine.reference import Asked, assess_all
from xinzhi.engine.relations import columns
from xinzhi.engine.tables import compile_scheme
from xinzhi.lake.collected import Collected, results_table
from xinzhi.lake.duck import Limits, run

SPECS = list(specs())
every_spec = pytest.mark.parametrize("spec", SPECS, ids=[f"{s.topic}: {s.title.en}" for s in SPECS])
Hits = list[tuple[int, str, int, int | None]]


def expected_hits(spec: Spec) -> Hits:
    return sorted((int(row["number"]), row["rule"], int(row["age"]), milli(row["points"])) for row in spec.answer)


@every_spec
def test_plain_python_gives_the_answer(spec: Spec, tmp_path: Path) -> None:
    pack, scheme = pack_of(spec, tmp_path)
    tables = compile_scheme(scheme, pack.record_types, spec.as_of)
    everybody = [Asked(records_of(spec, pack, who), spec.subject, spec.others) for who in subjects_of(spec)]
    found = assess_all(tables, everybody)[0]
    hits: Hits = [(c.record_id, c.rule, c.age_months, c.milli) for c in found.contributions]
    hits += [(u.record_id, u.rule, u.age_months, None) for u in found.unvalued]
    assert sorted(hits) == expected_hits(spec)
    values = dict(zip((d.id for d in scheme.dimensions), found.dimensions, strict=True))
    assert values == {name: milli(spec.result[name]) for name in values}
    assert (found.score, found.grade) == (milli(spec.result.get("score", "")), spec.result["grade"])
    assert found.reason == spec.result.get("reason", "")
    given = {p.measure.id: value for p, value in zip(tables.measures, found.measures, strict=True)}
    assert {row["measure"]: given[row["measure"]] for row in spec.measures} == {row["measure"]: milli(row["value"]) for row in spec.measures}
    if len(everybody) > 1:
        return  # an account is of one subject among values that are known
    account = explain(tables, records_of(spec, pack), spec.subject, others=spec.others)
    assert account.assessment == found
    assert {a.record_id: a.why.value for a in account.unused} == {int(row["number"]): row["why"] for row in spec.aside}
    caps = [(c.rule, c.sum_milli, c.kept_milli) for d in account.dimensions for c in d.caps]
    assert caps == [(row["rule"], milli(row["sum"]), milli(row["kept"])) for row in spec.caps]


@every_spec
def test_the_query_gives_the_answer(spec: Spec, tmp_path: Path) -> None:
    pack, scheme = pack_of(spec, tmp_path)
    tables = compile_scheme(scheme, pack.record_types, spec.as_of)
    collected = Collected(columns(tables, pack.record_types))
    for who in subjects_of(spec):
        facts = (spec.subject["kind"], spec.subject["industry"], spec.subject["region"])
        collected.add(int(who), *facts, records_of(spec, pack, who), registered_on=spec.subject.get("registered_on"))
    read = results_table([(1, name, found.score, found.grade) for name, found in spec.others.items()])
    scored = run(query(tables), collected.records(), collected.subjects(), Limits(threads=1), results=read)
    assert scored.contributions is not None
    hits = [
        (h["record_id"], tables.lines[h["rule"]].id, h["age"], h["milli"])
        for h in scored.contributions.to_pylist()
        if h["subject_id"] == 1
    ]
    assert sorted(hits) == expected_hits(spec)
    row = next(row for row in scored.assessments.to_pylist() if row["subject_id"] == 1)
    values = {d.id: row[f"v{i}"] for i, d in enumerate(scheme.dimensions)}
    assert values == {name: milli(spec.result[name]) for name in values}
    assert (row["score"], row["grade"]) == (milli(spec.result.get("score", "")), spec.result["grade"])
    assert row["reason"] == spec.result.get("reason", "")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_reference_says_what_was_tried(language: str) -> None:
    """`python -m tests.spec.render` writes it again."""
    assert render.PAGES[language].read_text("utf-8") == render.page(language)
