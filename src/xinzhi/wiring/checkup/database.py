"""The database: there, and of the shape that this version wants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error

from xinzhi.core.base.problems import Problem, problem, warning
from xinzhi.store.models import Commit, Subject, SubjectState
from xinzhi.wiring.settings import Settings

MOST_APART = timedelta(seconds=5)


def database(_settings: Settings) -> Iterator[Problem]:
    """One can ask it something."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        first = str(error).strip().split("\n")[0]
        yield problem("database_unreachable", reason=first)


def migrations(_settings: Settings) -> Iterator[Problem]:
    """Every migration of this version is applied, and none of a later one."""
    executor = MigrationExecutor(connection)
    targets = executor.loader.graph.leaf_nodes()
    pending = [f"{m.app_label}.{m.name}" for m, _back in executor.migration_plan(targets)]
    if pending:
        yield problem("migrations_pending", count=len(pending), names=", ".join(pending[-3:]))
    ours = {"store", "desk"}
    unknown = sorted(f"{a}.{n}" for a, n in executor.loader.applied_migrations if a in ours and (a, n) not in executor.loader.disk_migrations)
    if unknown:
        yield problem("migrations_unknown", names=", ".join(unknown))


def projections(_settings: Settings) -> Iterator[Problem]:
    """The tables that this version reads were made: an upgrade may bring one that only the ledger can fill."""
    if Subject.objects.exists() and not SubjectState.objects.exists():
        yield problem("projections_stale")


def clock(_settings: Settings) -> Iterator[Problem]:
    """The clock is not behind the ledger, nor apart from that of the database."""
    now = datetime.now(UTC)
    last = Commit.objects.order_by("-first_idx").values_list("at", flat=True).first()
    if last is not None and last > now + MOST_APART:
        yield problem("clock_behind", last=last.isoformat(timespec="seconds"), now=now.isoformat(timespec="seconds"))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(cursor.fetchone()[0] - datetime.now(UTC))
        if apart > MOST_APART:
            yield warning("clock_apart", seconds=int(apart.total_seconds()))
