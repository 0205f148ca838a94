"""What reading a cell can answer besides a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from xinzhi.core.base.problems import Problem

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Doubtful(Generic[T_co]):
    """A value that is taken, and what somebody should look at."""

    value: T_co
    warnings: tuple[Problem, ...]
