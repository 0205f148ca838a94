"""What is done once a day, for every day, by whoever comes first; and files that are kept only for their time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.flows.conftest import Installation
from xinzhi.core.base.problems import Refused
from xinzhi.desk.models import DailyRun, Submission, SubmissionRow
from xinzhi.flows import daily, ledger
from xinzhi.flows.open_file import open_file
from xinzhi.flows.retention import remove_upload
from xinzhi.store.models import Entry, Standing, Subject

Penalties = Callable[..., str]
NAME, CODE, WRONG = "集宁区聚福餐饮服务有限公司", "91150902MA0N1F3T06", "91150902MA0N1F3T07"


def all_due(city: Installation) -> int:
    done = 0
    while daily.run_one(city.tools, at=city.clock()):
        done += 1
    return done


def sealed_days() -> list[str]:
    return [e.body.tobytes().decode() if isinstance(e.body, memoryview) else bytes(e.body).decode() for e in Entry.objects.filter(kind="access_sealed")]


def test_each_day_is_done_once_and_days_missed_are_made_up_for(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")), "penalty")
    subject = Subject.objects.get().subject_id
    assert all_due(city) == len(daily.WORKS)
    assert all_due(city) == 0
    for _ in range(3):  # somebody looks on three days, and the worker is away
        city.clock.on(days=1)
        open_file(city.tools, subject, by=city.clerk, at=city.clock(), purpose="核对", door="t")
    city.clock.on(days=1)
    assert all_due(city) == 3 + len(daily.WORKS)  # the three days and yesterday of the seal, the rest once
    assert len(sealed_days()) == 3
    assert list(ledger.verify(city.tools, ())) == []


def test_a_worker_that_was_killed_leaves_its_day_to_the_next(city: Installation) -> None:
    yesterday = city.clock().date() - timedelta(days=1)
    DailyRun.objects.create(work="assess", day=yesterday, began_at=city.clock())
    assert all_due(city) == len(daily.WORKS) - 1  # somebody else is at it
    city.clock.on(hours=2)
    assert all_due(city) == 1


def test_standing_follows_the_calendar(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "严重")), "penalty")
    assert Standing.objects.get().grade == "C"
    city.clock.on(days=400)  # the override looks back a year
    all_due(city)
    assert Standing.objects.get().grade != "C"


def test_a_file_is_kept_for_its_time_and_its_receipt_for_good(city: Installation, penalties: Penalties) -> None:
    done = city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "一般"), ("甲2号", NAME, WRONG, "2026-05-20", "一般")), "penalty")
    kept = list(city.tools.uploads.rglob("*.sealed"))
    assert len(kept) == 1
    city.clock.on(days=364)
    all_due(city)
    assert kept[0].exists()
    city.clock.on(days=2)
    all_due(city)
    assert not kept[0].exists()
    after = Submission.objects.get(id=done.id)
    assert (after.number, after.file_removed_at is None) == (done.number, False)
    assert [r.cells for r in SubmissionRow.objects.all()] == [None]


def test_a_file_may_go_at_once_but_not_by_anybody(city: Installation, penalties: Penalties) -> None:
    done = city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")), "penalty")
    with pytest.raises(Refused):
        remove_upload(city.tools, done.id, by=city.clerk, at=city.clock())
    remove_upload(city.tools, done.id, by=city.office, at=city.clock())
    assert list(city.tools.uploads.rglob("*.sealed")) == []
    again = city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")), "penalty")
    assert again.number == done.number  # the same file is still the same submission
