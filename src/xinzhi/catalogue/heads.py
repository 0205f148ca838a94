"""Reading `pack.yaml`: what a pack is, where and when it holds, what it builds on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from xinzhi.catalogue import sections
from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.located import Node
from xinzhi.catalogue.reading import Reader
from xinzhi.catalogue.scalars import one_of, plain, yes
from xinzhi.catalogue.writing import Book
from xinzhi.core.base.periods import MonthRule
from xinzhi.core.base.text import Text as Words

_HOUSE_ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one layer. What a nearer pack leaves out it has from the upper one; only `is_demo` each must say itself."""

    id: str
    title: Words
    region: str
    zone: ZoneInfo
    month_rule: MonthRule
    start: date | None
    end: date | None
    is_demo: bool
    standing_scheme: str
    reader: Reader


def head(reading: Reading, node: Node, upper: Head | None) -> Head:
    """Reads the head of a layer, with the instruments, identifiers and conformity notes that stand in it."""
    one = Reader(node, reading.book, "pack")
    name = one.name("pack")
    reading.layer = name
    start, end = one.in_force(required=True)
    region = one.text("region", upper.region if upper else "")
    value = Head(
        id=name,
        title=one.words("title"),
        region=region,
        zone=one.value("time_zone", _zone, upper.zone if upper else ZoneInfo(_HOUSE_ZONE)),
        month_rule=one.value("month_rule", one_of(MonthRule), upper.month_rule if upper else MonthRule.CIVIL_CODE),
        start=start,
        end=end,
        is_demo=one.value("demo", yes, False),
        standing_scheme=one.text("standing_scheme", upper.standing_scheme if upper else ""),
        reader=one,
    )
    sections.instruments(reading, one)
    sections.identifiers(reading, one)
    sections.conformity(reading, one)
    one.asked |= {"extends", "forbid_override"}
    one.done()
    if upper is not None:
        _within(reading.book, value, upper)
    return value


def _within(book: Book, near: Head, upper: Head) -> None:
    """A nearer pack narrows: its region lies in the upper one's, and its days meet the upper one's."""
    if not near.region.startswith(upper.region):
        book.wrong(
            "region_not_within", near.reader.place_of("region"), found=near.region, upper=upper.region, pack=upper.id
        )
    if near.start is not None and upper.end is not None and upper.end <= near.start:
        book.wrong("upper_pack_ended", near.reader.place_of("in_force"), pack=upper.id, ended=upper.end.isoformat())
    if near.id == upper.id:
        book.wrong("pack_extends_itself", near.reader.place_of("pack"), found=near.id)


def _zone(node: Node, book: Book) -> ZoneInfo | None:
    found = plain(node, book)
    if found is None:
        return None
    try:
        return ZoneInfo(found)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        book.wrong("zone_unknown", node.place, found=found)
        return None
