"""Best of several runs, and a table of ratios."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def best(act: Callable[[], T], runs: int = 3) -> tuple[float, T]:
    """The least seconds of `runs` runs, and the last result."""
    least = float("inf")
    for _ in range(runs):
        gc.collect()
        began = time.perf_counter()
        result = act()
        least = min(least, time.perf_counter() - began)
    return least, result


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def line(name: str, value: str, goal: str = "") -> None:
    print(f"  {name:<66} {value:>14}  {goal}")
