"""PostgreSQL where the rows lie: a scheme's statements run on the server, over its own tables or over rows brought to it.

Everything happens in temporary tables of one session. Text is compared by its bytes, as the other engines do it, whatever the
database was made with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TypeAlias

import psycopg
import pyarrow as pa
import pyarrow.csv as pc
from psycopg import sql
from psycopg.sql import Composable

from xinzhi.core.base.problems import Refused, problem
from xinzhi.engine.compile import Query
from xinzhi.engine.relations import HITS, RESULTS, SUBJECTS
from xinzhi.lake.collected import ARROW, results_table
from xinzhi.lake.scored import Scored

_TYPES = {"VARCHAR": 'TEXT COLLATE "C"'}
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class InPlace:
    """A table or view that is there, as `name` or `schema.name`, with the columns of a relation."""

    name: str

    @property
    def identifier(self) -> Composable:
        return sql.Identifier(*self.name.split("."))


Source: TypeAlias = "pa.Table | InPlace"


def run(
    connection: psycopg.Connection,
    query: Query,
    records: Source,
    subjects: Source,
    columns: Mapping[str, str],
    *,
    results: Source | None = None,
    explained: bool = True,
) -> Scored:
    """Runs a query made for the dialect `postgres`. `columns` are those of `records` with their SQL types.

    A record that comes twice counts once. Raises `Refused` where one record id stands for two different records.
    """
    evaluate(connection, query, records, subjects, columns, results=results)
    with connection.cursor() as cursor:
        hits = fetch(cursor, "hits", HITS) if explained else None
        measured = any(step.name == "measures" for step in query.steps)
        return Scored(
            fetch(cursor, "assessments", _types(cursor, "assessments")),
            hits,
            fetch(cursor, "measures", _types(cursor, "measures")) if measured else None,
        )


def evaluate(
    connection: psycopg.Connection,
    query: Query,
    records: Source,
    subjects: Source,
    columns: Mapping[str, str],
    *,
    results: Source | None = None,
) -> None:
    """As `run`, but what comes out stays on the server: the temporary tables `hits`, `measures` and `assessments`."""
    with connection.cursor() as cursor:
        for name in ("given", "records", "subjects", "results", *query.small, *(step.name for step in query.steps)):
            _drop(cursor, name)
        _supply(cursor, "given", records, columns)
        _supply(cursor, "subjects", subjects, SUBJECTS)
        _supply(cursor, "results", results if results is not None else results_table([]), RESULTS)
        for name, small in query.small.items():
            _make(cursor, name, small.columns)
            _copy_rows(cursor, name, small.rows)
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))
        _each_once(cursor, columns)
        for step in query.steps:
            cursor.execute(sql.SQL("CREATE TEMP TABLE {} AS ").format(sql.Identifier(step.name)) + sql.SQL(step.sql))  # type: ignore[arg-type]
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(step.name)))


def fetch(cursor: psycopg.Cursor, name: str, columns: Mapping[str, str]) -> pa.Table:
    """Columns of a table as Arrow, told apart: an empty text and nothing."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    with cursor.copy(sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)").format(names, sql.Identifier(name))) as out:
        content = b"".join(bytes(part) for part in out)
    types = {column: ARROW[kind] for column, kind in columns.items()}
    if not content:
        return pa.table({column: pa.array([], kind) for column, kind in types.items()})
    return pc.read_csv(
        BytesIO(content),
        read_options=pc.ReadOptions(column_names=list(columns)),
        parse_options=pc.ParseOptions(newlines_in_values=True),
        convert_options=pc.ConvertOptions(
            column_types=types, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""],
            true_values=["t"], false_values=["f"],
        ),
    )  # fmt: skip


def _supply(cursor: psycopg.Cursor, name: str, source: Source, columns: Mapping[str, str]) -> None:
    if isinstance(source, InPlace):
        cells = [
            sql.SQL('{c}::text COLLATE "C" AS {c}' if kind == "VARCHAR" else "{c}").format(c=sql.Identifier(column))
            for column, kind in columns.items()
        ]
        cursor.execute(
            sql.SQL("CREATE TEMP VIEW {} AS SELECT {} FROM {}").format(sql.Identifier(name), sql.SQL(", ").join(cells), source.identifier)
        )
        return
    _make(cursor, name, columns)
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(sql.Identifier(name), names)) as into:
        for block in _blocks(source.select(list(columns))):
            into.write(block)
    cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))


def _blocks(rows: pa.Table) -> Iterator[bytes]:
    for batch in rows.to_batches(max_chunksize=_BLOCK // 8):
        if batch.num_rows:
            sink = BytesIO()
            pc.write_csv(pa.Table.from_batches([batch]), sink, pc.WriteOptions(include_header=False))
            yield sink.getvalue()


def _copy_rows(cursor: psycopg.Cursor, name: str, rows: tuple[tuple[object, ...], ...]) -> None:
    with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as into:
        for row in rows:
            into.write_row(row)


def _make(cursor: psycopg.Cursor, name: str, columns: Mapping[str, str]) -> None:
    cells = sql.SQL(", ").join(
        sql.Identifier(column) + sql.SQL(" " + _TYPES.get(kind, kind)) for column, kind in columns.items()  # type: ignore[arg-type]
    )
    cursor.execute(sql.SQL("CREATE TEMP TABLE {} ({})").format(sql.Identifier(name), cells))


def _drop(cursor: psycopg.Cursor, name: str) -> None:
    """Only what an evaluation before this one left in the same session."""
    cursor.execute(
        "SELECT relkind = 'v' FROM pg_class WHERE relname = %s AND relnamespace = pg_my_temp_schema()", [name]
    )
    found = cursor.fetchone()
    if found is not None:
        kind = sql.SQL("VIEW" if found[0] else "TABLE")
        cursor.execute(sql.SQL("DROP {} pg_temp.{} CASCADE").format(kind, sql.Identifier(name)))


def _each_once(cursor: psycopg.Cursor, columns: Mapping[str, str]) -> None:
    """Makes `records` of what was given, each record id once."""
    cursor.execute("SELECT 1 FROM given GROUP BY record_id HAVING count(*) > 1 LIMIT 1")
    if cursor.fetchone() is None:
        cursor.execute("CREATE TEMP VIEW records AS SELECT * FROM given")
        return
    cursor.execute("CREATE TEMP TABLE records AS SELECT DISTINCT * FROM given")
    cursor.execute("SELECT record_id FROM records GROUP BY record_id HAVING count(*) > 1 ORDER BY 1 LIMIT 1")
    differing = cursor.fetchone()
    if differing is not None:
        raise Refused(problem("record_id_not_unique", record=differing[0]))


_BACK = {"bigint": "BIGINT", "integer": "INTEGER", "text": "VARCHAR", "boolean": "BOOLEAN", "date": "DATE", "character varying": "VARCHAR"}


def _types(cursor: psycopg.Cursor, name: str) -> dict[str, str]:
    cursor.execute(
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
        " WHERE attrelid = ('pg_temp.' || quote_ident(%s))::regclass AND attnum > 0 ORDER BY attnum",
        [name],
    )
    return {column: _BACK[kind] for column, kind in cursor.fetchall()}
