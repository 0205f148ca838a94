"""What each fact means in rows. Each projection is a pure fold of the log: `rebuild` runs the same code again.

`project` only collects rows. What needs the database (folding a record's whole history, changing a subject) is remembered
and done by `Rows.settle` at the end of the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, cast

from django.db.backends.utils import CursorWrapper

from xinzhi.core import facts as f
from xinzhi.core.base.canonical import canonical
from xinzhi.core.counting import Linked
from xinzhi.store import subject_rows
from xinzhi.store.rows import Rows
from xinzhi.store.vault import Vault

SUPERSEDE = "supersede"


def project(fact: f.Fact, idx: int, rows: Rows) -> None:
    """Collects the rows that `fact`, entered at `idx`, means."""
    _PROJECTIONS[type(fact)](fact, idx, rows)


def day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _record_entered(fact: f.RecordEntered, idx: int, rows: Rows) -> None:
    vault = rows.vault
    rows.fresh[fact.record_id] = (fact, idx)
    rows.add(
        "store_record",
        (
            fact.record_id,
            idx,
            fact.record_type,
            fact.department,
            day(fact.occurred_on),
            rows.instant(fact.entered_at),
            rows.instant(fact.due_at),
            fact.late_seconds,
            day(fact.expires_on),
            natural_key(vault, fact.record_type, fact.department, cast("str", fact.personal.get("key", ""))),
            content_key(vault, fact.occurred_on, fact.fields, fact.personal),
            document_key(vault, fact.record_type, cast("str", fact.personal.get("document", ""))),
            canonical(fact.fields).decode(),
            fact.submission,
            fact.row,
            fact.part,
            fact.supersedes,
        ),
    )
    if fact.supersedes is not None:
        _act(rows, idx, fact.record_id, fact.supersedes, SUPERSEDE, fact.occurred_on)
    for target, effect, effective_on in fact.acts:
        _act(rows, idx, fact.record_id, target, effect, effective_on)
    if fact.party_key:
        rows.add(
            "store_review", (fact.record_id, idx, fact.department, fact.party_key, rows.instant(fact.entered_at), "")
        )


def _act(rows: Rows, idx: int, record_id: int, target: int, effect: str, effective_on: date) -> None:
    rows.add("store_act", (idx, record_id, target, effect, day(effective_on)))
    rows.refolds.add(target)


def natural_key(vault: Vault, record_type: str, department: str, key: str) -> bytes:
    """What makes two rows "the same" record: type, department and the values of its natural key, blinded."""
    return vault.blind(f"record\x1f{record_type}\x1f{department}\x1f{key}")


def document_key(vault: Vault, record_type: str, document: str) -> bytes:
    """By what another record names this one: its type and document number. Several parties may share it."""
    return vault.blind(f"document\x1f{record_type}\x1f{document}")


def content_key(vault: Vault, occurred_on: date, fields: dict[str, object], personal: dict[str, object]) -> bytes:
    """Equal for rows that say the same thing."""
    return vault.blind(canonical([occurred_on, fields, personal]).decode())


def _record_linked(fact: f.RecordLinked, idx: int, rows: Rows) -> None:
    rows.add(
        "store_link",
        (idx, fact.record_id, fact.subject_id, fact.tier, fact.score, canonical(fact.reasons).decode()),
    )
    _relinked(rows, fact.record_id, idx, fact.subject_id)
    if fact.record_id not in rows.fresh:
        rows.later.append(lambda cursor: _close_review(cursor, fact.record_id, idx, "linked"))


def _record_unlinked(fact: f.RecordUnlinked, idx: int, rows: Rows) -> None:
    rows.add("store_link", (idx, fact.record_id, None, "unlinked", 0, canonical([fact.reason]).decode()))
    _relinked(rows, fact.record_id, idx, None)


def _relinked(rows: Rows, record_id: int, idx: int, subject_id: int | None) -> None:
    if record_id in rows.fresh:
        rows.links.setdefault(record_id, []).append(Linked(idx, subject_id))
    else:
        rows.refolds.add(record_id)


def _close_review(cursor: CursorWrapper, record_id: int, idx: int, outcome: str) -> None:
    cursor.execute(
        "UPDATE store_review SET closed_by = %s, outcome = %s WHERE record_id = %s AND closed_by IS NULL",
        [idx, outcome, record_id],
    )


def _match_judged(fact: f.MatchJudged, idx: int, rows: Rows) -> None:
    rows.add("store_judgement", (idx, fact.party_key, fact.subject_id, fact.judgement))
    if fact.judgement == "reject":
        rows.later.append(lambda cursor: _close_review(cursor, fact.record_id, idx, "rejected"))


def _subject_registered(fact: f.SubjectRegistered, idx: int, rows: Rows) -> None:
    rows.add("store_subjectentry", (idx, fact.subject_id))
    subject_rows.register(fact, idx, rows)


def _subject_changed(fact: f.SubjectChanged, idx: int, rows: Rows) -> None:
    if fact.personal:
        rows.add("store_subjectentry", (idx, fact.subject_id))
    rows.later.append(lambda cursor: subject_rows.change(cursor, fact, idx, rows.vault))


def _subjects_merged(fact: f.SubjectsMerged, idx: int, rows: Rows) -> None:
    _moved(rows, idx, fact.records, fact.kept, f"merged:{fact.merged}")
    rows.later.append(lambda cursor: subject_rows.merge(cursor, fact, idx))


def _subjects_split(fact: f.SubjectsSplit, idx: int, rows: Rows) -> None:
    _moved(rows, idx, fact.records, fact.restored, f"split:{fact.kept}")
    rows.later.append(lambda cursor: subject_rows.split(cursor, fact, idx))


def _moved(rows: Rows, idx: int, records: Sequence[int], subject_id: int, tier: str) -> None:
    for record_id in records:
        rows.add("store_link", (idx, record_id, subject_id, tier, 1000, "[]"))
        _relinked(rows, record_id, idx, subject_id)


def _submission_received(fact: f.SubmissionReceived, idx: int, rows: Rows) -> None:
    rows.add(
        "store_receipt",
        (
            fact.number, fact.submission, idx, fact.department, fact.source, fact.file_sha256, rows.instant(rows.at),
            fact.rows, fact.accepted, fact.warned, fact.refused, fact.duplicate, fact.superseded, fact.waiting,
        ),
    )  # fmt: skip


def _run_published(fact: f.RunPublished, idx: int, rows: Rows) -> None:
    rows.add(
        "store_run",
        (
            fact.run, idx, fact.scheme, fact.version, day(fact.as_of), fact.known_size, rows.instant(rows.at),
            fact.subjects, fact.result_sha256, fact.contributions_sha256, canonical(fact.counts).decode(),
        ),
    )  # fmt: skip


def _pack_adopted(fact: f.PackAdopted, idx: int, rows: Rows) -> None:
    rows.add("store_packinforce", (idx, fact.pack, fact.digest, rows.instant(rows.at)))


def _personal_erased(fact: f.PersonalErased, idx: int, rows: Rows) -> None:
    rows.later.append(lambda cursor: subject_rows.erase(cursor, fact))


def _nothing(fact: f.Fact, idx: int, rows: Rows) -> None:
    """Facts that stand in the log alone."""


_PROJECTIONS: dict[type[f.Fact], Callable[[Any, int, Rows], None]] = {
    f.PackAdopted: _pack_adopted,
    f.SubjectRegistered: _subject_registered,
    f.SubjectChanged: _subject_changed,
    f.RecordEntered: _record_entered,
    f.RecordLinked: _record_linked,
    f.RecordUnlinked: _record_unlinked,
    f.MatchJudged: _match_judged,
    f.SubjectsMerged: _subjects_merged,
    f.SubjectsSplit: _subjects_split,
    f.SubmissionReceived: _submission_received,
    f.RunPublished: _run_published,
    f.PersonalErased: _personal_erased,
    f.AccessSealed: _nothing,
}
