"""Cells that no spreadsheet computes.

Text that begins with = + - @ (plain or full-width), or with a tab or line end, is a formula to a spreadsheet that opens it. An
apostrophe goes in front; intake takes it off again, so that what is handed back comes in unchanged. Numbers stay numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from xinzhi.core.cells.text import GUARD, is_formula_like, is_guarded

_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*%?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def safe(text: str) -> str:
    """`text` as a cell that shows itself and does nothing. Control characters, which no workbook may hold, are left out."""
    text = _CONTROL.sub("", text)
    if is_guarded(text) or (is_formula_like(text) and _NUMBER.fullmatch(text) is None):
        return GUARD + text
    return text


def safe_row(cells: Sequence[str]) -> list[str]:
    return [safe(cell) for cell in cells]
