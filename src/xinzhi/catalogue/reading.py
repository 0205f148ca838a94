"""Reading values out of located nodes, collecting every mistake instead of stopping at the first."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from xinzhi.catalogue.located import Items, Node, Table, Text
from xinzhi.core.base.periods import Limit, Unit
from xinzhi.core.base.problems import Place, Problem, Scalar
from xinzhi.core.base.text import Text as Words

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_LIMIT = re.compile(r"(\d+) (hour|working day|day|month|year)s?")
_SHARE = re.compile(r"(\d+(?:\.\d)?)%")
_SLUG = re.compile(r"[a-z][a-z0-9_]*(?:-[a-z0-9_]+)*")


class Book:
    """The mistakes found so far."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, code: str, place: Place, **params: Scalar) -> None:
        self.problems.append(Problem(code, params, "error", place))

    def doubtful(self, code: str, place: Place, **params: Scalar) -> None:
        self.problems.append(Problem(code, params, "warning", place))


class Reader:
    """One table of a document. Keys that nobody asked for by the time of `done` are mistakes, with the nearest known key."""

    def __init__(self, node: Node, book: Book, where: str = "") -> None:
        self.book = book
        self.place = node.place
        self.table = node if isinstance(node, Table) else Table({}, node.place)
        self.asked: set[str] = set()
        if not isinstance(node, Table):
            book.wrong("table_expected", node.place, found=_short(node), where=where)

    def has(self, key: str) -> bool:
        return key in self.table.entries

    def node(self, key: str, *, required: bool = False) -> Node | None:
        self.asked.add(key)
        entry = self.table.entries.get(key)
        if entry is None:
            if required:
                self.book.wrong("key_missing", self.place, key=key)
            return None
        return entry[1]

    def place_of(self, key: str) -> Place:
        entry = self.table.entries.get(key)
        return entry[0] if entry else self.place

    def done(self) -> None:
        for key, (place, _) in self.table.entries.items():
            if key not in self.asked:
                near = difflib.get_close_matches(key, self.asked, 1, 0.6)
                self.book.wrong("key_unknown", place, key=key, proposal=near[0] if near else "", known=_list(self.asked))

    def value(self, key: str, read: Callable[[Node, Book], T | None], default: T, *, required: bool = False) -> T:
        node = self.node(key, required=required)
        if node is None:
            return default
        found = read(node, self.book)
        return default if found is None else found

    def optional(self, key: str, read: Callable[[Node, Book], T | None]) -> T | None:
        node = self.node(key)
        return None if node is None else read(node, self.book)

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        return self.value(key, plain, default, required=required)

    def words(self, key: str, *, required: bool = True) -> Words:
        return self.value(key, words, Words(""), required=required)

    def texts(self, key: str) -> tuple[str, ...]:
        return self.value(key, texts, ())

    def sub(self, key: str, *, required: bool = False) -> Reader | None:
        node = self.node(key, required=required)
        return None if node is None else Reader(node, self.book, key)

    def tables(self, key: str) -> list[Reader]:
        """The items of a list of tables."""
        node = self.node(key)
        if node is None:
            return []
        if not isinstance(node, Items):
            self.book.wrong("list_expected", node.place, found=_short(node))
            return []
        return [Reader(item, self.book, key) for item in node.items]

    def named(self, key: str) -> list[tuple[str, Place, Node]]:
        """The entries of a table whose keys are names."""
        node = self.node(key)
        if node is None:
            return []
        if not isinstance(node, Table):
            self.book.wrong("table_expected", node.place, found=_short(node), where=key)
            return []
        return [(name, place, value) for name, (place, value) in node.entries.items()]


def plain(node: Node, book: Book) -> str | None:
    if isinstance(node, Text):
        return node.text
    book.wrong("text_expected", node.place, found=_short(node))
    return None


def texts(node: Node, book: Book) -> tuple[str, ...] | None:
    if isinstance(node, Text):
        return (node.text,)
    if isinstance(node, Items):
        return tuple(found for item in node.items if (found := plain(item, book)) is not None)
    book.wrong("list_expected", node.place, found=_short(node))
    return None


