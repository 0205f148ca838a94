"""Laws of tables: no file breaks the house, no row is lost or doubled, what is refused can be mended and handed in."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.connect.messy import HEADINGS, KNOWN
from tests.unit.core.intake_samples import FIRM, reader_for
from xinzhi.connect.inbound.table import RawTable, open_table
from xinzhi.connect.outbound.refused import RefusedRow, write_refused_csv, write_refused_workbook
from xinzhi.core.base.problems import Refused
from xinzhi.core.cells.text import clean, unguarded
from xinzhi.core.validation import RowResult

WORD = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=12
) | st.sampled_from(
    ["合计", "备注：", "填表人：张三", "警告", "罚款", "2024-03-05", FIRM, "5000", "=1+1", '"', "'", ",", "\n", "  "]
)
ROW = st.lists(WORD, max_size=9)
TARGETS = ("decision_no", "party.name", "party.uscc", "penalty_kind", "fine", "decided_on")
TYPED = st.tuples(
    WORD,
    WORD,
    st.sampled_from(["", FIRM, "x"]) | WORD,
    st.sampled_from(["罚款", "警告、罚款", "罚坎", ""]),
    st.sampled_from(["", "5000", "1.5万元", "很多"]),
    st.sampled_from(["2024-03-05", "2024年3月6日", "昨天", ""]),
)


def as_csv(rows: Sequence[Sequence[str]], mark: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows(rows)
    return out.getvalue()


def opened(folder: str, content: bytes, name: str) -> RawTable | None:
    path = Path(folder) / name
    path.write_bytes(content)
    try:
        return open_table(path, name, KNOWN)
    except Refused:
        return None


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.jsonl", "a.parquet", "a.txt"]))
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        table = opened(folder, content, name)
        if table is not None:
            assert all(len(row) == 2 for row in table.rows())


@settings(max_examples=8)
@given(st.binary(max_size=600), st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]))
def test_any_bytes_that_begin_like_a_workbook_are_refused(content: bytes, magic: bytes) -> None:
    name = "a.xlsx" if magic.startswith(b"PK") else "a.xls"
    with tempfile.TemporaryDirectory() as folder:
        assert opened(folder, magic + content, name) is None


@given(
    st.lists(ROW, max_size=4), st.lists(ROW, max_size=12), st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
)
def test_every_row_of_a_file_ends_in_exactly_one_bucket(
    above: list[list[str]], below: list[list[str]], encoding: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        table = opened(folder, as_csv([*above, HEADINGS, *below]).encode(encoding), "a.csv")
        if table is None:
            return
        given_rows = [number for number, _ in table.rows()]
        assert sum(table.buckets.values()) == table.size
        assert len(given_rows) == len(set(given_rows)) == table.buckets["data"]
        skipped = [number for number, _, _ in table.skipped]
        assert not set(skipped) & set(given_rows)
        assert len(skipped) + len(given_rows) + table.buckets["blank"] == table.size


@given(
    st.lists(TYPED, min_size=1, max_size=10), st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "gb18030"])
)
def test_cells_come_in_as_they_were_written_but_for_width_and_blanks(
    rows: list[tuple[str, ...]], mark: str, encoding: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        table = opened(folder, as_csv([HEADINGS, *rows], mark).encode(encoding), "a.csv")
        assert table is not None
        for number, cells in table.rows():
            wanted = [clean(unguarded(cell)) for cell in rows[number - 2]]
            assert cells == wanted


@given(st.lists(TYPED, max_size=12))
def test_each_data_row_is_accepted_or_refused_with_a_reason_and_never_both(rows: list[tuple[str, ...]]) -> None:
    read = reader_for(TARGETS)
    results = [read([clean(cell) for cell in row], number) for number, row in enumerate(rows, 2)]
    assert all(result.refused == (not result.drafts) for result in results)
    assert all(p.place is not None and p.place.row is not None for result in results for p in result.problems)


@given(st.lists(st.lists(WORD, min_size=6, max_size=6), max_size=6))
def test_any_words_in_any_column_are_judged_without_breaking(rows: list[list[str]]) -> None:
    read = reader_for(TARGETS)
    for row in rows:
        assert isinstance(read([clean(cell) for cell in row], 1), RowResult)


def mended(row: Sequence[str]) -> list[str]:
    return ["罚〔2024〕1号", "聚福餐饮公司", "", "罚款", row[4] if row[4] == "5000" else "", "2024-03-05"]


@given(st.lists(TYPED, min_size=1, max_size=6))
def test_what_is_refused_goes_out_comes_in_again_and_once_mended_is_accepted(rows: list[tuple[str, ...]]) -> None:
    read = reader_for(TARGETS)
    refused = [
        RefusedRow(number, "；".join(p.code for p in result.problems), [clean(cell) for cell in row])
        for number, row in enumerate(rows, 2)
        if (result := read([clean(cell) for cell in row], number)).refused
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "refused.csv"
        assert write_refused_csv(path, HEADINGS, refused) == len(refused)
        table = open_table(path, path.name, KNOWN)
        handed_back = [cells[2:] for _, cells in table.rows()]
        filled = [row for row in refused if any(row.cells)]
        assert len(handed_back) == len(refused)
        assert [row for row in handed_back if any(row)] == [list(row.cells) for row in filled]
        assert all(read(cells, 1).refused for cells in handed_back)
        assert not any(read(mended(cells), 1).refused for cells in handed_back)


@settings(max_examples=6)
@given(st.lists(TYPED, min_size=1, max_size=6))
def test_the_workbook_of_refused_rows_does_the_same_and_holds_no_formula(rows: list[tuple[str, ...]]) -> None:
    refused = [RefusedRow(number, "理由", [clean(cell) for cell in row]) for number, row in enumerate(rows, 2)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "refused.xlsx"
        write_refused_workbook(path, HEADINGS, refused, mark="退回的行", facts={"record_type": "penalty"})
        assert all(
            cell.data_type != "f" for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row
        )
        table = open_table(path, path.name, KNOWN)
        assert [cells[2:8] for _, cells in table.rows()] == [list(row.cells) for row in refused]
