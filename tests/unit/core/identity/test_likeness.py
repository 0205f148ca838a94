"""How alike two names are, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core.identity.likeness import name_alike, person_alike
from xinzhi.core.identity.lookalikes import _GROUPS, skeleton

FULL = "集宁区聚福餐饮服务有限公司"


@pytest.mark.parametrize(
    ("written", "alike", "why"),
    [
        ("集宁区聚福餐饮服务有限责任公司", 1000, "name_equal"),
        ("集寧區聚福餐飲服務有限公司", 1000, "name_equal"),
        ("聚福餐饮服务", 950, "name_core"),
        ("聚福餐饮服务（个体工商户）", 950, "name_core"),
        ("聚幅餐饮服务有限公司", 920, "name_lookalike"),
        ("聚富餐饮服务有限公司", 900, "name_sound"),
        ("聚福", 850, "name_contained"),
    ],
)
def test_each_kind_of_likeness_has_its_own_strength(written: str, alike: int, why: str) -> None:
    assert name_alike(FULL, written) == (alike, why)


def test_a_shared_trade_makes_no_likeness() -> None:
    alike, why = name_alike(FULL, "集宁区鑫源餐饮服务有限公司")
    assert (alike, why) == (300, "name_other")


def test_a_dropped_character_leaves_much_of_the_likeness() -> None:
    alike, why = name_alike("集宁区聚福源商贸有限公司", "集宁区聚福商贸有限公司")
    assert why == "name_alike"
    assert 700 <= alike < 900


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("聚福超市二店", "聚福超市三店"),
        ("聚福超市", "聚福超市二店"),
        ("聚福商贸有限公司", "聚福商贸有限公司丰镇分公司"),
        ("老王烧烤（解放路店）", "老王烧烤（民建路店）"),
    ],
)
def test_another_branch_is_another_subject(left: str, right: str) -> None:
    alike, why = name_alike(left, right)
    assert alike <= 500
    assert why == "name_other_branch"


def test_a_sign_that_names_its_branch_is_like_the_register_that_does_not() -> None:
    assert name_alike("老王烧烤（解放路店）", "集宁区老王烧烤店") == (950, "name_core")


names = st.text(st.sampled_from("集宁区老王玉烧烤聚福餐饮商贸有限公司店二三（）"), max_size=12)


@given(names, names)
def test_likeness_knows_no_sides_and_stays_in_bounds(left: str, right: str) -> None:
    there = name_alike(left, right)
    assert there == name_alike(right, left)
    assert 0 <= there[0] <= 1000
    assert (there[0] == 1000) == (there[1] == "name_equal")


def test_people_are_the_same_only_by_the_same_name() -> None:
    assert person_alike("王建国", "王 建國") == (1000, "person_equal")
    assert person_alike("王建国", "玉建国") == (920, "person_lookalike")
    assert person_alike("王建国", "王建军") == (600, "person_other")
    assert person_alike("王建国", "王建") == (300, "person_other")
    assert person_alike("王**", "王建国") is None
    assert person_alike("", "王建国") is None


def test_no_character_has_two_lookalikes() -> None:
    everything = "".join(_GROUPS)
    assert len(everything) == len(set(everything))
    assert skeleton("玉曰") == skeleton("王日")
