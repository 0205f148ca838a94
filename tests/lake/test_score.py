"""The door without a database: four engines, three kinds of input, one result, and a receipt that can be worked out again."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import xinzhi
from xinzhi.cli.main import cli
from xinzhi.cli.score import replay, scheme, score
from xinzhi.lake.score import ENGINES, Where

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

for command in (score, replay, scheme):
    cli.add_command(command)

DAY = date(2026, 6, 30)
PACK = xinzhi.load_pack("paper")
RECORDS = pa.table(
    {
        "record_id": pa.array([1, 2, 3, 4], pa.int64()),
        "subject_id": pa.array([10, 10, 11, 12], pa.int64()),
        "record_type": ["penalty", "inspection", "penalty", "inspection"],
        "occurred_on": pa.array([date(2026, 5, 20), date(2026, 4, 1), date(2025, 1, 31), date(2026, 6, 1)], pa.date32()),
    }
)


def everything() -> pa.Table:
    """All columns that the scheme reads; what nobody filled is empty."""
    from xinzhi.engine.relations import columns
    from xinzhi.engine.tables import compile_scheme
    from xinzhi.lake.collected import ARROW

    wanted = columns(compile_scheme(PACK.scheme("market_credit", DAY), PACK.record_types, DAY), PACK.record_types)
    table = RECORDS
    for name, kind in wanted.fields.items():
        values = ["serious", None, "general", None] if name == "gravity" else [None] * 4
        table = table.append_column(name, pa.array(values, ARROW[kind]))
    return table


SUBJECTS = pa.table({"subject_id": pa.array([10, 11, 12, 13], pa.int64()), "kind": ["legal_person"] * 4})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pq.write_table(everything(), tmp_path / "records.parquet")
    pq.write_table(SUBJECTS, tmp_path / "subjects.parquet")
    return tmp_path


def test_arrow_parquet_csv_and_folders_give_the_same(folder: Path) -> None:
    parts = folder / "parts" / "day=1"
    parts.mkdir(parents=True)
    pq.write_table(everything().slice(0, 2), parts / "a.parquet")
    pq.write_table(everything().slice(2), parts / "b.parquet")
    pc.write_csv(everything(), folder / "records.csv")
    pc.write_csv(SUBJECTS, folder / "subjects.csv")
    found = {
        xinzhi.score(PACK, "market_credit", records=records, subjects=subjects, as_of=DAY).receipt["results_sha256"]
        for records, subjects in (
            (everything(), SUBJECTS),
            (folder / "records.parquet", folder / "subjects.parquet"),
            (folder / "parts", folder / "subjects.parquet"),
            (folder / "records.csv", folder / "subjects.csv"),
        )
    }
    assert len(found) == 1


@pytest.mark.spark
@pytest.mark.postgres
def test_four_engines_give_the_same_results_and_reasons(folder: Path, postgres_url: str, spark: SparkSession) -> None:
    assert spark is not None  # the session of all tests is the one that is used
    where = Where(database=postgres_url)
    found = [
        xinzhi.score(
            PACK, "market_credit", records=folder / "records.parquet", subjects=folder / "subjects.parquet", as_of=DAY,
            engine=engine, where=where,
        )
        for engine in ENGINES
    ]  # fmt: skip
    assert {one.receipt["results_sha256"] for one in found} == {found[0].receipt["results_sha256"]}
    assert all(one.contributions == found[0].contributions for one in found)
    assert found[0].contributions is not None
    assert found[0].contributions.num_rows == 3


def test_a_missing_column_is_refused_by_its_name() -> None:
    with pytest.raises(xinzhi.Refused) as refused:
        xinzhi.score(PACK, "market_credit", records=RECORDS, subjects=SUBJECTS, as_of=DAY)
    assert "gravity" in {p.params["column"] for p in refused.value.problems}


def test_a_value_that_does_not_fit_is_named_with_its_row(folder: Path) -> None:
    rows = (folder / "records.csv")
    pc.write_csv(everything(), rows)
    lines = rows.read_text("utf-8").splitlines()
    lines[3] = lines[3].replace("2025-01-31", "31.1.2025")
    rows.write_text("\n".join(lines), "utf-8")
    with pytest.raises(xinzhi.Refused) as refused:
        xinzhi.score(PACK, "market_credit", records=rows, subjects=SUBJECTS, as_of=DAY)
    said = refused.value.problems[0]
    assert (said.code, said.params["column"], said.params["row"], said.params["value"]) == ("input_value_wrong", "occurred_on", 3, "31.1.2025")


def run(*args: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli, [str(a) for a in args])
    return result.exit_code, result.output


def test_the_command_scores_explains_and_its_receipt_can_be_replayed(folder: Path) -> None:
    out, why = folder / "out.csv", folder / "why.csv"
    given = ("--records", folder / "records.parquet", "--subjects", folder / "subjects.parquet", "--as-of", DAY)
    code, said = run("score", "--pack", "paper", "--scheme", "market_credit", *given, "--out", out, "--explain", why)
    assert code == 0, said
    assert len(out.read_text("utf-8-sig").splitlines()) == 5
    assert len(why.read_text("utf-8-sig").splitlines()) == 4
    receipt = f"{out}.receipt.json"
    for engine in ("duckdb", "python"):
        code, said = run("replay", receipt, "--engine", engine)
        assert code == 0, said
    pq.write_table(everything().slice(0, 3), folder / "records.parquet")
    code, said = run("--json", "replay", receipt)
    assert code == 1
    assert {d["what"] for d in json.loads(said)["differs"]} >= {"records", "results_sha256"}


def test_the_query_can_be_read_in_the_words_of_each_engine() -> None:
    for dialect in ("duckdb", "postgres", "spark"):
        code, said = run("scheme", "sql", "market_credit", "--pack", "paper", "--as-of", DAY, "--dialect", dialect)
        assert code == 0
        assert "-- assessments" in said
    code, said = run("scheme", "sql", "no_such", "--pack", "paper", "--as-of", DAY)
    assert code == 2
