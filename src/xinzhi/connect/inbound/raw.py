"""The rows of a file as text, in the order of the file: one reader for each format, chosen by what the file is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from xinzhi.connect.inbound.delimited import open_delimited
from xinzhi.connect.inbound.guard import Format
from xinzhi.connect.inbound.json_lines import open_json_lines
from xinzhi.connect.inbound.parquet import open_parquet
from xinzhi.connect.inbound.source import Source
from xinzhi.connect.inbound.workbook import open_workbook


def open_source(
    path: Path, form: Format, name: str, sheet: str, likeness: Callable[[Sequence[Sequence[str]]], int]
) -> Source:
    """The rows of the file. `likeness` says how much the first rows of a sheet are like a table that is known here."""
    match form:
        case Format.CSV:
            return open_delimited(path, name)
        case Format.XLSX | Format.XLS:
            return open_workbook(path, form, name, sheet, likeness)
        case Format.JSON_LINES:
            return open_json_lines(path, name)
        case Format.PARQUET:
            return open_parquet(path, name)
