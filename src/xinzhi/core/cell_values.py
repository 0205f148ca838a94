"""What a cell says: dates, amounts, numbers, truth values, codes, as clerks write them.

Every reader takes the text of one cell, already folded to half width and trimmed, and gives the value or a `Problem`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from xinzhi.core.base.problems import Problem, problem

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DATE = re.compile(r"(\d{4}|\d{2})\s*[年./\-]\s*(\d{1,2})\s*[月./\-]\s*(\d{1,2})\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(r"[T\s]*(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*分?\s*(?::?\s*(\d{1,2})\s*秒?)?(?:\.0+)?")
_SERIAL = re.compile(r"(\d{5})(?:\.0+)?")
_SERIAL_ZERO = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1949, 2100

_AMOUNT = re.compile(r"(?:人民币|RMB|CNY|¥|￥)?\s*(-?[\d,]+(?:\.\d+)?)\s*(亿元|亿|千万元|百万元|万元|万|千元|元|圆)?整?", re.IGNORECASE)
_UNITS = {"亿元": 10**8, "亿": 10**8, "千万元": 10**7, "百万元": 10**6, "万元": 10**4, "万": 10**4, "千元": 1000, "元": 1, "圆": 1}
_BARE = {"yuan": 1, "10k_yuan": 10**4, "": 1}
_CAPITAL = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_CAPITAL_UNITS = {"拾": 10, "佰": 100, "仟": 1000}
_YES = {"是", "有", "Y", "YES", "TRUE", "1", "√", "对"}
_NO = {"否", "无", "N", "NO", "FALSE", "0", "×", "X", "不是", "没有"}

Reader = Callable[[str], object]


def clean(raw: str) -> str:
    """Half-width, without invisible characters, trimmed. Plain ASCII passes unchanged but for the blanks around it."""
    if raw.isascii():
        return _INVISIBLE.sub("", raw).strip() if not raw.isprintable() else raw.strip()
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", raw)).strip()


def day(text: str) -> date | Problem:
    """2024-03-05, 2024年3月5日, 2024.3.5, 2024/3/5, 20240305, an Excel serial; a time behind it is allowed and dropped."""
    found = instant_parts(text)
    return found if isinstance(found, Problem) else found[0]


def instant_parts(text: str) -> tuple[date, tuple[int, int, int] | None] | Problem:
    """The day, and the time of day where one is written."""
    match = _ISO.match(text) or _DATE.match(text) or _COMPACT.match(text)
    if match is None or (match.re is _COMPACT and len(text) > 8 and text[8].isdigit()):
        serial = _SERIAL.fullmatch(text)
        if serial:
            return _SERIAL_ZERO + timedelta(days=int(serial[1])), None
        return problem("date_unreadable", found=text[:40])
    year = int(match[1])
    if year < 100:
        return problem("date_two_digit_year", found=text[:40])
    rest = text[match.end() :].strip()
    clock: tuple[int, int, int] | None = None
    if rest:
        time = _CLOCK.fullmatch(rest)
        if time is None:
            return problem("date_unreadable", found=text[:40])
        clock = (int(time[1]), int(time[2] or 0), int(time[3] or 0))
        if clock[0] > 24 or clock[1] > 59 or clock[2] > 59:
            return problem("date_unreadable", found=text[:40])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return problem("date_out_of_range", found=text[:40], first=_FIRST_YEAR, last=_LAST_YEAR)
    try:
        return date(year, int(match[2]), int(match[3])), None if clock in (None, (0, 0, 0)) else clock
    except ValueError:
        return problem("date_impossible", found=text[:40])


def instant(text: str, zone: ZoneInfo) -> date | datetime | Problem:
    """A day, or a day with its time in `zone`."""
    found = instant_parts(text)
    if isinstance(found, Problem):
        return found
    on, clock = found
    if clock is None:
        return on
    hours, minutes, seconds = clock
    return datetime(on.year, on.month, on.day, tzinfo=zone) + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def money(text: str, unit: str) -> int | Problem:
    """An amount in cents. A number without a unit is in `unit` ("yuan" or "10k_yuan"); more than whole cents is refused."""
    match = _AMOUNT.fullmatch(text)
    if match is None:
        capital = _capital_amount(text)
        return capital if capital is not None else problem("amount_unreadable", found=text[:40])
    try:
        number = Decimal(match[1].replace(",", ""))
    except InvalidOperation:
        return problem("amount_unreadable", found=text[:40])
    cents = number * 100 * (_UNITS[match[2]] if match[2] else _BARE[unit])
    if cents != cents.to_integral_value():
        if match[2] is None and abs(cents - cents.to_integral_value()) < Decimal("0.0001"):
            return int(cents.to_integral_value())  # 0.1 + 0.2 as a spreadsheet writes it
        return problem("amount_finer_than_cents", found=text[:40])
    if abs(cents) >= 10**17:
        return problem("amount_too_large", found=text[:40])
    return int(cents)


def _capital_amount(text: str) -> int | None:
    """壹万伍仟元整 in cents, or None."""
    body = text.removesuffix("整").removesuffix("正")
    yuan, sign, rest = body.replace("圆", "元").partition("元")
    if not sign:
        return None
    total = section = digit = 0
    for character in yuan:
        if character in _CAPITAL:
            digit = _CAPITAL[character]
        elif character in _CAPITAL_UNITS:
            section += digit * _CAPITAL_UNITS[character]
            digit = 0
        elif character in "万亿":
            total = (total + section + digit) * (10**4 if character == "万" else 10**8)
            section = digit = 0
        else:
            return None
    cents = (total + section + digit) * 100
    for mark, worth in (("角", 10), ("分", 1)):
        before, found, rest_after = rest.partition(mark)
        if found:
            before = before.removeprefix("零")
            if before not in _CAPITAL:
                return None
            cents += _CAPITAL[before] * worth
            rest = rest_after
    return None if rest.strip("零") else cents


def integer(text: str) -> int | Problem:
    """A whole number; `3.0`, as spreadsheets write it, and thousands separators are allowed."""
    match = re.fullmatch(r"(-?\d{1,3}(?:,\d{3})+|-?\d{1,15})(?:\.0+)?\s*(?:项|个|次|人|处|件|年|年度)?", text)
    if match is None:
        return problem("integer_unreadable", found=text[:40])
    return int(match[1].replace(",", ""))


def milli(text: str) -> int | Problem:
    """Points with up to three decimals, in milli-points."""
    try:
        value = Decimal(text.removesuffix("分")) * 1000
    except InvalidOperation:
        return problem("points_unreadable", found=text[:40])
    return int(value) if value == value.to_integral_value() and abs(value) < 10**12 else problem("points_unreadable", found=text[:40])


def boolean(text: str) -> bool | Problem:
    upper = text.upper()
    if upper in _YES:
        return True
    if upper in _NO:
        return False
    return problem("boolean_unreadable", found=text[:40])


def code(text: str, spellings: Mapping[str, str]) -> str | Problem:
    """The key that a spelling stands for. `spellings` is keyed by `spelling()`."""
    found = spellings.get(text) or spellings.get(spelling(text))
    return found if found is not None else problem("code_unknown_value", found=text[:40])


def codes(text: str, spellings: Mapping[str, str], order: Mapping[str, int]) -> str | Problem:
    """Several codes in one cell, joined by `|` in the order of the list. The whole cell may itself be one code."""
    whole = spellings.get(text) or spellings.get(spelling(text))
    if whole is not None:
        return whole
    found: set[str] = set()
    for piece in re.split(r"[;,，；、|/+\s]+", text):
        if piece:
            key = spellings.get(piece) or spellings.get(spelling(piece))
            if key is None:
                return problem("code_unknown_value", found=piece[:40])
            found.add(key)
    return "|".join(sorted(found, key=lambda k: order[k]))


def spelling(text: str) -> str:
    """A text as spellings are compared: upper case, without blanks, brackets and punctuation."""
    return re.sub(r"[\s()（）【】\[\]<>《》\-—_.。:：、,，;；*\"'“”]+", "", unicodedata.normalize("NFKC", text)).upper()
