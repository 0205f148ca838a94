"""What has been read so far, layer by layer, with the place of each thing.

Layers come from the root to the nearest pack (national, province, county). The nearer one wins by id, section by section,
except where an upper one forbids it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from xinzhi.catalogue.located import Items, Node, Table, Text
from xinzhi.catalogue.reading import Reader, items
from xinzhi.catalogue.scalars import plain
from xinzhi.catalogue.writing import Book, listed, nearest
from xinzhi.core.base.legal import Basis, Instrument
from xinzhi.core.base.problems import Place

SECTIONS = (
    "departments", "instruments", "code_lists", "regions", "identifiers", "record_types", "schemes", "duties", "risk",
    "alerts", "matching", "calendar", "mappings", "conformity", "party_columns",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a definition stands: its layer, its place, and its document, for whoever looks for a place within it."""

    layer: str
    place: Place
    node: Node


@dataclass(frozen=True, slots=True)
class Ban:
    """A pattern over `section.id` that nearer packs may not define again."""

    pattern: str
    layer: str
    place: Place


@dataclass
class Reading:
    """The pack as it is being put together.

    `found[section][id]` is the nearest definition, `origins[section, id]` says where it stands, the nearest last (a record type
    that a nearer pack amends has several).
    """

    book: Book
    found: dict[str, dict[str, Any]] = field(default_factory=lambda: {section: {} for section in SECTIONS})
    origins: dict[tuple[str, str], list[Origin]] = field(default_factory=dict)
    bans: list[Ban] = field(default_factory=list)
    layer: str = ""

    def put(self, section: str, id: str, value: Any, place: Place, node: Node) -> None:
        """Takes a definition. Twice in one layer is a mistake; over an upper layer it wins unless that layer forbids it."""
        origins = self.origins.setdefault((section, id), [])
        if origins and origins[-1].layer == self.layer:
            first = origins[-1].place
            self.book.wrong("defined_twice", place, what=section, id=id, file=first.file, line=first.line)
            return
        if not self.may_define(section, id, place):
            return
        self.found[section][id] = value
        origins.append(Origin(self.layer, place, node))

    def may_define(self, section: str, id: str, place: Place, part: str = "") -> bool:
        """Whether no upper layer forbids a definition here (or the amendment of one `part`); says so where one does."""
        stem = id.partition("@")[0]  # a new version of a scheme stands in the place of the upper pack's
        upper = [
            origin
            for (other_section, other), origins in self.origins.items()
            if other_section == section and other.partition("@")[0] == stem
            for origin in origins
            if origin.layer != self.layer
        ]
        if not upper:
            return True
        names = {f"{section}.{id}", f"{section}.{stem}", section} if not part else {f"{section}.{stem}.{part}"}
        for ban in self.bans:
            if any(fnmatchcase(name, ban.pattern) for name in names):
                above = upper[-1].place
                self.book.wrong(
                    "override_forbidden", place, what=section, id=id, pack=ban.layer, file=above.file, line=above.line,
                    ban_file=ban.place.file, ban_line=ban.place.line,
                )  # fmt: skip
                return False
        return True

    def forbid(self, head: Reader) -> None:
        """Takes the patterns that packs extending this layer may not define again. One that fits nothing is a slip of the pen."""
        node = head.node("forbid_override")
        if node is None:
            return
        here = {f"{section}.{id}" for section, id in self.origins} | set(SECTIONS)
        stems = {name.partition("@")[0] for name in here}
        for item in items(node, self.book):
            pattern = plain(item, self.book) or ""
            shorter = ".".join(pattern.split(".")[:2])
            if not any(fnmatchcase(name, wanted) for name in here | stems for wanted in (pattern, shorter)):
                self.book.wrong("forbids_nothing", item.place, found=pattern, proposal=nearest(pattern, stems))
            self.bans.append(Ban(pattern, self.layer, item.place))

    def basis(self, reader: Reader, *, required: bool) -> tuple[Basis, ...]:
        """The `basis` of a table: instruments with articles. Missing where it is required is a mistake."""
        node = reader.node("basis")
        if node is None:
            if required:
                self.book.wrong("basis_missing", reader.place)
            return ()
        grounds = node.items if isinstance(node, Items) else (node,)
        if required and not grounds:
            self.book.wrong("basis_missing", reader.place_of("basis"))
        return tuple(found for item in grounds if (found := self._one_basis(item)) is not None)

    def _one_basis(self, node: Node) -> Basis | None:
        article = ""
        if isinstance(node, Table):
            reader = Reader(node, self.book)
            name, article = reader.text("instrument", required=True), reader.text("article")
            place = _value_place(reader, "instrument")
            reader.done()
        else:
            name, place = plain(node, self.book) or "", node.place
        instrument: Instrument | None = self.found["instruments"].get(name)
        if instrument is None:
            if name:
                self.unknown("instrument_unknown", place, name, self.found["instruments"])
            return None
        return Basis(instrument, article)

    def unknown(self, code: str, place: Place, name: str, known: Iterable[str]) -> None:
        """A reference that leads nowhere, with the nearest name that exists, and with all of them where they are few."""
        names = list(known)
        self.book.wrong(code, place, found=name, proposal=nearest(name, names), known=listed(names))

    def place(self, section: str, id: str, path: tuple[str, ...] = ()) -> Place:
        """Where `path` stands within a definition: the newest document that has it, else as near as the path leads.

        A step is a key (its value is meant, with a colon after it the key itself), or for lists the `id`, `grade` or `duty` of an
        item, its text, or its position (`#0`).
        """
        origins = self.origins.get((section, id), [])
        best: tuple[int, Place] = (-1, Place())
        for origin in reversed(origins):
            depth, place = _walk(origin, path)
            if depth > best[0]:
                best = depth, place
        return best[1]


def _value_place(reader: Reader, key: str) -> Place:
    entry = reader.table.entries.get(key)
    return entry[1].place if entry else reader.place


def _walk(origin: Origin, path: tuple[str, ...]) -> tuple[int, Place]:
    node, place = origin.node, origin.place
    for depth, step in enumerate(path):
        found = _step(node, step)
        if found is None:
            return depth, place
        node, place = found
    return len(path), place


def _step(node: Node, step: str) -> tuple[Node, Place] | None:
    if isinstance(node, Table):
        entry = node.entries.get(step.removesuffix(":"))
        if entry is None:
            return None
        key_place, value = entry
        if step.endswith(":"):
            return value, key_place
        return value, value.place if isinstance(value, Text) else key_place
    if isinstance(node, Items):
        for index, item in enumerate(node.items):
            if step in _names_of(item, index):
                return item, item.place
        return None
    return (node, node.place) if node.text == step else None


def _names_of(item: Node, index: int) -> tuple[str, ...]:
    if isinstance(item, Table):
        named = [entry[1] for key in ("id", "grade", "duty") if (entry := item.entries.get(key)) is not None]
        return (f"#{index}", *(getattr(node, "text", "") for node in named[:1]))
    return (f"#{index}", getattr(item, "text", ""))
