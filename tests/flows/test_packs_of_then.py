"""An evaluation by what was known then goes by the pack that was in force then."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.flows.conftest import Installation
from xinzhi import catalogue
from xinzhi.catalogue import shipped
from xinzhi.core.authority import system
from xinzhi.core.base.problems import Refused
from xinzhi.flows.open_file import open_file
from xinzhi.flows.publish_run import evaluate
from xinzhi.flows.set_up import adopt
from xinzhi.store.models import Subject
from xinzhi.store.reads.counted import ledger_size, size_known_at

Penalties = Callable[..., str]
NAME, CODE = "集宁区聚福餐饮服务有限公司", "91150902MA0N1F3T06"
DAY = date(2026, 6, 2)


@pytest.fixture
def changed(city: Installation, penalties: Penalties, tmp_path: Path) -> datetime:
    """A penalty, an instant after it, and then the same pack with a scheme that takes fewer points."""
    adopt(city.tools, by=system(city.tools.rights), at=city.clock())
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")), "penalty")
    known = city.clock()
    city.clock.on(days=1)
    for name in ("base", "paper"):
        shutil.copytree(shipped() / name, tmp_path / "packs" / name)
    (scheme,) = (tmp_path / "packs" / "paper" / "market_supervision" / "schemes").glob("*.yaml")
    text = scheme.read_text("utf-8")
    assert text.count("points: -20,") == 1
    scheme.write_text(text.replace("points: -20,", "points: -4,"), "utf-8")
    shutil.rmtree(scheme.parent / "examples")
    city.tools = dataclasses.replace(city.tools, pack=catalogue.load(tmp_path / "packs" / "paper"))
    assert adopt(city.tools, by=system(city.tools.rights), at=city.clock())
    return known


def points(city: Installation, known_at: datetime | None) -> list[int]:
    subject = Subject.objects.get(name=NAME).subject_id
    opened = open_file(
        city.tools, subject, by=city.clerk, at=city.clock(), purpose="x", door="t", as_of=DAY, known_at=known_at
    )
    return [r.contribution.milli for r in opened.reasons]


def test_a_file_of_then_counts_by_the_rules_of_then(city: Installation, changed: datetime) -> None:
    assert points(city, changed) == [-20_000]
    assert points(city, None) == [-4_000]


def test_so_does_a_run(city: Installation, changed: datetime) -> None:
    then = evaluate(city.tools, "market_credit", as_of=DAY, known_size=size_known_at(changed))
    now = evaluate(city.tools, "market_credit", as_of=DAY, known_size=ledger_size())
    assert then.pack.digest != now.pack.digest
    assert then.scored.assessments["score"].to_pylist() != now.scored.assessments["score"].to_pylist()


def test_a_pack_that_was_not_kept_is_not_replaced_by_another(city: Installation, changed: datetime) -> None:
    shutil.rmtree(city.tools.packs)
    with pytest.raises(Refused) as refused:
        points(city, changed)
    assert [p.code for p in refused.value.problems] == ["pack_not_kept"]


def test_a_kept_pack_that_was_altered_is_none(city: Installation, changed: datetime) -> None:
    for path in city.tools.packs.glob("*/paper/common/risk.yaml"):
        path.write_text(path.read_text("utf-8").replace("usual", "usual "), "utf-8")
    with pytest.raises(Refused):
        points(city, changed)
