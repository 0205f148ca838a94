"""Apache Spark, for when one machine is outgrown: the same statements over partitioned Parquet, run and written by executors.

pyspark is an extra (`pip install xinzhi[spark]`) and needs Java 17 or 21. The driver only plans: neither records nor results pass
through it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.dataset as ds
import pyarrow.parquet as pq

from xinzhi.core.base.problems import Refused, problem
from xinzhi.engine.compile import Query
from xinzhi.engine.relations import HITS, RESULTS
from xinzhi.lake.scored import Scored

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL_CLUSTER = "local-cluster[2,1,1024]"
"""Two executor processes on this machine, one core and 1 GiB each."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where Spark runs, and what it is told beside what an evaluation needs."""

    master: str = LOCAL_CLUSTER
    driver_memory: str = "1g"
    executor_memory: str = "1g"
    partitions: int = 8
    temporary: Path | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def session(cluster: Cluster) -> Iterator[SparkSession]:
    """A session, ended with the block; one that this process has already is used as it is, and left. Raises `Refused` where pyspark
    is not installed."""
    if find_spec("pyspark") is None:
        raise Refused(problem("spark_not_installed"))
    import pyspark
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    # executors of a local cluster are started from here, by this interpreter, and meet the driver at this address
    if cluster.master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        os.environ.setdefault("SPARK_HOME", str(Path(pyspark.__file__).parent))
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder: Any = SparkSession.builder
    builder = builder.master(cluster.master).appName("xinzhi")
    for key, value in _settings(cluster).items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    try:
        yield spark
    finally:
        spark.stop()


def _settings(cluster: Cluster) -> dict[str, str]:
    always = {
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",  # days are days: no zone may move them
        "spark.sql.ansi.enabled": "true",  # a number too large is an error, not another number
        "spark.sql.shuffle.partitions": str(cluster.partitions),
        "spark.driver.memory": cluster.driver_memory,
        "spark.executor.memory": cluster.executor_memory,
        "spark.ui.showConsoleProgress": "false",
    }
    if cluster.master.startswith("local"):
        always |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    if cluster.temporary is not None:
        always |= {
            "spark.local.dir": str(cluster.temporary),
            "spark.sql.warehouse.dir": str(cluster.temporary / "warehouse"),
        }
    return {**always, **cluster.settings}


def run(
    spark: SparkSession,
    query: Query,
    records: Path | str,
    subjects: Path | str,
    to: Path | str,
    *,
    results: Path | str | None = None,
    explained: bool = True,
    ids_differ: bool = False,
) -> None:
    """Runs a query made for the dialect `spark` over Parquet files or folders, and writes the folders `assessments`, `hits` and
    `measures` (where the scheme has any) below `to`; without `explained`, no `hits`.

    A record that comes twice counts once; `ids_differ` promises that none does, and saves looking. Raises `Refused` where one
    record id stands for two different records.
    """
    spark.read.parquet(str(records)).createOrReplaceTempView("given")
    spark.read.parquet(str(subjects)).createOrReplaceTempView("subjects")
    if results is None:
        spark.createDataFrame([], ", ".join(f"{name} {_ddl(kind)}" for name, kind in RESULTS.items())).createOrReplaceTempView("results")
    else:
        spark.read.parquet(str(results)).createOrReplaceTempView("results")
    for name, small in query.small.items():
        ddl = ", ".join(f"{column} {_ddl(kind)}" for column, kind in small.columns.items())
        spark.createDataFrame(list(small.rows), ddl).createOrReplaceTempView(name)
    _each_once(spark, ids_differ=ids_differ)
    for step in query.steps:
        made = spark.sql(step.sql)
        if step.name == "hits" and not explained:
            made.createOrReplaceTempView(step.name)
            continue
        target = f"{to}/{step.name}"
        made.write.mode("overwrite").parquet(target)
        # read back, so that what is explained is what was summed up, and nothing is worked out twice
        spark.read.schema(made.schema).parquet(target).createOrReplaceTempView(step.name)


def read(query: Query, to: Path, *, explained: bool = True) -> Scored:
    """What `run` wrote on a disk that this process sees."""
    named = {step.name for step in query.steps}
    return Scored(
        ds.dataset(to / "assessments").to_table(),
        ds.dataset(to / "hits").to_table(columns=list(HITS)) if explained else None,
        pq.read_table(to / "measures") if "measures" in named else None,
    )


def _each_once(spark: SparkSession, *, ids_differ: bool) -> None:
    """Makes `records` of what was given, each record id once."""
    given = spark.table("given")
    if ids_differ or spark.sql("SELECT 1 FROM given GROUP BY record_id HAVING count(*) > 1 LIMIT 1").isEmpty():
        given.createOrReplaceTempView("records")
        return
    given.distinct().createOrReplaceTempView("records")
    differing = spark.sql(
        "SELECT record_id FROM records GROUP BY record_id HAVING count(*) > 1 ORDER BY 1 LIMIT 1"
    ).collect()
    if differing:
        raise Refused(problem("record_id_not_unique", record=differing[0][0]))


def _ddl(kind: str) -> str:
    return {"VARCHAR": "STRING", "INTEGER": "INT"}.get(kind, kind)
