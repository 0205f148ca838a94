"""Rows and columns through the plain-Python evaluator: slow, and obviously right. Other engines are compared with it."""

from __future__ import annotations

from collections import defaultdict

import pyarrow as pa

from xinzhi.core.base.problems import Refused, problem
from xinzhi.engine.records import Scored as Record
from xinzhi.engine.reference import Asked, Assessment, assess_all
from xinzhi.engine.relations import HITS, RECORDS, SUBJECTS, Columns
from xinzhi.engine.tables import Compiled
from xinzhi.engine.values import Result
from xinzhi.lake.collected import ARROW
from xinzhi.lake.scored import Scored


def run(
    tables: Compiled,
    records: pa.Table,
    subjects: pa.Table,
    wanted: Columns,
    *,
    results: pa.Table,
    explained: bool = True,
) -> Scored:
    """What the other engines give, one subject after another. Raises `Refused` where one record id stands for two records."""
    of = _by_subject(records, wanted)
    others: dict[int, dict[str, Result]] = defaultdict(dict)
    for row in results.to_pylist():
        others[row["subject_id"]][row["scheme"]] = Result(row["score"], row["grade"])
    kinds = tables.scheme.subject_kinds
    who = [row for row in subjects.select(list(SUBJECTS)).to_pylist() if not kinds or row["kind"] in kinds]
    found = assess_all(tables, [Asked(of[row["subject_id"]], row, others[row["subject_id"]]) for row in who])
    ids = [row["subject_id"] for row in who]
    return Scored(
        _assessments(tables, ids, found),
        _hits(tables, ids, found) if explained else None,
        _measures(tables, ids, found) if tables.measures else None,
    )


def _by_subject(records: pa.Table, wanted: Columns) -> dict[int, list[Record]]:
    out: dict[int, list[Record]] = defaultdict(list)
    seen: dict[int, dict[str, object]] = {}
    fields = list(wanted.fields)
    for row in records.select([*RECORDS, *fields]).to_pylist():
        if seen.setdefault(row["record_id"], row) != row:
            raise Refused(problem("record_id_not_unique", record=row["record_id"]))
        filled = wanted.by_record.get(row["record_type"], ())
        values = {name: row[name] for name in filled if row[name] is not None}
        out[row["subject_id"]].append(Record(row["record_id"], row["record_type"], row["occurred_on"], values))
    return out


def _assessments(tables: Compiled, ids: list[int], found: list[Assessment]) -> pa.Table:
    cells: dict[str, pa.Array] = {"subject_id": pa.array(ids, pa.int64())}
    for i in range(len(tables.scheme.dimensions)):
        cells[f"v{i}"] = pa.array([one.dimensions[i] for one in found], pa.int64())
    cells["score"] = pa.array([one.score for one in found], pa.int64())
    cells["grade"] = pa.array([one.grade for one in found], pa.string())
    cells["reason"] = pa.array([one.reason for one in found], pa.string())
    return pa.table(cells)


def _measures(tables: Compiled, ids: list[int], found: list[Assessment]) -> pa.Table:
    cells: dict[str, pa.Array] = {"subject_id": pa.array(ids, pa.int64())}
    for i in range(len(tables.measures)):
        cells[f"m{i}"] = pa.array([one.measures[i] for one in found])
    return pa.table(cells)


def _hits(tables: Compiled, ids: list[int], found: list[Assessment]) -> pa.Table:
    numbers = {line.id: line.number for line in tables.lines}
    rows: list[tuple[int, int, int, int, int | None]] = []
    for subject, one in zip(ids, found, strict=True):
        rows += [(subject, c.record_id, numbers[c.rule], c.age_months, c.milli) for c in one.contributions]
        rows += [(subject, u.record_id, numbers[u.rule], u.age_months, None) for u in one.unvalued]
    values = list(zip(*rows, strict=True)) if rows else [()] * len(HITS)
    return pa.table({name: pa.array(list(values[i]), ARROW[kind]) for i, (name, kind) in enumerate(HITS.items())})
