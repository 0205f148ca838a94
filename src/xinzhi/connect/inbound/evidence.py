"""What the cells of a column say about it, when its heading says too little."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from xinzhi.core.base.problems import Problem
from xinzhi.core.cells.amounts import UNSTATED, read_amount, unit_of
from xinzhi.core.cells.dates import read_moment
from xinzhi.core.cells.numbers import read_boolean, read_whole
from xinzhi.core.cells.text import is_nothing
from xinzhi.core.field_cells import names_document
from xinzhi.core.identity import identifiers
from xinzhi.core.records import FieldSpec, FieldType, RecordType, Slot
from xinzhi.core.validation import Lists

_MOST = 600
FEWEST = 3
"""Fewer cells than this prove nothing."""

_NAME = re.compile(
    r"(?:公司|企业|店|厂|部|中心|合作社|超市|酒店|饭店|餐馆|餐厅|行|铺|馆|场|站|院|校|社|队)(?:[(（].*[)）])?$"
)
_DOCUMENT = re.compile(r"[〔\[(（【](?:19|20)[0-9]{2}[〕\])）】].{0,6}[0-9]+号?|第[0-9]+号")

_SLOTS: tuple[tuple[Slot, Callable[[str], bool], int], ...] = (
    (Slot.USCC, lambda text: not isinstance(identifiers.uscc(text), Problem), 900),
    (Slot.CITIZEN_ID, lambda text: not isinstance(identifiers.citizen_id(text), Problem), 900),
    (Slot.PLATE, lambda text: not isinstance(identifiers.plate(text), Problem), 900),
    (Slot.NAME, lambda text: _NAME.search(text) is not None, 650),
)
"""Columns of the party that their cells give away, and how much they do (per mille)."""


def values_of(index: int, sample: Sequence[Sequence[str]]) -> list[str]:
    """The cells of a column that say something."""
    return [row[index] for row in sample if index < len(row) and not is_nothing(row[index])]


def share(values: Sequence[str], fits: Callable[[str], bool]) -> int:
    """How many of the values fit, per mille."""
    return sum(1 for value in values if fits(value)) * 1000 // len(values) if values else 0


def slot_by_content(values: Sequence[str], kind: RecordType, taken: set[str]) -> tuple[str, int] | None:
    """The party column that these cells must be, with confidence per mille."""
    if len(values) < FEWEST:
        return None
    for slot, fits, worth in _SLOTS:
        if slot in kind.party_slots and slot.value not in taken and share(values, fits) >= 800:
            return slot.value, worth
    return None


def field_by_content(
    heading: str, values: Sequence[str], kind: RecordType, taken: set[str], lists: Lists
) -> tuple[str, int] | None:
    """The field that these cells must be: a code list that holds them all, the record's day, an amount, a document's number."""
    if len(values) < FEWEST:
        return None
    for spec in kind.fields:
        if (
            spec.type in (FieldType.CODE, FieldType.CODES)
            and spec.name not in taken
            and agreement(values, spec, lists) >= 900
        ):
            return spec.name, 700
    days = share(values, _is_moment)
    if kind.date_field not in taken and days >= _MOST:
        return kind.date_field, days * 6 // 10
    for spec in kind.fields:
        amounts = spec.type is FieldType.MONEY and spec.name not in taken and unit_of(heading) != UNSTATED
        if amounts and agreement(values, spec, lists) >= _MOST:
            return spec.name, 500
    first = next((f for f in kind.fields if names_document(f, kind)), None)
    if first is None or first.type is not FieldType.TEXT or first.name in taken:
        return None
    if share(values, lambda text: _DOCUMENT.search(text) is not None) >= 800:
        return first.name, 700
    return None


def agreement(values: Sequence[str], spec: FieldSpec, lists: Lists) -> int:
    """How many of these cells the field could read, per mille; 1000 where it reads any text."""
    match spec.type:
        case FieldType.DATE | FieldType.INSTANT:
            return share(values, _is_moment)
        case FieldType.MONEY:
            return share(values, lambda text: not isinstance(read_amount(text, "yuan"), Problem))
        case FieldType.INTEGER:
            return share(values, lambda text: not isinstance(read_whole(text), Problem))
        case FieldType.BOOLEAN:
            return share(values, lambda text: not isinstance(read_boolean(text), Problem))
        case FieldType.CODE:
            return share(values, lambda text: lists.books[spec.code_list].find(text) is not None)
        case FieldType.CODES:
            book = lists.books[spec.code_list]
            return share(values, lambda text: not isinstance(book.read_several(text), Problem))
        case _:
            return 1000


def _is_moment(text: str) -> bool:
    """Whether a cell is a day. Bare numbers are days only with eight digits: five may be anything."""
    return (len(text) == 8 or not text.isdecimal()) and not isinstance(read_moment(text), Problem)
