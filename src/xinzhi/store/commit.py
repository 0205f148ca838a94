"""`commit(facts)`: the only write to facts and their projections.

One transaction under the log lock holds everything: entries with their leaf hashes, completed tree nodes, personal parts
sealed beside them, the rows that the facts mean, and one outbox line. Either all of it is durable when `commit` returns, or
nothing happened.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db.backends.utils import CursorWrapper

from xinzhi.core.authority import Actor
from xinzhi.core.base.canonical import canonical
from xinzhi.core.facts import Fact
from xinzhi.ledger.merkle import Frontier, append_many
from xinzhi.store.locks import log_lock
from xinzhi.store.opened import Store
from xinzhi.store.projections import project
from xinzhi.store.rows import Rows
from xinzhi.store.sql import insert_many

_SALT = 16


@dataclass(frozen=True, slots=True)
class Committed:
    """Where the facts went: entries first..last (both inclusive) and the size of the ledger after them."""

    first: int
    last: int
    at: datetime

    @property
    def size(self) -> int:
        return self.last + 1


def commit(store: Store, facts: Sequence[Fact], *, by: Actor, at: datetime) -> Committed:
    """Writes `facts` in order, all or none. Raises `ValueError` for no facts: an empty act is no act."""
    done = commit_built(store, lambda _cursor: facts, by=by, at=at)
    assert done is not None  # nothing is allowed only where it is asked for
    return done


def commit_built(
    store: Store,
    build: Callable[[CursorWrapper], Sequence[Fact]],
    *,
    by: Actor,
    at: datetime,
    allow_nothing: bool = False,
) -> Committed | None:
    """Like `commit`, but the facts are made under the log lock, from what the store holds at that moment.

    With `allow_nothing` the answer is None where `build` found that everything is on file already.
    """
    with log_lock(store.using) as cursor:
        facts = build(cursor)
        if not facts:
            if allow_nothing:
                return None
            raise ValueError("nothing to commit")
        frontier = read_frontier(cursor)
        first = frontier.size
        rows = Rows(vendor=cursor.db.vendor, vault=store.vault, at=at)
        leaves = _write_entries(store, facts, first, rows, by=by, at=at)
        after, nodes = append_many(frontier, leaves, store.suite)
        rows.add_all("store_node", nodes)
        for offset, fact in enumerate(facts):
            project(fact, first + offset, rows)
        last = after.size - 1
        rows.add("store_commit", (first, last, rows.instant(at), by.name))
        insert_many(cursor, rows)
        rows.settle(cursor)
    return Committed(first, last, at)


def _write_entries(
    store: Store, facts: Sequence[Fact], first: int, rows: Rows, *, by: Actor, at: datetime
) -> list[bytes]:
    suite, vault = store.suite, store.vault
    salts = os.urandom(_SALT * sum(len(fact.personal_parts()) for fact in facts))
    taken = 0
    leaves: list[bytes] = []
    for offset, fact in enumerate(facts):
        idx = first + offset
        public = body_of(fact, by=by, at=at)
        parts = fact.personal_parts()
        if parts:
            commitments = {}
            for slot, content in parts.items():
                salt = salts[taken : taken + _SALT]
                taken += _SALT
                text = canonical(content)
                commitments[slot] = suite.commitment(salt, text).hex()
                rows.add("store_personal", (idx, slot, salt, vault.seal(text, place(idx, slot))))
            public["personal"] = commitments
        body = canonical(public)
        leaf = suite.leaf_hash(body)
        leaves.append(leaf)
        rows.add("store_entry", (idx, public["kind"], body, leaf))
    return leaves


def body_of(fact: Fact, *, by: Actor, at: datetime) -> dict[str, Any]:
    """The public part of a fact as it stands in the ledger, before the commitments to its personal parts."""
    public = msgspec.structs.asdict(fact)
    public.pop("personal", None)
    public["kind"] = fact.__struct_config__.tag
    public["at"] = at
    public["by"] = by.name
    public["by_department"] = by.department
    return public


def place(idx: int, slot: str) -> bytes:
    """Where a personal part belongs; bound into its encryption."""
    return f"{idx}/{slot}".encode()


def read_frontier(cursor: CursorWrapper) -> Frontier:
    """The right edge of the tree: its size and the roots of its completed subtrees, largest first."""
    cursor.execute("SELECT max(idx) FROM store_entry")
    (top,) = cursor.fetchone()
    size = 0 if top is None else top + 1
    roots: list[tuple[int, int]] = []
    begin = 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            roots.append((level, begin >> level))
            begin += 1 << level
    wanted = [(level, idx) for level, idx in roots if level]
    found: dict[tuple[int, int], bytes] = {}
    if wanted:
        where = " OR ".join("(level = %s AND idx = %s)" for _ in wanted)
        cursor.execute(f"SELECT level, idx, hash FROM store_node WHERE {where}", [n for pair in wanted for n in pair])
        found = {(level, idx): bytes(value) for level, idx, value in cursor.fetchall()}
    if roots and roots[-1][0] == 0:
        cursor.execute("SELECT leaf_hash FROM store_entry WHERE idx = %s", [roots[-1][1]])
        found[roots[-1]] = bytes(cursor.fetchone()[0])
    return Frontier(size, tuple(found[root] for root in roots))
