"""What the parts of an .xlsx workbook hold that its reader would pass over in silence.

Read as bytes, piece by piece, without unpacking anything to memory or disk: formulas whose result was never stored, cells that
hold an error, cells far away from the table, and declarations of XML entities, which no spreadsheet program writes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

NOT_CALCULATED = "#NOT_CALCULATED!"

_PIECE = 1 << 20
_OVERLAP = 1 << 16
_MOST_MARKED = 200_000
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\bt="e"[^>]*>.{0,4000}?<(?:\w+:)?v>([^<]{1,20})</', re.DOTALL)
_NO_RESULT = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_CELL_START = re.compile(rb"<(?:\w+:)?c\s[^>]*>")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_FILLED = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*[^/>]>')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class HostileXml(Exception):
    """A part of the workbook declares entities."""


def parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Names of sheets and the parts of the archive that hold them."""
    book = ElementTree.fromstring(_small(archive, "xl/workbook.xml"))  # noqa: S314 - entities were refused before
    links = ElementTree.fromstring(_small(archive, "xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    found: dict[str, str] = {}
    for node in book.iter():
        if node.tag.rpartition("}")[2] == "sheet":
            target = targets.get(node.get(_RELATION, ""), "")
            found[node.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        content = file.read(_PIECE)
    if _ENTITIES.search(content):
        raise HostileXml(name)
    return content


def refuse_entities(path: Path) -> None:
    """Raises `HostileXml` where a part of the workbook declares a document type or an entity."""
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if entry.filename.endswith((".xml", ".rels")):
                with archive.open(entry) as file:
                    if _ENTITIES.search(file.read(_OVERLAP)):
                        raise HostileXml(entry.filename)


Marks = dict[tuple[int, int], str]
"""Texts for cells by (row, column) from 0: the error that stands there, or that a result is missing."""


def marks_of(path: Path, sheet: str) -> Marks:
    """The cells of `sheet` that a reader would give as empty although something stands in them."""
    found: Marks = {}
    with zipfile.ZipFile(path) as archive:
        part = parts(archive).get(sheet)
        if part is None or part not in archive.namelist():
            return found
        for piece in _pieces(archive, part):
            if len(found) < _MOST_MARKED:
                _mark(piece, found)
    return found


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Pieces of a part that overlap by more than a cell, so that each cell is whole in one of them."""
    tail = b""
    with archive.open(part) as file:
        while chunk := file.read(_PIECE):
            tail += chunk
            yield tail
            tail = tail[-_OVERLAP:]


def _mark(piece: bytes, found: Marks) -> None:
    if b't="e"' in piece:
        for match in _ERROR_CELL.finditer(piece):
            reference = _REFERENCE.search(match[0][:200])
            if reference is not None:
                found[_place(reference)] = match[1].decode("ascii", "replace")
    if b"f>" not in piece and b"<f" not in piece:
        return
    for match in _NO_RESULT.finditer(piece):
        opening = _opening(piece, match.start())
        if opening is None or b't="str"' in opening:  # a formula may well give an empty text
            continue
        reference = _REFERENCE.search(opening)
        if reference is not None:
            found[_place(reference)] = NOT_CALCULATED


def _opening(piece: bytes, before: int) -> bytes | None:
    """The tag that opens the cell whose content stands before this place."""
    begin = max(piece.rfind(b"<c ", 0, before), piece.rfind(b":c ", 0, before))
    match = _CELL_START.match(piece, piece.rfind(b"<", 0, begin + 1)) if begin >= 0 else None
    return match[0] if match is not None else None


def _place(reference: re.Match[bytes]) -> tuple[int, int]:
    return int(reference[2]) - 1, column_number(reference[1]) - 1


def column_number(letters: bytes) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def filled_corner(path: Path, sheet: str) -> tuple[int, int]:
    """The last row and column that hold more than a format: slow, asked only where a sheet turned out too large."""
    rows = columns = 0
    with zipfile.ZipFile(path) as archive:
        for piece in _pieces(archive, parts(archive)[sheet]):
            for match in _FILLED.finditer(piece):
                rows = max(rows, int(match[2]))
                columns = max(columns, column_number(match[1]))
    return rows, columns


def sheet_names(path: Path) -> list[str]:
    """The names of the sheets, in the order of the workbook."""
    with zipfile.ZipFile(path) as archive:
        return list(parts(archive))
