"""Worked cases: what a scheme must come to for a situation that a person can check by hand.

Values are written as conditions see them: codes by their keys, money in yuan, days as 2024-03-05. What a case does not expect
is not compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.located import Node
from xinzhi.catalogue.model import Pack
from xinzhi.catalogue.reading import Reader
from xinzhi.catalogue.scalars import day, integer, milli, one_of, plain, yes
from xinzhi.catalogue.writing import Book, listed, nearest
from xinzhi.core.base.problems import Place
from xinzhi.core.base.text import Text as Words
from xinzhi.core.records import FieldSpec, FieldType, Value
from xinzhi.core.subjects import SubjectKind

DUTY = "duty:"


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """One record of a case: its type (or `duty:…`), its day, its values as written. Without `counts` it is left out."""

    type: str
    on: date
    values: Mapping[str, Node]
    counts: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Expected:
    """What a case expects; None: not said. Points and scores in milli-points."""

    grade: str | None
    score: int | None
    dimensions: Mapping[str, int]
    contributions: tuple[tuple[str, int], ...] | None
    held_by: tuple[str, ...] | None
    measures: Mapping[str, int]  # in thousandths


@dataclass(frozen=True, slots=True)
class Case:
    scheme: str
    title: Words
    as_of: date
    subject: Mapping[str, str]
    others: Mapping[str, tuple[int | None, str]]  # what schemes that this one reads came to: score and grade
    records: tuple[CaseRecord, ...]
    expected: Expected
    place: Place


def scheme_cases(reading: Reading, node: Node) -> list[Case]:
    """Reads a `scheme_cases` document."""
    one = Reader(node, reading.book, "scheme_cases")
    scheme = one.text("scheme", required=True)
    found = [case for sub in one.tables("cases", required=True) if (case := _case(scheme, sub)) is not None]
    one.done()
    return found


def _case(scheme: str, one: Reader) -> Case | None:
    title = one.words("title")
    as_of = one.value("as_of", day, None, required=True)
    kind = one.value("subject_kind", one_of(SubjectKind), SubjectKind.LEGAL_PERSON)
    subject = {"kind": kind.value, "industry": one.text("industry"), "region": one.text("region")}
    records = tuple(record for sub in one.tables("records", required=True) if (record := _record(sub)) is not None)
    others = {name: _other(node, one) for name, _, node in one.named("others")}
    expected = one.sub("expect", required=True)
    value = _expected(expected) if expected else None
    one.done()
    if as_of is None or value is None:
        return None
    return Case(scheme, title, as_of, {k: v for k, v in subject.items() if v}, others, records, value, one.place)


def _other(node: Node, of: Reader) -> tuple[int | None, str]:
    one = Reader(node, of.book)
    value = one.optional("score", milli), one.text("grade", required=True)
    one.done()
    return value


def _record(one: Reader) -> CaseRecord | None:
    kind, on = one.text("type", required=True), one.value("date", day, None, required=True)
    counts = one.value("counts", yes, True)
    values = {key: node for key in one.table if key not in one.asked and (node := one.node(key)) is not None}
    one.done()
    return None if on is None else CaseRecord(kind, on, values, counts, one.place)


def _expected(one: Reader) -> Expected:
    contributions = one.tables("contributions") if one.has("contributions") else None
    value = Expected(
        grade=one.text("grade") or None,
        score=one.optional("score", milli),
        dimensions={key: milli(node, one.book) or 0 for key, _, node in one.named("dimensions")},
        contributions=None if contributions is None else tuple(_contribution(sub) for sub in contributions),
        held_by=one.texts("held_by") if one.has("held_by") else None,
        measures={key: milli(node, one.book) or 0 for key, _, node in one.named("measures")},
    )
    one.asked |= {"contributions", "held_by"}
    one.done()
    return value


def _contribution(one: Reader) -> tuple[str, int]:
    value = one.text("rule", required=True), one.value("points", milli, 0, required=True)
    one.done()
    return value


def record_values(record: CaseRecord, pack: Pack, book: Book) -> dict[str, Value]:
    """The typed values of a case's record; what does not fit its type is said at its place."""
    if record.type.startswith(DUTY):
        return {name: yes(node, book) for name, node in record.values.items()}
    kind = pack.record_types[record.type]
    out: dict[str, Value] = {}
    for name, node in record.values.items():
        spec = kind.field(name)
        if spec is not None:
            out[name] = _typed(spec, node, pack, book)
    return out


def _typed(spec: FieldSpec, node: Node, pack: Pack, book: Book) -> Value:
    match spec.type:
        case FieldType.DATE:
            return day(node, book)
        case FieldType.BOOLEAN:
            return yes(node, book)
        case FieldType.INTEGER:
            return integer(node, book)
        case FieldType.POINTS:
            return milli(node, book)
        case FieldType.MONEY:
            found = milli(node, book)
            if found is not None and found % 10:
                book.wrong("case_amount_too_fine", node.place, found=str(Decimal(found) / 1000))
            return None if found is None else found // 10
        case FieldType.CODE:
            text = plain(node, book)
            codes = pack.code_lists.get(spec.code_list)
            known = [code.key for code in codes.codes] if codes else []
            if codes is not None and text is not None and text not in known:
                book.wrong("code_unknown", node.place, found=text, proposal=nearest(text, known), known=listed(known))
            return text
        case _:
            return plain(node, book)
