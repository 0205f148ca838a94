"""Addresses, taken apart: division, road, number, and what is said behind it.

Two addresses agree by road and number, never by how many characters they share: 解放路12号 and 解放路13号 are neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from xinzhi.core.cells.chinese_numbers import chinese_number
from xinzhi.core.identity.lookalikes import skeleton
from xinzhi.core.identity.names import simplified
from xinzhi.core.identity.places import NATION, Places, spelled

_NOISE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff·•.。,，、;；:：'\"“”‘’()（）\[\]【】《》<>_/\\&＆]+")
_DASH = re.compile(r"(?<=\d)[-—–~之](?=\d)")
_STROKES = re.compile(r"[-—–~]+")
_OFFICE = re.compile(r"^[\u4e00-\u9fff]{1,8}?街道(?:办事处|办)?")
_ROAD = re.compile(r"([\u4e00-\u9fff0-9A-Z]{1,12}?(?:大街|大道|胡同|国道|省道|街(?!道)|路|巷|道|弄|里|线))")
_VILLAGE = re.compile(r"([\u4e00-\u9fff]{1,10}?(?:村|嘎查|苏木|小区|市场|广场|大厦|商城|园区|工业园))")
_NUMBER = re.compile(
    r"(?:[东南西北中]段|[东南西北]侧)?(?:门牌)?([0-9]{1,5}|[一二三四五六七八九十百零]{1,5}(?=号))(?:\+([0-9]{1,5}))?(?:号|#)?(?:附([0-9]{1,4})号?)?"
)
_DIGITS = re.compile(r"\d+")

AGREE = 1000
SAME_LOOK = 950
SAME_NUMBER_OTHER_DOOR = 800
SAME_ROAD = 700
OTHER_ROAD_MOST = 500
OTHER_NUMBER = 400


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart. `road` may be a village, an estate or a market where there is no road; what is not said is empty."""

    normal: str
    place: tuple[str, ...]
    road: str
    number: str
    rest: str


@lru_cache(maxsize=65536)
def read_address(text: str, places: Places = NATION) -> Address:
    """The parts of an address. `normal` is without divisions and street offices."""
    tight = _STROKES.sub("", _DASH.sub("+", _NOISE.sub("", simplified(text))))
    found, rest = places.split(tight)
    unknown = spelled(rest)
    found, rest = (*found, *unknown), rest[len("".join(unknown)) :] or rest
    rest = _OFFICE.sub("", rest)
    road = _ROAD.match(rest) or _VILLAGE.match(rest)
    behind = rest[road.end() :] if road else rest
    number = _NUMBER.match(behind) if road else None
    if number is None:
        return Address(rest.replace("+", "-"), found, road[1] if road else "", "", behind)
    door = number[2] or number[3] or ""
    whole = int(number[1]) if number[1].isdigit() else chinese_number(number[1])
    return Address(
        rest.replace("+", "-"), found, road[1] if road else "", str(whole or number[1]), door + behind[number.end() :]
    )


def normal_address(address: str, places: Places = NATION) -> str:
    """An address without divisions, street office, blanks and punctuation."""
    return read_address(address, places).normal


def address_alike(left: str, right: str, places: Places = NATION) -> tuple[int, str]:
    """How alike two addresses are, per mille, and why in a word."""
    a, b = read_address(left, places), read_address(right, places)
    alike, why = _alike(a, b)
    if places.apart(a.place, b.place):
        return min(alike, OTHER_ROAD_MOST), "address_elsewhere"
    return alike, why


def _alike(a: Address, b: Address) -> tuple[int, str]:
    if a.normal == b.normal:
        return AGREE, "address_equal"
    if a.road and b.road:
        return _by_road(a, b)
    ratio = round(fuzz.ratio(a.normal, b.normal) * 10)
    if _DIGITS.findall(a.normal) != _DIGITS.findall(b.normal):
        return min(ratio, SAME_ROAD), "address_alike"
    return ratio, "address_alike"


def _by_road(a: Address, b: Address) -> tuple[int, str]:
    same_look = skeleton(a.road) == skeleton(b.road)
    if a.road != b.road and not same_look and not _one_ends_other(a.road, b.road):
        return min(round(fuzz.ratio(a.normal, b.normal) * 10), OTHER_ROAD_MOST), "address_other_road"
    if not a.number or not b.number:
        return SAME_ROAD, "address_road"
    if a.number != b.number:
        return OTHER_NUMBER, "address_other_number"
    if _other_door(a.rest, b.rest):
        return SAME_NUMBER_OTHER_DOOR, "address_other_door"
    return (AGREE, "address_equal") if a.road == b.road else (SAME_LOOK, "address_lookalike")


def _one_ends_other(a: str, b: str) -> bool:
    """新区解放路 and 解放路: one was written with a neighbourhood in front."""
    shorter, longer = sorted((a, b), key=len)
    return len(shorter) >= 3 and longer.endswith(shorter)


def _other_door(a: str, b: str) -> bool:
    """Whether both say which door behind the number, and not the same."""
    mine, theirs = _DIGITS.findall(a), _DIGITS.findall(b)
    return bool(mine and theirs and mine != theirs)
