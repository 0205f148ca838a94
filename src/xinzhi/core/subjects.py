"""Who a record can be about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class SubjectKind(StrEnum):
    LEGAL_PERSON = "legal_person"
    UNINCORPORATED_ORG = "unincorporated_org"
    SOLE_PROPRIETOR = "sole_proprietor"
    NATURAL_PERSON = "natural_person"
    VEHICLE = "vehicle"
    SHOPFRONT = "shopfront"

    @property
    def is_person(self) -> bool:
        """Whether this subject is a human being, whose names and numbers are personal information."""
        return self is SubjectKind.NATURAL_PERSON


class SubjectStatus(StrEnum):
    ACTIVE = "active"
    CANCELLED = "cancelled"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that names one subject within a scheme ("uscc", "registration_no", "citizen_id", "plate", or one that a pack declares)."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class Party:
    """The party of a record exactly as the department wrote it, cleaned only of width and blanks."""

    name: str = ""
    kind: SubjectKind | None = None
    identifiers: tuple[Identifier, ...] = ()
    address: str = ""
    phone: str = ""
    representative: str = ""
    region_code: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject as the store knows it now. Personal values of natural persons are present only where the caller may see them."""

    id: int
    kind: SubjectKind
    name: str
    identifiers: tuple[Identifier, ...] = ()
    region_code: str = ""
    industry_code: str = ""
    address: str = ""
    phone: str = ""
    representative: str = ""
    registered_on: date | None = None
    status: SubjectStatus = SubjectStatus.ACTIVE
