"""One subject with 20 records in plain Python, explanation included, against the query for the same subject.

python -m benchmarks.one_subject
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import made_up
from benchmarks.evaluate import compiled
from benchmarks.timing import line, percentile
from xinzhi.engine.explain import explain
from xinzhi.engine.records import Scored
from xinzhi.engine.reference import assess
from xinzhi.engine.relations import RECORDS
from xinzhi.lake.duck import Limits, run

SUBJECTS, RECORDS_EACH, ROUNDS = 50, 20, 40


def main(folder: Path) -> None:
    files = made_up.files("xs", folder)
    tables, query = compiled()
    rows = _rows(files)
    by_subject: dict[int, list[Scored]] = {}
    for r in rows.to_pylist():
        by_subject.setdefault(r["subject_id"], []).append(Scored(r["record_id"], r["record_type"], r["occurred_on"], r))
    facts = {"kind": "legal_person", "industry": "", "region": ""}
    with_all = _times(lambda: [_timed(partial(assess, tables, found, facts)) for found in by_subject.values()], ROUNDS)
    in_full = _times(lambda: [_timed(partial(explain, tables, found, facts)) for found in by_subject.values()], ROUNDS)
    one = next(iter(by_subject))
    mine = rows.filter(pc.equal(rows["subject_id"], one))
    who = pa.table({"subject_id": pa.array([one]), "kind": ["legal_person"], "industry": [""], "region": [""]})
    by_query = _times(lambda: [_timed(lambda: run(query, mine, who, Limits(threads=1)))], ROUNDS)
    print(f"one subject, {RECORDS_EACH} records")
    line("plain Python with contributions, p50 / p99", _both(with_all), "goal ≤ 0.2 ms")
    line("the whole explanation with what did not count, p50 / p99", _both(in_full))
    line("the query for the same subject, p50 / p99", _both(by_query))
    line("plain Python ÷ query", f"1/{percentile(by_query, 0.5) / percentile(with_all, 0.5):.0f}", "goal ≤ 1/100")


def _rows(files: made_up.Files) -> pa.Table:
    return duckdb.sql(
        f"SELECT * FROM '{files.records}' WHERE status = 'active' AND subject_id IN (SELECT subject_id FROM '{files.records}'"
        f" WHERE status = 'active' GROUP BY 1 HAVING count(*) = {RECORDS_EACH} ORDER BY 1 LIMIT {SUBJECTS})"
        f" ORDER BY {', '.join(RECORDS)}"
    ).to_arrow_table()


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def _times(act: Callable[[], list[float]], rounds: int) -> list[float]:
    act()
    return [milliseconds for _ in range(rounds) for milliseconds in act()]


def _both(times: list[float]) -> str:
    return f"{percentile(times, 0.5):.3f} / {percentile(times, 0.99):.3f} ms"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=made_up.FOLDER)
    main(parser.parse_args().folder.absolute())
