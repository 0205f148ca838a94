"""The review queue: whose record is it? A person links, creates, rejects or says never."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from xinzhi.web.pages.frame import Option, Paging
from xinzhi.web.pages.marks import Mark


class Agreement(StrEnum):
    """How one value of the party as written compares with a candidate's."""

    SAME = "same"
    ALIKE = "alike"
    OTHER = "other"
    UNKNOWN = "unknown"  # one of the two says nothing


@dataclass(frozen=True, slots=True)
class Compared:
    label: str
    written: str
    candidate: str
    agreement: Agreement
    why: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    subject_id: int
    name: str
    score: int  # per mille
    kind: str
    status: str
    lines: tuple[Compared, ...]
    reasons: tuple[str, ...]
    records: int
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class ReviewLine:
    record_id: int
    name: str
    department: str
    record_type: str
    opened_at: datetime
    same: int = 1  # rows that name the same party


@dataclass(frozen=True, slots=True)
class ReviewCase:
    record_id: int
    record_type: str
    number: str
    department: str
    occurred_on: date
    submission: str
    row: int | None
    written: tuple[tuple[str, str], ...]  # label and value as the department wrote it
    facts: tuple[tuple[str, str], ...]  # what the record says, for whoever has to decide
    candidates: tuple[Candidate, ...]
    why_waiting: str
    kinds: tuple[Option, ...] = ()  # what a new subject could be
    same: int = 1
    why_no_create: str = ""
    why_off: str = ""
    next_id: int | None = None
    previous_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    lines: tuple[ReviewLine, ...]
    case: ReviewCase | None
    paging: Paging
    departments: tuple[Option, ...]
    settled_today: int = 0
    done: str = ""  # what was just decided, in words
    filter: str = ""  # the query that keeps the chosen department
