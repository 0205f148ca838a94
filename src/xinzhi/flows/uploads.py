"""Uploads wait for the worker, so that whoever hands a file in need not.

The file is kept, sealed, before the submission stands in the queue; a worker that was killed finds both again.
"""

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
from xinzhi.desk import mappings
from xinzhi.desk.actors import actor_named
from xinzhi.desk.models import Submission, SubmissionState
from xinzhi.flows.hand_in import HandIn, Progress, begin, hand_in, refuse_unless_allowed
from xinzhi.flows.keep_upload import keep, open_kept, sha256_of
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


def queue(tools: Tools, what: HandIn, *, by: Actor, at: datetime) -> Submission:
    """Puts a file into the queue. The same file of the same department, handed in the same way, is the same submission."""
    refuse_unless_allowed(tools, what, by)
    keep(tools.store.vault, tools.uploads, what.path, sha256_of(what.path))
    submission = begin(tools, what, by=by, at=at)
    if submission.state == SubmissionState.REFUSED:
        submission.state = SubmissionState.QUEUED
        submission.problems = "[]"
        submission.save(update_fields=["state", "problems"])
    return submission


def work_off(tools: Tools, *, at: datetime, progress: Progress | None = None) -> Submission | None:
    """Hands in the oldest submission of the queue, also one that a killed worker left half done. None: nothing waits."""
    submission = (
        Submission.objects.filter(state__in=(SubmissionState.QUEUED, SubmissionState.RUNNING)).order_by("created_at", "id").first()
    )
    if submission is None:
        return None
    with _opened(tools, submission) as path:
        try:
            by = actor_named(submission.handed_in_by)
            if by is None:
                raise Refused(problem("account_closed", name=submission.handed_in_by))
            hand_in(tools, _what(submission, path), by=by, at=at, progress=progress, begun=submission)
        except Refused:
            pass  # said on the submission itself, where whoever handed it in looks
    submission.refresh_from_db()
    if submission.state in (SubmissionState.QUEUED, SubmissionState.RUNNING):
        submission.state = SubmissionState.REFUSED
        submission.save(update_fields=["state"])
    return submission


def layout(tools: Tools, submission: Submission, record_type: str = "") -> Layout:
    """What stands in a file that waits for its columns, and proposals (for one record type, or for those it may be)."""
    with _opened(tools, submission) as path:
        table = open_table(path, submission.file_name, known_headings(tools.pack), "", None)
        rows = [row for _number, row in islice(table.rows(), 40)]
        proposals = propose(table, tools.pack, submission.department, record_type or submission.record_type)
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
    """A person has said what each column is. For real it is remembered, and the file goes into the queue again; dry, only tried."""
    what = _what(submission, Path())
    refuse_unless_allowed(tools, what, by)
    with _opened(tools, submission) as path:
        if dry_run:
            return queue(tools, replace(what, path=path, mapping=mapping, dry_run=True), by=by, at=at)
        table = open_table(path, submission.file_name, known_headings(tools.pack), "", None)
        mappings.confirm(submission.department, table.headings, mapping, by=by.name, at=at)
    submission.state = SubmissionState.QUEUED
    submission.record_type = ""
    submission.save(update_fields=["state", "record_type"])
    return submission


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
        submission.record_type,
        mappings.from_text(submission.mapping) if submission.mapping else None,
        submission.dry_run,
        submission.practice,
    )


@contextmanager
def _opened(tools: Tools, submission: Submission) -> Iterator[Path]:
    """The file as it was handed in, for as long as it is needed."""
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
