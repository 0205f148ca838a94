"""Derived rows that are replaced: standings, and alerts that are raised once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.backends.utils import CursorWrapper

from xinzhi.core.base.canonical import canonical
from xinzhi.core.signals import Signal
from xinzhi.store.models import Standing
from xinzhi.store.rows import instant_text

_STANDING = (
    "subject_id", "scheme", "version", "as_of", "known_size", "score", "grade", "risk_class", "high_risk", "records",
    "dimensions", "reasons",
)  # fmt: skip
_ALERT = ("key", "rule", "kind", "department", "subject_id", "raised_at", "params")


def write_standings(cursor: CursorWrapper, standings: Sequence[Standing]) -> None:
    """Writes these standings in place of what stood for their subjects."""
    updates = ", ".join(f"{name} = excluded.{name}" for name in _STANDING[1:])
    _insert(cursor, "store_standing", _STANDING, f"ON CONFLICT (subject_id) DO UPDATE SET {updates}", [
        (s.subject_id, s.scheme, s.version, s.as_of.isoformat(), s.known_size, s.score, s.grade, s.risk_class, s.high_risk,
         s.records, s.dimensions, s.reasons)
        for s in standings
    ])  # fmt: skip


def raise_alerts(cursor: CursorWrapper, signals: Sequence[Signal], at: datetime) -> None:
    """Raises these signals; those that were raised before, by their key, are left as they are."""
    when = instant_text(at, cursor.db.vendor)
    _insert(cursor, "store_alert", _ALERT, "ON CONFLICT (key) DO NOTHING", [
        (s.key, s.rule, s.kind, s.department, s.subject_id, when, canonical(dict(s.params)).decode()) for s in signals
    ])  # fmt: skip


def _insert(
    cursor: CursorWrapper, table: str, columns: Sequence[str], conflict: str, rows: Sequence[tuple[object, ...]]
) -> None:
    if rows:
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks}) {conflict}", rows)  # type: ignore[arg-type]
