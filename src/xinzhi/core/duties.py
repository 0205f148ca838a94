"""Absence as a row: duties that a subject owed, and whether they were met, late or not at all.

A missed duty has an id of its own, negative and the same at every derivation, so that a contribution can name it. It is made
from the duty, the subject and the period alone: neither other duties of the pack nor records that come in later change it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from xinzhi.core.base.periods import last_day
from xinzhi.core.subjects import SubjectKind

_IDS = 2**62


@dataclass(frozen=True, slots=True)
class Duty:
    """What is owed: see `catalogue.model.DutyRule` for the meaning of each value."""

    id: str
    period: Literal["year", "after_record"]
    met_by: str
    kinds: frozenset[SubjectKind]
    due_month: int
    due_day: int
    period_field: str
    owed_by: str
    due_field: str
    since: date | None = None  # what fell due before this day is not looked at: nobody handed it in then


@dataclass(frozen=True, slots=True)
class Owing:
    """A subject as far as duties ask: since when it has been registered, and until when (exclusive)."""

    subject_id: int
    kind: SubjectKind
    registered_on: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Row:
    """A record as far as duties ask. `settles` names the record that it settles, where it does."""

    record_id: int
    record_type: str
    occurred_on: date
    fields: Mapping[str, Any]
    settles: int | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty for one period. `state`: met, late (met after it was due), missed, open (not yet due)."""

    id: int
    duty: str
    subject_id: int
    label: str  # the year, or the record it is owed for
    due_on: date
    met_on: date | None
    state: Literal["met", "late", "missed", "open"]


def owed(duty: Duty, subject: Owing, rows: Iterable[Row], as_of: date) -> Iterator[Owed]:
    """Every instance of `duty` that `subject` owes and that fell due or is running on `as_of`, oldest first."""
    found = _yearly(duty, subject, rows, as_of) if duty.period == "year" else _after_records(duty, subject, rows, as_of)
    for item in found:
        if duty.since is None or item.due_on >= duty.since:
            yield item


def _yearly(duty: Duty, subject: Owing, rows: Iterable[Row], as_of: date) -> Iterator[Owed]:
    """Owed for each year in which the subject was registered, due on a day of the year after it."""
    if subject.registered_on is None or subject.kind not in duty.kinds:
        return
    met: dict[int, date] = {}
    for row in rows:
        if row.record_type == duty.met_by:
            year = row.fields.get(duty.period_field)
            if isinstance(year, int):
                met[year] = min(row.occurred_on, met.get(year, row.occurred_on))
    for year in range(subject.registered_on.year, as_of.year):
        due_on = date(year + 1, duty.due_month, min(duty.due_day, last_day(year + 1, duty.due_month)))
        if subject.ended_on is not None and subject.ended_on <= due_on:
            return
        yield _one(duty, subject.subject_id, str(year), due_on, met.get(year), as_of)


def _after_records(duty: Duty, subject: Owing, rows: Iterable[Row], as_of: date) -> Iterator[Owed]:
    """Owed once for each record of a type, due on its own date field, met by the record that settles it."""
    known = list(rows)
    met: dict[int, date] = {}
    for row in known:
        if row.record_type == duty.met_by and row.settles is not None:
            met[row.settles] = min(row.occurred_on, met.get(row.settles, row.occurred_on))
    owing = {row.record_id: row for row in known if row.record_type == duty.owed_by}
    for row in sorted(owing.values(), key=lambda r: (r.occurred_on, r.record_id)):
        due_on = row.fields.get(duty.due_field)
        if isinstance(due_on, str):
            due_on = date.fromisoformat(due_on)
        if isinstance(due_on, date):
            yield _one(duty, subject.subject_id, str(row.record_id), due_on, met.get(row.record_id), as_of)


def _one(duty: Duty, subject_id: int, label: str, due_on: date, met_on: date | None, as_of: date) -> Owed:
    if met_on is not None and met_on > as_of:
        met_on = None
    if met_on is not None:
        state: Literal["met", "late", "missed", "open"] = "met" if met_on <= due_on else "late"
    else:
        state = "missed" if due_on < as_of else "open"
    return Owed(_id(duty.id, subject_id, label), duty.id, subject_id, label, due_on, met_on, state)


def _id(duty: str, subject_id: int, label: str) -> int:
    """Negative, within 63 bits: a hash, so that two among a hundred million duties meet with a chance of one in a thousand."""
    digest = hashlib.blake2b(f"{duty}/{subject_id}/{label}".encode(), digest_size=8).digest()
    return -(int.from_bytes(digest) % _IDS) - 1


def counts_from(item: Owed) -> date:
    """The day from which a missed duty counts: the day after it was due."""
    return item.due_on + timedelta(days=1)
