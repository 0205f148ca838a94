"""What stands around every page: who reads, what waits, what has to be said first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xinzhi.web.pages.marks import Tone


@dataclass(frozen=True, slots=True)
class Crumb:
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a list, with how many it would leave (None: not counted)."""

    value: str
    label: str
    count: int | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    department: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Strip:
    """A line above every page. `items` unfold: where this pack departs from the law, one by one."""

    title: str
    text: str = ""
    items: tuple[str, ...] = ()
    tone: Tone = Tone.WATCH


@dataclass(frozen=True, slots=True)
class Frame:
    """None of its counts is a promise: they are what waited when the page was made."""

    person: Person | None = None
    pack: str = ""
    strips: tuple[Strip, ...] = ()
    acts: frozenset[str] = frozenset()  # of the table of rights, those that the person may do to something
    reviews: int = 0
    alerts: int = 0
    ledger_size: int | None = None
    at: datetime | None = None  # when the page was made: it stands on every printed sheet


@dataclass(frozen=True, slots=True)
class BasisLine:
    """The ground of a rule as a reader sees it: instrument, article, and whether nobody enacted it (示例参数)."""

    title: str
    article: str = ""
    assumption: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A problem in words: what is wrong, and what to do now."""

    text: str
    advice: str = ""
    is_error: bool = True
    where: str = ""


@dataclass(frozen=True, slots=True)
class Paging:
    """Where one is in a long list. `query` is the rest of the address, without the page."""

    page: int
    pages: int
    first: int
    last: int
    total: int
    query: str = ""

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """The page numbers to offer; None stands for a gap."""
        near = {1, self.pages, self.page - 1, self.page, self.page + 1}
        shown = sorted(n for n in near if 1 <= n <= self.pages)
        out: list[int | None] = []
        for number in shown:
            if out and out[-1] is not None and number - out[-1] > 1:
                out.append(None)
            out.append(number)
        return tuple(out)


def paging(page: int, size: int, total: int, query: str = "") -> Paging:
    """The paging of `total` lines in pages of `size`; a page beyond the last one is the last one."""
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    first = (page - 1) * size
    return Paging(page, pages, first + 1 if total else 0, min(first + size, total), total, query)
