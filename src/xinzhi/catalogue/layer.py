"""What has been read so far, layer by layer, with the place of each thing."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from xinzhi.catalogue.located import Items, Node, Table
from xinzhi.catalogue.reading import Book, Reader, plain
from xinzhi.core.base.legal import Basis, Instrument
from xinzhi.core.base.problems import Place

SECTIONS = (
    "departments", "instruments", "code_lists", "regions", "identifiers", "record_types", "schemes", "duties", "risk",
    "alerts", "mappings", "conformity", "cases", "party_columns",
)  # fmt: skip


@dataclass
class Reading:
    """The pack as it is being put together. `found[section][id]` is the nearest definition, `origin` says where it stands."""

    book: Book
    found: dict[str, dict[str, Any]] = field(default_factory=lambda: {section: {} for section in SECTIONS})
    origin: dict[tuple[str, str], tuple[str, Place]] = field(default_factory=dict)
    forbidden: list[tuple[str, str]] = field(default_factory=list)  # (pattern, pack that forbids)
    layer: str = ""

    def put(self, section: str, id: str, value: Any, place: Place) -> None:
        """Takes a definition. Twice in one layer is a mistake; over an upper layer it wins unless that layer forbids it."""
        before = self.origin.get((section, id))
        if before is not None:
            layer, first = before
            if layer == self.layer:
                self.book.wrong("defined_twice", place, what=section, id=id, file=first.file, line=first.line)
                return
            for pattern, pack in self.forbidden:
                if fnmatchcase(f"{section}.{id}", pattern):
                    self.book.wrong("override_forbidden", place, what=section, id=id, pack=pack)
                    return
        self.found[section][id] = value
        self.origin[section, id] = (self.layer, place)

    def basis(self, reader: Reader, *, required: bool) -> tuple[Basis, ...]:
        """The `basis` of a table: instruments with articles. Missing where it is required is a mistake."""
        node = reader.node("basis")
        if node is None:
            if required:
                self.book.wrong("basis_missing", reader.place)
            return ()
        items: tuple[Node, ...] = node.items if isinstance(node, Items) else (node,)
        return tuple(found for item in items if (found := self._one_basis(item)) is not None)

    def _one_basis(self, node: Node) -> Basis | None:
        article = ""
        if isinstance(node, Table):
            reader = Reader(node, self.book)
            name, article = reader.text("instrument", required=True), reader.text("article")
            place = reader.place_of("instrument")
            reader.done()
        else:
            name, place = plain(node, self.book) or "", node.place
        instrument: Instrument | None = self.found["instruments"].get(name)
        if instrument is None:
            self.unknown("instrument_unknown", place, name, self.found["instruments"])
            return None
        return Basis(instrument, article)

    def unknown(self, code: str, place: Place, name: str, known: Any) -> None:
        """A reference that leads nowhere, with the nearest name that exists."""
        near = difflib.get_close_matches(name, list(known), 1, 0.5)
        self.book.wrong(code, place, found=name, proposal=near[0] if near else "")


