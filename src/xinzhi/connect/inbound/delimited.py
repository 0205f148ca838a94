"""Text files with separated columns: their encoding, their separator, their rows.

The encoding is never guessed: a byte order mark decides, else UTF-8 if every byte fits, else GB18030 if every byte fits, else
the file is refused. The whole structure is gone through once before the first row is given, so that no half file is taken in.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from xinzhi.connect.inbound.guard import UTF_16
from xinzhi.connect.inbound.source import MOST_COLUMNS, MOST_ROWS, Row, Source
from xinzhi.core.base.problems import Refused, problem

LONGEST_LINE = 1_000_000
_MOST_LINES_IN_A_ROW = 500
_CHUNK = 1 << 20
_SAMPLE = 30


def encoding_of(path: Path, name: str) -> str:
    """The encoding in which every byte of the file has a meaning. Raises `Refused`, naming the line, where there is none."""
    with path.open("rb") as file:
        head = file.read(3)
    if head.startswith(UTF_16):
        candidates: tuple[str, ...] = ("utf-16",)
    elif head.startswith(codecs.BOM_UTF8):
        candidates = ("utf-8-sig",)
    else:
        candidates = ("utf-8", "gb18030")
    furthest = 0
    for encoding in candidates:
        line = _first_wrong_line(path, encoding)
        if line is None:
            return encoding
        furthest = max(furthest, line)
    raise Refused(problem("encoding_unknown", name=name, row=furthest, tried="、".join(candidates)))


def _first_wrong_line(path: Path, encoding: str) -> int | None:
    """The first line with bytes that mean nothing in `encoding`, or None where there is none."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                line += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                return line + chunk[: error.start].count(b"\n")
            if not chunk:
                return None


def lines(path: Path, encoding: str, name: str) -> Iterator[str]:
    """Decoded lines of bounded length with their ends. Raises `Refused` for a line that is too long or holds a NUL."""
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=encoding, errors="strict", newline="") as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                raise Refused(problem("line_too_long", name=name, row=number, most=LONGEST_LINE))
            if "\0" in line:
                raise Refused(problem("file_has_nul", name=name, row=number))
            yield line


def open_delimited(path: Path, name: str) -> Source:
    """The rows of a CSV file, its structure checked to the end. Raises `Refused` for one that cannot be taken apart with certainty."""
    encoding = encoding_of(path, name)
    delimiter = _delimiter(path, encoding, name)
    size = 0
    for row in _rows(path, encoding, delimiter, name):
        size = row.number
        if len(row.cells) > MOST_COLUMNS:
            raise Refused(problem("too_many_columns", name=name, row=row.number, most=MOST_COLUMNS))
        if size > MOST_ROWS:
            raise Refused(problem("too_many_rows", name=name, most=MOST_ROWS))
    return Source(lambda: _rows(path, encoding, delimiter, name), size, encoding=encoding, exact_width=True)


def _rows(path: Path, encoding: str, delimiter: str, name: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_LINE)
    record: list[str] = []

    def watched() -> Iterator[str]:
        for line in lines(path, encoding, name):
            record.append(line)
            if len(record) > _MOST_LINES_IN_A_ROW:
                raise Refused(problem("csv_quote_open", name=name, row=number + 1))
            yield line

    number = 0
    try:
        for cells in csv.reader(watched(), delimiter=delimiter):
            number += 1
            last, record[:] = record[:], []
            yield Row(number, cells)
    except csv.Error as error:
        code = "csv_quote_open" if "field limit" in str(error) else "csv_broken"
        raise Refused(problem(code, name=name, row=number + 1, detail=str(error))) from error
    if number and len(last) and _is_open(last, delimiter):
        raise Refused(problem("csv_quote_open", name=name, row=number))


def _is_open(record: list[str], delimiter: str) -> bool:
    """Whether the last record of a file ends inside a quotation: whatever followed the quote was swallowed by it."""
    if '"' not in "".join(record):
        return False
    try:
        list(csv.reader(record, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _delimiter(path: Path, encoding: str, name: str) -> str:
    """The separator that splits the first lines most often and most evenly; a comma where none does."""
    sample = [line for _, line in zip(range(_SAMPLE), lines(path, encoding, name), strict=False)]
    best, best_score = ",", 0
    for mark in ",;\t|":
        widths = [len(cells) for cells in csv.reader(sample, delimiter=mark)] if sample else []
        split = [width for width in widths if width > 1]
        if not split:
            continue
        usual = max(set(split), key=split.count)
        score = 1_000 * split.count(usual) + usual
        if score > best_score:
            best, best_score = mark, score
    return best
