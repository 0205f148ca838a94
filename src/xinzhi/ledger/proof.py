"""A proof that one entry stands in the log, as one file that can be checked without the database."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from xinzhi.ledger.merkle import GetNode, inclusion
from xinzhi.ledger.note import CheckpointText
from xinzhi.ledger.suites import Suite

FORMAT = "xinzhi-proof/1"


def bundle(
    body: bytes,
    idx: int,
    note: str,
    checkpoint: CheckpointText,
    verifier_key: str,
    get_node: GetNode,
    suite: Suite,
    opened: Mapping[str, tuple[bytes, bytes]],
) -> bytes:
    """The proof as JSON: the entry, its path to the checkpoint's root, the signed checkpoint, and the personal parts that the
    holder may see (`opened`: slot → salt and content). Raises `ValueError` where the entry is younger than the checkpoint."""
    path = inclusion(idx, checkpoint.size, get_node, suite)
    document: dict[str, Any] = {
        "format": FORMAT,
        "suite": suite.name,
        "entry": base64.b64encode(body).decode(),
        "index": idx,
        "path": [base64.b64encode(step).decode() for step in path],
        "checkpoint": note,
        "verifier_key": verifier_key,
        "opened": {
            slot: {"salt": salt.hex(), "content": base64.b64encode(content).decode()}
            for slot, (salt, content) in opened.items()
        },
    }
    return json.dumps(document, indent=2, sort_keys=True).encode()


def tlog_proof(idx: int, note: str, checkpoint: CheckpointText, get_node: GetNode, suite: Suite) -> str:
    """The same inclusion in the C2SP `tlog-proof@v1` text form."""
    lines = ["c2sp.org/tlog-proof@v1", f"index {idx}"]
    lines += [base64.b64encode(step).decode() for step in inclusion(idx, checkpoint.size, get_node, suite)]
    return "\n".join(lines) + "\n\n" + note
