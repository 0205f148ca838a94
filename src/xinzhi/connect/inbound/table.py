"""A file as a table: where its headings are, which rows are data, and what the others are.

Every row of the file ends in exactly one bucket: title, header, data, blank, total or note. Nothing is lost silently: what is
not data is kept with its number and its bucket, and shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from xinzhi.connect.inbound.guard import Format, format_of
from xinzhi.connect.inbound.headings import (
    SEARCHED,
    find_header,
    is_known,
    is_ours,
    joined_headings,
    likeness,
)
from xinzhi.connect.inbound.raw import open_source
from xinzhi.connect.inbound.source import Row, Source
from xinzhi.core.base.problems import Place, Problem, Refused, problem, warning
from xinzhi.core.cells.codes import spelling
from xinzhi.core.cells.text import GUARD, clean, unguarded

Bucket = Literal["title", "header", "data", "blank", "total", "note"]

_TOTAL = re.compile(
    r"(?:本页|本表|本月|本季度?|本年|全年|累计|以上|截至.{1,12})?(?:合计|总计|小计|共计|总数)(?:[:：(（].*|[0-9]+(?:条|户|家|笔|件|起|人|项|宗)?)?"
)
_NOTE = re.compile(
    r"[*※]|注[0-9]*[:：]|(?:备注|说明|填表说明|填报说明|附注|数据来源|来源|提示|要求)[:：]"
    r"|(?:填表|填报|制表|审核|复核|经办|报送|统计|单位|部门|科室)?(?:人|员|负责人|单位|部门|日期|时间|机关)(?:签字|签章|盖章|[(（].{0,6}[)）])?[:：]"
    r"|(?:联系人|联系电话|电话|传真|盖章|签字|签章|日期|填表日期|分管领导|负责人)[:：]"
)
_LONG_REMARK = 30
_MOST_SKIPPED = 10_000


@dataclass
class RawTable:
    """`headings` are as written; `rows()` gives the data rows with clean cells and may be called again.

    `size` counts the rows of the file, whatever they are. `faults` holds, by row number, why a data row could not be taken apart;
    such a row is still given, so that it can be refused like any other. `hints` is what one of our own templates says of itself.
    """

    path: Path
    name: str
    format: Format
    headings: tuple[str, ...]
    header_row: int
    source: Source
    upper_header_row: int | None = None
    notices: tuple[Problem, ...] = ()
    buckets: Counter[str] = field(default_factory=Counter)
    skipped: list[tuple[int, Bucket, str]] = field(default_factory=list)
    faults: dict[int, Problem] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return self.source.size

    @property
    def sheet(self) -> str:
        return self.source.sheet

    @property
    def hints(self) -> Mapping[str, str]:
        return self.source.hints

    def sample(self, count: int) -> list[list[str]]:
        """The cells of the data rows among the first `count` rows after the headings."""
        first = self.source.first(self.header_row + count)
        return [cells for _, cells in self._data(first)]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(row number, clean cells) of each data row; fills `buckets`, `skipped` and `faults` on the way."""
        return self._data(self.source.rows())

    def _data(self, source: Iterable[Row]) -> Iterator[tuple[int, list[str]]]:
        self.buckets.clear()
        self.skipped.clear()
        self.faults.clear()
        width = len(self.headings)
        judge = _Judge(self)
        for number, cells, fault in source:
            texts = [clean(cell if cell[0] != GUARD else unguarded(cell)) if cell else "" for cell in cells]
            bucket: Bucket = "data" if fault is not None else judge.bucket(number, texts)
            self.buckets[bucket] += 1
            if bucket == "data":
                torn = self.source.exact_width and len(texts) > width and any(texts[width:])
                if fault is not None:
                    self.faults[number] = fault.at(Place(row=number))
                elif torn:
                    self.faults[number] = problem("row_too_wide", Place(row=number), found=len(texts), expected=width)
                yield number, texts
            elif bucket != "blank" and len(self.skipped) < _MOST_SKIPPED:
                self.skipped.append((number, bucket, " ".join(text for text in texts if text)[:80]))


