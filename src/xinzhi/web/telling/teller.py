"""The words of a pack in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from xinzhi import catalogue
from xinzhi.catalogue.model import Pack
from xinzhi.core.base.legal import Basis
from xinzhi.core.base.periods import Limit, Unit
from xinzhi.core.base.problems import Problem
from xinzhi.core.base.sentences import Names
from xinzhi.core.records import FieldSpec, FieldType, RecordType
from xinzhi.core.schemes.nodes import NOT_RATED, Scheme
from xinzhi.flows.written import document_field
from xinzhi.web.pages.frame import BasisLine, Said
from xinzhi.web.pages.marks import BandSpan, Mark, Tone, tone_of
from xinzhi.web.words import days, numbers

_TELLING = (FieldType.CODE, FieldType.CODES, FieldType.MONEY, FieldType.TEXT, FieldType.INTEGER, FieldType.POINTS)


@dataclass(frozen=True, slots=True)
class Teller:
    """`language` is "zh-hans" or "en". A code that the pack does not know is shown as itself: visible, and no crash."""

    pack: Pack
    language: str

    @property
    def is_english(self) -> bool:
        return self.language.startswith("en")

    def department(self, id: str) -> str:
        known = self.pack.departments.get(id)
        return known.title.say(self.language) if known else id

    def record_type(self, id: str) -> str:
        known = self.pack.record_types.get(id)
        return known.title.say(self.language) if known else id

    def region(self, code: str) -> str:
        known = self.pack.regions.get(code)
        return known.title.say(self.language) if known else code

    def code(self, code_list: str, key: str) -> str:
        known = self.pack.code_lists.get(code_list)
        found = next((code for code in known.codes if code.key == key), None) if known else None
        return found.title.say(self.language) if found else key

    def industry(self, code: str) -> str:
        return self.code("industry", code) if code else ""

    def identifier(self, scheme: str) -> str:
        declared = self.pack.identifiers.get(scheme)
        return declared.title.say(self.language) if declared else identifiers().get(scheme, scheme)

    def basis(self, grounds: Iterable[Basis]) -> tuple[BasisLine, ...]:
        """The grounds in their order, each once."""
        lines = (BasisLine(b.instrument.title.say(self.language), b.article, b.is_assumption) for b in grounds)
        return tuple(dict.fromkeys(lines))

    def grade(self, scheme: Scheme, grade: str) -> Mark:
        """A grade with its letter and title: "C · 信用一般"."""
        if grade == NOT_RATED:
            return Mark(grade, _("Not rated"), Tone.NONE)
        band = next((b for b in scheme.bands if b.grade == grade), None)
        title = band.title.say(self.language) if band else ""
        grades = [b.grade for b in scheme.bands]
        return Mark(grade, f"{grade} · {title}" if title and title != grade else grade, tone_of(grade, grades))

    def bands(self, scheme: Scheme) -> tuple[BandSpan, ...]:
        """The scheme's bands as spans of its scale, from what all dimensions at their floor come to, to all at their ceiling."""
        low = sum(d.weight * d.floor for d in scheme.dimensions) // 1000
        top = sum(d.weight * d.ceiling for d in scheme.dimensions) // 1000
        spans = []
        for band in scheme.bands:
            start = low if band.at_least is None else max(low, band.at_least)
            spans.append(BandSpan(self.grade(scheme, band.grade), start, top))
            top = start
        return tuple(spans)

    def value(self, spec: FieldSpec, value: Any) -> str:
        """A field's value as a reader writes it; empty where there is none."""
        if value is None or value == "":
            return ""
        if spec.type is FieldType.CODE:
            return self.code(spec.code_list, str(value))
        if spec.type is FieldType.CODES:
            return self.listed(self.code(spec.code_list, key) for key in str(value).split("|"))
        if spec.type is FieldType.MONEY:
            return numbers.money(int(value), self.language)
        if spec.type is FieldType.POINTS:
            return numbers.points(int(value))
        if spec.type is FieldType.BOOLEAN:
            return _("yes") if value else _("no")
        if spec.type is FieldType.DATE:
            return days.day(value if isinstance(value, date) else date.fromisoformat(str(value)[:10]), self.language)
        if spec.type is FieldType.INSTANT:
            return days.moment(datetime.fromisoformat(str(value)).astimezone(self.pack.zone), self.language)
        return str(value)

    def details(self, kind: RecordType, fields: Mapping[str, Any], most: int = 3) -> tuple[tuple[str, str], ...]:
        """What a record says, as label and value: its first telling fields, without its key and its date."""
        skipped = {*kind.natural_key, kind.date_field}
        told = (
            (spec.title.say(self.language), self.value(spec, fields.get(spec.name)))
            for spec in kind.fields
            if spec.type in _TELLING and spec.name not in skipped and not spec.personal
        )
        return tuple(pair for pair in told if pair[1])[:most]

    def document_number(self, kind: RecordType, fields: Mapping[str, Any]) -> str:
        """What other records name one of this type by; empty where that is only its day."""
        spec = kind.field(document_field(kind))
        if spec is None or spec.type in (FieldType.DATE, FieldType.INSTANT):
            return ""
        return self.value(spec, fields.get(spec.name))

    def meets_a_duty(self, record_type: str) -> bool:
        """Whether records of this type count through a duty that they meet, not by themselves."""
        return any(duty.met_by == record_type for duty in self.pack.duties.values())

    def listed(self, words: Iterable[str]) -> str:
        return (", " if self.is_english else "、").join(words)

    def limit(self, limit: Limit) -> str:
        """A length of time as a law states it: 24小时, 7个工作日."""
        zh, en = _UNITS[limit.unit]
        return f"{limit.amount} {en}{'' if limit.amount == 1 else 's'}" if self.is_english else f"{limit.amount}{zh}"

    def day(self, value: date) -> str:
        return days.day(value, self.language)

    def said(self, problem: Problem) -> Said:
        where = problem.place.field or "" if problem.place else ""
        return Said(catalogue.sentences().say(problem, self.language, self._names()), "", problem.is_error, where)


    def _names(self) -> Names:
        """What problems call by its id and a pack calls by a title."""
        return {
            "department": {id: found.title for id, found in self.pack.departments.items()},
            "region": {id: found.title for id, found in self.pack.regions.items()},
        }


