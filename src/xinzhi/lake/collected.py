"""Records and subjects collected one by one into the columnar relations of the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import pyarrow as pa

from xinzhi.engine.records import Scored
from xinzhi.engine.relations import RECORDS, RESULTS, SUBJECTS, Columns

ARROW = {
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
}


class Collected:
    """`records` and `subjects` for one scheme's columns. A field that the scheme does not read of a record type is left out."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.cells: dict[str, list[object]] = {name: [] for name in columns.all}
        self.who: dict[str, list[object]] = {name: [] for name in SUBJECTS}

    def add(
        self,
        subject_id: int,
        kind: str,
        industry: str,
        region: str,
        records: Iterable[Scored],
        *,
        status: str = "",
        registered_on: date | None = None,
        ended_on: date | None = None,
    ) -> None:
        """One subject, with the records that count for it."""
        for name, value in zip(SUBJECTS, (subject_id, kind, industry, region, status, registered_on, ended_on), strict=True):
            self.who[name].append(value)
        for record in records:
            always = (record.record_id, subject_id, record.record_type, record.occurred_on)
            for name, known in zip(RECORDS, always, strict=True):
                self.cells[name].append(known)
            filled = self.columns.by_record.get(record.record_type, ())
            for name in self.columns.fields:
                self.cells[name].append(record.fields.get(name) if name in filled else None)

    def records(self) -> pa.Table:
        return _table(self.cells, self.columns.all)

    def subjects(self) -> pa.Table:
        return _table(self.who, SUBJECTS)


def results_table(rows: Sequence[tuple[int, str, int | None, str]]) -> pa.Table:
    """What other schemes came to: subject, scheme, score, grade."""
    cells = {name: [row[i] for row in rows] for i, name in enumerate(RESULTS)}
    return _table(cells, RESULTS)


def _table(cells: Mapping[str, Sequence[object]], types: dict[str, str]) -> pa.Table:
    return pa.table({name: pa.array(_values(cells[name], sql), ARROW[sql]) for name, sql in types.items()})


def _values(values: Sequence[object], sql: str) -> Sequence[object]:
    """Days may come as ISO text, as facts hold them."""
    if sql == "DATE":
        return [date.fromisoformat(v) if isinstance(v, str) else v for v in values]
    return values
