"""The keys of an installation, made on first use and kept in files that only their owner can read."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from xinzhi.store.vault import Vault


def vault(folder: Path) -> Vault:
    """The vault whose keys lie in `folder`; they are made when they are missing."""
    return Vault(key_file(folder / "encryption.key", 32), key_file(folder / "blinding.key", 32))


def key_file(path: Path, size: int) -> bytes:
    """The bytes of `path`, a random key of `size` bytes that is made there if there is none."""
    return made_file(path, lambda: secrets.token_bytes(size))


def made_file(path: Path, make: Callable[[], bytes]) -> bytes:
    """The bytes of `path`; what `make` gives is written there first if there is nothing. Two processes cannot make two keys."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        spare = path.with_suffix(f".{os.getpid()}.new")
        handle = os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(spare, path)  # fails if another process was first: then its key is the key
        except FileExistsError:
            pass
        finally:
            spare.unlink()
    return path.read_bytes()
