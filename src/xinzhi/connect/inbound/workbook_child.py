"""Reads a workbook in a process of its own, with a ceiling on its memory and its time.

A workbook can be made so that its reader asks for more memory than the machine has, or dies. What happens in here cannot harm
who asked: that process sees lines of JSON, and then the end. First comes one line about the sheets, then, for the sheet asked
for, one line a row.
"""

from __future__ import annotations

import json
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from xinzhi.connect.inbound.plain_text import text_of
from xinzhi.connect.inbound.sheet_scan import HostileXml, Marks, marks_of, refuse_entities

MACHINE_SHEET = "_xinzhi"
"""The hidden sheet in which our own workbooks say what they are: two columns, name and value."""

_HEAD = 110
_BROKEN = (
    CalamineError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, SyntaxError, RuntimeError, EOFError,
)  # fmt: skip
_MOST_COLUMNS = 1_001


def main(arguments: list[str]) -> int:
    """`look` or `rows`, the path, "xlsx" or "xls", the sheet, and the limits in MiB and seconds."""
    act, path, form, sheet, memory, seconds = arguments
    _limit(int(memory), int(seconds))
    try:
        for line in _answers(act, Path(path), form, sheet):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    except HostileXml as error:
        return _refuse("workbook_entities", str(error))
    except MemoryError:
        return _refuse("workbook_too_large", "")
    except _BROKEN as error:
        text = f"{type(error).__name__} {error}"
        return _refuse("workbook_encrypted" if "assword" in text else "workbook_broken", text[:120])
    return 0


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows, where the sizes checked beforehand must do
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory * 2**20, memory * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _refuse(code: str, detail: str) -> int:
    sys.stdout.write(json.dumps({"refused": code, "detail": detail}) + "\n")
    return 0


def _answers(act: str, path: Path, form: str, name: str) -> Iterator[object]:
    if form == "xlsx":
        refuse_entities(path)
    book = CalamineWorkbook.from_path(str(path))
    if act == "look":
        yield {"sheets": [_look(book, meta) for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]}
        return
    marks = marks_of(path, name) if form == "xlsx" else {}
    sheet = book.get_sheet_by_name(name)
    yield from _rows(sheet, marks, _merged_down(sheet))


def _look(book: CalamineWorkbook, meta: Any) -> dict[str, object]:
    sheet = book.get_sheet_by_name(meta.name)
    rows = sheet.end[0] + 1 if sheet.end is not None else 0
    head = []
    for row in _rows(sheet, {}, _merged_down(sheet)):
        head.append(row)
        if len(head) >= _HEAD:
            break
    return {"name": meta.name, "visible": meta.visible == SheetVisibleEnum.Visible, "rows": rows, "head": head}


def _rows(sheet: CalamineSheet, marks: Marks, merged: dict[int, list[int]]) -> Iterator[list[str]]:
    """The rows from the first of the sheet on. The value of cells merged downwards holds for each of them."""
    start = sheet.start
    if start is None:
        return
    marked: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in marks.items():
        marked.setdefault(row, []).append((column, text))
    left = [""] * start[1]  # the reader gives empty rows above the first cell, but no empty columns before it
    above: list[str] = []
    for index, cells in enumerate(sheet.iter_rows()):
        texts = left + [text_of(cell) for cell in cells[:_MOST_COLUMNS]]
        for column, text in marked.get(index, ()):
            texts.extend([""] * (column + 1 - len(texts)))
            texts[column] = text
        for column in merged.get(index, ()):
            if column < len(texts) and column < len(above) and not texts[column]:
                texts[column] = above[column]
        above = texts
        yield texts


def _merged_down(sheet: CalamineSheet) -> dict[int, list[int]]:
    """Row → columns whose value is that of the row above, because the cells are merged downwards."""
    out: dict[int, list[int]] = {}
    last = sheet.end[0] if sheet.end is not None else 0
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        for row in range(top + 1, min(bottom, last) + 1):
            out.setdefault(row, []).append(left)
    return out


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
