"""Entries of code lists, by key, title, another spelling, or number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from xinzhi.core.base.problems import Problem, problem
from xinzhi.core.cells.text import fold

SEPARATOR = "|"
"""Between several codes in one value."""

_ENDS = re.compile(r"[.。;；,，、:：!！]+$")
_NUMBERED = re.compile(r"(?P<number>\d{1,4})[-—.、:：_)）]*(?P<words>\D.*)")
_WORDS_NUMBERED = re.compile(r"(?P<words>\D.*?)[(（\[](?P<number>\d{1,4})[)）\]]")
_STRONG = re.compile(r"[;；|\n]+")
_WEAK = re.compile(r"([,，、/+＋&＆]|\s+|并处?|和|及)")
_LIKE_ENOUGH = 45


@dataclass(frozen=True, slots=True)
class Spelling:
    """One code and every way in which files write it; the title comes first."""

    key: str
    title: str
    others: tuple[str, ...] = ()


class CodeBook:
    """A code list made ready for reading cells. Spellings that would name two codes name none."""

    def __init__(self, id: str, spellings: Iterable[Spelling]) -> None:
        self.id = id
        self.spellings: Sequence[Spelling] = tuple(spellings)
        self.order = {spelling.key: place for place, spelling in enumerate(self.spellings)}
        self.titles = {spelling.key: spelling.title for spelling in self.spellings}
        self._found: dict[str, str | None] = {}
        for spelling in self.spellings:
            for written in (spelling.title, *spelling.others):
                self._learn(folded_code(written), spelling.key)
        for spelling in self.spellings:  # keys last: a key that is also another code's title belongs to the title
            self._found.setdefault(folded_code(spelling.key), spelling.key)

    def _learn(self, written: str, key: str) -> None:
        if self._found.setdefault(written, key) != key:
            self._found[written] = None

    def find(self, text: str) -> str | None:
        """The key of the code that a clean cell names, or None."""
        folded = folded_code(text)
        key = self._found.get(folded)
        if key is not None:
            return key
        if folded.isdecimal():
            return self._found.get(folded.lstrip("0") or "0") or self._found.get(folded.zfill(2))
        numbered = _NUMBERED.fullmatch(folded) or _WORDS_NUMBERED.fullmatch(folded)
        if numbered is not None:  # 03-罚款, 罚款(03): the words decide, the number must not contradict them
            words = self._found.get(folded_code(numbered["words"]))
            number = self._found.get(numbered["number"])
            return words if words is not None and number in (None, words) else None
        return None

    def read(self, text: str) -> str | Problem:
        """The key of the one code in a clean, non-empty cell."""
        key = self.find(text)
        return key if key is not None else self.unknown(text)

    def read_several(self, text: str) -> str | Problem:
        """The keys of all codes in a cell, each once, in the order of the list, joined by `SEPARATOR`."""
        whole = self.find(text)
        if whole is not None:
            return whole
        keys: set[str] = set()
        for part in _STRONG.split(text):
            found = self._codes_in(part.strip())
            if isinstance(found, Problem):
                return found
            keys |= found
        return SEPARATOR.join(sorted(keys, key=self.order.__getitem__))

    def _codes_in(self, part: str) -> set[str] | Problem:
        """Titles may hold the very signs that separate codes: the longest run of pieces that is a code wins."""
        if not part:
            return set()
        pieces = _WEAK.split(part)  # words at even places, separators at odd ones
        keys: set[str] = set()
        start = 0
        while start < len(pieces):
            if not pieces[start].strip():
                start += 2
                continue
            for end in range(len(pieces), start, -2):
                key = self.find("".join(pieces[start:end]))
                if key is not None:
                    keys.add(key)
                    start = end + 1
                    break
            else:
                return self.unknown(pieces[start])
        return keys

    def unknown(self, text: str) -> Problem:
        """The refusal of a text that names no code, with what may have been meant."""
        return problem("code_unknown", found=text[:80], list=self.id, proposals=self._text(self.nearest(text)), known=self.known())

    def nearest(self, text: str, limit: int = 3) -> list[str]:
        """Titles that look or sound most like `text`, best first."""
        folded = folded_code(text)
        choices = {(s.key, place): folded_code(w) for s in self.spellings for place, w in enumerate((s.title, *s.others))}
        best = process.extract(folded, choices, scorer=fuzz.ratio, limit=3 * limit, score_cutoff=_LIKE_ENOUGH)
        keys = dict.fromkeys(place[0] for _, _, place in best)
        return [self.titles[key] for key in keys][:limit]

    def known(self, limit: int = 12) -> str:
        """The titles of a short list, "" of a long one."""
        return self._text(list(self.titles.values())) if len(self.spellings) <= limit else ""

    @staticmethod
    def _text(titles: Sequence[str]) -> str:
        return "、".join(titles)


def folded_code(text: str) -> str:
    """How spellings of codes are compared: folded, in lower case, without a full stop or comma behind."""
    return _ENDS.sub("", fold(text).casefold())
