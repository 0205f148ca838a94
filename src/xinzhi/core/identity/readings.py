"""What reading a number answers, and how its text is folded first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import msgspec

from xinzhi.core.base.problems import Problem

_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff·•.\-—–]+")
_COPY = re.compile(r"[(（]\s*\d\s*[-－—/]\s*\d\s*[)）]\s*$")
_LABEL = re.compile(r"^[\u4e00-\u9fff]{2,12}(?:\([^()]*\))?[:：]")


class Valid(msgspec.Struct, frozen=True):
    """The normal form of a number that holds, and what is doubtful about it."""

    value: str
    warnings: tuple[Problem, ...] = ()


Check = Callable[[str], Valid | Problem]


def fold(raw: str) -> str:
    """Half-width, upper case, without blanks, invisible characters and separators (dot, stroke, middle dot)."""
    if raw.isascii() and raw.isalnum():
        return raw.upper()
    found = _BLANKS.sub("", unicodedata.normalize("NFKC", raw)).upper()
    return found if found.isascii() or found == raw else fold(found)  # marks combine once the blank between is gone


def unwrapped(raw: str) -> str:
    """Folded, without what clerks copy along with a number: its label in front (注册号：…), the copy behind (1-1)."""
    return fold(_LABEL.sub("", _COPY.sub("", unicodedata.normalize("NFKC", raw).strip())))


_MASKS = re.compile(r"[*＊×●■□?？]|某|X{3,}", re.IGNORECASE)


def is_masked(text: str) -> bool:
    """Whether characters of a name or telephone number have been hidden (王**, 138****1234, 张某某): it says too little to compare."""
    return _MASKS.search(text) is not None
