"""A person decides whose a record is: link, create, reject, or never these two again.

The decision is a fact, and a fact about the party as written too, so that the next row written the same way need not wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from xinzhi.core import authority
from xinzhi.core.authority import Actor
from xinzhi.core.base.problems import Refused, problem
from xinzhi.core.facts import Fact, MatchJudged, RecordLinked, RecordUnlinked, SubjectRegistered
from xinzhi.core.subjects import SubjectKind
from xinzhi.flows.identify import register
from xinzhi.flows.tools import Tools
from xinzhi.flows.written import stored
from xinzhi.store.commit import Committed, commit
from xinzhi.store.models import Link, Record, Review, Subject

BY_PERSON = "person"


@dataclass(frozen=True, slots=True)
class Settled:
    record_id: int
    subject_id: int | None
    committed: Committed


def link(tools: Tools, record_id: int, subject_id: int, *, by: Actor, at: datetime, remember: bool = True) -> Settled:
    """The record is this subject's. With `remember`, the same party written the same way is linked at once from now on."""
    review = _open_review(record_id, by)
    if not Subject.objects.filter(subject_id=subject_id, merged_into=None).exists():
        raise Refused(problem("subject_not_found", subject=subject_id))
    facts: list[Fact] = [RecordLinked(record_id=record_id, subject_id=subject_id, tier=BY_PERSON)]
    if remember:
        facts.append(_judged(review, subject_id, "same"))
    return Settled(record_id, subject_id, commit(tools.store, facts, by=by, at=at))


def link_alike(tools: Tools, record_id: int, subject_id: int, *, by: Actor, at: datetime) -> int:
    """The same decision for every other open case that names the party in the same words and that the actor may decide; returns how
    many there were."""
    key = Review.objects.filter(record_id=record_id).values_list("party_key", flat=True).first()
    open_cases = Review.objects.filter(party_key=key, closed_by=None).values_list("record_id", flat=True)
    others = [other for other in open_cases if authority.decide_identity(by, _department(other)) is None]
    for other in others:
        link(tools, other, subject_id, by=by, at=at, remember=False)
    return len(others)


def create(tools: Tools, record_id: int, kind: SubjectKind, *, by: Actor, at: datetime) -> Settled:
    """The record is somebody's who was not known yet: a new subject, made of the party as written."""
    review = _open_review(record_id, by)
    with connections[tools.store.using].cursor() as cursor:
        party = stored(tools.pack, tools.store.vault, cursor, record_id).draft.party
    subject_id = tools.store.new_id()
    new: SubjectRegistered = register(subject_id, kind, party, by_record=record_id)
    facts: list[Fact] = [
        new,
        RecordLinked(record_id=record_id, subject_id=subject_id, tier=BY_PERSON),
        _judged(review, subject_id, "same"),
    ]
    return Settled(record_id, subject_id, commit(tools.store, facts, by=by, at=at))


def never(tools: Tools, record_id: int, subject_id: int, *, by: Actor, at: datetime, reason: str = "") -> Settled:
    """This party is not this subject, now and whenever it is written so again. The record keeps waiting."""
    review = _open_review(record_id, by)
    fact = _judged(review, subject_id, "never", reason)
    return Settled(record_id, None, commit(tools.store, [fact], by=by, at=at))


def reject(tools: Tools, record_id: int, *, by: Actor, at: datetime, reason: str) -> Settled:
    """Nobody can be found: the record stays on file, and is nobody's. A reason must be given."""
    if not reason.strip():
        raise Refused(problem("reason_missing"))
    review = _open_review(record_id, by)
    fact = _judged(review, None, "reject", reason)
    return Settled(record_id, None, commit(tools.store, [fact], by=by, at=at))


def unlink(tools: Tools, record_id: int, *, by: Actor, at: datetime, reason: str) -> Settled:
    """A wrong link is taken back: the record is nobody's from now on, and what was known before stays known."""
    denial = authority.may(by, "unlink_record", department=_department(record_id))
    if denial is not None:
        raise Refused(denial)
    last = Link.objects.filter(record_id=record_id).order_by("-entry_idx").first()
    if last is None or last.subject_id is None:
        raise Refused(problem("record_not_linked", record=record_id))
    fact = RecordUnlinked(record_id=record_id, subject_id=last.subject_id, reason=reason)
    return Settled(record_id, None, commit(tools.store, [fact], by=by, at=at))


def _open_review(record_id: int, by: Actor) -> Review:
    denial = authority.decide_identity(by)
    if denial is not None:
        raise Refused(denial)
    review = Review.objects.filter(record_id=record_id).first()
    if review is None or authority.decide_identity(by, _department(record_id)) is not None:
        raise Refused(problem("review_not_found", record=record_id))  # whether another department's exists is not told
    if not authority.fits(by, "decide_identity", "open" if review.closed_by is None else "closed"):
        raise Refused(problem("review_closed", record=record_id, outcome=review.outcome))
    return review


def _department(record_id: int) -> str:
    return Record.objects.filter(record_id=record_id).values_list("department", flat=True).first() or ""


def _judged(review: Review, subject_id: int | None, judgement: str, reason: str = "") -> MatchJudged:
    return MatchJudged(
        party_key=review.party_key,
        subject_id=subject_id,
        judgement=judgement,
        record_id=review.record_id,
        reason=reason,
    )
