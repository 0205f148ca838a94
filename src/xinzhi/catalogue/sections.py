"""Reading the smaller documents of a pack: departments, code lists, regions, calendar, duties, risk, alerts, matching, mappings."""

from __future__ import annotations

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
from xinzhi.catalogue.reading import Reader, entries, items
from xinzhi.catalogue.scalars import (
    day,
    days,
    integer,
    month_day,
    one_of,
    pattern,
    plain,
    positive,
    share,
    word_of,
    words,
    yes,
)
from xinzhi.catalogue.writing import Book
from xinzhi.core.base.legal import BasisKind, Instrument
from xinzhi.core.base.periods import WorkCalendar
from xinzhi.core.base.text import Text as Words
from xinzhi.core.identity.check_digits import DECLARABLE
from xinzhi.core.identity.identifiers import DeclaredIdentifier
from xinzhi.core.identity.matching import MatchPolicy
from xinzhi.core.subjects import SubjectKind

PERIODS = ("year", "after_record")
ALERTS = ("grade_dropped", "duty_missed", "another_department_concerned")


def kinds(reader: Reader, key: str, *, required: bool = False) -> frozenset[SubjectKind]:
    """A list of kinds of subject."""
    node = reader.node(key, required=required)
    if node is None:
        return frozenset()
    read = one_of(SubjectKind)
    return frozenset(found for item in items(node, reader.book) if (found := read(item, reader.book)) is not None)


def instruments(reading: Reading, head: Reader) -> None:
    for name, place, node in head.named("instruments", names=True):
        one = Reader(node, reading.book)
        title = one.words("title")
        kind = one.value("kind", one_of(BasisKind), BasisKind.ASSUMPTION, required=True)
        start, end = one.in_force()
        value = Instrument(name, title, kind, one.text("number"), start, end)
        one.done()
        reading.put("instruments", name, value, place, node)


def identifiers(reading: Reading, head: Reader) -> None:
    for name, place, node in head.named("identifiers", names=True):
        one = Reader(node, reading.book)
        title = one.words("title")
        shape = one.value("pattern", pattern, "", required=True)
        value = DeclaredIdentifier(
            name,
            shape,
            folded=one.value("folded", yes, True),
            kind=one.optional("kind", one_of(SubjectKind)),
            check=one.value("check", word_of(*DECLARABLE), ""),
            width=one.value("width", positive, 0),
            title=title,
        )
        one.done()
        reading.put("identifiers", name, value, place, node)


def conformity(reading: Reading, head: Reader) -> None:
    for one in head.tables("conformity"):
        name = one.name("id")
        note = Conformity(name, one.words("text"), reading.basis(one, required=False))
        one.done()
        reading.put("conformity", name, note, one.place, one.table)


def department(reading: Reading, node: Node) -> None:
    one = Reader(node, reading.book, "department")
    name = one.name("id")
    value = Department(name, one.words("title"), one.text("uscc"), one.text("region"), kinds(one, "concerns"))
    one.done()
    reading.put("departments", name, value, one.place, node)


def code_lists(reading: Reading, node: Node) -> None:
    for name, place, item in entries(node, reading.book, names=True, where="code_lists"):
        one = Reader(item, reading.book)
        before: CodeList | None = reading.found["code_lists"].get(name)
        adds = one.value("adds_to_upper", yes, False)
        if adds and before is None:
            reading.unknown("upper_list_unknown", place, name, reading.found["code_lists"])
        upper = before if adds else None
        title = one.words("title", required=upper is None)
        codes = {code.key: code for code in (upper.codes if upper else ())}
        for key, key_place, code_node in one.named("codes", required=True):
            if "|" in key or not key.strip():
                reading.book.wrong("code_key", key_place, found=key)
            codes[key] = _code(key, code_node, reading.book)
        one.done()
        value = CodeList(name, title if title.zh or upper is None else upper.title, tuple(codes.values()))
        reading.put("code_lists", name, value, place, item)


