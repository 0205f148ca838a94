"""Whose record may this be? Candidates scored with reasons, and what may be done with the best of them.

Tiers, the first that holds decides:

    code        an identifier in common
    remembered  a person once said so of this party as written
    exact_name  the same name, nobody else's, and something besides the name agrees
    core_name   the same without place and legal form, nobody else's, and something besides the name agrees
    likeness    a score above the upper threshold, ahead of the second, and something besides the name agrees

Everything else waits for a person, or there is nobody. A name alone never links, whatever a pack says: two shops may share it, and
a penalty must not land on the wrong file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from xinzhi.core.identity.addresses import address_alike
from xinzhi.core.identity.likeness import name_alike, person_alike
from xinzhi.core.identity.names import normal_name, read_name
from xinzhi.core.identity.party_keys import party_key
from xinzhi.core.identity.phones import phones, same_phone
from xinzhi.core.identity.places import NATION, Places
from xinzhi.core.identity.readings import is_masked
from xinzhi.core.identity.regions import significant
from xinzhi.core.masking import mask_name, mask_number
from xinzhi.core.subjects import Party, Subject, SubjectKind

__all__ = ["Candidate", "Judgement", "Match", "MatchPolicy", "Reason", "match", "party_key", "score"]

FULL = 1000
SHOWN = 10
_OPERATOR = 600
_DECISIVE = frozenset(("uscc", "citizen_id"))
_ATTRIBUTES = frozenset(("address", "phone", "representative"))
_ENDEARMENTS = frozenset("老小阿记氏家")
_SAME_NAME = frozenset(("name_equal",))
_SAME_CORE = frozenset(("name_equal", "name_core"))
_NO_NAME = frozenset(("name_unsaid", "name_is_operator", "name_other_branch"))
"""What is said of a name that can lead to a person's desk, never to a link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchPolicy:
    """Weights and thresholds, in per mille; data of the pack.

    `unsaid` is how alike an attribute counts that one of the two does not say. `link_at` and `review_at` are the two thresholds,
    `margin` is how far ahead of the second the best must be, `name_at_least` how alike the names must be however much else agrees.
    An attribute agrees from `agree_at` on and contradicts up to `differ_at`. So many attributes besides the name must agree:
    `corroborations`, or `person_corroborations` where the party is a human being, whose name many bear; less than one is read as
    one. `places` are the divisions by which names and addresses may begin.
    """

    name_weight: int
    address_weight: int
    phone_weight: int
    representative_weight: int
    unsaid: int
    link_at: int
    review_at: int
    margin: int
    name_at_least: int
    agree_at: int
    differ_at: int
    corroborations: int
    person_corroborations: int
    places: Places = NATION


