"""Record types: what a department may hand in, and what a handed-in row became.

A record type is pack data. It says which fields a record has, which of them make it "the same" record, whose party it
names, which day it is dated by, which duty clocks it starts or stops, and whether it acts on another record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from xinzhi.core.base.legal import Basis
from xinzhi.core.base.periods import Limit
from xinzhi.core.base.text import Text
from xinzhi.core.subjects import Party, SubjectKind

Value = str | int | bool | date | None
"""A field's value. Money is an integer number of cents (分); points are integer milli-points."""


class FieldType(StrEnum):
    TEXT = "text"
    CODE = "code"  # one entry of a code list of the pack
    CODES = "codes"  # several entries, kept as one text joined by "|" in list order
    INTEGER = "integer"
    MONEY = "money"  # cents
    POINTS = "points"  # milli-points
    DATE = "date"
    INSTANT = "instant"  # a day, or a day with a time; kept as ISO text with zone
    BOOLEAN = "boolean"
    IDENTIFIER = "identifier"  # validated by an identifier scheme


class Slot(StrEnum):
    """Columns that describe the party, the same for every record type."""

    NAME = "party.name"
    KIND = "party.kind"
    USCC = "party.uscc"
    REGISTRATION_NO = "party.registration_no"
    CITIZEN_ID = "party.citizen_id"
    PLATE = "party.plate"
    LOCAL = "party.local"
    ADDRESS = "party.address"
    PHONE = "party.phone"
    REPRESENTATIVE = "party.representative"
    REGION = "party.region"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a record type.

    `unit` is the unit of a bare number in a file ("yuan", "10k_yuan", "points"), `code_unit` that of the column `code` of the
    official layout, where it is another. `scored` fields may be read by schemes and go into the columnar tables, so they can
    hold no names, numbers of persons or addresses. `personal` fields enter the ledger only as a salted commitment.
    """

    name: str
    type: FieldType
    title: Text
    required: bool = False
    code_list: str = ""
    identifier: str = ""
    unit: str = ""
    code_unit: str = ""
    max_length: int = 0
    minimum: int | None = None
    maximum: int | None = None
    aliases: tuple[str, ...] = ()  # headings met in the field, besides the title
    code: str = ""  # heading in the official exchange layout
    default: str = ""
    scored: bool = False
    personal: bool = False
    split: str = ""  # a cell that holds several values, separated by this text, becomes several records


class Effect(StrEnum):
    """What a record does to another record, or to its subject's registration."""

    NONE = "none"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    MARK_OBJECTION = "mark_objection"
    UPHOLD_OBJECTION = "uphold_objection"
    REJECT_OBJECTION = "reject_objection"
    REPAIR = "repair"
    REVOKE_REPAIR = "revoke_repair"
    SETTLE = "settle"  # the outcome of a commitment
    REGISTER = "register"
    CHANGE_REGISTRATION = "change_registration"
    MOVE = "move"
    CANCEL = "cancel"
    REVOKE_REGISTRATION = "revoke_registration"


ACTS_ON_RECORD = frozenset(
    {
        Effect.CORRECT,
        Effect.WITHDRAW,
        Effect.MARK_OBJECTION,
        Effect.UPHOLD_OBJECTION,
        Effect.REJECT_OBJECTION,
        Effect.REPAIR,
        Effect.REVOKE_REPAIR,
        Effect.SETTLE,
    }
)
"""Effects that name another record by its type and natural key."""

ACTS_ON_SUBJECT = frozenset(
    {Effect.REGISTER, Effect.CHANGE_REGISTRATION, Effect.MOVE, Effect.CANCEL, Effect.REVOKE_REGISTRATION}
)


@dataclass(frozen=True, slots=True)
class EffectRule:
    """Which effect a record has: always the same, or chosen by the value of a code field (`by`)."""

    effect: Effect = Effect.NONE
    by: str = ""
    cases: Mapping[str, Effect] | None = None
    effective: str = ""  # the date field from which the effect holds; the record's own date where empty

    def of(self, fields: Mapping[str, Value]) -> Effect:
        if not self.by or self.cases is None:
            return self.effect
        return self.cases.get(str(fields.get(self.by)), self.effect)

    @property
    def all(self) -> frozenset[Effect]:
        return frozenset((self.effect, *(self.cases or {}).values()))


@dataclass(frozen=True, slots=True)
class Clock:
    """A duty to hand a record in: how long after which date field, on which basis."""

    duty: str
    starts: str
    limit: Limit
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class Expiry:
    """From when a record counts no more: so long after one of its dates, or on a date that it carries itself (`on`)."""

    starts: str = ""
    limit: Limit | None = None
    on: str = ""
    when: str = ""  # a condition in the language of schemes; the first expiry that fits is taken
    basis: Basis | None = None


@dataclass(frozen=True)
class RecordType:
    """An entry of the catalogue of what may be recorded (公共信用信息目录)."""

    id: str
    title: Text
    departments: frozenset[str]  # who may generate it
    party_kinds: frozenset[SubjectKind]
    fields: tuple[FieldSpec, ...]
    natural_key: tuple[str, ...]  # field names; "party" stands for the party
    date_field: str
    party_slots: tuple[Slot, ...] = ()
    required_slots: tuple[Slot, ...] = ()
    slot_titles: Mapping[str, Text] | None = None
    slot_aliases: Mapping[str, tuple[str, ...]] | None = None
    slot_codes: Mapping[str, str] | None = None  # headings of the party columns in the official layout
    confirm_change: tuple[str, ...] = ()  # fields (or "party") whose change waits for the department's confirmation
    effect: EffectRule = EffectRule()
    clocks: tuple[Clock, ...] = ()
    expiries: tuple[Expiry, ...] = ()
    repair_after: tuple[Expiry, ...] = ()  # from when repair may be asked for; the first that fits is taken
    basis: tuple[Basis, ...] = ()
    requires_document: bool = False
    negative: bool = False  # whether it speaks against its party: raises the "another department is concerned" alert
    sample: Mapping[str, str] | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None

    def field(self, name: str) -> FieldSpec | None:
        return next((f for f in self.fields if f.name == name), None)

    @cached_property
    def personal_names(self) -> frozenset[str]:
        """Fields that enter the ledger only as a salted commitment."""
        return frozenset(f.name for f in self.fields if f.personal)

    @cached_property
    def date_names(self) -> frozenset[str]:
        return frozenset(f.name for f in self.fields if f.type is FieldType.DATE)

    @cached_property
    def scored_names(self) -> frozenset[str]:
        """Fields that schemes may read."""
        return frozenset(f.name for f in self.fields if f.scored)


TARGET_TYPE = "target_type"
TARGET_KEY = "target_key"
"""Field names by which an acting record names the record it concerns: its type, and its document number or record number."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A row after validation: typed, but not yet on file and not yet anybody's."""

    record_type: str
    department: str
    occurred_on: date
    party: Party
    fields: Mapping[str, Value]
    started_at: datetime | None = None  # when its clock began
    row: int | None = None
    part: int = 0  # which piece of a split cell
