"""Files of clerks: every row is found, in its bucket, as written."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt

from tests.unit.connect.messy import HEADINGS, KNOWN, ROWS, csv_text, put, repack, workbook
from xinzhi.connect.inbound.guard import Format
from xinzhi.connect.inbound.table import RawTable, open_table


def rows_of(table: RawTable) -> list[list[str]]:
    return [cells for _, cells in table.rows()]


PLAIN = [list(row) for row in ROWS]


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_each_encoding_that_is_certain_is_read(self, tmp_path: Path, encoding: str) -> None:
        table = open_table(put(tmp_path, "a.csv", csv_text(), encoding), "a.csv", KNOWN)
        assert table.headings == HEADINGS
        assert rows_of(table) == PLAIN

    @pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
    def test_each_separator_is_found(self, tmp_path: Path, mark: str) -> None:
        assert rows_of(open_table(put(tmp_path, "a.csv", csv_text(mark=mark)), "a.csv", KNOWN)) == PLAIN

    @pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
    def test_each_kind_of_line_end_is_read(self, tmp_path: Path, end: str) -> None:
        text = csv_text().replace("\n", end)
        assert rows_of(open_table(put(tmp_path, "a.csv", text), "a.csv", KNOWN)) == PLAIN

    def test_a_line_end_within_quotes_is_part_of_its_cell_and_rows_keep_their_numbers(self, tmp_path: Path) -> None:
        text = csv_text().replace("聚福餐饮公司", '"聚福\n餐饮,公司"')
        table = open_table(put(tmp_path, "a.csv", text), "a.csv", KNOWN)
        read = list(table.rows())
        assert read[0][1][1] == "聚福\n餐饮,公司"
        assert [number for number, _ in read] == [2, 3, 4]

    def test_title_blank_total_and_note_rows_are_told_from_data(self, tmp_path: Path) -> None:
        text = (
            "集宁区行政处罚台账,,,,,\n2024年3月,,,,,\n"
            + csv_text()
            + ",,,,,\n小计,,,,5000,\n"
            + ",".join(HEADINGS)
            + "\n"
            + ",".join(ROWS[0])
            + "\n合 计,,,,20000,\n填表人：张三,审核人：李四,日期：2024-4-1,,,\n备注：以上数据截至三月底,,,,,\n"
        )
        table = open_table(put(tmp_path, "a.csv", text), "a.csv", KNOWN)
        assert rows_of(table) == [*PLAIN, PLAIN[0]]
        assert table.buckets == Counter(title=2, header=2, data=4, blank=1, total=2, note=2)
        assert sum(table.buckets.values()) == table.size
        assert [(number, bucket) for number, bucket, _ in table.skipped if bucket in ("total", "note")] == [
            (8, "total"),
            (11, "total"),
            (12, "note"),
            (13, "note"),
        ]

    def test_a_firm_whose_name_begins_like_a_total_is_data(self, tmp_path: Path) -> None:
        text = "当事人,决定书文号,决定日期\n合计建材有限公司,,2024-03-05\n备注文化传媒有限公司,2,\n"
        table = open_table(put(tmp_path, "a.csv", text), "a.csv", KNOWN)
        assert [cells[0] for cells in rows_of(table)] == ["合计建材有限公司", "备注文化传媒有限公司"]

    def test_a_row_that_a_comma_tore_apart_is_given_with_its_fault(self, tmp_path: Path) -> None:
        text = csv_text() + "罚〔2024〕4号,聚福,餐饮公司,,警告,,2024-03-05\n" + ",".join(ROWS[0]) + ",,,\n"
        table = open_table(put(tmp_path, "a.csv", text), "a.csv", KNOWN)
        numbers = [number for number, _ in table.rows()]
        assert numbers == [2, 3, 4, 5, 6]
        assert {number: fault.code for number, fault in table.faults.items()} == {5: "row_too_wide"}

    def test_what_we_guarded_when_handing_out_comes_in_as_it_was(self, tmp_path: Path) -> None:
        text = csv_text([("'=1+1", "'0123", "", "警告", "", "2024-03-05")])
        assert rows_of(open_table(put(tmp_path, "a.csv", text), "a.csv", KNOWN))[0][:2] == ["=1+1", "0123"]

    def test_full_width_and_invisible_characters_are_put_right(self, tmp_path: Path) -> None:
        text = csv_text([("\ufeff罚１号\u200b", "　聚福　", "", "警告", "５０００", "2024-03-05")])
        assert rows_of(open_table(put(tmp_path, "a.csv", text), "a.csv", KNOWN))[0][:5] == [
            "罚1号",
            "聚福",
            "",
            "警告",
            "5000",
        ]

    def test_rows_can_be_read_again(self, tmp_path: Path) -> None:
        table = open_table(put(tmp_path, "a.csv", csv_text()), "a.csv", KNOWN)
        assert rows_of(table) == rows_of(table)
        assert table.buckets["data"] == 3


class TestHeadings:
    def test_headings_in_two_rows_are_joined_where_that_makes_them_known(self, tmp_path: Path) -> None:
        text = "处罚台账,,,\n序号,行政相对人,,决定日期\n,名称,地址,\n1,聚福,解放路,2024-03-05\n"
        table = open_table(put(tmp_path, "a.csv", text), "a.csv", KNOWN)
        assert table.headings == ("序号", "行政相对人名称", "地址", "决定日期")
        assert rows_of(table) == [["1", "聚福", "解放路", "2024-03-05"]]
        assert table.buckets == Counter(title=1, header=2, data=1)

    def test_headings_are_found_below_a_long_preamble(self, tmp_path: Path) -> None:
        text = "".join(f"第{n}条 说明文字,,,,,\n" for n in range(20)) + csv_text()
        assert open_table(put(tmp_path, "a.csv", text), "a.csv", KNOWN).header_row == 21

    def test_a_row_that_a_mapping_names_is_taken(self, tmp_path: Path) -> None:
        table = open_table(put(tmp_path, "a.csv", "甲,乙\n" + csv_text()), "a.csv", KNOWN, "", 2)
        assert table.header_row == 2

    def test_the_same_heading_twice_is_told(self, tmp_path: Path) -> None:
        text = "当事人,决定日期,当事人\n聚福,2024-03-05,别的\n"
        table = open_table(put(tmp_path, "a.csv", text), "a.csv", KNOWN)
        assert [notice.code for notice in table.notices] == ["heading_twice"]


class TestWorkbooks:
    def test_a_plain_workbook_reads_like_the_same_csv(self, tmp_path: Path) -> None:
        table = open_table(workbook(tmp_path), "台账.xlsx", KNOWN)
        assert table.format is Format.XLSX
        assert rows_of(table) == PLAIN
        assert [number for number, _ in table.rows()] == [2, 3, 4]

    def test_an_old_workbook_is_read(self, tmp_path: Path) -> None:
        book = xlwt.Workbook()
        sheet = book.add_sheet("台账")
        for number, row in enumerate((HEADINGS, *ROWS), 2):
            for column, text in enumerate(row, 1):
                sheet.write(number, column, text)
        path = tmp_path / "a.xls"
        book.save(str(path))
        table = open_table(path, "a.xls", KNOWN)
        assert table.header_row == 3
        assert rows_of(table) == [["", *row] for row in PLAIN]

    def test_typed_cells_are_told_as_a_clerk_reads_them(self, tmp_path: Path) -> None:
        def fill(_: Any, sheet: Any) -> None:
            sheet.append([2000, 0.1 + 0.2, 150902600000001, True, 914403001922038216, datetime(2024, 3, 5, 14, 30)])
            sheet.append([date(2024, 3, 5), 1.5, "", False, 1e-7, ""])

        read = rows_of(open_table(workbook(tmp_path, fill), "台账.xlsx", KNOWN))
        assert read[3][:4] == ["2000", "0.3", "150902600000001", "是"]
        assert read[3][4].startswith("9.14403001922038")
        assert "E+17" in read[3][4]
        assert read[3][5] == "2024-03-05 14:30:00"
        assert read[4][:5] == ["2024-03-05", "1.5", "", "否", "0.0000001"]

    def test_merged_cells_hold_their_value_in_every_row(self, tmp_path: Path) -> None:
        def fill(_: Any, sheet: Any) -> None:
            sheet.merge_cells("B2:B4")

        assert [row[1] for row in rows_of(open_table(workbook(tmp_path, fill), "台账.xlsx", KNOWN))] == [
            "聚福餐饮公司"
        ] * 3

    def test_an_error_and_a_formula_without_result_are_seen_and_an_empty_result_is_not_one(
        self, tmp_path: Path
    ) -> None:
        def fill(_: Any, sheet: Any) -> None:
            sheet.append(["#N/A", "=SUM(E2:E3)", "", "", "", ""])
            sheet["D5"] = '=IF(A1="","","")'

        path = workbook(tmp_path, fill)
        empty = b'<c r="D5" t="str"><f>x</f><v></v></c>'
        repack(path, lambda name, part: _set_cell(part, b"D5", empty) if name.endswith("sheet1.xml") else part)
        read = rows_of(open_table(path, "台账.xlsx", KNOWN))
        assert read[3][:4] == ["#N/A", "#NOT_CALCULATED!", "", ""]

    def test_a_stored_result_of_a_formula_is_its_value(self, tmp_path: Path) -> None:
        path = workbook(tmp_path)
        stored = b'<c r="E2"><f>2*2500</f><v>5000</v></c>'
        repack(path, lambda name, part: _set_cell(part, b"E2", stored) if name.endswith("sheet1.xml") else part)
        assert rows_of(open_table(path, "台账.xlsx", KNOWN))[0][4] == "5000"

    def test_the_sheet_with_the_known_headings_is_read_and_others_are_told(self, tmp_path: Path) -> None:
        def fill(book: Any, _: Any) -> None:
            notes = book.create_sheet("说明", 0)
            for number in range(50):
                notes.append([f"第{number}条", "填写说明文字"])
            book.create_sheet("空白")
            hidden = book.create_sheet("旧数据")
            hidden.append(list(HEADINGS))
            hidden.append(list(ROWS[0]))
            hidden.sheet_state = "hidden"

        table = open_table(workbook(tmp_path, fill), "台账.xlsx", KNOWN)
        assert table.sheet == "Sheet"
        assert rows_of(table) == PLAIN
        assert [notice.code for notice in table.notices] == ["sheets_left_out"]
        assert table.notices[0].params["others"] == "说明(50)、旧数据(2)"

    def test_a_sheet_that_is_named_is_read_even_if_hidden(self, tmp_path: Path) -> None:
        def fill(book: Any, _: Any) -> None:
            hidden = book.create_sheet("旧数据")
            hidden.append(list(HEADINGS))
            hidden.append(list(ROWS[0]))
            hidden.sheet_state = "hidden"

        assert rows_of(open_table(workbook(tmp_path, fill), "台账.xlsx", KNOWN, "旧数据")) == [PLAIN[0]]

    def test_a_remark_beside_the_table_does_not_spoil_its_row(self, tmp_path: Path) -> None:
        def fill(_: Any, sheet: Any) -> None:
            sheet["H3"] = "此户已搬走"

        table = open_table(workbook(tmp_path, fill), "台账.xlsx", KNOWN)
        assert len(rows_of(table)) == 3
        assert table.faults == {}


def _set_cell(part: bytes, place: bytes, cell: bytes) -> bytes:
    changed, count = re.subn(rb'<c r="' + place + rb'"[^>]*?(?:/>|>.*?</c>)', cell, part)
    assert count == 1
    return changed


class TestJsonLines:
    def test_keys_are_headings_and_numbers_stay_as_written(self, tmp_path: Path) -> None:
        text = '{"当事人": "聚福", "罚款金额": 5000.10, "决定书文号": 914403001922038216}\n\n{"当事人": "鑫源", "听证": true}\n'
        table = open_table(put(tmp_path, "a.jsonl", text), "a.jsonl", KNOWN)
        assert table.headings == ("当事人", "罚款金额", "决定书文号", "听证")
        assert list(table.rows()) == [(1, ["聚福", "5000.10", "914403001922038216", ""]), (3, ["鑫源", "", "", "是"])]
        assert table.buckets == Counter(header=1, data=2, blank=1)

    @pytest.mark.parametrize(
        ("line", "code"),
        [
            ('{"当事人": "a"', "json_broken"),
            ('{"当事人": NaN}', "json_broken"),
            ("[" * 100_000, "json_broken"),
            ('["a"]', "json_not_object"),
            ('{"当事人": {"a": 1}}', "json_nested"),
            ('{"当事人": "a", "当事人": "b"}', "json_key_twice"),
        ],
    )
    def test_a_broken_line_is_a_faulty_row_and_holds_up_no_other(self, tmp_path: Path, line: str, code: str) -> None:
        text = f'{{"当事人": "聚福"}}\n{line}\n{{"当事人": "鑫源"}}\n'
        table = open_table(put(tmp_path, "a.jsonl", text), "a.jsonl", KNOWN)
        assert [number for number, _ in table.rows()] == [1, 2, 3]
        assert {number: fault.code for number, fault in table.faults.items()} == {2: code}


def test_parquet_columns_are_told_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    columns = {
        "当事人": ["聚福", None],
        "罚款金额": pa.array([5000, 2**60], pa.int64()),
        "决定日期": pa.array([date(2024, 3, 5), None]),
        "听证": [True, False],
        "分": [1.5, float("nan")],
    }
    pq.write_table(pa.table(columns), path)
    table = open_table(path, "a.parquet", KNOWN)
    assert list(table.rows()) == [
        (1, ["聚福", "5000", "2024-03-05", "是", "1.5"]),
        (2, ["", str(2**60), "", "否", ""]),
    ]
