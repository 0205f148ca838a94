"""Evaluation of many subjects, contributions written, against the bare scan and against the best query written by hand."""

from __future__ import annotations

import hashlib
import resource
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks import reference_data
from benchmarks.reference_scheme import KINDS, SCHEME
from benchmarks.timing import best, line
from xinzhi.engine.compile import query
from xinzhi.engine.relations import columns
from xinzhi.engine.tables import Compiled, compile_scheme
from xinzhi.lake.duck import Limits, run

CHECKS = {"xs": "1c28920b8aed38fa", "s": "6bab0f4f5b869140", "l": "d94d29b25254f5b9"}
ACTIVE = "r.status = 'active'"


def checksum(table: pa.Table) -> str:
    """A hash over all results in order of subject: equal results on every engine and version give equal hashes."""
    ordered = table.sort_by("subject_id")
    digest = hashlib.sha256()
    for name in ("subject_id", "v0", "v1", "v2", "score"):
        digest.update(np.ascontiguousarray(ordered[name].cast(pa.int64()).to_numpy()).tobytes())
    digest.update("".join(ordered["grade"].to_pylist()).encode())
    return digest.hexdigest()[:16]


def main(size: str, folder: Path, threads: int = 2, runs: int = 3) -> None:
    records, subjects = reference_data.make(size, folder)
    tables = compile_scheme(SCHEME, KINDS, reference_data.AS_OF)
    compiled = query(tables, columns(tables, KINDS), prefilter=ACTIVE)
    ours_file, hand_file = folder / "contributions-ours.parquet", folder / "contributions-hand.parquet"
    limits = Limits(threads=threads, memory="4GB", temporary=folder / "temporary")
    floor, _ = best(lambda: _floor(records, threads), runs)
    hand, by_hand = best(lambda: _by_hand(tables, records, subjects, hand_file, threads), runs)
    ours, scored = best(lambda: run(compiled, records, subjects, limits, contributions_to=ours_file), runs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"evaluation, size {size}, {threads} threads, contributions written to Parquet, best of {runs}")
    line("bare scan and group-by", f"{floor:.3f} s")
    line("hand-written SQL", f"{hand:.3f} s")
    line("ours", f"{ours:.3f} s")
    line("ours / hand-written", f"{ours / hand:.2f}", "goal ≤ 1.1")
    line("ours / bare scan", f"{ours / floor:.2f}", "goal ≤ 4.5")
    line("peak memory of this process", f"{peak} MiB", "goal ≤ 800 (s)")
    line("hash of results", checksum(scored.assessments), f"expected {CHECKS[size]}")
    line("hand-written gives the same hash", str(checksum(by_hand) == checksum(scored.assessments)))


def _connect(threads: int) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": threads, "memory_limit": "4GB"})


def _floor(records: Path, threads: int) -> pa.Table:
    con = _connect(threads)
    return con.sql(f"SELECT subject_id, sum(amount) AS s FROM '{records}' GROUP BY 1").to_arrow_table()


def _by_hand(tables: Compiled, records: Path, subjects: Path, to: Path, threads: int) -> pa.Table:
    """The long form as a person would write it for this scheme: hits once, kept, written, and summed."""
    con = _connect(threads)
    con.execute(f"CREATE VIEW records AS FROM '{records}'; CREATE VIEW subjects AS FROM '{subjects}'")
    points = [(line_.number, line_.record, age, milli) for line_ in tables.lines for age, milli in enumerate(line_.table)]
    # the two overrides stand in dimensions of their own: 3 holds down to D, 4 to C
    rules = [(x.number, x.dimension if x.at_most < 0 else (3 if x.at_most == 3 else 4), x.cap) for x in tables.lines]
    small = pa.table(dict(zip(("rule", "record_type", "age", "milli"), map(list, zip(*points, strict=True)), strict=True)))
    caps = pa.table(dict(zip(("rule", "dim", "cap"), map(list, zip(*rules, strict=True)), strict=True)))
    con.register("points_in", small)
    con.register("caps_in", caps)
    con.execute("CREATE TABLE points AS SELECT rule::INTEGER rule, record_type, age::BIGINT age, milli::BIGINT milli FROM points_in")
    con.execute("CREATE TABLE caps AS SELECT rule::INTEGER rule, dim::INTEGER dim, cap::BIGINT cap FROM caps_in")
    con.execute(f"CREATE TEMP TABLE h AS {_HITS}")
    con.execute(f"COPY h TO '{to}' (FORMAT parquet, COMPRESSION zstd)")
    return con.sql(_SUMS).to_arrow_table()


_HITS = """
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
_SUMS = """
WITH g AS (SELECT subject_id, rule, sum(milli) AS s FROM h GROUP BY ALL)
, c AS (SELECT subject_id, dim, least(greatest(s, -cap), cap) AS s FROM g JOIN caps USING (rule))
, a AS (SELECT subject_id, sum(s) FILTER (dim = 0) AS s0, sum(s) FILTER (dim = 1) AS s1, sum(s) FILTER (dim = 2) AS s2,
        sum(s) FILTER (dim = 3) AS to_d, sum(s) FILTER (dim = 4) AS to_c FROM c GROUP BY 1)
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
