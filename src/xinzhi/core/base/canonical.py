"""Canonical JSON: one value, one sequence of bytes.

Keys are sorted, text is UTF-8 without escapes, there is no white space, and there are no floats: a commitment to a
number must not depend on how a machine prints it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

_ENCODER = msgspec.json.Encoder(order="sorted")


def canonical(value: Any) -> bytes:
    """The canonical bytes of `value` (dicts, lists, text, integers, booleans, None, dates). Floats are refused by `refuse_floats`."""
    return _ENCODER.encode(value)


def refuse_floats(value: Any, path: str = "$") -> None:
    """Raises `TypeError` naming the place of the first float found in `value`."""
    if isinstance(value, float):
        raise TypeError(f"float at {path}")
    if isinstance(value, Mapping):
        for key, item in value.items():
            refuse_floats(item, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            refuse_floats(item, f"{path}[{index}]")
