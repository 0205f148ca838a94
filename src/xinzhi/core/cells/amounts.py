"""Amounts of money as integer cents (分), without a float anywhere.

Read: 5000, 15,000.00, ￥1,234.5, 5000元, 1.5万元, 1.5万, 1万5000元, 0.000001 (of 万元: one cent), 壹万伍仟元整, 15000元（壹万伍仟元整）.
A unit in the cell wins over the unit of the column. What is finer than a cent, or separated in a doubtful way, is refused.
"""

from __future__ import annotations

import re

from xinzhi.core.base.problems import Problem, problem
from xinzhi.core.cells.chinese_numbers import chinese_number
from xinzhi.core.cells.text import fold

CENTS: dict[str, int] = {
    "fen": 1,
    "yuan": 100,
    "1k_yuan": 100_000,
    "10k_yuan": 1_000_000,
    "1m_yuan": 100_000_000,
    "10m_yuan": 1_000_000_000,
    "100m_yuan": 10_000_000_000,
}
"""Cents in one of each unit that a column may be in."""

UNSTATED = ""
"""The unit of a column that says none where a guess could be wrong ten thousandfold: a bare number in it is refused."""

LARGEST = 10**16
"""A hundred trillion yuan: more is a slip of the pen, and sums must stay below 2**63."""

_SCALES = {
    "": 1,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "萬": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
    "億": 100_000_000,
}
_BEFORE = r"(?:处?罚款|罚没|人民币|金额|合计|共计|计|RMB|CNY|[¥￥:])*"
_NUMBER = r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<part>[0-9]+))?"
_AMOUNT = re.compile(
    rf"{_BEFORE}(?P<sign>[-−])?{_NUMBER}(?:(?P<scale>十万|百万|千万|[百千万萬亿億])?(?P<yuan>元|圆|圓|块)?|(?P<small>角|分))(?:整|正|人民币)?"
)
_COMPOUND = re.compile(r"(?P<high>[0-9]+)(?P<scale>[万亿])(?P<low>[0-9]{1,8})(?:\.(?P<part>[0-9]{1,2}))?元(?:整|正)?")
_CAPITAL = re.compile(
    rf"{_BEFORE}(?:(?P<yuan>[^元圆圓角分整正零]?[^元圆圓角分整正]*)[元圆圓])?零?(?:(?P<jiao>.)角)?零?(?:(?P<fen>.)分)?(?:整|正)?"
)
_TWICE = re.compile(r"(?P<first>[^()]+)\((?:大写:?)?(?P<second>[^()]+)\)")


_UNIT_IN_HEADING = re.compile(
    r"(亿|千万|百万|万|千)?元[)\]】]?$|[(\[【](?:单位:?)?(?:人民币)?(亿|千万|百万|万|千)?元[)\]】]"
)
_UNITS_BY_SCALE = {
    None: "yuan",
    "千": "1k_yuan",
    "万": "10k_yuan",
    "百万": "1m_yuan",
    "千万": "10m_yuan",
    "亿": "100m_yuan",
}


def unit_of(heading: str) -> str:
    """The unit that a heading states (罚款金额（万元）: "10k_yuan"), `UNSTATED` where it states none."""
    match = _UNIT_IN_HEADING.search(fold(heading))
    return _UNITS_BY_SCALE[match[1] or match[2]] if match is not None else UNSTATED


def read_amount(text: str, unit: str = "yuan", *, negative: bool = False) -> int | Problem:
    """The cents in a clean, non-empty cell of a column that counts in `unit` (a key of `CENTS`, or `UNSTATED`)."""
    folded = fold(text)
    twice = _TWICE.fullmatch(folded)
    if twice is not None:
        return _same(_read(twice["first"], unit, negative, text), _read(twice["second"], unit, negative, text), text)
    return _read(folded, unit, negative, text)


def _same(first: int | Problem, second: int | Problem, text: str) -> int | Problem:
    if isinstance(first, Problem) or isinstance(second, Problem):
        return first if isinstance(first, Problem) else second
    return first if first == second else problem("amount_said_twice", found=text)


def _read(folded: str, unit: str, negative: bool, text: str) -> int | Problem:
    match = _AMOUNT.fullmatch(folded)
    if match is not None:
        return _from_digits(match, unit, negative, text)
    compound = _COMPOUND.fullmatch(folded)
    if compound is not None:
        scale = _SCALES[compound["scale"]]
        low = int(compound["low"])
        if low >= scale:
            return problem("amount_unreadable", found=text)
        part = (compound["part"] or "").ljust(2, "0")
        return _bounded((int(compound["high"]) * scale + low) * 100 + int(part), text)
    capital = _capital(folded)
    if capital is not None:
        return _bounded(capital, text)
    return problem("amount_separators" if re.search(r"[0-9],[0-9]", folded) else "amount_unreadable", found=text)


def _from_digits(match: re.Match[str], unit: str, negative: bool, text: str) -> int | Problem:
    if match["sign"] and not negative:
        return problem("amount_negative", found=text)
    if match["small"]:
        one = 10 if match["small"] == "角" else 1
    elif match["scale"] or match["yuan"]:
        one = 100 * _SCALES[match["scale"] or ""]
    elif unit == UNSTATED:
        return (
            problem("amount_unit_unknown", found=text)
            if match["whole"].strip("0,") or (match["part"] or "").strip("0")
            else 0
        )
    else:
        one = CENTS[unit]
    part = (match["part"] or "").rstrip("0")
    digits = match["whole"].replace(",", "") + part
    if len(digits) > 30:
        return problem("amount_too_large", found=text)
    cents, rest = divmod(int(digits) * one, 10 ** len(part))
    if rest:
        return problem("amount_too_fine", found=text)
    return _bounded(-cents if match["sign"] else cents, text)


def _capital(folded: str) -> int | None:
    match = _CAPITAL.fullmatch(folded)
    if match is None or not any(match.groups()):
        return None
    yuan = chinese_number(match["yuan"]) if match["yuan"] else 0
    jiao = chinese_number(match["jiao"]) if match["jiao"] else 0
    fen = chinese_number(match["fen"]) if match["fen"] else 0
    if yuan is None or jiao is None or fen is None or jiao > 9 or fen > 9:
        return None
    return yuan * 100 + jiao * 10 + fen


def _bounded(cents: int, text: str) -> int | Problem:
    return cents if -LARGEST <= cents <= LARGEST else problem("amount_too_large", found=text)
