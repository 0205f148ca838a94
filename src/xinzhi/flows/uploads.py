"""An upload whose columns a person has to confirm: look at it, confirm, try, or leave it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from xinzhi.catalogue.model import ColumnMapping
from xinzhi.connect.inbound.layout import Proposal, known_headings, propose
from xinzhi.connect.inbound.table import open_table
from xinzhi.core.authority import Actor
from xinzhi.core.base.problems import Refused, problem
from xinzhi.desk.models import Submission, SubmissionState
from xinzhi.flows.hand_in import HandIn, confirm_mapping, enqueue, refuse_unless_allowed
from xinzhi.flows.keep_upload import open_kept
from xinzhi.flows.refused_rows import write_refused
from xinzhi.flows.tools import Tools

_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """A file whose columns a person has to confirm: what stands in them, and what they are taken for."""

    headings: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]  # by column
    header_row: int
    left_out: Mapping[str, int]  # rows by why they are no data
    proposals: tuple[Proposal, ...]


def layout(tools: Tools, submission: Submission, record_type: str = "") -> Layout:
    """What stands in a file that waits for its columns, and proposals (for one record type, or for those it may be)."""
    with _opened(tools, submission) as path:
        table = open_table(path, submission.file_name, known_headings(tools.pack))
        rows = [row for _number, row in islice(table.rows(), 40)]
        proposals = propose(table, tools.pack, submission.department, record_type or submission.asked_type)
        return Layout(
            tuple(table.headings),
            tuple(_samples(rows, index) for index in range(len(table.headings))),
            table.header_row,
            dict(table.buckets),
            tuple(proposals),
        )


def confirm(
    tools: Tools, submission: Submission, mapping: ColumnMapping, *, by: Actor, at: datetime, dry_run: bool = False
) -> Submission:
    """A person has said what each column is. For real it is remembered, and the file goes on; dry, it is only tried."""
    with _opened(tools, submission) as path:
        if dry_run:
            tried = replace(_what(submission, path), mapping=mapping, dry_run=True)
            return enqueue(tools, tried, by=by, at=at)
        table = open_table(path, submission.file_name, known_headings(tools.pack))
        confirm_mapping(tools, submission, mapping, table.headings, by=by, at=at)
    return submission


def refused_rows(tools: Tools, submission: Submission) -> bytes:
    """The refused rows as a workbook: their own columns, the reasons, the row numbers."""
    with _opened(tools, submission) as path:
        to = path.with_name("refused.xlsx")
        write_refused(tools, submission, path, to)
        return to.read_bytes()


def abandon(tools: Tools, submission: Submission, *, by: Actor) -> None:
    """A file that waits for its columns is not handed in after all. Nothing of it was entered."""
    refuse_unless_allowed(tools, _what(submission, Path()), by)
    if submission.state != SubmissionState.NEEDS_MAPPING:
        raise Refused(problem("submission_not_waiting", submission=submission.id))
    submission.delete()


def _what(submission: Submission, path: Path) -> HandIn:
    return HandIn(
        path,
        submission.file_name,
        submission.department,
        submission.source,
        submission.asked_type,
        None,
        submission.dry_run,
        submission.practice,
    )


@contextmanager
def _opened(tools: Tools, submission: Submission) -> Iterator[Path]:
    """The file as it was handed in, for as long as it is needed. Raises `Refused` where it is kept no more."""
    if submission.file_removed_at is not None:
        raise Refused(problem("upload_removed"))
    working = tools.uploads / "working"
    working.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(dir=working) as folder:
        path = Path(folder) / "file"
        open_kept(tools.store.vault, tools.uploads, submission.file_sha256, path)
        yield path


def _samples(rows: list[list[str]], index: int) -> tuple[str, ...]:
    """The first few different values of a column."""
    values = (row[index] for row in rows if index < len(row) and row[index].strip())
    return tuple(islice(dict.fromkeys(values), _SAMPLES))
