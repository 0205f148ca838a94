"""How the cells of one field of a record type are read: by its type, within its limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo

from xinzhi.core.base.problems import Problem, problem
from xinzhi.core.cells.amounts import read_amount, unit_of
from xinzhi.core.cells.answers import Doubtful
from xinzhi.core.cells.codes import CodeBook, spelling
from xinzhi.core.cells.dates import Moment, read_moment
from xinzhi.core.cells.numbers import read_boolean, read_points, read_whole
from xinzhi.core.cells.text import document_number
from xinzhi.core.identity import identifiers
from xinzhi.core.identity.identifiers import DeclaredIdentifier, Valid
from xinzhi.core.records import TARGET_KEY, FieldSpec, FieldType, RecordType, Value

CellValue = Value | Moment
ReadCell = Callable[[str], CellValue | Doubtful[CellValue] | Problem]


def field_reader(
    spec: FieldSpec,
    kind: RecordType,
    books: Mapping[str, CodeBook],
    declared: Mapping[str, DeclaredIdentifier],
    zone: tzinfo,
    heading: str = "",
) -> ReadCell:
    """How a clean, non-empty cell under `heading` is read into the field. Dates come as moments, whose hour may start a clock."""
    match spec.type:
        case FieldType.TEXT:
            return document_number if names_document(spec, kind) else _as_it_is
        case FieldType.DATE:
            return read_moment
        case FieldType.INSTANT:
            return lambda text: _instant(text, zone)
        case FieldType.MONEY:
            unit = money_unit(spec, heading)
            allows_less = spec.minimum is not None and spec.minimum < 0
            return _limited(lambda text: read_amount(text, unit, negative=allows_less), spec)
        case FieldType.INTEGER:
            return _limited(read_whole, spec)
        case FieldType.POINTS:
            return _limited(read_points, spec)
        case FieldType.BOOLEAN:
            return read_boolean
        case FieldType.CODE:
            return books[spec.code_list].read
        case FieldType.CODES:
            return books[spec.code_list].read_several
        case FieldType.IDENTIFIER:
            check = identifiers.reader(spec.identifier, dict(declared))
            return lambda text: _number(check(text))


def names_document(spec: FieldSpec, kind: RecordType) -> bool:
    """Whether the field is a document's number, by which a record is known to be the same and found again by others."""
    first = next((name for name in kind.natural_key if name != "party"), "")
    return spec.name in (TARGET_KEY, first)


def money_unit(spec: FieldSpec, heading: str) -> str:
    """The unit of bare numbers under `heading`: the one it states, else that of the official column, else the field's."""
    stated = unit_of(heading)
    if stated:
        return stated
    if spec.code and spelling(heading) == spelling(spec.code):
        return spec.code_unit or spec.unit
    return spec.unit


def _as_it_is(text: str) -> str:
    return text


def _instant(text: str, zone: tzinfo) -> str | Doubtful[CellValue] | Problem:
    found = read_moment(text)
    if isinstance(found, Problem):
        return found
    if isinstance(found, Doubtful):
        return Doubtful(_iso(found.value, zone), found.warnings)
    return _iso(found, zone)


def _iso(moment: Moment, zone: tzinfo) -> str:
    instant = moment.instant(zone)
    return moment.day.isoformat() if instant is None else instant.astimezone(UTC).isoformat()


def _number(found: Valid | Problem) -> str | Doubtful[CellValue] | Problem:
    if isinstance(found, Problem):
        return found
    return Doubtful(found.value, found.warnings) if found.warnings else found.value


def _limited(read: Callable[[str], int | Problem], spec: FieldSpec) -> ReadCell:
    low, high = spec.minimum, spec.maximum
    if low is None and high is None:
        return read

    def checked(text: str) -> int | Problem:
        value = read(text)
        if isinstance(value, Problem) or ((low is None or value >= low) and (high is None or value <= high)):
            return value
        return problem("number_out_of_range", found=text[:40], least=low, most=high)

    return checked
