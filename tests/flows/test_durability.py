"""What was acknowledged is kept, exactly once, whatever is killed; and one flipped bit is found and named."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tests.flows.conftest import Installation
from xinzhi.core.facts import MatchJudged, RecordEntered
from xinzhi.flows import ledger
from xinzhi.store import commit as commit_module
from xinzhi.store.commit import commit
from xinzhi.store.models import Entry, Node, Record

Penalties = Callable[..., str]
CODE = "91150902MA0N1F3T06"
NAME = "集宁区聚福餐饮服务有限公司"
ROWS = 6_000


def command(home: Path, *words: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "XINZHI_HOME": str(home), "XINZHI_PACK": "paper", "PYTHONPATH": "src"}
    return subprocess.Popen(
        [sys.executable, "-m", "xinzhi", *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_killed_at_any_moment_and_begun_again_every_row_is_there_once(tmp_path: Path, penalties: Penalties) -> None:
    home = tmp_path / "home"
    file = tmp_path / "many.csv"
    file.write_text(penalties(*((f"甲{i}号", NAME, CODE, "2025-05-20", "一般") for i in range(ROWS))), "utf-8")
    migrate = command(home, "migrate")
    assert migrate.wait() == 0, migrate.communicate()
    call = ("intake", str(file), "-d", "market_supervision", "--type", "penalty")
    database = home / "xinzhi.sqlite3"
    seen = [0]
    for wanted in (1, 2_000, 4_000):
        running = command(home, *call)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and running.poll() is None and _count(database) < max(wanted, seen[-1]):
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        seen.append(_count(database))
        assert seen[-1] >= seen[-2]  # nothing acknowledged was lost
    last = command(home, *call)
    out, err = last.communicate()
    assert last.returncode == 0, (out, err)
    with sqlite3.connect(database) as db:
        rows = db.execute('SELECT count(*), count(DISTINCT "row"), count(DISTINCT natural_key) FROM store_record').fetchone()
    assert rows == (ROWS, ROWS, ROWS)
    assert command(home, "ledger", "verify").wait() == 0


def _count(database: Path) -> int:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        return int(db.execute("SELECT count(*) FROM store_record").fetchone()[0])


@pytest.mark.parametrize("step", ["_write_entries", "append_many", "project", "insert_many"])
def test_a_commit_that_fails_at_any_step_leaves_nothing(
    city: Installation, penalties: Penalties, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")), "penalty")
    before = (Entry.objects.count(), Node.objects.count(), Record.objects.count())
    real = getattr(commit_module, step)

    def fails(*arguments: Any, **named: Any) -> Any:
        real(*arguments, **named)
        raise OSError("the machine went away")

    monkeypatch.setattr(commit_module, step, fails)
    with pytest.raises(OSError, match="went away"):
        city.hand_in(penalties(("甲2号", NAME, CODE, "2026-05-21", "一般")), "penalty", name="b.csv")
    monkeypatch.setattr(commit_module, step, real)
    assert (Entry.objects.count(), Node.objects.count(), Record.objects.count()) == before
    done = city.hand_in(penalties(("甲2号", NAME, CODE, "2026-05-21", "一般")), "penalty", name="b.csv")
    assert done.accepted == 1
    assert list(ledger.verify(city.tools)) == []


def test_the_log_refuses_change_and_deletion(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")), "penalty")
    for statement in (
        "UPDATE store_entry SET kind = 'x'",
        "DELETE FROM store_entry",
        "DELETE FROM store_node",
        "UPDATE store_record SET department = 'x'",
        "DELETE FROM store_personal",
        "UPDATE store_personal SET slot = 'x'",
    ):
        with connections["default"].cursor() as cursor, pytest.raises(Exception, match="append-only"):
            cursor.execute(statement)


TAMPERINGS = [
    ("UPDATE store_entry SET body = CAST(replace(CAST(body AS TEXT), '甲1号', '甲7号') AS BLOB) WHERE idx = 2", "entry_altered"),
    ("UPDATE store_entry SET leaf_hash = zeroblob(32) WHERE idx = 2", "entry_altered"),
    ("UPDATE store_entry SET kind = 'x' WHERE idx = 2", "entry_kind_altered"),
    ("DELETE FROM store_entry WHERE idx = 2", "entry_missing"),
    ("UPDATE store_node SET hash = zeroblob(32) WHERE level = 1 AND idx = 0", "node_altered"),
    ("DELETE FROM store_node WHERE level = 1 AND idx = 0", "node_missing"),
    ("INSERT INTO store_node (level, idx, hash) VALUES (9, 0, zeroblob(32))", "node_inserted"),
    ("UPDATE store_personal SET salt = zeroblob(16) WHERE entry_idx = 2", "personal_altered"),
    ("UPDATE store_personal SET ciphertext = zeroblob(90) WHERE entry_idx = 2", "personal_altered"),
    ("UPDATE store_personal SET salt = NULL, ciphertext = NULL WHERE entry_idx = 2", "personal_erased_without_ground"),
    ("DELETE FROM store_personal WHERE entry_idx = 2", "personal_missing"),
    ("UPDATE store_commit SET \"by\" = 'nobody' WHERE first_idx = 1", "commit_line_altered"),
    ("UPDATE store_record SET fields = replace(fields, 'general', 'minor')", "row_not_from_log"),
    ("UPDATE store_record SET late_seconds = 0, department = 'transport'", "row_not_from_log"),
    ("UPDATE store_link SET subject_id = 5", "row_not_from_log"),
    ("UPDATE store_counting SET valid_to = '2026-05-21'", "row_not_from_log"),
    ("DELETE FROM store_counting", "row_missing"),
    ("UPDATE store_subject SET region_code = '110101'", "row_not_from_log"),
    ("DELETE FROM store_entry WHERE idx >= 3; DELETE FROM store_personal WHERE entry_idx >= 3;"
     " DELETE FROM store_node WHERE level > 1; DELETE FROM store_commit WHERE first_idx > 3;"
     " UPDATE store_commit SET last_idx = 2 WHERE first_idx = 1", "entries_cut_off"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "code"), TAMPERINGS)
def test_what_somebody_altered_in_the_file_is_named(
    town: Installation, penalties: Penalties, statement: str, code: str
) -> None:
    town.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")), "penalty")
    held = ledger.checkpoint(town.tools, at=town.clock())
    path = str(connections["default"].settings_dict["NAME"])
    connections["default"].close()
    with sqlite3.connect(path) as db:  # somebody with the file and without scruples
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        db.executescript(statement)
    found = list(ledger.verify(town.tools, [held]))
    assert code in {p.code for p in found}
    assert found


def test_every_single_bit_of_an_entry_matters(town: Installation, penalties: Penalties) -> None:
    from xinzhi.ledger import fsck
    from xinzhi.store.log_reader import DatabaseLog

    town.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")), "penalty")
    reader = DatabaseLog()
    log = reader.log()
    assert log is not None
    entries = list(reader.entries())

    class Flipped(DatabaseLog):
        def __init__(self, position: int, column: int, bit: int) -> None:
            super().__init__()
            self.change = (position, column, bit)

        def entries(self) -> Any:
            position, column, bit = self.change
            for number, entry in enumerate(entries):
                if number != position:
                    yield entry
                    continue
                changed = bytearray(entry[column])
                changed[bit // 8] ^= 1 << bit % 8
                yield (*entry[:column], bytes(changed), *entry[column + 1 :])

    for position, entry in enumerate(entries):
        for column in (2, 3):
            for bit in range(0, 8 * len(entry[column]), 37):
                damage = list(fsck.check(Flipped(position, column, bit), town.tools.store.suite, log.verifier_key, lambda *_: None))
                assert "entry_altered" in {p.code for p in damage}


def test_an_empty_commit_is_refused_and_a_fact_keeps_its_author(town: Installation) -> None:
    with pytest.raises(ValueError, match="nothing"):
        commit(town.tools.store, [], by=town.clerk, at=town.clock())
    fact = MatchJudged(party_key="k", subject_id=None, judgement="reject", record_id=1)
    done = commit(town.tools.store, [fact], by=town.clerk, at=town.clock())
    body = bytes(Entry.objects.get(idx=done.first).body).decode()
    assert '"by":"clerk"' in body
    assert RecordEntered.__struct_config__.tag == "record_entered"
