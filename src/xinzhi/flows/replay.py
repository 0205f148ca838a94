"""Work a published run out again, by what was known and by the pack of then, and compare it with what was published."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from xinzhi.flows.publish_run import evaluate
from xinzhi.flows.tools import Tools
from xinzhi.lake import runs

_SHOWN = 20


def replay_run(tools: Tools, name: str) -> dict[str, Any]:
    """What differs, with then and now: version, pack, results of subjects (the first few by number). Raises `Refused` where the
    run is not there, was altered, or the pack of then was not kept."""
    stored = runs.read(tools.runs, name)
    receipt = stored.receipt
    found = evaluate(
        tools, receipt["scheme"], as_of=date.fromisoformat(receipt["as_of"]), known_size=receipt["known_size"]
    )
    now = {"version": found.tables.scheme.version, "pack_digest": found.pack.digest, "counts": found.counts}
    differs: list[dict[str, Any]] = [
        {"what": what, "then": receipt[what], "now": value} for what, value in now.items() if receipt[what] != value
    ]
    return {"run": name, "differs": differs + _moved(stored.results, found.scored.assessments)}


def _moved(then: pa.Table, now: pa.Table) -> list[dict[str, Any]]:
    """Subjects whose result is another one; those that only one side has are among them."""
    before = {row["subject_id"]: row for row in then.to_pylist()}
    after = {row["subject_id"]: row for row in now.to_pylist()}
    moved = sorted(s for s in before.keys() | after.keys() if before.get(s) != after.get(s))
    return [{"what": f"subject {s}", "then": before.get(s), "now": after.get(s)} for s in moved[:_SHOWN]]
