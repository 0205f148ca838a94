"""Records that wait for their subject, in the order in which a person takes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from xinzhi.store.models import Record, Review
from xinzhi.store.reads.counted import size_known_at


@dataclass(frozen=True, slots=True)
class Waiting:
    """`same`: how many open cases name the party in the same words."""

    record_id: int
    record_type: str
    department: str
    submission: str
    row: int | None
    opened_at: datetime
    entry_idx: int
    same: int


def waiting(*, department: str = "", limit: int, offset: int = 0) -> tuple[tuple[Waiting, ...], int]:
    """A page of the queue, oldest first, and how many wait."""
    found = Review.objects.filter(closed_by=None)
    if department:
        found = found.filter(department=department)
    rows = list(found.order_by("opened_at", "record_id")[offset : offset + limit])
    return _lines(rows), found.count()


def one(record_id: int) -> Waiting | None:
    """The case of one record, also where it is settled; None where it never waited."""
    return next(iter(_lines(list(Review.objects.filter(record_id=record_id)))), None)


def _lines(rows: list[Review]) -> tuple[Waiting, ...]:
    records = Record.objects.in_bulk([row.record_id for row in rows])
    keys = {row.party_key for row in rows}
    same = dict(
        Review.objects.filter(closed_by=None, party_key__in=keys)
        .values_list("party_key")
        .annotate(n=Count("record_id"))
        .values_list("party_key", "n")
    )
    return tuple(
        Waiting(
            row.record_id, records[row.record_id].record_type, row.department, records[row.record_id].submission,
            records[row.record_id].row, row.opened_at, records[row.record_id].entry_idx, same.get(row.party_key, 0),
        )
        for row in rows
    )  # fmt: skip


def neighbours(record_id: int, *, department: str = "") -> tuple[int | None, int | None]:
    """The open cases before and after this one in the queue, whether or not it is still open itself."""
    own = Review.objects.filter(record_id=record_id).values_list("opened_at", "record_id").first()
    found = Review.objects.filter(closed_by=None).exclude(record_id=record_id)
    if department:
        found = found.filter(department=department)
    if own is None:
        return None, None
    at, id = own
    after = found.filter(opened_at__gt=at) | found.filter(opened_at=at, record_id__gt=id)
    before = found.filter(opened_at__lt=at) | found.filter(opened_at=at, record_id__lt=id)
    following = after.order_by("opened_at", "record_id").values_list("record_id", flat=True).first()
    previous = before.order_by("-opened_at", "-record_id").values_list("record_id", flat=True).first()
    return previous, following


def settled_since(moment: datetime) -> int:
    """How many cases were settled by entries that came since an instant."""
    return Review.objects.filter(closed_by__gte=size_known_at(moment)).count()
