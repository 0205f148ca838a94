"""Handing in: the upload, the proposed mapping, the progress, the result row by row, the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from xinzhi.web.pages.frame import BasisLine, Option, Paging, Said


class Step(StrEnum):
    """Where a submission stands."""

    QUEUED = "queued"
    NEEDS_MAPPING = "needs_mapping"  # the layout is not known: a person confirms what each column is
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"  # the file as a whole

    @property
    def is_running(self) -> bool:
        return self in (Step.QUEUED, Step.RUNNING)


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline that a record type puts on whoever hands it in."""

    record_type: str
    limit: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class UploadPage:
    departments: tuple[Option, ...]
    record_types: tuple[Option, ...]
    formats: tuple[str, ...]
    largest: str
    clocks: tuple[Clock, ...] = ()
    recent: tuple[SubmissionLine, ...] = ()
    problems: tuple[Said, ...] = ()
    why_off: str = ""


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of the file: what stands in it, what it was taken for, how sure and why."""

    index: int
    heading: str
    samples: tuple[str, ...]
    choices: tuple[Option, ...]
    confidence: int  # per mille
    why: str
    required: bool = False

    @property
    def is_sure(self) -> bool:
        return self.confidence >= 900

    @property
    def is_left_out(self) -> bool:
        return not any(choice.chosen and choice.value for choice in self.choices)


@dataclass(frozen=True, slots=True)
class MappingPage:
    submission: str
    file_name: str
    department: str
    record_type: str
    record_types: tuple[Option, ...]
    confidence: int
    header_row: int
    columns: tuple[MappedColumn, ...]
    missing: tuple[str, ...] = ()  # required fields that no column gives
    skipped: tuple[str, ...] = ()  # what was left out above and below the table, in words
    practice: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """`rows` is 0 while nobody knows yet how many there are."""

    rows: int
    accepted: int = 0
    warned: int = 0
    refused: int = 0
    duplicate: int = 0
    superseded: int = 0
    waiting: int = 0  # would change a record on file: the department confirms first
    done: int = 0  # rows read so far


@dataclass(frozen=True, slots=True)
class RowProblem:
    row: int
    column: str
    written: str
    said: Said


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    submission: str
    number: str
    step: Step
    file_name: str
    sha256: str
    department: str
    record_type: str
    handed_in_at: datetime
    by: str
    counts: Counts
    problems: tuple[RowProblem, ...] = ()
    problem_rows: int = 0
    whole: tuple[Said, ...] = ()  # of the file as a whole
    on_time: int = 0
    late: int = 0
    latest: str = ""  # the worst lateness, in words
    ledger_size: int | None = None
    practice: bool = False
    dry_run: bool = False
    refused_url: str = ""
    export_url: str = ""
    ahead: int = 0  # submissions before this one in the queue

    @property
    def share(self) -> int:
        """How far it is, in per mille."""
        return 1000 * self.counts.done // self.counts.rows if self.counts.rows else 0


@dataclass(frozen=True, slots=True)
class SubmissionLine:
    submission: str
    number: str
    step: Step
    file_name: str
    department: str
    record_type: str
    handed_in_at: datetime
    by: str
    counts: Counts
    late: int = 0
    practice: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How one department keeps its deadlines: of `due` records, `late` came late; `missing` deadlines are open and over."""

    department: str
    due: int
    late: int
    worst: str = ""
    missing: int = 0

    @property
    def on_time(self) -> int:
        return self.due - self.late

    @property
    def share(self) -> int | None:
        """The share in time, in per mille; None where nothing was due."""
        return 1000 * self.on_time // self.due if self.due else None


@dataclass(frozen=True, slots=True)
class OverdueLine:
    """One decision that is late: what it is, what keeps it, where to go on."""

    id: int
    title: str
    text: str
    department: str
    due_at: datetime
    late: str
    problems: tuple[Said, ...]
    url: str
    act: str
    may_settle: bool
    basis: tuple[BasisLine, ...] = ()


@dataclass(frozen=True, slots=True)
class OverduePage:
    lines: tuple[OverdueLine, ...]
    paging: Paging
    departments: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    lines: tuple[SubmissionLine, ...]
    paging: Paging
    departments: tuple[Option, ...]
    punctuality: tuple[Punctuality, ...]
    since: str = ""


@dataclass(frozen=True, slots=True)
class TemplateLine:
    record_type: str
    title: str
    fields: int
    required: tuple[str, ...]
    clock: str
    url: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class TemplateGroup:
    department: str
    lines: tuple[TemplateLine, ...]


@dataclass(frozen=True, slots=True)
class TemplatesPage:
    groups: tuple[TemplateGroup, ...]
