"""Reading a record type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.located import Node, Table, Text
from xinzhi.catalogue.reading import Book, Reader, day, integer, limit, milli, one_of, plain, yes
from xinzhi.catalogue.sections import kinds
from xinzhi.core.base.problems import Place
from xinzhi.core.base.text import Text as Words
from xinzhi.core.records import Clock, Effect, EffectRule, Expiry, FieldSpec, FieldType, RecordType, Slot


def record_type(reading: Reading, node: Node) -> None:
    one = Reader(node, reading.book, "record_type")
    name = one.text("record_type", required=True)
    slots, required, titles, aliases, codes, party_kinds = _party(one, reading.found["party_columns"])
    force = one.sub("in_force")
    document = one.text("document")
    fields = tuple(
        _field(field_name, place, value, reading.book) for field_name, place, value in one.named("fields")
    )
    value = RecordType(
        id=name,
        title=one.words("title"),
        departments=frozenset(one.texts("departments")),
        party_kinds=party_kinds,
        fields=fields,
        natural_key=one.texts("natural_key"),
        date_field=one.text("date", required=True),
        party_slots=slots,
        required_slots=required,
        slot_titles=titles,
        slot_aliases=aliases,
        slot_codes=codes,
        confirm_change=one.texts("confirm_change"),
        effect=_effect(one),
        clocks=tuple(_clock(reading, sub) for sub in one.tables("clocks")),
        expiries=tuple(_expiry(reading, sub) for sub in one.tables("expires")),
        repair_after=tuple(_expiry(reading, sub) for sub in one.tables("repair_after")),
        basis=reading.basis(one, required=True),
        requires_document=bool(document),
        negative=one.value("negative", yes, False),
        sample={key: plain(value, reading.book) or "" for key, _, value in one.named("sample")} or None,
        in_force_from=force.optional("from", day) if force else None,
        in_force_to=force.optional("to", day) if force else None,
    )
    if force:
        force.done()
    if not value.natural_key:
        reading.book.wrong("key_missing", one.place, key="natural_key")
    one.done()
    reading.put("record_types", name, value, one.place)


def amend(reading: Reading, node: Node) -> None:
    """A nearer pack's policy for a record type whose form stands in an upper one: clocks, expiries, repair, departments.

    Only what is named is replaced. The form (fields, party, natural key) is not open to amendment: replace the type for that.
    """
    one = Reader(node, reading.book, "amend_record_type")
    name = one.text("amend_record_type", required=True)
    before: RecordType | None = reading.found["record_types"].get(name)
    if before is None:
        reading.unknown("record_type_unknown", one.place_of("amend_record_type"), name, reading.found["record_types"])
        return
    changes: dict[str, object] = {}
    if one.has("clocks"):
        changes["clocks"] = tuple(_clock(reading, sub) for sub in one.tables("clocks"))
    if one.has("expires"):
        changes["expiries"] = tuple(_expiry(reading, sub) for sub in one.tables("expires"))
    if one.has("repair_after"):
        changes["repair_after"] = tuple(_expiry(reading, sub) for sub in one.tables("repair_after"))
    if one.has("negative"):
        changes["negative"] = one.value("negative", yes, before.negative)
    if one.has("departments"):
        changes["departments"] = frozenset(one.texts("departments"))
    if one.has("confirm_change"):
        changes["confirm_change"] = one.texts("confirm_change")
    if one.has("basis"):
        changes["basis"] = reading.basis(one, required=True)
    one.done()
    reading.put("record_types", name, replace(before, **changes), one.place)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class PartyColumn:
    """How a column of the party is usually headed. A record type says only what it calls differently."""

    title: Words
    aliases: tuple[str, ...] = ()
    code: str = ""


def party_columns(reading: Reading, node: Node) -> None:
    """The usual headings of the party's columns, for every record type of the pack and of those that extend it."""
    for text, (place, item) in Reader(node, reading.book).table.entries.items():
        slot = _slot(text, place, reading.book)
        if slot is not None:
            reading.put("party_columns", slot, _column(item, reading.book, None), place)


