"""Folding the histories of records again, and writing the intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.backends.utils import CursorWrapper

from xinzhi.core.counting import Acted, History, Interval, Linked, fold
from xinzhi.core.records import Effect
from xinzhi.store.sql import COLUMNS, insert

_CHUNK = 500


def insert_intervals(cursor: CursorWrapper, intervals: Sequence[Interval]) -> None:
    if intervals:
        insert(
            cursor,
            "store_counting",
            COLUMNS["store_counting"],
            [
                (i.record_id, i.subject_id, i.valid_from.isoformat(), i.valid_to.isoformat(), i.known_from, i.known_to,
                 i.state.value, i.reason)
                for i in intervals
            ],
        )  # fmt: skip


def refold(cursor: CursorWrapper, record_ids: Iterable[int]) -> None:
    """Replaces the intervals of these records by the fold of all that the store knows of them."""
    for chunk in _chunks(sorted(record_ids)):
        marks = ", ".join(["%s"] * len(chunk))
        cursor.execute(f"DELETE FROM store_counting WHERE record_id IN ({marks})", chunk)
        insert_intervals(cursor, [row for history in histories(cursor, chunk) for row in fold(history)])


def histories(cursor: CursorWrapper, record_ids: Sequence[int]) -> list[History]:
    """What is known of these records, in the order of their ids. An act whose own record was taken back is no act."""
    marks = ", ".join(["%s"] * len(record_ids))
    links: dict[int, list[Linked]] = defaultdict(list)
    cursor.execute(
        f"SELECT record_id, entry_idx, subject_id FROM store_link WHERE record_id IN ({marks})",
        record_ids,
    )
    for record_id, idx, subject_id in cursor.fetchall():
        links[record_id].append(Linked(idx, subject_id))
    acts: dict[int, list[Acted]] = defaultdict(list)
    cursor.execute(
        "SELECT target_id, entry_idx, effect, effective_on, record_id FROM store_act"
        f" WHERE target_id IN ({marks})",
        record_ids,
    )
    for target, idx, effect, effective_on, record_id in cursor.fetchall():
        kind = None if effect == "supersede" else Effect(effect)
        acts[target].append(Acted(idx, kind, as_date(effective_on), record_id))
    cursor.execute(
        f"SELECT record_id, occurred_on, entry_idx, expires_on FROM store_record WHERE record_id IN ({marks})"
        " ORDER BY record_id",
        record_ids,
    )
    return [
        History(rid, as_date(occurred), idx, as_date(expires) if expires else None, links[rid], acts[rid])
        for rid, occurred, idx, expires in cursor.fetchall()
    ]


def as_date(value: date | str) -> date:
    """SQLite hands dates out as text."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
