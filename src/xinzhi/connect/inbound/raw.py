"""The rows of a file as text, in the order of the file, with the numbers that a person sees.

Nothing is interpreted here: cells become text, as written where a file keeps that, and as plainly as possible where a
spreadsheet keeps numbers and dates of its own.
"""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from xinzhi.connect.inbound.guard import Format
from xinzhi.core.base.problems import Refused, problem

LONGEST_LINE = 1_000_000
_MOST_COLUMNS = 1_000
_EXACT_FLOAT = 10**15

Row = tuple[int, list[str]]


def rows(path: Path, kind: Format, name: str, sheet: str = "") -> Iterator[Row]:
    """(row number from 1, cells). Raises `Refused` where the file cannot be read on."""
    match kind:
        case Format.CSV:
            return _csv_rows(path, name)
        case Format.XLSX | Format.XLS:
            return _sheet_rows(path, name, sheet)
        case Format.JSON_LINES:
            return _json_rows(path, name)
        case Format.PARQUET:
            return _parquet_rows(path, name)


def encoding_of(path: Path, name: str) -> str:
    """UTF-8 where every byte fits, else GB18030 where every byte fits, else a refusal: never a guess."""
    for encoding in ("utf-8-sig", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise Refused(problem("encoding_unknown", name=name))


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines(file: BinaryIO, encoding: str, name: str) -> Iterator[str]:
    """Decoded lines of bounded length, without NUL."""
    number = 0
    while raw := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(raw) > LONGEST_LINE:
            raise Refused(problem("line_too_long", name=name, row=number, most=LONGEST_LINE))
        if b"\x00" in raw:
            raise Refused(problem("file_has_nul", name=name, row=number))
        yield raw.decode("utf-8-sig" if number == 1 and encoding == "utf-8-sig" else encoding.removesuffix("-sig"))


def _csv_rows(path: Path, name: str) -> Iterator[Row]:
    encoding = encoding_of(path, name)
    delimiter = _delimiter(path, encoding, name)
    csv.field_size_limit(LONGEST_LINE)
    with path.open("rb") as file:
        reader = csv.reader(_lines(file, encoding, name), delimiter=delimiter)
        number = 0
        try:
            for cells in reader:
                number += 1
                if len(cells) > _MOST_COLUMNS:
                    raise Refused(problem("too_many_columns", name=name, row=number, most=_MOST_COLUMNS))
                yield number, cells
        except csv.Error as error:
            raise Refused(problem("csv_broken", name=name, row=number + 1, detail=str(error))) from error


def _delimiter(path: Path, encoding: str, name: str) -> str:
    """The separator that splits the first lines most, and most evenly."""
    with path.open("rb") as file:
        sample = [line for _, line in zip(range(30), _lines(file, encoding, name), strict=False)]
    counts = {mark: [line.count(mark) for line in sample] for mark in ",;\t|"}
    return max(counts, key=lambda mark: (sum(1 for n in counts[mark] if n), sum(counts[mark])))


def sheets(path: Path, name: str) -> list[str]:
    """The visible sheets of a workbook."""
    return list(_open_workbook(path, name).sheet_names)


def _open_workbook(path: Path, name: str) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except CalamineError as error:
        text = str(error).lower()
        code = "workbook_encrypted" if "password" in text or "encrypt" in text else "workbook_broken"
        raise Refused(problem(code, name=name)) from error


def _sheet_rows(path: Path, name: str, sheet: str) -> Iterator[Row]:
    book = _open_workbook(path, name)
    if not book.sheet_names:
        raise Refused(problem("workbook_broken", name=name))
    try:
        opened = book.get_sheet_by_name(sheet) if sheet in book.sheet_names else _fullest(book)
        merged = _fill_down(opened)
        table = opened.to_python(skip_empty_area=False)
    except CalamineError as error:
        raise Refused(problem("workbook_broken", name=name)) from error
    for index, cells in enumerate(table):
        texts = [text_of(cell) for cell in cells[:_MOST_COLUMNS]]
        for column, source in merged.get(index, ()):
            if column < len(texts) and source < index and not texts[column]:
                texts[column] = text_of(table[source][column])
        yield index + 1, texts


def _fullest(book: CalamineWorkbook) -> Any:
    """The sheet with the most rows: instructions and code lists are shorter than what is handed in."""
    candidates = [book.get_sheet_by_name(n) for n in book.sheet_names]
    return max(candidates, key=lambda s: (s.height or 0) * min(s.width or 0, 50))


def _fill_down(sheet: Any) -> dict[int, list[tuple[int, int]]]:
    """Row → (column, row of the value) for cells merged downwards: the value holds for each of them."""
    out: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, right) in getattr(sheet, "merged_cell_ranges", None) or ():
        for row in range(top + 1, bottom + 1):
            for column in range(left, right + 1):
                if column == left:
                    out.setdefault(row, []).append((column, top))
    return out


def text_of(cell: Any) -> str:
    """A cell of a spreadsheet as a clerk reads it: 2000 and not 2000.0, a day as 2024-03-05."""
    match cell:
        case str():
            return cell
        case None:
            return ""
        case bool():
            return "是" if cell else "否"
        case int():
            return str(cell)
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT_FLOAT * 10**4 else repr(cell)
        case datetime():
            if cell.hour or cell.minute or cell.second:
                return cell.isoformat(" ", "seconds")
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case time() | timedelta():
            return str(cell)
        case _:
            return str(cell)


def _json_rows(path: Path, name: str) -> Iterator[Row]:
    """Objects, one a line; the first row that comes out is the headings, as for every other format."""
    encoding = encoding_of(path, name)
    keys: dict[str, None] = {}
    with path.open("rb") as file:
        for number, line in enumerate(_lines(file, encoding, name), 1):
            if line.strip():
                keys.update(dict.fromkeys(_object(line, name, number)))
            if len(keys) > _MOST_COLUMNS:
                raise Refused(problem("too_many_columns", name=name, row=number, most=_MOST_COLUMNS))
    yield 0, list(keys)
    with path.open("rb") as file:
        for number, line in enumerate(_lines(file, encoding, name), 1):
            if line.strip():
                values = _object(line, name, number)
                yield number, [_json_text(values.get(key)) for key in keys]


def _object(line: str, name: str, number: int) -> dict[str, Any]:
    try:
        value = json.loads(line, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise Refused(problem("json_broken", name=name, row=number)) from error
    if not isinstance(value, dict):
        raise Refused(problem("json_not_object", name=name, row=number))
    return value


def _json_text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _parquet_rows(path: Path, name: str) -> Iterator[Row]:
    try:
        file = pq.ParquetFile(path)
        yield 0, list(file.schema_arrow.names)
        number = 0
        for batch in file.iter_batches(batch_size=5_000):
            columns = [column.to_pylist() for column in batch.columns]
            for cells in zip(*columns, strict=True):
                number += 1
                yield number, [text_of(cell) for cell in cells]
    except (pa.ArrowInvalid, OSError) as error:
        raise Refused(problem("parquet_broken", name=name)) from error
