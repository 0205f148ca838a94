"""The packs that come with the house: no mistake in them, and nothing that two readings could be given to."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from xinzhi.catalogue import Pack, check, load, shipped
from xinzhi.catalogue.lists import lists_of
from xinzhi.connect.inbound.layout import names_of
from xinzhi.core.cells.codes import spelling
from xinzhi.core.records import RecordType
from xinzhi.core.validation import compile_rows

PACKS = sorted(p.name for p in shipped().iterdir() if (p / "pack.yaml").is_file())
TODAY = date(2026, 11, 1)
EVERY_TYPE = {
    "registration", "penalty", "licence", "inspection", "complaint", "commendation", "annual_report", "commitment",
    "commitment_outcome", "patrol", "overload", "hazard", "accident", "correction", "withdrawal", "objection_mark",
    "objection_decision", "repair_decision",
}  # fmt: skip
DEPARTMENTS = {"market_supervision", "urban_management", "emergency_management", "ecology_environment", "transport"}


def _types() -> list[tuple[Pack, RecordType]]:
    return [(pack, kind) for pack in map(load, PACKS) for kind in pack.record_types.values()]


TYPES = _types()
NAMED = [f"{pack.id}: {kind.id}" for pack, kind in TYPES]


@pytest.mark.parametrize("pack", PACKS)
def test_a_shipped_pack_has_no_mistakes_and_no_doubts_but_what_is_assumed(pack: str) -> None:
    found = check(pack)
    assert {p.code for p in found} <= {"rules_on_assumption", "measure_on_assumption"}
    assert {p.severity for p in found} <= ({"note"} if load(pack).is_demo else {"warning"})


@pytest.mark.parametrize("pack", ["paper", "national-2026"])
def test_all_fields_of_enforcement_are_there(pack: str) -> None:
    found = load(pack)
    assert set(found.departments) == DEPARTMENTS
    assert set(found.record_types) >= EVERY_TYPE
    assert found.layers == ("base", pack), "the two share forms; neither stands on the other's policy"


@pytest.mark.parametrize(("pack", "kind"), TYPES, ids=NAMED)
def test_no_heading_names_two_columns(pack: Pack, kind: RecordType) -> None:
    meant: dict[str, set[str]] = defaultdict(set)
    for spec in kind.fields:
        for text in (spec.title.zh, spec.title.en, spec.code, *spec.aliases):
            if text:
                meant[spelling(text)].add(spec.name)
    for slot in kind.party_slots:
        for text in (
            (kind.slot_titles or {})[slot].zh,
            (kind.slot_codes or {}).get(slot, ""),
            *(kind.slot_aliases or {})[slot],
        ):
            if text:
                meant[spelling(text)].add(slot.value)
    assert {text: names for text, names in meant.items() if len(names) > 1} == {}


@pytest.mark.parametrize("pack", PACKS)
def test_no_spelling_names_two_codes(pack: str) -> None:
    for codes in load(pack).code_lists.values():
        meant: dict[str, set[str]] = defaultdict(set)
        for code in codes.codes:
            for text in (code.title.zh, code.title.en, *code.aliases):
                if text:
                    meant[spelling(text)].add(code.key)
        assert {text: keys for text, keys in meant.items() if len(keys) > 1} == {}, codes.id


@pytest.mark.parametrize(("pack", "kind"), TYPES, ids=NAMED)
def test_the_sample_of_a_record_type_is_a_row_that_is_taken(pack: Pack, kind: RecordType) -> None:
    sample = dict(kind.sample or {})
    assert sample, "a template needs a row to show"
    known = names_of(kind)
    headings = [_heading(kind, target) for target in sample]
    assert [known[spelling(h)] for h in headings] == list(sample)
    read = compile_rows(
        [kind], min(kind.departments), dict(enumerate(sample)), dict(enumerate(headings)), {}, lists_of(pack), TODAY
    )
    result = read(list(sample.values()), 1)
    assert result.problems == ()
    assert result.drafts


def _heading(kind: RecordType, target: str) -> str:
    spec = kind.field(target)
    return spec.title.zh if spec else next(t.zh for slot, t in (kind.slot_titles or {}).items() if slot == target)


@pytest.mark.parametrize(
    ("pack", "mapping"),
    [(pack, mapping) for pack in map(load, PACKS) for mapping in pack.mappings],
    ids=lambda value: value.id,
)
def test_a_shipped_mapping_has_every_column_that_its_record_type_requires(pack: Pack, mapping: object) -> None:
    from xinzhi.catalogue.model import ColumnMapping

    assert isinstance(mapping, ColumnMapping)
    kinds = [pack.record_types[name] for name in (mapping.record_type, *mapping.also)]
    department = mapping.department or min(kinds[0].departments)
    assert all(department in kind.departments for kind in kinds)
    columns = {i: target for i, target in enumerate(mapping.columns.values()) if target}
    compile_rows(kinds, department, columns, dict(enumerate(mapping.columns)), mapping.constants, lists_of(pack), TODAY)


def test_the_exchange_layout_of_penalties_is_whole() -> None:
    kind = load("paper").record_types["penalty"]
    codes = {f.code for f in kind.fields if f.code} | set((kind.slot_codes or {}).values())
    assert len(codes) == 30
    kind = load("paper").record_types["licence"]
    codes = {f.code for f in kind.fields if f.code} | set((kind.slot_codes or {}).values())
    assert len(codes) == 28


@pytest.mark.parametrize(("pack", "scheme_id"), [("paper", "market_credit"), ("national-2026", "market_risk")])
def test_points_that_nobody_enacted_are_called_examples(pack: str, scheme_id: str) -> None:
    for scheme in (s for s in load(pack).schemes if s.id == scheme_id):
        for rule in scheme.rules:
            assert any(b.is_assumption for b in rule.basis), rule.id


def test_the_national_pack_names_no_share_to_be_drawn() -> None:
    for table in load("national-2026").risk.values():
        for one in table.classes:
            intensity = one.intensity
            assert (intensity.draw_at_least, intensity.draw_at_most, intensity.visits_per_year) == (None, None, None)
            assert not intensity.benefits, "a risk class is no credit grade"


def test_the_paper_draws_a_at_most_once_in_a_hundred_and_visits_d_every_quarter() -> None:
    table = load("paper").risk["market_credit"]
    a, d = table.of("A").intensity, table.of("D").intensity
    assert (a.draw_at_most, a.only_when_triggered) == (10, True)
    assert (d.draw_at_least, d.visits_per_year) == (500, 4)
    assert not table.of("not_rated").intensity.benefits


def test_no_scheme_of_the_national_pack_reads_an_oral_warning() -> None:
    pack = load("national-2026")
    assert all(rule.record != "education_record" for scheme in pack.schemes for rule in scheme.rules)
    assert not pack.record_types["education_record"].negative
    assert not pack.record_types["complaint"].negative


def test_the_calendar_is_the_published_one() -> None:
    calendar = load("paper").calendar
    assert calendar.years == frozenset(range(2021, 2027))
    assert not calendar.is_working(date(2026, 2, 17)), "new year's day of the lunar calendar"
    assert calendar.is_working(date(2026, 2, 14)), "a Saturday worked for it"
    assert not calendar.covers(date(2027, 1, 4)), "2027 is not published: days there are provisional"
