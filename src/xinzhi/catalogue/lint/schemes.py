"""Whether a scheme can be computed and means something: what its rules read, how they fade, what its grades can be reached by."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.lint.bands import bands
from xinzhi.catalogue.lint.conditions import Codes, condition
from xinzhi.catalogue.lint.parts import lines_of
from xinzhi.catalogue.lint.pen import Path, Pen
from xinzhi.catalogue.model import Pack
from xinzhi.core.records import FieldType, RecordType
from xinzhi.core.schemes.expressions import fields_of
from xinzhi.core.schemes.nodes import HalfLife, Lookup, Override, Rule, Scheme, Steps
from xinzhi.core.subjects import SubjectKind

_DUTY = "duty:"


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


def _scheme(pack: Pack, scheme: Scheme, codes: Codes, pen: Pen) -> None:
    if scheme.department not in pack.departments:
        pen.unknown("department_unknown", scheme.department, pack.departments, ("department",))
    weights = sum(d.weight for d in scheme.dimensions)
    if weights != 1000:
        pen.wrong("weights_not_whole", ("dimensions",), sum=f"{weights / 10:g}%")
    for dimension in scheme.dimensions:
        at: Path = ("dimensions", dimension.id)
        if not dimension.floor <= dimension.base <= dimension.ceiling or dimension.floor < 0:
            pen.wrong("dimension_limits", at, dimension=dimension.id)
        if not any(rule.dimension == dimension.id for rule in scheme.rules):
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
    bands(scheme, pen)


def _rule(pack: Pack, scheme: Scheme, rule: Rule, codes: Codes, at: Path, pen: Pen) -> None:
    dimensions = {d.id for d in scheme.dimensions}
    if rule.dimension not in dimensions:
        pen.unknown("dimension_unknown", rule.dimension, dimensions, (*at, "dimension"))
    kind = _record(pack, scheme, rule.record, (*at, "record"), pen)
    if kind is not None or rule.record.startswith(_DUTY):
        condition(rule.when, kind, codes, (*at, "when"), pen)
    _fading(rule, at, pen)
    if rule.cap is not None and rule.cap <= 0:
        pen.wrong("cap_not_positive", (*at, "cap"))
    if isinstance(rule.points, Lookup):
        _lookup(rule.points, kind, codes, (*at, "points"), pen)
    elif rule.points == 0:
        pen.doubtful("rule_without_points", (*at, "points"), rule=rule.id)
    if rule.only is not None:
        latest = _record(pack, scheme, rule.only.record, (*at, "only", "latest"), pen)
        for owner in (latest, kind):
            spec = owner.field(rule.only.key) if owner else None
            if owner is not None and spec is None:
                pen.unknown("field_unknown", rule.only.key, [f.name for f in owner.fields], (*at, "only", "key"))
            elif owner is not None and spec is not None and not spec.scored:
                pen.wrong("expression_field_not_scored", (*at, "only", "key"), field=rule.only.key, record=owner.id)


def _override(pack: Pack, scheme: Scheme, override: Override, codes: Codes, at: Path, pen: Pen) -> None:
    grades = [b.grade for b in scheme.bands]
    if override.at_most not in grades:
        pen.unknown("grade_unknown", override.at_most, grades, (*at, "at_most"))
    elif override.at_most == grades[0]:
        pen.doubtful("override_without_effect", (*at, "at_most"), grade=override.at_most)
    kind = _record(pack, scheme, override.record, (*at, "record"), pen)
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
    longest = max((line.window_months or 1200 for _, line in lines_of(scheme) if line.record == name), default=0)
    if kind.in_force_to is not None and _months(kind.in_force_to, scheme.in_force_from) > longest:
        pen.wrong("record_before_scheme", at, record=name, end=kind.in_force_to.isoformat())
    subjects = {SubjectKind(k) for k in scheme.subject_kinds}
    if subjects and kind.party_kinds and not subjects & kind.party_kinds:
        pen.doubtful("record_meets_nobody", at, record=name)
    return kind


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def _fading(rule: Rule, at: Path, pen: Pen) -> None:
    """A share for every month of the window, none beyond it, and none that grows with age."""
    if isinstance(rule.decay, HalfLife) and rule.window_months is None:
        pen.wrong("window_missing", at, rule=rule.id)
    if not isinstance(rule.decay, Steps):
        return
    where = (*at, "decay", "steps")
    steps = rule.decay.steps
    for i, ((before, more), (after, less)) in enumerate(pairwise(steps)):
        if after <= before:
            pen.wrong("steps_not_ascending", (*where, f"#{i + 1}", "until"), until=after, before=before)
        elif rule.window_months is not None and before >= rule.window_months:
            pen.wrong("step_never_reached", (*where, f"#{i + 1}"), until=before, window=rule.window_months)
        if less > more:
            pen.doubtful("step_rises", (*where, f"#{i + 1}", "share"))
    last, window = steps[-1][0], rule.window_months
    if window is None:
        pen.wrong("window_missing", at, rule=rule.id)
    elif last < window:
        pen.wrong("steps_end_early", (*where, f"#{len(steps) - 1}"), until=last, window=window)
    elif window < steps[0][0]:
        pen.wrong("window_before_first_step", (*at, "window"), until=steps[0][0], window=window)


def _lookup(points: Lookup, kind: RecordType | None, codes: Codes, at: Path, pen: Pen) -> None:
    """A table of points names every code of its list and none besides: a value that is not in it has no score."""
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
    for code in known:
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
            names |= {line.points.field} if isinstance(line.points, Lookup) else set()
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
