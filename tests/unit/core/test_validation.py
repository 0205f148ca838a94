"""From cells to drafts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.unit.core.intake_samples import (
    CITIZEN,
    CORRECTION,
    FIRM,
    LISTS,
    OVERLOAD,
    PENALTY,
    TODAY,
    VIOLATION,
    VISIT,
    reader_for,
)
from xinzhi.core.base.problems import Refused
from xinzhi.core.records import Draft
from xinzhi.core.subjects import Identifier, SubjectKind
from xinzhi.core.validation import RowResult, compile_rows

BASE = {
    "decision_no": "罚〔2024〕1号",
    "party.name": "聚福餐饮公司",
    "penalty_kind": "罚款",
    "decided_on": "2024-03-05",
}


def read(*, row: int = 7, headings: dict[int, str] | None = None, **cells: str) -> RowResult:
    wanted = BASE | {name.replace("__", "."): text for name, text in cells.items()}
    return reader_for(tuple(wanted), headings=headings)(list(wanted.values()), row)


def draft(**cells: str) -> Draft:
    result = read(**cells)
    assert not result.refused, result.problems
    return result.drafts[0]


def codes(result: RowResult) -> list[str]:
    return [p.code for p in result.problems]


def test_a_complete_row_becomes_one_typed_draft() -> None:
    result = read(fine="1.5万元", gravity="严重", valid_until="长期", heard="否", items="3件", party__uscc=FIRM)
    assert codes(result) == []
    made = result.drafts[0]
    assert made.record_type == "penalty"
    assert made.department == "market"
    assert made.occurred_on == date(2024, 3, 5)
    assert made.row == 7
    assert made.party.identifiers == (Identifier("uscc", FIRM),)
    assert made.party.kind is SubjectKind.LEGAL_PERSON
    assert made.fields == {
        "decision_no": "罚〔2024〕1号",
        "penalty_kind": "fine",
        "decided_on": date(2024, 3, 5),
        "fine": 1_500_000,
        "gravity": "serious",
        "valid_until": date(2099, 12, 31),
        "heard": False,
        "items": 3,
    }


def test_a_default_stands_where_the_cell_or_the_column_is_empty() -> None:
    assert draft().fields["gravity"] == "general"
    assert draft(gravity="").fields["gravity"] == "general"
    assert draft(gravity="/").fields["gravity"] == "general"


def test_无_is_nothing_for_a_date_and_an_answer_for_a_question() -> None:
    made = draft(valid_until="无", heard="无")
    assert "valid_until" not in made.fields
    assert made.fields["heard"] is False


@pytest.mark.parametrize("name", ["decision_no", "penalty_kind", "decided_on", "party__name"])
def test_a_required_cell_that_is_empty_refuses_the_row_once_and_says_where(name: str) -> None:
    result = read(**{name: ""})
    assert result.refused
    assert codes(result) == ["cell_missing"]
    place = result.problems[0].place
    assert place is not None
    assert (place.row, place.field) == (7, name.replace("__", "."))


def test_a_cell_that_cannot_be_read_is_not_missing_as_well() -> None:
    assert codes(read(decided_on="昨天")) == ["date_unreadable"]


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    result = read(decided_on="2024-02-30", penalty_kind="罚坎", fine="很多", party__uscc="91440300192203821X")
    assert sorted(codes(result)) == ["amount_unreadable", "code_unknown_value", "date_impossible", "uscc_check"]
    assert result.drafts == ()


def test_a_problem_names_row_column_and_heading() -> None:
    result = read(fine="很多", headings={4: "罚款（元）"})
    place = result.problems[0].place
    assert place is not None
    assert (place.row, place.column, place.field) == (7, 5, "罚款（元）")


def test_tomorrow_is_refused_and_today_is_not() -> None:
    assert codes(read(decided_on="2024-06-02")) == ["date_in_future"]
    assert not read(decided_on=TODAY.isoformat()).refused


def test_other_dates_may_lie_ahead() -> None:
    assert not read(valid_until="2030-01-01").refused


def test_a_record_older_than_its_type_is_taken_and_told() -> None:
    result = read(decided_on="1999-12-31")
    assert not result.refused
    assert codes(result) == ["record_type_not_in_force"]


def test_the_hour_of_a_decision_starts_its_clock_in_the_zone_of_the_pack() -> None:
    made = draft(decided_on="2024年3月5日14时30分")
    assert made.occurred_on == date(2024, 3, 5)
    assert made.started_at == datetime(2024, 3, 5, 6, 30, tzinfo=UTC)
    assert draft().started_at is None


def test_a_bare_amount_counts_in_the_unit_of_heading_official_code_or_field() -> None:
    assert read(fine="0.5", headings={4: "罚款金额（万元）"}).drafts[0].fields["fine"] == 500_000
    assert read(fine="0.5", headings={4: "CF_NR_FK"}).drafts[0].fields["fine"] == 500_000
    assert read(fine="0.5", headings={4: "罚款"}).drafts[0].fields["fine"] == 50


def test_text_over_the_official_length_is_taken_with_a_warning() -> None:
    result = read(decision_no="罚" * 21)
    assert not result.refused
    assert codes(result) == ["cell_too_long"]
    assert codes(read(facts="长" * 40_000)) == ["cell_far_too_long"]


def test_numbers_out_of_range_and_spoilt_cells_are_refused() -> None:
    assert codes(read(items="101")) == ["number_out_of_range"]
    assert codes(read(decision_no="1.23E+17")) == ["digits_lost"]
    assert codes(read(fine="#REF!")) == ["formula_error"]


def test_a_document_number_has_one_form() -> None:
    assert draft(decision_no="罚（2024） 1 号").fields["decision_no"] == "罚〔2024〕1号"


class TestParty:
    def test_a_code_decides_the_kind_and_a_contradiction_is_told(self) -> None:
        result = read(party__uscc=FIRM, party__kind="个体工商户")
        assert codes(result) == ["party_kind_differs"]
        assert result.drafts[0].party.kind is SubjectKind.LEGAL_PERSON

    def test_the_kind_is_what_the_row_says_where_no_code_does(self) -> None:
        assert draft(party__kind="自然人").party.kind is SubjectKind.NATURAL_PERSON
        assert draft().party.kind is None

    def test_an_identity_number_makes_a_natural_person(self) -> None:
        made = draft(party__citizen_id=CITIZEN, party__name="张三")
        assert made.party.kind is SubjectKind.NATURAL_PERSON
        assert made.party.identifiers == (Identifier("citizen_id", CITIZEN),)

    def test_a_kind_that_the_record_type_does_not_take_is_refused(self) -> None:
        assert codes(read(party__kind="车辆")) == ["party_kind_not_allowed"]

    def test_a_wrong_code_is_refused_and_not_dropped(self) -> None:
        assert codes(read(party__uscc="914403001922038217")) == ["uscc_check"]

    def test_an_old_number_in_the_column_of_the_code_is_taken_for_what_it_is(self) -> None:
        result = read(party__uscc="150902600000001")
        assert "uscc_is_registration_no" in codes(result)
        assert result.drafts[0].party.identifiers[0].scheme == "registration_no"

    def test_an_identity_number_in_the_column_of_the_code_is_refused_without_being_repeated(self) -> None:
        result = read(party__uscc=CITIZEN)
        assert codes(result) == ["uscc_is_citizen_id"]
        assert CITIZEN not in str(result.problems)

    def test_a_number_stands_for_a_missing_name(self) -> None:
        made = draft(party__name="", party__uscc=FIRM)
        assert made.party.name == ""
        assert made.party.identifiers

    def test_a_name_that_looks_like_several_is_told(self) -> None:
        assert codes(read(party__name="张三、李四")) == ["name_of_several"]
        assert codes(read(party__name="张三等3人")) == ["name_of_several"]

    def test_a_division_is_read_by_code_or_name_and_an_unknown_one_is_told(self) -> None:
        assert draft(party__region="150902").party.region_code == "150902"
        assert draft(party__region="集宁区").party.region_code == "150902"
        result = read(party__region="集宁曲")
        assert codes(result) == ["region_unknown"]
        assert result.problems[0].params["proposals"] == "集宁区"

    def test_a_declared_number_is_checked_against_its_pattern(self) -> None:
        assert draft(party__local="65776").party.identifiers == (Identifier("business_id", "65776"),)
        assert codes(read(party__local="x-1")) == ["declared_identifier_shape"]

    def test_tractor_and_trailer_are_one_case_of_the_tractor(self) -> None:
        reader = reader_for(("visit_no", "visited_on", "party.plate"), (OVERLOAD,))
        result = reader(["1", "2024-03-05", "蒙J1234挂、蒙J12345"], 2)
        assert codes(result) == ["plates_several"]
        assert result.drafts[0].party.identifiers == (Identifier("plate", "蒙J12345"),)

    def test_an_acting_record_needs_no_party_and_any_other_does(self) -> None:
        targets = ("visit_no", "visited_on", "party.name")
        assert not reader_for(targets, (CORRECTION,))(["1", "2024-03-05", ""], 2).refused
        assert reader_for(targets, (VISIT,))(["1", "2024-03-05", ""], 2).refused


class TestSeveral:
    TARGETS = ("visit_no", "visited_on", "party.name", "violation")

    def test_one_row_yields_a_record_of_each_type_and_one_for_each_piece(self) -> None:
        result = reader_for(self.TARGETS, (VISIT, VIOLATION))(["1", "2024-03-05", "店铺", "轻微. 严重. 轻微."], 2)
        assert [(d.record_type, d.part, d.fields.get("violation"), d.fields.get("part")) for d in result.drafts] == [
            ("visit", 0, None, None),
            ("violation", 0, "minor", 1),
            ("violation", 1, "serious", 2),
            ("violation", 2, "minor", 3),
        ]

    def test_one_piece_that_cannot_be_read_refuses_the_whole_row(self) -> None:
        result = reader_for(self.TARGETS, (VISIT, VIOLATION))(["1", "2024-03-05", "店铺", "轻微. 特别"], 2)
        assert result.drafts == ()
        assert codes(result) == ["code_unknown_value"]

    def test_what_is_wrong_for_both_types_is_said_once(self) -> None:
        result = reader_for(self.TARGETS, (VISIT, VIOLATION))(["1", "昨天", "店铺", "轻微"], 2)
        assert codes(result) == ["date_unreadable"]


class TestCompiling:
    def test_a_file_without_a_required_column_is_refused_as_a_whole(self) -> None:
        with pytest.raises(Refused) as refusal:
            reader_for(("decision_no", "party.name"))
        assert refusal.value.problems[0].code == "columns_missing"
        assert refusal.value.problems[0].params["fields"] == "处罚类别、决定日期"

    def test_constants_fill_columns_that_a_file_does_not_have(self) -> None:
        reader = reader_for(
            ("decision_no", "party.name", "decided_on"), constants={"penalty_kind": "警告", "party.kind": "自然人"}
        )
        made = reader(["1", "张三", "2024-03-05"], 1).drafts[0]
        assert made.fields["penalty_kind"] == "warning"
        assert made.party.kind is SubjectKind.NATURAL_PERSON

    def test_a_constant_that_cannot_be_read_refuses_the_mapping(self) -> None:
        with pytest.raises(Refused) as refusal:
            reader_for(tuple(BASE), constants={"gravity": "特别"})
        assert refusal.value.problems[0].code == "constant_unreadable"

    def test_a_department_hands_in_only_what_it_produces(self) -> None:
        with pytest.raises(Refused) as refusal:
            compile_rows([PENALTY], "transport", dict(enumerate(BASE)), {}, {}, LISTS, TODAY)
        assert refusal.value.problems[0].code == "department_does_not_produce"

    def test_a_short_row_is_a_row_with_empty_cells(self) -> None:
        assert codes(reader_for(tuple(BASE))(["1", "聚福餐饮"], 3)) == ["cell_missing", "cell_missing"]

    def test_what_is_remembered_of_one_row_does_not_reach_the_next(self) -> None:
        reader = reader_for(tuple(BASE))
        bad = list(BASE.values())
        bad[3] = "昨天"
        first, second, third = reader(bad, 1), reader(list(BASE.values()), 2), reader(bad, 3)
        assert [p.place.row for r in (first, third) for p in r.problems if p.place] == [1, 3]
        assert not second.refused