@dataclass(frozen=True, slots=True)
class Reason:
    """One attribute compared: how alike (per mille), with what weight, why in a word, and the two values as they may be shown."""

    code: str
    alike: int
    weight: int
    detail: str = ""
    query: str = ""
    candidate: str = ""

    @property
    def evidence(self) -> str:
        """The reason without the values compared, fit to be kept with a link for good: `address:1000:address_equal`."""
        return f"{self.code}:{self.alike}:{self.detail}" if self.detail else f"{self.code}:{self.alike}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A subject that the party may be. `score` counts what is unsaid; the reasons hold only what both say."""

    subject_id: int
    score: int
    reasons: tuple[Reason, ...]

    def reason(self, code: str) -> Reason | None:
        return next((r for r in self.reasons if r.code == code), None)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person once decided about this party as written: "same" or "never" this subject, or "unsure", which takes either back."""

    kind: str
    subject_id: int


@dataclass(frozen=True, slots=True)
class Match:
    """`decision`: link (to `best`), review (a person looks), none (nobody comes near; a person may create).

    `tier` says what linked, `why` what kept it from being linked.
    """

    decision: Literal["link", "review", "none"]
    tier: str
    best: Candidate | None
    candidates: tuple[Candidate, ...]
    why: str = ""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.best.reasons if self.best else ()


def match(
    party: Party, candidates: Sequence[Subject], policy: MatchPolicy, judgements: Sequence[Judgement] = ()
) -> Match:
    """The best candidate and what may be done with it. `judgements` come oldest first: the last about a subject holds.

    Ties go to whom more agrees for, then to the lower subject id, and are never linked.
    """
    judged = {j.subject_id: j.kind for j in judgements}
    possible = [s for s in candidates if judged.get(s.id) != "never" and _possible(party, s)]
    scored = sorted(
        (score(party, subject, policy) for subject in possible),
        key=lambda c: (-c.score, -_agreeing(c, policy), c.subject_id),
    )
    holders = {s.id for s in possible if set(party.identifiers) & set(s.identifiers)}
    if holders:
        return _by_code(holders, party, possible, scored)
    same = [id for id, kind in judged.items() if kind == "same"]
    if same:
        return _by_memory(same, party, possible, scored, policy)
    near = tuple(c for c in scored if c.score >= policy.review_at)
    if not near:
        return Match("none", "", None, tuple(scored[:5]), "nobody")
    needed = _needed(party, policy)
    for tier, details in (("exact_name", _SAME_NAME), ("core_name", _SAME_CORE)):
        alike = [c for c in near if _detail(c) in details]
        if len(alike) != 1:
            continue
        agreeing = _agreeing(alike[0], policy, twice=tier == "exact_name")
        if agreeing >= needed and _uncontradicted(alike[0], agreeing, policy):
            return Match("link", tier, alike[0], near[:SHOWN])
    why = _hindrance(near, needed, policy)
    if why:
        return Match("review", "", near[0], near[:SHOWN], why)
    return Match("link", "likeness", near[0], near[:SHOWN])


def _by_code(holders: set[int], party: Party, possible: Sequence[Subject], scored: list[Candidate]) -> Match:
    """One subject has a number of the party: it is that one. Two have one each: the numbers contradict each other."""
    held = tuple(c for c in scored if c.subject_id in holders)
    if len(holders) > 1:
        return Match("review", "", held[0], held[:SHOWN], "codes_disagree")
    subject = next(s for s in possible if s.id in holders)
    scheme = next(i.scheme for i in party.identifiers if i in subject.identifiers)
    return Match("link", scheme, held[0], held)


def _by_memory(
    same: Sequence[int], party: Party, possible: Sequence[Subject], scored: list[Candidate], policy: MatchPolicy
) -> Match:
    """A person's choice holds for the party written the same way. A bare name, which others may bear, is not carried over
    unless it is the subject's whole name and nobody else's that is known here."""
    known = {c.subject_id: c for c in scored}
    chosen = [known.get(id) or Candidate(id, FULL, (Reason("remembered", FULL, 0),)) for id in same]
    rest = [c for c in scored if c.subject_id not in same and c.score >= policy.review_at]
    shown = (*chosen, *rest)[:SHOWN]
    if len(chosen) > 1:
        return Match("review", "", chosen[0], shown, "remembered_twice")
    if _says_more_than_name(party) or _only_bearer(chosen[0].subject_id, party, possible, scored):
        return Match("link", "remembered", chosen[0], shown)
    return Match("review", "", chosen[0], shown, "remembered_name_only")


def _says_more_than_name(party: Party) -> bool:
    return bool(party.address or party.phone or party.representative or party.identifiers)


def _only_bearer(subject_id: int, party: Party, possible: Sequence[Subject], scored: Sequence[Candidate]) -> bool:
    if party.kind is SubjectKind.NATURAL_PERSON:
        return False
    whole = any(s.id == subject_id and normal_name(s.name) == normal_name(party.name) for s in possible)
    return whole and [c.subject_id for c in scored if _detail(c) in _SAME_CORE] == [subject_id]


def _hindrance(near: Sequence[Candidate], needed: int, policy: MatchPolicy) -> str:
    """What keeps the best from being linked by likeness; empty where nothing does."""
    best, name = near[0], near[0].reason("name")
    if not _agreeing(best, policy):
        return "name_only"
    if _agreeing(best, policy) < needed:
        return "too_little_agrees"
    if best.reason("district") is not None:
        return "elsewhere"
    if name is None or name.detail in _NO_NAME or name.alike < policy.name_at_least:
        return "name_too_different"
    if best.score < policy.link_at:
        return "below_threshold"
    if len(near) > 1 and (best.score == near[1].score or best.score - near[1].score < policy.margin):
        return "several_alike"
    return ""


def score(party: Party, subject: Subject, policy: MatchPolicy) -> Candidate:
    """How alike party and subject are. A contradiction counts as much as an agreement; what is not said counts `unsaid`."""
    person = SubjectKind.NATURAL_PERSON in (party.kind, subject.kind)
    reasons = [_name(party, subject, policy, person=person)]
    if party.address and subject.address:
        alike, detail = address_alike(party.address, subject.address, policy.places)
        shown = ("", "") if person else (party.address, subject.address)
        reasons.append(Reason("address", alike, policy.address_weight, detail, *shown))
    lines = same_phone(party.phone, subject.phone)
    if lines is not None:
        detail = "phone_equal" if lines else "phone_other"
        shown = (_masked_phone(party.phone), _masked_phone(subject.phone))
        reasons.append(Reason("phone", FULL if lines else 0, policy.phone_weight, detail, *shown))
    people = person_alike(party.representative, subject.representative)
    if people is not None and reasons[0].detail != "name_is_operator":
        shown = (mask_name(party.representative), mask_name(subject.representative))
        detail = "person_in_name" if people[0] == FULL and _named_after(party, policy.places) else people[1]
        reasons.append(Reason("representative", people[0], policy.representative_weight, detail, *shown))
    if _elsewhere(party, subject, policy.places):
        reasons.append(Reason("district", 0, 0, "district_other", party.region_code, subject.region_code))
    weights = policy.name_weight + policy.address_weight + policy.phone_weight + policy.representative_weight
    silent = weights - sum(r.weight for r in reasons)
    total = sum(r.alike * r.weight for r in reasons) + silent * policy.unsaid
    return Candidate(subject.id, total // weights if weights else 0, tuple(reasons))


def _name(party: Party, subject: Subject, policy: MatchPolicy, *, person: bool) -> Reason:
    if not party.name or not subject.name or is_masked(party.name):
        return Reason("name", policy.unsaid, policy.name_weight, "name_unsaid")
    if person:
        found = person_alike(party.name, subject.name)
        if found is None:
            return Reason("name", policy.unsaid, policy.name_weight, "name_unsaid")
        alike, detail = (FULL, "name_equal") if found[1] == "person_equal" else found
        return Reason("name", alike, policy.name_weight, detail, mask_name(party.name), mask_name(subject.name))
    alike, detail = name_alike(party.name, subject.name, policy.places)
    if alike < _OPERATOR and subject.representative and normal_name(party.name) == normal_name(subject.representative):
        alike, detail = _OPERATOR, "name_is_operator"
    return Reason("name", alike, policy.name_weight, detail, party.name, subject.name)


def _named_after(party: Party, places: Places) -> bool:
    """Whether the brand is made of the representative's name (王建国烧烤, 老王烧烤, 王记烧烤): then the two say the same thing twice."""
    brand = set(read_name(party.name, places).brand) - _ENDEARMENTS
    return bool(brand) and brand <= set(normal_name(party.representative))


