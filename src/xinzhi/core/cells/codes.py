"""Entries of code lists, by key, title, another spelling, or number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from xinzhi.core.base.problems import Problem, problem

SEPARATOR = "|"
"""Between several codes in one value."""

_LEFT_OUT = re.compile(r"[\s()（）【】\[\]<>《》〔〕\-—_.。:：、,，;；*\"'“”!！·]+")
_NUMBERED = re.compile(r"(?P<number>[0-9]{1,4})(?P<words>[^0-9].*)")
_WORDS_NUMBERED = re.compile(r"(?P<words>[^0-9].*?)(?P<number>[0-9]{1,4})")
_STRONG = re.compile(r"[;；|\n]+")
_WEAK = re.compile(r"([,，、/+＋&＆]|\s+|并处?|和|及)")
_LIKE_ENOUGH = 45


def spelling(text: str) -> str:
    """A text as spellings are compared: NFKC, upper case, without blanks, brackets and punctuation."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text)).upper()


@dataclass(frozen=True, slots=True)
class Spelling:
    """One code and every way in which files write it; the title comes first."""

    key: str
    title: str
    others: tuple[str, ...] = ()


class CodeBook:
    """A code list made ready for reading cells. A spelling that would name two codes names none."""

    def __init__(self, id: str, spellings: Iterable[Spelling]) -> None:
        self.id = id
        self.spellings: Sequence[Spelling] = tuple(spellings)
        self.order = {entry.key: place for place, entry in enumerate(self.spellings)}
        self.titles = {entry.key: entry.title for entry in self.spellings}
        self._found: dict[str, str | None] = {}
        for entry in self.spellings:
            for written in (entry.title, *entry.others):
                if self._found.setdefault(spelling(written), entry.key) != entry.key:
                    self._found[spelling(written)] = None
        for entry in self.spellings:  # keys last: a key that is also another code's title belongs to the title
            self._found.setdefault(spelling(entry.key), entry.key)
        self._found.pop("", None)

    def find(self, text: str) -> str | None:
        """The key of the code that a cell names, or None."""
        spelt = spelling(text)
        key = self._found.get(spelt)
        if key is not None:
            return key
        if spelt.isdecimal():
            return self._found.get(spelt.lstrip("0") or "0") or self._found.get(spelt.zfill(2))
        numbered = _NUMBERED.fullmatch(spelt) or _WORDS_NUMBERED.fullmatch(spelt)
        if numbered is not None:  # 03-罚款, 罚款(03): the words decide, the number must not contradict them
            words, number = self._found.get(numbered["words"]), self._found.get(numbered["number"])
            return words if number in (None, words) else None
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
        return SEPARATOR.join(sorted(keys, key=self.order.__getitem__)) if keys else self.unknown(text)

    def _codes_in(self, part: str) -> set[str] | Problem:
        """Titles may hold the very signs that separate codes: the longest run of pieces that is a code wins."""
        pieces = _WEAK.split(part)  # words at even places, separators at odd ones
        keys: set[str] = set()
        start = 0
        while start < len(pieces):
            if not spelling(pieces[start]):
                start += 2
                continue
            for end in range(min(len(pieces), start + _LONGEST_RUN), start, -2):
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
        return problem(
            "code_unknown_value",
            found=text[:60],
            list=self.id,
            proposals="、".join(self.nearest(text)),
            known=self.known(),
        )

    def nearest(self, text: str, limit: int = 3) -> list[str]:
        """Titles that look most like `text`, best first."""
        choices = {(e.key, place): spelling(w) for e in self.spellings for place, w in enumerate((e.title, *e.others))}
        best = process.extract(
            spelling(text[:100]), choices, scorer=fuzz.ratio, limit=3 * limit, score_cutoff=_LIKE_ENOUGH
        )
        keys = dict.fromkeys(place[0] for _, _, place in best)
        return [self.titles[key] for key in keys][:limit]

    def known(self, limit: int = 12) -> str:
        """The titles of a short list, "" of a long one."""
        return "、".join(self.titles.values()) if len(self.spellings) <= limit else ""


_LONGEST_RUN = 17
"""Pieces and separators that one title may consist of; bounds the work on a hostile cell."""
