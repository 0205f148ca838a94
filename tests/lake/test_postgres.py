"""PostgreSQL counts a record once, reads its own tables where they lie, and compares text by its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from tests.lake.test_duck import TABLES, points, relations
from tests.unit.engine.small import KINDS, RULE, record, with_rules
from xinzhi.core.base.problems import Refused
from xinzhi.core.schemes.nodes import Latest
from xinzhi.engine.compile import query
from xinzhi.engine.dialects import POSTGRES
from xinzhi.engine.relations import columns
from xinzhi.lake.collected import Collected
from xinzhi.lake.duck import Limits
from xinzhi.lake.duck import run as run_here
from xinzhi.lake.postgres import InPlace, run

pytestmark = pytest.mark.postgres
QUERY = query(TABLES, dialect=POSTGRES)
COLUMNS = columns(TABLES, KINDS).all


@pytest.fixture
def connection(postgres_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_url) as opened:
        yield opened
        opened.rollback()


def test_a_row_that_comes_twice_counts_once(connection: psycopg.Connection) -> None:
    records, subjects = relations(record(2), record(1), record(2))
    assert points(run(connection, QUERY, records, subjects, COLUMNS)) == [-8_000, -8_000]


def test_one_number_for_two_different_records_is_refused(connection: psycopg.Connection) -> None:
    records, subjects = relations(record(7), record(7, kind="award"))
    with pytest.raises(Refused) as refused:
        run(connection, QUERY, records, subjects, COLUMNS)
    assert (refused.value.problems[0].code, refused.value.problems[0].params["record"]) == ("record_id_not_unique", 7)


def test_tables_of_the_server_are_read_where_they_lie(connection: psycopg.Connection) -> None:
    records, subjects = relations(record(1), record(2))
    brought = run(connection, QUERY, records, subjects, COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE lying_records AS SELECT * FROM records")
        cursor.execute("CREATE TEMP TABLE lying_subjects AS SELECT * FROM subjects")
    found = run(connection, QUERY, InPlace("lying_records"), InPlace("pg_temp.lying_subjects"), COLUMNS)
    assert found == brought
    assert points(found) == [-8_000, -8_000]


def test_the_latest_of_two_events_of_a_day_is_the_same_as_elsewhere(connection: psycopg.Connection) -> None:
    """In most languages b comes before C; by their bytes it does not."""
    tables = with_rules(replace(RULE, only=Latest("penalty", "visit")), subject_kinds=frozenset())
    collected = Collected(columns(tables, KINDS))
    collected.add(1, "firm", "", "", [record(1, visit="b"), record(2, visit="C")])
    here = run_here(query(tables), collected.records(), collected.subjects(), Limits(threads=1))
    wanted = columns(tables, KINDS).all
    there = run(connection, query(tables, dialect=POSTGRES), collected.records(), collected.subjects(), wanted)
    assert here.contributions is not None
    assert there.contributions is not None
    assert here.contributions["record_id"].to_pylist() == there.contributions["record_id"].to_pylist() == [1]
