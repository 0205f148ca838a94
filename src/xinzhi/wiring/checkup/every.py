"""Which questions are asked where."""

from __future__ import annotations

from xinzhi.wiring.checkup import database, ground, keys, ledger, people
from xinzhi.wiring.checkup.check import Check

READY: tuple[Check, ...] = (
    Check("database", database.database),
    Check("migrations", database.migrations, "database"),
    Check("keys", keys.keys),
    Check("disk", ground.disk),
    Check("worker", people.worker, "migrations"),
)
"""Without these the installation does not serve: `/readyz`. Each takes milliseconds."""

DOCTOR: tuple[Check, ...] = (
    Check("python", ground.python),
    Check("settings", ground.settings),
    Check("zones", ground.clock),
    *READY[:-1],
    Check("projections", database.projections, "migrations"),
    Check("ledger", ledger.ledger, "migrations"),
    Check("followers", ledger.followers, "migrations"),
    Check("clock", database.clock, "migrations"),
    READY[-1],
    Check("accounts", people.accounts, "migrations"),
)
"""All that `xinzhi doctor` asks."""
