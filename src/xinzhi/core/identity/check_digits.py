"""Check digits of ISO 7064 (GB/T 17710) and Luhn, over digits that are known to be digits."""

from __future__ import annotations

from collections.abc import Callable

_MOD_11_2 = "10X98765432"


def mod_11_10(digits: str) -> bool:
    """Whether the last digit checks the others by ISO 7064 MOD 11,10."""
    carry = 10
    for digit in digits[:-1]:
        carry = ((carry + int(digit)) % 10 or 10) * 2 % 11
    return (carry + int(digits[-1])) % 10 == 1


def mod_11_2_check(digits: str) -> str:
    """The check character that follows `digits` by ISO 7064 MOD 11-2: a digit or X."""
    carry = 0
    for digit in digits:
        carry = (carry + int(digit)) * 2 % 11
    return _MOD_11_2[carry]


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others by ISO/IEC 7812 (Luhn)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _mod_11_2(digits: str) -> bool:
    return mod_11_2_check(digits[:-1]) == digits[-1]


DECLARABLE: dict[str, Callable[[str], bool]] = {"mod_11_10": mod_11_10, "mod_11_2": _mod_11_2, "luhn": luhn}
"""The checks that a pack may name for an identifier of its own."""