class _Judge:
    """Says of each row after the headings what it is."""

    def __init__(self, table: RawTable) -> None:
        self.header_rows = {table.header_row, table.upper_header_row}
        self.last_header = table.header_row
        self.headings = [spelling(heading) for heading in table.headings]
        self.named = sum(1 for heading in table.headings if heading)

    def bucket(self, number: int, texts: list[str]) -> Bucket:
        if number in self.header_rows:
            return "header"
        filled = [text for text in texts if text]
        if not filled:
            return "blank"
        if number < self.last_header:
            return "title"
        first = filled[0]
        if first[0] in "合总小共本全累以截" and len(filled) < self.named and _TOTAL.fullmatch(first.replace(" ", "")):
            return "total"
        if len(filled) <= 6 and self.named >= 3 and self._is_note(filled):
            return "note"
        if self._is_heading(texts):
            return "header"
        return "data"

    def _is_note(self, filled: Sequence[str]) -> bool:
        """One or two cells of remark, or a line of signatures (填表人：… 审核人：…)."""
        if len(filled) == 1 and len(filled[0]) > _LONG_REMARK:
            return True
        if len(filled) <= 2 and _NOTE.match(filled[0]):
            return True
        return len(filled) < self.named and all(_NOTE.match(text) for text in filled)

    def _is_heading(self, texts: Sequence[str]) -> bool:
        """The headings once more, as on every page of a printed list."""
        own = self.headings
        return self.named >= 2 and spelling(texts[0]) == own[0] and [spelling(t) for t in texts[: len(own)]] == own


def open_table(
    path: Path, name: str, known: Collection[str] = (), sheet: str = "", header_row: int | None = None
) -> RawTable:
    """The table in the file at `path` that was handed in as `name`; its whole structure is checked before a row is given.

    `known` are spellings of headings that help to find the sheet and the row. Raises `Refused` for a file that is not what it says,
    is hostile or broken, or has no headings.
    """
    form = format_of(path, name)
    source = open_source(path, form, name, sheet, lambda rows: likeness(rows, known))
    head = source.first(SEARCHED if header_row is None else max(SEARCHED, header_row))
    if not any(cell.strip() for row in head for cell in row.cells):
        raise Refused(problem("file_empty", name=name))
    place = _place(head, known) if header_row is None else _numbered(head, header_row)
    if place is None:
        raise Refused(problem("headings_not_found", name=name, sheet=source.sheet))
    headings = tuple(clean(cell) for cell in head[place].cells)
    place, headings, upper = _with_groups(head, place, headings, known)
    if not any(headings):
        raise Refused(problem("headings_not_found", name=name, sheet=source.sheet))
    notices = (*source.notices, *_doubts(headings, name))
    return RawTable(path, name, form, headings, head[place].number, source, upper, notices)


def _place(head: Sequence[Row], known: Collection[str]) -> int | None:
    if head and head[0].number == 0:  # the format itself says what its columns are called
        return 0
    return find_header([row.cells for row in head], known)


def _numbered(head: Sequence[Row], number: int) -> int | None:
    return next((place for place, row in enumerate(head) if row.number == number), None)


def _with_groups(
    head: Sequence[Row], place: int, headings: tuple[str, ...], known: Collection[str]
) -> tuple[int, tuple[str, ...], int | None]:
    """Headings in two rows, whichever of the two was found: the lower row's place, the joined names, the number of the upper row."""
    for lower in (place + 1, place):
        if 0 < lower < len(head):
            names = [clean(cell) for cell in head[lower].cells]
            joined = joined_headings([clean(cell) for cell in head[lower - 1].cells], names, known)
            if joined is not None and _hits(joined, known) > max(_hits(headings, known), _hits(names, known)):
                return lower, joined, head[lower - 1].number
    return place, headings, None


def _hits(headings: Sequence[str], known: Collection[str]) -> int:
    return sum(1 for heading in headings if heading and is_known(heading, known))


def _doubts(headings: Sequence[str], name: str) -> list[Problem]:
    """The same heading twice: only the first of them is read, and somebody must know."""
    seen = Counter(spelling(heading) for heading in headings if heading and not is_ours(heading))
    twice = list(dict.fromkeys(h for h in headings if h and seen[spelling(h)] > 1))
    return [warning("heading_twice", name=name, headings="、".join(twice))] if twice else []
