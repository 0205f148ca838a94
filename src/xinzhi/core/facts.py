"""Every kind of fact that the ledger can hold.

A fact is what happened, said once and never changed. Its public part stands in the ledger in clear; its `personal` parts
enter as salted commitments and are kept beside it, encrypted, so that they can be erased while the chain still verifies.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """`personal` maps a slot ("party", "fields") to what must be erasable."""

    def personal_parts(self) -> dict[str, object]:
        return {}


class PackAdopted(Fact, frozen=True, kw_only=True, tag="pack_adopted"):
    pack: str
    digest: str
    layers: list[str]


class SubjectRegistered(Fact, frozen=True, kw_only=True, tag="subject_registered"):
    """A subject came to be known. Its values live in the personal part; `identifiers` are committed there too."""

    subject_id: int
    subject_kind: str
    region_code: str
    by_record: int | None = None
    personal: dict[str, object] = msgspec.field(default_factory=dict)

    def personal_parts(self) -> dict[str, object]:
        return {"subject": self.personal}


class SubjectChanged(Fact, frozen=True, kw_only=True, tag="subject_changed"):
    """What a registration record changed in a subject: only the keys that changed."""

    subject_id: int
    by_record: int
    changes: dict[str, str | None]  # region_code, industry_code, status, registered_on, subject_kind
    personal: dict[str, object] = msgspec.field(default_factory=dict)  # name, address, phone, representative, identifiers

    def personal_parts(self) -> dict[str, object]:
        return {"subject": self.personal} if self.personal else {}


class RecordEntered(Fact, frozen=True, kw_only=True, tag="record_entered"):
    """A department handed in a record. `fields` are its public values, `personal` holds the party as written and personal fields."""

    record_id: int
    record_type: str
    department: str
    occurred_on: date
    fields: dict[str, object]
    entered_at: datetime
    started_at: datetime | None = None
    due_at: datetime | None = None
    late_seconds: int = 0
    submission: str = ""
    row: int | None = None
    part: int = 0
    expires_on: date | None = None  # first day on which it counts no more, by the pack in force when it was handed in
    supersedes: int | None = None
    acts: list[tuple[int, str, date]] = msgspec.field(default_factory=list)  # (target record, effect, effective on)
    party_key: str = ""  # blinded; given where nobody could be found for certain and a person must look
    personal: dict[str, object] = msgspec.field(default_factory=dict)

    def personal_parts(self) -> dict[str, object]:
        return {"record": self.personal} if self.personal else {}


class RecordLinked(Fact, frozen=True, kw_only=True, tag="record_linked"):
    record_id: int
    subject_id: int
    tier: str
    score: int = 1000  # per mille
    reasons: list[str] = msgspec.field(default_factory=list)


class RecordUnlinked(Fact, frozen=True, kw_only=True, tag="record_unlinked"):
    record_id: int
    subject_id: int
    reason: str


class MatchJudged(Fact, frozen=True, kw_only=True, tag="match_judged"):
    """A person's judgement about a party as written and a subject, remembered: same, or never. `party_key` is blinded."""

    party_key: str
    subject_id: int | None
    judgement: str  # same | never | reject
    record_id: int
    reason: str = ""


class SubjectsMerged(Fact, frozen=True, kw_only=True, tag="subjects_merged"):
    """Two subjects were one all along. `records` are those that go to the kept one with it."""

    kept: int
    merged: int
    reason: str
    records: list[int] = msgspec.field(default_factory=list)


class SubjectsSplit(Fact, frozen=True, kw_only=True, tag="subjects_split"):
    """A merge is taken back. `records` are those that return to the restored one."""

    kept: int
    restored: int
    reason: str
    records: list[int] = msgspec.field(default_factory=list)


class SubmissionReceived(Fact, frozen=True, kw_only=True, tag="submission_received"):
    """A receipt: this file, so many rows, what became of them."""

    submission: str
    number: str
    department: str
    source: str
    file_sha256: str
    rows: int
    accepted: int
    warned: int
    refused: int
    duplicate: int
    superseded: int
    waiting: int


class RunPublished(Fact, frozen=True, kw_only=True, tag="run_published"):
    run: str
    scheme: str
    version: str
    pack_digest: str
    as_of: date
    known_size: int
    subjects: int
    result_sha256: str
    contributions_sha256: str
    counts: dict[str, int]


class PersonalErased(Fact, frozen=True, kw_only=True, tag="personal_erased"):
    """The personal parts of these entries were erased, on this ground."""

    entries: list[int]
    ground: str
    record_id: int | None = None
    subject_id: int | None = None


class AccessSealed(Fact, frozen=True, kw_only=True, tag="access_sealed"):
    """The access log of one day, as a hash."""

    day: date
    looks: int
    sha256: str


FACTS: tuple[type[Fact], ...] = (
    PackAdopted,
    SubjectRegistered,
    SubjectChanged,
    RecordEntered,
    RecordLinked,
    RecordUnlinked,
    MatchJudged,
    SubjectsMerged,
    SubjectsSplit,
    SubmissionReceived,
    RunPublished,
    PersonalErased,
    AccessSealed,
)
