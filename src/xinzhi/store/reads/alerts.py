"""Alerts, newest first, with the subject's name as it may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db.models import QuerySet

from xinzhi.store.models import Alert, Standing
from xinzhi.store.reads.subjects import names_of


@dataclass(frozen=True, slots=True)
class Raised:
    key: str
    rule: str
    kind: str
    department: str
    subject_id: int
    subject: str
    grade: str
    raised_at: datetime
    params: dict[str, str]
    seen: bool


def alerts(*, department: str = "", kind: str = "", limit: int, offset: int = 0) -> tuple[tuple[Raised, ...], int]:
    """A page of alerts (to one department, or to all), and how many there are."""
    found = _of(department)
    if kind:
        found = found.filter(kind=kind)
    rows = list(found.order_by("-raised_at", "key")[offset : offset + limit])
    subjects = {row.subject_id for row in rows}
    names = names_of(subjects)
    grades = dict(Standing.objects.filter(subject_id__in=subjects).values_list("subject_id", "grade"))
    lines = tuple(
        Raised(
            row.key, row.rule, row.kind, row.department, row.subject_id, names.get(row.subject_id, ""), grades.get(row.subject_id, ""),
            row.raised_at, msgspec.json.decode(row.params, type=dict[str, str]), row.seen_at is not None,
        )
        for row in rows
    )  # fmt: skip
    return lines, found.count()


def unseen(department: str = "") -> int:
    """How many alerts nobody has marked as seen."""
    return int(_of(department).filter(seen_at=None).count())


def _of(department: str) -> QuerySet[Alert]:
    return Alert.objects.filter(department=department) if department else Alert.objects.all()
