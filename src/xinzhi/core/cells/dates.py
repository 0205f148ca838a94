"""Days and times as clerks write them.

Read: 2024年3月5日, 2024.3.5, 2024/3/5, 2024-03-05, 20240305, 二〇二四年三月五日, each with or without an hour; 45356 and
45356.604 (Excel's count of days); 24年3月5日 with a warning. Not guessed: 5/3/2024, 24-3-5, 2024年3月. Impossible days are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from xinzhi.core.base.problems import Problem, problem, warning
from xinzhi.core.cells.answers import Doubtful
from xinzhi.core.cells.chinese_numbers import CHARACTERS, chinese_number, digit_sequence
from xinzhi.core.cells.text import spaced_fold

EARLIEST = date(1949, 10, 1)
LATEST = date(2099, 12, 31)
"""No record is older than the state that keeps it; the exchange layouts write 2099/12/31 for 长期 (without end)."""

_EXCEL_ZERO = date(1899, 12, 30)
_LONG_TERM = frozenset(
    ("长期", "长期有效", "永久", "永久有效", "无固定期限", "无期限", "9999-12-31", "9999/12/31", "99991231")
)

_TIME = (
    r"(?:[ T]?(?P<half>上午|下午|凌晨|晚上|中午)? ?(?P<hour>[0-9]{1,2}) ?[:时点] ?(?:(?P<minute>[0-9]{1,2}) ?分?)?"
    r"(?: ?:? ?(?P<second>[0-9]{1,2})(?:\.[0-9]+)? ?秒?)? ?(?P<zone>Z|[+-](?:0[0-9]|1[0-4]):?[0-5][0-9])?)?"
)
_WEEKDAY = r"(?: ?\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_PLAIN = re.compile(
    rf"(?P<year>[0-9]{{4}}) ?(?:年|[-/.]) ?(?P<month>[0-9]{{1,2}}) ?(?:月|[-/.]) ?(?P<day>[0-9]{{1,2}}) ?[日号]?{_WEEKDAY}{_TIME}{_WEEKDAY}"
)
_COMPACT = re.compile(
    r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?:[ T]?(?P<hour>[0-9]{2}):?(?P<minute>[0-9]{2})(?::?(?P<second>[0-9]{2}))?)?"
)
_SERIAL = re.compile(r"([0-9]{5})(?:\.([0-9]+))?")
_SHORT_YEAR = re.compile(rf"(?P<year>[0-9]{{2}})年 ?(?P<month>[0-9]{{1,2}})月 ?(?P<day>[0-9]{{1,2}}) ?[日号]?{_TIME}")
_YEAR_LAST = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}(?:[ T].*)?")
_TWO_DIGITS = re.compile(r"[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?:[ T].*)?")
_NO_DAY = re.compile(r"[0-9]{4}(?: ?年度?|(?: ?(?:年|[-/.]) ?[0-9]{1,2} ?月?))?份?|[0-9]{6}")
_NUMERALS = re.compile(r"([^年月日号 ]{4})年([^年月日号 ]{1,2})月([^年月日号 ]{1,3})[日号]")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and its time where one was written. Midnight counts as no time: it is what spreadsheets add to every day."""

    day: date
    at: time | None = None

    def instant(self, zone: tzinfo) -> datetime | None:
        """The aware instant, told in `zone`; None where only the day is known."""
        if self.at is None:
            return None
        whole = datetime.combine(self.day, self.at)
        return whole.astimezone(zone) if whole.tzinfo else whole.replace(tzinfo=zone)

    def day_in(self, zone: tzinfo) -> date:
        """The legal day in `zone`: another than the one written where the cell names a zone of its own."""
        if self.at is None or self.at.tzinfo is None:
            return self.day
        return datetime.combine(self.day, self.at).astimezone(zone).date()


def read_moment(text: str) -> Moment | Doubtful[Moment] | Problem:
    """The day (and time) in a clean, non-empty cell, within 1949-10-01 and 2099-12-31; 长期 is 2099-12-31."""
    folded = spaced_fold(text)
    if folded.replace(" ", "") in _LONG_TERM:
        return Moment(LATEST)
    match = _PLAIN.fullmatch(folded) or _COMPACT.fullmatch(folded)
    if match is not None:
        return _moment(match, text, int(match["year"]))
    serial = _SERIAL.fullmatch(folded)
    if serial is not None:
        return _from_serial(serial, text)
    short = _SHORT_YEAR.fullmatch(folded)
    if short is not None:
        found = _moment(short, text, 2000 + int(short["year"]))
        if isinstance(found, Problem):
            return found
        return Doubtful(found, (warning("date_century_taken", found=text, taken=found.day.isoformat()),))
    numerals = _NUMERALS.fullmatch(folded)
    if numerals is not None and CHARACTERS.issuperset("".join(numerals.groups())):
        year, month, day = digit_sequence(numerals[1]), chinese_number(numerals[2]), chinese_number(numerals[3])
        if year is not None and month is not None and day is not None:
            return _checked(int(year), month, day, None, text)
    return problem(_why(folded), found=text)


def _why(folded: str) -> str:
    if _YEAR_LAST.fullmatch(folded):
        return "date_order_unclear"
    if _TWO_DIGITS.fullmatch(folded):
        return "date_year_two_digits"
    if _NO_DAY.fullmatch(folded):
        return "date_without_day"
    return "date_unreadable"


def _moment(match: re.Match[str], text: str, year: int) -> Moment | Problem:
    parts = match.groupdict()
    at: time | None = None
    if parts["hour"] is not None:
        hour, minute, second = int(parts["hour"]), int(parts["minute"] or 0), int(parts["second"] or 0)
        if parts.get("half") in ("下午", "晚上") and hour < 12:
            hour += 12
        if hour > 23 or minute > 59 or second > 59:
            return problem("time_impossible", found=text)
        zone = _zone(parts.get("zone"))
        if hour or minute or second or zone is not None:
            at = time(hour, minute, second, tzinfo=zone)
    return _checked(year, int(parts["month"]), int(parts["day"]), at, text)


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=minutes if text[0] == "+" else -minutes))


def _checked(year: int, month: int, day: int, at: time | None, text: str) -> Moment | Problem:
    try:
        value = date(year, month, day)
    except ValueError:
        return problem("date_impossible", found=text)
    return _within(value, at, text)


def _within(value: date, at: time | None, text: str) -> Moment | Problem:
    if value < EARLIEST or value > LATEST:
        return problem("date_out_of_range", found=text, earliest=EARLIEST.isoformat(), latest=LATEST.isoformat())
    return Moment(value, at)


def _from_serial(match: re.Match[str], text: str) -> Moment | Problem:
    fraction = (match[2] or "0")[:9]
    scale = 10 ** len(fraction)
    seconds = (int(fraction) * 2 * 86_400 + scale) // (2 * scale)  # to the nearest second
    whole = datetime.combine(_EXCEL_ZERO, time()) + timedelta(days=int(match[1]), seconds=seconds)
    return _within(whole.date(), whole.time() if whole.time() != time() else None, text)
