"""The high-risk list: whom to visit first, and why in one line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xinzhi.web.pages.frame import Option, Paging
from xinzhi.web.pages.marks import Mark, Tone


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that sorts: which way it is sorted now, and the address that sorts by it."""

    key: str
    label: str
    query: str
    order: str = ""  # "asc", "desc", or "" where the list is not sorted by it

    @property
    def aria(self) -> str:
        return {"asc": "ascending", "desc": "descending"}.get(self.order, "none")


@dataclass(frozen=True, slots=True)
class HighRiskRow:
    subject_id: int
    name: str
    code: str
    place: str
    industry: str
    standing: Mark
    score: int | None
    published: Mark | None
    risk: str
    reasons: tuple[str, ...]
    records: int
    departments: tuple[str, ...]
    latest_on: date | None = None  # of its latest record
    objected: bool = False


@dataclass(frozen=True, slots=True)
class RiskCount:
    title: str
    tone: Tone
    count: int


@dataclass(frozen=True, slots=True)
class HighRiskPage:
    as_of: date
    rows: tuple[HighRiskRow, ...]
    paging: Paging
    columns: tuple[Column, ...]
    departments: tuple[Option, ...]
    districts: tuple[Option, ...]
    classes: tuple[Option, ...]
    text: str = ""
    counts: tuple[RiskCount, ...] = ()
    subjects: int = 0  # all that have a standing: the denominator
    export_url: str = ""
    why_no_export: str = ""

    @property
    def is_filtered(self) -> bool:
        chosen = (o for options in (self.departments, self.districts, self.classes) for o in options)
        return bool(self.text) or any(o.chosen and o.value for o in chosen)
