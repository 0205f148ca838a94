"""Mappings that clerks confirmed, kept by department and headings."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from xinzhi.catalogue.model import ColumnMapping
from xinzhi.connect.inbound.headings import is_ours
from xinzhi.connect.inbound.layout import HINT_MAPPING
from xinzhi.connect.inbound.table import RawTable
from xinzhi.core.cells.codes import spelling
from xinzhi.desk.models import SavedMapping


def text_of(mapping: ColumnMapping) -> str:
    """The mapping as JSON text."""
    return msgspec.json.encode(mapping, order="sorted").decode()


def from_text(text: str) -> ColumnMapping:
    return msgspec.json.decode(text, type=ColumnMapping)


def handed_back(table: RawTable, department: str) -> ColumnMapping | None:
    """The mapping that stands in a workbook of refused rows which we handed to this department; None where there is none."""
    said = table.hints.get(HINT_MAPPING, "")
    try:
        mapping = from_text(said) if said else None
    except msgspec.DecodeError:
        return None
    if mapping is None or mapping.department not in ("", department):
        return None
    return replace(mapping, header_row=None, sheet="")


def headings_key(headings: Sequence[str]) -> str:
    """Equal for tables with the same headings in any order, whether or not we added columns of our own."""
    theirs = sorted(spelling(h) for h in headings if not is_ours(h))
    return hashlib.sha256("\x1f".join(theirs).encode()).hexdigest()


def confirmed(department: str, headings: Sequence[str]) -> ColumnMapping | None:
    found = SavedMapping.objects.filter(department=department, headings_sha256=headings_key(headings)).first()
    return None if found is None else from_text(found.mapping)


def confirm(department: str, headings: Sequence[str], mapping: ColumnMapping, *, by: str, at: datetime) -> None:
    """Remembers the mapping for files of this department with these headings; the last confirmation holds."""
    SavedMapping.objects.update_or_create(
        department=department,
        headings_sha256=headings_key(headings),
        defaults={"mapping": text_of(mapping), "saved_by": by, "saved_at": at},
    )
