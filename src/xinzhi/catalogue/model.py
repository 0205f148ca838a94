"""A pack as a value: everything that policy says, merged from its layers and ready to use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from xinzhi.core.base.legal import Basis, Instrument
from xinzhi.core.base.periods import MonthRule, WorkCalendar
from xinzhi.core.base.text import Text
from xinzhi.core.identity.identifiers import DeclaredIdentifier
from xinzhi.core.identity.matching import MatchPolicy
from xinzhi.core.records import RecordType
from xinzhi.core.schemes.nodes import Scheme
from xinzhi.core.subjects import SubjectKind


@dataclass(frozen=True, slots=True)
class Department:
    id: str
    title: Text
    uscc: str = ""
    region_code: str = ""
    concerns: frozenset[SubjectKind] = (
        frozenset()
    )  # kinds of subject that are all its business, with or without a record


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list: the key used everywhere inside, its text, and how files spell it."""

    key: str
    title: Text
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeList:
    id: str
    title: Text
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Region:
    code: str  # GB/T 2260
    title: Text


@dataclass(frozen=True, slots=True)
class DutyRule:
    """A duty that a subject owes by a date, so that its absence can be seen.

    `period` "year": each calendar year, due on `due_month`-`due_day` of the year after it; owed by subjects of `kinds` that were
    registered before that year ended and are still active when it falls due. Met by a record of type `met_by` whose
    `period_field` names the year. `period` "after_record": owed once for each record of type `owed_by`, due on its date field
    `due_field`, met by a record that settles it.
    """

    id: str
    title: Text
    period: str
    met_by: str
    kinds: frozenset[SubjectKind] = frozenset()
    due_month: int = 0
    due_day: int = 0
    period_field: str = ""
    owed_by: str = ""
    due_field: str = ""
    basis: tuple[Basis, ...] = ()
    since: date | None = None  # what fell due before this day is not looked at


@dataclass(frozen=True, slots=True)
class Intensity:
    """What a risk class means for supervision (shares in per mille a year)."""

    text: Text
    draw_at_least: int | None = None
    draw_at_most: int | None = None
    visits_per_year: int | None = None  # scheduled full inspections
    only_when_triggered: bool = False
    benefits: bool = False


@dataclass(frozen=True, slots=True)
class RiskClass:
    id: str
    title: Text
    grades: frozenset[str]  # may hold "not_rated"
    intensity: Intensity
    high_risk: bool = False  # stands on the high-risk list
    basis: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class RiskTable:
    """Risk classes of one scheme, worst last."""

    scheme: str
    classes: tuple[RiskClass, ...]

    def of(self, grade: str) -> RiskClass:
        """The class of `grade`. Every grade of the scheme has one: the linter saw to it."""
        return next(c for c in self.classes if grade in c.grades)


@dataclass(frozen=True, slots=True)
class AlertRule:
    """When somebody is told. `kind`: grade_dropped, duty_missed, another_department_concerned.

    `to`: "concerned" (every department concerned with the subject), "producer", or a department.
    """

    id: str
    kind: str
    title: Text
    to: tuple[str, ...]
    grades: frozenset[str] = frozenset()  # grade_dropped: only into these; empty: any drop
    duty: str = ""
    basis: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Conformity:
    """A place where this pack departs from the law, to be shown wherever the pack is used."""

    id: str
    text: Text
    basis: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column of a source's file is what. `columns`: heading (normalised) -> field name or party slot."""

    id: str
    source: str
    record_type: str
    department: str
    columns: Mapping[str, str]
    constants: Mapping[str, str]  # field or slot -> text for every row
    header_row: int | None = None  # None: found by its headings
    sheet: str = ""
    also: tuple[str, ...] = ()  # further record types that each row yields, by the same columns


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file of a pack: where it lies (the layer first), its hash, and every byte of it."""

    path: str
    sha256: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pack:
    id: str
    title: Text
    layers: tuple[str, ...]  # from the root to this pack
    region: str
    zone: ZoneInfo
    month_rule: MonthRule
    in_force_from: date
    in_force_to: date | None
    departments: Mapping[str, Department]
    instruments: Mapping[str, Instrument]
    code_lists: Mapping[str, CodeList]
    regions: Mapping[str, Region]
    identifiers: Mapping[str, DeclaredIdentifier]
    record_types: Mapping[str, RecordType]
    schemes: tuple[Scheme, ...]
    duties: Mapping[str, DutyRule]
    risk: Mapping[str, RiskTable]  # by scheme
    alerts: tuple[AlertRule, ...]
    matching: MatchPolicy
    calendar: WorkCalendar
    mappings: tuple[ColumnMapping, ...]
    conformity: tuple[Conformity, ...]
    is_demo: bool
    files: tuple[PackFile, ...]
    digest: str  # SHA-256 over the files of all layers
    standing_scheme: str = ""  # the scheme whose result is the subject's standing

    def scheme(self, id: str, on: date) -> Scheme:
        """The version of scheme `id` in force on `on`, with those before it where they judge the records of their own days.

        Raises `KeyError` where there is none.
        """
        versions = [scheme for scheme in self.schemes if scheme.id == id]
        for scheme in versions:
            if scheme.in_force_from <= on and (scheme.in_force_to is None or on < scheme.in_force_to):
                if not scheme.by_act:
                    return scheme
                before = (version for version in versions if version.in_force_from < scheme.in_force_from)
                return replace(scheme, former=tuple(sorted(before, key=lambda version: version.in_force_from)))
        raise KeyError(id)
