"""A decision that was handed in and refused is owed until it is mended; a department's overdue duties are a list to work through."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.flows.conftest import Installation
from xinzhi.core.base.problems import Refused
from xinzhi.flows.overdue import overdue, overdue_by_department, settle_row

Penalties = Callable[..., str]
NAME, CODE, WRONG = "集宁区聚福餐饮服务有限公司", "91150902MA0N1F3T06", "91150902MA0N1F3T07"


def test_a_refused_row_is_owed_from_the_day_of_its_decision_until_it_is_mended(city: Installation, penalties: Penalties) -> None:
    done = city.hand_in(penalties(("甲1号", NAME, WRONG, "2026-05-31", "一般"), ("甲2号", NAME, CODE, "2026-05-20", "一般")), "penalty")
    assert (done.refused, done.accepted) == (1, 1)
    assert overdue(city.tools, at=city.clock()) == ([], 0)  # decided yesterday: its 24 hours end with today
    city.clock.on(days=1)
    found, total = overdue(city.tools, at=city.clock())
    assert total == 1
    assert (found[0].department, found[0].record_type, found[0].row) == ("market_supervision", "penalty", 2)
    assert [p.code for p in found[0].problems] == ["uscc_check"]
    assert found[0].due_at.isoformat() == "2026-06-01T16:00:00+00:00"  # the end of 1 June in Shanghai
    assert found[0].basis is not None
    assert overdue_by_department(at=city.clock()) == {"market_supervision": 1}
    assert overdue(city.tools, at=city.clock(), department="transport")[1] == 0
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-31", "一般")), "penalty", name="mended.csv")
    assert overdue(city.tools, at=city.clock()) == ([], 0)


def test_a_row_whose_day_nobody_can_read_is_not_said_to_be_late(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "某日", "一般")), "penalty")
    assert overdue(city.tools, at=city.clock.on(days=30)) == ([], 0)


def test_practice_owes_nothing(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, WRONG, "2026-05-20", "一般")), "penalty", practice=True)
    assert overdue(city.tools, at=city.clock.on(days=30)) == ([], 0)


def test_a_change_that_nobody_confirms_becomes_overdue(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")), "penalty")
    fine = penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")).replace("5000", "9000")
    assert city.hand_in(fine, "penalty", name="c.csv").waiting == 1
    (one,), total = overdue(city.tools, at=city.clock.on(days=2))
    assert (one.kind, total) == ("change_to_confirm", 1)


def test_its_department_may_say_why_nothing_is_owed(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, WRONG, "2026-05-20", "一般")), "penalty")
    (one,), _ = overdue(city.tools, at=city.clock())
    for by, why, code in ((city.safety, "不是我们的", "not_your_department"), (city.clerk, " ", "reason_missing")):
        with pytest.raises(Refused) as refused:
            settle_row(one.id, why=why, by=by, at=city.clock())
        assert [p.code for p in refused.value.problems] == [code]
    settle_row(one.id, why="表格样例行", by=city.clerk, at=city.clock())
    assert overdue(city.tools, at=city.clock()) == ([], 0)
