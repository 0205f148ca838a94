"""Overdue duties: decisions that departments have made and that are still not properly on file.

What nobody has handed in nobody can know. What was handed in and refused is known, as far as it could be read: its clock runs on
until the mended row is taken in, or its department says why nothing is owed for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Count, Exists, OuterRef, QuerySet

from xinzhi.catalogue.model import Pack
from xinzhi.core import authority
from xinzhi.core.authority import Actor
from xinzhi.core.base.legal import Basis
from xinzhi.core.base.problems import Problem, Refused, problem
from xinzhi.core.records import Draft
from xinzhi.desk.models import PendingChange, SubmissionRow
from xinzhi.flows.row_outcomes import RowOutcome, problems_from
from xinzhi.flows.tools import Tools
from xinzhi.flows.written import due_of
from xinzhi.store.models import Record
from xinzhi.store.projections import document_key

Kind = Literal["refused_row", "change_to_confirm"]


@dataclass(frozen=True, slots=True)
class Overdue:
    """One decision that is late: whose, of what kind, due when, what keeps it, on what ground it is owed."""

    kind: Kind
    id: int
    department: str
    record_type: str
    due_at: datetime
    submission: str
    row: int | None
    problems: tuple[Problem, ...]
    basis: Basis | None


def owed_for(tools: Tools, outcome: RowOutcome) -> Mapping[str, Any]:
    """What a refused row leaves behind so that its duty can be followed: columns of `SubmissionRow`. Nothing for other rows."""
    if outcome.kind != "refused":
        return {}
    start: date | datetime | None
    if outcome.entered:
        draft = outcome.entered[0][0]
        kind = tools.pack.record_types[draft.record_type]
        begun = draft.fields.get(kind.clocks[0].starts) if kind.clocks else None
        start = draft.started_at or (begun if isinstance(begun, date) else None)
        document = str(draft.fields.get(_document(tools.pack, kind.id)) or "")
    elif outcome.glimpse is not None:
        kind = tools.pack.record_types[outcome.glimpse.record_type]
        start, document = outcome.glimpse.started_at or outcome.glimpse.day, outcome.glimpse.document
    else:
        return {}
    return {
        "record_type": kind.id,
        "due_at": due_of(tools.pack, kind, start),
        "document_key": document_key(tools.store.vault, kind.id, document) if document else None,
    }


def due_of_draft(tools: Tools, draft: Draft) -> datetime | None:
    kind = tools.pack.record_types[draft.record_type]
    begun = draft.fields.get(kind.clocks[0].starts) if kind.clocks else None
    return due_of(tools.pack, kind, draft.started_at or (begun if isinstance(begun, date) else None))


def _document(pack: Pack, kind: str) -> str:
    return next((name for name in pack.record_types[kind].natural_key if name != "party"), "")


def overdue(
    tools: Tools, *, at: datetime, department: str = "", limit: int = 50, offset: int = 0
) -> tuple[list[Overdue], int]:
    """A page of what is overdue, the longest first, and how much there is."""
    rows, changes = _rows(at, department), _changes(at, department)
    top = offset + limit
    found = [_of_row(tools, row) for row in rows.select_related("submission").order_by("due_at", "id")[:top]]
    found += [_of_change(tools, change) for change in changes.order_by("due_at", "id")[:top]]
    found.sort(key=lambda one: (one.due_at, one.kind, one.id))
    return found[offset:top], rows.count() + changes.count()


def overdue_by_department(*, at: datetime) -> dict[str, int]:
    """How much is overdue in each department. Those with nothing overdue are missing."""
    counts: dict[str, int] = {}
    for name, number in _rows(at, "").values_list("submission__department").annotate(n=Count("id")):
        counts[name] = counts.get(name, 0) + number
    for name, number in _changes(at, "").values_list("department").annotate(n=Count("id")):
        counts[name] = counts.get(name, 0) + number
    return counts


def settle_row(row_id: int, *, why: str, by: Actor, at: datetime) -> None:
    """The department says why nothing is owed for a refused row (a line of the form, another department's decision)."""
    row = SubmissionRow.objects.filter(pk=row_id, outcome="refused").select_related("submission").first()
    denial = authority.may(by, "settle_overdue", department=row.submission.department) if row else None
    if row is None or denial is not None:
        raise Refused(denial or problem("refused_row_not_found", row=row_id))
    if not why.strip():
        raise Refused(problem("reason_missing"))
    if row.settled_at is None:
        row.settled_at, row.settled_by, row.settled_why = at, by.name, why.strip()
        row.save(update_fields=["settled_at", "settled_by", "settled_why"])


def _rows(at: datetime, department: str) -> QuerySet[SubmissionRow]:
    """Refused rows past their time that no later submission brought under the same document number."""
    mended = Record.objects.filter(document_key=OuterRef("document_key")).exclude(submission=OuterRef("submission_id"))
    found = SubmissionRow.objects.filter(
        outcome="refused", due_at__lt=at, settled_at=None, submission__dry_run=False, submission__practice=False
    ).exclude(Exists(mended))
    return found.filter(submission__department=department) if department else found


def _changes(at: datetime, department: str) -> QuerySet[PendingChange]:
    found = PendingChange.objects.filter(decided_at=None, due_at__lt=at)
    return found.filter(department=department) if department else found


def _of_row(tools: Tools, row: SubmissionRow) -> Overdue:
    assert row.due_at is not None
    return Overdue(
        "refused_row",
        row.pk,
        row.submission.department,
        row.record_type,
        row.due_at,
        row.submission.pk,
        row.row,
        tuple(p for p in problems_from(row.problems) if p.is_error),
        _basis(tools, row.record_type),
    )


def _of_change(tools: Tools, change: PendingChange) -> Overdue:
    assert change.due_at is not None
    record_type = Record.objects.values_list("record_type", flat=True).get(record_id=change.record_id)
    return Overdue(
        "change_to_confirm",
        change.pk,
        change.department,
        record_type,
        change.due_at,
        change.submission_id or "",  # type: ignore[attr-defined]
        change.row,
        (),
        _basis(tools, record_type),
    )


def _basis(tools: Tools, record_type: str) -> Basis | None:
    kind = tools.pack.record_types.get(record_type)
    return kind.clocks[0].basis if kind and kind.clocks else None
