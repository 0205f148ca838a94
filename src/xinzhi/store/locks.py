"""The log lock: one writer at a time, whatever the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

_LOG_LOCK = 0x58494E5A  # any constant that all processes of one installation share


@contextmanager
def log_lock(using: str) -> Iterator[CursorWrapper]:
    """A transaction that holds the log. SQLite begins IMMEDIATE (by its settings); PostgreSQL takes an advisory lock."""
    connection = connections[using]
    with transaction.atomic(using=using, durable=not connection.in_atomic_block), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOG_LOCK])
        yield cursor
