"""Facts read back from the log: the public part from its body, the personal parts opened where they are not erased."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import connections

from xinzhi.core import facts as f
from xinzhi.store.commit import place
from xinzhi.store.vault import Vault

_CHUNK = 2_000
_BY_KIND: dict[str, type[f.Fact]] = {str(kind.__struct_config__.tag): kind for kind in f.FACTS}


@dataclass(frozen=True, slots=True)
class Entered:
    """A fact with its place, its instant and its author."""

    idx: int
    fact: f.Fact
    at: datetime
    by: str


def facts_back(vault: Vault, using: str = "default") -> Iterator[Entered]:
    """All facts in order. Raises `msgspec.ValidationError` for a body that is no fact: run the ledger's check first."""
    with connections[using].cursor() as cursor:
        start = 0
        while True:
            cursor.execute(
                "SELECT e.idx, e.kind, e.body, p.slot, p.ciphertext FROM store_entry e"
                " LEFT JOIN store_personal p ON p.entry_idx = e.idx WHERE e.idx >= %s AND e.idx < %s ORDER BY e.idx",
                [start, start + _CHUNK],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            for idx, kind, body, slot, sealed in rows:
                yield _one(vault, idx, kind, bytes(body), slot, sealed)
            start += _CHUNK


def _one(vault: Vault, idx: int, kind: str, body: bytes, slot: str | None, sealed: Any) -> Entered:
    public: dict[str, Any] = msgspec.json.decode(body)
    at, by = datetime.fromisoformat(public.pop("at")), public.pop("by")
    public.pop("by_department", None)
    public.pop("personal", None)
    if slot is not None and sealed is not None:
        public["personal"] = msgspec.json.decode(vault.open(bytes(sealed), place(idx, slot)))
    return Entered(idx, msgspec.convert(public, _BY_KIND[kind], strict=False), at, by)