def _elsewhere(party: Party, subject: Subject, places: Places) -> bool:
    """Whether the party is said to be in another division than the subject, by its code or by the place in front of its name."""
    here, there = significant(party.region_code), significant(subject.region_code)
    if here and there and not (here.startswith(there) or there.startswith(here)):
        return True
    return places.apart(read_name(party.name, places).places, read_name(subject.name, places).places)


def _masked_phone(text: str) -> str:
    return "、".join(mask_number(number, head=3) for number in phones(text))


def _possible(party: Party, subject: Subject) -> bool:
    """Whether party and subject can be one at all: of kinds that may be written for one another, and without another code."""
    if party.kind is not None and _family(party.kind) is not _family(subject.kind):
        return False
    for scheme in _DECISIVE:
        mine = {i.value for i in party.identifiers if i.scheme == scheme}
        theirs = {i.value for i in subject.identifiers if i.scheme == scheme}
        if mine and theirs and not mine & theirs:
            return False
    return True


def _family(kind: SubjectKind) -> SubjectKind:
    """Businesses of all kinds and their shopfronts are written for one another; human beings and vehicles are not."""
    return kind if kind in (SubjectKind.NATURAL_PERSON, SubjectKind.VEHICLE) else SubjectKind.LEGAL_PERSON


def _detail(candidate: Candidate) -> str:
    name = candidate.reason("name")
    return name.detail if name else ""


def _needed(party: Party, policy: MatchPolicy) -> int:
    is_person = party.kind is SubjectKind.NATURAL_PERSON
    return max(1, policy.person_corroborations if is_person else policy.corroborations)


def _agreeing(candidate: Candidate, policy: MatchPolicy, *, twice: bool = False) -> int:
    """How many attributes besides the name agree. A representative after whom the business is named counts only with `twice`."""
    agreeing = [r for r in candidate.reasons if r.code in _ATTRIBUTES and r.alike >= max(1, policy.agree_at)]
    return len([r for r in agreeing if twice or r.detail != "person_in_name"])


def _uncontradicted(candidate: Candidate, agreeing: int, policy: MatchPolicy) -> bool:
    """Whether neither place nor address contradicts, and the rest contradicts less than agrees."""
    against = {r.code for r in candidate.reasons if r.code != "name" and r.alike <= policy.differ_at}
    return not against & {"address", "district"} and len(against) < agreeing
