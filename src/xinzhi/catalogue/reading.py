"""Reading tables of a document, collecting every mistake instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from xinzhi.catalogue.located import Items, Node, Table, Text
from xinzhi.catalogue.scalars import NAME, day, name, plain, short, texts, words
from xinzhi.catalogue.writing import Book, nearest
from xinzhi.core.base.problems import Place
from xinzhi.core.base.text import Text as Words

T = TypeVar("T")


class Reader:
    """One table of a document. Keys that nobody asked for by the time of `done` are mistakes, with the nearest known key."""

    def __init__(self, node: Node, book: Book, where: str = "") -> None:
        self.book = book
        self.place = node.place
        self.table = node if isinstance(node, Table) else Table({}, node.place)
        self.asked: set[str] = set()
        self.missed: list[str] = []
        self.is_table = isinstance(node, Table)
        if not self.is_table:
            found = short(node)
            book.wrong("yaml_wide_colon" if "：" in found else "table_expected", node.place, found=found, where=where)

    def has(self, key: str) -> bool:
        return key in self.table.entries

    def node(self, key: str, *, required: bool = False) -> Node | None:
        """What stands under `key`. A key with nothing after it is a mistake: leave it out, or write a value."""
        self.asked.add(key)
        entry = self.table.entries.get(key)
        if entry is None:
            if required:
                self.missed.append(key)
            return None
        place, node = entry
        if isinstance(node, Text) and node.blank:
            self.book.wrong("value_missing", place, key=key)
            return None
        return node

    def place_of(self, key: str) -> Place:
        """Where `key` stands; the table itself where it has no such key."""
        entry = self.table.entries.get(key)
        return entry[0] if entry else self.place

    def done(self) -> None:
        """Says which keys are unknown and which are missing. A missing key that was merely misspelt is said once."""
        for key, (place, _) in self.table.entries.items():
            if key not in self.asked:
                proposal = nearest(key, self.missed) or nearest(key, self.asked - set(self.table.entries))
                if proposal in self.missed:
                    self.missed.remove(proposal)
                self.book.wrong("key_unknown", place, key=key, proposal=proposal, known=", ".join(sorted(self.asked)))
        for key in self.missed if self.is_table else ():
            self.book.wrong("key_missing", self.place, key=key)
        self.missed.clear()

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
        """A text; where it is required, not an empty one."""
        found = self.value(key, plain, default, required=required)
        if required and not found and key in self.table.entries and not self._is_blank(key):
            self.book.wrong("value_missing", self.place_of(key), key=key)
        return found

    def _is_blank(self, key: str) -> bool:
        node = self.table.entries[key][1]
        return not isinstance(node, Text) or node.blank

    def name(self, key: str) -> str:
        """A required name: what other parts of the pack refer to."""
        return self.value(key, name, "", required=True)

    def words(self, key: str, *, required: bool = True) -> Words:
        return self.value(key, words, Words(""), required=required)

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        return self.value(key, texts, (), required=required)

    def sub(self, key: str, *, required: bool = False) -> Reader | None:
        node = self.node(key, required=required)
        return None if node is None else Reader(node, self.book, key)

    def tables(self, key: str, *, required: bool = False) -> list[Reader]:
        """The items of a list of tables."""
        node = self.node(key, required=required)
        if node is None:
            return []
        if not isinstance(node, Items):
            self.book.wrong("list_expected", node.place, found=short(node))
            return []
        return [Reader(item, self.book, key) for item in node.items]

    def named(self, key: str, *, required: bool = False, names: bool = False) -> list[tuple[str, Place, Node]]:
        """The entries of a table whose keys are chosen by the pack; with `names`, keys that can be referred to."""
        node = self.node(key, required=required)
        return [] if node is None else entries(node, self.book, names=names, where=key)

    def in_force(self, *, required: bool = False) -> tuple[date | None, date | None]:
        """The first day on which something holds, and the first on which it holds no more."""
        force = self.sub("in_force", required=required)
        if force is None:
            return None, None
        start, end = force.optional("from", day), force.optional("to", day)
        if required and start is None and not force.has("from"):
            force.missed.append("from")
        if start is not None and end is not None and end <= start:
            self.book.wrong("in_force_reversed", force.place_of("to"), start=start.isoformat(), end=end.isoformat())
        force.done()
        return start, end


def entries(node: Node, book: Book, *, names: bool = False, where: str = "") -> list[tuple[str, Place, Node]]:
    """The entries of a table as (key, place of the key, node), without those that have nothing after the key."""
    if not isinstance(node, Table):
        book.wrong(
            "yaml_wide_colon" if "：" in short(node) else "table_expected", node.place, found=short(node), where=where
        )
        return []
    out: list[tuple[str, Place, Node]] = []
    for key, (place, value) in node.entries.items():
        if isinstance(value, Text) and value.blank:
            book.wrong("value_missing", place, key=key)
            continue
        if names and not NAME.fullmatch(key):
            book.wrong("name_expected", place, found=key)
        out.append((key, place, value))
    return out


def items(node: Node, book: Book) -> Iterable[Node]:
    """The items of a list; a single value counts as a list of one."""
    if isinstance(node, Items):
        return node.items
    if isinstance(node, Text):
        return (node,)
    book.wrong("list_expected", node.place, found=short(node))
    return ()
