"""The store as a value: what a commit or a read is handed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from xinzhi.ledger.suites import Suite
from xinzhi.store.vault import Vault


@dataclass(frozen=True)
class Store:
    """One installation's store: its vault, the suite of its log, and the sources of time and ids.

    `new_id` gives a new positive 63-bit integer at each call, ascending in time. The database itself is the one that the
    settings name; Django keeps its connections.
    """

    vault: Vault
    suite: Suite
    origin: str
    now: Callable[[], datetime]
    new_id: Callable[[], int]
    using: str = "default"
