"""A draft as it will stand on file: its keys, its public and personal parts, its clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast

import msgspec
from django.db.backends.utils import CursorWrapper

from xinzhi.catalogue.model import Pack
from xinzhi.core.base.canonical import canonical
from xinzhi.core.base.periods import Limit, add_limit, due
from xinzhi.core.base.problems import Problem
from xinzhi.core.records import Draft, Effect, Expiry, RecordType, Value
from xinzhi.core.schemes import expressions
from xinzhi.core.schemes.checks import scaled
from xinzhi.core.subjects import Identifier, Party, SubjectKind
from xinzhi.store.commit import place
from xinzhi.store.projections import content_key, document_key, natural_key
from xinzhi.store.vault import Vault

PARTY = "party"
_NO_SUBJECT: dict[str, str] = {}


@dataclass(slots=True)
class Written:
    """`record_id` is given when the record is about to be entered."""

    type: RecordType
    draft: Draft
    public: dict[str, object]
    personal: dict[str, object]
    natural_key: bytes
    content_key: bytes
    document_key: bytes
    started_at: datetime | None
    due_at: datetime | None
    late_seconds: int
    expires_on: date | None
    record_id: int = field(default=0)

    @property
    def effect(self) -> Effect:
        return self.type.effect.of(self.draft.fields)

    def value_of(self, name: str) -> object:
        """A field's value, or for "party" what names the party."""
        return party_name(self.draft.party) if name == PARTY else self.draft.fields.get(name)


def written(pack: Pack, vault: Vault, draft: Draft, at: datetime) -> Written:
    """The draft with its keys, its clock stopped at `at`, and its expiry by the pack."""
    kind = pack.record_types[draft.record_type]
    names = kind.personal_names
    public: dict[str, object] = {}
    hidden: dict[str, object] = {}
    for name, value in draft.fields.items():
        if value is not None and value != "":
            (hidden if name in names else public)[name] = value
    personal: dict[str, object] = {
        "party": party_dict(draft.party),
        "key": canonical([_key_value(draft, name) for name in kind.natural_key]).decode(),
        "document": str(draft.fields.get(document_field(kind), "")),
    }
    if hidden:
        personal["fields"] = hidden
    started, due_at, late = _clock(pack, kind, draft, at)
    return Written(
        kind,
        draft,
        public,
        personal,
        natural_key(vault, kind.id, draft.department, cast("str", personal["key"])),
        content_key(vault, draft.occurred_on, public, personal),
        document_key(vault, kind.id, cast("str", personal["document"])),
        started,
        due_at,
        late,
        expiry(pack, kind, draft.fields),
    )


def stored(pack: Pack, vault: Vault, cursor: CursorWrapper, record_id: int) -> Written:
    """A record on file, as it was written. Its personal part is opened; empty after erasure."""
    cursor.execute(
        "SELECT entry_idx, record_type, department, occurred_on, fields, entered_at FROM store_record"
        " WHERE record_id = %s",
        [record_id],
    )
    idx, kind_id, department, occurred_on, fields, _ = cursor.fetchone()
    personal = open_record(vault, cursor, idx)
    kind = pack.record_types[kind_id]
    values = typed({**msgspec.json.decode(fields), **personal.get("fields", {})}, kind)
    day = occurred_on if isinstance(occurred_on, date) else date.fromisoformat(occurred_on)
    draft = Draft(kind_id, department, day, party_from(personal.get("party", {})), values)
    empty = b""
    return Written(kind, draft, {}, personal, empty, empty, empty, None, None, 0, None, record_id)


def open_record(vault: Vault, cursor: CursorWrapper, idx: int) -> dict[str, Any]:
    """The personal part of the record entered at `idx`; empty after erasure."""
    cursor.execute("SELECT ciphertext FROM store_personal WHERE entry_idx = %s AND slot = 'record'", [idx])
    row = cursor.fetchone()
    if row is None or row[0] is None:
        return {}
    return cast("dict[str, Any]", msgspec.json.decode(vault.open(bytes(row[0]), place(idx, "record"))))


def typed(values: dict[str, Any], kind: RecordType) -> dict[str, Value]:
    """Values read back from JSON, with dates as dates again."""
    dates = kind.date_names
    return {n: date.fromisoformat(v) if n in dates and isinstance(v, str) else v for n, v in values.items()}


def party_dict(party: Party) -> dict[str, object]:
    """The party as written, without what is empty."""
    out: dict[str, object] = {"name": party.name}
    if party.kind is not None:
        out["kind"] = party.kind.value
    if party.identifiers:
        out["identifiers"] = [[i.scheme, i.value] for i in party.identifiers]
    for key in ("address", "phone", "representative", "region_code"):
        value = getattr(party, key)
        if value:
            out[key] = value
    return out


