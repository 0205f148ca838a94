"""Reading a record type, or what a nearer pack amends of one."""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.located import Node, Table, Text
from xinzhi.catalogue.reading import Reader, entries, items
from xinzhi.catalogue.scalars import integer, limit, milli, one_of, plain, positive, yes
from xinzhi.catalogue.sections import kinds
from xinzhi.catalogue.writing import Book, nearest
from xinzhi.core.base.problems import Place
from xinzhi.core.base.text import Text as Words
from xinzhi.core.records import Clock, Effect, EffectRule, Expiry, FieldSpec, FieldType, RecordType, Slot
from xinzhi.core.subjects import SubjectKind

_TAKEN = frozenset({"true", "false", "known", "subject", "party", "late"})
"""Names that mean something else in conditions."""

_NUMBERS = (FieldType.INTEGER, FieldType.MONEY, FieldType.POINTS)
_FITS = {
    "list": (FieldType.CODE, FieldType.CODES),
    "identifier": (FieldType.IDENTIFIER,),
    "unit": (FieldType.MONEY,),
    "code_unit": (FieldType.MONEY,),
    "minimum": _NUMBERS,
    "maximum": _NUMBERS,
    "max_length": (FieldType.TEXT,),
}
"""Keys that say something only about fields of some types."""


def record_type(reading: Reading, node: Node) -> None:
    one = Reader(node, reading.book, "record_type")
    name = one.name("record_type")
    title = one.words("title")
    party = _party(one, reading.found["party_columns"])
    start, end = one.in_force()
    fields = tuple(_field(key, place, item, reading.book) for key, place, item in one.named("fields", required=True))
    document = one.text("document")
    names = {field.name for field in fields}
    if document and document not in names:
        reading.unknown("field_unknown", one.place_of("document"), document, names)
    value = RecordType(
        id=name,
        title=title,
        departments=frozenset(one.texts("departments", required=True)),
        party_kinds=party.kinds,
        fields=fields,
        natural_key=one.texts("natural_key", required=True),
        date_field=one.text("date", required=True),
        party_slots=tuple(party.columns),
        required_slots=party.required,
        slot_titles={slot: column.title for slot, column in party.columns.items()},
        slot_aliases={slot: column.aliases for slot, column in party.columns.items()},
        slot_codes={slot: column.code for slot, column in party.columns.items() if column.code},
        confirm_change=one.texts("confirm_change"),
        effect=_effect(one),
        clocks=_clocks(reading, one),
        expiries=_terms(reading, one, "expires"),
        repair_after=_terms(reading, one, "repair_after"),
        basis=reading.basis(one, required=True),
        requires_document=bool(document),
        negative=one.value("negative", yes, False),
        sample={key: plain(value, reading.book) or "" for key, _, value in one.named("sample")} or None,
        in_force_from=start,
        in_force_to=end,
    )
    one.done()
    reading.put("record_types", name, value, one.place, node)


def amend(reading: Reading, node: Node) -> None:
    """A nearer pack's policy for a record type whose form stands in an upper one: clocks, expiries, repair, departments.

    Only what is named is replaced. The form (fields, party, natural key) is not open to amendment: replace the type for that.
    """
    one = Reader(node, reading.book, "amend_record_type")
    name = one.name("amend_record_type")
    before: RecordType | None = reading.found["record_types"].get(name)
    if before is None:
        known = reading.found["record_types"]
        reading.unknown("record_type_unknown", one.table.entries["amend_record_type"][1].place, name, known)
        return
    changes: dict[str, Any] = {}
    if one.has("clocks"):
        changes["clocks"] = _clocks(reading, one)
    if one.has("expires"):
        changes["expiries"] = _terms(reading, one, "expires")
    if one.has("repair_after"):
        changes["repair_after"] = _terms(reading, one, "repair_after")
    if one.has("negative"):
        changes["negative"] = one.value("negative", yes, before.negative)
    if one.has("departments"):
        changes["departments"] = frozenset(one.texts("departments"))
    if one.has("confirm_change"):
        changes["confirm_change"] = one.texts("confirm_change")
    if one.has("basis"):
        changes["basis"] = reading.basis(one, required=True)
    for key in ("clocks", "expires", "repair_after", "negative", "departments", "confirm_change", "basis"):
        one.asked.add(key)
    one.done()
    if all(
        reading.may_define("record_types", name, one.place_of(part), part) for part in one.table if part in one.asked
    ):
        reading.put("record_types", name, replace(before, **changes), one.place, node)


@dataclass(frozen=True, slots=True)
class PartyColumn:
    """How a column of the party is usually headed. A record type says only what it calls differently."""

    title: Words
    aliases: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class _Party:
    kinds: frozenset[SubjectKind]
    required: tuple[Slot, ...]
    columns: dict[Slot, PartyColumn]


def party_columns(reading: Reading, node: Node) -> None:
    """The usual headings of the party's columns, for every record type of the pack and of those that extend it."""
    for key, place, item in entries(node, reading.book, where="party_columns"):
        slot = _slot(key, place, reading.book)
        if slot is not None:
            reading.put("party_columns", slot, _column(item, reading.book, None), place, item)


