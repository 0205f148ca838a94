"""Hand in a file: read it, say of every row what became of it, keep what was accepted, give a receipt.

The work is done in batches, each one commit. Whatever ends the process, what was acknowledged is kept; handing in the same file
again goes through it once more, finds what is on file already, and finishes the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

import msgspec
from django.db.backends.utils import CursorWrapper

from xinzhi.catalogue.lists import lists_of
from xinzhi.catalogue.model import ColumnMapping
from xinzhi.connect.inbound.layout import Proposal, fitting_mapping, indexed, known_headings, propose, unread
from xinzhi.connect.inbound.table import RawTable, open_table
from xinzhi.core import authority
from xinzhi.core.authority import Actor
from xinzhi.core.base.canonical import canonical
from xinzhi.core.base.problems import Refused, problem
from xinzhi.core.facts import SubmissionReceived
from xinzhi.core.validation import RowReader, RowResult, compile_rows
from xinzhi.desk import mappings
from xinzhi.desk.models import PendingChange, Submission, SubmissionRow, SubmissionState
from xinzhi.flows import assess, overdue
from xinzhi.flows.enter_records import Entered, enter_records
from xinzhi.flows.keep_upload import keep, sha256_of
from xinzhi.flows.row_outcomes import Outcome, RowOutcome, draft_document, problem_documents, worst
from xinzhi.flows.tools import Tools
from xinzhi.store.commit import commit_built
from xinzhi.store.models import Receipt

BATCH = 1_000
Progress = Callable[[Submission], None]


@dataclass(frozen=True, slots=True)
class HandIn:
    """What is handed in: a file, by which department, read how, and whether it is to count."""

    path: Path
    name: str
    department: str
    source: str = ""
    record_type: str = ""
    mapping: ColumnMapping | None = None
    dry_run: bool = False
    practice: bool = False
    submission: str = ""  # the submission that this file was queued as


@dataclass(frozen=True, slots=True)
class NeedsMapping:
    """The layout is unknown: proposals to confirm, the likeliest first."""

    submission: Submission
    proposals: list[Proposal]


def hand_in(
    tools: Tools,
    what: HandIn,
    *,
    by: Actor,
    at: datetime,
    progress: Progress | None = None,
    assess_now: bool = True,
) -> Submission | NeedsMapping:
    """Takes a file in. Raises `Refused` for a file that cannot be read at all, or that this actor may not hand in.

    With `dry_run` or `practice` every row is read and judged, and nothing is put on file. Without `assess_now` standings follow
    at the next `assess.catch_up`.
    """
    refuse_unless_allowed(tools, what, by)
    submission = begin(tools, what, by=by, at=at)
    if submission.state == SubmissionState.DONE:
        return submission
    try:
        table = open_table(
            what.path,
            what.name,
            known_headings(tools.pack),
            what.mapping.sheet if what.mapping else "",
            what.mapping.header_row if what.mapping else None,
        )
        mapping = what.mapping or _known_mapping(tools, table, what)
        if mapping is None:
            proposals = propose(table, tools.pack, what.department, what.record_type)
            if proposals and proposals[0].certain:
                mapping = proposals[0].mapping
            else:
                submission.state = SubmissionState.NEEDS_MAPPING
                submission.save()
                return NeedsMapping(submission, proposals[:3])
        _take_in(tools, what, table, mapping, submission, by=by, at=at, progress=progress)
        if assess_now and submission.number:
            assess.catch_up(tools, at=at)
    except Refused as error:
        submission.state = SubmissionState.REFUSED
        submission.problems = problem_documents(error.problems)
        submission.finished_at = at
        submission.save()
        raise
    return submission


def enqueue(tools: Tools, what: HandIn, *, by: Actor, at: datetime) -> Submission:
    """Keeps the file and leaves the rest to the worker. What comes back is durable: the upload is acknowledged."""
    refuse_unless_allowed(tools, what, by)
    return begin(tools, what, by=by, at=at, keep_file=True)


def confirm_mapping(tools: Tools, submission: Submission, mapping: ColumnMapping, headings: Sequence[str], *, by: Actor, at: datetime) -> None:
    """A clerk says which column is what: remembered for files like this one, and the work goes on."""
    denial = authority.hand_in_for(by, submission.department)
    if denial is not None:
        raise Refused(denial)
    mappings.confirm(submission.department, headings, mapping, by=by.name, at=at)
    submission.mapping = mappings.text_of(mapping)
    submission.state = SubmissionState.QUEUED
    submission.save(update_fields=["mapping", "state"])


def begin(tools: Tools, what: HandIn, *, by: Actor, at: datetime, keep_file: bool = False) -> Submission:
    """The submission of this file: the one begun earlier where the same department handed in the same file the same way."""
    if what.submission:
        return Submission.objects.get(id=what.submission)
    sha256 = sha256_of(what.path)
    mode = "practice" if what.practice else "dry" if what.dry_run else "real"
    marks = canonical([what.department, sha256, mode, what.record_type, _mapping_text(what.mapping)]).decode()
    submission_id = tools.store.vault.blind(f"submission\x1f{marks}").hex()
    if keep_file or mode == "real":
        keep(tools.store.vault, tools.uploads, what.path, sha256)
    found, _ = Submission.objects.get_or_create(
        id=submission_id,
        defaults={
            "department": what.department,
            "source": what.source,
            "record_type": what.record_type,
            "asked_type": what.record_type,
            "file_name": what.name[:255],
            "file_sha256": sha256,
            "file_size": what.path.stat().st_size,
            "mapping": _mapping_text(what.mapping),
            "dry_run": what.dry_run,
            "practice": what.practice,
            "handed_in_by": by.name,
            "created_at": at,
        },
    )
    return found


def _mapping_text(mapping: ColumnMapping | None) -> str:
    return mappings.text_of(mapping) if mapping else ""


def refuse_unless_allowed(tools: Tools, what: HandIn, by: Actor) -> None:
    """Raises `Refused` where department or record type is unknown, or this actor may not hand in for the department."""
    if what.department not in tools.pack.departments:
        raise Refused(problem("department_not_found", found=what.department, known=", ".join(tools.pack.departments)))
    if what.record_type and what.record_type not in tools.pack.record_types:
        raise Refused(problem("record_type_not_found", found=what.record_type, known=", ".join(tools.pack.record_types)))
    denial = authority.hand_in_for(by, what.department)
    if denial is not None:
        raise Refused(denial)


def _known_mapping(tools: Tools, table: RawTable, what: HandIn) -> ColumnMapping | None:
    """The mapping of rows that we handed back, one that a clerk confirmed for these headings, or one of the pack that fits them all."""
    confirmed = mappings.handed_back(table, what.department) or mappings.confirmed(what.department, table.headings)
    known = confirmed is not None and confirmed.record_type in tools.pack.record_types
    if confirmed is not None and known and what.record_type in ("", confirmed.record_type):
        return confirmed
    shipped = [m for m in tools.pack.mappings if what.record_type in ("", m.record_type)]
    found = fitting_mapping(table, shipped, what.department)
    return found if found is not None and found.department in ("", what.department) else None


def _reader(tools: Tools, what: HandIn, table: RawTable, mapping: ColumnMapping, at: datetime) -> RowReader:
    columns = indexed(table, mapping)
    kinds = [tools.pack.record_types[name] for name in (mapping.record_type, *mapping.also)]
    return compile_rows(
        kinds,
        what.department,
        columns,
        dict(enumerate(table.headings)),
        mapping.constants,
        lists_of(tools.pack),
        at.astimezone(tools.pack.zone).date(),
    )


def _take_in(
    tools: Tools,
    what: HandIn,
    table: RawTable,
    mapping: ColumnMapping,
    submission: Submission,
    *,
    by: Actor,
    at: datetime,
    progress: Progress | None,
) -> None:
    read = _reader(tools, what, table, mapping, at)
    submission.record_type = mapping.record_type
    submission.problems = problem_documents((*table.notices, *unread(table, mapping)))
    submission.total_rows = table.size
    submission.state = SubmissionState.RUNNING
    for name in ("done_rows", "accepted", "warned", "refused", "duplicate", "superseded", "waiting"):
        setattr(submission, name, 0)
    submission.save()
    submission.rows.all().delete()  # type: ignore[attr-defined]
    counts = not (what.dry_run or what.practice)
    for rows in _batches(table):
        results = [(number, cells, _judged(table, read, number, cells)) for number, cells in rows]
        outcomes = _batch(tools, results, submission, by=by, at=at, counts=counts)
        _note(tools, submission, outcomes, at)
        if progress is not None:
            progress(submission)
    submission.skipped = sum(n for bucket, n in table.buckets.items() if bucket in ("total", "note"))
    submission.total_rows = submission.done_rows
    submission.finished_at = at
    if counts:
        submission.number = _receipt(tools, what, submission, by=by, at=at)
    submission.state = SubmissionState.DONE
    submission.save()


def _batches(table: RawTable) -> Iterator[list[tuple[int, list[str]]]]:
    rows = table.rows()
    while batch := list(islice(rows, BATCH)):
        yield batch


def _judged(table: RawTable, read: RowReader, number: int, cells: list[str]) -> RowResult:
    """What the row says, or why it could not even be taken apart."""
    fault = table.faults.pop(number, None)
    return read(cells, number) if fault is None else RowResult((), (fault,))


def _batch(
    tools: Tools,
    results: Sequence[tuple[int, list[str], RowResult]],
    submission: Submission,
    *,
    by: Actor,
    at: datetime,
    counts: bool,
) -> list[RowOutcome]:
    drafts = [draft for _, _, result in results if not result.refused for draft in result.drafts]
    entered = (
        enter_records(tools, drafts, by=by, at=at, submission=submission.id)
        if counts
        else [Entered("accepted") for _ in drafts]
    )
    outcomes: list[RowOutcome] = []
    position = 0
    for number, cells, result in results:
        if result.refused:
            outcomes.append(RowOutcome(number, "refused", result.problems, cells, (), result.glimpse))
            continue
        mine = entered[position : position + len(result.drafts)]
        position += len(result.drafts)
        problems = (*result.problems, *(p for e in mine for p in e.problems))
        outcomes.append(RowOutcome(number, worst(mine), problems, cells, tuple(zip(result.drafts, mine, strict=True))))
    return outcomes


def _note(tools: Tools, submission: Submission, outcomes: list[RowOutcome], at: datetime) -> None:
    """Counts the batch, and keeps the rows that need somebody's eye."""
    kept: list[SubmissionRow] = []
    pending: list[PendingChange] = []
    for outcome in outcomes:
        submission.done_rows += 1
        kind: Outcome = outcome.kind
        setattr(submission, kind, getattr(submission, kind) + 1)
        if kind == "accepted" and outcome.problems:
            submission.warned += 1
        if kind in ("refused", "waiting") or outcome.problems:
            kept.append(
                SubmissionRow(
                    submission=submission,
                    row=outcome.row,
                    outcome="warned" if kind in ("accepted", "superseded") else kind,
                    problems=problem_documents(outcome.problems),
                    cells=tools.store.vault.seal(canonical(outcome.cells), f"row/{submission.id}/{outcome.row}".encode()),
                    **overdue.owed_for(tools, outcome),
                )
            )
        for draft, entered in outcome.entered:
            if entered.kind == "waiting" and entered.record_id is not None:
                pending.append(
                    PendingChange(
                        submission=submission,
                        row=outcome.row,
                        record_id=entered.record_id,
                        department=draft.department,
                        draft=tools.store.vault.seal(draft_document(draft), b"pending"),
                        changed=canonical(list(entered.changed)).decode(),
                        created_at=at,
                        due_at=overdue.due_of_draft(tools, draft),
                    )
                )
    submission.touched_at = tools.store.now()
    SubmissionRow.objects.bulk_create(kept, batch_size=500)
    PendingChange.objects.bulk_create(pending, batch_size=500)
    submission.save(
        update_fields=["touched_at", "done_rows", "accepted", "warned", "refused", "duplicate", "superseded", "waiting"]
    )


