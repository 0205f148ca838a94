"""The best query that a person wrote for the reference scheme, in DuckDB's own SQL: what the compiled one is measured against.

Several ways were tried (a temporary table that is written out afterwards, the joined rows worked out twice, one conditional sum
per rule). Writing the contributions first and summing up the file was the fastest; the join is with a points table, never wide.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks.made_up import Files
from xinzhi.engine.tables import Compiled

HITS = """
SELECT r.subject_id, r.record_id, p.rule, p.age, p.milli
FROM records r JOIN points p ON r.record_type = p.record_type
 AND 24318 - year(occurred_on) * 12 - month(occurred_on) - CASE WHEN day(occurred_on) > 30 THEN 1 ELSE 0 END = p.age
WHERE r.status = 'active' AND CASE p.rule
 WHEN 0 THEN severity <= 1 AND NOT repaired WHEN 1 THEN severity >= 2 AND NOT repaired
 WHEN 2 THEN department IN ('D03', 'D07', 'D11') AND severity >= 3 WHEN 3 THEN repaired
 WHEN 5 THEN NOT repaired WHEN 6 THEN amount >= 1000000 WHEN 7 THEN amount < 1000000 WHEN 8 THEN NOT repaired
 WHEN 9 THEN NOT repaired WHEN 11 THEN severity >= 2 WHEN 12 THEN severity < 2 WHEN 13 THEN amount >= 5000000
 WHEN 14 THEN amount < 5000000 WHEN 15 THEN NOT repaired WHEN 18 THEN amount >= 10000000 WHEN 19 THEN severity >= 1
 WHEN 20 THEN severity < 1 WHEN 23 THEN amount >= 100000 WHEN 24 THEN NOT repaired
 WHEN 25 THEN severity >= 4 AND NOT repaired ELSE TRUE END
"""
SUMS = """
WITH g AS (SELECT subject_id, rule, sum(milli) AS s FROM h GROUP BY ALL)
, c AS (SELECT subject_id, dim, least(greatest(s, -cap), cap) AS s FROM g JOIN caps USING (rule))
, a AS (SELECT subject_id, sum(s) FILTER (dim = 0) AS s0, sum(s) FILTER (dim = 1) AS s1, sum(s) FILTER (dim = 2) AS s2,
        count(*) FILTER (dim = 3) AS to_d, count(*) FILTER (dim = 4) AS to_c FROM c GROUP BY 1)
, d AS (SELECT s.subject_id,
        CAST(least(greatest(100000 + coalesce(s0, 0), 0), 100000) AS BIGINT) AS v0,
        CAST(least(greatest(100000 + coalesce(s1, 0), 0), 100000) AS BIGINT) AS v1,
        CAST(least(greatest(100000 + coalesce(s2, 0), 0), 100000) AS BIGINT) AS v2,
        coalesce(to_d, 0) AS to_d, coalesce(to_c, 0) AS to_c
        FROM subjects s LEFT JOIN a USING (subject_id))
, t AS (SELECT *, CAST((400 * v0 + 400 * v1 + 200 * v2 + 500) // 1000 AS BIGINT) AS score FROM d)
SELECT subject_id, v0, v1, v2, score,
 CASE WHEN to_d > 0 OR score < 60000 THEN 'D' WHEN to_c > 0 OR score < 75000 THEN 'C' WHEN score < 90000 THEN 'B' ELSE 'A' END AS grade
FROM t
"""


def bare_scan(files: Files, threads: int) -> pa.Table:
    """The floor: reading the file and one group-by, nothing else."""
    con = _connect(files, threads)
    return con.sql("SELECT subject_id, sum(amount) AS s FROM records GROUP BY 1").to_arrow_table()


def with_contributions(files: Files, tables: Compiled, to: Path, threads: int) -> pa.Table:
    """Contributions as Parquet into `to`, and the results."""
    con = _connect(files, threads)
    _small_tables(con, tables)
    con.execute(f"COPY ({HITS}) TO '{to}' (FORMAT parquet, COMPRESSION zstd)")
    con.execute(f"CREATE VIEW h AS FROM '{to}'")
    return con.sql(SUMS).to_arrow_table()


def results_only(files: Files, tables: Compiled, threads: int) -> pa.Table:
    con = _connect(files, threads)
    _small_tables(con, tables)
    return con.sql(SUMS.replace("WITH g AS", f"WITH h AS ({HITS}), g AS", 1)).to_arrow_table()


def _connect(files: Files, threads: int) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={"threads": threads, "memory_limit": "4GB", "preserve_insertion_order": False})
    con.execute(f"CREATE VIEW records AS FROM '{files.records}'; CREATE VIEW subjects AS FROM '{files.subjects}'")
    return con


def _small_tables(con: duckdb.DuckDBPyConnection, tables: Compiled) -> None:
    points = [(line.number, line.record, age, milli) for line in tables.lines for age, milli in enumerate(line.table)]
    # the two overrides stand in dimensions of their own: 3 holds down to D, 4 to C
    rules = [(x.number, x.dimension if x.at_most < 0 else (3 if x.at_most == 3 else 4), x.cap) for x in tables.lines]
    con.register("points_in", _table(("rule", "record_type", "age", "milli"), points))
    con.register("caps_in", _table(("rule", "dim", "cap"), rules))
    con.execute(
        "CREATE TABLE points AS SELECT rule::INTEGER rule, record_type, age::BIGINT age, milli::BIGINT milli FROM points_in;"
        "CREATE TABLE caps AS SELECT rule::INTEGER rule, dim::INTEGER dim, cap::BIGINT cap FROM caps_in"
    )


def _table(names: tuple[str, ...], rows: list[tuple[object, ...]]) -> pa.Table:
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
