"""Numbers that name a subject: the schemes that the house knows, and those that a pack declares.

Every reader answers with the normal form and its warnings, or with a `Problem` that says what is wrong in a way a clerk can
act on. Full-width characters, blanks and lower case are forgiven; a wrong check digit is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from xinzhi.core.base.problems import Problem, problem
from xinzhi.core.base.text import Text
from xinzhi.core.identity.check_digits import DECLARABLE
from xinzhi.core.identity.citizen_ids import citizen_id
from xinzhi.core.identity.credit_codes import USCC_ALPHABET, organisation_code, registration_no, uscc, uscc_kind
from xinzhi.core.identity.plates import plate
from xinzhi.core.identity.readings import Check, Valid, fold
from xinzhi.core.identity.regions import lies_within, region_code
from xinzhi.core.subjects import Identifier, SubjectKind

__all__ = [
    "SCHEMES",
    "USCC_ALPHABET",
    "Check",
    "DeclaredIdentifier",
    "Valid",
    "citizen_id",
    "fold",
    "identify",
    "lies_within",
    "organisation_code",
    "plate",
    "reader",
    "region_code",
    "registration_no",
    "uscc",
    "uscc_kind",
]

_CHECKS: dict[str, Check] = {
    "uscc": uscc,
    "registration_no": registration_no,
    "organisation_code": organisation_code,
    "citizen_id": citizen_id,
    "plate": plate,
    "region_code": region_code,
}
SCHEMES = tuple(_CHECKS)
_UNTITLED = Text("")


@dataclass(frozen=True, slots=True)
class DeclaredIdentifier:
    """An identifier scheme that a pack declares.

    A value is folded (or, with `folded` off, only stripped), filled with leading zeros up to `width` where it is all digits (a
    spreadsheet has eaten them), held against `pattern`, and its last digit against `check`, one of `DECLARABLE` or empty.
    """

    name: str
    pattern: str
    folded: bool = True
    kind: SubjectKind | None = None
    check: str = ""
    width: int = 0
    title: Text = _UNTITLED

    def read(self, raw: str) -> Valid | Problem:
        """The normal form, or `declared_identifier_shape` or `declared_identifier_check`."""
        value = fold(raw) if self.folded else raw.strip()
        if len(value) < self.width and value.isascii() and value.isdigit():
            value = value.zfill(self.width)
        if re.fullmatch(self.pattern, value) is None:
            return problem("declared_identifier_shape", scheme=self.name, found=value[:40], pattern=self.pattern)
        if self.check and not _last_digit_holds(self.check, value):
            return problem("declared_identifier_check", scheme=self.name, found=value[:40], check=self.check)
        return Valid(value)


def _last_digit_holds(check: str, value: str) -> bool:
    body = value[:-1] if check == "mod_11_2" and value.endswith("X") else value
    return body.isascii() and body.isdigit() and DECLARABLE[check](value)


def reader(scheme: str, declared: Mapping[str, DeclaredIdentifier] | None = None) -> Check:
    """The check of a scheme. Raises `KeyError` for one that neither the house nor the pack knows."""
    return _CHECKS[scheme] if scheme in _CHECKS else (declared or {})[scheme].read


def identify(scheme: str, raw: str, declared: Mapping[str, DeclaredIdentifier] | None = None) -> Identifier | Problem:
    """The identifier that `raw` is within `scheme`, or what is wrong with it. Raises `KeyError` for an unknown scheme."""
    found = reader(scheme, declared)(raw)
    return found if isinstance(found, Problem) else Identifier(scheme, found.value)
