"""The query engine sees its inputs and nothing else, and counts a record once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.engine.small import KINDS, RULE, record, with_rules
from xinzhi.core.base.problems import Refused
from xinzhi.core.schemes.nodes import Lookup
from xinzhi.engine.compile import query
from xinzhi.engine.records import Scored as Record
from xinzhi.engine.relations import columns
from xinzhi.lake.collected import Collected
from xinzhi.lake.duck import Limits, run
from xinzhi.lake.scored import Scored
from xinzhi.lake.unique import ascending

TABLES = with_rules(RULE, subject_kinds=frozenset({"firm"}))


def relations(*records: Record, kind: str = "firm") -> tuple[pa.Table, pa.Table]:
    collected = Collected(columns(TABLES, KINDS))
    collected.add(1, kind, "", "", records)
    return collected.records(), collected.subjects()


def points(scored: Scored) -> list[int]:
    assert scored.contributions is not None
    return sorted(scored.contributions["milli"].to_pylist())


def test_a_query_opens_no_file_but_its_inputs(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", "utf-8")
    reaching = query(TABLES, prefilter=f"EXISTS (SELECT 1 FROM read_csv('{secret}'))")
    with pytest.raises(duckdb.PermissionException):
        run(reaching, *relations(record(1)), Limits(threads=1))


def test_a_query_does_not_see_variables_of_python() -> None:
    hidden = pa.table({"a": [1]})
    reaching = query(TABLES, prefilter="EXISTS (SELECT 1 FROM hidden)")
    with pytest.raises(duckdb.CatalogException):
        run(reaching, *relations(record(1)), Limits(threads=1))
    assert hidden.num_rows == 1


def test_files_are_read_and_written_like_tables(tmp_path: Path) -> None:
    records, subjects = relations(record(1), record(2))
    place = tmp_path / "it's here"
    place.mkdir()
    for name, table in (("records", records), ("subjects", subjects)):
        pq.write_table(table, place / f"{name}.parquet")
    to = place / "contributions.parquet"
    from_files = run(
        query(TABLES), place / "records.parquet", place / "subjects.parquet", Limits(), contributions_to=to
    )
    from_tables = run(query(TABLES), records, subjects, Limits())
    assert from_files.assessments == from_tables.assessments
    assert from_files.contributions is None
    assert points(from_tables) == sorted(pq.read_table(to)["milli"].to_pylist()) == [-8_000, -8_000]


def test_a_row_that_comes_twice_counts_once() -> None:
    records, subjects = relations(record(2), record(1), record(2))
    assert points(run(query(TABLES), records, subjects, Limits())) == [-8_000, -8_000]


def test_one_number_for_two_different_records_is_refused() -> None:
    records, subjects = relations(record(7), record(7, kind="award"))
    with pytest.raises(Refused) as refused:
        run(query(TABLES), records, subjects, Limits())
    assert (refused.value.problems[0].code, refused.value.problems[0].params["record"]) == ("record_id_not_unique", 7)


def test_subjects_of_other_kinds_get_neither_grade_nor_contributions() -> None:
    records, subjects = relations(record(1), kind="vehicle")
    scored = run(query(TABLES), records, subjects, Limits())
    assert scored.assessments.num_rows == 0
    assert points(scored) == []


def test_what_a_prefilter_leaves_out_is_no_observation_and_no_latest_event_either() -> None:
    from xinzhi.core.schemes.nodes import Enough, Latest

    tables = with_rules(
        replace(RULE, only=Latest("penalty", "visit")),
        enough=Enough(2, frozenset({"penalty"})),
        subject_kinds=frozenset(),
    )
    collected = Collected(columns(tables, KINDS))
    collected.add(1, "firm", "", "", [record(1, visit="a"), record(2, visit="b")])
    filtered = query(tables, prefilter="r.record_id < 2")
    scored = run(filtered, collected.records(), collected.subjects(), Limits())
    assert points(scored) == [-8_000]
    assert scored.assessments["reason"].to_pylist() == ["too_few_records"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], True),
        ([1], True),
        ([1, 2, 3], True),
        ([-3, -2, 5], True),
        ([1, 1], False),
        ([2, 1], False),
        ([1, None, 2], False),
    ],
)
def test_a_column_ascends_where_each_value_is_greater_than_the_one_before(
    values: list[int | None], expected: bool, tmp_path: Path
) -> None:
    table = pa.table({"n": pa.array(values, pa.int64())})
    pq.write_table(table, tmp_path / "n.parquet", row_group_size=2)
    assert ascending(table, "n") is expected
    assert ascending(tmp_path / "n.parquet", "n") is expected


def test_pieces_are_compared_across_their_border() -> None:
    chunks = pa.chunked_array([pa.array([1, 2], pa.int64()), pa.array([], pa.int64()), pa.array([2, 3], pa.int64())])
    assert not ascending(pa.table({"n": chunks}), "n")


def test_a_cap_makes_no_points_of_what_nobody_knows() -> None:
    """Engines leave NULL out of the least of two: a rule without any known points must not come to its cap."""
    tables = with_rules(replace(RULE, points=Lookup("level", {"low": -1_000}), cap=5_000), subject_kinds=frozenset())
    collected = Collected(columns(tables, KINDS))
    collected.add(1, "firm", "", "", [record(1, level="high")])
    scored = run(query(tables), collected.records(), collected.subjects(), Limits(threads=1))
    assert scored.assessments.to_pylist() == [
        {"subject_id": 1, "v0": 100_000, "v1": 90_000, "score": None, "grade": "not_rated", "reason": "value_not_in_table"}
    ]
