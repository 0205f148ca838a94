"""DuckDB in this process: a fresh in-memory database for each evaluation, closed to the world outside its inputs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from xinzhi.engine.compile import Query
from xinzhi.engine.relations import KEYED, POINTS, RULES

_ARROW = {"INTEGER": pa.int32(), "BIGINT": pa.int64(), "VARCHAR": pa.string()}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the machine one evaluation may take."""

    threads: int = 2
    memory: str = "2GB"
    temporary: Path | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """Results of one evaluation as Arrow tables. `contributions` has the rule's number in column `rule`."""

    assessments: pa.Table
    contributions: pa.Table | None


def run(
    query: Query,
    records: pa.Table | Path,
    subjects: pa.Table | Path,
    limits: Limits,
    *,
    contributions_to: Path | None = None,
) -> Scored:
    """Runs the query over Arrow tables or Parquet files.

    With `contributions_to` the explanation rows are written there as Parquet while they are made, and are not handed back.
    """
    con = _connect(limits)
    try:
        _supply(con, "records", records)
        _supply(con, "subjects", subjects)
        _supply(con, "points", _small(query.points_rows, {**POINTS, **(KEYED if query.keyed else {})}))
        _supply(con, "rules", _small(query.rules_rows, RULES))
        if contributions_to is None:
            con.execute(f"CREATE TEMP TABLE hits AS {query.hits}")
            return Scored(con.sql(query.assessments).to_arrow_table(), con.sql("FROM hits").to_arrow_table())
        con.execute(f"CREATE TEMP TABLE hits AS {query.hits}")
        con.execute(f"COPY hits TO '{_quoted(contributions_to)}' (FORMAT parquet, COMPRESSION zstd)")
        return Scored(con.sql(query.assessments).to_arrow_table(), None)
    finally:
        con.close()


def _connect(limits: Limits) -> duckdb.DuckDBPyConnection:
    config: dict[str, Any] = {
        "threads": limits.threads,
        "memory_limit": limits.memory,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": False,
    }
    if limits.temporary is not None:
        config["temp_directory"] = str(limits.temporary)
    return duckdb.connect(config=config)


def _supply(con: duckdb.DuckDBPyConnection, name: str, source: pa.Table | Path) -> None:
    if isinstance(source, Path):
        con.execute(f"CREATE VIEW {name} AS FROM read_parquet('{_quoted(source)}')")
    else:
        con.register(name, source)


def _small(rows: list[tuple[object, ...]], columns: dict[str, str]) -> pa.Table:
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pa.table({n: pa.array(list(v), _ARROW[t]) for (n, t), v in zip(columns.items(), values, strict=True)})


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
