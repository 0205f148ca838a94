"""The key files: there, whole, and readable by nobody else."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from xinzhi.core.base.problems import Problem, problem, warning
from xinzhi.wiring.settings import Settings

SIZES = {"encryption.key": 32, "blinding.key": 32, "django.key": 32}


def keys(settings: Settings) -> Iterator[Problem]:
    """What is wrong with the key files. Before the first start there are none, and nothing is wrong with that; whether a ledger misses
    them is asked where there is one."""
    wanted = {**SIZES, f"log-{settings.suite}.key": 0}
    if not any((settings.keys / name).exists() for name in wanted if name != "django.key"):
        yield warning("keys_not_yet", folder=str(settings.keys))
        return
    if stat.S_IMODE(settings.keys.stat().st_mode) & 0o077:
        yield warning("key_folder_open", folder=str(settings.keys))
    for name, size in wanted.items():
        path = settings.keys / name
        if not path.exists():
            yield problem("key_file_missing", file=str(path))
        elif not os.access(path, os.R_OK):
            yield problem("key_unreadable", file=str(path))
        elif size and path.stat().st_size != size:
            yield problem("key_size_wrong", file=str(path), size=path.stat().st_size)
        elif stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield problem("key_open_to_others", file=str(path))
