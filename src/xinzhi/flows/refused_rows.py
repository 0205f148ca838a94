"""The refused rows of a submission as a workbook: their own columns, the reasons, the row numbers; to be mended and handed in again."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from xinzhi import catalogue
from xinzhi.connect.inbound.layout import known_headings
from xinzhi.connect.inbound.table import open_table
from xinzhi.connect.outbound.safe_cells import safe
from xinzhi.desk.models import Submission
from xinzhi.flows.hand_in import row_cells
from xinzhi.flows.row_outcomes import problems_from
from xinzhi.flows.tools import Tools

HEADINGS = ("原行号", "退回原因")


def write_refused(tools: Tools, submission: Submission, original: Path, to: Path) -> int:
    """Writes the refused rows to `to` and returns how many there are. Every cell is text that no spreadsheet computes."""
    table = open_table(original, submission.file_name, known_headings(tools.pack))
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = "退回的行"
    sheet.append([*HEADINGS, *(safe(h) for h in table.headings)])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFF2CC")
    count = 0
    for row in submission.rows.filter(outcome="refused").order_by("row").iterator():  # type: ignore[attr-defined]
        reasons = "；".join(
            f"{p.place.field}：{sentence}" if p.place and p.place.field else sentence
            for p in problems_from(row.problems)
            for sentence in (catalogue.sentences().say(p, "zh"),)
        )
        sheet.append([row.row, safe(reasons), *(safe(c) for c in row_cells(tools, row))])
        count += 1
    for index in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(index)].width = 46 if index == 2 else 18
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "C2"
    book.save(to)
    return count
