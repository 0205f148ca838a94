"""Which versions of a record are on file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.utils import CursorWrapper

_CHUNK = 900


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a record. `row` is the draft it comes from where it is being written in the same commit."""

    record_id: int
    content_key: bytes
    row: Any = None
    submission: str = ""
    file_row: int | None = None


def versions_of(cursor: CursorWrapper, natural_keys: Sequence[bytes]) -> dict[bytes, list[Version]]:
    """The versions on file under each key, oldest first. Keys that are not on file are missing."""
    found: dict[bytes, list[Version]] = {}
    wanted = list(dict.fromkeys(natural_keys))
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        marks = ", ".join(["%s"] * len(chunk))
        cursor.execute(
            'SELECT natural_key, record_id, content_key, submission, "row" FROM store_record'
            f" WHERE natural_key IN ({marks}) ORDER BY record_id",
            chunk,
        )
        for key, record_id, content, submission, row in cursor.fetchall():
            found.setdefault(bytes(key), []).append(Version(record_id, bytes(content), None, submission, row))
    return found
