"""What a file is, before anything reads it: by its first bytes, never by its name alone.

The ending of the name and the content must agree. Nothing is unpacked here: how much would come out of an archive is read from
its directory.
"""

from __future__ import annotations

import zipfile
from enum import StrEnum
from pathlib import Path

from xinzhi.core.base.problems import Refused, problem

LARGEST_FILE = 512 * 2**20
_LARGEST_UNPACKED = 700 * 2**20
_MOST_ENTRIES = 2_000
_MOST_RATIO = 200
_RATIO_MATTERS_FROM = 20 * 2**20
_HEAD = 8_192
_OLE_SEARCHED = 4 * 2**20

ZIP, OLE, PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = {
    b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"{\\rtf": "RTF", b"MZ": "EXE", b"\x7fELF": "ELF",
    b"Rar!": "RAR", b"7z\xbc\xaf": "7Z", b"\x1f\x8b": "GZIP", b"SQLite format 3": "SQLite",
}  # fmt: skip


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    XLS = "xls"
    JSON_LINES = "jsonl"
    PARQUET = "parquet"


_BY_NAME = {
    ".csv": Format.CSV, ".txt": Format.CSV, ".tsv": Format.CSV, ".xlsx": Format.XLSX, ".xlsm": Format.XLSX,
    ".xls": Format.XLS, ".et": Format.XLS, ".jsonl": Format.JSON_LINES, ".ndjson": Format.JSON_LINES,
    ".json": Format.JSON_LINES, ".parquet": Format.PARQUET,
}  # fmt: skip


def format_of(path: Path, name: str) -> Format:
    """The format of the file at `path` that was handed in as `name`. Raises `Refused` for what cannot be taken in."""
    size = path.stat().st_size
    if size == 0:
        raise Refused(problem("file_empty", name=name))
    if size > LARGEST_FILE:
        raise Refused(problem("file_too_large", name=name, size=size // 2**20, most=LARGEST_FILE // 2**20))
    said = _BY_NAME.get(Path(name).suffix.lower())
    if said is None:
        raise Refused(problem("file_kind_unknown", name=name, known=", ".join(sorted(_BY_NAME))))
    with path.open("rb") as file:
        head = file.read(_HEAD)
    found = _by_content(head)
    if found is Format.XLS and _is_encrypted(path):
        raise Refused(problem("workbook_encrypted", name=name))
    if found is None:
        other = next((kind for magic, kind in _OTHERS.items() if head.startswith(magic)), "")
        raise Refused(problem("file_is_binary", name=name, found=other))
    if found is Format.CSV and said in (Format.CSV, Format.JSON_LINES):
        return said
    if found is Format.CSV and said in (Format.XLS, Format.XLSX) and _is_page(head):
        raise Refused(problem("workbook_is_page", name=name))
    if found is not said:
        raise Refused(problem("file_is_not_what_it_says", name=name, said=said.value, found=found.value))
    if found is Format.XLSX:
        _check_archive(path, name)
    return found


def _by_content(head: bytes) -> Format | None:
    if head.startswith(ZIP):
        return Format.XLSX
    if head.startswith(OLE):
        return Format.XLS
    if head.startswith(PARQUET):
        return Format.PARQUET
    if head.startswith(UTF_16):
        return Format.CSV
    if b"\x00" in head or any(head.startswith(magic) for magic in _OTHERS):
        return None
    return Format.CSV


def _is_encrypted(path: Path) -> bool:
    """Whether an OLE container holds an encrypted workbook, whatever its ending."""
    with path.open("rb") as file:
        return _ENCRYPTED in file.read(_OLE_SEARCHED)


def _is_page(head: bytes) -> bool:
    """Whether it is a web page: what many systems call an Excel export."""
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")[:200].lower()
    return start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<style", b"<meta"))


def _check_archive(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Refused(problem("workbook_broken", name=name)) from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    bomb = unpacked > _RATIO_MATTERS_FROM and unpacked // packed > _MOST_RATIO
    if bomb or unpacked > _LARGEST_UNPACKED or len(entries) > _MOST_ENTRIES:
        raise Refused(problem("archive_bomb", name=name, unpacked=unpacked // 2**20))
    if not any(entry.filename.startswith("xl/") for entry in entries):
        raise Refused(problem("workbook_broken", name=name))
