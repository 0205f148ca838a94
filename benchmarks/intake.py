"""Intake of 100,000 rows against a bare batched insert of all the rows that it writes, with the same durability."""

from __future__ import annotations

import csv
import os
import sqlite3
import time
from pathlib import Path
from random import Random

from benchmarks.timing import line, percentile
from xinzhi.core.authority import Actor
from xinzhi.sim.people import code

TABLES = (
    "store_entry", "store_node", "store_personal", "store_commit", "store_record", "store_link", "store_counting",
    "store_subject", "store_subjectchange", "store_subjectstate", "store_subjectentry", "store_subjectidentifier",
    "store_subjectkey",
)  # fmt: skip
BATCH = 1_000


def write_file(path: Path, rows: int, subjects: int = 20_000) -> None:
    random = Random(3)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            ["行政处罚决定书文号", "行政相对人名称", "统一社会信用代码", "违法行为类型", "处罚类别", "罚款金额（元）", "处罚决定日期",
             "失信程度", "违法事实", "处罚依据", "处罚内容", "处罚机关", "法定代表人", "地址", "备注"]
        )  # fmt: skip
        codes = [code("150902", i, individual=False) for i in range(subjects)]
        for number in range(rows):
            who = random.randrange(subjects)
            out.writerow(
                [f"集市监罚〔2024〕{number}号", f"集宁区第{who}号商贸有限公司", codes[who], "未按规定实施经营过程控制要求", "罚款",
                 random.randrange(1, 90_000), f"202{random.randrange(3, 6)}-0{random.randrange(1, 9)}-1{random.randrange(10)}",
                 random.choice(("一般", "严重", "轻微")), "销售超过保质期的食品", "《食品安全法》第一百二十四条", "罚款并没收",
                 "集宁区市场监督管理局", "张三", "解放路12号", ""]
            )  # fmt: skip


def main(folder: Path, rows: int = 100_000) -> None:
    home = folder / "intake-home"
    for old in home.glob("xinzhi.sqlite3*"):
        old.unlink()
    os.environ["XINZHI_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "xinzhi.wiring.django_settings"
    import django

    django.setup()
    from xinzhi.cli.serve import prepare
    from xinzhi.flows.assess import catch_up
    from xinzhi.flows.hand_in import HandIn, hand_in
    from xinzhi.wiring.assemble import tools

    made = tools()
    prepare(made)
    file = folder / f"penalties-{rows}.csv"
    if not file.exists():
        write_file(file, rows)
    clerk = Actor("clerk", "market_supervision", "", frozenset(("clerk",)), made.rights)
    began = time.perf_counter()
    what = HandIn(file, file.name, "market_supervision", "bench", "penalty")
    done = hand_in(made, what, by=clerk, at=made.store.now(), assess_now=False)
    ours = time.perf_counter() - began
    began = time.perf_counter()
    catch_up(made, at=made.store.now())
    assessed = time.perf_counter() - began
    bare, written = _bare(home / "xinzhi.sqlite3", folder / "bare.sqlite3")
    print(f"intake of {rows} rows ({done.accepted} accepted), batches of {BATCH}, WAL, synchronous=FULL")
    line("bare batched insert of the same rows", f"{bare:.2f} s", f"{written} rows in {len(TABLES)} tables")
    line("intake", f"{ours:.2f} s", f"{rows / ours:,.0f} rows/s")
    line("bare / intake", f"{bare / ours:.2f}", "goal ≥ 0.5")
    line("assessment of everybody touched, afterwards", f"{assessed:.2f} s")
    _commit_to_grade(made, clerk, folder)


def _bare(source: Path, target: Path) -> tuple[float, int]:
    """Inserts the rows of our tables into an empty copy of them, same indexes and triggers, in as many transactions."""
    for old in target.parent.glob(f"{target.name}*"):
        old.unlink()
    reader = sqlite3.connect(source)
    schema = [
        row[0]
        for table in TABLES
        for row in reader.execute("SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type = 'table' DESC, type", [table])
    ]
    data = {table: reader.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    reader.close()
    writer = sqlite3.connect(target, isolation_level=None)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("PRAGMA synchronous=FULL")
    writer.execute("PRAGMA cache_size=-65536")
    for statement in schema:
        writer.execute(statement)
    batches = max(1, len(data["store_record"]) // BATCH)
    began = time.perf_counter()
    for batch in range(batches):
        writer.execute("BEGIN IMMEDIATE")
        for table, rows in data.items():
            size = -(-len(rows) // batches)
            piece = rows[batch * size : (batch + 1) * size]
            if piece:
                marks = ", ".join("?" * len(piece[0]))
                writer.executemany(f"INSERT INTO {table} VALUES ({marks})", piece)
        writer.execute("COMMIT")
    seconds = time.perf_counter() - began
    writer.close()
    return seconds, sum(len(rows) for rows in data.values())


def _commit_to_grade(made: object, clerk: Actor, folder: Path) -> None:
    """From the call that commits one record to its subject's new grade."""
    from datetime import date

    from xinzhi.core.records import Draft
    from xinzhi.core.subjects import Identifier, Party, SubjectKind
    from xinzhi.flows.assess import catch_up
    from xinzhi.flows.enter_records import enter_records

    times: list[float] = []
    for number in range(300):
        who = Identifier("uscc", code("150902", number * 17, individual=False))
        party = Party(name="某某", kind=SubjectKind.LEGAL_PERSON, identifiers=(who,))
        fields = {
            "decision_no": f"测{number}号", "violation": "x", "penalty_kind": "fine", "decided_on": date(2026, 1, 5),
            "gravity": "serious", "procedure": "ordinary",
        }  # fmt: skip
        draft = Draft("penalty", "market_supervision", date(2026, 1, 5), party, fields)
        began = time.perf_counter()
        at = made.store.now()  # type: ignore[attr-defined]
        enter_records(made, [draft], by=clerk, at=at)  # type: ignore[arg-type]
        catch_up(made, at=at)  # type: ignore[arg-type]
        times.append((time.perf_counter() - began) * 1000)
    line("commit of one record to new grade, p50", f"{percentile(times, 0.5):.1f} ms", "20,000 subjects")
    line("commit of one record to new grade, p99", f"{percentile(times, 0.99):.1f} ms")
