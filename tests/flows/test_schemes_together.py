"""A scheme that reads others is published by what they come to, in whole and for one subject."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.flows.conftest import Installation
from xinzhi.flows import publish_run
from xinzhi.flows.replay import replay_run
from xinzhi.lake import runs
from xinzhi.store.models import Grade, Subject

Penalties = Callable[..., str]
ONE, OTHER = ("集宁区聚福餐饮服务有限公司", "91150902MA0N1F3T06"), ("集宁区安康商贸有限公司", "91150902MA0N1F4R1A")
DAY = date(2026, 6, 1)


def test_joint_discipline_reads_the_tier_and_general_dishonesty_never_leads_there(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", *ONE, "2026-05-20", "严重"), ("甲2号", OTHER[0], "", "2026-05-21", "一般")), "penalty")
    evaluated = publish_run.evaluate(city.tools, "joint_discipline", as_of=DAY)
    run = publish_run.publish(city.tools, evaluated, by=city.office, at=city.clock.on(minutes=1))
    grades = {Subject.objects.get(subject_id=g.subject_id).name: g.grade for g in Grade.objects.all()}
    assert grades == {ONE[0]: "one"}
    receipt = runs.read(city.tools.runs, run.run).receipt
    assert {r.split("@")[0] for r in receipt["reads"]} == {"dishonesty", "safety_list", "overload_carrier"}
    assert replay_run(city.tools, run.run)["differs"] == []


def test_schemes_without_points_give_grades_without_score(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", *ONE, "2026-05-20", "一般")), "penalty")
    evaluated = publish_run.evaluate(city.tools, "dishonesty", as_of=DAY)
    publish_run.publish(city.tools, evaluated, by=city.office, at=city.clock.on(minutes=1))
    grade = Grade.objects.get()
    assert (grade.grade, grade.score, grade.risk_class) == ("general", None, "")
