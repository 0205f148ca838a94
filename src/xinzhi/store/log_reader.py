"""The log as its checkers read it: entries, nodes, personal parts, checkpoints. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
from django.db import connections

from xinzhi.store.models import Checkpoint, Commit, Entry, Log, Node

_CHUNK = 5_000


class DatabaseLog:
    """One log in the database."""

    def __init__(self, using: str = "default") -> None:
        self.using = using

    def log(self) -> Log | None:
        return Log.objects.using(self.using).first()

    def entries(self) -> Iterator[tuple[int, str, bytes, bytes]]:
        """(index, kind, body, leaf hash) in order of index."""
        with connections[self.using].cursor() as cursor:
            cursor.execute("SELECT idx, kind, body, leaf_hash FROM store_entry ORDER BY idx")
            while rows := cursor.fetchmany(_CHUNK):
                for idx, kind, body, leaf in rows:
                    yield idx, kind, bytes(body), bytes(leaf)

    def nodes(self) -> Iterator[tuple[int, int, bytes]]:
        """(level, index, hash) in order of level, then index."""
        with connections[self.using].cursor() as cursor:
            cursor.execute("SELECT level, idx, hash FROM store_node ORDER BY level, idx")
            while rows := cursor.fetchmany(_CHUNK):
                for level, idx, value in rows:
                    yield level, idx, bytes(value)

    def personal(self) -> Iterator[tuple[int, str, bytes | None, bytes | None]]:
        """(entry, slot, salt, ciphertext) in order of entry and slot; both None after erasure."""
        with connections[self.using].cursor() as cursor:
            cursor.execute("SELECT entry_idx, slot, salt, ciphertext FROM store_personal ORDER BY entry_idx, slot")
            while rows := cursor.fetchmany(_CHUNK):
                for idx, slot, salt, sealed in rows:
                    yield idx, slot, None if salt is None else bytes(salt), None if sealed is None else bytes(sealed)

    def commits(self) -> Iterator[tuple[int, int, str, str]]:
        """(first entry, last entry, instant as entries write it, author) in order."""
        for row in Commit.objects.using(self.using).order_by("first_idx").iterator(_CHUNK):
            yield row.first_idx, row.last_idx, instant_text(row.at), row.by

    def get_node(self, level: int, idx: int) -> bytes:
        """The hash of a completed subtree; level 0 are the leaves. Raises `KeyError` where it is missing."""
        if level == 0:
            found = Entry.objects.using(self.using).filter(idx=idx).values_list("leaf_hash", flat=True).first()
        else:
            found = Node.objects.using(self.using).filter(level=level, idx=idx).values_list("hash", flat=True).first()
        if found is None:
            raise KeyError((level, idx))
        return bytes(found)

    def checkpoints(self) -> list[tuple[int, str]]:
        return [(c.size, c.note) for c in Checkpoint.objects.using(self.using).order_by("size")]


def instant_text(at: datetime) -> str:
    """An instant as canonical JSON writes it."""
    return str(msgspec.to_builtins(at.astimezone(UTC)))