def _party(one: Reader, usual: Mapping[str, PartyColumn]) -> _Party:
    party = one.sub("party")
    if party is None:
        return _Party(frozenset(), (), {})
    required: list[Slot] = []
    node = party.node("required")
    for item in items(node, party.book) if node else ():
        slot = _slot(plain(item, party.book) or "", item.place, party.book)
        required += [slot] if slot else []
    columns: dict[Slot, PartyColumn] = {}
    for key, place, column in party.named("columns"):
        slot = _slot(key, place, party.book)
        if slot is not None:
            columns[slot] = _column(column, party.book, usual.get(slot))
    value = _Party(kinds(party, "kinds"), tuple(required), columns)
    party.done()
    return value


def _column(node: Node, book: Book, usual: PartyColumn | None) -> PartyColumn:
    one = Reader(node, book)
    value = PartyColumn(
        one.words("title", required=usual is None) if one.has("title") or usual is None else usual.title,
        one.texts("aliases") if one.has("aliases") or usual is None else usual.aliases,
        one.text("code"),
    )
    one.asked |= {"title", "aliases"}
    one.done()
    return value


def _slot(text: str, place: Place, book: Book) -> Slot | None:
    known = {slot.value.removeprefix("party."): slot for slot in Slot}
    if text not in known:
        book.wrong("value_unknown", place, found=text, proposal=nearest(text, known), known=", ".join(sorted(known)))
    return known.get(text)


def _field(name: str, place: Place, node: Node, book: Book) -> FieldSpec:
    one = Reader(node, book)
    if not _is_column(name):
        book.wrong("field_name", place, found=name)
    known = one.value("type", one_of(FieldType), None, required=True)
    kind = known or FieldType.TEXT
    number = milli if kind is FieldType.POINTS else integer
    value = FieldSpec(
        name=name,
        type=kind,
        title=one.words("title"),
        required=one.value("required", yes, False),
        code_list=one.text("list", required=known in _FITS["list"]),
        identifier=one.text("identifier", required=known is FieldType.IDENTIFIER),
        unit=one.text("unit"),
        code_unit=one.text("code_unit"),
        max_length=one.value("max_length", positive, 0),
        minimum=one.optional("minimum", number),
        maximum=one.optional("maximum", number),
        aliases=one.texts("aliases"),
        code=one.text("code"),
        default=one.text("default"),
        scored=one.value("scored", yes, False),
        personal=one.value("personal", yes, False),
        split=one.text("split"),
    )
    one.done()
    for key, types in _FITS.items():
        if one.has(key) and known is not None and known not in types:
            wanted = " | ".join(f"type: {t.value}" for t in types)
            book.wrong("key_without_use", one.place_of(key), key=key, wanted=wanted)
    if value.scored and value.personal:
        book.wrong("scored_and_personal", place, field=name)
    if value.minimum is not None and value.maximum is not None and value.minimum > value.maximum:
        book.wrong("limits_reversed", one.place_of("maximum"), field=name)
    return value


def _is_column(name: str) -> bool:
    plain_name = name.isascii() and name.isidentifier() and name == name.lower() and not name.startswith("_")
    return plain_name and len(name) <= 63 and name not in _TAKEN and not keyword.iskeyword(name)


def _effect(one: Reader) -> EffectRule:
    node = one.node("effect")
    if node is None:
        return EffectRule()
    read = one_of(Effect)
    if isinstance(node, Text):
        return EffectRule(read(node, one.book) or Effect.NONE)
    reader = Reader(node, one.book)
    if isinstance(node, Table) and "always" in node.entries:
        rule = EffectRule(reader.value("always", read, Effect.NONE), effective=reader.text("effective"))
    else:
        by = reader.text("by", required=True)
        cases = {
            value: effect
            for value, _, item in reader.named("cases", required=True)
            if (effect := read(item, one.book)) is not None
        }
        rule = EffectRule(reader.value("otherwise", read, Effect.NONE), by, cases, reader.text("effective"))
    reader.done()
    return rule


def _clocks(reading: Reading, one: Reader) -> tuple[Clock, ...]:
    return tuple(clock for sub in one.tables("clocks") if (clock := _clock(reading, sub)) is not None)


def _clock(reading: Reading, one: Reader) -> Clock | None:
    basis = reading.basis(one, required=True)
    length = one.value("limit", limit, None, required=True)
    duty, starts = one.name("duty"), one.text("starts", required=True)
    one.done()
    return None if length is None else Clock(duty, starts, length, basis[0] if basis else None)


def _terms(reading: Reading, one: Reader, key: str) -> tuple[Expiry, ...]:
    return tuple(_term(reading, sub) for sub in one.tables(key))


def _term(reading: Reading, one: Reader) -> Expiry:
    """So long after a date (`starts` and `limit`), or on a date that the record carries (`on`)."""
    basis = reading.basis(one, required=True)
    on = one.text("on")
    starts = one.text("starts", required=not on)
    length = one.value("limit", limit, None, required=not on)
    when = one.text("when")
    if on and (starts or length):
        one.book.wrong("term_twice", one.place_of("on"))
    one.done()
    return Expiry(starts, length, on, when, basis[0] if basis else None)
