"""Which column is what: known layouts without a question, unknown ones as a proposal with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.unit.connect.messy import put
from xinzhi import catalogue
from xinzhi.catalogue.model import ColumnMapping, Pack
from xinzhi.connect.inbound.headings import find_header
from xinzhi.connect.inbound.layout import (
    Proposal,
    fitting_mapping,
    indexed,
    known_headings,
    names_of,
    propose,
    unread,
)
from xinzhi.connect.inbound.saved import mapping_yaml
from xinzhi.connect.inbound.table import RawTable, open_table


@cache
def paper() -> Pack:
    return catalogue.load(catalogue.shipped() / "paper")


def table_of(tmp_path: Path, *rows: Sequence[str], name: str = "a.csv") -> RawTable:
    text = "\n".join(",".join(row) for row in rows) + "\n"
    return open_table(put(tmp_path, name, text), name, known_headings(paper()))


def best(table: RawTable, record_type: str = "", department: str = "market_supervision") -> Proposal:
    return propose(table, paper(), department, record_type)[0]


def guesses(proposal: Proposal) -> dict[str, tuple[str, str]]:
    return {guess.heading: (guess.target, guess.why) for guess in proposal.columns}


PENALTY = ("处罚决定书文号", "当事人", "信用代码", "违法行为类型", "处罚类别", "处罚决定日期")
ROWS = tuple(
    (f"集市监罚〔2024〕{n}号", "聚福餐饮公司", "914403001922038216", "无照", "罚款", f"2024-03-0{n}")
    for n in range(1, 6)
)


def test_headings_that_are_all_known_are_certain_and_name_the_record_type(tmp_path: Path) -> None:
    proposal = best(table_of(tmp_path, PENALTY, *ROWS))
    assert proposal.record_type == "penalty"
    assert proposal.certain
    assert proposal.confidence == 1000


@pytest.mark.parametrize(
    "heading", ["*处罚决定日期", "处罚决定日期（必填）", "处 罚 决 定 日 期", "CF_JDRQ", "decided_on"]
)
def test_stars_remarks_blanks_and_official_codes_do_not_hide_a_heading(tmp_path: Path, heading: str) -> None:
    proposal = best(table_of(tmp_path, (*PENALTY[:5], heading), *ROWS))
    assert guesses(proposal)[heading] == ("decided_on", "exact")


def test_a_running_number_and_our_own_columns_are_left_out_and_do_not_make_a_layout_unknown(tmp_path: Path) -> None:
    headings = ("序号", "※退回原因", *PENALTY)
    proposal = best(table_of(tmp_path, headings, *(("1", "理由", *row) for row in ROWS)))
    assert proposal.certain
    assert guesses(proposal)["序号"] == ("", "counter")
    assert guesses(proposal)["※退回原因"] == ("", "ours")


def test_a_renamed_heading_is_proposed_by_its_likeness_and_not_certain(tmp_path: Path) -> None:
    proposal = best(table_of(tmp_path, (*PENALTY[:5], "处罚决定的日期"), *ROWS))
    assert guesses(proposal)["处罚决定的日期"] == ("decided_on", "alike")
    assert not proposal.certain
    assert 500 < proposal.confidence < 1000


def test_a_heading_that_says_nothing_is_proposed_by_what_stands_under_it(tmp_path: Path) -> None:
    headings = ("甲", "乙", "丙", PENALTY[3], "丁", "戊")
    found = guesses(best(table_of(tmp_path, headings, *ROWS), "penalty"))
    assert found["甲"] == ("decision_no", "content")
    assert found["乙"] == ("party.name", "content")
    assert found["丙"] == ("party.uscc", "content")
    assert found["丁"] == ("penalty_kind", "content")
    assert found["戊"] == ("decided_on", "content")


def test_likeness_gives_way_where_the_cells_contradict_it(tmp_path: Path) -> None:
    rows = [(*row[:5], "不详") for row in ROWS]
    found = guesses(best(table_of(tmp_path, (*PENALTY[:5], "处罚决定的日期"), *rows), "penalty"))
    assert found["处罚决定的日期"] == ("", "unknown")


def test_what_is_required_and_not_there_is_named(tmp_path: Path) -> None:
    proposal = best(table_of(tmp_path, PENALTY[:5], *(row[:5] for row in ROWS)), "penalty")
    assert proposal.missing == ("decided_on",)
    assert not proposal.certain


def test_only_record_types_of_the_department_are_proposed(tmp_path: Path) -> None:
    table = table_of(tmp_path, PENALTY, *ROWS)
    assert "overload" in {p.record_type for p in propose(table, paper(), "transport")}
    assert "overload" not in {p.record_type for p in propose(table, paper(), "market_supervision")}
    assert propose(table, paper(), "nobody") == []


def test_a_shipped_mapping_fits_when_all_its_headings_are_there(tmp_path: Path) -> None:
    mapping = next(m for m in paper().mappings if m.id == "market-penalty-ledger")
    headings = list(mapping.columns)
    table = table_of(tmp_path, (*headings, "经办人"), ("x",) * (len(headings) + 1))
    assert fitting_mapping(table, paper().mappings, "market_supervision") == mapping
    assert fitting_mapping(table, [mapping], "transport") is None
    assert fitting_mapping(table_of(tmp_path, headings[1:]), [mapping], "market_supervision") is None


def test_a_column_that_holds_something_and_goes_nowhere_is_told(tmp_path: Path) -> None:
    table = table_of(tmp_path, ("序号", "当事人", "经办人", "空列", "不要"), ("1", "聚福", "张三", "", "x"))
    mapping = ColumnMapping("m", "", "penalty", "", {"当事人": "party.name", "不要": ""}, {})
    assert [notice.params["headings"] for notice in unread(table, mapping)] == ["经办人"]


def test_of_two_columns_for_one_target_the_first_is_read(tmp_path: Path) -> None:
    table = table_of(tmp_path, ("当事人", "企业名称"), ("聚福", "别的"))
    mapping = ColumnMapping("m", "", "penalty", "", {"当事人": "party.name", "企业名称": "party.name"}, {})
    assert indexed(table, mapping) == {0: "party.name"}


def test_every_record_type_knows_each_heading_once() -> None:
    for kind in paper().record_types.values():
        targets = set(names_of(kind).values())
        assert {f.name for f in kind.fields} <= targets
        assert {slot.value for slot in kind.party_slots} <= targets


def test_a_confirmed_mapping_written_as_a_file_of_a_pack_is_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "local"
    (folder / "market_supervision" / "mappings").mkdir(parents=True)
    (folder / "pack.yaml").write_text(
        'pack: local\ntitle: {zh: 本地, en: local}\nextends: paper\nregion: "1509"\nin_force: {from: 2024-01-01}\n',
        "utf-8",
    )
    mapping = ColumnMapping(
        "ours-1",
        "台账",
        "penalty",
        "market_supervision",
        {"文号: 新": "decision_no", "谁": "party.name", "事": "violation", "何时": "decided_on", "不": ""},
        {"penalty_kind": "警告"},
        3,
        "表1",
    )
    (folder / "market_supervision" / "mappings" / "ours.yaml").write_text(mapping_yaml(mapping), "utf-8")
    pack = catalogue.load(folder)
    assert next(m for m in pack.mappings if m.id == "ours-1") == mapping


def test_a_row_of_data_with_one_known_word_is_not_taken_for_headings() -> None:
    known = frozenset({"罚款", "处罚日期", "名称"})
    rows = [["代号甲", "代号乙", "代号丙"], ["集市监罚1号", "罚款", "2024-03-05"], ["集市监罚2号", "罚款", "2024-03-06"]]
    assert find_header(rows, known) == 0
    assert find_header([["罚款统计表"], ["名称", "处罚日期", "2024年度"], ["甲", "2024-03-05", "1"]], known) == 1
