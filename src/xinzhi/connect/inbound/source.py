"""What every reader of files gives: rows of text with the numbers that a person sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from xinzhi.core.base.problems import Problem

MOST_COLUMNS = 1_000
MOST_ROWS = 2_000_000


class Row(NamedTuple):
    """`number` counts from 1 as a spreadsheet shows it. A row that could not be read apart carries its `fault`."""

    number: int
    cells: list[str]
    fault: Problem | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The rows of one file or sheet. `rows()` reads from the beginning each time it is called, with bounded memory.

    `size` is the number of rows. `exact_width`: a cell beyond the headings means that a row was torn apart (CSV); in a
    spreadsheet it is only a remark beside the table. `hints`: what our own templates say about themselves. `head`: first rows that are at hand.
    """

    rows: Callable[[], Iterator[Row]]
    size: int
    sheet: str = ""
    encoding: str = ""
    exact_width: bool = False
    notices: tuple[Problem, ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)
    head: tuple[Row, ...] = ()

    def first(self, count: int) -> list[Row]:
        """The first rows; without reading again where they were kept."""
        if len(self.head) >= min(count, self.size):
            return list(self.head[:count])
        return list(islice(self.rows(), count))
