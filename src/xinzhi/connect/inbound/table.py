"""A file as a table: where its headings are, which rows are data, and what the others are.

Every row of the file ends in exactly one bucket: title, header, data, blank, total or note. Nothing is lost silently: what is
not data is kept with its number and its bucket, and shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal

from xinzhi.connect.inbound import raw
from xinzhi.connect.inbound.guard import Format, format_of
from xinzhi.core.base.problems import Refused, problem
from xinzhi.core.cells.codes import spelling
from xinzhi.core.cells.text import clean

Bucket = Literal["title", "header", "data", "blank", "total", "note"]
_SEARCHED = 40
_TOTAL = re.compile(r"^(?:本页|本表|本月|累计)?\s*(?:合\s*计|总\s*计|小\s*计|共\s*计)")
_NOTE = re.compile(r"^(?:备\s*注|说\s*明|注\d*[:：]|填表|填报|制表|审核|联系人|单位负责人|数据来源[:：]|[*※])")
REASON_HEADINGS = frozenset({"退回原因", "处理建议", "原行号", "办理结果", "Reason", "Row in the file"})
"""Columns that we add to what we hand back; they are ignored when it comes in again."""


@dataclass
class RawTable:
    """`headings` are as written; `rows()` gives the data rows with cleaned cells and may be called again."""

    path: Path
    name: str
    format: Format
    headings: tuple[str, ...]
    header_row: int
    source: Callable[[], Iterator[raw.Row]]
    buckets: Counter[str] = field(default_factory=Counter)
    skipped: list[tuple[int, Bucket, str]] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(row number, cleaned cells) of each data row; fills `buckets` and `skipped` on the way."""
        self.buckets.clear()
        self.skipped.clear()
        own = [spelling(h) for h in self.headings]
        wide = sum(1 for h in self.headings if h) >= 3
        for number, cells in self.source():
            texts = [clean(cell) if cell else "" for cell in cells]
            bucket = self._bucket(number, texts, own, wide)
            self.buckets[bucket] += 1
            if bucket == "data":
                yield number, texts
            elif bucket != "blank":
                self.skipped.append((number, bucket, " ".join(t for t in texts if t)[:80]))

    def _bucket(self, number: int, texts: list[str], own: list[str], wide: bool) -> Bucket:
        if number == self.header_row:
            return "header"
        filled = [t for t in texts if t]
        if not filled:
            return "blank"
        if number < self.header_row:
            return "title"
        if _TOTAL.match(filled[0]) and len(filled) < max(3, len(self.headings)):
            return "total"
        if wide and len(filled) <= 2 and (_NOTE.match(filled[0]) or (len(filled) == 1 and len(filled[0]) > 30)):
            return "note"
        if spelling(texts[0]) == own[0] and [spelling(t) for t in texts[: len(own)]] == own:
            return "header"
        return "data"


def open_table(path: Path, name: str, known: Collection[str] = (), sheet: str = "", header_row: int | None = None) -> RawTable:
    """The table in a file. `known` are spellings of headings that help to find the right row.

    Raises `Refused` for a file that is not what it says, is hostile, or has no headings.
    """
    kind = format_of(path, name)

    def source() -> Iterator[raw.Row]:
        return raw.rows(path, kind, name, sheet)

    first = list(islice(source(), _SEARCHED))
    if not any(any(c.strip() for c in cells) for _, cells in first):
        raise Refused(problem("file_empty", name=name))
    found = _header(first, known) if header_row is None else _row(first, header_row)
    if found is None:
        raise Refused(problem("headings_not_found", name=name))
    number, cells = found
    return RawTable(path, name, kind, tuple(clean(c) for c in cells), number, source)


def _row(first: list[raw.Row], wanted: int) -> raw.Row | None:
    return next((row for row in first if row[0] == wanted), None)


def _header(first: list[raw.Row], known: Collection[str]) -> raw.Row | None:
    """The row that looks most like headings: known words count most, then many different short words without figures."""
    best: tuple[int, raw.Row] | None = None
    for position, row in enumerate(first):
        texts = [clean(c) for c in row[1]]
        filled = [t for t in texts if t]
        if not filled:
            continue
        hits = sum(1 for t in filled if spelling(t) in known)
        words = sum(1 for t in set(filled) if len(t) <= 40 and not re.search(r"\d{4}", t))
        score = hits * 10 + words - position
        if best is None or score > best[0]:
            best = (score, row)
    return best[1] if best else None
