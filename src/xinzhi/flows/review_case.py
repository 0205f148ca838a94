"""A record that waits for a person: the party as written, and the candidates with their reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from xinzhi.core.base.problems import Refused, problem
from xinzhi.core.identity import blocking
from xinzhi.core.identity.matching import Candidate, match
from xinzhi.core.records import Value
from xinzhi.core.subjects import Party, Subject
from xinzhi.flows.tools import Tools
from xinzhi.flows.written import stored
from xinzhi.store.models import Review
from xinzhi.store.reads import identity as known


@dataclass(frozen=True, slots=True)
class Suggested:
    """A candidate beside the party: the subject as known, its score and reasons."""

    subject: Subject
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Case:
    record_id: int
    record_type: str
    department: str
    opened_at: datetime
    party: Party
    fields: dict[str, Value]
    suggested: tuple[Suggested, ...]


def open_cases(*, department: str = "", limit: int = 50, offset: int = 0) -> tuple[list[int], int]:
    """Records that wait, oldest first, and how many there are."""
    waiting = Review.objects.filter(closed_by=None)
    if department:
        waiting = waiting.filter(department=department)
    ids = list(waiting.order_by("opened_at", "record_id").values_list("record_id", flat=True)[offset : offset + limit])
    return ids, waiting.count()


def review_case(tools: Tools, record_id: int) -> Case:
    """The case of one record. Candidates are looked for anew, so that whoever was registered since is among them."""
    review = Review.objects.filter(record_id=record_id).first()
    if review is None:
        raise Refused(problem("review_not_found", record=record_id))
    vault = tools.store.vault
    with connections[tools.store.using].cursor() as cursor:
        row = stored(tools.pack, vault, cursor, record_id)
        party = row.draft.party
        blocks = {0: {vault.blind_int(f"key\x1f{key}") for key in blocking.keys_for_party(party)}}
        subjects = known.candidates(cursor, vault, blocks)[0]
        judged = known.judgements(cursor, [review.party_key]).get(review.party_key, ())
    found = match(party, subjects, tools.pack.matching, judged)
    by_id = {subject.id: subject for subject in subjects}
    return Case(
        record_id,
        row.draft.record_type,
        review.department,
        review.opened_at,
        party,
        dict(row.draft.fields),
        tuple(Suggested(by_id[c.subject_id], c) for c in found.candidates if c.subject_id in by_id),
    )
