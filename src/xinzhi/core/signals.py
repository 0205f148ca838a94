"""What a change raises: who should be told what, once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signal:
    """`key` says what "once" means: the same key is never raised again."""

    key: str
    rule: str
    kind: str
    department: str
    subject_id: int
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Watch:
    """A rule for signals, as a pack gives it. `to`: "concerned", "producer", or departments by name."""

    rule: str
    kind: str
    to: tuple[str, ...]
    grades: frozenset[str] = frozenset()
    duty: str = ""


@dataclass(frozen=True, slots=True)
class NewRecord:
    """An adverse record that has just come to count for a subject."""

    record_id: int
    record_type: str
    department: str


@dataclass(frozen=True, slots=True)
class Missed:
    """A duty that a subject has missed: which, for which period, due when (ISO)."""

    duty: str
    label: str
    due_on: str


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one subject. Grades are positions in the scheme's bands, best first; None: not rated."""

    subject_id: int
    before: int | None
    after: int | None
    grades: Sequence[str]
    position: int
    concerned: frozenset[str]
    new_records: tuple[NewRecord, ...] = ()
    missed: tuple[Missed, ...] = ()


def signals(watches: Iterable[Watch], change: Change) -> Iterator[Signal]:
    """Everything that this change raises. `position` is the ledger size at which it was seen."""
    for watch in watches:
        if watch.kind == "grade_dropped":
            yield from _dropped(watch, change)
        elif watch.kind == "another_department_concerned":
            for record in change.new_records:
                yield from _another(watch, change, record)
        elif watch.kind == "duty_missed":
            for missed in change.missed:
                if watch.duty in ("", missed.duty):
                    yield from _missed(watch, change, missed)


def _receivers(watch: Watch, concerned: Collection[str], producer: str = "") -> list[str]:
    out: set[str] = set()
    for to in watch.to:
        if to == "concerned":
            out |= set(concerned)
        elif to == "producer":
            out |= {producer} - {""}
        else:
            out.add(to)
    return sorted(out)


def _dropped(watch: Watch, change: Change) -> Iterator[Signal]:
    if change.after is None or change.before is None or change.after <= change.before:
        return
    grade = change.grades[change.after]
    if watch.grades and grade not in watch.grades:
        return
    params = (("before", change.grades[change.before]), ("after", grade))
    for department in _receivers(watch, change.concerned):
        key = f"{watch.rule}:{department}:{change.subject_id}:{change.position}"
        yield Signal(key, watch.rule, watch.kind, department, change.subject_id, params)


def _another(watch: Watch, change: Change, record: NewRecord) -> Iterator[Signal]:
    params = (("record", str(record.record_id)), ("type", record.record_type), ("department", record.department))
    for department in _receivers(watch, change.concerned, record.department):
        if department != record.department:
            key = f"{watch.rule}:{department}:{record.record_id}"
            yield Signal(key, watch.rule, watch.kind, department, change.subject_id, params)


def _missed(watch: Watch, change: Change, missed: Missed) -> Iterator[Signal]:
    params = (("duty", missed.duty), ("period", missed.label), ("due", missed.due_on))
    for department in _receivers(watch, change.concerned):
        key = f"{watch.rule}:{department}:{change.subject_id}:{missed.duty}:{missed.label}"
        yield Signal(key, watch.rule, watch.kind, department, change.subject_id, params)
