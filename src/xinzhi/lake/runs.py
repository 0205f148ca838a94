"""Runs on disk: an immutable folder each, whole or not there at all.

Everything is written to a folder of another name, made durable, hashed, and then renamed. What a crash leaves behind has that
other name and is never read.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

RESULTS, CONTRIBUTIONS, RECEIPT = "results.parquet", "contributions.parquet", "receipt.json"


@dataclass(frozen=True, slots=True)
class Written:
    folder: Path
    results_sha256: str
    contributions_sha256: str


def write(
    folder: Path, name: str, results: pa.Table, contributions: pa.Table | Path, receipt: dict[str, Any]
) -> Written:
    """Writes run `name` below `folder`. Raises `FileExistsError` where it exists: a run is never written twice."""
    target = folder / name
    if target.exists():
        raise FileExistsError(target)
    spare = folder / f".{name}.{os.getpid()}"
    shutil.rmtree(spare, ignore_errors=True)
    spare.mkdir(parents=True, mode=0o700)
    pq.write_table(results, spare / RESULTS, compression="zstd")
    if isinstance(contributions, Path):
        shutil.move(contributions, spare / CONTRIBUTIONS)
    else:
        pq.write_table(contributions, spare / CONTRIBUTIONS, compression="zstd")
    hashes = {file: _sha256(spare / file) for file in (RESULTS, CONTRIBUTIONS)}
    (spare / RECEIPT).write_bytes(
        msgspec.json.format(msgspec.json.encode({**receipt, "files": hashes}, order="sorted"))
    )
    for file in (RESULTS, CONTRIBUTIONS, RECEIPT):
        _sync(spare / file)
    _sync(spare)
    spare.rename(target)
    _sync(folder)
    return Written(target, hashes[RESULTS], hashes[CONTRIBUTIONS])


def read(folder: Path, name: str) -> tuple[pa.Table, pa.Table, dict[str, Any]]:
    """Results, contributions and receipt of a run. Raises `ValueError` where a file is not what the receipt says."""
    place = folder / name
    receipt: dict[str, Any] = msgspec.json.decode((place / RECEIPT).read_bytes())
    for file, expected in receipt["files"].items():
        if _sha256(place / file) != expected:
            raise ValueError(f"{name}/{file} was altered")
    return pq.read_table(place / RESULTS), pq.read_table(place / CONTRIBUTIONS), receipt


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
