"""Rows of one commit, collected by table, and what has to be settled once they are in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.backends.utils import CursorWrapper

from xinzhi.core import facts as f
from xinzhi.core.counting import History, Linked, fold
from xinzhi.store import refold
from xinzhi.store.vault import Vault


def instant_text(at: datetime, vendor: str) -> str:
    """An instant as the database's own text: UTC, without zone on SQLite, as Django writes it."""
    text = at.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    return text if vendor == "sqlite" else text + "+00:00"


@dataclass
class Rows:
    """`fresh` are records entered in this commit; `refolds` are records whose whole history must be folded again."""

    vendor: str
    vault: Vault
    at: datetime
    tables: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)
    fresh: dict[int, tuple[f.RecordEntered, int]] = field(default_factory=dict)
    links: dict[int, list[Linked]] = field(default_factory=dict)
    refolds: set[int] = field(default_factory=set)
    later: list[Callable[[CursorWrapper], None]] = field(default_factory=list)

    def add(self, table: str, row: tuple[object, ...]) -> None:
        self.tables.setdefault(table, []).append(row)

    def add_all(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        self.tables.setdefault(table, []).extend(rows)

    def instant(self, at: datetime | None) -> str | None:
        """`at` as the database's own text: UTC, without zone on SQLite, as Django writes it."""
        return None if at is None else instant_text(at, self.vendor)

    def settle(self, cursor: CursorWrapper) -> None:
        """Folds what counts for every record that this commit touched, and applies the changes of subjects."""
        for step in self.later:
            step(cursor)
        simple = [rid for rid in self.fresh if rid not in self.refolds]
        refold.insert_intervals(
            cursor, [row for rid in simple for row in fold(self._fresh_history(rid))]
        )
        if self.refolds:
            refold.refold(cursor, self.refolds)

    def _fresh_history(self, record_id: int) -> History:
        fact, idx = self.fresh[record_id]
        return History(record_id, fact.occurred_on, idx, fact.expires_on, self.links.get(record_id, ()), ())