def _column(node: Node, book: Book, usual: PartyColumn | None) -> PartyColumn:
    one = Reader(node, book)
    value = PartyColumn(
        one.words("title", required=usual is None) if one.has("title") or usual is None else usual.title,
        one.texts("aliases") if one.has("aliases") or usual is None else usual.aliases,
        one.text("code"),
    )
    one.done()
    return value


def _party(
    one: Reader, usual: Mapping[str, PartyColumn]
) -> tuple[
    tuple[Slot, ...], tuple[Slot, ...], dict[str, Words], dict[str, tuple[str, ...]], dict[str, str], frozenset[object]
]:
    party = one.sub("party")
    if party is None:
        return (), (), {}, {}, {}, frozenset()
    party_kinds = kinds(party, "kinds")
    required = tuple(slot for text in party.texts("required") if (slot := _slot(text, party.place_of("required"), party.book)))
    slots: list[Slot] = []
    titles: dict[str, Words] = {}
    aliases: dict[str, tuple[str, ...]] = {}
    codes: dict[str, str] = {}
    for text, place, node in party.named("columns"):
        slot = _slot(text, place, party.book)
        if slot is None:
            continue
        slots.append(slot)
        column = _column(node, party.book, usual.get(slot))
        titles[slot], aliases[slot] = column.title, column.aliases
        if column.code:
            codes[slot] = column.code
    party.done()
    return tuple(slots), required, titles, aliases, codes, party_kinds  # type: ignore[return-value]


def _slot(text: str, place: Place, book: Book) -> Slot | None:
    try:
        return Slot(f"party.{text}")
    except ValueError:
        known = ", ".join(sorted(s.value.removeprefix("party.") for s in Slot))
        book.wrong("value_unknown", place, found=text, proposal="", known=known)
        return None


def _field(name: str, place: Place, node: Node, book: Book) -> FieldSpec:
    one = Reader(node, book)
    kind = one.value("type", one_of(FieldType), FieldType.TEXT, required=True)
    number = milli if kind is FieldType.POINTS else integer
    value = FieldSpec(
        name=name,
        type=kind,
        title=one.words("title"),
        required=one.value("required", yes, False),
        code_list=one.text("list"),
        identifier=one.text("identifier"),
        unit=one.text("unit"),
        code_unit=one.text("code_unit"),
        max_length=one.value("max_length", integer, 0),
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
    if value.scored and value.personal:
        book.wrong("scored_and_personal", place, field=name)
    if kind in (FieldType.CODE, FieldType.CODES) and not value.code_list:
        book.wrong("key_missing", place, key="list")
    return value


def _effect(one: Reader) -> EffectRule:
    node = one.node("effect")
    if node is None:
        return EffectRule()
    read = one_of(Effect)
    if isinstance(node, Text):
        return EffectRule(read(node, one.book) or Effect.NONE)
    reader = Reader(node, one.book)
    cases = {value: effect for value, _, item in reader.named("cases") if (effect := read(item, one.book)) is not None}
    rule = EffectRule(
        reader.value("otherwise", read, Effect.NONE), reader.text("by"), cases or None, reader.text("effective")
    )
    if isinstance(node, Table) and "always" in node.entries:
        rule = EffectRule(reader.value("always", read, Effect.NONE), "", None, rule.effective)
    reader.done()
    return rule


def _clock(reading: Reading, one: Reader) -> Clock:
    basis = reading.basis(one, required=True)
    found = one.value("limit", limit, None, required=True)
    clock = Clock(
        one.text("duty", required=True), one.text("starts", required=True), found, basis[0] if basis else None  # type: ignore[arg-type]
    )
    one.done()
    return clock


def _expiry(reading: Reading, one: Reader) -> Expiry:
    basis = reading.basis(one, required=True)
    expiry = Expiry(
        one.text("starts"), one.optional("limit", limit), one.text("on"), one.text("when"), basis[0] if basis else None
    )
    one.done()
    return expiry
