"""Cells that no spreadsheet will take for a formula.

A text that begins like one (= + - @, a tab or a carriage return) is given an apostrophe in front, which spreadsheets show as
text. Numbers stay numbers: -12.5 is no formula.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?")


def safe(text: str) -> str:
    """The text, harmless."""
    if text.startswith(_DANGEROUS) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def safe_row(cells: Sequence[str]) -> list[str]:
    return [safe(cell) for cell in cells]
