"""How a name sounds: for search by initials, for sorting, and for characters of the same sound.

One reading per word, as dictionaries give it: a name that its owner pronounces otherwise (单, 盖, 仇) is found by the usual reading.
"""

from __future__ import annotations

import re
from functools import lru_cache

from xinzhi.core.identity.names import bigrams, normal_name

_RUNS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")


@lru_cache(maxsize=65536)
def syllables(text: str) -> tuple[str, ...]:
    """The syllables of `text` without tones, lower case; runs of letters and digits are one syllable each."""
    from pypinyin import lazy_pinyin  # 0.15 s and 55 MB: only for whoever searches or matches

    return tuple(syllable.lower() for syllable in lazy_pinyin(text))


def sound(text: str) -> str:
    """The sounds of the characters one by one, without tones: quicker, and the same wherever a character stands. For keys."""
    return "".join(map(_sound, text))


@lru_cache(maxsize=16384)
def _sound(character: str) -> str:
    return "".join(syllables(character))


def full(name: str) -> str:
    """老王烧烤 → laowangshaokao."""
    return "".join(syllables(normal_name(name)))


def initials(name: str) -> str:
    """老王烧烤A8店 → lwska8d: the first letter of each character's sound; letters and digits as they are."""
    runs = _RUNS.findall(normal_name(name))
    return "".join(run.lower() if run.isascii() else "".join(s[:1] for s in syllables(run)) for run in runs)


def sort_key(name: str) -> str:
    """Sorts names by sound, then by their characters, alike in every database: compare as plain text."""
    normal = normal_name(name)
    return " ".join(syllables(normal)) + "\t" + normal


def search_terms(name: str) -> frozenset[str]:
    """The terms that a name is filed under: pairs of its characters, and pairs of its initials with `~` in front."""
    return _pairs(normal_name(name).lower(), "") | _pairs(initials(name), "~")


def query_terms(query: str) -> frozenset[str]:
    """The terms that a name must all have to answer `query`: letters alone ask for initials, anything else for characters.

    Names found by their terms are few, and may hold them in another order: look once more at what was found.
    """
    normal = normal_name(query).lower()
    return _pairs(normal, "~" if normal.isascii() and normal.isalpha() else "")


def _pairs(text: str, sign: str) -> frozenset[str]:
    return frozenset(sign + pair for pair in bigrams(text))
