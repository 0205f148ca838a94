"""The book of mistakes, and proposals for what may have been meant."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from xinzhi.core.base.problems import Place, Problem, Scalar


class Book:
    """The mistakes and doubts found so far, in the order in which they were found."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    @property
    def errors(self) -> int:
        """How many mistakes, without doubts and notes."""
        return sum(p.is_error for p in self.problems)

    def wrong(self, code: str, place: Place, **params: Scalar) -> None:
        """A mistake: the pack cannot be used."""
        self.problems.append(Problem(code, params, "error", place))

    def doubtful(self, code: str, place: Place, **params: Scalar) -> None:
        """A doubt: the pack can be used, and its writer is told."""
        self.problems.append(Problem(code, params, "warning", place))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that differs from `word` by the fewest slips of the pen; "" where none is near enough to be meant."""
    choices = sorted(known)
    if not word or not choices:
        return ""
    found = process.extractOne(word.lower(), choices, scorer=OSA.normalized_similarity, score_cutoff=0.6)
    return "" if found is None else str(found[0])


def listed(known: Iterable[str], most: int = 12) -> str:
    """The known words where they are few enough to be read, else ""."""
    words = sorted(known)
    return ", ".join(words) if len(words) <= most else ""
