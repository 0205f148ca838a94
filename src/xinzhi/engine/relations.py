"""The logical relations of an evaluation, declared once: every store and every file format supplies these shapes.

`records` holds only what counts: folded, and filtered by the two dates. Missed duties are among them, with the record type
`duty:<id>`, a negative id, and the boolean `late`. There are no names, numbers of persons or addresses in any relation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xinzhi.core.records import FieldType, RecordType
from xinzhi.core.schemes.expressions import Expression, Field, fields_of
from xinzhi.core.schemes.measures import Aggregate, Cases, MonthsSince, MostWithin, Percentile, Streak
from xinzhi.core.schemes.nodes import Scheme
from xinzhi.engine.tables import Compiled, Prepared

RECORDS = {"record_id": "BIGINT", "subject_id": "BIGINT", "record_type": "VARCHAR", "occurred_on": "DATE"}
SUBJECTS = {
    "subject_id": "BIGINT", "kind": "VARCHAR", "industry": "VARCHAR", "region": "VARCHAR", "status": "VARCHAR",
    "registered_on": "DATE", "ended_on": "DATE",
}  # fmt: skip
RESULTS = {"subject_id": "BIGINT", "scheme": "VARCHAR", "score": "BIGINT", "grade": "VARCHAR"}
"""What other schemes came to on the same day, for those that read them."""
POINTS = {"rule": "INTEGER", "record_type": "VARCHAR", "age": "INTEGER", "milli": "BIGINT"}
LOOKUPS = {"rule": "INTEGER", "age": "INTEGER", "key": "VARCHAR", "milli": "BIGINT"}
RULES = {"rule": "INTEGER", "dimension": "INTEGER", "cap": "BIGINT", "at_most": "INTEGER", "at_least": "INTEGER"}
HITS = {"subject_id": "BIGINT", "record_id": "BIGINT", "rule": "INTEGER", "age": "INTEGER", "milli": "BIGINT"}
"""The explanation: one row for each record and rule that counted. `rule` is the rule's place in the scheme, overrides last."""

_TYPES = {
    FieldType.INTEGER: "BIGINT",
    FieldType.MONEY: "BIGINT",
    FieldType.POINTS: "BIGINT",
    FieldType.DATE: "DATE",
    FieldType.BOOLEAN: "BOOLEAN",
}
DUTY_COLUMNS = {"late": "BOOLEAN"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of `records` an evaluation needs beyond the four that are always there, with their types.

    `by_record` says which of them a record type fills; in rows of all other types they are NULL, whatever those types may call
    by the same name.
    """

    fields: Mapping[str, str]
    by_record: Mapping[str, tuple[str, ...]]

    @property
    def all(self) -> dict[str, str]:
        return {**RECORDS, **self.fields}


def columns(tables: Compiled, record_types: Mapping[str, RecordType]) -> Columns:
    """The columns that this scheme reads. Raises `ValueError` where two record types give one name two types: the linter of
    packs does not let that pass."""
    found: dict[str, str] = {}
    filled: dict[str, set[str]] = {}
    for record, name in _read(tables):
        kind = record_types.get(record)
        spec = kind.field(name) if kind else None
        sql = DUTY_COLUMNS[name] if spec is None else _TYPES.get(spec.type, "VARCHAR")
        if found.setdefault(name, sql) != sql:
            raise ValueError(f"field {name} is {found[name]} in one record type and {sql} in {record}")
        filled.setdefault(record, set()).add(name)
    return Columns(
        dict(sorted(found.items())), {record: tuple(sorted(names)) for record, names in sorted(filled.items())}
    )


def _read(tables: Compiled) -> Iterable[tuple[str, str]]:
    """Record type and field, for every field that a line or a measure reads."""
    for line in tables.lines:
        for test in (line.when, *(factor.when for factor in line.factors)):
            yield from _asked(line.record, test)
        if line.key_field and not line.key_of_subject:
            yield line.record, line.key_field
        if line.from_field:
            yield line.record, line.from_field.field
        if line.only:
            yield line.record, line.only.key
            yield line.only.record, line.only.key
        for name in line.place.per if line.place else ():
            yield line.record, name
    for prepared in tables.measures:
        yield from _measured(prepared)


def _measured(prepared: Prepared) -> Iterable[tuple[str, str]]:
    yield from _asked(prepared.sight.record, prepared.sight.when)
    match prepared.measure.value:
        case Aggregate(field=name, record=record) if name:
            yield record, name
        case MostWithin(record=record, per=per):
            yield from ((record, name) for name in per)
        case Streak(points=points):
            for (record, _, _), test in zip(points, prepared.conditions, strict=True):
                yield from _asked(record, test)


def _asked(record: str, test: Expression | None) -> Iterable[tuple[str, str]]:
    return ((record, field.name) for field in fields_of(test) if not field.of_subject)


def reads_subject(scheme: Scheme) -> Iterable[Field]:
    """The facts about the subject that conditions on records read."""
    rules = [rule for version in (scheme, *scheme.former) for rule in version.rules]
    conditions = [
        *(r.when for r in rules), *(f.when for r in rules for f in r.factors), *(o.when for o in scheme.overrides if o.record),
    ]  # fmt: skip
    for condition in conditions:
        yield from (f for f in fields_of(condition) if f.of_subject)


def facts_of(scheme: Scheme) -> list[str]:
    """The facts about the subject that measures, bands, verdicts and overrides without a record read, in order."""
    found: set[str] = set()
    tests: list[Expression | None] = [
        *(band.when for band in scheme.bands), *(v.when for v in scheme.verdicts),
        *(o.when for o in scheme.overrides if not o.record),
    ]  # fmt: skip
    for measure in scheme.measures:
        match measure.value:
            case Percentile(among=among, where=where):
                tests.append(where)
                found |= {name.removeprefix("subject.") for name in among if name.startswith("subject.")}
            case Cases(cases):
                tests += [test for test, _ in cases]
            case MonthsSince(name):
                found.add(name)
    return sorted(found | {field.name for test in tests for field in fields_of(test) if field.of_subject})
