"""The values that a pack can write in one place, each with what is expected there and said when it is not found."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from xinzhi.catalogue.located import Items, Node, Table, Text
from xinzhi.catalogue.writing import Book, nearest
from xinzhi.core.base.periods import Limit, Unit
from xinzhi.core.base.text import Text as Words

E = TypeVar("E", bound=StrEnum)

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}(?:-[A-Za-z0-9_]+)*")
"""What can be referred to: letters, digits, underscores; hyphens between words. Ours are in lower case; official ones may not be."""

_LIMIT = re.compile(r"([0-9]{1,5}) (hour|working day|day|month|year)s?")
_SHARE = re.compile(r"([0-9]{1,3})(?:\.([0-9]))?%")
_POINTS = re.compile(r"([+-]?)([0-9]{1,9})(?:\.([0-9]{1,3}))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WIDE = re.compile(r"[^\x00-\x7f]")
_LONGEST = {Unit.HOUR: 24_000, Unit.DAY: 36_500, Unit.WORKING_DAY: 2_500, Unit.MONTH: 1_200, Unit.YEAR: 100}
"""A hundred years (working days: ten) bound every period: more is a slip of the pen."""


def short(node: Node) -> str:
    """A node as a message shows it."""
    if isinstance(node, Text):
        return node.text[:60]
    return "[…]" if isinstance(node, Items) else "{…}"


def plain(node: Node, book: Book) -> str | None:
    if isinstance(node, Text):
        return node.text
    book.wrong("text_expected", node.place, found=short(node))
    return None


def name(node: Node, book: Book) -> str | None:
    """A name that other parts of the pack can refer to."""
    found = plain(node, book)
    if found is not None and not NAME.fullmatch(found):
        book.wrong("name_expected", node.place, found=found)
    return found


def texts(node: Node, book: Book) -> tuple[str, ...] | None:
    """A list of texts; a single one counts as a list of one."""
    if isinstance(node, Text):
        return (node.text,)
    if isinstance(node, Items):
        return tuple(found for item in node.items if (found := plain(item, book)) is not None)
    book.wrong("list_expected", node.place, found=short(node))
    return None


def words(node: Node, book: Book) -> Words | None:
    """`{zh: …, en: …}`, or a bare text. Chinese without English is a doubt: half of the readers would see the wrong language."""
    if isinstance(node, Text):
        found = Words(node.text)
    elif isinstance(node, Table):
        values: dict[str, str] = {}
        for key, (place, value) in node.entries.items():
            if key not in ("zh", "en"):
                proposal = nearest(key, ("zh", "en"))
                book.wrong("key_unknown", place, key=key, proposal=proposal, known="en, zh")
            elif isinstance(value, Text) and value.blank:
                book.wrong("value_missing", place, key=key)
            else:
                values[key] = plain(value, book) or ""
        if "zh" not in node.entries:
            book.wrong("key_missing", node.place, key="zh")
        found = Words(values.get("zh", ""), values.get("en", ""))
    else:
        book.wrong("words_expected", node.place, found=short(node))
        return None
    if not found.en and _WIDE.search(found.zh):
        book.doubtful("english_missing", node.place, found=found.zh[:60])
    return found


def yes(node: Node, book: Book) -> bool | None:
    found = plain(node, book)
    if found in ("true", "false"):
        return found == "true"
    if found is not None:
        book.wrong("yes_expected", node.place, found=found)
    return None


def day(node: Node, book: Book) -> date | None:
    """A day as `2026-01-31`."""
    found = plain(node, book)
    if found is None:
        return None
    if _DAY.fullmatch(found):
        try:
            return date.fromisoformat(found)
        except ValueError:
            pass  # 2026-02-30: said below like any other
    book.wrong("day_expected", node.place, found=found)
    return None


def days(node: Node, book: Book) -> frozenset[date]:
    """Days and ranges of days: `2026-10-01..2026-10-08`."""
    out: set[date] = set()
    for item in node.items if isinstance(node, Items) else (node,):
        first, dots, last = (plain(item, book) or "").partition("..")
        start = day(Text(first, item.place), book)
        end = day(Text(last, item.place), book) if dots else start
        if start is None or end is None:
            continue
        if not 0 <= (end - start).days < 60:
            book.wrong("range_of_days", item.place, found=f"{first}..{last}")
            continue
        out.update(start + timedelta(days=i) for i in range((end - start).days + 1))
    return frozenset(out)


def month_day(node: Node, book: Book) -> tuple[int, int] | None:
    """A day of any year, as `06-30`. The 29th of February is not in every year."""
    found = plain(node, book)
    if found is None:
        return None
    if re.fullmatch(r"[0-9]{2}-[0-9]{2}", found):
        try:
            value = date.fromisoformat(f"2023-{found}")
        except ValueError:
            pass
        else:
            return value.month, value.day
    book.wrong("month_day_expected", node.place, found=found)
    return None


def integer(node: Node, book: Book) -> int | None:
    found = plain(node, book)
    if found is None:
        return None
    if re.fullmatch(r"-?[0-9]{1,15}", found):
        return int(found)
    book.wrong("integer_expected", node.place, found=found)
    return None


def positive(node: Node, book: Book) -> int | None:
    """A whole number above zero."""
    found = integer(node, book)
    if found is not None and found < 1:
        book.wrong("positive_expected", node.place, found=found)
        return None
    return found


def milli(node: Node, book: Book) -> int | None:
    """Points with at most three decimals, as milli-points."""
    found = plain(node, book)
    if found is None:
        return None
    match = _POINTS.fullmatch(found)
    if match is None:
        book.wrong("points_expected", node.place, found=found)
        return None
    value = int(match[2]) * 1000 + int((match[3] or "").ljust(3, "0"))
    return -value if match[1] == "-" else value


def share(node: Node, book: Book) -> int | None:
    """`40%` or `40.5%`, in per mille; at most the whole."""
    found = plain(node, book)
    if found is None:
        return None
    match = _SHARE.fullmatch(found)
    value = int(match[1]) * 10 + int(match[2] or 0) if match else 1001
    if value > 1000:
        book.wrong("share_expected", node.place, found=found)
        return None
    return value


def percent(node: Node, book: Book) -> int | None:
    """`150%`, in per mille; up to ten times the whole."""
    found = plain(node, book)
    if found is None:
        return None
    match = _SHARE.fullmatch(found)
    value = int(match[1]) * 10 + int(match[2] or 0) if match else 10_001
    if value > 10_000:
        book.wrong("percent_expected", node.place, found=found)
        return None
    return value


def limit(node: Node, book: Book) -> Limit | None:
    """A period with its unit: `24 hours`, `7 working days`, `3 months`."""
    found = plain(node, book)
    if found is None:
        return None
    match = _LIMIT.fullmatch(found)
    if match is None:
        book.wrong("limit_expected", node.place, found=found)
        return None
    value = Limit(int(match[1]), Unit(match[2].replace(" ", "_")))
    if value.amount > _LONGEST[value.unit]:
        book.wrong("limit_too_long", node.place, found=found, most=_LONGEST[value.unit])
        return None
    return value


def months(node: Node, book: Book) -> int | None:
    """A window with its unit, in whole months."""
    found = limit(node, book)
    if found is None:
        return None
    if found.unit is Unit.YEAR and found.amount:
        return 12 * found.amount
    if found.unit is Unit.MONTH and found.amount:
        return found.amount
    book.wrong("window_in_months_expected", node.place, found=short(node))
    return None


def one_of(kind: type[E]) -> Callable[[Node, Book], E | None]:
    """A value of an enumeration."""
    known = [member.value for member in kind]

    def read(node: Node, book: Book) -> E | None:
        found = plain(node, book)
        if found is None:
            return None
        if found in known:
            return kind(found)
        book.wrong(
            "value_unknown", node.place, found=found, proposal=nearest(found, known), known=", ".join(sorted(known))
        )
        return None

    return read


def word_of(*known: str) -> Callable[[Node, Book], str | None]:
    """One of these words."""

    def read(node: Node, book: Book) -> str | None:
        found = plain(node, book)
        if found is None or found in known:
            return found
        book.wrong(
            "value_unknown", node.place, found=found, proposal=nearest(found, known), known=", ".join(sorted(known))
        )
        return None

    return read


def pattern(node: Node, book: Book) -> str | None:
    """A regular expression that compiles."""
    found = plain(node, book)
    if found is None:
        return None
    try:
        re.compile(found)
    except re.error as error:
        book.wrong("pattern_wrong", node.place, found=found, detail=str(error))
        return None
    return found