_UNITS = {
    Unit.HOUR: ("小时", "hour"),
    Unit.WORKING_DAY: ("个工作日", "working day"),
    Unit.DAY: ("天", "day"),
    Unit.MONTH: ("个月", "month"),
    Unit.YEAR: ("年", "year"),
}


def identifiers() -> dict[str, str]:
    """Titles of the identifier schemes that every pack has."""
    return {
        "uscc": _("Unified social credit code"),
        "registration_no": _("Registration number"),
        "citizen_id": _("Citizen ID"),
        "plate": _("Plate"),
        "local": _("Local number"),
    }


def kind_of(kind: str) -> str:
    """The kind of a subject in words."""
    return {
        "legal_person": _("Enterprise"),
        "unincorporated_org": _("Unincorporated organisation"),
        "sole_proprietor": _("Individual business"),
        "natural_person": _("Natural person"),
        "vehicle": _("Vehicle"),
        "shopfront": _("Shopfront"),
    }.get(kind, kind)


def status_of(status: str) -> str:
    return {"active": _("Active"), "cancelled": _("Cancelled"), "revoked": _("Licence revoked")}.get(status, status)


def why_not(reason: str) -> str:
    """Why a record counts nothing, by the code that the fold or the evaluation gave."""
    return {
        "expired": _("Its period is over."),
        "repaired": _("Repaired: it is no longer a ground for anything."),
        "superseded": _("A newer version of the same record stands in its place."),
        "corrected": _("Corrected by the department that entered it."),
        "withdrawn": _("Withdrawn by the department that entered it."),
        "objection_upheld": _("An objection to it was upheld."),
        "not_yet": _("It does not yet count on this day."),
        "later": _("It is dated after this day."),
        "not_scored": _("No rule of this scheme uses records of this type."),
        "meets_duty": _("It meets a duty; only a missed or late one counts."),
        "out_of_window": _("It is older than the period that the scheme looks at."),
        "no_rule_applies": _("No rule of the scheme fits what it says."),
        "not_latest": _("It does not belong to the latest event, which alone counts."),
        "not_in_place": _("Only the later ones of its kind count, or only the first; this is none of them."),
        "value_not_in_table": _("The scheme has no points for what it says: nobody can assess it."),
        "measured": _("It has no points of its own; a measure of the scheme looks at it."),
    }.get(reason, reason)


def state_of(reason: str) -> str:
    """The same in one word, for a tag."""
    return {
        "expired": _("expired"),
        "repaired": _("repaired"),
        "superseded": _("superseded"),
        "corrected": _("corrected"),
        "withdrawn": _("withdrawn"),
        "objection_upheld": _("objection upheld"),
        "not_yet": _("not yet"),
        "later": _("later"),
        "not_scored": _("not in this scheme"),
        "meets_duty": _("meets a duty"),
        "out_of_window": _("too old"),
        "no_rule_applies": _("no rule applies"),
        "not_latest": _("not the latest"),
        "not_in_place": _("not the one that counts"),
        "value_not_in_table": _("not assessable"),
        "measured": _("measured"),
    }.get(reason, reason)
