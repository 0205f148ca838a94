"""Who looked into a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xinzhi.store.models import Look


@dataclass(frozen=True, slots=True)
class Looked:
    at: datetime
    actor: str
    department: str
    purpose: str


def looks_into(subject_id: int, *, since: datetime, most: int) -> tuple[tuple[Looked, ...], int]:
    """The latest looks into a file since an instant, newest first, and how many there were in all."""
    found = Look.objects.filter(subject_id=subject_id, at__gte=since)
    rows = found.order_by("-at", "-id").values_list("at", "actor", "department", "purpose")[:most]
    return tuple(Looked(*row) for row in rows), found.count()
