"""Reading the smaller documents of a pack: departments, code lists, regions, calendar, duties, risk, alerts, matching, mappings."""

from __future__ import annotations

import re

from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.located import Node, Table
from xinzhi.catalogue.model import (
    AlertRule,
    Code,
    CodeList,
    ColumnMapping,
    Conformity,
    Department,
    DutyRule,
    Intensity,
    Region,
    RiskClass,
    RiskTable,
)
from xinzhi.catalogue.reading import (
    Book,
    Reader,
    day,
    days,
    integer,
    one_of,
    plain,
    share,
    words,
    yes,
)
from xinzhi.core.base.legal import BasisKind, Instrument
from xinzhi.core.base.periods import WorkCalendar
from xinzhi.core.base.text import Text
from xinzhi.core.identity.identifiers import DeclaredIdentifier
from xinzhi.core.identity.matching import MatchPolicy
from xinzhi.core.subjects import SubjectKind


def kinds(reader: Reader, key: str) -> frozenset[SubjectKind]:
    """A list of kinds of subject."""
    out = set()
    read = one_of(SubjectKind)
    node = reader.node(key)
    if node is None:
        return frozenset()
    for item in getattr(node, "items", (node,)):
        found = read(item, reader.book)
        if found is not None:
            out.add(found)
    return frozenset(out)


def instruments(reading: Reading, reader: Reader) -> None:
    for name, place, node in reader.named("instruments"):
        one = Reader(node, reading.book)
        force = one.sub("in_force")
        instrument = Instrument(
            name,
            one.words("title"),
            one.value("kind", one_of(BasisKind), BasisKind.ASSUMPTION, required=True),
            one.text("number"),
            force.optional("from", day) if force else None,
            force.optional("to", day) if force else None,
        )
        if force:
            force.done()
        one.done()
        reading.put("instruments", name, instrument, place)


def identifiers(reading: Reading, reader: Reader) -> None:
    for name, place, node in reader.named("identifiers"):
        one = Reader(node, reading.book)
        one.words("title", required=False)
        pattern = one.text("pattern", required=True)
        try:
            re.compile(pattern)
        except re.error as error:
            reading.book.wrong("pattern_wrong", one.place_of("pattern"), found=pattern, detail=str(error))
        declared = DeclaredIdentifier(
            name, pattern, one.value("folded", yes, True), one.optional("kind", one_of(SubjectKind))
        )
        one.done()
        reading.put("identifiers", name, declared, place)


def conformity(reading: Reading, reader: Reader) -> None:
    for one in reader.tables("conformity"):
        name = one.text("id", required=True)
        note = Conformity(name, one.words("text"), reading.basis(one, required=False))
        one.done()
        reading.put("conformity", name, note, one.place)


def department(reading: Reading, node: Node) -> None:
    one = Reader(node, reading.book, "department")
    name = one.text("id", required=True)
    value = Department(name, one.words("title"), one.text("uscc"), one.text("region"), kinds(one, "concerns"))
    one.done()
    reading.put("departments", name, value, one.place)


def code_lists(reading: Reading, node: Node) -> None:
    for name, (place, item) in Reader(node, reading.book).table.entries.items():
        one = Reader(item, reading.book)
        extends = one.value("adds_to_upper", yes, False)
        codes: list[Code] = []
        for key, _, code_node in one.named("codes"):
            codes.append(_code(key, code_node, reading.book))
        before = reading.found["code_lists"].get(name)
        if extends and before is not None:
            codes = [*before.codes, *codes]
        value = CodeList(name, one.words("title", required=False), tuple(codes))
        one.done()
        reading.put("code_lists", name, value, place)


def _code(key: str, node: Node, book: Book) -> Code:
    if isinstance(node, Table) and "title" in node.entries:
        reader = Reader(node, book)
        code = Code(key, reader.words("title"), reader.texts("aliases"))
        reader.done()
        return code
    return Code(key, words(node, book) or Text(key))


def regions(reading: Reading, node: Node) -> None:
    for code, (place, item) in Reader(node, reading.book).table.entries.items():
        reading.put("regions", code, Region(code, words(item, reading.book) or Text(code)), place)


def calendar(reading: Reading, node: Node) -> WorkCalendar:
    one = Reader(node, reading.book, "calendar")
    years = frozenset(int(y) for y in one.texts("years") if y.isdigit())
    value = WorkCalendar(
        years,
        one.value("holidays", days, frozenset()),
        one.value("workdays", days, frozenset()),
    )
    one.text("source")
    one.done()
    return value


