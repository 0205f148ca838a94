"""Whether the measures of a scheme can be worked out, from what stands before them, and are compared with their own kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from xinzhi.catalogue.lint.conditions import Codes, condition
from xinzhi.catalogue.lint.pen import Path, Pen
from xinzhi.catalogue.model import Pack
from xinzhi.core.records import FieldType, RecordType
from xinzhi.core.schemes.expressions import (
    DAY_FACTS,
    SUBJECT_FACTS,
    All,
    Any_,
    Compare,
    Expression,
    Field,
    Has,
    In,
    Literal,
    Not,
    Truth,
    fields_of,
)
from xinzhi.core.schemes.measures import (
    Aggregate,
    Cases,
    How,
    Measure,
    MonthsSince,
    MostWithin,
    OtherScheme,
    Percentile,
    PointsOf,
    Ratio,
    Streak,
    Sum,
)
from xinzhi.core.schemes.nodes import Scheme

_NUMBERS = (FieldType.INTEGER, FieldType.MONEY, FieldType.POINTS)
_UNITS = {FieldType.MONEY: "yuan", FieldType.POINTS: "points", FieldType.INTEGER: "number"}
CODE, COUNT, POINTS, PERCENT, MONTHS = "code", "number", "points", "percent", "months"
_FREE = ""
"""The unit of a rate or of a chosen number: it may be compared with anything."""


@dataclass
class Names:
    """What a condition beside records may read, with the unit of each: measures so far, dimensions, the score."""

    units: dict[str, str] = field(default_factory=dict)

    def known(self) -> list[str]:
        return [*self.units, *(f"subject.{fact}" for fact in SUBJECT_FACTS)]


def measures(pack: Pack, scheme: Scheme, codes: Codes, pen: Pen) -> Names:
    """Checks each measure in its order; gives back what may be read afterwards."""
    names = Names()
    for measure in scheme.measures:
        at: Path = ("measures", measure.id)
        if measure.id in {d.id for d in scheme.dimensions} | {"score"}:
            pen.wrong("name_taken", at, name=measure.id)
        names.units[measure.id] = _measure(pack, scheme, measure, codes, names, at, pen)
    read = _read(scheme)
    for measure in scheme.measures:
        if measure.id not in read:
            pen.doubtful("measure_unused", ("measures", measure.id), measure=measure.id)
    return names


def _measure(pack: Pack, scheme: Scheme, measure: Measure, codes: Codes, names: Names, at: Path, pen: Pen) -> str:
    """The unit of the measure."""
    match measure.value:
        case Aggregate() as wanted:
            return _aggregate(pack, wanted, codes, at, pen)
        case MostWithin(record, _, per, when):
            kind = _kind(pack, record, (*at, "most"), pen)
            condition(when, kind, codes, (*at, "when"), pen)
            for name in per:
                field_of(kind, name, (), (*at, "per", name), pen)
            return COUNT
        case PointsOf(rules):
            for name in rules:
                if name not in {rule.id for rule in scheme.rules}:
                    pen.unknown("rule_unknown", name, (rule.id for rule in scheme.rules), (*at, "points", name))
            return POINTS
        case Ratio(of, by):
            _numbers(names, {"of": of, "by": by}, (*at, "ratio"), pen)
            return _FREE
        case Percentile(of, among, where):
            _numbers(names, {"of": of}, (*at, "percentile"), pen)
            for name in among:
                if name not in names.known():
                    pen.unknown("measure_unknown", name, names.known(), (*at, "percentile", "among", name))
            ruling(where, names, (*at, "percentile", "where"), pen)
            return PERCENT
        case Streak(points=points, observed=observed):
            for i, (record, when, _) in enumerate(points):
                place = (*at, "streak", "points", f"#{i}")
                condition(when, _kind(pack, record, (*place, "record"), pen), codes, (*place, "when"), pen)
            for record in sorted(observed):
                _kind(pack, record, (*at, "streak", "observed", record), pen)
            return COUNT
        case OtherScheme(other, grade):
            if other not in {s.id for s in pack.schemes}:
                pen.unknown("scheme_unknown", other, {s.id for s in pack.schemes}, (*at, "scheme", "id"))
            elif _leads_to(pack, other, scheme.id):
                pen.wrong("schemes_in_a_circle", (*at, "scheme", "id"), scheme=scheme.id, other=other)
            return CODE if grade else POINTS
        case MonthsSince(fact):
            if fact not in DAY_FACTS:
                pen.unknown("fact_unknown", fact, DAY_FACTS, (*at, "months_since"))
            return MONTHS
        case Sum(parts):
            _numbers(names, {name: name for name, _ in parts}, (*at, "sum_of"), pen)
            units = {unit for name, _ in parts if (unit := names.units.get(name, _FREE)) not in (_FREE, CODE)}
            if len(units) > 1:
                pen.wrong("units_differ", (*at, "sum_of"), units=", ".join(sorted(units)))
            return next(iter(units), _FREE)
        case Cases(cases):
            for i, (test, _) in enumerate(cases):
                ruling(test, names, (*at, "cases", f"#{i}", "when"), pen)
            return _FREE


def _aggregate(pack: Pack, wanted: Aggregate, codes: Codes, at: Path, pen: Pen) -> str:
    kind = _kind(pack, wanted.record, (*at, wanted.how.value), pen)
    if kind is not None or wanted.record.startswith("duty:"):
        condition(wanted.when, kind, codes, (*at, "when"), pen)
    if wanted.how is How.COUNT:
        return COUNT
    allowed: tuple[FieldType, ...] = _NUMBERS
    if wanted.how is How.LATEST:
        allowed = (*_NUMBERS, FieldType.CODE, FieldType.TEXT, FieldType.DATE)
    elif wanted.how is How.DISTINCT:
        allowed = ()
    found = field_of(kind, wanted.field, allowed, (*at, "field"), pen)
    if wanted.how is How.DISTINCT:
        return COUNT
    return _UNITS.get(found, CODE) if found else _FREE


def _kind(pack: Pack, name: str, at: Path, pen: Pen) -> RecordType | None:
    if name.startswith("duty:"):
        if name.removeprefix("duty:") not in pack.duties:
            pen.unknown("duty_unknown", name.removeprefix("duty:"), pack.duties, at)
        return None
    kind = pack.record_types.get(name)
    if kind is None:
        pen.unknown("record_type_unknown", name, (*pack.record_types, *(f"duty:{d}" for d in pack.duties)), at)
    return kind


def field_of(
    kind: RecordType | None, name: str, allowed: tuple[FieldType, ...], at: Path, pen: Pen
) -> FieldType | None:
    """The type of a field that schemes may read; `allowed` empty: any."""
    if kind is None:
        return None
    spec = kind.field(name)
    if spec is None:
        pen.unknown("field_unknown", name, [f.name for f in kind.fields if f.scored], at)
        return None
    if not spec.scored:
        pen.wrong("expression_field_not_scored", at, field=name, record=kind.id)
    if allowed and spec.type not in allowed:
        pen.wrong("field_type", at, field=name, type=spec.type.value, wanted=", ".join(t.value for t in allowed))
        return None
    return spec.type


def _numbers(names: Names, wanted: Mapping[str, str], at: Path, pen: Pen) -> None:
    """References to measures that stand before and are numbers."""
    for key, name in wanted.items():
        if name not in names.units:
            pen.unknown("measure_unknown", name, names.units, (*at, key))
        elif names.units[name] == CODE:
            pen.wrong("measure_is_code", (*at, key), measure=name)


def ruling(test: Expression | None, names: Names, at: Path, pen: Pen) -> None:
    """Whether a condition beside records reads what there is, each compared with its own kind."""
    for field_, values in _asked(test):
        if field_.of_subject:
            if field_.name not in SUBJECT_FACTS:
                pen.unknown("fact_unknown", field_.name, SUBJECT_FACTS, at)
            continue
        if field_.name not in names.units:
            pen.unknown("measure_unknown", field_.name, names.known(), at)
            continue
        code = names.units[field_.name] == CODE
        for value in values:
            if isinstance(value, bool) or isinstance(value, str) != code:
                wanted = "expression_text_expected" if code else "expression_number_expected"
                pen.wrong(wanted, at, field=field_.name, found=str(value))


def _asked(test: Expression | None) -> Iterable[tuple[Field, tuple[Literal, ...]]]:
    match test:
        case All(parts) | Any_(parts):
            for part in parts:
                yield from _asked(part)
        case Not(part):
            yield from _asked(part)
        case Compare(found, _, value):
            yield found, (value,)
        case In(found, values):
            yield found, values
        case Has(found, code):
            yield found, (code,)
        case Truth(found):
            yield found, (True,)
        case None:
            return
        case other:
            yield from ((found, ()) for found in fields_of(other))


def _leads_to(pack: Pack, start: str, target: str, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a scheme reads another's results, directly or through others."""
    if start == target:
        return True
    read = {
        m.value.scheme for s in pack.schemes if s.id == start for m in s.measures if isinstance(m.value, OtherScheme)
    }
    return any(_leads_to(pack, other, target, seen | {start}) for other in read - seen)


def _read(scheme: Scheme) -> set[str]:
    """Every measure that something reads."""
    found = {term.measure for term in scheme.terms}
    tests: list[Expression | None] = [
        *(b.when for b in scheme.bands), *(v.when for v in scheme.verdicts), *(o.when for o in scheme.overrides if not o.record)
    ]  # fmt: skip
    for measure in scheme.measures:
        match measure.value:
            case Ratio(of, by):
                found |= {of, by}
            case Percentile(of, among, where):
                found |= {of, *among}
                tests.append(where)
            case Sum(parts):
                found |= {name for name, _ in parts}
            case Cases(cases):
                tests += [test for test, _ in cases]
    return found | {f.name for test in tests for f in fields_of(test) if not f.of_subject}
