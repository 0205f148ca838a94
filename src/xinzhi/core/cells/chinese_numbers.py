"""Numbers in Chinese characters, everyday (一万五千) and financial (壹万伍仟)."""

from __future__ import annotations

_DIGITS = {
    **{c: i for i, c in enumerate("零一二三四五六七八九")},
    **{c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0, "○": 0, "两": 2, "貳": 2, "弐": 2, "叄": 3, "參": 3, "陸": 6,
}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
CHARACTERS = frozenset({*_DIGITS, *_TENS, *_GROUPS})


def chinese_number(text: str) -> int | None:
    """The whole number that `text` writes with places (二十四, 壹万伍仟), or None where it is not one.

    A digit may not follow another (二四 is a sequence of digits, no number); places must fall within a group.
    """
    if not text:
        return None
    total = group = 0
    digit: int | None = None
    place, ceiling = 10_000, 10**12
    for character in text:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
        elif character in _TENS:
            if _TENS[character] >= place or (digit is None and (group or character not in "十拾")):
                return None
            place = _TENS[character]
            group += (1 if digit is None else digit) * place
            digit = None
        elif character in _GROUPS:
            group += digit or 0
            if not group or _GROUPS[character] >= ceiling:
                return None
            ceiling = _GROUPS[character]
            total += group * ceiling
            group, digit, place = 0, None, 10_000
        else:
            return None
    return total + group + (digit or 0)


def digit_sequence(text: str) -> str | None:
    """二〇二四 as "2024", or None where a character is no digit."""
    digits = [_DIGITS.get(c) for c in text]
    return None if None in digits or not digits else "".join(map(str, digits))
