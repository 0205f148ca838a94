"""Records handed on in the official layout: whole, harmless in a spreadsheet, numbered, and on file as looks."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.flows.conftest import Installation
from xinzhi.core.base.problems import Refused
from xinzhi.flows.export_records import Wanted, export_records
from xinzhi.store.models import Look, Record, Subject

Penalties = Callable[..., str]
NAME, CODE = "集宁区聚福餐饮服务有限公司", "91150902MA0N1F3T06"
WANTED = Wanted("market_supervision", "penalty")


def exported(city: Installation, folder: Path, wanted: Wanted = WANTED, **more: str) -> tuple[Path, list[dict[str, str]]]:
    path = export_records(city.tools, wanted, folder, by=city.clerk, at=city.clock(), **more)  # type: ignore[arg-type]
    with path.open(encoding=more.get("encoding", "utf-8-sig"), newline="") as file:
        return path, list(csv.DictReader(file))


def test_what_counts_is_handed_on_and_the_export_is_numbered(city: Installation, penalties: Penalties, tmp_path: Path) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "一般"), ("甲2号", NAME, CODE, "2026-05-21", "严重")), "penalty")
    head = "文书编号,所涉记录类型,所涉记录文号,决定日期,理由\n"
    city.hand_in(head + "撤1号,行政处罚,甲1号,2026-05-25,复议撤销", "withdrawal", name="w.csv")
    path, rows = exported(city, tmp_path)
    assert [row["行政处罚决定书文号"] for row in rows] == ["甲2号"]  # the withdrawn one stays in the house
    manifest = json.loads(path.with_suffix(".manifest.json").read_text("utf-8"))
    (number,) = [part for part in path.stem.split("_") if part in json.dumps(manifest)][:1] or [""]
    assert number, (path.name, manifest)
    look = Look.objects.get(door="export")
    assert (look.subject_id, look.actor) == (Subject.objects.get().subject_id, "clerk")
    assert look.purpose.split()[-1] in json.dumps(manifest)


def test_no_cell_of_an_export_is_a_formula(city: Installation, penalties: Penalties, tmp_path: Path) -> None:
    city.hand_in(penalties(("=1+1号", "+集宁区聚福餐饮服务有限公司", CODE, "2026-05-20", "一般")), "penalty")
    _, rows = exported(city, tmp_path)
    assert rows
    assert [cell for row in rows for cell in row.values() if cell[:1] in "=+-@\t" and cell] == []


def test_what_was_handed_on_comes_back_as_the_same_records(city: Installation, penalties: Penalties, tmp_path: Path) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")), "penalty")
    path, _ = exported(city, tmp_path)
    again = city.hand_in(path.read_text("utf-8-sig"), "", name="back.csv")
    assert (again.refused, again.record_type) == (0, "penalty"), [r.problems for r in again.rows.all()]
    assert len(set(Record.objects.values_list("natural_key", flat=True))) == 1


def test_nobody_hands_on_for_another_department_or_in_a_layout_that_is_none(city: Installation, tmp_path: Path) -> None:
    tries = [(Wanted("transport", "penalty"), "not_your_department"), (Wanted("market_supervision", "patrol"), "layout_not_found")]
    for wanted, code in tries:
        with pytest.raises(Refused) as refused:
            exported(city, tmp_path, wanted)
        assert [p.code for p in refused.value.problems] == [code]
    assert list(tmp_path.glob("*.csv")) == []
