"""Fold everything again from the log, and compare with what the tables say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.db import DatabaseError, connections, transaction
from django.db.backends.utils import CursorWrapper

from xinzhi.core.base.problems import Problem, problem
from xinzhi.core.facts import PersonalErased
from xinzhi.flows.tools import Tools
from xinzhi.store.facts_back import facts_back
from xinzhi.store.projections import project
from xinzhi.store.refold import refold
from xinzhi.store.rows import Rows
from xinzhi.store.sql import COLUMNS, insert

FROZEN = ("store_record", "store_act", "store_link")
MADE_AGAIN = (
    "store_counting", "store_review", "store_judgement", "store_receipt", "store_subject", "store_subjectchange",
    "store_subjectstate", "store_subjectentry", "store_subjectidentifier", "store_subjectkey", "store_run", "store_packinforce",
)  # fmt: skip
_UNSEALED = {"store_subject": {"sealed"}}
"""Columns that encryption makes different at each writing; their content is compared through what is shown of it."""
_BATCH = 2_000
Bag = dict[tuple[object, ...], int]
"""Rows with how often each is there."""


def rebuild(tools: Tools, *, keep: bool) -> list[Problem]:
    """Differences between the tables and the fold of the log, as problems naming table and row.

    With `keep` the tables are left as the fold makes them; otherwise nothing is changed. Append-only tables are compared and
    never rewritten: a difference there is damage.
    """
    using = tools.store.using
    found: list[Problem] = []
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        before = {table: _snapshot(cursor, table) for table in MADE_AGAIN}
        frozen = {table: _snapshot(cursor, table) for table in FROZEN}
        try:
            with transaction.atomic(using=using):
                for table in MADE_AGAIN:
                    cursor.execute(f"DELETE FROM {table}")
                found += _frozen_differences(cursor, frozen, *_replay(tools, cursor))
        except (ValueError, TypeError, LookupError, DatabaseError):
            # what was altered may be such that nothing can be folded from it: then it is named, and the rest waits for its repair
            found += _frozen_differences(cursor, frozen, *_replay(tools, cursor, derive=False))
            if not found:
                raise
            transaction.set_rollback(True, using=using)
            return found
        for table in MADE_AGAIN:
            found += _differences(table, before[table], _snapshot(cursor, table))
        if not keep:
            transaction.set_rollback(True, using=using)
    return found


def _frozen_differences(
    cursor: CursorWrapper,
    stored: Mapping[str, Bag],
    folded: Mapping[str, list[tuple[object, ...]]],
    erased: frozenset[int],
) -> list[Problem]:
    found: list[Problem] = []
    for table in FROZEN:
        again = _as_stored(cursor, table, folded.get(table, []))
        if table == "store_record":
            found += _differences(table, _without_keys(cursor, stored[table], erased), _without_keys(cursor, again, erased))
        else:
            found += _differences(table, stored[table], again)
    return found


def _replay(
    tools: Tools, cursor: CursorWrapper, *, derive: bool = True
) -> tuple[dict[str, list[tuple[object, ...]]], frozenset[int]]:
    """Projects every fact into the tables that are made again; returns the rows of the frozen ones, and what was erased. Without
    `derive` only the latter: nothing is written and nothing that is stored is relied upon."""
    erased: set[int] = set()
    frozen: dict[str, list[tuple[object, ...]]] = {table: [] for table in FROZEN}
    records: list[int] = []
    for entered in facts_back(tools.store.vault, tools.store.using):
        rows = Rows(vendor=cursor.db.vendor, vault=tools.store.vault, at=entered.at)
        project(entered.fact, entered.idx, rows)
        if isinstance(entered.fact, PersonalErased):
            erased.update(entered.fact.entries)
        for table, values in rows.tables.items():
            if table in frozen:
                frozen[table] += values
            elif derive and table in MADE_AGAIN:
                insert(cursor, table, COLUMNS[table], values)
        records += rows.fresh
        for step in rows.later if derive else ():
            step(cursor)
    if derive:
        refold(cursor, records)
    return frozen, frozenset(erased)


def _without_keys(
    cursor: CursorWrapper, bag: Bag, erased: frozenset[int]
) -> Bag:
    """The rows of `store_record` without the keys of those whose personal part is gone: keys were made of it."""
    if not erased:
        return bag
    cursor.execute("SELECT * FROM store_record LIMIT 0")
    names = [d[0] for d in cursor.description]
    entry, keys = names.index("entry_idx"), {names.index(n) for n in ("natural_key", "content_key", "document_key")}
    out: Bag = {}
    for row, count in bag.items():
        shown = tuple(b"" if i in keys else v for i, v in enumerate(row)) if row[entry] in erased else row
        out[shown] = out.get(shown, 0) + count
    return out


def _snapshot(cursor: CursorWrapper, table: str) -> Bag:
    """The rows of a table as a bag, without surrogate ids and ciphertexts."""
    cursor.execute(f"SELECT * FROM {table} LIMIT 0")
    names = [d[0] for d in cursor.description]
    left_out = {"id"} | _UNSEALED.get(table, set())
    columns = [n for n in names if n not in left_out]
    quoted = ", ".join(f'"{n}"' for n in columns)
    cursor.execute(f"SELECT {quoted} FROM {table}")
    bag: Bag = {}
    for row in _rows(cursor):
        bag[row] = bag.get(row, 0) + 1
    return bag


def _rows(cursor: CursorWrapper) -> Iterator[tuple[object, ...]]:
    while chunk := cursor.fetchmany(_BATCH):
        for row in chunk:
            yield tuple(_plain(value) for value in row)


def _plain(value: object) -> object:
    if isinstance(value, memoryview):
        return bytes(value)
    return value if isinstance(value, bytes | int | float | str | type(None)) else str(value)


def _as_stored(
    cursor: CursorWrapper, table: str, rows: Iterable[tuple[object, ...]]
) -> Bag:
    """Folded rows as the database would hand them back: written to a temporary table of the same shape and read again."""
    cursor.execute(f"CREATE TEMPORARY TABLE again_{table} AS SELECT * FROM {table} WHERE 1 = 0")
    values = list(rows)
    if values:
        insert(cursor, f"again_{table}", COLUMNS[table], values)
    bag = _snapshot(cursor, f"again_{table}")
    cursor.execute(f"DROP TABLE again_{table}")
    return bag


def _differences(table: str, stored: Bag, folded: Bag) -> list[Problem]:
    out: list[Problem] = []
    for row, count in stored.items():
        if folded.get(row, 0) < count:
            out.append(problem("row_not_from_log", table=table, row=_short(row)))
    for row, count in folded.items():
        if stored.get(row, 0) < count:
            out.append(problem("row_missing", table=table, row=_short(row)))
    return out


def _short(row: tuple[object, ...]) -> str:
    return " ".join(v.hex()[:12] if isinstance(v, bytes) else str(v) for v in row)[:120]
