"""Whether a scheme can be computed and means something: what its rules read, how they fade, what its grades can be reached by."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.lint.bands import bands
from xinzhi.catalogue.lint.conditions import Codes, condition
from xinzhi.catalogue.lint.measures import field_of, measures
from xinzhi.catalogue.lint.parts import lines_of
from xinzhi.catalogue.lint.pen import Path, Pen
from xinzhi.catalogue.lint.rulings import rulings
from xinzhi.catalogue.model import Pack
from xinzhi.core.authority import CREDIT_OFFICE
from xinzhi.core.records import FieldType, RecordType
from xinzhi.core.schemes.expressions import SUBJECT_FACTS, fields_of
from xinzhi.core.schemes.measures import PointsOf
from xinzhi.core.schemes.nodes import FromField, Lookup, Override, Rule, Scheme
from xinzhi.core.schemes.windows import Calendar, Days, HalfLife, Linear, Months, Steps, Window
from xinzhi.core.subjects import SubjectKind

_DUTY = "duty:"
_NUMBERS = (FieldType.INTEGER, FieldType.MONEY, FieldType.POINTS)


def schemes(pack: Pack, reading: Reading, codes: Codes) -> None:
    """Every version of every scheme, and that no two versions hold on one day."""
    by_id: dict[str, list[Scheme]] = {}
    for scheme in pack.schemes:
        by_id.setdefault(scheme.id, []).append(scheme)
        _scheme(pack, scheme, codes, Pen(reading, "schemes", f"{scheme.id}@{scheme.version}"))
    for versions in by_id.values():
        for before, after in pairwise(sorted(versions, key=lambda s: s.in_force_from)):
            pen = Pen(reading, "schemes", f"{after.id}@{after.version}")
            if before.in_force_to is None or before.in_force_to > after.in_force_from:
                place = reading.place("schemes", f"{before.id}@{before.version}", ("in_force",))
                pen.wrong(
                    "versions_overlap", ("in_force",), version=after.version, other=before.version,
                    start=after.in_force_from.isoformat(), file=place.file, line=place.line,
                )  # fmt: skip
            elif before.in_force_to < after.in_force_from:
                pen.doubtful(
                    "versions_gap", ("in_force",), version=after.version, other=before.version,
                    end=before.in_force_to.isoformat(), start=after.in_force_from.isoformat(),
                )  # fmt: skip


def _without_score(scheme: Scheme, pen: Pen) -> None:
    """A scheme without dimensions answers in words alone: nothing in it may speak of a score."""
    for i, band in enumerate(scheme.bands):
        for key, limit in (("at_least", band.at_least), ("at_most", band.at_most)):
            if limit is not None:
                pen.wrong("limit_without_score", ("bands", f"#{i}", key), grade=band.grade)


def _scheme(pack: Pack, scheme: Scheme, codes: Codes, pen: Pen) -> None:
    if scheme.department not in pack.departments:
        pen.unknown("department_unknown", scheme.department, pack.departments, ("department",))
    weights = sum(d.weight for d in scheme.dimensions)
    if not scheme.dimensions:
        _without_score(scheme, pen)
    elif weights != 1000:
        pen.wrong("weights_not_whole", ("dimensions",), sum=f"{weights / 10:g}%")
    for dimension in scheme.dimensions:
        at: Path = ("dimensions", dimension.id)
        if not dimension.floor <= dimension.base <= dimension.ceiling or dimension.floor < 0:
            pen.wrong("dimension_limits", at, dimension=dimension.id)
        moved = {rule.dimension for rule in scheme.rules} | {term.dimension for term in scheme.terms}
        if dimension.id not in moved:
            pen.doubtful("dimension_without_rules", at, dimension=dimension.id)
    seen: set[str] = set()
    for where, line in lines_of(scheme):
        if line.id in seen:
            pen.wrong("rule_twice", (*where, "id"), rule=line.id)
        seen.add(line.id)
    for i, rule in enumerate(scheme.rules):
        _rule(pack, scheme, rule, codes, ("rules", f"#{i}"), pen)
    for i, override in enumerate(scheme.overrides):
        _override(pack, scheme, override, codes, ("overrides", f"#{i}"), pen)
    if scheme.enough:
        for name in sorted(scheme.enough.records):
            _record(pack, scheme, name, ("enough", "records", name), pen)
    _one_type_each(pack, scheme, pen)
    rulings(scheme, measures(pack, scheme, codes, pen), pen)
    bands(scheme, pen)


def _rule(pack: Pack, scheme: Scheme, rule: Rule, codes: Codes, at: Path, pen: Pen) -> None:
    dimensions = {d.id for d in scheme.dimensions}
    if not rule.dimension and not any(isinstance(m.value, PointsOf) and rule.id in m.value.rules for m in scheme.measures):
        pen.wrong("rule_in_no_dimension", at, rule=rule.id)
    elif rule.dimension and rule.dimension not in dimensions:
        pen.unknown("dimension_unknown", rule.dimension, dimensions, (*at, "dimension"))
    kind = _record(pack, scheme, rule.record, (*at, "record"), pen)
    if kind is not None or rule.record.startswith(_DUTY):
        condition(rule.when, kind, codes, (*at, "when"), pen)
    _fading(rule, at, pen)
    if rule.cap is not None and rule.cap <= 0:
        pen.wrong("cap_not_positive", (*at, "cap"))
    if isinstance(rule.points, Lookup):
        _lookup(rule.points, kind, codes, (*at, "points"), pen)
    elif isinstance(rule.points, FromField):
        field_of(kind, rule.points.field, _NUMBERS, (*at, "points", "field"), pen)
    elif rule.points == 0:
        pen.doubtful("rule_without_points", (*at, "points"), rule=rule.id)
    for i, factor in enumerate(rule.factors):
        if kind is not None or rule.record.startswith(_DUTY):
            condition(factor.when, kind, codes, (*at, "factors", f"#{i}", "when"), pen)
    if rule.place is not None:
        if rule.place.last is not None and rule.place.last < rule.place.first:
            pen.wrong("place_reversed", (*at, "place", "to"))
        for name in rule.place.per:
            field_of(kind, name, (), (*at, "place", "per", name), pen)
    if rule.judged_by and rule.judged_by not in (CREDIT_OFFICE, *pack.departments):
        pen.unknown("department_unknown", rule.judged_by, (CREDIT_OFFICE, *pack.departments), (*at, "judgement", "by"))
    _raises(rule, kind, at, pen)
    if rule.only is not None:
        latest = _record(pack, scheme, rule.only.record, (*at, "only", "latest"), pen)
        for owner in (latest, kind):
            spec = owner.field(rule.only.key) if owner else None
            if owner is not None and spec is None:
                pen.unknown("field_unknown", rule.only.key, [f.name for f in owner.fields], (*at, "only", "key"))
            elif owner is not None and spec is not None and not spec.scored:
                pen.wrong("expression_field_not_scored", (*at, "only", "key"), field=rule.only.key, record=owner.id)


def _raises(rule: Rule, kind: RecordType | None, at: Path, pen: Pen) -> None:
    """A record that speaks against its subject and yet raises its score: it may be meant, but it is said."""
    match rule.points:
        case Lookup(points=table, otherwise=otherwise):
            most = max([*table.values(), otherwise or 0])
        case FromField(high=high):
            most = high
        case plain:
            most = plain
    if kind is not None and kind.negative and most > 0:
        pen.doubtful("violation_raises", (*at, "points"), rule=rule.id, record=rule.record)


def _override(pack: Pack, scheme: Scheme, override: Override, codes: Codes, at: Path, pen: Pen) -> None:
    grades = [b.grade for b in scheme.bands]
    if override.at_most not in grades:
        pen.unknown("grade_unknown", override.at_most, grades, (*at, "at_most"))
    elif override.at_most == grades[-1 if override.lifts else 0]:
        pen.doubtful("override_without_effect", (*at, "at_most"), grade=override.at_most)
    kind = _record(pack, scheme, override.record, (*at, "record"), pen) if override.record else None
    if kind is not None or override.record.startswith(_DUTY):
        condition(override.when, kind, codes, (*at, "when"), pen)


def _record(pack: Pack, scheme: Scheme, name: str, at: Path, pen: Pen) -> RecordType | None:
    """The record type that a rule reads, if it can ever have a record to read."""
    if name.startswith(_DUTY):
        duty = name.removeprefix(_DUTY)
        if duty not in pack.duties:
            pen.unknown("duty_unknown", duty, pack.duties, at)
        return None
    kind = pack.record_types.get(name)
    if kind is None:
        pen.unknown("record_type_unknown", name, (*pack.record_types, *(_DUTY + d for d in pack.duties)), at)
        return None
    if kind.in_force_from is not None and scheme.in_force_to is not None and kind.in_force_from >= scheme.in_force_to:
        pen.wrong("record_after_scheme", at, record=name, start=kind.in_force_from.isoformat())
    longest = max((months_of(line.window) or 1200 for _, line in lines_of(scheme) if line.record == name), default=0)
    if kind.in_force_to is not None and _months(kind.in_force_to, scheme.in_force_from) > longest:
        pen.wrong("record_before_scheme", at, record=name, end=kind.in_force_to.isoformat())
    subjects = {SubjectKind(k) for k in scheme.subject_kinds}
    if subjects and kind.party_kinds and not subjects & kind.party_kinds:
        pen.doubtful("record_meets_nobody", at, record=name)
    return kind


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def months_of(window: Window | None) -> int | None:
    """How many months back a window reaches at most."""
    match window:
        case None:
            return None
        case Months(months):
            return months
        case Days(days):
            return days // 28 + 1
        case Calendar(span, last, current):
            return span.months * (1 if current else last + 1)


def _fading(rule: Rule, at: Path, pen: Pen) -> None:
    """A share for every month of the window, none beyond it, and none that grows with age."""
    if isinstance(rule.decay, HalfLife | Linear) and rule.window is None:
        pen.wrong("window_missing", at, rule=rule.id)
    if not isinstance(rule.decay, Steps):
        return
    where = (*at, "decay", "steps")
    window = months_of(rule.window)
    steps = rule.decay.steps
    for i, ((before, more), (after, less)) in enumerate(pairwise(steps)):
        if after <= before:
            pen.wrong("steps_not_ascending", (*where, f"#{i + 1}", "until"), until=after, before=before)
        elif window is not None and before >= window:
            pen.wrong("step_never_reached", (*where, f"#{i + 1}"), until=before, window=window)
        if less > more:
            pen.doubtful("step_rises", (*where, f"#{i + 1}", "share"))
    last = steps[-1][0]
    if window is None:
        pen.wrong("window_missing", at, rule=rule.id)
    elif last < window:
        pen.wrong("steps_end_early", (*where, f"#{len(steps) - 1}"), until=last, window=window)
    elif window < steps[0][0]:
        pen.wrong("window_before_first_step", (*at, "window"), until=steps[0][0], window=window)


def _lookup(points: Lookup, kind: RecordType | None, codes: Codes, at: Path, pen: Pen) -> None:
    """A table of points names every code of its list and none besides: a value that is not in it has no score."""
    if points.of_subject:
        if points.field not in SUBJECT_FACTS:
            pen.unknown("fact_unknown", points.field, SUBJECT_FACTS, (*at, "lookup"))
        elif points.otherwise is None:
            pen.wrong("lookup_open", (*at, "lookup"), fact=points.field)
        return
    if kind is None:
        return
    spec = kind.field(points.field)
    if spec is None or not spec.scored or spec.type is not FieldType.CODE:
        fitting = [f.name for f in kind.fields if f.scored and f.type is FieldType.CODE]
        pen.unknown("lookup_field", points.field, fitting, (*at, "lookup"))
        return
    known = codes.get(spec.code_list, ())
    for code in points.points:
        if code not in known:
            pen.unknown("code_unknown", code, known, (*at, "table", f"{code}:"))
    for code in known if points.otherwise is None else ():
        if code not in points.points:
            pen.wrong("lookup_misses", (*at, "table"), code=code, list=spec.code_list)


_COLUMNS = {
    FieldType.INTEGER: "number",
    FieldType.MONEY: "number",
    FieldType.POINTS: "number",
    FieldType.DATE: "date",
    FieldType.BOOLEAN: "boolean",
}


def _one_type_each(pack: Pack, scheme: Scheme, pen: Pen) -> None:
    """The records of an evaluation lie in one table: a field that two record types share has one type in both."""
    found: dict[str, tuple[str, str]] = {}
    for at, line in lines_of(scheme):
        kind = pack.record_types.get(line.record)
        names = {f.name for f in fields_of(line.when) if not f.of_subject}
        if isinstance(line, Rule):
            own = isinstance(line.points, FromField) or (isinstance(line.points, Lookup) and not line.points.of_subject)
            names |= {line.points.field} if own else set()  # type: ignore[union-attr]
            names |= {line.only.key} if line.only else set()
        for name in sorted(names):
            spec = kind.field(name) if kind else None
            if spec is None:
                continue
            column = _COLUMNS.get(spec.type, "text")
            first, record = found.setdefault(name, (column, line.record))
            if first != column:
                pen.wrong(
                    "field_types_differ",
                    (*at, "when"),
                    field=name,
                    record=line.record,
                    type=column,
                    other=record,
                    other_type=first,
                )
