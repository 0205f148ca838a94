"""Spark counts a record once, and its executors are processes of their own."""

from __future__ import annotations

from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from tests.lake.test_duck import TABLES, points, relations
from tests.unit.engine.small import record
from xinzhi.core.base.problems import Refused
from xinzhi.engine.compile import query
from xinzhi.engine.dialects import SPARK
from xinzhi.engine.records import Scored as Record
from xinzhi.lake.scored import Scored
from xinzhi.lake.spark import read, run

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.spark


def scored(spark: SparkSession, folder: Path, *rows: Record) -> Scored:
    records, subjects = relations(*rows)
    pq.write_table(records, folder / "records.parquet")
    pq.write_table(subjects, folder / "subjects.parquet")
    asked = query(TABLES, dialect=SPARK)
    run(spark, asked, folder / "records.parquet", folder / "subjects.parquet", folder)
    return read(asked, folder)


def test_executors_are_processes_of_their_own(spark: SparkSession) -> None:
    tracker = spark.sparkContext._jsc.sc().statusTracker()
    until = monotonic() + 60
    while len(tracker.getExecutorInfos()) < 3 and monotonic() < until:
        sleep(0.5)  # the second may still be starting
    assert len(tracker.getExecutorInfos()) == 3  # the driver, and two executors


def test_a_row_that_comes_twice_counts_once(spark: SparkSession, tmp_path: Path) -> None:
    assert points(scored(spark, tmp_path, record(2), record(1), record(2))) == [-8_000, -8_000]


def test_one_number_for_two_different_records_is_refused(spark: SparkSession, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        scored(spark, tmp_path, record(7), record(7, kind="award"))
    assert (refused.value.problems[0].code, refused.value.problems[0].params["record"]) == ("record_id_not_unique", 7)
