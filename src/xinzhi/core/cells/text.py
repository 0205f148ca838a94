"""Text of a cell: width, blanks and invisible characters put right, nothing else.

Two strengths. `clean` is for what people read: full-width letters and digits become plain ones, every kind of blank a space,
characters that cannot be seen go, and punctuation stays as it was written. `fold` is for what is compared or counted: NFKC,
and no blanks at all.
"""

from __future__ import annotations

import re
import unicodedata

from xinzhi.core.base.problems import Problem, problem

_ODD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u034f\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000"
    "\ufe00-\ufe0f\ufeff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\ufff9-\ufffb\ud800-\udfff]|_x000[dD]_"
)
_BLANK = re.compile(r"\s+")
_LINE_END = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t]*")
_NOTHING = frozenset(
    (
        "-",
        "--",
        "---",
        "—",
        "——",
        "－",
        "/",
        "//",
        "\\",
        "无",
        "空",
        "暂无",
        "null",
        "NULL",
        "Null",
        "None",
        "N/A",
        "n/a",
        "NA",
        "nan",
        "NaN",
    )
)
LOST = "\ufffd"
SPREADSHEET_ERRORS = frozenset(
    (
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
        "#FIELD!",
        "#UNKNOWN!",
    )
)
NOT_CALCULATED = "#NOT_CALCULATED!"
"""Stands for a formula whose result the workbook does not hold."""

_NUMBER_CUT = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+?\d{2,3}")


def clean(text: str) -> str:
    """`text` as a person would retype it: plain width for letters and digits, single kinds of blank, nothing invisible."""
    if _ODD.search(text) is not None:
        text = _ODD.sub(_plain, text)
    text = text.strip()
    if "\n" in text or "\r" in text:
        text = _LINE_END.sub("\n", text)
    return text


def _plain(match: re.Match[str]) -> str:
    odd = match.group()
    if len(odd) > 1:
        return ""
    if "\uff10" <= odd <= "\uff5a":
        return chr(ord(odd) - 0xFEE0)
    if "\ud800" <= odd <= "\udfff":
        return LOST
    if odd in "\x85\u2028\u2029":
        return "\n"
    if odd in "\x1c\x1d\x1e\x1f\x0b\x0c" or unicodedata.category(odd) == "Zs":
        return " "
    return ""


def fold(text: str) -> str:
    """`text` made comparable: NFKC, without any blank or invisible character. Letters keep their case."""
    if text.isascii():
        return _BLANK.sub("", text) if not text.isalnum() else text
    return _BLANK.sub("", unicodedata.normalize("NFKC", clean(text)))


def spaced_fold(text: str) -> str:
    """NFKC with single spaces between words: for what blanks separate, such as a day and its hour."""
    return _BLANK.sub(" ", unicodedata.normalize("NFKC", clean(text)))


def is_nothing(text: str) -> bool:
    """Whether a clean cell says that there is no value: empty, a stroke, or a word for nothing."""
    return not text or text in _NOTHING


def is_stroke(text: str) -> bool:
    """Whether a clean cell holds only strokes, as on a paper form: nothing even where 无 would be an answer."""
    return not text.strip("-—－/\\_")


def has_lost_characters(text: str) -> bool:
    """Whether a wrong conversion has eaten characters of this text: replacement marks, runs of question marks, 锟斤拷."""
    return LOST in text or "??" in text or "锟斤拷" in text


def spoilt(text: str) -> Problem | None:
    """What a spreadsheet did to this cell before it came here: an error for a value, or a long number cut to 9.11509E+17."""
    first = text[0]
    if first == "#" and text.upper() in SPREADSHEET_ERRORS:
        return problem("formula_error", found=text)
    if first == "#" and text == NOT_CALCULATED:
        return problem("formula_without_value")
    if first in "+-0123456789" and _NUMBER_CUT.fullmatch(text) is not None:
        return problem("digits_lost", found=text)
    return None


_YEAR_IN_BRACKETS = re.compile(r"[(（【\[〔「{]((?:19|20)[0-9]{2})年?[)）】\]〕」}]")
_LOOSE_BLANK = re.compile(r"(?<![A-Za-z0-9]) | (?![A-Za-z0-9])")


def document_number(text: str) -> str:
    """A document number in its one form: plain width, no blanks except between words, the year in 〔〕 whatever brackets were typed."""
    return _YEAR_IN_BRACKETS.sub(r"〔\1〕", _LOOSE_BLANK.sub("", spaced_fold(text)))


_FORMULA_STARTS = "=+-@＝＋－＠"
_UNSEEN = " \t\r\n\v\f\u00a0\u200b\u200c\u200d\u2060\u3000\ufeff"
GUARD = "'"
"""In front of a text it tells a spreadsheet that this is text."""


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet might compute this text: it begins with = + - @, or with a tab or line end."""
    return text[:1] in ("\t", "\r", "\n") or text.lstrip(_UNSEEN)[:1] in tuple(_FORMULA_STARTS)


def is_guarded(text: str) -> bool:
    """Whether `text` begins with an apostrophe that only guards what follows: something like a formula, or digits to be kept."""
    if text[:1] != GUARD or len(text) < 2:
        return False
    rest = text[1:]
    return rest[0] in "0123456789" or is_formula_like(rest) or is_guarded(rest)


def unguarded(text: str) -> str:
    """`text` without the guard in front, so that what we handed out comes in as it was."""
    return text[1:] if is_guarded(text) else text
