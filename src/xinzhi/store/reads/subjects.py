"""Subjects as the store knows them now."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.backends.utils import CursorWrapper

from xinzhi.store.models import Subject, SubjectIdentifier
from xinzhi.store.subject_rows import open_sealed
from xinzhi.store.vault import Vault


def personal_of(cursor: CursorWrapper, vault: Vault, subject_id: int) -> dict[str, Any]:
    """The personal part of a subject; empty where it is unknown or was erased."""
    cursor.execute("SELECT sealed FROM store_subject WHERE subject_id = %s", [subject_id])
    row = cursor.fetchone()
    return {} if row is None else open_sealed(vault, subject_id, row[0])


def shown_name(subject_id: int) -> str | None:
    """The name as it may be shown (a natural person's is masked); None where there is no such subject."""
    return Subject.objects.filter(subject_id=subject_id).values_list("name", flat=True).first()


def names_of(subjects: Collection[int]) -> dict[int, str]:
    """Names as they may be shown; a vehicle or a stall without one goes by its first number."""
    names = dict(Subject.objects.filter(subject_id__in=subjects).values_list("subject_id", "name"))
    nameless = [id for id, name in names.items() if not name]
    numbers = SubjectIdentifier.objects.filter(subject_id__in=nameless).exclude(value="").order_by("subject_id", "-value")
    names.update(numbers.values_list("subject_id", "value"))
    return names
