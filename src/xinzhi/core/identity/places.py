"""Names of divisions in front of a name or an address, so that they can be cut off.

The divisions of a city and its surroundings are data and are handed in (a pack's regions); the provinces are the code table of
GB/T 2260 and stand here. A division that neither knows is recognised only where it is spelled out (…县, …旗) and where
cutting it leaves something that tells one name from another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from xinzhi.core.identity.regions import PROVINCE_CODES, significant

PROVINCES = (
    "北京市", "天津市", "河北省", "山西省", "内蒙古自治区", "辽宁省", "吉林省", "黑龙江省", "上海市", "江苏省", "浙江省", "安徽省",
    "福建省", "江西省", "山东省", "河南省", "湖北省", "湖南省", "广东省", "广西壮族自治区", "海南省", "重庆市", "四川省", "贵州省",
    "云南省", "西藏自治区", "陕西省", "甘肃省", "青海省", "宁夏回族自治区", "新疆维吾尔自治区", "台湾省", "香港特别行政区",
    "澳门特别行政区",
)  # fmt: skip
_KIND = re.compile(
    "(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|(?:[\u4e00-\u9fff]{1,4}族)?自治州|(?:[\u4e00-\u9fff]{1,4}族)?自治县|地区|省|市|区|县|旗|盟)$"
)
_SPELLED = re.compile(
    r"([\u4e00-\u9fff]{1,6}?(?:自治州|地区|(?<![超都城夜集菜门股])市|(?<!联)盟))?"
    r"([\u4e00-\u9fff]{1,6}?(?:自治县|自治旗|县|(?<![小社园校景厂库])区|(?<![红国彩军锦])旗))?"
)
_IN_BRACKETS = re.compile(r"[(（\[【]([\u4e00-\u9fff]{2,12})[)）\]】]")
_MOST = 4
_COUNTIES = "区县旗"


class Places:
    """Division names by which a name may begin, long and short forms (集宁区, 集宁), with their codes."""

    def __init__(self, codes: Mapping[str, str] | None = None) -> None:
        """`codes` gives names by code of GB/T 2260: {"150902": "集宁区"}."""
        self.codes = {code: name for code, name in (codes or {}).items() if len(name) >= 2}
        self._hash = hash(frozenset(self.codes.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Places) and self.codes == other.codes

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Places({len(self.codes)} divisions)"

    @cached_property
    def _forms(self) -> Mapping[str, frozenset[str]]:
        """The codes that each form may mean: the name of a division is not its alone."""
        forms: dict[str, frozenset[str]] = {}
        for code, name in (*zip(PROVINCE_CODES, PROVINCES, strict=True), *self.codes.items()):
            for form in (name, short(name)):
                forms[form] = forms.get(form, frozenset()) | {significant(code)}
        return forms

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._forms))

    def known(self, text: str) -> bool:
        """Whether `text` as a whole is a division, or several one after another."""
        return not self.split(text)[1]

    def split(self, name: str) -> tuple[tuple[str, ...], str]:
        """The known divisions in front of `name`, from the largest on, and what is left."""
        found: list[str] = []
        rest = name
        while rest and len(found) < _MOST:
            for length in range(min(self._longest, len(rest)), 1, -1):
                if rest[:length] in self._forms:
                    break
            else:
                break
            found.append(rest[:length])
            rest = rest[length:]
        return tuple(found), rest

    def apart(self, left: Iterable[str], right: Iterable[str]) -> bool:
        """Whether two lists of divisions name places of which neither lies in the other.

        Where no code is known, counties written with the same word (区, 县, 旗) and other names are apart.
        """
        mine, theirs = tuple(left), tuple(right)
        if not mine or not theirs:
            return False
        here, there = self._forms.get(mine[-1]), self._forms.get(theirs[-1])
        if here and there:
            return not any(a.startswith(b) or b.startswith(a) for a in here for b in there)
        a, b = mine[-1], theirs[-1]
        return a[-1] == b[-1] and a[-1] in _COUNTIES and short(a) != short(b)

    def without_bracketed(self, name: str) -> str:
        """`name` without brackets that hold nothing but a division: 老王餐饮(集宁)有限公司."""
        return _IN_BRACKETS.sub(lambda m: "" if self.known(m[1]) else m[0], name)


NATION = Places()
"""The provinces only: for keys that must not depend on what a pack says today."""


def short(name: str) -> str:
    """A division's name without the word for its kind, where two characters remain: 集宁区 → 集宁."""
    bare = _KIND.sub("", name)
    return bare if len(bare) >= 2 else name


def spelled(name: str) -> tuple[str, ...]:
    """Prefecture and county spelled out at the beginning of `name`, though no table may know them."""
    found = _SPELLED.match(name)
    return tuple(part for part in found.groups() if part) if found and len(found.group()) > 2 else ()
