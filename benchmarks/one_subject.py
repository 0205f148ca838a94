"""One subject in plain Python, explanation included."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb

from benchmarks import reference_data
from benchmarks.reference_scheme import KINDS, SCHEME
from benchmarks.timing import line, percentile
from xinzhi.engine.reference import Scored, assess
from xinzhi.engine.tables import compile_scheme


def main(folder: Path) -> None:
    records, _ = reference_data.make("xs", folder)
    rows = duckdb.sql(
        f"SELECT * FROM '{records}' WHERE status = 'active' AND subject_id IN (SELECT subject_id FROM '{records}'"
        " WHERE status = 'active' GROUP BY 1 HAVING count(*) = 20 ORDER BY 1 LIMIT 50)"
    ).to_arrow_table()
    by_subject: dict[int, list[Scored]] = {}
    for r in rows.to_pylist():
        by_subject.setdefault(r["subject_id"], []).append(Scored(r["record_id"], r["record_type"], r["occurred_on"], r))
    tables = compile_scheme(SCHEME, KINDS, reference_data.AS_OF)
    times: list[float] = []
    for _ in range(40):
        for subject in by_subject.values():
            began = time.perf_counter()
            assess(tables, subject, {})
            times.append((time.perf_counter() - began) * 1000)
    print("one subject, 20 records, plain Python with explanation")
    line("p50", f"{percentile(times, 0.5):.4f} ms", "goal ≤ 0.2")
    line("p99", f"{percentile(times, 0.99):.4f} ms", "goal ≤ 0.2")