def duties(reading: Reading, node: Node) -> None:
    for name, (place, item) in Reader(node, reading.book).table.entries.items():
        one = Reader(item, reading.book)
        period = one.text("period", required=True)
        month, date_of_month = _month_day(one)
        value = DutyRule(
            name,
            one.words("title"),
            period,
            one.text("met_by", required=True),
            kinds(one, "kinds"),
            month,
            date_of_month,
            one.text("period_field"),
            one.text("owed_by"),
            one.text("due_field"),
            reading.basis(one, required=True),
            one.optional("since", day),
        )
        if period not in ("year", "after_record"):
            reading.book.wrong(
                "value_unknown", one.place_of("period"), found=period, proposal="", known="after_record, year"
            )
        one.done()
        reading.put("duties", name, value, place)


def _month_day(one: Reader) -> tuple[int, int]:
    found = one.text("due")
    if not found:
        return 0, 0
    match = re.fullmatch(r"(\d{2})-(\d{2})", found)
    if match is None or not 1 <= int(match[1]) <= 12 or not 1 <= int(match[2]) <= 31:
        one.book.wrong("month_day_expected", one.place_of("due"), found=found)
        return 1, 1
    return int(match[1]), int(match[2])


def risk(reading: Reading, node: Node) -> None:
    for scheme, (place, item) in Reader(node, reading.book).table.entries.items():
        one = Reader(item, reading.book)
        classes = tuple(_risk_class(reading, sub) for sub in one.tables("classes"))
        one.done()
        reading.put("risk", scheme, RiskTable(scheme, classes), place)


def _risk_class(reading: Reading, one: Reader) -> RiskClass:
    intensity = one.sub("intensity", required=True)
    value = RiskClass(
        one.text("id", required=True),
        one.words("title"),
        frozenset(one.texts("grades")),
        _intensity(intensity) if intensity else Intensity(Text("")),
        one.value("high_risk", yes, False),
        reading.basis(one, required=True),
    )
    one.done()
    return value


def _intensity(one: Reader) -> Intensity:
    value = Intensity(
        one.words("text"),
        one.optional("draw_at_least", share),
        one.optional("draw_at_most", share),
        one.optional("visits_per_year", integer),
        one.value("only_when_triggered", yes, False),
        one.value("benefits", yes, False),
    )
    one.done()
    return value


def alerts(reading: Reading, node: Node) -> None:
    for item in getattr(node, "items", ()):
        one = Reader(item, reading.book)
        name, kind = one.text("id", required=True), one.text("kind", required=True)
        known = ("grade_dropped", "duty_missed", "another_department_concerned")
        if kind not in known:
            reading.book.wrong(
                "value_unknown", one.place_of("kind"), found=kind, proposal="", known=", ".join(known)
            )
        value = AlertRule(
            name,
            kind,
            one.words("title"),
            one.texts("to") or ("concerned",),
            frozenset(one.texts("grades")),
            one.text("duty"),
            reading.basis(one, required=True),
        )
        one.done()
        reading.put("alerts", name, value, one.place)


def matching(reading: Reading, node: Node) -> MatchPolicy:
    one = Reader(node, reading.book, "matching")

    def part(key: str) -> int:
        return one.value(key, share, 0, required=True)

    value = MatchPolicy(
        part("name_weight"), part("address_weight"), part("phone_weight"), part("representative_weight"),
        part("link_at"), part("review_at"), part("margin"), part("agree_at"),
        one.value("corroborations", integer, 1),
    )  # fmt: skip
    one.done()
    return value


def mapping(reading: Reading, node: Node) -> None:
    one = Reader(node, reading.book, "mapping")
    name = one.text("id", required=True)
    columns = {heading: plain(value, reading.book) or "" for heading, _, value in one.named("columns")}
    constants = {key: plain(value, reading.book) or "" for key, _, value in one.named("constants")}
    value = ColumnMapping(
        name,
        one.text("source"),
        one.text("record_type", required=True),
        one.text("department", required=True),
        columns,
        constants,
        one.optional("header_row", integer),
        one.text("sheet"),
        one.texts("also"),
    )
    one.done()
    reading.put("mappings", name, value, one.place)

