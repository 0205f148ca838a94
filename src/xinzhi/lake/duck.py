"""DuckDB in this process: a fresh in-memory database for each evaluation, closed to the world outside its inputs.

Extensions are neither installed nor loaded, Python's variables are out of reach, and once the inputs are named no other file can
be opened. Nothing is kept in a database file, which would lock other processes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from xinzhi.core.base.problems import Refused, problem
from xinzhi.engine.compile import Query, Small, Step
from xinzhi.engine.relations import HITS
from xinzhi.lake.collected import ARROW, results_table
from xinzhi.lake.scored import Scored
from xinzhi.lake.unique import ascending


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the machine one evaluation may take."""

    threads: int = 2
    memory: str = "2GB"
    temporary: Path | None = None


def version() -> str:
    """The version of the engine, for receipts."""
    return str(duckdb.__version__)


def run(
    query: Query,
    records: pa.Table | Path,
    subjects: pa.Table | Path,
    limits: Limits,
    *,
    contributions_to: Path | None = None,
    explained: bool = True,
    results: pa.Table | Path | None = None,
) -> Scored:
    """Runs the query over Arrow tables, Parquet files or folders of them.

    With `contributions_to` the explanation rows are written there as Parquet while they are made, and are not handed back; they
    are read again for the sums, which is faster than keeping them in memory. Without `explained` there are none at all. A record
    that comes twice counts once. `results` are those of other schemes, for a scheme that reads them. Raises `Refused` where one record id stands for two different records.
    """
    con = _connect(limits, [p for p in (records, subjects, contributions_to, results) if isinstance(p, Path)])
    try:
        _supply(con, "given", records)
        _supply(con, "subjects", subjects)
        _supply(con, "results", results if results is not None else results_table([]))
        for name, small in query.small.items():
            _supply(con, name, _table(small))
        _each_once(con, records)
        for step in query.steps[:-1]:
            _keep(con, step, contributions_to if step.name == "hits" else None, explained=explained)
        assessments = con.sql(query.steps[-1].sql).to_arrow_table()
        with_rows = explained and contributions_to is None
        hits = con.sql(f"SELECT {', '.join(HITS)} FROM hits").to_arrow_table() if with_rows else None
        measured = any(step.name == "measures" for step in query.steps)
        return Scored(assessments, hits, con.sql("FROM measures").to_arrow_table() if measured else None)
    finally:
        con.close()


def _keep(con: duckdb.DuckDBPyConnection, step: Step, to: Path | None, *, explained: bool) -> None:
    """What a statement gives, under its name: in a file, in memory, or worked out again at each reading."""
    if to is not None:
        con.execute(f"COPY ({step.sql}) TO '{_quoted(to)}' (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)")
        _supply(con, step.name, to)
    else:
        con.execute(f"CREATE TEMP {'TABLE' if explained else 'VIEW'} {step.name} AS {step.sql}")


def _connect(limits: Limits, files: Sequence[Path]) -> duckdb.DuckDBPyConnection:
    config: dict[str, Any] = {
        "threads": limits.threads,
        "memory_limit": limits.memory,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
        "preserve_insertion_order": False,
    }
    if limits.temporary is not None:
        config["temp_directory"] = str(limits.temporary)
    con = duckdb.connect(config=config)
    for setting, wanted in (("allowed_directories", True), ("allowed_paths", False)):
        named = ", ".join(f"'{_quoted(path)}'" for path in files if path.is_dir() is wanted)
        con.execute(f"SET {setting} = [{named}]")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con


def _supply(con: duckdb.DuckDBPyConnection, name: str, source: pa.Table | Path) -> None:
    if isinstance(source, Path):
        files = source / "**" / "*.parquet" if source.is_dir() else source
        con.execute(f"CREATE VIEW {name} AS FROM read_parquet('{_quoted(files)}')")
    else:
        con.register(name, source)


def _each_once(con: duckdb.DuckDBPyConnection, source: pa.Table | Path) -> None:
    """Makes `records` of what was given, each record id once. The usual case, ids that ascend, costs one look at a column."""
    if ascending(source, "record_id"):
        con.execute("CREATE VIEW records AS FROM given")
        return
    con.execute("CREATE TEMP TABLE twice AS SELECT record_id FROM given GROUP BY record_id HAVING count(*) > 1")
    if not con.sql("FROM twice LIMIT 1").fetchall():
        con.execute("CREATE VIEW records AS FROM given")
        return
    con.execute("CREATE TEMP TABLE records AS SELECT DISTINCT * FROM given")
    differing = con.sql(
        "SELECT record_id FROM records GROUP BY record_id HAVING count(*) > 1 ORDER BY 1 LIMIT 1"
    ).fetchall()
    if differing:
        raise Refused(problem("record_id_not_unique", record=differing[0][0]))


def _table(small: Small) -> pa.Table:
    values = list(zip(*small.rows, strict=True)) if small.rows else [()] * len(small.columns)
    columns = zip(small.columns.items(), values, strict=True)
    return pa.table({name: pa.array(list(cells), ARROW[kind]) for (name, kind), cells in columns})


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
