"""Files that were made to do harm, or that are not what they say: each refused with its reason, in bounded memory."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.unit.connect.messy import HEADINGS, KNOWN, bomb, csv_text, put, repack, workbook
from xinzhi.connect.inbound import delimited, guard
from xinzhi.connect.inbound.table import open_table
from xinzhi.core.base.problems import Refused


def refusal(path: Path, name: str | None = None, sheet: str = "") -> str:
    with pytest.raises(Refused) as refused:
        list(open_table(path, name or path.name, KNOWN, sheet).rows())
    return refused.value.problems[0].code


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "file_empty"),
        ("a.csv", b"\n , ,\n\n", "file_empty"),
        ("a.docx", b"x", "file_kind_unknown"),
        ("a", b"x", "file_kind_unknown"),
        ("a.csv", b"%PDF-1.7 ...", "file_is_binary"),
        ("a.csv", b"MZ\x90\x00\x03", "file_is_binary"),
        ("a.csv", b"a,b\x00c\n", "file_is_binary"),
        ("a.xlsx", csv_text().encode(), "file_is_not_what_it_says"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "workbook_is_page"),
        ("a.xlsx", b"PK\x03\x04 not an archive", "workbook_broken"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "workbook_broken"),
        ("a.parquet", b"PAR1 and nothing PAR1", "parquet_broken"),
        ("a.csv", b"name\n\xff\xff\xff\n", "encoding_unknown"),
        ("a.csv", b"\xef\xbb\xbfname\n" + "处罚".encode("gb18030") + b"\n", "encoding_unknown"),
        ("a.csv", '当事人,决定日期\n"聚福,2024-03-05\n鑫源,2024-03-06\n'.encode(), "csv_quote_open"),
        ("a.csv", ('当事人,决定日期\n"聚福,2024\n' + "鑫源,2024-03-06\n" * 2000).encode(), "csv_quote_open"),
        ("a.csv", b"2024-03-05,914403001922038216\n2024-03-06,914403001922038216\n", "headings_not_found"),
        ("a.json", b'[{"a": 1}]', "json_is_array"),
        ("a.jsonl", b'"a"\n12\n', "json_without_objects"),
        ("a.csv", (",".join(f"c{n}" for n in range(1500)) + "\n").encode(), "too_many_columns"),
    ],
)
def test_a_file_that_cannot_be_read_with_certainty_is_refused(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    assert refusal(put(tmp_path, name, content)) == code


def test_an_encrypted_workbook_is_refused_in_words_whatever_its_ending(tmp_path: Path) -> None:
    content = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 2000
    )
    assert refusal(put(tmp_path, "a.xlsx", content)) == "workbook_encrypted"
    assert refusal(put(tmp_path, "a.xls", content)) == "workbook_encrypted"


def test_a_zip_bomb_is_refused_from_its_directory(tmp_path: Path) -> None:
    assert refusal(put(tmp_path, "a.xlsx", bomb(300 * 2**20))) == "archive_bomb"


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert refusal(path) == "workbook_broken"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_entities_are_refused_in_whatever_part_they_stand(tmp_path: Path, part: str) -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'

    def poison(name: str, content: bytes) -> bytes:
        return evil + content.split(b"?>", 1)[-1] if name == part else content

    assert refusal(repack(workbook(tmp_path), poison)) == "workbook_entities"


def test_a_cell_far_away_cannot_make_the_reader_ask_for_all_memory(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet["XFD1048576"] = "x"

    assert refusal(workbook(tmp_path, fill)) == "sheet_reaches_too_far"


def test_a_part_that_is_missing_or_cut_off_is_a_broken_workbook(tmp_path: Path) -> None:
    path = repack(workbook(tmp_path), lambda name, part: part[:200] if name.endswith("sheet1.xml") else part)
    assert refusal(path) == "workbook_broken"
    path = repack(workbook(tmp_path), lambda name, part: b"" if name.endswith("workbook.xml") else part)
    assert refusal(path) == "workbook_broken"


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    assert refusal(workbook(tmp_path), sheet="没有") == "sheet_not_found"


def test_an_endless_line_is_refused_without_reading_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        for _ in range(30):
            file.write(b"x" * 2**20)
    assert refusal(path) == "line_too_long"


def test_a_nul_deep_in_the_file_is_found_before_any_row_is_given(tmp_path: Path) -> None:
    text = csv_text() + "罚〔2024〕9号,x,,警告,,2024-03-05\n" * 5_000
    path = put(tmp_path, "a.csv", text.encode() + "罚\0,x,,警告,,2024-03-05\n".encode())
    with pytest.raises(Refused) as refused:
        open_table(path, "a.csv", KNOWN)
    assert refused.value.problems[0].code == "file_has_nul"
    assert refused.value.problems[0].params["row"] == 5_005


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "LARGEST_FILE", 10)
    assert refusal(put(tmp_path, "a.csv", csv_text())) == "file_too_large"


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MOST_ROWS", 3)
    assert refusal(put(tmp_path, "a.csv", csv_text())) == "too_many_rows"


def test_formulas_in_text_files_are_text(tmp_path: Path) -> None:
    evil = "=cmd|' /C calc'!A0"
    path = put(tmp_path, "a.csv", ",".join(HEADINGS) + f"\n{evil},@SUM(1),+1,警告,-2,2024-03-05\n")
    ((_, cells),) = open_table(path, "a.csv", KNOWN).rows()
    assert cells[:3] == [evil, "@SUM(1)", "+1"]
