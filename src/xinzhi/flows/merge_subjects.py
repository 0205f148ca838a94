"""Two subjects turn out to be one, or one that was merged turns out to be its own after all.

A merge moves every record of one subject to the other and can be taken back: a split returns what the merge had moved. Both are
facts; what was known before stays as it was known. What a merge would do is shown before it is done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connections

from xinzhi.core import authority
from xinzhi.core.authority import Actor
from xinzhi.core.base.problems import Refused, problem
from xinzhi.core.facts import Fact, SubjectsMerged, SubjectsSplit
from xinzhi.engine.reference import Assessment
from xinzhi.flows.assess import catch_up, today
from xinzhi.flows.evidence import Evidence, evidence
from xinzhi.flows.grading import assess_one
from xinzhi.flows.tools import Tools
from xinzhi.store.commit import Committed, commit
from xinzhi.store.models import Link, Subject
from xinzhi.store.reads.counted import ledger_size

_TOGETHER = -1


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, as it stands today."""

    subject: Subject
    records: int
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do: the two as they stand, and the one that would remain. `doubts` are what speaks against it."""

    kept: Side
    merged: Side
    together: Assessment
    doubts: tuple[str, ...]


def preview(tools: Tools, kept: int, merged: int, *, at: datetime) -> Preview:
    """The effect of a merge, without doing it. Raises `Refused` where it cannot be done."""
    one, other = _both(kept, merged)
    day = today(tools, at)
    with connections[tools.store.using].cursor() as cursor:
        size = ledger_size(tools.store.using)
        found = {
            e.facts.subject_id: e
            for e in evidence(tools.pack, cursor, as_of=day, known_size=size, subjects=[kept, merged])
        }
        # of the duties of the one that goes only those remain that rest on its records; yearly ones are owed once
        own = tuple(r for r in found[merged].records if r.record_id >= 0)
        joined = replace(found[kept], records=(*found[kept].records, *own))
        sides = {
            i: assess_one(tools.pack, cursor, tools.pack.standing_scheme, e, as_of=day, known_size=size)
            for i, e in (*found.items(), (_TOGETHER, joined))
        }
    return Preview(
        Side(one, len(found[kept].counted), sides[kept]),
        Side(other, len(found[merged].counted), sides[merged]),
        sides[_TOGETHER],
        _doubts(found[kept], found[merged]),
    )


def merge(tools: Tools, kept: int, merged: int, *, reason: str, by: Actor, at: datetime) -> Committed:
    """`merged` was `kept` all along. What was merged into the one that goes follows it. Raises `Refused`, changing nothing."""
    _allowed(by, reason)
    _both(kept, merged)
    facts: list[Fact] = []
    own = records_of(merged)
    for follower in Subject.objects.filter(merged_into=merged).values_list("subject_id", flat=True):
        its = moved_with(follower, merged)
        own = [record for record in own if record not in its]
        facts.append(SubjectsSplit(kept=merged, restored=follower, reason=reason, records=its))
        facts.append(SubjectsMerged(kept=kept, merged=follower, reason=reason, records=its))
    facts.append(SubjectsMerged(kept=kept, merged=merged, reason=reason, records=own))
    done = commit(tools.store, facts, by=by, at=at)
    catch_up(tools, at=at)
    return done


def split(tools: Tools, restored: int, *, reason: str, by: Actor, at: datetime) -> Committed:
    """`restored` is its own subject after all: the records that came with its merge go back to it."""
    _allowed(by, reason)
    subject = Subject.objects.filter(subject_id=restored).first()
    if subject is None:
        raise Refused(problem("subject_not_found", subject=restored))
    if subject.merged_into is None:
        raise Refused(problem("subject_not_merged", subject=restored))
    its = moved_with(restored, subject.merged_into)
    fact = SubjectsSplit(kept=subject.merged_into, restored=restored, reason=reason, records=its)
    done = commit(tools.store, [fact], by=by, at=at)
    catch_up(tools, at=at)
    return done


def records_of(subject_id: int) -> list[int]:
    """The records that are this subject's now, by their latest link."""
    ever = Link.objects.filter(subject_id=subject_id).values_list("record_id", flat=True)
    links = Link.objects.filter(record_id__in=ever).order_by("entry_idx")
    latest = dict(links.values_list("record_id", "subject_id"))
    return sorted(record_id for record_id, owner in latest.items() if owner == subject_id)


def moved_with(merged: int, kept: int) -> list[int]:
    """The records that came to `kept` with `merged` and are still there."""
    came = Link.objects.filter(subject_id=kept, tier=f"merged:{merged}").values_list("record_id", flat=True)
    return sorted(set(came) & set(records_of(kept)))


def _allowed(by: Actor, reason: str) -> None:
    denial = authority.merge_subjects(by)
    if denial is not None:
        raise Refused(denial)
    if not reason.strip():
        raise Refused(problem("reason_missing"))


def _both(kept: int, merged: int) -> tuple[Subject, Subject]:
    if kept == merged:
        raise Refused(problem("subject_with_itself", subject=kept))
    found = Subject.objects.in_bulk([kept, merged])
    for subject_id in (kept, merged):
        subject = found.get(subject_id)
        if subject is None:
            raise Refused(problem("subject_not_found", subject=subject_id))
        if subject.merged_into is not None:
            raise Refused(problem("subject_merged_already", subject=subject_id, into=subject.merged_into))
    return found[kept], found[merged]


def _doubts(kept: Evidence, merged: Evidence) -> tuple[str, ...]:
    """What the two do not share, by name of the fact."""
    pairs = {
        "kind": (kept.facts.kind, merged.facts.kind),
        "region": (kept.facts.region, merged.facts.region),
        "industry": (kept.facts.industry, merged.facts.industry),
        "registered_on": (kept.facts.registered_on, merged.facts.registered_on),
    }
    return tuple(name for name, (one, other) in pairs.items() if one and other and one != other)

