"""The logical relations of an evaluation, declared once: every store and every file format supplies these shapes.

`records` holds only what counts: folded, and filtered by the two dates. Missed duties are among them, with the record type
`duty:<id>`, a negative id, and the boolean `late`. There are no names, numbers of persons or addresses in any relation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xinzhi.core.records import FieldType, RecordType
from xinzhi.core.schemes.expressions import Field, fields_of
from xinzhi.core.schemes.nodes import Scheme
from xinzhi.engine.tables import Compiled

RECORDS = {"record_id": "BIGINT", "subject_id": "BIGINT", "record_type": "VARCHAR", "occurred_on": "DATE"}
SUBJECTS = {"subject_id": "BIGINT", "kind": "VARCHAR", "industry": "VARCHAR", "region": "VARCHAR"}
POINTS = {"rule": "INTEGER", "record_type": "VARCHAR", "age": "INTEGER", "milli": "BIGINT"}
KEYED = {"key": "VARCHAR"}
RULES = {"rule": "INTEGER", "dimension": "INTEGER", "cap": "BIGINT", "at_most": "INTEGER"}

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
    """Which columns of `records` an evaluation needs beyond the four that are always there, with their types."""

    fields: Mapping[str, str]

    @property
    def all(self) -> dict[str, str]:
        return {**RECORDS, **self.fields}


def columns(tables: Compiled, record_types: Mapping[str, RecordType]) -> Columns:
    """The columns that this scheme reads. Raises `ValueError` where two record types give one name two types."""
    found: dict[str, str] = {}
    for line in tables.lines:
        wanted = {f.name for f in fields_of(line.when) if not f.of_subject}
        if line.key_field:
            wanted.add(line.key_field)
        if line.only:
            wanted.add(line.only.key)
        kind = record_types.get(line.record)
        for name in sorted(wanted):
            spec = kind.field(name) if kind else None
            sql = DUTY_COLUMNS[name] if spec is None else _TYPES.get(spec.type, "VARCHAR")
            if found.setdefault(name, sql) != sql:
                raise ValueError(f"field {name} is {found[name]} in one record type and {sql} in {line.record}")
    return Columns(found)


def reads_subject(scheme: Scheme) -> Iterable[Field]:
    """The facts about the subject that the scheme's conditions read."""
    conditions = [*(r.when for r in scheme.rules), *(o.when for o in scheme.overrides)]
    for condition in conditions:
        yield from (f for f in fields_of(condition) if f.of_subject)
