"""The smaller pages of the desk: home, alerts, search, sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from xinzhi.web.pages.frame import BasisLine, Option, Paging, Said
from xinzhi.web.pages.intake import Punctuality, SubmissionLine
from xinzhi.web.pages.marks import Mark, Tone


@dataclass(frozen=True, slots=True)
class AlertLine:
    key: str
    title: str
    text: str
    tone: Tone
    subject_id: int
    subject: str
    department: str
    raised_at: datetime
    seen: bool = False
    basis: tuple[BasisLine, ...] = ()
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class AlertsPage:
    lines: tuple[AlertLine, ...]
    paging: Paging
    departments: tuple[Option, ...]
    kinds: tuple[Option, ...]
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class DueLine:
    """Something to do: what, until when, where to do it."""

    title: str
    text: str
    url: str
    tone: Tone
    due: datetime | None = None
    act: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    label: str
    value: int
    of: int | None = None
    url: str = ""
    tone: Tone = Tone.NONE
    note: str = ""


@dataclass(frozen=True, slots=True)
class HomePage:
    today: date
    figures: tuple[Figure, ...]
    due: tuple[DueLine, ...]
    alerts: tuple[AlertLine, ...]
    submissions: tuple[SubmissionLine, ...]
    punctuality: tuple[Punctuality, ...]


@dataclass(frozen=True, slots=True)
class FoundLine:
    subject_id: int
    name: str
    code: str
    kind: str
    place: str
    status: str
    mark: Mark
    records: int
    why: str = ""  # what matched, where it is not the name


@dataclass(frozen=True, slots=True)
class SearchPage:
    text: str
    lines: tuple[FoundLine, ...]
    paging: Paging
    note: str = ""


@dataclass(frozen=True, slots=True)
class PurposePage:
    """A natural person's file opens only with a purpose, which goes into the access log."""

    subject_id: int
    name: str
    purposes: tuple[Option, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """An act that was not done, or a page that one may not see: what, why, and what to do now."""

    title: str
    problems: tuple[Said, ...]
    back_url: str = ""
