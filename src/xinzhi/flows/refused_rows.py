"""The refused rows of a submission as a workbook: their own columns, the reasons, the row numbers; to be mended and handed in again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xinzhi import catalogue
from xinzhi.connect.inbound.layout import HINT_MAPPING, HINT_RECORD_TYPE, known_headings
from xinzhi.connect.inbound.table import open_table
from xinzhi.connect.outbound.refused import RefusedRow, write_refused_workbook
from xinzhi.core.base.problems import Refused, problem
from xinzhi.desk import mappings
from xinzhi.desk.models import Submission
from xinzhi.flows.hand_in import row_cells
from xinzhi.flows.row_outcomes import problems_from
from xinzhi.flows.tools import Tools


def write_refused(tools: Tools, submission: Submission, original: Path, to: Path) -> int:
    """Writes the refused rows to `to` and returns how many there are. The workbook remembers how its columns were read."""
    if submission.file_removed_at is not None:
        raise Refused(problem("upload_removed"))
    mapping = mappings.from_text(submission.mapping) if submission.mapping else None
    table = open_table(
        original,
        submission.file_name,
        known_headings(tools.pack),
        mapping.sheet if mapping else "",
        mapping.header_row if mapping else None,
    )
    facts = {HINT_RECORD_TYPE: submission.record_type}
    if mapping is not None:
        facts[HINT_MAPPING] = submission.mapping
    mark = f"退回的行：{submission.file_name}[{submission.number or '未入库'}]。改好后整份再递交即可，带 ※ 的列不会读取。"
    return write_refused_workbook(to, table.headings, _rows(tools, submission), mark=mark, facts=facts)


def _rows(tools: Tools, submission: Submission) -> Iterator[RefusedRow]:
    say = catalogue.sentences().say
    for row in submission.rows.filter(outcome="refused").order_by("row").iterator():  # type: ignore[attr-defined]
        reasons = "\n".join(
            f"{p.place.field}：{say(p, 'zh')}" if p.place and p.place.field else say(p, "zh")
            for p in problems_from(row.problems)
            if p.is_error
        )
        yield RefusedRow(row.row, reasons, row_cells(tools, row))
