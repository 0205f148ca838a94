"""Score without a database: a pack, a scheme, records and subjects in, results and their explanation out, by any of four engines."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from xinzhi.catalogue.model import Pack
from xinzhi.core.base.problems import Refused, problem
from xinzhi.core.schemes.nodes import Scheme
from xinzhi.engine.compile import query
from xinzhi.engine.dialects import DUCKDB, POSTGRES, SPARK
from xinzhi.engine.relations import HITS, SUBJECTS, Columns, columns, facts_of, reads_subject
from xinzhi.engine.tables import Compiled, compile_scheme
from xinzhi.engine.together import Parts, in_order
from xinzhi.lake import duck, in_python, inputs
from xinzhi.lake.inputs import Given
from xinzhi.lake.parts import run_parts
from xinzhi.lake.scored import Scored

PYTHON = "python"
ENGINES = (DUCKDB, POSTGRES, SPARK, PYTHON)
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Where:
    """On what an evaluation may run: limits for DuckDB, an address for PostgreSQL, a cluster for Spark."""

    limits: duck.Limits = field(default_factory=duck.Limits)
    database: str = ""
    master: str = ""


@dataclass(frozen=True)
class Scores:
    """`results`: subject_id, one column for each dimension and measure, score, grade, reason; all points in thousandths.
    `contributions`: subject_id, record_id, rule, age_months, milli. `receipt` says what it rests on and can be replayed."""

    results: pa.Table
    contributions: pa.Table | None
    receipt: Mapping[str, Any]


def score(
    pack: Pack,
    scheme: str,
    *,
    records: Given,
    subjects: Given,
    as_of: date,
    engine: str = DUCKDB,
    explained: bool = True,
    where: Where | None = None,
    progress: Progress | None = None,
) -> Scores:
    """Every subject's result on `as_of`. Raises `Refused` where no version is in force, an input does not fit, or the engine is
    not there."""
    if engine not in ENGINES:
        raise Refused(problem("engine_not_found", found=engine, known=", ".join(ENGINES)))
    told = progress or (lambda _step: None)
    try:
        parts = in_order(scheme, lambda id_: compile_scheme(pack.scheme(id_, as_of), pack.record_types, as_of))
    except KeyError as error:
        raise Refused(problem("scheme_not_in_force", scheme=scheme, on=as_of.isoformat())) from error
    told("inputs")
    wanted = {tables.scheme.id: columns(tables, pack.record_types) for tables in parts}
    given = {
        tables.scheme.id: (
            inputs.fitted(records, wanted[tables.scheme.id].all, list(wanted[tables.scheme.id].all), "records"),
            inputs.fitted(subjects, SUBJECTS, _needed(tables.scheme), "subjects"),
        )
        for tables in parts
    }
    told("evaluation")
    scored = _evaluate(engine, parts, given, wanted, where or Where(), told, explained=explained)
    last = parts[-1]
    results = _named(last, scored)
    told("receipt")
    receipt = {
        "scheme": last.scheme.id,
        "version": last.scheme.version,
        "reads": [f"{tables.scheme.id}@{tables.scheme.version}" for tables in parts[:-1]],
        "pack": pack.id,
        "pack_digest": pack.digest,
        "as_of": as_of.isoformat(),
        "engine": engine,
        "records": inputs.fingerprint(records),
        "subjects": inputs.fingerprint(subjects),
        "counts": dict(sorted(Counter(results["grade"].to_pylist()).items())),
        "results_sha256": content_sha256(results),
    }
    return Scores(results, _explained(last, scored.contributions), receipt)


def content_sha256(results: pa.Table) -> str:
    """A hash of what results say, whatever file they lie in: rows by subject, as text."""
    sink = BytesIO()
    pcsv.write_csv(results.sort_by("subject_id"), sink)
    return hashlib.sha256(sink.getvalue()).hexdigest()


def _evaluate(
    engine: str,
    parts: Parts,
    given: Mapping[str, tuple[Given, Given]],
    wanted: Mapping[str, Columns],
    where: Where,
    told: Progress,
    *,
    explained: bool,
) -> Scored:
    if engine == DUCKDB:

        def by_duckdb(tables: Compiled, results: pa.Table, why: bool) -> Scored:
            records, subjects = given[tables.scheme.id]
            return duck.run(query(tables), records, subjects, where.limits, results=results, explained=why)

        return run_parts(parts, by_duckdb, explained=explained)
    if engine == PYTHON:

        def by_python(tables: Compiled, results: pa.Table, why: bool) -> Scored:
            records, subjects = (inputs.as_table(one) for one in given[tables.scheme.id])
            return in_python.run(tables, records, subjects, wanted[tables.scheme.id], results=results, explained=why)

        return run_parts(parts, by_python, explained=explained)
    if engine == POSTGRES:
        return _on_postgres(parts, given, wanted, where, explained=explained)
    return _on_spark(parts, given, where, told, explained=explained)


def _on_postgres(
    parts: Parts, given: Mapping[str, tuple[Given, Given]], wanted: Mapping[str, Columns], where: Where, *, explained: bool
) -> Scored:
    import psycopg

    from xinzhi.lake import postgres

    if not where.database:
        raise Refused(problem("engine_needs_database"))
    try:
        connection = psycopg.connect(where.database, autocommit=True)
    except psycopg.OperationalError as error:
        raise Refused(problem("database_unreachable", reason=str(error).strip().splitlines()[0])) from error
    with connection:

        def by_postgres(tables: Compiled, results: pa.Table, why: bool) -> Scored:
            records, subjects = (inputs.as_table(one) for one in given[tables.scheme.id])
            asked = query(tables, dialect=POSTGRES)
            types = wanted[tables.scheme.id].all
            return postgres.run(connection, asked, records, subjects, types, results=results, explained=why)

        return run_parts(parts, by_postgres, explained=explained)


def _on_spark(
    parts: Parts, given: Mapping[str, tuple[Given, Given]], where: Where, told: Progress, *, explained: bool
) -> Scored:
    from xinzhi.lake import spark

    with tempfile.TemporaryDirectory(prefix="xinzhi-spark-") as name:
        folder = Path(name)
        told("spark")
        with spark.session(spark.Cluster(master=where.master or spark.LOCAL_CLUSTER, temporary=folder / "local")) as session:

            def by_spark(tables: Compiled, results: pa.Table, why: bool) -> Scored:
                at = folder / tables.scheme.id
                at.mkdir()
                records, subjects = given[tables.scheme.id]
                records, subjects = _lying(records, at / "records.parquet"), _lying(subjects, at / "subjects.parquet")
                read = _lying(results, at / "results.parquet")
                asked = query(tables, dialect=SPARK)
                spark.run(session, asked, records, subjects, at, results=read, explained=why)
                return spark.read(asked, at, explained=why)

            return run_parts(parts, by_spark, explained=explained)


def _lying(given: Given, at: Path) -> Path:
    """Spark reads files: what lies in one stays there."""
    if isinstance(given, Path):
        return given
    pq.write_table(given, at)
    return at


def _needed(scheme: Scheme) -> list[str]:
    """The columns of subjects that a scheme cannot do without."""
    facts = {*facts_of(scheme), *(field_.name for field_ in reads_subject(scheme))}
    return ["subject_id", *(["kind"] if scheme.subject_kinds else []), *sorted(facts - {"kind"})]


def _named(tables: Compiled, scored: Scored) -> pa.Table:
    """Results with dimensions and measures by their names."""
    found = scored.assessments.sort_by("subject_id")
    names = {f"v{i}": dimension.id for i, dimension in enumerate(tables.scheme.dimensions)}
    results = found.rename_columns([names.get(name, name) for name in found.column_names])
    if scored.measures is None:
        return results
    measured = scored.measures.sort_by("subject_id")
    for i, prepared in enumerate(tables.measures):
        results = results.append_column(prepared.measure.id, measured[f"m{i}"])
    return results


def _explained(tables: Compiled, hits: pa.Table | None) -> pa.Table | None:
    """The explanation with rules by their names, in an order that is always the same."""
    if hits is None:
        return None
    rules = pa.array([line.id for line in tables.lines], pa.string())
    ordered = hits.select(list(HITS)).sort_by([(name, "ascending") for name in ("subject_id", "rule", "record_id")])
    return pa.table(
        {
            "subject_id": ordered["subject_id"],
            "record_id": ordered["record_id"],
            "rule": pa.chunked_array([rules.take(chunk) for chunk in ordered["rule"].chunks], pa.string()),
            "age_months": ordered["age"],
            "milli": ordered["milli"],
        }
    )
