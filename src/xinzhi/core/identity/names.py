"""Names of organisations, made comparable and taken apart: place, brand, trade, legal form, branch.

    集宁区老王烧烤店（个体工商户）  →  place 集宁区, brand 老王, trade 烧烤, core 老王烧烤

What tells two names apart is the brand; what says which shop of a chain is meant is the branch. Everything here is worked out from
the words alone and remembered, since a register is compared with the same names again and again.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

from xinzhi.core.identity.places import NATION, Places, spelled
from xinzhi.core.identity.trades import (
    LEGAL_FORMS,
    LONGEST_FORM,
    LONGEST_SHOP_WORD,
    LONGEST_TRADE,
    SHOP_WORDS,
    TRADES,
    ending,
)

_NOISE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff·•.。,，、;；:：'\"“”‘’()（）\[\]【】《》<>\-—_/\\&＆]+")
_SETTLED = re.compile(r"[\u4e00-\u9fffA-Z0-9]*")
_LABEL = re.compile(r"[(（\[【]([^()（）\[\]【】]{1,12}?店)[)）\]】]\s*$")
_BRANCH_OFFICE = re.compile(
    r"(?:公司|集团|厂|合作社|银行|医院|中心|学校|药房|超市|店)(.{0,12}?(?:分公司|分店|分厂|分部|分社|分院|分校|支行|营业部|营业厅))$"
)
_NUMBERED = re.compile(r"第?([0-9一二三四五六七八九十]{1,3})号?分?(?:店|部|厂|院|站|门市|门市部|公司)$")
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")
_LEAST = 2


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """A name taken apart. `core` is what remains without place and legal form; `brand` and `trade` are its two parts.

    `branch` names one of several under the same name and differs where the subjects differ (二店, 集宁分公司); `label` is what a
    sign adds in brackets (解放路店), which a register does not know.
    """

    normal: str
    places: tuple[str, ...]
    core: str
    brand: str
    trade: str
    branch: str = ""
    label: str = ""

    @property
    def place(self) -> str:
        return "".join(self.places)


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    """Made once, and only when a name is read: its dictionaries take 20 ms."""
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """NFKC, upper case, simplified characters."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return folded if folded.isascii() else _simplifier().convert(folded)


@lru_cache(maxsize=65536)
def normal_name(name: str) -> str:
    """Half-width, simplified, without blanks, brackets and punctuation; 有限责任公司 and 有限公司 are one. Idempotent."""
    return _tidy(simplified(name))


def _tidy(text: str) -> str:
    found = _without_noise(text)
    if _SETTLED.fullmatch(found):
        return found
    again = _without_noise(simplified(found))
    return found if again == found else _tidy(again)  # what stood apart may combine once what stood between is gone


def _without_noise(text: str) -> str:
    return _NOISE.sub("", text).replace("有限责任公司", "有限公司")


def core_name(name: str, places: Places = NATION) -> str:
    """What distinguishes a name: without its place in front and its legal form behind. Never empty for a name that is not."""
    return read_name(name, places).core


@lru_cache(maxsize=65536)
def read_name(name: str, places: Places = NATION) -> OrganisationName:
    """The parts of an organisation's name. A part that is not there is empty, and `core` is empty only where `normal` is."""
    text = simplified(name)
    label = _LABEL.search(text)
    branch_sign = ""
    if label is not None and label.start() > 0:
        text, branch_sign = text[: label.start()] + "()", _tidy(label[1])
    normal = normal_name(name)
    bare = (_tidy(places.without_bracketed(text)) or normal) if "(" in text or "[" in text or "【" in text else normal
    found, rest = _cut_places(bare, places)
    body, branch = _cut_branch(rest)
    core = _cut_shop_word(_cut_forms(body))
    brand, trade = _cut_trade(core)
    return OrganisationName(normal, found, core + branch, brand, trade, branch, branch_sign)


def _cut_places(name: str, places: Places) -> tuple[tuple[str, ...], str]:
    """Known divisions first, then those that are spelled out. Something that distinguishes must remain."""
    found, rest = places.split(name)
    while found and not _distinguishes(rest):
        rest = found[-1] + rest
        found = found[:-1]
    unknown = spelled(rest)
    behind = rest[len("".join(unknown)) :]
    return ((*found, *unknown), behind) if unknown and _distinguishes(behind) else (found, rest)


def _distinguishes(rest: str) -> bool:
    """Whether a brand is left once forms and trades are gone."""
    bare = rest
    while form := ending(bare, LEGAL_FORMS, LONGEST_FORM, 2):
        bare = bare[: -len(form)]
    if not bare or len(rest) < _LEAST:
        return False
    return bool(_cut_trade(_cut_shop_word(_cut_forms(rest)))[0])


def _cut_forms(name: str) -> str:
    """Without legal forms at the end, however many (…有限公司个体工商户)."""
    while (form := ending(name, LEGAL_FORMS, LONGEST_FORM, 2)) and len(name) - len(form) >= _LEAST:
        name = name[: -len(form)]
    return name


def _cut_shop_word(name: str) -> str:
    """Without 店, 馆, 经营部 and the like, unless they are the end of a trade (酒店)."""
    word = ending(name, SHOP_WORDS, LONGEST_SHOP_WORD)
    if not word or len(name) - len(word) < _LEAST or ending(name, TRADES, LONGEST_TRADE, len(word) + 1):
        return name
    return name[: -len(word)]


def _cut_branch(name: str) -> tuple[str, str]:
    numbered = _NUMBERED.search(name)  # first: 第2分店 is branch 2 however it is written
    if numbered is not None and numbered.start() >= _LEAST:
        return name[: numbered.start()], f"#{_count(numbered[1])}"
    office = _BRANCH_OFFICE.search(name)
    if office is not None and office.start(1) >= _LEAST:
        return name[: office.start(1)], office[1]
    return name, ""


def _count(written: str) -> int | str:
    """十二, 12 and 二 as numbers; what is none stays as it is."""
    plain = written.translate(_NUMERALS)
    tens, ten, ones = plain.partition("十")
    digits = (tens or "1") + (ones or "0") if ten else plain
    return int(digits) if digits.isdigit() else written


def _cut_trade(core: str) -> tuple[str, str]:
    """Brand and trade: the longest trades at the end, one after another."""
    brand = core
    while trade := ending(brand, TRADES, LONGEST_TRADE):
        brand = brand[: -len(trade)]
    return brand, core[len(brand) :]


def bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters; a single character is its own pair."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset((text,)) - {""}
