"""The tutorial of the docs works as it stands: a stranger's department, record type and rule, no Python touched."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from xinzhi import api, catalogue

PAGE = Path(__file__).parents[2] / "docs" / "packs" / "index.md"


def written_out(folder: Path) -> Path:
    """The files of the page, as somebody would type them."""
    text = PAGE.read_text("utf-8")
    names = re.findall(r"^`([^`]+\.yaml)`:", text, re.MULTILINE)
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert len(names) == len(blocks) >= 4
    for name, block in zip(names, blocks, strict=True):
        path = folder / "my-county" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block, "utf-8")
    return folder / "my-county"


def test_the_pack_of_the_tutorial_has_no_mistake_and_grades(tmp_path: Path) -> None:
    folder = written_out(tmp_path)
    assert [p.code for p in catalogue.check(folder) if p.is_error] == []
    pack = catalogue.load(folder)
    assert pack.departments["water"].title.zh == "水务局"
    assert "penalty" in pack.record_types  # what the upper pack has is there too
    tests = [{"id": i, "type": "discharge_test", "date": date(2026, 3, i), "exceeded": True} for i in (1, 2)]
    result = api.assess(pack, "water_credit", as_of=date(2026, 6, 30), records=tests)
    assert (result.score, result.grade) == (40_000, "poor")


def test_a_slip_in_it_is_named_with_its_line_and_a_proposal(tmp_path: Path) -> None:
    folder = written_out(tmp_path)
    scheme = next(folder.rglob("water_credit*.yaml"))
    scheme.write_text(scheme.read_text("utf-8").replace("record: discharge_test", "record: discharge_tests"), "utf-8")
    errors = [p for p in catalogue.check(folder) if p.is_error]
    assert errors
    assert any(p.params.get("proposal") == "discharge_test" and p.place and p.place.line for p in errors)