def _code(key: str, node: Node, book: Book) -> Code:
    if isinstance(node, Table) and ("title" in node.entries or "zh" not in node.entries):
        reader = Reader(node, book)
        code = Code(key, reader.words("title"), reader.texts("aliases"))
        reader.done()
        return code
    return Code(key, words(node, book) or Words(key))


def regions(reading: Reading, node: Node) -> None:
    for code, place, item in entries(node, reading.book, where="regions"):
        if not (code.isascii() and code.isdigit() and len(code) <= 12):
            reading.book.wrong("region_code_expected", place, found=code)
        reading.put("regions", code, Region(code, words(item, reading.book) or Words(code)), place, item)


def calendar(reading: Reading, node: Node) -> None:
    """One document for one or more years; a nearer pack may replace single years."""
    one = Reader(node, reading.book, "calendar")
    node_of_years = one.node("years", required=True)
    wanted = items(node_of_years, reading.book) if node_of_years else ()
    years = [year for item in wanted if (year := integer(item, reading.book)) is not None]
    holidays = one.optional("holidays", days) or frozenset()
    workdays = one.optional("workdays", days) or frozenset()
    one.text("source", required=True)
    one.done()
    for one_day in sorted(holidays | workdays):
        found = one_day.isoformat()
        if one_day.year not in years:
            reading.book.wrong("day_outside_years", one.place_of("years"), found=found)
        if one_day in holidays and one_day in workdays:
            reading.book.wrong("day_off_and_worked", one.place_of("workdays"), found=found)
        if (one_day in workdays) != (one_day.weekday() >= 5):
            what = "workdays" if one_day in workdays else "holidays"
            reading.book.doubtful("day_says_nothing", one.place_of(what), found=found, what=what)
    for year in years:
        value = WorkCalendar(
            frozenset((year,)),
            frozenset(d for d in holidays if d.year == year),
            frozenset(d for d in workdays if d.year == year),
        )
        reading.put("calendar", str(year), value, one.place, node)


def duties(reading: Reading, node: Node) -> None:
    for name, place, item in entries(node, reading.book, names=True, where="duties"):
        one = Reader(item, reading.book)
        title = one.words("title")
        period = one.value("period", word_of(*PERIODS), "", required=True)
        yearly, once = period == "year", period == "after_record"
        month, day_of_month = one.value("due", month_day, (0, 0), required=yearly)
        value = DutyRule(
            name,
            title,
            period,
            one.text("met_by", required=True),
            kinds(one, "kinds", required=yearly),
            month,
            day_of_month,
            one.text("period_field", required=yearly),
            one.text("owed_by", required=once),
            one.text("due_field", required=once),
            reading.basis(one, required=True),
            one.optional("since", day),
        )
        one.done()
        reading.put("duties", name, value, place, item)


def risk(reading: Reading, node: Node) -> None:
    for scheme, place, item in entries(node, reading.book, where="risk"):
        one = Reader(item, reading.book)
        classes = tuple(_risk_class(reading, sub) for sub in one.tables("classes", required=True))
        one.done()
        reading.put("risk", scheme, RiskTable(scheme, classes), place, item)


def _risk_class(reading: Reading, one: Reader) -> RiskClass:
    name, title = one.name("id"), one.words("title")
    intensity = one.sub("intensity", required=True)
    value = RiskClass(
        name,
        title,
        frozenset(one.texts("grades", required=True)),
        _intensity(intensity) if intensity else Intensity(Words("")),
        one.value("high_risk", yes, False),
        reading.basis(one, required=True),
    )
    one.done()
    return value


def _intensity(one: Reader) -> Intensity:
    least, most = one.optional("draw_at_least", share), one.optional("draw_at_most", share)
    if least is not None and most is not None and least > most:
        one.book.wrong("draw_limits", one.place_of("draw_at_most"), least=f"{least / 10:g}%", most=f"{most / 10:g}%")
    value = Intensity(
        one.words("text"),
        least,
        most,
        one.optional("visits_per_year", positive),
        one.value("only_when_triggered", yes, False),
        one.value("benefits", yes, False),
    )
    one.done()
    return value


