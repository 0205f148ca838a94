"""Spark, with executors in processes of their own, comes to the same digits as plain Python on generated schemes and data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.property.made_schemes import RECORD_TYPES
from tests.property.parity import TRIALS, Trial, check, relations, results
from xinzhi.engine.compile import query
from xinzhi.engine.dialects import SPARK
from xinzhi.engine.tables import compile_scheme
from xinzhi.lake.spark import read, run

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.mark.spark
def test_spark_comes_to_the_same_digits(spark: SparkSession, tmp_path: Path) -> None:
    seen = 0

    @settings(max_examples=8, deadline=None, database=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
    @given(TRIALS)
    def compare(trial: Trial) -> None:
        nonlocal seen
        seen += 1
        day, scheme, city = trial
        tables = compile_scheme(scheme, RECORD_TYPES, day)
        asked = query(tables, dialect=SPARK)
        folder = tmp_path / str(seen)
        folder.mkdir()
        records, subjects = relations(tables, city)
        for name, rows in (("records", records), ("subjects", subjects), ("results", results(city))):
            pq.write_table(rows, folder / f"{name}.parquet")
        given_ = (folder / "records.parquet", folder / "subjects.parquet", folder)
        run(spark, asked, *given_, results=folder / "results.parquet")
        check(tables, city, read(asked, folder))

    compare()
    assert seen >= 8