def party_from(values: dict[str, Any]) -> Party:
    return Party(
        name=values.get("name", ""),
        kind=SubjectKind(values["kind"]) if "kind" in values else None,
        identifiers=tuple(Identifier(scheme, value) for scheme, value in values.get("identifiers", ())),
        address=values.get("address", ""),
        phone=values.get("phone", ""),
        representative=values.get("representative", ""),
        region_code=values.get("region_code", ""),
    )


def party_name(party: Party) -> str:
    """What names the party in a natural key: its first identifier, else its name."""
    if party.identifiers:
        first = party.identifiers[0]
        return f"{first.scheme}:{first.value}"
    return f"name:{party.name}"


def document_field(kind: RecordType) -> str:
    """The field by which other records name one of this type: the first of its natural key that is not the party."""
    return next((name for name in kind.natural_key if name != PARTY), "")


def expiry(pack: Pack, kind: RecordType, fields: Any) -> date | None:
    """The first day on which the record counts no more: the first expiry of its type whose condition fits."""
    return _first_day(pack, kind, kind.expiries, fields)


def repair_from(pack: Pack, kind: RecordType, fields: Any) -> date | None:
    """The first day on which its repair may be decided: the first term of its type whose condition fits."""
    return _first_day(pack, kind, kind.repair_after, fields)


def _first_day(pack: Pack, kind: RecordType, terms: Sequence[Expiry], fields: Any) -> date | None:
    for rule, holds in _tested(_Of(kind), _Terms(terms)):
        if holds is not None and not holds(fields, _NO_SUBJECT):
            continue
        if rule.on:
            until = fields.get(rule.on)
            return until if isinstance(until, date) else None
        start = fields.get(rule.starts)
        if isinstance(start, date) and rule.limit is not None:
            return add_limit(start, rule.limit, pack.calendar)[0]
    return None


class _Of:
    """A record type as a cache key: its id is quick to hash, and the rest says whether it is the same."""

    __slots__ = ("kind",)

    def __init__(self, kind: RecordType) -> None:
        self.kind = kind

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Of) and (self.kind is other.kind or self.kind == other.kind)

    def __hash__(self) -> int:
        return hash(self.kind.id)


class _Terms:
    """Terms as a cache key, by what they are."""

    __slots__ = ("terms",)

    def __init__(self, terms: Sequence[Expiry]) -> None:
        self.terms = terms

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Terms) and (self.terms is other.terms or self.terms == other.terms)

    def __hash__(self) -> int:
        return len(self.terms)


@lru_cache(maxsize=512)
def _tested(of: _Of, terms: _Terms) -> tuple[tuple[Expiry, expressions.Test | None], ...]:
    """Each term with its condition ready to be asked."""
    return tuple((rule, _condition(of, rule.when) if rule.when else None) for rule in terms.terms)


@lru_cache(maxsize=512)
def _condition(of: _Of, text: str) -> expressions.Test:
    """The condition over the fields as records hold them, money in cents."""
    parsed = expressions.parse(text)
    if isinstance(parsed, Problem):
        raise TypeError(f"not an expression: {text}")  # the linter refuses such a pack
    return expressions.compiled(scaled(parsed, of.kind))


def due_of(pack: Pack, kind: RecordType, start: date | datetime | None) -> datetime | None:
    """When a record whose first clock began then should be on file; None where it has no clock, or nobody knows the beginning."""
    if not kind.clocks or start is None:
        return None
    return _due(_Days(pack), start, kind.clocks[0].limit)


def _clock(pack: Pack, kind: RecordType, draft: Draft, at: datetime) -> tuple[datetime | None, datetime | None, int]:
    """When the first clock of the type began, when it is over, and by how many seconds `at` is past that."""
    start: object = (draft.started_at or draft.fields.get(kind.clocks[0].starts)) if kind.clocks else None
    if isinstance(start, str):
        start = datetime.fromisoformat(start)
    if not isinstance(start, date | datetime):
        return None, None, 0
    end = due_of(pack, kind, start)
    if end is None:
        return None, None, 0
    began = start if isinstance(start, datetime) else None
    return began, end, max(0, int((at - end).total_seconds()))


class _Days:
    """A pack's calendar and zone as a cache key: equal for the same state of a pack."""

    __slots__ = ("pack",)

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Days) and other.pack.digest == self.pack.digest

    def __hash__(self) -> int:
        return hash(self.pack.digest)


@lru_cache(maxsize=8192)
def _due(days: _Days, start: date | datetime, limit: Limit) -> datetime:
    """When a limit that began then is over: few days and few limits, asked for very many records."""
    return due(start, limit, days.pack.calendar, days.pack.zone).at


def _key_value(draft: Draft, name: str) -> object:
    return party_name(draft.party) if name == PARTY else draft.fields.get(name)
