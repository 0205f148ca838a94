"""The worker's sign of life: a file that says, every few seconds, that it lives and what it does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

EVERY = 5.0
"""Seconds between two signs of life."""
DEAD_AFTER = 60.0
"""Seconds without one after which the worker counts as gone."""


class Sign(msgspec.Struct, frozen=True):
    """What the worker last said: when, what it is at ("idle" where nothing waits), and since when."""

    at: datetime
    doing: str
    since: datetime


class Heartbeat:
    """Says that the worker lives while its work may take an hour. `doing` names what it is at."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._doing = ("idle", datetime.now(UTC))
        self._over = threading.Event()

    def doing(self, what: str) -> None:
        if what != self._doing[0]:
            self._doing = (what, datetime.now(UTC))
            self.beat()

    def beat(self) -> None:
        what, since = self._doing
        spare = self.path.with_suffix(".new")
        spare.write_bytes(msgspec.json.encode(Sign(datetime.now(UTC), what, since)))
        spare.replace(self.path)  # whoever reads sees the old sign or the new one, never a half

    def _run(self) -> None:
        while not self._over.wait(EVERY):
            self.beat()


@contextmanager
def alive(path: Path) -> Iterator[Heartbeat]:
    """A heartbeat for as long as the block runs; afterwards the file is gone, so that nobody waits for the dead."""
    heart = Heartbeat(path)
    heart.beat()
    thread = threading.Thread(target=heart._run, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield heart
    finally:
        heart._over.set()
        thread.join()
        path.unlink(missing_ok=True)


def last_sign(path: Path) -> Sign | None:
    """What the worker last said; None where it never did, ended, or the file is none of ours."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Sign)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
