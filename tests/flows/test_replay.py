"""A published run can be worked out again for good, whatever came in since; one at a time is evaluated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec
import pyarrow as pa
import pytest

from tests.flows.conftest import Installation
from xinzhi.core.base.problems import Refused
from xinzhi.flows import publish_run
from xinzhi.flows.replay import replay_run
from xinzhi.lake import runs

Penalties = Callable[..., str]
NAME, CODE = "集宁区聚福餐饮服务有限公司", "91150902MA0N1F3T06"
DAY = date(2026, 6, 1)


def published(city: Installation, penalties: Penalties) -> str:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")), "penalty")
    evaluated = publish_run.evaluate(city.tools, "market_credit", as_of=DAY)
    return publish_run.publish(city.tools, evaluated, by=city.office, at=city.clock.on(minutes=1)).run


def test_what_came_in_later_does_not_change_a_replay(city: Installation, penalties: Penalties) -> None:
    name = published(city, penalties)
    city.hand_in(penalties(("甲2号", NAME, CODE, "2026-05-21", "严重")), "penalty", name="later.csv")
    assert publish_run.evaluate(city.tools, "market_credit", as_of=DAY).counts != runs.read(city.tools.runs, name).receipt["counts"]
    assert replay_run(city.tools, name)["differs"] == []


def test_a_run_that_says_something_else_is_named_with_its_subject(city: Installation, penalties: Penalties) -> None:
    name = published(city, penalties)
    stored = runs.read(city.tools.runs, name)
    graded = stored.results.set_column(stored.results.column_names.index("grade"), "grade", pa.array(["A"]))
    receipt = {**msgspec.to_builtins(stored.receipt), "counts": {"A": 1}}
    runs.write(city.tools.runs, "forged", graded, stored.contributions, receipt)
    differs = replay_run(city.tools, "forged")["differs"]
    subject = stored.results["subject_id"][0].as_py()
    assert [d["what"] for d in differs] == ["counts", f"subject {subject}"]
    assert (differs[1]["then"]["grade"], differs[1]["now"]["grade"]) == ("A", "B")


def test_two_evaluations_at_once_are_refused(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")), "penalty")
    with runs.alone(city.tools.runs), pytest.raises(Refused) as refused:
        publish_run.evaluate(city.tools, "market_credit", as_of=DAY)
    assert refused.value.problems[0].code == "run_under_way"
    assert publish_run.evaluate(city.tools, "market_credit", as_of=DAY).scored.assessments.num_rows == 1
