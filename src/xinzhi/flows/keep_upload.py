"""Keep a file as it was handed in: encrypted, named by its hash, so that the same file is kept once."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from xinzhi.store.vault import Vault

_PIECE = 4 * 2**20


def sha256_of(path: Path) -> str:
    """The hash by which a file is known."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def keep(vault: Vault, folder: Path, path: Path, sha256: str) -> Path:
    """Writes the encrypted copy, durable before it has its name. Does nothing where it is kept already."""
    target = folder / sha256[:2] / f"{sha256}.sealed"
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    spare = target.with_suffix(f".{os.getpid()}.new")
    with path.open("rb") as source, spare.open("wb") as out:
        number = 0
        while piece := source.read(_PIECE):
            sealed = vault.seal(piece, _place(sha256, number))
            out.write(len(sealed).to_bytes(4, "big") + sealed)
            number += 1
        out.flush()
        os.fsync(out.fileno())
    spare.replace(target)
    return target


def open_kept(vault: Vault, folder: Path, sha256: str, to: Path) -> None:
    """Writes the file as it was handed in to `to`. Raises `FileNotFoundError` where it is not kept (any more)."""
    with (folder / sha256[:2] / f"{sha256}.sealed").open("rb") as source, to.open("wb") as out:
        number = 0
        while size := source.read(4):
            out.write(vault.open(source.read(int.from_bytes(size, "big")), _place(sha256, number)))
            number += 1


def _place(sha256: str, number: int) -> bytes:
    return f"upload/{sha256}/{number}".encode()
