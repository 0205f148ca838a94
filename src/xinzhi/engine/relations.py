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
LOOKUPS = {"rule": "INTEGER", "age": "INTEGER", "key": "VARCHAR", "milli": "BIGINT"}
RULES = {"rule": "INTEGER", "dimension": "INTEGER", "cap": "BIGINT", "at_most": "INTEGER"}
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
    """Record type and field, for every field that a line reads."""
    for line in tables.lines:
        yield from ((line.record, field.name) for field in fields_of(line.when) if not field.of_subject)
        if line.key_field:
            yield line.record, line.key_field
        if line.only:
            yield line.record, line.only.key
            yield line.only.record, line.only.key


def reads_subject(scheme: Scheme) -> Iterable[Field]:
    """The facts about the subject that the scheme's conditions read."""
    conditions = [*(r.when for r in scheme.rules), *(o.when for o in scheme.overrides)]
    for condition in conditions:
        yield from (f for f in fields_of(condition) if f.of_subject)