def alerts(reading: Reading, node: Node) -> None:
    for item in items(node, reading.book):
        one = Reader(item, reading.book)
        name, kind = one.name("id"), one.value("kind", word_of(*ALERTS), "", required=True)
        value = AlertRule(
            name,
            kind,
            one.words("title"),
            one.texts("to", required=True),
            frozenset(one.texts("grades")),
            one.text("duty"),
            reading.basis(one, required=True),
        )
        for key, wanted in (("grades", "grade_dropped"), ("duty", "duty_missed")):
            if one.has(key) and kind and kind != wanted:
                reading.book.wrong("key_without_use", one.place_of(key), key=key, wanted=f"kind: {wanted}")
        one.done()
        reading.put("alerts", name, value, one.place, item)


_WEIGHTS = ("name_weight", "address_weight", "phone_weight", "representative_weight")

NO_LIKENESS = MatchPolicy(
    name_weight=1000,
    address_weight=0,
    phone_weight=0,
    representative_weight=0,
    unsaid=0,
    link_at=1001,
    review_at=700,
    margin=0,
    name_at_least=1001,
    agree_at=1001,
    differ_at=0,
    corroborations=1,
    person_corroborations=1,
)
"""Of a pack without `matching`: codes decide, nothing is linked by likeness, and like names wait for a person."""


def matching(reading: Reading, node: Node) -> None:
    one = Reader(node, reading.book, "matching")

    def part(key: str) -> int:
        return one.value(key, share, 0, required=True)

    value = MatchPolicy(
        name_weight=part("name_weight"),
        address_weight=part("address_weight"),
        phone_weight=part("phone_weight"),
        representative_weight=part("representative_weight"),
        unsaid=part("unsaid"),
        link_at=part("link_at"),
        review_at=part("review_at"),
        margin=part("margin"),
        name_at_least=part("name_at_least"),
        agree_at=part("agree_at"),
        differ_at=part("differ_at"),
        corroborations=one.value("corroborations", positive, 1, required=True),
        person_corroborations=one.value("person_corroborations", positive, 1, required=True),
    )
    total = value.name_weight + value.address_weight + value.phone_weight + value.representative_weight
    if total != 1000 and all(one.has(key) for key in _WEIGHTS):
        reading.book.wrong("weights_not_whole", one.place_of(_WEIGHTS[0]), sum=f"{total / 10:g}%")
    for low, high in (("review_at", "link_at"), ("differ_at", "agree_at")):
        if one.has(low) and one.has(high) and getattr(value, low) > getattr(value, high):
            reading.book.wrong("thresholds_reversed", one.place_of(low), low=low, high=high)
    one.done()
    reading.put("matching", "", value, one.place, node)


def mapping(reading: Reading, node: Node) -> None:
    one = Reader(node, reading.book, "mapping")
    name = one.name("id")
    columns = _pairs(one, "columns", required=True)
    value = ColumnMapping(
        name,
        one.text("source"),
        one.text("record_type", required=True),
        one.value("department", plain, "", required=True),
        columns,
        _pairs(one, "constants"),
        one.optional("header_row", positive),
        one.text("sheet"),
        one.texts("also"),
    )
    one.done()
    reading.put("mappings", name, value, one.place, node)


def _pairs(one: Reader, key: str, *, required: bool = False) -> dict[str, str]:
    """Texts by heading or target; two headings for one target would overwrite each other."""
    out: dict[str, str] = {}
    for name, place, node in one.named(key, required=required):
        text = plain(node, one.book) or ""
        if key == "columns" and text and text in out.values():
            one.book.wrong("target_twice", place, found=text, other=next(k for k, v in out.items() if v == text))
        out[name] = text
    return out
