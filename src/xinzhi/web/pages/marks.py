"""Grades as readers see them: a letter, a word and a tone that is never colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from xinzhi.core.schemes.nodes import NOT_RATED


class Tone(StrEnum):
    """How good a thing is. Each tone has a colour, a shape in the icon file, and stands beside a word."""

    BEST = "best"
    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"
    NONE = "none"


_INNER = (Tone.GOOD, Tone.WATCH)


def tone_of(grade: str, grades: Sequence[str]) -> Tone:
    """The tone of `grade` by its place among `grades` (best first): first, last, or one of two in between.

    Schemes name their own grades, so only the place decides. A grade that is not among them, `not_rated` first of all, has none.
    """
    if grade not in grades:
        return Tone.NONE
    place, last = list(grades).index(grade), len(grades) - 1
    if place == 0:
        return Tone.BEST
    if place == last:
        return Tone.BAD
    return _INNER[2 * place > last]


@dataclass(frozen=True, slots=True)
class Mark:
    """A grade with its title in the reader's language. `letter` fits into a badge: at most two characters."""

    grade: str
    title: str
    tone: Tone

    @property
    def letter(self) -> str:
        if self.grade == NOT_RATED:
            return "–"
        return self.grade if len(self.grade) <= 2 else self.grade[:1].upper()


@dataclass(frozen=True, slots=True)
class BandSpan:
    """One band of a scheme on the ruler, in milli-points."""

    mark: Mark
    start: int
    end: int
