"""Subjects as the store knows them now."""

from __future__ import annotations

from typing import Any

from django.db.backends.utils import CursorWrapper

from xinzhi.store.subject_rows import open_sealed
from xinzhi.store.vault import Vault


def personal_of(cursor: CursorWrapper, vault: Vault, subject_id: int) -> dict[str, Any]:
    """The personal part of a subject; empty where it is unknown or was erased."""
    cursor.execute("SELECT sealed FROM store_subject WHERE subject_id = %s", [subject_id])
    row = cursor.fetchone()
    return {} if row is None else open_sealed(vault, subject_id, row[0])
