"""Xinzhi 信执: business credit joined with law enforcement. The door is `xinzhi.api`, opened when it is first used."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"


_DOOR = frozenset(
    {
        "Assessment", "Pack", "PackError", "Problem", "Query", "Refused", "Scores", "assess", "check_pack", "load_pack",
        "scheme_sql", "score",
    }
)


def __getattr__(name: str) -> Any:
    """Names of `xinzhi.api`, so that `import xinzhi.core` loads neither pyarrow nor a database."""
    if name in _DOOR:
        return getattr(import_module("xinzhi.api"), name)
    raise AttributeError(f"module 'xinzhi' has no attribute {name!r}")
