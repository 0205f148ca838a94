"""公民身份号码 (GB 11643-1999). No problem named here repeats the number: problems are stored and shown, the number is not."""

from __future__ import annotations

from datetime import date

from xinzhi.core.base.problems import Problem, problem, warning
from xinzhi.core.identity.check_digits import mod_11_2_check
from xinzhi.core.identity.readings import Valid, unwrapped
from xinzhi.core.identity.regions import PROVINCE_CODES

_FOREIGNER = "9"
_FIRST = frozenset((*PROVINCE_CODES, "83"))  # 83 begins the residence permits of people from Taiwan
_EARLIEST = 1850


def citizen_id(raw: str) -> Valid | Problem:
    """17 digits and a check character, with a real day of birth. The 15 digits of before 1999 are completed, with a warning.

    A first pair that is no province is only doubtful (codes of the past stay valid); 9 begins the numbers of foreign residents.
    """
    code = unwrapped(raw)
    if len(code) == 15 and code.isascii() and code.isdigit():
        body = code[:6] + "19" + code[6:]
        found = citizen_id(body + mod_11_2_check(body))
        if isinstance(found, Problem):
            return found
        return Valid(found.value, (warning("citizen_id_15"), *found.warnings))
    if len(code) != 18:
        return problem("citizen_id_length", length=len(code))
    if not (code.isascii() and code[:17].isdigit() and code[17] in "0123456789X"):
        return problem("citizen_id_characters")
    if not _is_day(code[6:14]):
        return problem("citizen_id_birthday")
    if mod_11_2_check(code[:17]) != code[17]:
        return problem("citizen_id_check")
    if code[:2] not in _FIRST and code[0] != _FOREIGNER:
        return Valid(code, (warning("citizen_id_region"),))
    return Valid(code)


def birthday(code: str) -> date:
    """The day of birth that a valid number holds."""
    return date(int(code[6:10]), int(code[10:12]), int(code[12:14]))


def _is_day(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= _EARLIEST
    except ValueError:
        return False
