"""Records that count, as evaluations read them: filtered by the two dates, never decided here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from django.db import connections
from django.db.backends.utils import CursorWrapper

from xinzhi.store.models import Commit
from xinzhi.store.projections import day
from xinzhi.store.refold import as_date

_CHUNK = 900
_WHERE = (
    "c.valid_from <= %s AND c.valid_to > %s AND c.known_from < %s AND c.known_to >= %s AND c.state IN ('counts', 'objected')"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """One record that counts for one subject on the asked day, with the values that schemes may read."""

    record_id: int
    subject_id: int
    record_type: str
    department: str
    occurred_on: date
    fields: dict[str, Any]
    objected: bool


def counted(
    cursor: CursorWrapper, *, as_of: date, known_size: int, subjects: Sequence[int] | None = None
) -> Iterator[Counted]:
    """What counts on `as_of` by what the ledger knew at `known_size` entries; for some subjects or for all."""
    if subjects is None:
        yield from _rows(cursor, "", [], as_of, known_size)
        return
    for start in range(0, len(subjects), _CHUNK):
        chunk = list(subjects[start : start + _CHUNK])
        marks = ", ".join(["%s"] * len(chunk))
        yield from _rows(cursor, f" AND c.subject_id IN ({marks})", chunk, as_of, known_size)


def _rows(
    cursor: CursorWrapper, more: str, params: list[int], as_of: date, known_size: int
) -> Iterator[Counted]:
    cursor.execute(
        "SELECT c.record_id, c.subject_id, r.record_type, r.department, r.occurred_on, r.fields, c.state"
        f" FROM store_counting c JOIN store_record r ON r.record_id = c.record_id WHERE {_WHERE}{more}"
        " ORDER BY c.subject_id, c.record_id",
        [day(as_of), day(as_of), known_size, known_size, *params],
    )
    decode = msgspec.json.decode
    while chunk := cursor.fetchmany(5_000):
        for record_id, subject_id, kind, department, occurred_on, fields, state in chunk:
            yield Counted(
                record_id, subject_id, kind, department, as_date(occurred_on), decode(fields), state == "objected"
            )


def ledger_size(using: str = "default") -> int:
    """How many entries the log has now."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT coalesce(max(idx) + 1, 0) FROM store_entry")
        return int(cursor.fetchone()[0])


def size_known_at(moment: datetime, using: str = "default") -> int:
    """The size that the log had at `moment`: how `known_at` becomes a position."""
    last = Commit.objects.using(using).filter(at__lte=moment).order_by("-first_idx").values_list("last_idx", flat=True)
    found = last.first()
    return 0 if found is None else found + 1
