"""Headings: how they are compared, which are ours, and which row of a file holds them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from rapidfuzz import fuzz, process

from xinzhi.core.cells.codes import spelling
from xinzhi.core.cells.text import clean

OURS = "※"
"""Columns whose heading begins so are ours: reasons and row numbers that we add to what we hand back. They are never read."""

SEARCHED = 40
"""The headings stand within so many rows."""

COUNTERS = frozenset(("序号", "编号", "NO", "行号", "顺序号", "ID"))
"""Headings of a running number: left out where no field wants them."""

_REMARK = re.compile(
    r"[(（【\[](?:必填|必录|选填|可选|非必填|REQUIRED|OPTIONAL|单位[:：]?[^)）】\]]*|格式[^)）】\]]*|如[:：]?[^)）】\]]*|示例[^)）】\]]*|YYYY[^)）】\]]*"
    r"|(?:[亿千百万]*元)|文本|日期|数字|下拉选择)[)）】\]]|[*＊]",
    re.IGNORECASE,
)
_LIKE_DATA = re.compile(r"[0-9]{4}[-./年][0-9]{1,2}|[0-9A-Z]{15,18}|[0-9]{5,}|^[0-9.,]+$")
_ALIKE = 82


def is_ours(heading: str) -> bool:
    """Whether a column was added by us and is left out."""
    return heading.startswith(OURS)


def plain_heading(heading: str) -> str:
    """A heading without what only explains it: (必填), (元), 格式…, stars."""
    return _REMARK.sub("", unicodedata.normalize("NFKC", heading)).strip() or heading


def heading_spellings(heading: str) -> tuple[str, ...]:
    """How a heading is looked up: as it is, then without its remarks."""
    whole, plain = spelling(heading), spelling(plain_heading(heading))
    return (whole,) if whole == plain else (whole, plain)


def is_known(heading: str, known: Collection[str]) -> bool:
    return any(each in known for each in heading_spellings(heading))


def likeness(rows: Sequence[Sequence[str]], known: Collection[str]) -> int:
    """How much these first rows are like a table with known headings: the best score of a row, 0 for none."""
    found = find_header(rows, known)
    return 0 if found is None else max(0, _score([clean(cell) for cell in rows[found]], known, found))


def find_header(rows: Sequence[Sequence[str]], known: Collection[str]) -> int | None:
    """The place of the row that holds the headings, or None where none does.

    Known words count most, words like known ones less, different short words a little, and what looks like data against it.
    """
    best: tuple[int, int] | None = None
    for place, cells in enumerate(rows[:SEARCHED]):
        texts = [clean(cell) for cell in cells]
        score = _score(texts, known, place)
        if score > 0 and (best is None or score > best[0]):
            best = (score, place)
    return None if best is None else best[1]


def _score(texts: Sequence[str], known: Collection[str], place: int) -> int:
    filled = [text for text in texts if text and not is_ours(text)]
    if not filled:
        return 0
    exact = sum(1 for text in filled if is_known(text, known))
    alike = 0
    if known and exact < 2 and len(filled) <= 60:
        others = [text for text in filled if not is_known(text, known)]
        alike = sum(
            1 for text in others if process.extractOne(spelling(text), known, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        )
    words = sum(1 for text in set(filled) if len(text) <= 40)
    data = sum(1 for text in filled if _LIKE_DATA.search(unicodedata.normalize("NFKC", text)))
    if data and exact < 2:
        exact = alike = 0  # one word that is also a heading (罚款) among numbers and days is a cell of a row
    if not exact and not alike and data * 2 > len(filled):
        return 0
    if not exact and not alike and len(filled) < 2:
        return 0
    return exact * 20 + alike * 8 + words * 2 - data * 6 - place


def joined_headings(upper: Sequence[str], lower: Sequence[str], known: Collection[str]) -> tuple[str, ...] | None:
    """Headings in two rows as one: a group (行政相对人) over its columns (名称, 代码). None where the upper row is no group row.

    A name that is known with its group is joined with it, one that is known alone stands alone.
    """
    groups: list[str] = []
    group = ""
    for index in range(len(lower)):
        own = upper[index].strip() if index < len(upper) else ""
        group = own or (group if lower[index].strip() else "")
        groups.append(group)
    distinct = [text for text in upper if text.strip()]
    if len(distinct) < 2 or len(set(distinct)) < 2:
        return None
    out: list[str] = []
    gained = 0
    for group, name in zip(groups, lower, strict=True):
        if not name.strip() or name == group:
            out.append(name or group)
            gained += not name.strip() and bool(group) and is_known(group, known)
        elif is_known(group + name, known):
            out.append(group + name)
            gained += 1
        else:
            out.append(name)
    return tuple(out) if gained else None
