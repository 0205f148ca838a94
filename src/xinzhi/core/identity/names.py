"""Names of Chinese organisations, made comparable."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

_SIMPLIFY = OpenCC("t2s")
_NOISE = re.compile(r"[\s\u200b\ufeff·•.。,，、;；:：'\"“”‘’()（）\[\]【】《》<>\-—_/\\&＆]+")
_SUFFIXES = (
    "股份有限责任公司", "有限责任公司", "股份有限公司", "有限公司", "集团公司", "总公司", "分公司", "公司",
    "农民专业合作社", "专业合作社", "合作社", "个体工商户", "经营部", "商行", "商店", "门市部", "服务部",
)  # fmt: skip
_DIVISION = re.compile(r"^(?:[^省市区县旗盟]{2,8}?(?:省|自治区|特别行政区))?(?:[^市盟]{2,6}?(?:市|盟|自治州))?(?:[^区县旗]{1,6}?(?:区|县|旗))?")


@lru_cache(maxsize=65536)
def normal_name(name: str) -> str:
    """Half-width, simplified, without blanks, brackets and punctuation; 有限责任公司 and 有限公司 are one."""
    folded = unicodedata.normalize("NFKC", name).upper()
    if not folded.isascii():
        folded = _SIMPLIFY.convert(folded)
    return _NOISE.sub("", folded).replace("有限责任公司", "有限公司")


@lru_cache(maxsize=65536)
def core_name(name: str) -> str:
    """What distinguishes a name: without its place in front and its legal form behind. Never empty for a name that is not."""
    normal = normal_name(name)
    core = _without_place(normal)
    for suffix in _SUFFIXES:
        if core.endswith(suffix) and len(core) - len(suffix) >= 2:
            core = core[: -len(suffix)]
            break
    return core


def _without_place(name: str) -> str:
    match = _DIVISION.match(name)
    if match is None or not match.group():
        return name
    rest = name[match.end() :]
    return rest if len(rest) >= 2 else name


def bigrams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset((text,)) - {""}


@lru_cache(maxsize=65536)
def normal_address(address: str) -> str:
    """An address without its province and city, blanks and punctuation."""
    return _without_place(normal_name(address))


def normal_phone(phone: str) -> str:
    """The last eleven digits of a telephone number, or what there is."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))[-11:]