def _receipt(tools: Tools, what: HandIn, submission: Submission, *, by: Actor, at: datetime) -> str:
    """The numbered receipt, as a fact. The same submission gets the same receipt."""
    before = Receipt.objects.filter(submission=submission.id).first()
    if before is not None:
        return before.number
    numbers: list[str] = []

    def build(cursor: CursorWrapper) -> list[SubmissionReceived]:
        cursor.execute("SELECT count(*) FROM store_receipt")
        (issued,) = cursor.fetchone()
        number = f"SL{at.astimezone(tools.pack.zone):%Y%m%d}-{issued + 1:06d}"
        numbers[:] = [number]
        return [
            SubmissionReceived(
                submission=submission.id,
                number=number,
                department=what.department,
                source=what.source or what.name,
                file_sha256=submission.file_sha256,
                rows=submission.done_rows,
                accepted=submission.accepted,
                warned=submission.warned,
                refused=submission.refused,
                duplicate=submission.duplicate,
                superseded=submission.superseded,
                waiting=submission.waiting,
            )
        ]

    commit_built(tools.store, build, by=by, at=at)
    return numbers[0]


def row_cells(tools: Tools, row: SubmissionRow) -> list[str]:
    """The cells of a row that was kept, as they were handed in."""
    sealed = bytes(row.cells or b"")
    opened = tools.store.vault.open(sealed, f"row/{row.submission_id}/{row.row}".encode())  # type: ignore[attr-defined]
    return msgspec.json.decode(opened, type=list[str])

