"""Mappings that clerks confirmed, kept by department and headings."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

import msgspec

from xinzhi.catalogue.model import ColumnMapping
from xinzhi.core.cells.codes import spelling
from xinzhi.desk.models import SavedMapping


def text_of(mapping: ColumnMapping) -> str:
    """The mapping as JSON text."""
    return msgspec.json.encode(mapping, order="sorted").decode()


def from_text(text: str) -> ColumnMapping:
    return msgspec.json.decode(text, type=ColumnMapping)


def headings_key(headings: Sequence[str]) -> str:
    """Equal for tables with the same headings in any order."""
    return hashlib.sha256("\x1f".join(sorted(spelling(h) for h in headings)).encode()).hexdigest()


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
