"""The records of one subject's file, counting or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from django.db.backends.utils import CursorWrapper

from xinzhi.store.refold import as_date


@dataclass(frozen=True, slots=True)
class FiledRecord:
    """A record of the file: what it says, how it stands on the asked day, how late it was handed in.

    `stands_from` and `stands_to` (exclusive) bound the days on which it stands so, as things were known then.
    """

    record_id: int
    entry_idx: int
    record_type: str
    department: str
    occurred_on: date
    entered_at: datetime
    late_seconds: int
    fields: dict[str, Any]
    state: str
    reason: str
    submission: str
    row: int | None
    stands_from: date
    stands_to: date


def filed_records(cursor: CursorWrapper, subject_id: int, *, as_of: date, known_size: int) -> list[FiledRecord]:
    """Every record that is the subject's by what was known then, newest first, with its state on `as_of`."""
    cursor.execute(
        "SELECT r.record_id, r.entry_idx, r.record_type, r.department, r.occurred_on, r.entered_at, r.late_seconds, r.fields,"
        ' c.state, c.reason, r.submission, r."row", c.valid_from, c.valid_to'
        " FROM store_counting c JOIN store_record r ON r.record_id = c.record_id"
        " WHERE c.subject_id = %s AND c.known_from < %s AND c.known_to >= %s"
        " ORDER BY r.occurred_on DESC, r.record_id DESC",
        [subject_id, known_size, known_size],
    )
    best: dict[int, FiledRecord] = {}
    for row in cursor.fetchall():
        start, end = as_date(row[12]), as_date(row[13])
        holds = start <= as_of < end
        if row[0] in best and not holds:
            continue
        entered = as_instant(row[5])
        best[row[0]] = FiledRecord(
            row[0], row[1], row[2], row[3], as_date(row[4]), entered, row[6], msgspec.json.decode(row[7]),
            row[8] if holds else "not", row[9] if holds else "", row[10], row[11], start, end,
        )  # fmt: skip
    return list(best.values())


def as_instant(value: datetime | str) -> datetime:
    """An instant as the database hands it out, aware: SQLite keeps UTC without saying so."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
