"""Record types that do not fit together, and the departments and layouts that hand them in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.catalogue.trial import Mistake, assert_said, broken
from xinzhi.catalogue import check

PACK = "pack.yaml"
CODES = "common/code_lists.yaml"
PENALTY = "office/records/penalty.yaml"
VISIT = "office/records/visit.yaml"
OUTCOME = "office/records/promise_outcome.yaml"
OBJECTION = "office/records/objection.yaml"
MAPPING = "office/mappings/list.yaml"

MISTAKES = [
    Mistake("department_unknown", PENALTY, "departments: [office, works]", "departments: [office, ‸work]",
            "departments[1]", {"found": "work", "proposal": "works", "known": "office, works"}),
    Mistake("instrument_unknown", PENALTY, "{instrument: law, article", "{instrument: ‸low, article",
            "basis[0].instrument", {"found": "low", "proposal": "law"}),
    Mistake("basis_missing", PENALTY, "  - {duty: entry, starts: decided_on, limit: 24 hours, basis: [law]}",
        "  - ‸{duty: entry, starts: decided_on, limit: 24 hours}", "clocks[0]"),
    Mistake("basis_missing", VISIT, "basis: [law]", "‸basis: []", "basis"),
    Mistake("field_name", PENALTY, "  facts: {", "  ‸late: {", "fields.late", {"found": "late"}),
    Mistake("field_name", PENALTY, "  facts: {", "  ‸Facts-1: {", "fields.Facts-1"),
    Mistake("field_name_of_table", VISIT, "  again: {", "  ‸record_id: {", "fields.record_id", {"found": "record_id"}),
    Mistake("code_list_unknown", PENALTY, "list: gravity", "list: ‸gravty", "fields.gravity.list",
            {"found": "gravty", "proposal": "gravity"}),
    Mistake("code_unknown", PENALTY, "default: minor", "default: ‸miner", "fields.gravity.default",
            {"found": "miner", "proposal": "minor", "known": "minor, serious"}),
    Mistake("code_unknown", OBJECTION, "cases: {passed:", "cases: {‸pass:", "effect.cases.pass",
            {"proposal": "passed"}),
    Mistake("identifier_unknown", VISIT, "visit_no: {type: text", "visit_no: {type: identifier, identifier: ‸shopno",
            "fields.visit_no.identifier", {"proposal": "shop_no"}),
    Mistake("unit_unknown", PENALTY, "unit: yuan", "unit: ‸yuans", "fields.fine.unit", {"proposal": "yuan"}),
    Mistake("field_unknown", PENALTY, "natural_key: [number, party]", "natural_key: [‸no, party]", "natural_key[0]",
            {"found": "no"}),
    Mistake("field_unknown", PENALTY, "confirm_change: [party, fine]", "confirm_change: [party, ‸fines]",
            "confirm_change[1]", {"proposal": "fine"}),
    Mistake("field_unknown", PENALTY, "document: number", "‸document: numbr", "document", {"proposal": "number"}),
    Mistake("field_unknown", PENALTY, "{duty: entry, starts: decided_on", "{duty: entry, starts: ‸decide_on",
            "clocks[0].starts", {"proposal": "decided_on"}),
    Mistake("field_unknown", OBJECTION, "effective: decided_on", "effective: ‸decided", "effect.effective",
            {"proposal": "decided_on"}),
    Mistake("field_unknown", PENALTY, "gravity: 严重, fine", "‸gravty: 严重, fine", "sample.gravty",
            {"proposal": "gravity"}),
    Mistake("field_unknown", MAPPING, '"日期": decided_on', '"日期": ‸decided', "mapping.columns.日期",
            {"proposal": "decided_on"}),
    Mistake("slot_without_column", PENALTY, "required: [name]", "required: [name, ‸plate]", "party.required[1]",
            {"found": "plate"}),
    Mistake("slot_without_column", PENALTY, "party.name: 甲市第一商店, decided_on",
            "party.name: 甲市第一商店, ‸party.plate: 蒙A12345, decided_on", "sample.party.plate",
            {"found": "party.plate"}),
    Mistake("date_field_is_no_date", PENALTY, "date: decided_on", "date: ‸number", "date",
            {"field": "number", "type": "text"}),
    Mistake("date_field_not_required", VISIT, "  visited_on: {type: date, title: {zh: 检查日期, en: Visited on}, required: true}",
            "  ‸visited_on: {type: date, title: {zh: 检查日期, en: Visited on}}", "fields.visited_on"),
    Mistake("date_field_split", VISIT, "visited_on: {type: date,", "visited_on: {type: date, split: ‸、,",
            "fields.visited_on.split", also=("split_twice",)),
    Mistake("scored_and_personal", PENALTY, "  facts: {type: text, personal: true", "  ‸facts: {type: text, scored: true, personal: true",
            "fields.facts", {"field": "facts"}),
    Mistake("key_is_party_alone", PENALTY, "natural_key: [number, party]", "‸natural_key: [party]", "natural_key"),
    Mistake("key_missing", PENALTY, "party:\n  kinds: [legal_person, sole_proprietor]\n", "‸party:\n", "party",
        {"key": "party.kinds"}),
    Mistake("acting_field_missing", OUTCOME,
        "fields:\n  number: {type: text, title: {zh: 文号, en: Number}, required: true}\n  target_type: {type: code, list: record_types, title: {zh: 所涉类型, en: Type concerned}, required: true}\n",
        "‸fields:\n  number: {type: text, title: {zh: 文号, en: Number}, required: true}\n", "fields",
        {"field": "target_type"}),
    Mistake("target_type_list", OUTCOME, "list: record_types", "list: ‸outcome", "fields.target_type.list",
            {"list": "record_types"}),
    Mistake("effect_by_no_code", OBJECTION, "{by: outcome,", "{by: ‸number,", "effect.by",
            {"field": "number", "type": "text"}),
    Mistake("split_twice", VISIT, "again: {type: boolean,", "again: {type: boolean, split: ‸/,", "fields.again.split",
        {"field": "again", "other": "outcome"}),
    Mistake("split_not_in_key", VISIT, "natural_key: [visit_no, part]", "‸natural_key: [visit_no, visited_on]",
            "natural_key", {"field": "outcome"}),
    Mistake("split_is_whole_key", VISIT, "natural_key: [visit_no, part]", "‸natural_key: [part]", "natural_key"),
    Mistake("clock_twice", PENALTY, "limit: 24 hours, basis: [law]}\n",
            "limit: 24 hours, basis: [law]}\n  - ‸{duty: entry, starts: decided_on, limit: 7 days, basis: [law]}\n",
            "clocks[1]", {"duty": "entry"}),
    Mistake("term_twice", PENALTY, "- {starts: decided_on, limit: 3 years,",
            "- {‸on: decided_on, starts: decided_on, limit: 3 years,", "expires[1].on"),
    Mistake("term_in_hours", PENALTY, "limit: 3 years", "limit: ‸72 hours", "expires[1].limit"),
    Mistake("term_never_reached", PENALTY, "  - {when: \"gravity == 'minor'\", starts: decided_on, limit: 3 months, basis: [law]}\n  - {starts: decided_on, limit: 3 years, basis: [law]}",
            "  - {starts: decided_on, limit: 3 years, basis: [law]}\n  - ‸{when: \"gravity == 'minor'\", starts: decided_on, limit: 3 months, basis: [law]}",
            "expires[1]"),
    Mistake("expression_code_unknown", PENALTY, "\"gravity == 'minor'\"", "‸\"gravity == 'miner'\"", "expires[0].when",
            {"found": "miner", "proposal": "minor", "list": "gravity"}),
    Mistake("expression_syntax", PENALTY, "\"gravity == 'minor'\"", "‸\"gravity = 'minor'\"", "expires[0].when"),
    Mistake("headings_alike", VISIT, "again: {type: boolean, title: {zh: 是否复查, en: Second visit}",
            "‸again: {type: boolean, title: {zh: 检查日期, en: Second visit}", "fields.again",
            {"found": "检查日期", "first": "visited_on", "second": "again"}, severity="warning"),
    Mistake("sample_missing", VISIT, "", "‸record_type: visit\ntitle: {zh: 检查, en: Visit}\ndepartments: [works]\nbasis: [law]\nparty: {kinds: [legal_person], required: [name], columns: {name: {}}}\nnatural_key: [visit_no, party]\ndate: visited_on\nfields:\n  visit_no: {type: text, title: {zh: 编号, en: Visit number}, required: true, scored: true}\n  visited_on: {type: date, title: {zh: 检查日期, en: Visited on}, required: true}\n  outcome: {type: code, list: outcome, title: {zh: 结果, en: Outcome}, scored: true}\n",
        "visit", severity="warning"),
    Mistake("date_impossible", PENALTY, "decided_on: 2024-03-05, gravity", "decided_on: ‸2024-02-30, gravity",
            "sample.decided_on"),
    Mistake("code_unknown_value", PENALTY, "gravity: 严重", "gravity: ‸很严重", "sample.gravity", {"found": "很严重"}),
    Mistake("code_list_reserved", CODES, "  outcome:\n", "  ‸record_types: {title: {zh: 类型, en: Types}, codes: {a: {zh: 子, en: b}}}\n  outcome:\n",
            "code_lists.record_types", {"id": "record_types"}),
    Mistake("spelling_twice", CODES, "serious: {title: {zh: 严重, en: serious}}",
            "‸serious: {title: {zh: 严重, en: serious}, aliases: [较轻]}", "code_lists.gravity.codes.serious",
            {"found": "较轻", "first": "minor", "second": "serious"}),
    Mistake("subject_kind_unknown", CODES, "      sole_proprietor: {zh", "      ‸sole_propriator: {zh",
            "code_lists.party_class.codes.sole_propriator", {"proposal": "sole_proprietor"}),
    Mistake("uscc_check", "office/department.yaml", "uscc: 91150902MA0N1F3T06", "uscc: ‸91150902MA0N1F3T07",
            "department.uscc"),
    Mistake("region_outside", "works/department.yaml", 'region: "150902"', 'region: ‸"110101"', "department.region",
            {"found": "110101", "region": "15"}),
    Mistake("record_type_unknown", MAPPING, "record_type: penalty", "record_type: ‸penality", "mapping.record_type",
            {"proposal": "penalty"}),
    Mistake("department_unknown", MAPPING, "department: office", "department: ‸offices", "mapping.department",
            {"proposal": "office"}),
    Mistake("department_hands_in_no_such", MAPPING, "  record_type: penalty\n", "  record_type: ‸visit\n", "mapping.record_type",
            {"department": "office", "record": "visit"}, also=("field_unknown",)),
    Mistake("columns_missing", MAPPING, '  columns:\n    "文号": number\n', "  ‸columns:\n", "mapping.columns"),
    Mistake("constant_unreadable", MAPPING, "gravity: 轻微", "gravity: ‸轻轻", "mapping.constants.gravity"),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_it_is_said_where_it_stands(mistake: Mistake, tmp_path: Path) -> None:
    assert_said(mistake, tmp_path)


def test_a_column_for_the_kind_of_party_needs_the_list_to_read_it_by(tmp_path: Path) -> None:
    folder = broken(Mistake("", CODES, "  party_class:", "  ‸party_classes:", ""), tmp_path)
    said = {(p.code, p.place.file, p.place.key) for p in check(folder) if p.place}
    assert ("party_class_missing", f"town/{PENALTY}", "party.columns.kind") in said
