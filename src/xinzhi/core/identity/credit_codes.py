"""Codes of organisations: 统一社会信用代码 (GB 32100-2015), 组织机构代码 (GB 11714), 工商注册号 (GS 15-2006).

The unified code is read for nearly every row of every file, so the way of a good code is short: one translation into values, one
weighted sum over all eighteen (the check character has weight 1, and a good code sums to a multiple of 31).
"""

from __future__ import annotations

from itertools import product
from operator import mul

from xinzhi.core.base.problems import Problem, problem, warning
from xinzhi.core.identity.check_digits import mod_11_10
from xinzhi.core.identity.readings import Valid, fold, unwrapped
from xinzhi.core.identity.regions import PROVINCE_CODES
from xinzhi.core.subjects import SubjectKind

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The characters of a code in the order of their values. I, O, Z, S and V are left out, being mistaken for 1, 0, 2, 5 and U."""

_WEIGHTS = (*(pow(3, i, 31) for i in range(17)), 1)
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORG_CHECKS = "0123456789X0"
_BAD = 255
_PROPOSALS = 64


def _values(alphabet: str) -> bytes:
    table = bytearray([_BAD] * 256)
    for value, character in enumerate(alphabet):
        table[ord(character)] = value
    return bytes(table)


_USCC_VALUES = _values(USCC_ALPHABET)
_ORG_VALUES = _values("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")

_MEANT = {"I": "1L", "O": "0QD", "Z": "2", "S": "58", "V": "UYW"}
_MEANT_DIGIT = {"I": "1", "L": "1", "O": "0", "Q": "0", "D": "0", "Z": "2", "S": "5", "B": "8", "G": "6", "T": "7"}


def uscc(raw: str) -> Valid | Problem:
    """统一社会信用代码: 18 characters of which 3 to 8 are digits, the last a check character.

    Half-width and upper case are made first. A wrong check character is refused without saying which one would fit: whoever
    mistyped another place would only make a false code look right. Proposed is only what holds by both checks, the inner one too:
    the letters that I, O, Z, S and V are mistaken for, or two neighbours changed over. Where the inner check of positions 9–17 fails the code is
    taken with a warning: its formula could not be verified at the source.
    """
    code = fold(raw)
    if len(code) != 18:
        code = unwrapped(raw)
        if len(code) != 18:
            return problem("uscc_length", found=code[:40], length=len(code))
    if not code.isascii():
        return problem("uscc_characters", found=code, letters=_foreign(code), proposal="")
    values = code.encode().translate(_USCC_VALUES)
    if _BAD in values or not code[2:8].isdigit():
        return problem("uscc_characters", found=code, letters=_foreign(code), proposal=_proposal(code))
    if sum(map(mul, values, _WEIGHTS)) % 31:
        return problem("uscc_check", found=code, last=code[17], proposal=_swapped(code))
    if not _organisation_holds(code[8:17]):
        return Valid(code, (warning("uscc_inner_check", found=code),))
    return Valid(code)


def _foreign(code: str) -> str:
    """The characters that may not stand where they stand, each once, in order."""
    wrong = [c for i, c in enumerate(code) if c not in USCC_ALPHABET or (2 <= i < 8 and c not in "0123456789")]
    return "".join(dict.fromkeys(wrong))


def _proposal(code: str) -> str:
    """The one code that is good when the confusable letters are read as what they resemble; empty where there is none or more."""
    choices = []
    total = 1
    for i, c in enumerate(code):
        choice = _MEANT_DIGIT.get(c, c) if 2 <= i < 8 else _MEANT.get(c, c)
        choices.append(choice)
        total *= len(choice)
    if total > _PROPOSALS:
        return ""
    good = [found.value for letters in product(*choices) if isinstance(found := _plain("".join(letters)), Valid)]
    return good[0] if len(good) == 1 else ""


def _swapped(code: str) -> str:
    """The one good code that has two neighbouring characters the other way round; empty where there is none or more."""
    swaps = (code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(17) if code[i] != code[i + 1])
    good = [swap for swap in swaps if _plain(swap) is not None]
    return good[0] if len(good) == 1 else ""


def _plain(code: str) -> Valid | None:
    """A code that holds without any doubt, fit to be proposed."""
    if code[2:4] not in PROVINCE_CODES:
        return None
    values = code.encode().translate(_USCC_VALUES)
    if _BAD in values or not code[2:8].isdigit() or sum(map(mul, values, _WEIGHTS)) % 31:
        return None
    return Valid(code) if _organisation_holds(code[8:17]) else None


def _organisation_holds(code: str) -> bool:
    total = sum(map(mul, code[:8].encode().translate(_ORG_VALUES), _ORG_WEIGHTS))
    return code[8] == _ORG_CHECKS[11 - total % 11]


def uscc_kind(code: str) -> SubjectKind:
    """What kind of subject a valid code names: registered individual businesses begin 92."""
    if code.startswith("92"):
        return SubjectKind.SOLE_PROPRIETOR
    return SubjectKind.LEGAL_PERSON if code[0] in "159" else SubjectKind.UNINCORPORATED_ORG


def organisation_code(raw: str) -> Valid | Problem:
    """组织机构代码: eight characters and a check character, which also stand at 9–17 of the unified code.

    A wrong check character is only doubtful, since its formula could not be verified at the source.
    """
    code = unwrapped(raw)
    if len(code) != 9 or not (code.isascii() and code.isalnum()):
        return problem("organisation_code_shape", found=code[:40])
    if not _organisation_holds(code):
        return Valid(code, (warning("organisation_code_check", found=code),))
    return Valid(code)


def registration_no(raw: str) -> Valid | Problem:
    """工商注册号: 15 digits, the last by MOD 11,10 (13 digits before 2007, without one). A wrong last digit is only doubtful."""
    code = unwrapped(raw)
    if not (code.isascii() and code.isdigit() and len(code) in (13, 15)):
        return problem("registration_no_shape", found=code[:40], length=len(code))
    if len(code) == 15 and not mod_11_10(code):
        return Valid(code, (warning("registration_no_check", found=code),))
    return Valid(code)
