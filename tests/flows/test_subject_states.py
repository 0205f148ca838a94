"""What a subject was on a day, by what was known then: facts about subjects have two dates, as records have."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from tests.flows.conftest import Installation
from xinzhi.flows import rebuild
from xinzhi.flows.evidence import all_subjects, facts
from xinzhi.store.models import Subject
from xinzhi.store.reads.counted import ledger_size

NAME, CODE = "集宁区聚福餐饮服务有限公司", "91150902MA0N1F3T06"
HEAD = "登记事项,核准日期,市场主体名称,主体类型,统一社会信用代码,住所（经营场所）,区划代码,成立日期\n"


def registered(event: str, day: str, region: str) -> str:
    return HEAD + f"{event},{day},{NAME},企业,{CODE},解放路12号,{region},2023-03-05\n"


def region(as_of: date, size: int) -> str:
    subject = Subject.objects.get().subject_id
    with connection.cursor() as cursor:
        return facts(cursor, [subject], as_of=as_of, known_size=size)[subject].region


@pytest.fixture
def moved(city: Installation) -> tuple[int, int, int]:
    """The ledger sizes after a registration, after a move in May, and after one of March that came in late."""
    sizes = []
    for name, text in {
        "new.csv": registered("设立", "2023-03-05", "150902"),
        "may.csv": registered("迁移", "2026-05-10", "150921"),
        "march.csv": registered("迁移", "2026-03-10", "150922"),
    }.items():
        done = city.hand_in(text, "registration", name=name)
        assert done.accepted == 1, [r.problems for r in done.rows.all()]
        sizes.append(ledger_size())
    return sizes[0], sizes[1], sizes[2]


def test_a_move_holds_from_its_day_and_from_when_it_was_known(city: Installation, moved: tuple[int, int, int]) -> None:
    first, second, third = moved
    march, april, june = date(2026, 3, 1), date(2026, 4, 1), date(2026, 6, 1)
    assert [region(day, first) for day in (march, april, june)] == ["150902"] * 3
    assert [region(day, second) for day in (march, april, june)] == ["150902", "150902", "150921"]
    assert [region(day, third) for day in (march, april, june)] == ["150902", "150922", "150921"]
    assert Subject.objects.get().region_code == "150921"  # what came in late does not undo what came after it


def test_nobody_is_known_before_the_ledger_knew_them(city: Installation, moved: tuple[int, int, int]) -> None:
    with connection.cursor() as cursor:
        assert all_subjects(cursor, as_of=date(2026, 6, 1), known_size=0) == []
        assert len(all_subjects(cursor, as_of=date(2026, 6, 1), known_size=moved[0])) == 1


def test_the_states_are_made_again_from_the_log(city: Installation, moved: tuple[int, int, int]) -> None:
    assert rebuild.rebuild(city.tools, keep=False) == []
    assert rebuild.rebuild(city.tools, keep=True) == []
    assert region(date(2026, 4, 1), moved[2]) == "150922"
