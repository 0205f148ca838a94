"""Enter records: drafts become facts, each exactly once.

Under the log lock, because "is it there already?" and "write it" must be one step:

1. `keys`: what makes each draft the same record as another, and what it says.
2. `known`: the same record on file already? Said again: nothing happens. Said differently: a new version supersedes it, unless
   party or amount changed, which waits for the department's confirmation.
3. `targets`: the record that an acting record (correction, withdrawal, objection, repair, outcome) concerns.
4. `identify`: whose it is. A valid code decides; otherwise a match, or a person's queue.
5. one commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.backends.utils import CursorWrapper

from xinzhi.core import authority
from xinzhi.core.authority import Actor
from xinzhi.core.base.problems import Problem, problem
from xinzhi.core.facts import Fact, RecordEntered
from xinzhi.core.records import Draft
from xinzhi.flows import identify, registration, targets
from xinzhi.flows.tools import Tools
from xinzhi.flows.written import Written, stored, written
from xinzhi.store.commit import commit_built
from xinzhi.store.reads.versions import Version, versions_of

Kind = Literal["accepted", "duplicate", "superseded", "waiting", "refused"]


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of one draft. `record_id` is the record on file, also for a duplicate and for one that waits."""

    kind: Kind
    record_id: int | None = None
    problems: tuple[Problem, ...] = ()
    changed: tuple[str, ...] = ()
    subject_id: int | None = None


def enter_records(
    tools: Tools,
    drafts: Sequence[Draft],
    *,
    by: Actor,
    at: datetime,
    submission: str = "",
    confirmed: bool = False,
) -> list[Entered]:
    """Puts these drafts on file in one commit and says for each what became of it.

    Entering the same drafts again changes nothing; a row of the same submission that is on file already, because the work was
    cut off and begun again, is accepted as before. `confirmed` says that the producing department has confirmed changes of
    party or amount.
    """
    outcomes: list[Entered] = []

    def build(cursor: CursorWrapper) -> list[Fact]:
        outcomes.clear()
        facts, done = _decide(tools, cursor, drafts, by=by, at=at, submission=submission, confirmed=confirmed)
        outcomes.extend(done)
        return facts

    if drafts:
        commit_built(tools.store, build, by=by, at=at, allow_nothing=True)
    return outcomes


def _decide(
    tools: Tools,
    cursor: CursorWrapper,
    drafts: Sequence[Draft],
    *,
    by: Actor,
    at: datetime,
    submission: str,
    confirmed: bool,
) -> tuple[list[Fact], list[Entered]]:
    vault = tools.store.vault
    rows = [written(tools.pack, vault, draft, at) for draft in drafts]
    known = versions_of(cursor, [row.natural_key for row in rows])
    outcomes: list[Entered | None] = [None] * len(drafts)
    fresh: list[tuple[int, Written, int | None]] = []
    for position, row in enumerate(rows):
        denial = authority.hand_in_for(by, row.draft.department)
        if denial is not None:
            outcomes[position] = Entered("refused", problems=(denial,))
            continue
        versions = known.setdefault(row.natural_key, [])
        same = next((v for v in versions if v.content_key == row.content_key), None)
        if same is not None:
            again = bool(submission) and same.submission == submission and same.file_row == row.draft.row
            outcomes[position] = Entered("accepted" if again else "duplicate", same.record_id)
            continue
        before = versions[-1] if versions else None
        if before is not None and not confirmed:
            changed = _changed(tools, cursor, row, before)
            if changed:
                waits = problem("change_waits", fields=", ".join(changed), record=before.record_id)
                outcomes[position] = Entered("waiting", before.record_id, (waits,), changed)
                continue
        record_id = tools.store.new_id()
        row.record_id = record_id
        versions.append(Version(record_id, row.content_key, row))
        fresh.append((position, row, before.record_id if before else None))

    acting = targets.resolve(tools, cursor, [row for _, row, _ in fresh], by)
    ready = []
    for position, row, before_id in fresh:
        answer = acting.get(id(row))
        if isinstance(answer, Problem):
            outcomes[position] = Entered("refused", problems=(answer,))
            known[row.natural_key] = [v for v in known[row.natural_key] if v.record_id != row.record_id]
        else:
            ready.append((position, row, before_id, answer))

    owners = identify.identify(tools, cursor, [row for _, row, _, _ in ready])
    facts: list[Fact] = []
    for position, row, before_id, target in ready:
        owner = owners.of(row, target)
        facts.extend(registration.facts_before(tools, cursor, row, owner, owners))
        facts.append(_entered(row, at=at, submission=submission, supersedes=before_id, target=target, owner=owner))
        facts.extend(owner.links(row.record_id))
        kind: Kind = "superseded" if before_id else "accepted"
        doubts = target.doubts if target is not None else ()
        outcomes[position] = Entered(kind, row.record_id, (*owner.notes, *doubts), subject_id=owner.subject_id)
    return facts, [outcome for outcome in outcomes if outcome is not None]


def _changed(tools: Tools, cursor: CursorWrapper, row: Written, before: Version) -> tuple[str, ...]:
    """The fields under the department's confirmation that this row would change, by name."""
    names = row.type.confirm_change
    if not names:
        return ()
    old = before.row or stored(tools.pack, tools.store.vault, cursor, before.record_id)
    return tuple(name for name in names if row.value_of(name) != old.value_of(name))


def _entered(
    row: Written,
    *,
    at: datetime,
    submission: str,
    supersedes: int | None,
    target: targets.Target | None,
    owner: identify.Owner,
) -> RecordEntered:
    return RecordEntered(
        record_id=row.record_id,
        record_type=row.draft.record_type,
        department=row.draft.department,
        occurred_on=row.draft.occurred_on,
        fields=row.public,
        personal=row.personal,
        entered_at=at,
        started_at=row.started_at,
        due_at=row.due_at,
        late_seconds=row.late_seconds,
        expires_on=row.expires_on,
        submission=submission,
        row=row.draft.row,
        part=row.draft.part,
        supersedes=supersedes,
        acts=[] if target is None else [(target.record_id, target.effect.value, target.effective_on)],
        party_key=owner.party_key,
    )
