"""Changes of party or amount that wait for their department."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from xinzhi.web.pages.frame import Option, Paging


@dataclass(frozen=True, slots=True)
class Differs:
    """One value, as it stands on file and as the new row has it."""

    label: str
    old: str
    new: str
    needs_confirming: bool


@dataclass(frozen=True, slots=True)
class ChangeLine:
    id: int
    record_id: int
    record_type: str
    number: str
    department: str
    occurred_on: date
    created_at: datetime
    submission: str
    row: int | None
    lines: tuple[Differs, ...]
    why_off: str = ""


@dataclass(frozen=True, slots=True)
class ChangesPage:
    changes: tuple[ChangeLine, ...]
    paging: Paging
    departments: tuple[Option, ...]
