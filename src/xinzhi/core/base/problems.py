"""What can be wrong, as a code with parameters.

The pure rooms never write sentences: they answer with a `Problem`, and the faces turn its code into Chinese or
English. A test walks over all codes and shows that both languages have a text for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Scalar = str | int | bool | None
Severity = Literal["error", "warning", "note"]
_NOTHING: Mapping[str, Scalar] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem sits: a file with line and column, a key in a document, or a row and column of a table.

    `line`, `row` and `column` count from 1, as a person does.
    """

    file: str | None = None
    line: int | None = None
    column: int | None = None
    key: str | None = None
    row: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong or doubtful: a stable code, the values that its sentence needs, and where it is."""

    code: str
    params: Mapping[str, Scalar] = field(default_factory=lambda: _NOTHING)
    severity: Severity = "error"
    place: Place | None = None

    @property
    def is_error(self) -> bool:
        return self.severity == "error"

    def at(self, place: Place) -> Problem:
        """The same problem, said of `place`."""
        return Problem(self.code, self.params, self.severity, place)


class Refused(Exception):
    """An act that was not done, and why. Faces catch it in one place and show its problems."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(p.code for p in problems))
        self.problems = problems


def problem(code: str, place: Place | None = None, /, **params: Scalar) -> Problem:
    """An error with this code and these parameters."""
    return Problem(code, params, "error", place)


def warning(code: str, place: Place | None = None, /, **params: Scalar) -> Problem:
    """A warning: the row or file is taken, and somebody is told."""
    return Problem(code, params, "warning", place)
