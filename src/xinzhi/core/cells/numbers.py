"""Whole numbers, points and yes or no."""

from __future__ import annotations

import re

from xinzhi.core.base.problems import Problem, problem
from xinzhi.core.cells.chinese_numbers import chinese_number
from xinzhi.core.cells.text import fold

_WHOLE = re.compile(
    r"(?P<sign>[+\-−])?(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.0+)?(?P<word>年度|年|个|次|人|名|件|家|处|项|起|条|户|辆|天|日|分|号)?"
)
_POINTS = re.compile(r"(?P<sign>[+\-−])?(?P<whole>[0-9]+)(?:\.(?P<part>[0-9]+))?分?")
_YES = frozenset(("是", "有", "对", "真", "已", "√", "✓", "✔", "y", "yes", "true", "t", "1", "属实", "需要", "通过"))
_NO = frozenset(
    (
        "否",
        "无",
        "没有",
        "不",
        "不是",
        "假",
        "未",
        "×",
        "✗",
        "✘",
        "x",
        "n",
        "no",
        "false",
        "f",
        "0",
        "不属实",
        "不需要",
        "未通过",
    )
)
_LONGEST = 18


def read_whole(text: str) -> int | Problem:
    """The whole number in a clean, non-empty cell; a counting word behind it is left out, a fraction is refused."""
    folded = fold(text)
    match = _WHOLE.fullmatch(folded)
    if match is None:
        spoken = chinese_number(folded)
        return spoken if spoken is not None else problem("number_unreadable", found=text)
    digits = match["digits"].replace(",", "")
    if len(digits) > _LONGEST:
        return problem("number_too_large", found=text)
    return -int(digits) if match["sign"] in ("-", "−") else int(digits)


def read_points(text: str) -> int | Problem:
    """Points in a clean, non-empty cell as milli-points; finer than a thousandth is refused."""
    match = _POINTS.fullmatch(fold(text))
    if match is None:
        return problem("number_unreadable", found=text)
    part = (match["part"] or "").rstrip("0")
    if len(part) > 3:
        return problem("points_too_fine", found=text)
    if len(match["whole"]) > _LONGEST - 3:
        return problem("number_too_large", found=text)
    milli = int(match["whole"]) * 1000 + int(part.ljust(3, "0"))
    return -milli if match["sign"] in ("-", "−") else milli


def read_boolean(text: str) -> bool | Problem:
    """是 or 否 in a clean, non-empty cell, in any of the ways in which people say it."""
    folded = fold(text).casefold()
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    return problem("boolean_unreadable", found=text)
