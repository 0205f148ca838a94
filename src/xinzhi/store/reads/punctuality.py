"""How departments hand in: when last, how often late, how late at worst."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from xinzhi.store.models import Receipt, Record


@dataclass(frozen=True, slots=True)
class Kept:
    """Of `due` records with a deadline `late` came late; `worst` is the longest lateness in seconds."""

    due: int
    late: int
    worst: int


def last_fed() -> dict[str, datetime]:
    """When each department last handed in a file. Departments that never did are missing."""
    return dict(Receipt.objects.values_list("department").annotate(last=Max("at")).values_list("department", "last"))


def punctuality(*, since: datetime | None = None) -> dict[str, Kept]:
    """How departments kept their deadlines, over the records entered since an instant. Those with no deadline are missing."""
    records = Record.objects.filter(due_at__isnull=False)
    if since is not None:
        records = records.filter(entered_at__gte=since)
    rows = records.values("department").annotate(
        due=Count("record_id"), late=Count("record_id", filter=Q(late_seconds__gt=0)), worst=Max("late_seconds")
    )
    return {row["department"]: Kept(row["due"], row["late"], row["worst"]) for row in rows}


def late_in(submissions: Sequence[str]) -> dict[str, int]:
    """How many records of each submission came late. Those without any are missing."""
    late = Record.objects.filter(submission__in=submissions, late_seconds__gt=0).values_list("submission")
    return dict(late.annotate(n=Count("record_id")).values_list("submission", "n"))


def lateness_of(submission: str) -> Kept:
    """The same for the records of one submission."""
    found = Record.objects.filter(submission=submission, due_at__isnull=False).aggregate(
        due=Count("record_id"), late=Count("record_id", filter=Q(late_seconds__gt=0)), worst=Max("late_seconds")
    )
    return Kept(found["due"], found["late"], found["worst"] or 0)
