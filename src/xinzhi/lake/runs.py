"""Runs on disk: an immutable folder each, whole or not there at all.

Everything is written to a folder of another name, made durable, hashed, and then renamed. What a crash leaves behind has that
other name and is never read; the next run that is written clears it away. Rows stand in one order, so that the same results have
the same hash.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from xinzhi.core.base.problems import Refused, problem

RESULTS, CONTRIBUTIONS, RECEIPT = "results.parquet", "contributions.parquet", "receipt.json"
_FILES = (RESULTS, CONTRIBUTIONS)
_ORDER = [(name, "ascending") for name in ("subject_id", "rule", "record_id")]


@dataclass(frozen=True, slots=True)
class Written:
    folder: Path
    results_sha256: str
    contributions_sha256: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A run as it was written. `receipt` says what it rests on; its `files` are the hashes of the two files."""

    results: pa.Table
    contributions: pa.Table
    receipt: dict[str, Any]


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One evaluation of everybody at a time: two would only take each other's memory. Raises `Refused` while another is under way;
    one whose process is gone is not."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(problem("run_under_way")) from error
        yield


def write(folder: Path, name: str, results: pa.Table, contributions: pa.Table, receipt: dict[str, Any]) -> Written:
    """Writes run `name` below `folder`. Raises `FileExistsError` where it exists: a run is never written twice."""
    target = folder / name
    if target.exists():
        raise FileExistsError(target)
    _clear(folder)
    spare = folder / f".{name}.{os.getpid()}"
    spare.mkdir(parents=True, mode=0o700)
    pq.write_table(results.sort_by("subject_id"), spare / RESULTS, compression="zstd")
    pq.write_table(contributions.sort_by(_ORDER), spare / CONTRIBUTIONS, compression="zstd")
    hashes = {file: _sha256(spare / file) for file in _FILES}
    whole = {**receipt, "files": hashes}
    (spare / RECEIPT).write_bytes(msgspec.json.format(msgspec.json.encode(whole, order="sorted")))
    for file in (*_FILES, RECEIPT):
        _sync(spare / file)
    _sync(spare)
    spare.rename(target)
    _sync(folder)
    return Written(target, hashes[RESULTS], hashes[CONTRIBUTIONS])


def names(folder: Path) -> list[str]:
    """The runs that are there, by name. What a crash left behind is none."""
    return sorted(p.parent.name for p in folder.glob(f"[!.]*/{RECEIPT}"))


def read(folder: Path, name: str) -> Stored:
    """A run. Raises `Refused` where it is not there, or a file is not what the receipt says."""
    if name not in names(folder):
        raise Refused(problem("run_not_found", run=name))
    place = folder / name
    receipt: dict[str, Any] = msgspec.json.decode((place / RECEIPT).read_bytes())
    for file in _FILES:
        if not (place / file).is_file() or _sha256(place / file) != receipt["files"].get(file):
            raise Refused(problem("run_altered", run=name, file=file))
    return Stored(pq.read_table(place / RESULTS), pq.read_table(place / CONTRIBUTIONS), receipt)


def _clear(folder: Path) -> None:
    """Removes what processes that are no more left half written."""
    for left in folder.glob(".*.*"):
        pid = left.name.rpartition(".")[2]
        if pid.isdigit() and (int(pid) == os.getpid() or not _is_alive(int(pid))):
            shutil.rmtree(left)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's, and there
    return True


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
