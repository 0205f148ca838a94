"""Integer arithmetic that every engine does alike."""

from __future__ import annotations

from xinzhi.core.base.problems import Refused, problem

MILLIONTHS = 10**6
_LARGEST = 2**63


def round_div(number: int, by: int) -> int:
    """`number` / `by` as a whole number, half away from zero. `by` is above zero."""
    half = (2 * abs(number) + by) // (2 * by)
    return half if number >= 0 else -half


def checked(number: int) -> int:
    """The number itself, where other engines can hold its double. Raises `Refused` where a wrong digit would come out instead."""
    if abs(number) * 2 >= _LARGEST:
        raise Refused(problem("measure_too_large"))
    return number
