"""New ids: positive 63-bit integers that ascend in time, without asking a database."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable

_EPOCH_MS = 1_577_836_800_000  # 2020-01-01T00:00:00Z
_RANDOM_BITS = 22


def ids(clock_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> Callable[[], int]:
    """A source of ids: milliseconds since 2020 in the upper bits, then a random start that counts up within a millisecond.

    Two processes can meet in one id only within the same millisecond, with one chance in four million; the database's
    primary key then refuses the second, and its batch is tried again.
    """
    lock = threading.Lock()
    last = 0

    def new() -> int:
        nonlocal last
        with lock:
            fresh = (clock_ms() - _EPOCH_MS) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS - 2)
            last = fresh if fresh > last else last + 1
            return last

    return new
