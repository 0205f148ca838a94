"""How names and numbers of natural persons are shown to those who need not know them (PIPL 51; GB/T 35273)."""

from __future__ import annotations


def mask_name(name: str) -> str:
    """The first character stays: 张**. An empty name stays empty."""
    return name[:1] + "*" * max(len(name) - 1, 0) if name else ""


def mask_number(number: str, *, head: int = 4, tail: int = 4) -> str:
    """`head` and `tail` characters stay; what is not longer than both is hidden whole."""
    if len(number) <= head + tail:
        return "*" * len(number)
    return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]
