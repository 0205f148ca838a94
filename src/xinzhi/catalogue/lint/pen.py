"""Writes what the linter finds at its place within a definition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.writing import listed, nearest
from xinzhi.core.base.problems import Problem, Scalar

Path = tuple[str, ...]
"""The way to a value within a definition; see `Reading.place` for its steps."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Bound to one definition. Every problem lands at the line, column and key that its path leads to."""

    reading: Reading
    section: str
    id: str

    def wrong(self, code: str, path: Path = (), /, **params: Scalar) -> None:
        self.put(Problem(code, params), path)

    def doubtful(self, code: str, path: Path = (), /, **params: Scalar) -> None:
        self.put(Problem(code, params, "warning"), path)

    def note(self, code: str, path: Path = (), /, **params: Scalar) -> None:
        self.put(Problem(code, params, "note"), path)

    def unknown(self, code: str, found: str, known: Iterable[str], path: Path = ()) -> None:
        """A reference that leads nowhere. An empty one has been said already, by whoever missed it."""
        if found:
            names = list(known)
            self.wrong(code, path, found=found, proposal=nearest(found, names), known=listed(names))

    def put(self, found: Problem, path: Path = ()) -> None:
        place = self.reading.place(self.section, self.id, path)
        self.reading.book.problems.append(found.at(replace(place, key=place.key or self.id or self.section)))
