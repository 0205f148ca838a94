"""What all workbooks that we write have in common: text cells, a mark that is seen, and a hidden sheet that says what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from xinzhi.connect.inbound.workbook_child import MACHINE_SHEET
from xinzhi.connect.outbound.safe_cells import safe

TEXT_FORMAT = "@"
"""A cell of this format keeps every digit and every leading zero of what is typed into it."""

HEADING = PatternFill("solid", fgColor="E8EEF7")
REQUIRED = PatternFill("solid", fgColor="FBE5D6")
OURS = PatternFill("solid", fgColor="FFF2CC")
_WIDEST, _NARROWEST = 48, 12


def new_workbook(title: str) -> tuple[Workbook, Any]:
    """A workbook and its first sheet."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has no sheet")
    sheet.title = title
    return book, sheet


def put_row(sheet: Any, row: int, texts: Sequence[str], *, bold: bool = False, fill: PatternFill | None = None) -> None:
    """Writes texts as text cells: never a formula, never a number that loses its digits."""
    for column, text in enumerate(texts, 1):
        cell = sheet.cell(row=row, column=column)
        cell.value = safe(text)
        cell.data_type = "s"
        cell.number_format = TEXT_FORMAT
        if bold:
            cell.font = Font(bold=True)
        if fill is not None:
            cell.fill = fill


def put_mark(sheet: Any, row: int, text: str) -> None:
    """A line above the table that says what the file is; reading it again, intake takes it for a title."""
    cell = sheet.cell(row=row, column=1, value=safe(text))
    cell.data_type = "s"
    cell.font = Font(bold=True, size=12)


def as_text_columns(sheet: Any, headings: Sequence[str]) -> None:
    """Whole columns in text format, wide enough for their headings."""
    for index, heading in enumerate(headings, 1):
        column = sheet.column_dimensions[get_column_letter(index)]
        column.number_format = TEXT_FORMAT
        column.width = min(_WIDEST, max(_NARROWEST, 2 * len(heading) + 4))


def wrap(sheet: Any, first_row: int) -> None:
    for line in sheet.iter_rows(min_row=first_row):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def say_what_it_is(book: Workbook, facts: Mapping[str, str]) -> None:
    """The hidden sheet by which intake recognises the workbook again."""
    sheet = book.create_sheet(MACHINE_SHEET)
    sheet.sheet_state = "veryHidden"
    for row, (name, value) in enumerate(facts.items(), 1):
        put_row(sheet, row, (name, value))
