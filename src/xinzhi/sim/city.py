"""A city as the files that its departments would hand in, in the order in which they would."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from openpyxl import Workbook

from xinzhi.sim.life import Event, life
from xinzhi.sim.paper_work import form
from xinzhi.sim.people import businesses
from xinzhi.sim.stories import stories

UNTIL = date(2026, 10, 31)
SIZE, SEED, YEARS = 20_000, 7, 3
_ORDER = (
    "registration", "annual_report", "licence", "inspection", "penalty", "hazard", "accident", "complaint", "commitment",
    "commitment_outcome", "commendation", "patrol", "overload", "repair_decision",
)  # fmt: skip
_TITLES = {"penalty": "行政处罚信息台账", "inspection": "检查情况登记表", "hazard": "事故隐患排查登记表", "accident": "生产安全事故登记表"}


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One file: where, whose, of what type, handed in when."""

    path: Path
    department: str
    record_type: str
    at: datetime


def write_city(folder: Path, size: int = SIZE, seed: int = SEED, until: date = UNTIL, years: int = YEARS) -> list[HandedIn]:
    """Writes the files below `folder` and their order to `order.json`. The same arguments give the same bytes."""
    random = Random(seed)
    start = date(until.year - years, until.month, 1)
    _, events = stories(until)
    city = businesses(random, size, start)
    events = [*events, *life(random, city, start, until)]
    batches: dict[tuple[date, str, str], list[Event]] = defaultdict(list)
    for event in events:
        batches[_handed_in_on(event, start, until), event.department, event.kind].append(event)
    folder.mkdir(parents=True, exist_ok=True)
    files: list[HandedIn] = []
    counters: dict[str, int] = defaultdict(int)
    for (day, department, kind), batch in sorted(batches.items(), key=lambda i: (i[0][0], _ORDER.index(i[0][2]), i[0][1])):
        rows = []
        for event in sorted(batch, key=lambda e: (e.on, e.business.number if e.business else 0)):
            counters[kind] += 1
            rows.append(form(kind, department).row(random, event, counters[kind]))
        path = _write(folder, department, kind, day, form(kind, department).columns, rows, random)
        at = datetime(day.year, day.month, day.day, 1, len(files) % 60, tzinfo=UTC)
        files.append(HandedIn(path, department, kind, at))
    listing = [[f.path.name, f.department, f.record_type, f.at.isoformat()] for f in files]
    (folder / "order.json").write_text(json.dumps(listing, ensure_ascii=False, indent=1), "utf-8")
    return files


def _handed_in_on(event: Event, start: date, until: date) -> date:
    """Old things came in by quarter, the last half year by month (emergency management keeps to quarters), and market
    supervision's last penalties the next day."""
    if event.on < start:
        return start
    if event.kind == "penalty" and event.department == "market_supervision" and event.on > until - timedelta(days=15):
        return event.on + timedelta(days=1)
    month = event.on.month + 1
    if event.department == "emergency_management" or event.on < until - timedelta(days=184):
        month = (event.on.month - 1) // 3 * 3 + 4
    day = date(event.on.year + (month - 1) // 12, (month - 1) % 12 + 1, 2)
    return min(day, until + timedelta(days=1))


def _write(
    folder: Path, department: str, kind: str, day: date, columns: tuple[str, ...], rows: list[list[str]], random: Random
) -> Path:
    stem = f"{day:%Y%m%d}-{department}-{kind}"
    if department == "emergency_management":
        return _workbook(folder / f"{stem}.xlsx", kind, columns, rows)
    if department == "transport":
        path = folder / f"{stem}.jsonl"
        lines = (json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) for row in rows)
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path
    encoding, delimiter = ("gb18030", ",") if department == "urban_management" else ("utf-8-sig", ",")
    if department == "ecology_environment":
        encoding, delimiter = "utf-8", ";"
    path = folder / f"{stem}.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerows(_around(department, kind, columns, rows, random))
    return path


def _around(
    department: str, kind: str, columns: tuple[str, ...], rows: list[list[str]], random: Random
) -> Iterator[list[str]]:
    """The rows with what this department puts around them, and a slip now and then."""
    if department == "urban_management":
        yield [f"集宁区城市管理综合执法局{_TITLES.get(kind, '登记表')}"]
        yield []
    yield list(columns)
    for row in rows:
        yield ["", *row[1:]] if random.random() < 0.002 else row
    if department == "urban_management":
        yield ["合计", f"{len(rows)}件"]
        yield ["填表人：王芳　审核人：李强"]


def _workbook(path: Path, kind: str, columns: tuple[str, ...], rows: list[list[str]]) -> Path:
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = "台账"
    sheet.append([f"乌兰察布市应急管理局{_TITLES.get(kind, '登记表')}"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(columns))
    sheet.append(["单位：应急管理局"])
    sheet.append(list(columns))
    for row in rows:
        sheet.append(row)
    sheet.append(["备注：以上数据来源于执法办案系统"])
    book.properties.created = book.properties.modified = datetime(2026, 1, 1)
    book.save(path)
    return path
