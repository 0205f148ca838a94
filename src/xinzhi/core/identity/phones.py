"""Telephone numbers, made comparable."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from xinzhi.core.identity.readings import is_masked

_SEVERAL = re.compile(r"[/、,，;；|或\n]+|\s{2,}|(?<=\d{7})\s+(?=1[3-9]\d)")
_EXTENSION = re.compile(r"(?:转|分机|EXT\.?|#).*$", re.IGNORECASE)
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1\d{10}$|0\d{9,11}$)")
_SHORTEST = 7
_LOCAL = 8


def normal_phone(phone: str) -> str:
    """The digits of the first number in `phone` that is whole, without country code and extension; empty where there is none."""
    found = phones(phone)
    return found[0] if found else ""


@lru_cache(maxsize=16384)
def phones(text: str) -> tuple[str, ...]:
    """All whole numbers of a cell, as digits. Masked ones and those of fewer than seven digits say nothing and are left out."""
    found = []
    for piece in _SEVERAL.split(unicodedata.normalize("NFKC", text)):
        if is_masked(piece):
            continue
        digits = _COUNTRY.sub("", re.sub(r"[^\d+]", "", _EXTENSION.sub("", piece)))
        digits = digits.lstrip("+")
        if len(digits) >= _SHORTEST and len(set(digits)) > 1:
            found.append(digits)
    return tuple(found)


def same_phone(left: str, right: str) -> bool | None:
    """Whether the two cells have a number in common; None where one of them holds no whole number.

    A number without its area code is the same as one with it.
    """
    mine, theirs = phones(left), phones(right)
    if not mine or not theirs:
        return None
    return any(_same(a, b) for a in mine for b in theirs)


def _same(a: str, b: str) -> bool:
    if a == b:
        return True
    shorter, longer = sorted((a, b), key=len)
    return (
        len(shorter) <= _LOCAL
        and longer.startswith("0")
        and len(longer) - len(shorter) >= 3
        and longer.endswith(shorter)
    )


def subscriber(phone: str) -> str:
    """What two spellings of the same line share: a mobile number whole, the last seven digits of another."""
    return phone if len(phone) == 11 and phone.startswith("1") else phone[-_SHORTEST:]
