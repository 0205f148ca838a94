"""Logs of both suites: kept whole, and proven to somebody who has one file and a public key."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tests.flows.conftest import Installation
from xinzhi.flows import ledger
from xinzhi.ledger import fsck
from xinzhi.store.models import Entry, Log, Record

Penalties = Callable[..., str]
NAME, CODE = "集宁区聚福餐饮服务有限公司", "91150902MA0N1F3T06"
both = pytest.mark.parametrize("town", ["ed25519-sha256", "sm2-sm3"], indirect=True)


@pytest.fixture
def record(town: Installation, penalties: Penalties) -> int:
    town.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "严重"), ("甲2号", NAME, CODE, "2026-05-21", "一般")), "penalty")
    return Record.objects.order_by("entry_idx")[0].record_id


def check(folder: Path, *words: str) -> Any:
    """The verifier, alone in a folder, without this package."""
    alone = folder / "verifier.py"
    alone.write_bytes(Path(fsck.__file__).with_name("verifier.py").read_bytes())
    call = [sys.executable, "-I", str(alone), *words]
    return subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False, env={"PATH": ""})


@both
def test_a_proof_is_checked_without_the_database(town: Installation, record: int, tmp_path: Path) -> None:
    proof, key = tmp_path / "proof.json", Log.objects.get().verifier_key
    proof.write_bytes(ledger.prove(town.tools, record, at=town.clock(), with_personal=True))
    done = check(tmp_path, "proof.json", "--key", key)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "证明成立" in done.stdout
    text = proof.read_text()
    for old, new in (('"index": ', '"index": 1'), ('"salt": "', '"salt": "00'), ('"path": [', '"path": ["AAAA",')):
        assert text.count(old) >= 1
        proof.write_text(text.replace(old, new, 1))
        assert check(tmp_path, "proof.json", "--key", key).returncode == 1, old


@both
def test_a_tlog_proof_is_checked_with_its_entry(town: Installation, record: int, tmp_path: Path) -> None:
    key = Log.objects.get().verifier_key
    text, entry = ledger.prove_tlog(town.tools, record, at=town.clock())
    (tmp_path / "p.tlog").write_text(text)
    (tmp_path / "p.entry").write_bytes(entry)
    assert check(tmp_path, "p.tlog", "--entry", "p.entry", "--key", key).returncode == 0
    (tmp_path / "p.entry").write_bytes(entry.replace(b"penalty", b"reward!"))
    assert check(tmp_path, "p.tlog", "--entry", "p.entry", "--key", key).returncode == 1
    assert check(tmp_path, "p.tlog").returncode == 1  # without entry and key nothing is shown
    assert check(tmp_path, "missing.json").returncode == 2


@both
def test_a_flipped_bit_is_named_in_either_suite(town: Installation, record: int) -> None:
    assert ledger.verify(town.tools, ()) is not None
    assert list(ledger.verify(town.tools, [ledger.checkpoint(town.tools, at=town.clock())])) == []
    entry = Entry.objects.get(idx=Record.objects.get(record_id=record).entry_idx)
    body = bytearray(entry.body)
    body[len(body) // 2] ^= 1
    with connections["default"].cursor() as cursor:
        cursor.execute("DROP TRIGGER store_entry_no_update")
        cursor.execute("UPDATE store_entry SET body = %s WHERE idx = %s", [bytes(body), entry.idx])
    found = list(ledger.verify(town.tools, ()))
    assert [p.params.get("idx", p.params.get("entry")) for p in found][:1] == [entry.idx], found
