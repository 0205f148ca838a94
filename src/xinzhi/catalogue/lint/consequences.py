"""Whether what follows from a grade or a missed day is complete: duties, risk classes, alerts."""

from __future__ import annotations

from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.lint.pen import Pen
from xinzhi.catalogue.model import DutyRule, Pack
from xinzhi.core.records import Effect, FieldType
from xinzhi.core.schemes.nodes import NOT_RATED

_MOST_DUTIES = 16
"""Missed duties have ids with room for so many kinds: see `core.duties`."""

_RECEIVERS = ("concerned", "producer")


def duties(pack: Pack, reading: Reading) -> None:
    """A duty names records that can be owed and can meet it."""
    for position, duty in enumerate(pack.duties.values()):
        pen = Pen(reading, "duties", duty.id)
        if position >= _MOST_DUTIES:
            pen.wrong("duties_too_many", most=_MOST_DUTIES)
        for key, name in (("met_by", duty.met_by), ("owed_by", duty.owed_by)):
            if name and name not in pack.record_types:
                pen.unknown("record_type_unknown", name, pack.record_types, (key,))
        _fields(pack, duty, pen)


def _fields(pack: Pack, duty: DutyRule, pen: Pen) -> None:
    met, owed = pack.record_types.get(duty.met_by), pack.record_types.get(duty.owed_by)
    wanted = (
        ("period_field", duty.period_field, met, (FieldType.INTEGER,), duty.period == "year"),
        ("due_field", duty.due_field, owed, (FieldType.DATE,), duty.period == "after_record"),
    )
    for key, name, kind, types, applies in wanted:
        if kind is None or not name or not applies:
            continue
        spec = kind.field(name)
        if spec is None:
            pen.unknown("field_unknown", name, [f.name for f in kind.fields], (key,))
        elif spec.type not in types:
            pen.wrong("field_type", (key,), field=name, type=spec.type.value, wanted=types[0].value)
    if duty.period == "after_record" and met is not None and Effect.SETTLE not in met.effect.all:
        pen.wrong("duty_not_settled", ("met_by",), record=met.id)


def risk_tables(pack: Pack, reading: Reading) -> None:
    """Every grade of the scheme, and not being rated, belongs to one risk class."""
    for table in pack.risk.values():
        pen = Pen(reading, "risk", table.scheme)
        schemes = [s for s in pack.schemes if s.id == table.scheme]
        if not schemes:
            pen.unknown("scheme_unknown", table.scheme, {s.id for s in pack.schemes})
            continue
        wanted = {b.grade for s in schemes for b in s.bands} | {v.grade for s in schemes for v in s.verdicts} | {NOT_RATED}
        first: dict[str, str] = {}
        ids: set[str] = set()
        for i, risk in enumerate(table.classes):
            if risk.id in ids:
                pen.wrong("defined_twice_here", ("classes", f"#{i}", "id"), id=risk.id)
            ids.add(risk.id)
            for grade in sorted(risk.grades):
                at = ("classes", f"#{i}", "grades", grade)
                if grade not in wanted:
                    pen.unknown("grade_unknown", grade, wanted, at)
                elif first.setdefault(grade, risk.id) != risk.id:
                    pen.wrong("risk_grade_twice", at, grade=grade, first=first[grade])
        for grade in sorted(wanted - set(first)):
            pen.wrong("risk_grade_missing", ("classes",), grade=grade)


def alerts(pack: Pack, reading: Reading) -> None:
    """An alert has somebody to go to and something to be raised by."""
    grades = {band.grade for s in pack.schemes if s.id == pack.standing_scheme for band in s.bands}
    known = {*_RECEIVERS, *pack.departments}
    for alert in pack.alerts:
        pen = Pen(reading, "alerts", alert.id)
        for to in alert.to:
            if to not in known:
                pen.unknown("department_unknown", to, known, ("to", to))
        for grade in sorted(alert.grades - grades) if grades else ():
            pen.unknown("grade_unknown", grade, grades, ("grades", grade))
        if alert.duty and alert.duty not in pack.duties:
            pen.unknown("duty_unknown", alert.duty, pack.duties, ("duty",))
