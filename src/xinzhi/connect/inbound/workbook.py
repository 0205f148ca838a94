"""Workbooks: which sheet is meant, and its rows, read by a child process (`workbook_child`) that cannot harm this one."""

from __future__ import annotations

import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from xinzhi.connect.inbound import sheet_scan
from xinzhi.connect.inbound.guard import Format
from xinzhi.connect.inbound.source import MOST_COLUMNS, MOST_ROWS, Row, Source
from xinzhi.connect.inbound.workbook_child import MACHINE_SHEET
from xinzhi.core.base.problems import Problem, Refused, problem, warning

MEMORY_MIB = 900
SECONDS = 120
_ROOT = str(Path(__file__).resolve().parents[3])
_START = "import sys; sys.path.insert(0, {root!r}); from xinzhi.connect.inbound import workbook_child as c; sys.exit(c.main(sys.argv[1:]))"
_LARGE_AREA = 20_000_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet with its first rows; `rows` counts from the top of the sheet, empty ones included."""

    name: str
    visible: bool
    rows: int
    head: list[list[str]]

    @property
    def is_empty(self) -> bool:
        return not any(cell.strip() for row in self.head for cell in row)


def open_workbook(
    path: Path, form: Format, name: str, wanted: str, likeness: Callable[[Sequence[Sequence[str]]], int]
) -> Source:
    """The rows of the sheet `wanted`, or of the visible one whose first rows are most like a table by `likeness`.

    Sheets that are left out although something stands in them are told. Raises `Refused` for a workbook that cannot be read.
    """
    sheets = _look(path, form, name)
    hints = next((_hints(sheet) for sheet in sheets if sheet.name == MACHINE_SHEET and not sheet.visible), {})
    readable = [sheet for sheet in sheets if sheet.visible and not sheet.is_empty]
    chosen = next((sheet for sheet in sheets if sheet.name == (wanted or hints.get("sheet", ""))), None)
    if wanted and chosen is None:
        raise Refused(
            problem("sheet_not_found", name=name, sheet=wanted, known="、".join(s.name for s in sheets if s.visible))
        )
    if chosen is None:
        chosen = max(readable, key=lambda sheet: (likeness(sheet.head), sheet.rows), default=None)
    if chosen is None:
        raise Refused(problem("file_empty", name=name))
    if chosen.rows > MOST_ROWS:
        raise Refused(problem("too_many_rows", name=name, most=MOST_ROWS))
    sheet = chosen.name
    return Source(
        lambda: _rows(path, form, name, sheet),
        chosen.rows,
        sheet,
        notices=_left_out(sheets, chosen, hints),
        hints=hints,
        head=tuple(Row(number, cells) for number, cells in enumerate(chosen.head, 1)),
    )


def _left_out(sheets: Sequence[Sheet], chosen: Sheet, hints: dict[str, str]) -> tuple[Problem, ...]:
    """Sheets that hold something and were not read. The other sheets of our own templates are only instructions."""
    if hints:
        return ()
    others = [sheet for sheet in sheets if sheet is not chosen and not sheet.is_empty and sheet.name != MACHINE_SHEET]
    if not others:
        return ()
    told = "、".join(f"{sheet.name}({sheet.rows})" for sheet in others)
    return (warning("sheets_left_out", sheet=chosen.name, others=told),)


def _hints(sheet: Sheet) -> dict[str, str]:
    return {row[0]: row[1] for row in sheet.head if len(row) >= 2 and row[0]}


def _look(path: Path, form: Format, name: str) -> list[Sheet]:
    with _child("look", path, form, name, "") as lines:
        answer: dict[str, Any] = next(lines, {})
        return [msgspec.convert(sheet, Sheet) for sheet in answer.get("sheets", ())]


def _rows(path: Path, form: Format, name: str, sheet: str) -> Iterator[Row]:
    with _child("rows", path, form, name, sheet) as lines:
        for number, cells in enumerate(lines, 1):
            if len(cells) > MOST_COLUMNS:
                raise Refused(problem("too_many_columns", name=name, row=number, most=MOST_COLUMNS))
            yield Row(number, cells)


@contextmanager
def _child(act: str, path: Path, form: Format, name: str, sheet: str) -> Iterator[Iterator[Any]]:
    """The lines that the child says. It is ended with whoever listens; how it died becomes a refusal."""
    start = _START.format(root=_ROOT)
    limits = [str(MEMORY_MIB), str(SECONDS)]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
        [sys.executable, "-I", "-c", start, act, str(path.resolve()), form.value, sheet, *limits],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield _lines(process, path, form, name, sheet)
        finally:
            process.kill()


def _lines(process: subprocess.Popen[bytes], path: Path, form: Format, name: str, sheet: str) -> Iterator[Any]:
    decode = msgspec.json.Decoder().decode
    for line in process.stdout or ():
        answer = decode(line)
        if isinstance(answer, dict) and "refused" in answer:
            raise Refused(problem(answer["refused"], name=name, detail=answer["detail"]))
        yield answer
    code = process.wait()
    if code > 0:
        raise Refused(problem("workbook_broken", name=name, detail=""))
    if code < 0:
        raise Refused(_why_it_died(path, form, name, sheet))


def _why_it_died(path: Path, form: Format, name: str, sheet: str) -> Problem:
    """The reader ran out of memory or time: usually because one stray cell stands far away from the table."""
    if form is Format.XLSX:
        try:
            for each in [sheet] if sheet else sheet_scan.sheet_names(path):
                rows, columns = sheet_scan.filled_corner(path, each)
                if rows * columns > _LARGE_AREA:
                    return problem("sheet_reaches_too_far", name=name, sheet=each, row=rows, column=columns)
        except (zipfile.BadZipFile, zlib.error, KeyError, SyntaxError, sheet_scan.HostileXml):
            return problem("workbook_broken", name=name, detail="")
    return problem("workbook_too_large", name=name, detail="")
