"""Rows of what a subject was and when: changes as they were told, and the intervals folded from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from operator import attrgetter

import msgspec
from django.db.backends.utils import CursorWrapper

from xinzhi.core.base.canonical import canonical
from xinzhi.core.subject_states import State, Told, fold
from xinzhi.store.refold import as_date
from xinzhi.store.sql import COLUMNS, insert

_VALUES = attrgetter(*(field.name for field in fields(State)))


def change_row(subject_id: int, told: Told) -> tuple[object, ...]:
    return (told.at, subject_id, told.since.isoformat(), canonical(dict(told.changes)).decode())


def state_rows(subject_id: int, told: Iterable[Told]) -> list[tuple[object, ...]]:
    return [
        (subject_id, i.valid_from.isoformat(), i.valid_to.isoformat(), i.known_from, i.known_to, *_VALUES(i.state))
        for i in fold(told)
    ]


def tell(cursor: CursorWrapper, subject_id: int, told: Told) -> State:
    """Adds what was told and folds again. Returns the state that holds, as is known now, from some day on for ever."""
    insert(cursor, "store_subjectchange", COLUMNS["store_subjectchange"], [change_row(subject_id, told)])
    cursor.execute("SELECT entry_idx, since, changes FROM store_subjectchange WHERE subject_id = %s", [subject_id])
    known = [Told(idx, as_date(since), msgspec.json.decode(changes)) for idx, since, changes in cursor.fetchall()]
    cursor.execute("DELETE FROM store_subjectstate WHERE subject_id = %s", [subject_id])
    insert(cursor, "store_subjectstate", COLUMNS["store_subjectstate"], state_rows(subject_id, known))
    return fold(known)[-1].state


def day_of(cursor: CursorWrapper, record_id: int) -> date:
    """The day of the record by which something was told."""
    cursor.execute("SELECT occurred_on FROM store_record WHERE record_id = %s", [record_id])
    return as_date(cursor.fetchone()[0])
