"""What a file says about its points adds up, for any records: lines to dimensions, dimensions to the score."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from xinzhi import catalogue
from xinzhi.catalogue.model import Pack
from xinzhi.core.counting import FOREVER
from xinzhi.core.schemes.nodes import NOT_RATED
from xinzhi.engine.explain import explain
from xinzhi.engine.records import Scored
from xinzhi.engine.reference import assess
from xinzhi.engine.tables import Compiled, compile_scheme
from xinzhi.flows.open_file import CreditFile, Reason
from xinzhi.store.models import Subject
from xinzhi.store.reads.files import FiledRecord
from xinzhi.web.pages.credit_file import CreditFilePage
from xinzhi.web.telling.credit_file import Beside, tell
from xinzhi.web.telling.teller import Teller

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)

KINDS = {
    "penalty": st.fixed_dictionaries(
        {
            "decision_no": st.just("测监罚〔2026〕1号"),
            "violation": st.just("未明码标价"),
            "penalty_kind": st.just("fine"),
            "gravity": st.sampled_from(["minor", "general", "serious"]),
            "fine": st.sampled_from([0, 50_000, 12_000_000]),
        }
    ),
    "inspection": st.fixed_dictionaries({"inspection_no": st.just("JC1"), "result": st.sampled_from(["passed", "ordered", "not_found"])}),
    "complaint": st.fixed_dictionaries({"complaint_no": st.just("TS1"), "state": st.sampled_from(["verified", "unverified"])}),
}


@st.composite
def some_records(draw: st.DrawFn) -> list[FiledRecord]:
    found = []
    for number in range(draw(st.integers(0, 14))):
        kind = draw(st.sampled_from(sorted(KINDS)))
        day = TODAY - timedelta(days=draw(st.integers(0, 2200)))
        fields = draw(KINDS[kind])
        found.append(FiledRecord(number + 1, number, kind, "market_supervision", day, NOW, 0, fields, "counts", "", "", None, day, FOREVER))
    return found


@cache
def pack() -> Pack:
    return catalogue.load("paper", ())


@cache
def tables() -> Compiled:
    house = pack()
    return compile_scheme(house.scheme(house.standing_scheme, TODAY), house.record_types, TODAY)


def opened(records: list[FiledRecord]) -> CreditFile:
    scored = [Scored(r.record_id, r.record_type, r.occurred_on, r.fields) for r in records]
    result = assess(tables(), scored, {"kind": "legal_person", "industry": "", "region": ""})
    rules = {rule.id: rule for rule in tables().scheme.rules}
    by_id = {record.record_id: record for record in records}
    return CreditFile(
        subject=Subject(subject_id=1, kind="legal_person", name="某店", region_code="150902", status="active"),
        name="某店",
        address="",
        representative="",
        identifiers=(),
        as_of=TODAY,
        known_size=99,
        tables=tables(),
        assessment=result,
        reasons=tuple(Reason(c, rules.get(c.rule), by_id[c.record_id], None) for c in result.contributions),
        not_counted=(),
        account=explain(tables(), scored, {"kind": "legal_person", "industry": "", "region": ""}, result=result),
        records=tuple(records),
        duties=(),
        standing=None,
        published=None,
        run=None,
        unmasked=False,
    )


def page(records: list[FiledRecord], language: str = "zh-hans") -> CreditFilePage:
    with translation.override(language):
        return tell(Teller(pack(), language), opened(records), Beside(TODAY, None, {}, None, (), 0))


@settings(max_examples=60, deadline=None)
@given(some_records())
def test_the_lines_of_a_dimension_add_up_to_it(records: list[FiledRecord]) -> None:
    for dimension in page(records).dimensions:
        asked = dimension.base + sum(line.milli for line in dimension.contributions)
        assert dimension.value == min(max(asked, dimension.floor), dimension.ceiling)
        assert bool(dimension.limited) == (asked != dimension.value)


@settings(max_examples=60, deadline=None)
@given(some_records())
def test_the_dimensions_add_up_to_the_score(records: list[FiledRecord]) -> None:
    found = page(records)
    if found.standing.mark.grade != NOT_RATED:
        exact = sum(dimension.weighted for dimension in found.dimensions)
        assert found.standing.score == (exact + 500) // 1000
        assert ("≈" in found.total) == (exact % 1000 != 0)


@settings(max_examples=40, deadline=None)
@given(some_records())
def test_every_line_names_its_ground_and_its_arithmetic(records: list[FiledRecord]) -> None:
    for language in ("zh-hans", "en"):
        for dimension in page(records, language).dimensions:
            for line in dimension.contributions:
                assert line.basis
                assert line.arithmetic
                assert line.rule in line.sentence


@settings(max_examples=40, deadline=None)
@given(some_records())
def test_every_record_stands_on_the_timeline_once(records: list[FiledRecord]) -> None:
    assert sorted(event.record.id for event in page(records).events) == sorted(record.record_id for record in records)


def penalty(gravity: str, months: int) -> FiledRecord:
    day = date(2026 - (months + 1) // 12, 11, 23) if months % 12 == 0 else date(2026, 11 - months, 23)
    fields = {"decision_no": "1号", "violation": "未明码标价", "penalty_kind": "fine", "gravity": gravity, "fine": 1_500_000}
    return FiledRecord(1, 0, "penalty", "market_supervision", day, NOW, 0, fields, "counts", "", "", None, day, FOREVER)


def test_a_sentence_says_what_happened_and_which_rule_took_the_points() -> None:
    line = page([penalty("general", 2)]).dimensions[0].contributions[0]
    assert line.sentence == "2026年9月23日，市场监督管理局：行政处罚（未明码标价、罚款、1.5万元、一般），适用规则“一般违法受处罚”。"
    assert line.arithmetic.startswith("−20 × ")
    assert "已满 2 个月" in line.arithmetic


def test_the_same_in_english() -> None:
    line = page([penalty("general", 2)], "en").dimensions[0].contributions[0]
    assert line.sentence.startswith("23 Sep 2026, ")
    assert "CNY 15,000" in line.sentence
    assert "2 months old" in line.arithmetic


def test_an_override_is_named_only_where_it_holds_the_grade_down() -> None:
    held = page([penalty("serious", 1)])
    assert held.standing.mark.grade == "C"
    assert "最高评为C" in held.standing.note
    poor = page([penalty("serious", 1), *(replace(penalty("serious", 2), record_id=n) for n in range(2, 12))])
    assert poor.standing.mark.grade == "D"
    assert poor.standing.note == ""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_without_records_there_is_no_grade_and_it_says_why(language: str) -> None:
    found = page([], language)
    assert found.standing.mark.grade == NOT_RATED
    assert found.standing.score is None
    assert found.standing.note
