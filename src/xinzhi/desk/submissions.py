"""Submissions as the desk shows them: in lists, one by one, and the rows that need somebody's eye."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, QuerySet, Sum

from xinzhi.desk.models import Submission, SubmissionRow, SubmissionState


def submissions(*, department: str = "", limit: int, offset: int = 0) -> tuple[list[Submission], int]:
    """A page of submissions, newest first, and how many there are."""
    found = Submission.objects.filter(department=department) if department else Submission.objects.all()
    return list(found.order_by("-created_at", "id")[offset : offset + limit]), found.count()


def submission(id: str) -> Submission | None:
    return Submission.objects.filter(id=id).first()


def rows_to_see(of: Submission, *, limit: int) -> tuple[list[SubmissionRow], int]:
    """Rows that were refused, or taken with a warning or a question, the refused ones first; and how many there are."""
    found: QuerySet[SubmissionRow] = SubmissionRow.objects.filter(submission=of).exclude(outcome="duplicate", problems="[]")
    refused = list(found.filter(outcome="refused").order_by("row")[:limit])
    others = list(found.exclude(outcome="refused").order_by("row")[: limit - len(refused)]) if len(refused) < limit else []
    return [*refused, *others], found.count()


def ahead_of(of: Submission) -> int:
    """How many submissions are before this one in the queue."""
    waiting = (SubmissionState.QUEUED, SubmissionState.RUNNING)
    return Submission.objects.filter(state__in=waiting, created_at__lt=of.created_at).exclude(id=of.id).count()


def waiting_for_columns(*, department: str = "") -> list[Submission]:
    """Files whose columns a person has to confirm, oldest first."""
    found = Submission.objects.filter(state=SubmissionState.NEEDS_MAPPING)
    return list((found.filter(department=department) if department else found).order_by("created_at")[:20])


def rows_since(moment: datetime, *, department: str = "") -> tuple[int, int]:
    """How many files were handed in for real since an instant, and how many rows they had."""
    found = Submission.objects.filter(created_at__gte=moment, dry_run=False, practice=False)
    if department:
        found = found.filter(department=department)
    totals = found.aggregate(files=Count("id"), rows=Sum("done_rows"))
    return totals["files"], totals["rows"] or 0
