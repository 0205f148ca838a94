"""What a flow is handed: the open store, the pack in force, and where files lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xinzhi.catalogue.model import Pack
from xinzhi.core.rights import Rights
from xinzhi.store.opened import Store


@dataclass(frozen=True)
class Tools:
    """`pack` is the pack that the installation runs on, `packs` where every state of it that was ever in force is kept; `signing_key` signs checkpoints of the log, `rights` is the table by which actors are judged."""

    store: Store
    pack: Pack
    uploads: Path
    runs: Path
    packs: Path
    signing_key: bytes
    rights: Rights
    threads: int = 2
    memory_limit: str = "2GB"
    keep_uploads_days: int = 365
    demo: bool = False
