"""Packs as they were: every state that was ever in force is kept, so that a past evaluation finds the policy of its day."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from xinzhi.catalogue.load import load
from xinzhi.catalogue.model import Pack


def keep(pack: Pack, folder: Path) -> Path:
    """Writes the files of a pack with all its layers under its digest, whole or not at all. Twice is once."""
    place = folder / pack.digest
    if place.is_dir():
        return place
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=folder, prefix="."))
    for file in pack.files:
        path = unfinished / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    try:
        unfinished.rename(place)
    except OSError:
        if not place.is_dir():  # unless another process was there first
            raise
        shutil.rmtree(unfinished)
    return place


def kept(pack: str, digest: str, folder: Path) -> Pack | None:
    """The pack of this digest, or None where it was not kept or is not what its digest says."""
    place = folder / digest
    if not (place / pack).is_dir():
        return None
    found = load(place / pack)
    return found if found.digest == digest else None
