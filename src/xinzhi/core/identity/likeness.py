"""How alike two names are, per mille, and why in a word.

The brand counts for most: two restaurants share 餐饮服务有限公司 and nothing else. A branch that differs is another subject,
however equal the rest. Equal means equal after normalising; all else stays below it.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz

from xinzhi.core.identity.lookalikes import skeleton
from xinzhi.core.identity.names import OrganisationName, normal_name, read_name
from xinzhi.core.identity.pinyin import sound
from xinzhi.core.identity.places import NATION, Places
from xinzhi.core.identity.readings import is_masked

EQUAL = 1000
CORE_EQUAL = 950
LOOKALIKE = 920
SOUNDS_ALIKE = 900
CONTAINED = 850
OTHERWISE_MOST = 890
OTHER_BRANCH_MOST = 500
OTHER_PERSON_MOST = 600
OTHER_LENGTH_MOST = 300
_BRAND_SHARE = 700


@lru_cache(maxsize=65536)
def name_alike(left: str, right: str, places: Places = NATION) -> tuple[int, str]:
    """Two names of organisations, shops or vehicles."""
    a, b = read_name(left, places), read_name(right, places)
    if not a.normal or not b.normal:
        return 0, "name_other"
    if a.branch != b.branch:
        return min(OTHER_BRANCH_MOST, _free(a, b)), "name_other_branch"
    if a.label and b.label and a.label != b.label:
        return min(OTHER_BRANCH_MOST, _free(a, b)), "name_other_branch"
    if a.normal == b.normal:
        return EQUAL, "name_equal"
    if a.core == b.core:
        return CORE_EQUAL, "name_core"
    if skeleton(a.core) == skeleton(b.core):
        return LOOKALIKE, "name_lookalike"
    if len(a.core) == len(b.core) and _sounds(a.core, b.core):
        return SOUNDS_ALIKE, "name_sound"
    if a.brand == b.brand and len(a.brand) >= 2 and not (a.trade and b.trade):
        return CONTAINED, "name_contained"
    alike = _free(a, b)
    return alike, "name_alike" if alike >= EQUAL // 2 else "name_other"


def _free(a: OrganisationName, b: OrganisationName) -> int:
    """By how few changes one leads to the other: brands and trades each for themselves."""
    if not a.brand or not b.brand:
        return min(OTHERWISE_MOST, round(fuzz.ratio(a.core, b.core) * 10))
    brand = round(fuzz.ratio(a.brand, b.brand) * 10)
    if not a.trade or not b.trade:
        return min(OTHERWISE_MOST, max(brand, round(fuzz.ratio(a.core, b.core) * 10)))
    trade = round(fuzz.ratio(a.trade, b.trade) * 10)
    return min(OTHERWISE_MOST, (brand * _BRAND_SHARE + trade * (EQUAL - _BRAND_SHARE)) // EQUAL)


def _sounds(a: str, b: str) -> bool:
    return not a.isascii() and sound(a) == sound(b)


@lru_cache(maxsize=16384)
def person_alike(left: str, right: str) -> tuple[int, str] | None:
    """Two names of human beings; None where one of them is empty or masked. One character less or other is somebody else."""
    if not left or not right or is_masked(left) or is_masked(right):
        return None
    a, b = normal_name(left), normal_name(right)
    if a == b:
        return (EQUAL, "person_equal") if a else None
    if skeleton(a) == skeleton(b) and len(a) == len(b):
        return LOOKALIKE, "person_lookalike"
    if len(a) != len(b):
        return min(OTHER_LENGTH_MOST, round(fuzz.ratio(a, b) * 10)), "person_other"
    return min(OTHER_PERSON_MOST, round(fuzz.ratio(a, b) * 10)), "person_other"
