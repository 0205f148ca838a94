"""Whose record may this be? Candidates scored with reasons, and what the score allows.

A valid code has decided before this is asked. Here only words speak: name, address, telephone, representative. Scores are per
mille. A name alone never links, whatever its score: two shops may share it, and a penalty must not land on the wrong file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from xinzhi.core.identity.names import core_name, normal_address, normal_name, normal_phone
from xinzhi.core.subjects import Party, Subject


@dataclass(frozen=True, slots=True)
class MatchPolicy:
    """Weights and thresholds, in per mille; data of the pack.

    `link_at` and `review_at` are the two thresholds, `margin` is how far ahead of the second the best must be to be linked, and
    `agree_at` is from when an attribute is said to agree.
    """

    name_weight: int
    address_weight: int
    phone_weight: int
    representative_weight: int
    link_at: int
    review_at: int
    margin: int
    agree_at: int
    corroborations: int = 1


@dataclass(frozen=True, slots=True)
class Reason:
    """One attribute compared: how alike (per mille), with what weight, and the words compared."""

    code: str
    alike: int
    weight: int


@dataclass(frozen=True, slots=True)
class Candidate:
    subject_id: int
    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person once decided about this party as written: "same" or "never" this subject."""

    kind: str
    subject_id: int


@dataclass(frozen=True, slots=True)
class Match:
    """`decision`: link (to `best`), review (a person looks), none (nobody comes near; a person may create)."""

    decision: Literal["link", "review", "none"]
    tier: str
    best: Candidate | None
    candidates: tuple[Candidate, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.best.reasons if self.best else ()


def party_key(party: Party) -> str:
    """Equal for parties written the same way, corroborating words included: a remembered choice holds only for these."""
    words = (
        normal_name(party.name),
        normal_address(party.address),
        normal_phone(party.phone),
        normal_name(party.representative),
    )
    return "\x1f".join(words)


def match(
    party: Party, candidates: Sequence[Subject], policy: MatchPolicy, judgements: Sequence[Judgement] = ()
) -> Match:
    """The best candidate and what may be done with it. Ties go to the lower subject id, and are never linked."""
    never = {j.subject_id for j in judgements if j.kind == "never"}
    scored = sorted(
        (score(party, subject, policy) for subject in candidates if subject.id not in never),
        key=lambda c: (-c.score, c.subject_id),
    )
    same = {j.subject_id for j in judgements if j.kind == "same"} - never
    if len(same) == 1:
        chosen = next(iter(same))
        best = next((c for c in scored if c.subject_id == chosen), Candidate(chosen, 1000, ()))
        return Match("link", "remembered", best, tuple(scored))
    near = tuple(c for c in scored if c.score >= policy.review_at)
    if not near:
        return Match("none", "", None, tuple(scored[:5]))
    best = near[0]
    ahead = best.score - near[1].score if len(near) > 1 else 1000
    if best.score >= policy.link_at and ahead >= policy.margin and _corroborated(best, policy):
        return Match("link", "likeness", best, near[:10])
    return Match("review", "", best, near[:10])


def score(party: Party, subject: Subject, policy: MatchPolicy) -> Candidate:
    """How alike party and subject are, over what both of them say. A contradiction counts as much as an agreement."""
    reasons = [_reason("name", name_alike(party.name, subject.name), policy.name_weight)]
    if party.address and subject.address:
        alike = fuzz.ratio(normal_address(party.address), normal_address(subject.address))
        reasons.append(_reason("address", round(alike * 10), policy.address_weight))
    if party.phone and subject.phone:
        equal = normal_phone(party.phone) == normal_phone(subject.phone)
        reasons.append(_reason("phone", 1000 if equal else 0, policy.phone_weight))
    if party.representative and subject.representative:
        equal = normal_name(party.representative) == normal_name(subject.representative)
        reasons.append(_reason("representative", 1000 if equal else 0, policy.representative_weight))
    weight = sum(r.weight for r in reasons)
    total = sum(r.alike * r.weight for r in reasons) // weight if weight else 0
    return Candidate(subject.id, total, tuple(reasons))


def name_alike(left: str, right: str) -> int:
    """Per mille: equal names 1000, equal distinguishing parts 950, else how few changes lead from one to the other."""
    if normal_name(left) == normal_name(right):
        return 1000
    a, b = core_name(left), core_name(right)
    if a == b:
        return 950
    return min(900, round(fuzz.ratio(a, b) * 10))


def _reason(what: str, alike: int, weight: int) -> Reason:
    return Reason(what, alike, weight)


def _corroborated(candidate: Candidate, policy: MatchPolicy) -> bool:
    """Whether enough besides the name agrees."""
    others = [r for r in candidate.reasons if r.code != "name"]
    agreeing = [r for r in others if r.alike >= policy.agree_at]
    return len(agreeing) >= policy.corroborations
