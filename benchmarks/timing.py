"""Best of several runs, and a table of ratios."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
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


def best_in_turns(acts: Mapping[str, Callable[[], T]], runs: int = 3) -> tuple[dict[str, float], dict[str, T]]:
    """The least seconds of each act, and its last result. The acts take turns, so that a busy moment of the machine hits all."""
    least = dict.fromkeys(acts, float("inf"))
    results: dict[str, T] = {}
    for _ in range(runs):
        for name, act in acts.items():
            results.pop(name, None)
            gc.collect()
            began = time.perf_counter()
            results[name] = act()
            least[name] = min(least[name], time.perf_counter() - began)
    return least, results


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def line(name: str, value: str, goal: str = "") -> None:
    print(f"  {name:<66} {value:>14}  {goal}")
