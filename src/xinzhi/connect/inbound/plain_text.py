"""Typed cells of spreadsheets and Parquet files as the text that a clerk would read there."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

_EXACT = 10**15
"""From here on a spreadsheet has no longer kept every digit: it works with fifteen."""


def text_of(cell: Any) -> str:
    """2000 and not 2000.0, a day as 2024-03-05, and a number too long to be whole in its scientific form, so that it is seen."""
    match cell:
        case str():
            return cell
        case None:
            return ""
        case bool():
            return "是" if cell else "否"
        case int():
            return str(cell)
        case float():
            return _number(cell)
        case Decimal():
            return format(cell, "f")
        case datetime():
            if cell.hour or cell.minute or cell.second or cell.tzinfo is not None:
                return cell.isoformat(" ", "seconds")
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat("seconds")
        case timedelta():
            return str(cell)
        case bytes():
            return cell.decode("utf-8", "replace")
        case _:
            return str(cell)


def _number(value: float) -> str:
    if not isfinite(value):
        return ""
    if value.is_integer():
        return str(int(value)) if abs(value) < _EXACT else f"{value:.14E}"
    return format(Decimal(format(value, ".15g")), "f")
