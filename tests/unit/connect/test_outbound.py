"""What goes out: templates, refused rows, the official layout; and that intake takes each of them in again."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.unit.connect.test_layout import paper
from xinzhi import catalogue
from xinzhi.catalogue.lists import lists_of
from xinzhi.catalogue.model import ColumnMapping, Pack
from xinzhi.connect.inbound.layout import indexed, known_headings, propose
from xinzhi.connect.inbound.table import RawTable, open_table
from xinzhi.connect.inbound.workbook_child import MACHINE_SHEET
from xinzhi.connect.outbound.provincial import (
    Export,
    OutRecord,
    ProvincialLayout,
    amount_text,
    layouts,
    missing_columns,
)
from xinzhi.connect.outbound.refused import RefusedRow, write_refused_csv, write_refused_workbook
from xinzhi.connect.outbound.templates import HEADER_ROW, SHEET, template_columns, write_template
from xinzhi.core.records import RecordType
from xinzhi.core.subjects import Identifier, Party, SubjectKind
from xinzhi.core.validation import RowResult, compile_rows

TODAY = date(2030, 1, 1)


def packs() -> list[Pack]:
    return [catalogue.load(catalogue.shipped() / name) for name in ("paper", "national-2026", "san-francisco")]


KINDS = [pytest.param(pack, kind, id=f"{pack.id}-{kind.id}") for pack in packs() for kind in pack.record_types.values()]


def results(table: RawTable, pack: Pack, mapping: ColumnMapping, department: str) -> list[RowResult]:
    kinds = [pack.record_types[mapping.record_type]]
    headings = dict(enumerate(table.headings))
    read = compile_rows(kinds, department, indexed(table, mapping), headings, mapping.constants, lists_of(pack), TODAY)
    return [read(cells, number) for number, cells in table.rows()]


class TestTemplates:
    @pytest.mark.parametrize(("pack", "kind"), KINDS)
    def test_a_template_filled_with_its_sample_is_recognised_and_accepted(
        self, tmp_path: Path, pack: Pack, kind: RecordType
    ) -> None:
        path = tmp_path / "模板.xlsx"
        write_template(path, kind, pack)
        book = openpyxl.load_workbook(path)
        for index, column in enumerate(template_columns(kind), 1):
            book[SHEET].cell(row=HEADER_ROW + 1, column=index, value=column.example)
        book.save(path)

        table = open_table(path, path.name, known_headings(pack))
        department = min(kind.departments)
        proposal = propose(table, pack, department)[0]
        assert (proposal.record_type, proposal.certain) == (kind.id, True)
        assert table.notices == ()
        (result,) = results(table, pack, proposal.mapping, department)
        assert [p.code for p in result.problems if p.is_error] == []
        assert result.drafts

    def test_required_columns_are_marked_and_codes_can_be_chosen(self, tmp_path: Path) -> None:
        kind = paper().record_types["penalty"]
        path = tmp_path / "a.xlsx"
        write_template(path, kind, paper())
        sheet = openpyxl.load_workbook(path)[SHEET]
        headings = [cell.value for cell in sheet[HEADER_ROW]]
        assert "行政处罚决定书文号*" in headings
        assert "备注" in headings
        offers = {
            str(offer.sqref).split(":")[0].rstrip("0123456789"): offer
            for offer in sheet.data_validations.dataValidation
        }
        letter = sheet.cell(row=HEADER_ROW, column=headings.index("失信程度") + 1).column_letter
        assert offers[letter].type == "list"
        assert sheet.column_dimensions[letter].number_format == "@"

    def test_the_hidden_sheet_names_type_and_pack(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        write_template(path, paper().record_types["complaint"], paper())
        sheet = openpyxl.load_workbook(path)[MACHINE_SHEET]
        facts = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
        assert sheet.sheet_state == "veryHidden"
        assert (facts["record_type"], facts["pack"], facts["pack_digest"]) == ("complaint", "paper", paper().digest)


class TestRefused:
    HEADINGS = ("文号", "当事人", "决定日期")
    ROW = RefusedRow(17, "决定日期：无法认出", ("=1+1", "@甲\n乙", "-5"))

    def test_the_workbook_comes_in_again_with_the_same_cells(self, tmp_path: Path) -> None:
        path = tmp_path / "refused.xlsx"
        facts = {"record_type": "penalty"}
        assert write_refused_workbook(path, self.HEADINGS, [self.ROW], mark="退回的行：a.csv", facts=facts) == 1
        table = open_table(path, path.name, known_headings(paper()))
        assert table.headings[2:] == self.HEADINGS
        assert table.hints["record_type"] == "penalty"
        ((_, cells),) = table.rows()
        assert cells == ["17", self.ROW.reasons, *self.ROW.cells]

    def test_no_cell_of_it_is_a_formula(self, tmp_path: Path) -> None:
        path = tmp_path / "refused.xlsx"
        write_refused_workbook(path, ("=H()", *self.HEADINGS), [self.ROW], mark="=M()", facts={})
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows():
                assert all(cell.data_type != "f" for cell in row)
                assert not any(str(cell.value or "").startswith(("=", "@")) for cell in row)

    def test_the_csv_comes_in_again_too(self, tmp_path: Path) -> None:
        path = tmp_path / "refused.csv"
        assert write_refused_csv(path, self.HEADINGS, [self.ROW]) == 1
        ((_, cells),) = open_table(path, path.name, known_headings(paper())).rows()
        assert cells[2:] == list(self.ROW.cells)


EXPORT = Export("E20240305-1", datetime(2024, 3, 5, tzinfo=UTC), "张三", "market_supervision")
RECORD = OutRecord(
    Party(
        "聚福餐饮服务有限公司",
        SubjectKind.LEGAL_PERSON,
        (Identifier("uscc", "914403001922038216"),),
        representative="张三",
    ),
    {
        "decision_no": "集市监罚〔2024〕18号",
        "violation": "=HYPERLINK(1)",
        "facts": "违法事实，含逗号\n和换行",
        "ground": "《食品安全法》第一百二十四条",
        "penalty_kind": "warning|fine",
        "content": "罚款",
        "fine": 1_234_501,
        "decided_on": date(2024, 3, 5),
        "valid_until": date(2099, 12, 31),
        "organ": "集宁区市场监督管理局",
    },
)


def penalty_layout(id: str = "dual-publicity-penalty") -> ColumnMapping:
    return next(m for m in layouts(paper(), "penalty") if m.id == id)


class TestProvincial:
    def test_cells_have_the_official_forms(self) -> None:
        layout = ProvincialLayout(penalty_layout(), paper(), otherwise={"source": "集宁区市场监督管理局"})
        row = dict(zip(layout.headings, layout.row(RECORD), strict=True))
        assert row["处罚决定日期"] == "2024/03/05"
        assert row["处罚有效期"] == "2099/12/31"
        assert row["罚款金额（万元）"] == "1.234501"
        assert row["处罚类别"] == "警告;罚款"
        assert row["行政相对人类别"] == "法人及非法人组织"
        assert row["数据来源单位"] == "集宁区市场监督管理局"

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
    def test_the_csv_carries_its_id_in_name_and_manifest(self, tmp_path: Path, encoding: str) -> None:
        path = ProvincialLayout(penalty_layout(), paper()).write_csv(tmp_path, [RECORD], EXPORT, encoding)
        assert EXPORT.id in path.name
        manifest = json.loads(path.with_suffix(".manifest.json").read_text("utf-8"))
        assert manifest["export"] == EXPORT.id
        assert manifest["rows"] == 1
        assert manifest["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        with path.open(encoding=encoding, newline="") as file:
            _, row = csv.reader(file)
        assert "'=HYPERLINK(1)" in row

    def test_the_workbook_carries_its_id_where_it_is_seen(self, tmp_path: Path) -> None:
        path = ProvincialLayout(penalty_layout(), paper()).write_workbook(tmp_path, [RECORD], EXPORT)
        book = openpyxl.load_workbook(path)
        assert EXPORT.id in str(book.worksheets[0].oddFooter.left.text)
        assert EXPORT.id in [row[1] for row in book["导出说明"].iter_rows(values_only=True)]

    @pytest.mark.parametrize("id", [m.id for m in layouts(paper(), "penalty")])
    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_what_goes_out_comes_in_as_the_same_record(self, tmp_path: Path, id: str, form: str) -> None:
        layout = ProvincialLayout(penalty_layout(id), paper())
        write = layout.write_csv if form == "csv" else layout.write_workbook
        path = write(tmp_path, [RECORD], EXPORT)
        table = open_table(path, path.name, known_headings(paper()))
        (result,) = results(table, paper(), layout.mapping, "market_supervision")
        assert [p.code for p in result.problems if p.is_error] == []
        made = result.drafts[0]
        targets = set(layout.mapping.columns.values())
        assert _said(made.fields, targets) == _said(RECORD.fields, targets)
        assert (made.party.name, made.party.identifiers) == (RECORD.party.name, RECORD.party.identifiers)

    def test_what_the_platform_wants_and_a_record_lacks_is_named(self) -> None:
        layout = ProvincialLayout(penalty_layout(), paper())
        row = layout.row(OutRecord(Party("甲公司"), {"decision_no": "1"}))
        missing = missing_columns(layout, row)
        assert "处罚决定日期" in missing
        assert "行政相对人名称" not in missing


def _said(fields: Mapping[str, object], targets: set[str]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name in targets and name in RECORD.fields}


@pytest.mark.parametrize(
    ("cents", "unit", "text"),
    [
        (1, "10k_yuan", "0.000001"),
        (123, "yuan", "1.23"),
        (5, "fen", "5"),
        (-150, "yuan", "-1.50"),
        (0, "100m_yuan", "0.0000000000"),
    ],
)
def test_amounts_go_out_with_all_decimals_of_their_unit(cents: int, unit: str, text: str) -> None:
    assert amount_text(cents, unit) == text
