"""Two subjects that turn out to be one: what a merge moves, that it can be taken back, and that the past stays known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.flows.conftest import Installation
from xinzhi.core.base.problems import Refused
from xinzhi.flows import merge_subjects, rebuild
from xinzhi.flows.evidence import all_subjects, evidence
from xinzhi.flows.open_file import open_file
from xinzhi.store.models import Standing, Subject
from xinzhi.store.reads.counted import ledger_size

Penalties = Callable[..., str]
ONE = ("集宁区聚福餐饮服务有限公司", "91150902MA0N1F3T06")
OTHER = ("集宁区聚福小吃店", "92150902MA0N1F3U90")
Pair = tuple[int, int]


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [p.code for p in error.value.problems]


@pytest.fixture
def pair(city: Installation, penalties: Penalties) -> Pair:
    rows = [("甲1号", *ONE, "2026-05-20", "一般"), ("甲2号", *OTHER, "2026-05-21", "严重")]
    done = city.hand_in(penalties(*rows), "penalty")
    assert (done.accepted, done.refused) == (2, 0), [r.problems for r in done.rows.all()]
    by_name = dict(Subject.objects.values_list("name", "subject_id"))
    return by_name[ONE[0]], by_name[OTHER[0]]


def state(city: Installation) -> tuple[object, ...]:
    """Who stands how, by which records."""
    from django.db import connection

    with connection.cursor() as cursor:
        found = evidence(city.tools.pack, cursor, as_of=city.clock().date(), known_size=ledger_size())
        records = {e.facts.subject_id: sorted(r.record_id for r in e.counted) for e in found}
    return records, sorted(Standing.objects.values_list("subject_id", "grade", "score"))


def test_a_merge_moves_records_and_grades_at_once(city: Installation, pair: Pair) -> None:
    kept, merged = pair
    before = merge_subjects.preview(city.tools, kept, merged, at=city.clock())
    assert (before.kept.assessment.grade, before.merged.assessment.grade) != (before.together.grade,) * 2
    size = ledger_size()
    merge_subjects.merge(city.tools, kept, merged, reason="同一经营者", by=city.office, at=city.clock.on(minutes=1))
    assert list(Standing.objects.values_list("subject_id", "grade", "score")) == [(kept, before.together.grade, before.together.score)]
    opened = open_file(city.tools, merged, by=city.clerk, at=city.clock(), purpose="x", door="t")
    assert opened.subject.subject_id == kept  # the old number leads on
    assert {r.contribution.rule for r in opened.reasons} >= {"penalty_general", "penalty_serious"}
    from django.db import connection

    with connection.cursor() as cursor:  # and then they were two
        assert sorted(all_subjects(cursor, as_of=city.clock().date(), known_size=size)) == sorted(pair)
        assert all_subjects(cursor, as_of=city.clock().date(), known_size=ledger_size()) == [kept]
    assert rebuild.rebuild(city.tools, keep=False) == []


def test_what_comes_later_under_the_old_number_goes_to_the_one_that_is_left(
    city: Installation, pair: Pair, penalties: Penalties
) -> None:
    kept, merged = pair
    merge_subjects.merge(city.tools, kept, merged, reason="同一经营者", by=city.office, at=city.clock.on(minutes=1))
    city.hand_in(penalties(("甲3号", *OTHER, "2026-05-25", "轻微")), "penalty", name="c.csv")
    assert Standing.objects.get().records == 3


def test_a_split_takes_a_merge_back(city: Installation, pair: Pair) -> None:
    kept, merged = pair
    before = state(city)
    merge_subjects.merge(city.tools, kept, merged, reason="同一经营者", by=city.office, at=city.clock.on(minutes=1))
    assert state(city) != before
    merge_subjects.split(city.tools, merged, reason="误并", by=city.office, at=city.clock.on(minutes=1))
    assert state(city) == before
    assert rebuild.rebuild(city.tools, keep=False) == []


def test_what_was_merged_before_follows(city: Installation, pair: Pair, penalties: Penalties) -> None:
    kept, merged = pair
    city.hand_in(penalties(("甲4号", "集宁区顺达汽修店", "92150902MA0N1F3P8Q", "2026-05-22", "一般")), "penalty", name="d.csv")
    third = Subject.objects.exclude(subject_id__in=pair).get().subject_id
    merge_subjects.merge(city.tools, merged, third, reason="一", by=city.office, at=city.clock.on(minutes=1))
    merge_subjects.merge(city.tools, kept, merged, reason="二", by=city.office, at=city.clock.on(minutes=1))
    assert set(Subject.objects.exclude(subject_id=kept).values_list("merged_into", flat=True)) == {kept}
    assert Standing.objects.get().records == 3
    merge_subjects.split(city.tools, merged, reason="三", by=city.office, at=city.clock.on(minutes=1))
    assert dict(Standing.objects.values_list("subject_id", "records")) == {kept: 2, merged: 1}
    assert rebuild.rebuild(city.tools, keep=False) == []


def test_what_cannot_be_merged_is_refused_and_nothing_changes(city: Installation, pair: Pair) -> None:
    kept, merged = pair
    size = ledger_size()
    tries = [
        ((kept, kept), "同", city.office, "subject_with_itself"),
        ((kept, 1), "同", city.office, "subject_not_found"),
        ((kept, merged), "  ", city.office, "reason_missing"),
        ((kept, merged), "同", city.clerk, "role_may_not"),
    ]
    for (one, other), reason, by, code in tries:
        with pytest.raises(Refused) as refused:
            merge_subjects.merge(city.tools, one, other, reason=reason, by=by, at=city.clock())
        assert codes(refused) == [code]
    with pytest.raises(Refused) as refused:
        merge_subjects.split(city.tools, merged, reason="误并", by=city.office, at=city.clock())
    assert codes(refused) == ["subject_not_merged"]
    assert ledger_size() == size