def words(node: Node, book: Book) -> Words | None:
    if isinstance(node, Text):
        return Words(node.text)
    if isinstance(node, Table):
        reader = Reader(node, book)
        out = Words(reader.text("zh", required=True), reader.text("en"))
        reader.done()
        return out
    book.wrong("words_expected", node.place, found=_short(node))
    return None


def slug(node: Node, book: Book) -> str | None:
    found = plain(node, book)
    if found is not None and not _SLUG.fullmatch(found):
        book.wrong("slug_expected", node.place, found=found)
    return found


def yes(node: Node, book: Book) -> bool | None:
    found = plain(node, book)
    if found in ("true", "false"):
        return found == "true"
    if found is not None:
        book.wrong("yes_expected", node.place, found=found)
    return None


def day(node: Node, book: Book) -> date | None:
    found = plain(node, book)
    if found is None:
        return None
    try:
        return date.fromisoformat(found)
    except ValueError:
        book.wrong("date_expected", node.place, found=found)
        return None


def days(node: Node, book: Book) -> frozenset[date]:
    """Days and ranges: `2026-10-01..2026-10-08`."""
    out: set[date] = set()
    for item in node.items if isinstance(node, Items) else (node,):
        text = plain(item, book) or ""
        first, dots, last = text.partition("..")
        start = day(Text(first, item.place), book)
        end = day(Text(last, item.place), book) if dots else start
        if start and end:
            out.update(start + timedelta(days=i) for i in range((end - start).days + 1))
    return frozenset(out)


def integer(node: Node, book: Book) -> int | None:
    found = plain(node, book)
    if found is None:
        return None
    if re.fullmatch(r"-?\d{1,15}", found):
        return int(found)
    book.wrong("integer_expected", node.place, found=found)
    return None


def milli(node: Node, book: Book) -> int | None:
    """Points with at most three decimals, as milli-points."""
    found = plain(node, book)
    if found is None:
        return None
    try:
        value = Decimal(found) * 1000
    except InvalidOperation:
        book.wrong("points_expected", node.place, found=found)
        return None
    if value != value.to_integral_value() or abs(value) > 10**12:
        book.wrong("points_expected", node.place, found=found)
        return None
    return int(value)


def share(node: Node, book: Book) -> int | None:
    """`40%` or `40.5%`, in per mille."""
    found = plain(node, book)
    if found is None:
        return None
    match = _SHARE.fullmatch(found)
    if match is None:
        book.wrong("share_expected", node.place, found=found)
        return None
    return int(Decimal(match[1]) * 10)


def limit(node: Node, book: Book) -> Limit | None:
    """`24 hours`, `7 working days`, `3 months`."""
    found = plain(node, book)
    if found is None:
        return None
    match = _LIMIT.fullmatch(found)
    if match is None:
        book.wrong("limit_expected", node.place, found=found)
        return None
    return Limit(int(match[1]), Unit(match[2].replace(" ", "_")))


def months(node: Node, book: Book) -> int | None:
    """A window with its unit, in whole months."""
    found = limit(node, book)
    if found is None:
        return None
    if found.unit is Unit.YEAR:
        return 12 * found.amount
    if found.unit is Unit.MONTH:
        return found.amount
    book.wrong("window_in_months_expected", node.place, found=node.text if isinstance(node, Text) else "")
    return None


def one_of(kind: type[E]) -> Callable[[Node, Book], E | None]:
    """A value of an enumeration, with the nearest proposal for a wrong one."""

    def read(node: Node, book: Book) -> E | None:
        found = plain(node, book)
        if found is None:
            return None
        try:
            return kind(found)
        except ValueError:
            known = [member.value for member in kind]
            near = difflib.get_close_matches(found, known, 1, 0.5)
            book.wrong("value_unknown", node.place, found=found, proposal=near[0] if near else "", known=_list(known))
            return None

    return read


def _short(node: Node) -> str:
    if isinstance(node, Text):
        return node.text[:60]
    return "[…]" if isinstance(node, Items) else "{…}"


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
