"""A value that is not what is expected in its place, a key that nobody knows or that is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.catalogue.trial import Mistake, assert_said

PACK = "pack.yaml"
CODES = "common/code_lists.yaml"
CALENDAR = "common/calendar.yaml"
DUTIES = "common/duties.yaml"
RISK = "common/risk.yaml"
ALERTS = "common/alerts.yaml"
MATCHING = "common/matching.yaml"
PENALTY = "office/records/penalty.yaml"
SCHEME = "office/schemes/credit@2024-01-01.yaml"
MAPPING = "office/mappings/list.yaml"

MISTAKES = [
    Mistake("key_unknown", "office/department.yaml", "  title:", "  ‸titel:", "department.titel",
            {"key": "titel", "proposal": "title"}),
    Mistake("key_unknown", SCHEME, "overrides:", "‸overides:", "overides", {"proposal": "overrides"},
            also=("rule_unknown",)),
    Mistake("key_unknown", PENALTY, "en: Facts}}", "en: Facts}, ‸persnal: true}", "fields.facts.persnal"),
    Mistake("key_unknown", "common/regions.yaml", "{zh: 甲市, en: City of A}", "{zh: 甲市, ‸eng: A}", "regions.1509.eng",
            {"proposal": "en"}, also=("english_missing",)),
    Mistake("key_missing", "office/department.yaml",
        "  id: office\n  title: {zh: 甲局, en: Office A}\n", "  ‸id: office\n", "department", {"key": "title"}),
    Mistake("key_missing", "common/regions.yaml", "{zh: 甲市, en: City of A}", "‸{en: City of A}", "regions.1509",
            {"key": "zh"}),
    Mistake("value_missing", "office/department.yaml", '  region: "1509"', "  ‸region:", "department.region",
            {"key": "region"}),
    Mistake("value_missing", MAPPING, "  record_type: penalty\n", '  ‸record_type: ""\n', "mapping.record_type"),
    Mistake("value_unknown", PENALTY, "fine: {type: money", "fine: {type: ‸mony", "fields.fine.type",
            {"found": "mony", "proposal": "money"}, also=("expression_code_has_no_order",)),
    Mistake("value_unknown", PENALTY, "kinds: [legal_person, sole", "kinds: [‸legal_persn, sole", "party.kinds[0]",
            {"proposal": "legal_person"}),
    Mistake("value_unknown", PENALTY, "    uscc: {}\n", "    ‸usc: {}\n", "party.columns.usc", {"proposal": "uscc"}),
    Mistake("value_unknown", DUTIES, "period: year", "period: ‸yearly", "duties.report.period", {"proposal": "year"}),
    Mistake("value_unknown", ALERTS, "kind: grade_dropped", "kind: ‸grade_drop", "alerts[0].kind",
            {"proposal": "grade_dropped"}),
    Mistake("value_unknown", PACK, "width: 6", "width: 6, check: ‸lun", "identifiers.shop_no.check",
            {"proposal": "luhn"}),
    Mistake("table_expected", SCHEME, "in_force: {from: 2024-01-01}", "in_force: ‸2024-01-01", "in_force",
        {"found": "2024-01-01"}, also=()),
    Mistake("table_expected", PENALTY, "    uscc: {}\n", "    uscc: ‸XYM\n", "party.columns.uscc", {"found": "XYM"}),
    Mistake("list_expected", SCHEME, "overrides:\n  - {id: held", "overrides:\n  ‸one: {id: held", "overrides", also=("rule_unknown",)),
    Mistake("list_expected", ALERTS, "to: [concerned]", "to: ‸{one: concerned}", "alerts[0].to"),
    Mistake("text_expected", "office/department.yaml", "id: office", "id: ‸[office]", "department.id",
            also=("department_unknown",)),
    Mistake("words_expected", "works/department.yaml", "{zh: 乙局, en: Office B}", "‸[乙局]", "department.title"),
    Mistake("english_missing", "works/department.yaml", "{zh: 乙局, en: Office B}", "‸乙局", "department.title",
            {"found": "乙局"}, severity="warning"),
    Mistake("name_expected", "works/department.yaml", "id: works", "id: ‸乙 局", "department.id", {"found": "乙 局"},
            also=("department_unknown",)),
    Mistake("name_expected", DUTIES, "  report:", "  ‸年报:", "duties.年报", {"found": "年报"}, also=("duty_unknown", "forbids_nothing")),
    Mistake("yes_expected", PENALTY, "negative: true", "negative: ‸yes", "negative", {"found": "yes"}),
    Mistake("day_expected", PENALTY, "in_force: {from: 2021-01-01}", "in_force: {from: ‸2021.1.1}", "in_force.from",
            {"found": "2021.1.1"}),
    Mistake("day_expected", PENALTY, "in_force: {from: 2021-01-01}", "in_force: {from: ‸2021-02-30}", "in_force.from"),
    Mistake("in_force_reversed", PACK, "to: 2030-01-01", "‸to: 2019-01-01", "instruments.rules.in_force.to",
            {"start": "2020-01-01", "end": "2019-01-01"}, also=("instrument_out_of_force",)),
    Mistake("range_of_days", CALENDAR, "2024-10-01..2024-10-04", "‸2024-10-04..2024-10-01", "calendar.holidays[1]"),
    Mistake("range_of_days", CALENDAR, "2024-10-01..2024-10-04", "‸0001-01-01..9999-12-31", "calendar.holidays[1]"),
    Mistake("day_outside_years", CALENDAR, "  years: [2024]\n  holidays: [2024-01-01, 2024-10-01..2024-10-04]\n  workdays: [2024-09-29]",
        "  ‸years: [2024]\n  holidays: [2025-01-01]\n", "calendar.years", {"found": "2025-01-01"}),
    Mistake("day_off_and_worked", CALENDAR, "workdays: [2024-09-29]", "‸workdays: [2024-10-01]", "calendar.workdays",
            {"found": "2024-10-01"}, also=("day_says_nothing",)),
    Mistake("day_says_nothing", CALENDAR, "workdays: [2024-09-29]", "‸workdays: [2024-09-26]", "calendar.workdays",
            {"what": "workdays"}, severity="warning"),
    Mistake("month_day_expected", DUTIES, "due: 06-30", "due: ‸02-29", "duties.report.due", {"found": "02-29"}),
    Mistake("month_day_expected", DUTIES, "due: 06-30", "due: ‸6月30日", "duties.report.due"),
    Mistake("integer_expected", "office/records/report.yaml", "minimum: 2000", "minimum: ‸2000.5",
            "fields.year.minimum"),
    Mistake("positive_expected", SCHEME, "count: 1", "count: ‸0", "enough.count", {"found": 0}),
    Mistake("points_expected", SCHEME, "points: -90", "points: ‸-90分", "rules[3].points",
            also=("rule_without_points",)),
    Mistake("points_expected", SCHEME, "points: -50.5", "points: ‸-50.5555", "rules[2].points",
            also=("rule_without_points",)),
    Mistake("share_expected", RISK, "draw_at_most: 5%", "draw_at_most: ‸0.05",
            "risk.credit.classes[0].intensity.draw_at_most", {"found": "0.05"}),
    Mistake("share_expected", RISK, "draw_at_most: 5%", "draw_at_most: ‸101%",
            "risk.credit.classes[0].intensity.draw_at_most"),
    Mistake("draw_limits", RISK, "draw_at_most: 5%", "‸draw_at_most: 0.5%",
            "risk.credit.classes[0].intensity.draw_at_most", {"least": "1%", "most": "0.5%"}),
    Mistake("limit_expected", PENALTY, "limit: 24 hours", "limit: ‸24小时", "clocks[0].limit", {"found": "24小时"}),
    Mistake("limit_expected", PENALTY, "limit: 24 hours", "limit: ‸one day", "clocks[0].limit"),
    Mistake("limit_too_long", PENALTY, "limit: 3 years", "limit: ‸300 years", "expires[1].limit",
            {"found": "300 years", "most": 100}),
    Mistake("window_in_months_expected", SCHEME, "window: 1 year", "window: ‸365 working days", "overrides[0].window"),
    Mistake("window_in_months_expected", SCHEME, "window: 1 year", "window: ‸0 months", "overrides[0].window"),
    Mistake("zone_unknown", PACK, "time_zone: Asia/Shanghai", "time_zone: ‸Asia/Peking", "time_zone",
            {"found": "Asia/Peking"}),
    Mistake("pattern_wrong", PACK, 'pattern: "[0-9]{6}"', 'pattern: ‸"[0-9{6}"', "identifiers.shop_no.pattern"),
    Mistake("region_code_expected", "common/regions.yaml", '"1509":', "‸甲市:", "regions.甲市"),
    Mistake("code_key", CODES, "      minor: {", '      ‸"a|b": {', "code_lists.gravity.codes.a|b",
            also=("code_unknown", "expression_code_unknown")),
    Mistake("key_without_use", PENALTY, "facts: {type: text", "facts: {type: text, ‸list: gravity",
            "fields.facts.list", {"key": "list"}),
    Mistake("key_without_use", ALERTS, "duty: report", "duty: report, ‸grades: [C]", "alerts[1].grades",
            {"wanted": "kind: grade_dropped"}),
    Mistake("limits_reversed", PENALTY, "minimum: 0, maximum: 100000000", "minimum: 5, ‸maximum: 4",
            "fields.fine.maximum", {"field": "fine"}, also=("number_out_of_range",)),
    Mistake("weights_not_whole", MATCHING, "name_weight: 50%", "‸name_weight: 40%", "matching.name_weight",
            {"sum": "90%"}),
    Mistake("thresholds_reversed", MATCHING, "review_at: 60%", "‸review_at: 95%", "matching.review_at",
            {"low": "review_at", "high": "link_at"}),
    Mistake("target_twice", MAPPING, '"日期": decided_on', '"日期": decided_on\n    ‸"签发日": decided_on',
            "mapping.columns.签发日", {"found": "decided_on", "other": "日期"}),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_it_is_said_where_it_stands(mistake: Mistake, tmp_path: Path) -> None:
    assert_said(mistake, tmp_path)


def test_a_misspelt_key_is_not_said_to_be_missing_as_well(tmp_path: Path) -> None:
    """`titel:` is one slip of the pen, not two mistakes."""
    said = assert_said(MISTAKES[0], tmp_path)
    assert said.params["proposal"] == "title"
