"""Whose is a record? For many rows at once, in the order of certainty.

1. An acting record is about whom its target is about.
2. A valid identifier decides: the subject that has it, or a new subject where nobody has it yet.
3. A remembered judgement of a person about this party as written.
4. Name, address and the rest, scored with reasons. Certain enough: linked. Perhaps: a person's queue. A name alone never links.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.backends.utils import CursorWrapper

from xinzhi.core.base.problems import Problem, warning
from xinzhi.core.facts import RecordLinked, SubjectRegistered
from xinzhi.core.identity import blocking
from xinzhi.core.identity.matching import Match, match, party_key
from xinzhi.core.subjects import Party, SubjectKind
from xinzhi.flows.targets import Target
from xinzhi.flows.tools import Tools
from xinzhi.flows.written import Written, party_dict
from xinzhi.store.reads import identity as known
from xinzhi.store.subject_rows import blind_identifier


@dataclass(slots=True)
class Owner:
    """Whose a record is and how that is known. Without a subject, `party_key` puts it into the review queue."""

    subject_id: int | None = None
    tier: str = ""
    score: int = 1000
    reasons: tuple[str, ...] = ()
    party_key: str = ""
    notes: tuple[Problem, ...] = ()
    new: SubjectRegistered | None = None

    def links(self, record_id: int) -> list[RecordLinked]:
        if self.subject_id is None:
            return []
        return [
            RecordLinked(
                record_id=record_id,
                subject_id=self.subject_id,
                tier=self.tier,
                score=self.score,
                reasons=list(self.reasons),
            )
        ]


@dataclass(slots=True)
class Owners:
    """Answers by row, and who was newly made in this commit."""

    by_row: dict[int, Owner] = field(default_factory=dict)

    def of(self, row: Written, target: Target | None) -> Owner:
        if target is not None and target.subject_id is not None:
            return Owner(target.subject_id, "target")
        return self.by_row[id(row)]


def identify(tools: Tools, cursor: CursorWrapper, rows: Sequence[Written]) -> Owners:
    """An owner for each row. New subjects are made once, however many rows of the batch name them."""
    vault = tools.store.vault
    blinds = {
        identifier: blind_identifier(vault, identifier) for row in rows for identifier in row.draft.party.identifiers
    }
    holders = known.holders(cursor, blinds)
    owners = Owners()
    unclear: list[Written] = []
    for row in rows:
        owner = _by_identifier(tools, row, holders)
        if owner is None:
            unclear.append(row)
        else:
            owners.by_row[id(row)] = owner
    if unclear:
        _by_likeness(tools, cursor, unclear, owners)
    return owners


def _by_identifier(tools: Tools, row: Written, holders: dict[object, int]) -> Owner | None:
    party = row.draft.party
    if not party.identifiers:
        return None
    for identifier in party.identifiers:
        holder = holders.get(identifier)
        if holder is not None:
            return Owner(holder, identifier.scheme)
    subject_id = tools.store.new_id()
    for identifier in party.identifiers:
        holders[identifier] = subject_id
    kind = party.kind or min(row.type.party_kinds)
    new = register(subject_id, kind, party, by_record=row.record_id)
    return Owner(subject_id, f"{party.identifiers[0].scheme}_new", new=new)


def register(subject_id: int, kind: SubjectKind, party: Party, *, by_record: int | None) -> SubjectRegistered:
    """The fact by which a party becomes a subject."""
    personal = party_dict(party)
    personal.pop("kind", None)
    region = str(personal.pop("region_code", ""))
    return SubjectRegistered(
        subject_id=subject_id, subject_kind=kind.value, region_code=region, by_record=by_record, personal=personal
    )


def _by_likeness(tools: Tools, cursor: CursorWrapper, rows: Sequence[Written], owners: Owners) -> None:
    vault = tools.store.vault
    keys = {id(row): blinded_party_key(tools, row.draft.party) for row in rows}
    judged = known.judgements(cursor, list(keys.values()))
    blocks = {
        id(row): {vault.blind_int(f"key\x1f{key}") for key in blocking.keys_for_party(row.draft.party)} for row in rows
    }
    candidates = known.candidates(cursor, vault, blocks)
    for row in rows:
        key = keys[id(row)]
        if not row.draft.party.name and not row.draft.party.address:
            owners.by_row[id(row)] = Owner(party_key=key, notes=(warning("party_unnamed"),))
            continue
        found = match(row.draft.party, candidates[id(row)], tools.pack.matching, judged.get(key, ()))
        owners.by_row[id(row)] = _owner(found, key)


def _owner(found: Match, key: str) -> Owner:
    reasons = tuple(reason.evidence for reason in found.reasons)
    if found.decision == "link" and found.best is not None:
        return Owner(found.best.subject_id, found.tier, found.best.score, reasons)
    return Owner(party_key=key, notes=(warning("party_waits_for_review", candidates=len(found.candidates)),))


def blinded_party_key(tools: Tools, party: Party) -> str:
    """The key under which judgements about a party as written are remembered."""
    return tools.store.vault.blind(f"party\x1f{party_key(party)}").hex()
