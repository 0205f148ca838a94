"""行政区划代码: GB/T 2260 (province, prefecture, county) and the statistical codes below it (street, community)."""

from __future__ import annotations

from xinzhi.core.base.problems import Problem, problem
from xinzhi.core.identity.readings import Valid, unwrapped

_LENGTHS = (2, 4, 6, 9, 12)
_CODES = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82"
PROVINCE_CODES = tuple(_CODES.split())
"""The first two digits of GB/T 2260, in order."""


def region_code(raw: str) -> Valid | Problem:
    """A code of 2, 4, 6, 9 or 12 digits. Withdrawn codes are as good as others: a code says where it was when it was given."""
    code = unwrapped(raw)
    if code.isascii() and code.isdigit() and len(code) in _LENGTHS and code[0] != "0":
        return Valid(code)
    return problem("region_code_shape", found=code[:40], length=len(code))


def significant(code: str) -> str:
    """A code without the zeros that only fill it up: 150900 is 1509, 150902000000 is 150902."""
    if len(code) == 12 and code.endswith("000"):
        code = code[:9]
    if len(code) == 9 and code.endswith("000"):
        code = code[:6]
    while len(code) in (4, 6) and code.endswith("00"):
        code = code[:-2]
    return code


def lies_within(code: str, region: str) -> bool:
    """Whether the division `code` is `region` or lies in it. Everything lies in the empty region, the whole country."""
    return code.startswith(significant(region))
