"""Whether worked cases speak of what exists. What they come to is for an engine to say."""

from __future__ import annotations

from collections.abc import Sequence

from xinzhi.catalogue.cases import DUTY, Case, record_values
from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.model import Pack
from xinzhi.core.schemes.checks import DUTY_FIELDS
from xinzhi.core.schemes.nodes import NOT_RATED, Scheme


def worked_cases(pack: Pack, reading: Reading, cases: Sequence[Case]) -> None:
    for case in cases:
        try:
            scheme = pack.scheme(case.scheme, case.as_of)
        except KeyError:
            versions = {s.id for s in pack.schemes}
            if case.scheme in versions:
                reading.book.wrong("case_outside_force", case.place, scheme=case.scheme, on=case.as_of.isoformat())
            else:
                reading.unknown("scheme_unknown", case.place, case.scheme, versions)
            continue
        _records(pack, reading, case)
        _expected(reading, scheme, case)


def _records(pack: Pack, reading: Reading, case: Case) -> None:
    for record in case.records:
        if record.type.startswith(DUTY):
            known: tuple[str, ...] = DUTY_FIELDS
            if record.type.removeprefix(DUTY) not in pack.duties:
                reading.unknown("duty_unknown", record.place, record.type.removeprefix(DUTY), pack.duties)
                continue
        elif record.type not in pack.record_types:
            reading.unknown("record_type_unknown", record.place, record.type, pack.record_types)
            continue
        else:
            known = tuple(f.name for f in pack.record_types[record.type].fields)
        for name, node in record.values.items():
            if name not in known:
                reading.unknown("field_unknown", node.place, name, known)
        record_values(record, pack, reading.book)


def _expected(reading: Reading, scheme: Scheme, case: Case) -> None:
    rules, grades = {r.id for r in scheme.rules}, {b.grade for b in scheme.bands} | {v.grade for v in scheme.verdicts} | {NOT_RATED}
    dimensions, overrides = {d.id for d in scheme.dimensions}, {o.id for o in scheme.overrides}
    wanted = case.expected
    if wanted.grade is not None and wanted.grade not in grades:
        reading.unknown("grade_unknown", case.place, wanted.grade, grades)
    for code, names, known in (
        ("dimension_unknown", wanted.dimensions, dimensions),
        ("rule_unknown", [rule for rule, _ in wanted.contributions or ()], rules),
        ("rule_unknown", wanted.held_by or (), overrides),
        ("measure_unknown", wanted.measures, {m.id for m in scheme.measures}),
    ):
        for name in names:
            if name not in known:
                reading.unknown(code, case.place, name, known)
