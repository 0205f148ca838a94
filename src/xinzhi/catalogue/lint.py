"""What a pack says that cannot be meant: references that lead nowhere, overlaps, rules without ground, grades nobody reaches."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date

from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.model import ColumnMapping, Pack
from xinzhi.core.base.problems import Place, Problem, problem, warning
from xinzhi.core.records import ACTS_ON_RECORD, TARGET_KEY, TARGET_TYPE, FieldType, RecordType, Slot
from xinzhi.core.schemes import expressions
from xinzhi.core.schemes.checks import check
from xinzhi.core.schemes.nodes import NOT_RATED, HalfLife, Lookup, Rule, Scheme, Steps

_DUTY = "duty:"
RECORD_TYPE_LIST = "record_types"
"""The code list that the house builds itself: every record type of the pack."""


def lint(pack: Pack, reading: Reading) -> list[Problem]:
    """Problems with their places, for the sections that have any."""
    found: list[Problem] = []
    codes = {name: [c.key for c in codes.codes] for name, codes in pack.code_lists.items()}
    codes[RECORD_TYPE_LIST] = sorted(pack.record_types)
    for kind in pack.record_types.values():
        found += _at(_record_type(pack, kind, codes), reading, "record_types", kind.id)
    for scheme in pack.schemes:
        key = f"{scheme.id}@{scheme.version}"
        found += _at(_scheme(pack, scheme, codes), reading, "schemes", key)
    found += _overlaps(pack, reading)
    for duty in pack.duties.values():
        names = [n for n in (duty.met_by, duty.owed_by) if n]
        found += _at([_unknown("record_type_unknown", n, pack.record_types) for n in names if n not in pack.record_types], reading, "duties", duty.id)
        met = pack.record_types.get(duty.met_by)
        if met is not None and duty.period == "year" and met.field(duty.period_field) is None:
            found += _at([problem("field_unknown", field=duty.period_field, record=met.id)], reading, "duties", duty.id)
    for table in pack.risk.values():
        schemes = [s for s in pack.schemes if s.id == table.scheme]
        if not schemes:
            found += _at([_unknown("scheme_unknown", table.scheme, {s.id: s for s in pack.schemes})], reading, "risk", table.scheme)
        covered = [grade for c in table.classes for grade in c.grades]
        wanted = {b.grade for s in schemes for b in s.bands} | {NOT_RATED}
        found += _at(
            [problem("risk_grade_missing", grade=g) for g in sorted(wanted - set(covered))]
            + [problem("risk_grade_twice", grade=g) for g in sorted({g for g in covered if covered.count(g) > 1})]
            + [problem("grade_unknown", grade=g) for g in sorted(set(covered) - wanted)],
            reading, "risk", table.scheme,
        )  # fmt: skip
    for alert in pack.alerts:
        known = {"concerned", "producer", *pack.departments}
        found += _at([_unknown("department_unknown", t, known) for t in alert.to if t not in known], reading, "alerts", alert.id)
        if alert.kind == "duty_missed" and alert.duty and alert.duty not in pack.duties:
            found += _at([_unknown("duty_unknown", alert.duty, pack.duties)], reading, "alerts", alert.id)
    for mapping in pack.mappings:
        found += _at(list(_mapping(pack, mapping)), reading, "mappings", mapping.id)
    if pack.standing_scheme and pack.standing_scheme not in {s.id for s in pack.schemes}:
        found.append(_unknown("scheme_unknown", pack.standing_scheme, {s.id: s for s in pack.schemes}))
    found += _out_of_force(pack)
    return found


def _at(problems: Iterable[Problem], reading: Reading, section: str, id: str) -> list[Problem]:
    place = reading.origin[section, id][1] if (section, id) in reading.origin else Place()
    out = []
    for p in problems:
        detail = str(p.params.get("at", "")) if "at" in p.params else ""
        key = ".".join(part for part in (place.key or id, detail) if part)
        out.append(p.at(Place(place.file, place.line, place.column, key)))
    return out


def _unknown(code: str, name: str, known: Iterable[str], at: str = "") -> Problem:
    near = difflib.get_close_matches(name, list(known), 1, 0.5)
    return problem(code, found=name, proposal=near[0] if near else "", **({"at": at} if at else {}))


def _record_type(pack: Pack, kind: RecordType, codes: dict[str, list[str]]) -> list[Problem]:
    out: list[Problem] = []
    names = {f.name for f in kind.fields}
    for department in sorted(kind.departments - set(pack.departments)):
        out.append(_unknown("department_unknown", department, pack.departments))
    if not kind.departments:
        out.append(problem("key_missing", key="departments"))
    for f in kind.fields:
        if f.code_list and f.code_list not in codes:
            out.append(_unknown("code_list_unknown", f.code_list, codes, f"fields.{f.name}"))
        elif f.type is FieldType.CODE and f.default and f.default not in codes.get(f.code_list, ()):
            out.append(_unknown("code_unknown", f.default, codes[f.code_list], f"fields.{f.name}.default"))
        if f.split and f.name in kind.natural_key and len(kind.natural_key) < 2:
            out.append(problem("split_is_whole_key", field=f.name))
    for what, wanted in (
        ("natural_key", kind.natural_key), ("confirm_change", kind.confirm_change), ("date", (kind.date_field,)),
        ("clocks", tuple(c.starts for c in kind.clocks)),
        ("expires", tuple(n for e in kind.expiries for n in (e.starts, e.on) if n)),
        ("repair_after", tuple(n for e in kind.repair_after for n in (e.starts, e.on) if n)),
        ("effect", tuple(n for n in (kind.effect.by, kind.effect.effective) if n)),
    ):  # fmt: skip
        for name in wanted:
            if name != "party" and name not in names:
                out.append(_unknown("field_unknown", name, names, what))
    date_field = kind.field(kind.date_field)
    if date_field is not None and date_field.type not in (FieldType.DATE, FieldType.INSTANT):
        out.append(problem("date_field_is_no_date", field=kind.date_field, type=date_field.type.value))
    if kind.effect.all & ACTS_ON_RECORD:
        out += [problem("acting_field_missing", field=n) for n in (TARGET_TYPE, TARGET_KEY) if n not in names]
    elif not kind.party_kinds:
        out.append(problem("key_missing", key="party.kinds"))
    for at, term in [*(("expires", e) for e in kind.expiries), *(("repair_after", e) for e in kind.repair_after)]:
        if term.when:
            parsed = expressions.parse(term.when)
            wrong = [parsed] if isinstance(parsed, Problem) else [p for p in check(parsed, kind, codes)]
            out += [Problem(p.code, {**p.params, "at": at}, p.severity) for p in wrong]
    for slot in kind.required_slots:
        if slot not in kind.party_slots:
            out.append(problem("field_unknown", found=slot.value, proposal="", at="party.required"))
    for key in kind.sample or {}:
        if key not in names and key not in {s.value for s in Slot}:
            out.append(_unknown("field_unknown", key, names, "sample"))
    if not kind.title.en:
        out.append(warning("english_missing"))
    return out


def _scheme(pack: Pack, scheme: Scheme, codes: dict[str, list[str]]) -> list[Problem]:
    out: list[Problem] = []
    dimensions = {d.id: d for d in scheme.dimensions}
    if sum(d.weight for d in scheme.dimensions) != 1000:
        out.append(problem("weights_not_whole", sum=f"{sum(d.weight for d in scheme.dimensions) / 10:g}%", at="dimensions"))
    for d in scheme.dimensions:
        if not d.floor <= d.base <= d.ceiling or d.floor < 0:
            out.append(problem("dimension_limits", dimension=d.id, at="dimensions"))
    ids = [r.id for r in scheme.rules] + [o.id for o in scheme.overrides]
    out += [problem("rule_twice", rule=i) for i in sorted({i for i in ids if ids.count(i) > 1})]
    for rule in scheme.rules:
        at = f"rules.{rule.id}"
        if rule.dimension not in dimensions:
            out.append(_unknown("dimension_unknown", rule.dimension, dimensions, at))
        out += _reads(pack, rule.record, rule.when, codes, at)
        out += _rule(pack, rule, codes, at)
    for override in scheme.overrides:
        at = f"overrides.{override.id}"
        if override.at_most not in {b.grade for b in scheme.bands}:
            out.append(_unknown("grade_unknown", override.at_most, [b.grade for b in scheme.bands], at))
        out += _reads(pack, override.record, override.when, codes, at)
    if scheme.enough:
        for name in sorted(scheme.enough.records):
            out += _reads(pack, name, None, codes, "enough")
    out += _bands(scheme)
    return out


def _reads(
    pack: Pack, record: str, when: expressions.Expression | None, codes: dict[str, list[str]], at: str
) -> list[Problem]:
    if record.startswith(_DUTY):
        duty = record.removeprefix(_DUTY)
        if duty not in pack.duties:
            return [_unknown("duty_unknown", duty, pack.duties, at)]
        wrong = check(when, None, codes)
    elif record not in pack.record_types:
        return [_unknown("record_type_unknown", record, pack.record_types, at)]
    else:
        wrong = check(when, pack.record_types[record], codes)
    return [Problem(p.code, {**p.params, "at": at}, p.severity) for p in wrong]


def _rule(pack: Pack, rule: Rule, codes: dict[str, list[str]], at: str) -> list[Problem]:
    out: list[Problem] = []
    kind = pack.record_types.get(rule.record)
    if isinstance(rule.decay, HalfLife) and rule.window_months is None:
        out.append(problem("window_missing", at=at))
    if isinstance(rule.decay, Steps):
        untils = [until for until, _ in rule.decay.steps]
        if untils != sorted(set(untils)):
            out.append(problem("steps_not_ascending", at=at))
        if rule.window_months is not None and untils[-1] < rule.window_months:
            out.append(problem("steps_end_early", until=untils[-1], window=rule.window_months, at=at))
    if rule.cap is not None and rule.cap <= 0:
        out.append(problem("cap_not_positive", at=at))
    if isinstance(rule.points, Lookup) and kind is not None:
        spec = kind.field(rule.points.field)
        if spec is None or not spec.scored or spec.type is not FieldType.CODE:
            out.append(_unknown("lookup_field", rule.points.field, [f.name for f in kind.fields if f.scored], at))
        else:
            known = codes.get(spec.code_list, [])
            out += [_unknown("code_unknown", c, known, at) for c in rule.points.points if c not in known]
            out += [problem("lookup_misses", code=c, at=at) for c in known if c not in rule.points.points]
    elif rule.points == 0:
        out.append(warning("rule_without_points", at=at))
    if rule.only is not None:
        latest = pack.record_types.get(rule.only.record)
        if latest is None:
            out.append(_unknown("record_type_unknown", rule.only.record, pack.record_types, at))
        for owner in (latest, kind):
            spec = owner.field(rule.only.key) if owner else None
            if owner is not None and (spec is None or not spec.scored):
                out.append(problem("expression_field_not_scored", field=rule.only.key, record=owner.id, at=at))
    return out


def _bands(scheme: Scheme) -> list[Problem]:
    out: list[Problem] = []
    if not scheme.bands:
        return [problem("key_missing", key="bands")]
    if scheme.bands[-1].at_least is not None:
        out.append(problem("last_band_open", grade=scheme.bands[-1].grade, at="bands"))
    limits = [b.at_least for b in scheme.bands[:-1]]
    if any(limit is None for limit in limits):
        out.append(problem("band_limit_missing", at="bands"))
    elif limits != sorted({limit for limit in limits if limit is not None}, reverse=True):
        out.append(problem("bands_not_descending", at="bands"))
    best = sum(d.weight * d.ceiling for d in scheme.dimensions) // 1000
    worst = sum(d.weight * _lowest(scheme, d.id) for d in scheme.dimensions) // 1000
    held = {o.at_most for o in scheme.overrides}
    for upper, band in zip([None, *scheme.bands], scheme.bands, strict=False):
        ceiling = best if upper is None else (upper.at_least or 0) - 1
        floor = band.at_least if band.at_least is not None else 0
        if (floor > best or ceiling < worst) and band.grade not in held:
            out.append(problem("grade_unreachable", grade=band.grade, worst=f"{worst / 1000:g}", best=f"{best / 1000:g}", at="bands"))
    return out


def _lowest(scheme: Scheme, dimension: str) -> int:
    """The least that a dimension can come to, in milli-points."""
    d = next(d for d in scheme.dimensions if d.id == dimension)
    total = d.base
    for rule in scheme.rules:
        if rule.dimension != dimension:
            continue
        least = min(rule.points.points.values(), default=0) if isinstance(rule.points, Lookup) else rule.points
        if least < 0:
            if rule.cap is None:
                return d.floor
            total -= rule.cap
    return max(d.floor, total)


def _overlaps(pack: Pack, reading: Reading) -> list[Problem]:
    out: list[Problem] = []
    by_id: dict[str, list[Scheme]] = {}
    for scheme in pack.schemes:
        by_id.setdefault(scheme.id, []).append(scheme)
    for versions in by_id.values():
        ordered = sorted(versions, key=lambda s: s.in_force_from)
        for before, after in zip(ordered, ordered[1:], strict=False):
            if before.in_force_to is None or before.in_force_to > after.in_force_from:
                out += _at(
                    [problem("versions_overlap", version=before.version, other=after.version)],
                    reading, "schemes", f"{after.id}@{after.version}",
                )  # fmt: skip
    return out


def _mapping(pack: Pack, mapping: ColumnMapping) -> Iterable[Problem]:
    record_type, department = mapping.record_type, mapping.department
    kinds = [pack.record_types.get(name) for name in (record_type, *mapping.also)]
    for name, kind in zip((record_type, *mapping.also), kinds, strict=True):
        if kind is None:
            yield _unknown("record_type_unknown", name, pack.record_types)
    if department and department not in pack.departments:
        yield _unknown("department_unknown", department, pack.departments)
    known = {f.name for kind in kinds if kind for f in kind.fields} | {s.value for s in Slot} | {""}
    for target in [*mapping.columns.values(), *mapping.constants]:
        if target not in known:
            yield _unknown("field_unknown", target, known)


def _out_of_force(pack: Pack) -> list[Problem]:
    """Rules that rest on an instrument that is not in force when the rule is."""
    out: list[Problem] = []
    for scheme in pack.schemes:
        for rule in (*scheme.rules, *scheme.overrides):
            for basis in rule.basis:
                end = basis.instrument.in_force_to
                if end is not None and end <= max(scheme.in_force_from, date.min):
                    out.append(problem("instrument_out_of_force", instrument=basis.instrument.id, rule=rule.id, ended=end.isoformat()))
    return out
