"""One file that holds an installation, and an installation made of that file again.

A tar archive: a manifest first, then the database as its own tool copies it while work goes on, runs, kept packs and uploads. Keys
go in only when they are asked for: whoever has them and the rest can read everything, and without them personal content is lost.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from xinzhi import __version__
from xinzhi.core.base.problems import Refused, problem
from xinzhi.wiring.settings import Settings

MANIFEST = "manifest.json"
FORM = 1
FOLDERS = ("runs", "packs", "uploads")
Told = Callable[[str], None]


def backup(settings: Settings, to: Path, *, size: int, with_keys: bool, told: Told = lambda _name: None) -> dict[str, Any]:
    """Writes the archive, whole or not at all. `size` is that of the ledger when it began; the database may hold more, never less.

    Raises `Refused` where `to` exists already, or the database's tool fails.
    """
    if to.exists():
        raise Refused(problem("backup_exists", file=str(to)))
    with tempfile.TemporaryDirectory(dir=to.absolute().parent, prefix=".xinzhi-backup-") as name:
        folder = Path(name)
        told("database")
        database = _copy_database(settings, folder)
        files = {database.name: database, **dict(_files(settings, with_keys=with_keys))}
        told("hashes")
        manifest = {
            "form": FORM,
            "xinzhi": __version__,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": "postgresql" if settings.database else "sqlite",
            "origin": settings.origin,
            "suite": settings.suite,
            "ledger_size": size,
            "keys": with_keys,
            "files": {name: _sha256(path) for name, path in files.items()},
        }
        spare = folder / "whole.tar"
        with tarfile.open(spare, "w") as archive:
            _add(archive, MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
            for entry, path in files.items():
                told(entry)
                archive.add(path, arcname=entry, recursive=False)
        spare.chmod(0o600)
        with spare.open("rb") as written:
            os.fsync(written.fileno())
        spare.rename(to)
    return manifest


def restore(settings: Settings, source: Path, *, told: Told = lambda _name: None) -> dict[str, Any]:
    """Makes an installation of an archive. Raises `Refused`, changing nothing, where it is no archive of ours, a file in it is not
    what the manifest says, it is of another kind of database, or something is installed here already."""
    if any((settings.home / name).exists() for name in (*FOLDERS, settings.sqlite.name)):
        raise Refused(problem("restore_into_used", home=str(settings.home)))
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=settings.home, prefix=".restore-") as name:
        folder = Path(name)
        told("archive")
        manifest = _unpacked(source, folder)
        kind = "postgresql" if settings.database else "sqlite"
        if manifest["database"] != kind:
            raise Refused(problem("backup_of_other_database", found=str(manifest["database"]), wanted=kind))
        for entry, digest in manifest["files"].items():
            told(entry)
            if not (folder / entry).is_file() or _sha256(folder / entry) != digest:
                raise Refused(problem("backup_altered", file=entry))
        told("database")
        if settings.database:
            _run(["pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={settings.database}", str(folder / "database.dump")])
        else:
            (folder / "database.sqlite3").rename(settings.sqlite)
        for part in (*FOLDERS, "keys"):
            if (folder / part).is_dir():
                shutil.copytree(folder / part, settings.home / part, dirs_exist_ok=part == "keys")
        if settings.keys.is_dir():
            settings.keys.chmod(0o700)
            for key in settings.keys.iterdir():
                key.chmod(0o600)
    return manifest


def _copy_database(settings: Settings, folder: Path) -> Path:
    """A copy of one moment, taken while work goes on."""
    if settings.database:
        to = folder / "database.dump"
        _run(["pg_dump", "--format=custom", "--no-owner", f"--file={to}", f"--dbname={settings.database}"])
        return to
    to = folder / "database.sqlite3"
    source, target = sqlite3.connect(f"file:{settings.sqlite}?mode=ro", uri=True), sqlite3.connect(to)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    return to


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    except FileNotFoundError as error:
        raise Refused(problem("tool_missing", tool=command[0])) from error
    if done.returncode:
        reason = next(iter(done.stderr.strip().splitlines()[-1:]), str(done.returncode))
        for secret in filter(None, (urlsplit(part.partition("=")[2]).password for part in command if "://" in part)):
            reason = reason.replace(secret, "***")
        raise Refused(problem("tool_failed", tool=command[0], reason=reason))


def _files(settings: Settings, *, with_keys: bool) -> Iterator[tuple[str, Path]]:
    for part in (*FOLDERS, *(("keys",) if with_keys else ())):
        for path in sorted((settings.home / part).rglob("*")):
            if path.is_file() and not any(name.startswith(".") for name in path.relative_to(settings.home).parts):
                yield path.relative_to(settings.home).as_posix(), path


def _unpacked(source: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source, "r:") as archive:
            archive.extractall(folder, filter="data")
        manifest: dict[str, Any] = msgspec.json.decode((folder / MANIFEST).read_bytes())
        if manifest["form"] != FORM:
            raise Refused(problem("backup_of_other_form", found=manifest["form"], known=FORM))
        return manifest
    except (OSError, tarfile.TarError, KeyError, TypeError, msgspec.DecodeError) as error:
        raise Refused(problem("backup_unreadable", file=str(source), reason=str(error))) from error


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
