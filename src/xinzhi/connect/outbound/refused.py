"""The refused rows of a file: in their own columns, with the reason and the row number, to be mended and handed in again.

Our columns stand first and their headings begin with ※; intake leaves such columns out, so the file goes in again as it is.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xinzhi.connect.inbound.headings import OURS as MARK
from xinzhi.connect.outbound.safe_cells import safe
from xinzhi.connect.outbound.workbooks import (
    OURS,
    as_text_columns,
    new_workbook,
    put_mark,
    put_row,
    say_what_it_is,
    wrap,
)

ROW_HEADING = f"{MARK}原行号"
REASON_HEADING = f"{MARK}退回原因"
SHEET = "退回的行"


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row as it was handed in, its number in that file, and why it was refused, in words."""

    number: int
    reasons: str
    cells: Sequence[str]


def write_refused_workbook(
    to: Path, headings: Sequence[str], rows: Iterable[RefusedRow], *, mark: str, facts: Mapping[str, str]
) -> int:
    """Writes the rows to the workbook `to` and returns how many there are.

    `mark` is the line that a reader sees on top (file, receipt), `facts` go into the hidden sheet (`record_type`).
    """
    book, sheet = new_workbook(SHEET)
    put_mark(sheet, 1, mark)
    all_headings = (ROW_HEADING, REASON_HEADING, *headings)
    put_row(sheet, 2, all_headings, bold=True)
    for cell in sheet[2][:2]:
        cell.fill = OURS
    count = 0
    for row in rows:
        count += 1
        put_row(sheet, count + 2, (str(row.number), row.reasons, *row.cells))
    as_text_columns(sheet, all_headings)
    sheet.column_dimensions["B"].width = 48
    wrap(sheet, 3)
    sheet.freeze_panes = "C3"
    say_what_it_is(book, {"sheet": SHEET, **facts})
    book.save(to)
    return count


def write_refused_csv(to: Path, headings: Sequence[str], rows: Iterable[RefusedRow]) -> int:
    """The same as a CSV file in UTF-8 with a byte order mark, which spreadsheets on Chinese systems need to read it right."""
    count = 0
    with to.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([ROW_HEADING, REASON_HEADING, *map(safe, headings)])
        for row in rows:
            writer.writerow([row.number, safe(row.reasons), *map(safe, row.cells)])
            count += 1
    return count
