"""Days, moments and lengths of time as they are written: 2026年11月23日, 23 Nov 2026."""

from __future__ import annotations

from datetime import date, datetime

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date, language: str) -> str:
    if language.startswith("en"):
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def short_day(value: date, language: str) -> str:
    """The day without its year, for lines that stand under one."""
    if language.startswith("en"):
        return f"{value.day} {MONTHS[value.month - 1]}"
    return f"{value.month}月{value.day}日"


def month(value: date, language: str) -> str:
    if language.startswith("en"):
        return f"{MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月"


def moment(value: datetime, language: str) -> str:
    """Day, hour and minute; `value` is already in the reader's zone."""
    return f"{day(value, language)} {value:%H:%M}"


def span(seconds: int, language: str) -> str:
    """A length of time in its two largest units: "3天4小时", "3 d 4 h". Under a minute counts as one."""
    minutes = max(1, seconds // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    zh = not language.startswith("en")
    parts = [(days, "天" if zh else " d"), (hours, "小时" if zh else " h"), (left, "分钟" if zh else " min")]
    used = [f"{number:,}{unit}" for number, unit in parts if number]
    return ("" if zh else " ").join(used[:1] if days >= 10 else used[:2])
