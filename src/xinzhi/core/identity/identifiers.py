"""Numbers that name a subject: read, normalised and checked.

Every reader answers with the normal form and its warnings, or with a `Problem` that says what is wrong in a way a clerk can
act on. Full-width characters, blanks and lower case are forgiven; a wrong check digit is not.

Sources: GB 32100-2015 (统一社会信用代码), GB 11643-1999 (公民身份号码), GA 36-2018 (号牌), GB/T 2260 (区划).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from xinzhi.core.base.problems import Problem, problem, warning
from xinzhi.core.subjects import Identifier, SubjectKind

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUE = {c: i for i, c in enumerate(USCC_ALPHABET)}
_USCC_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_USCC_SHAPE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_CONFUSED = str.maketrans({"I": "1", "O": "0", "Z": "2", "S": "5", "V": "U"})
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATES = (
    re.compile(rf"[{_PROVINCES}][A-HJ-NP-Z][A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9挂学警港澳]"),
    re.compile(rf"[{_PROVINCES}][A-HJ-NP-Z][A-HJK][A-HJ-NP-Z0-9][0-9]{{4}}"),
    re.compile(rf"[{_PROVINCES}][A-HJ-NP-Z][0-9]{{5}}[A-HJK]"),
)
_BLANKS = re.compile(r"[\s\u200b\ufeff·•.\-—]+")


@dataclass(frozen=True, slots=True)
class Valid:
    """The normal form of a number that holds, and what is doubtful about it."""

    value: str
    warnings: tuple[Problem, ...] = ()


Check = Callable[[str], Valid | Problem]


def fold(raw: str) -> str:
    """Half-width, upper case, without blanks and separators."""
    if raw.isascii() and raw.isalnum():
        return raw.upper()
    return _BLANKS.sub("", unicodedata.normalize("NFKC", raw)).upper()


def uscc(raw: str) -> Valid | Problem:
    """统一社会信用代码: 18 characters, the last a check character (GB 32100-2015)."""
    code = fold(raw)
    if len(code) != 18:
        return problem("uscc_length", found=code, length=len(code))
    if not _USCC_SHAPE.fullmatch(code):
        proposal = code.translate(_CONFUSED)
        hint = proposal if proposal != code and _uscc_check(proposal[:17]) == proposal[17] else ""
        return problem("uscc_characters", found=code, proposal=hint)
    expected = _uscc_check(code[:17])
    if expected != code[17]:
        return problem("uscc_check", found=code, last=code[17], expected=expected)
    if not _organisation_code_holds(code[8:17]):
        return Valid(code, (warning("uscc_inner_check", found=code),))
    return Valid(code)


def _uscc_check(body: str) -> str:
    total = sum(_USCC_VALUE.get(c, 0) * w for c, w in zip(body, _USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % 31]


def _organisation_code_holds(code: str) -> bool:
    """The inner check of positions 9–17 (GB 11714): a warning only, since its formula could not be verified at the source."""
    total = sum(int(c, 36) * w for c, w in zip(code[:8], _ORG_WEIGHTS, strict=True))
    return code[8] == "0123456789X0"[(11 - total % 11)]


def uscc_kind(code: str) -> SubjectKind:
    """What kind of subject a valid code names: registered individual businesses begin 92."""
    if code.startswith("92"):
        return SubjectKind.SOLE_PROPRIETOR
    return SubjectKind.LEGAL_PERSON if code[0] in "159" else SubjectKind.UNINCORPORATED_ORG


def registration_no(raw: str) -> Valid | Problem:
    """The old business registration number: 15 digits, the last by ISO 7064 MOD 11,10; a wrong one is only doubtful."""
    code = fold(raw)
    if not (code.isdigit() and code.isascii() and len(code) in (13, 15)):
        return problem("registration_no_shape", found=code)
    if len(code) == 15 and not _mod_11_10(code):
        return Valid(code, (warning("registration_no_check", found=code),))
    return Valid(code)


def _mod_11_10(digits: str) -> bool:
    carry = 10
    for digit in digits[:-1]:
        carry = ((carry + int(digit)) % 10 or 10) * 2 % 11
    return (carry + int(digits[-1])) % 10 == 1


def citizen_id(raw: str) -> Valid | Problem:
    """公民身份号码: 17 digits and a check character, with a real day of birth (GB 11643-1999). Fifteen digits are completed."""
    code = fold(raw)
    if len(code) == 15 and code.isdigit():
        body = code[:6] + "19" + code[6:]
        whole = body + _id_check(body)
        found = citizen_id(whole)
        return found if isinstance(found, Problem) else Valid(whole, (warning("citizen_id_15"),))
    if len(code) != 18:
        return problem("citizen_id_length", length=len(code))
    if not (code[:17].isdigit() and code.isascii() and (code[17].isdigit() or code[17] == "X")):
        return problem("citizen_id_characters")
    try:
        date(int(code[6:10]), int(code[10:12]), int(code[12:14]))
    except ValueError:
        return problem("citizen_id_birthday", found=code[6:14])
    if _id_check(code[:17]) != code[17]:
        return problem("citizen_id_check")
    return Valid(code)


def _id_check(body: str) -> str:
    return _ID_CHECKS[sum(int(c) * w for c, w in zip(body, _ID_WEIGHTS, strict=True)) % 11]


def plate(raw: str) -> Valid | Problem:
    """A number plate: ordinary, trailer, learner, police, Hong Kong and Macao, small and large new-energy (GA 36-2018).

    Embassy, consulate and military plates are not read.
    """
    code = fold(raw)
    if any(shape.fullmatch(code) for shape in _PLATES):
        return Valid(code)
    return problem("plate_shape", found=code)


def region_code(raw: str) -> Valid | Problem:
    """A code of administrative division: 2, 4, 6, 9 or 12 digits. Withdrawn codes are as good as others."""
    code = fold(raw)
    if code.isdigit() and code.isascii() and len(code) in (2, 4, 6, 9, 12):
        return Valid(code)
    return problem("region_code_shape", found=code)


def lies_within(code: str, region: str) -> bool:
    """Whether the division `code` is `region` or lies in it."""
    while len(region) in (4, 6) and region.endswith("00"):
        region = region[:-2]
    return code.startswith(region)


_CHECKS: dict[str, Check] = {
    "uscc": uscc,
    "registration_no": registration_no,
    "citizen_id": citizen_id,
    "plate": plate,
    "region_code": region_code,
}
SCHEMES = tuple(_CHECKS)


@dataclass(frozen=True, slots=True)
class DeclaredIdentifier:
    """An identifier scheme that a pack declares: what its values look like after folding (if `folded`) or as written."""

    name: str
    pattern: str
    folded: bool = True
    kind: SubjectKind | None = None

    def read(self, raw: str) -> Valid | Problem:
        value = fold(raw) if self.folded else raw.strip()
        if re.fullmatch(self.pattern, value):
            return Valid(value)
        return problem("declared_identifier_shape", scheme=self.name, found=value, pattern=self.pattern)


def reader(scheme: str, declared: dict[str, DeclaredIdentifier] | None = None) -> Check:
    """The check of a scheme. Raises `KeyError` for one that neither the house nor the pack knows."""
    return _CHECKS[scheme] if scheme in _CHECKS else (declared or {})[scheme].read


def identify(scheme: str, raw: str, declared: dict[str, DeclaredIdentifier] | None = None) -> Identifier | Problem:
    """The identifier that `raw` is within `scheme`, or what is wrong with it."""
    found = reader(scheme, declared)(raw)
    return found if isinstance(found, Problem) else Identifier(scheme, found.value)
