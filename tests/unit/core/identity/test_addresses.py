"""Addresses agree by road and number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core.identity.addresses import AGREE, SAME_ROAD, address_alike, normal_address, read_address
from xinzhi.core.identity.places import Places

CITY = Places({"1509": "乌兰察布市", "150902": "集宁区", "150981": "丰镇市"})


@pytest.mark.parametrize(
    ("text", "road", "number"),
    [
        ("集宁区解放路12号", "解放路", "12"),
        ("内蒙古自治区乌兰察布市集宁区新体路街道解放路十二号", "解放路", "12"),
        ("集宁区解放路１２號", "解放路", "12"),
        ("解放大街东段12号楼", "解放大街", "12"),
        ("解放路12-3号", "解放路", "12"),
        ("阳光小区3号楼2单元", "阳光小区", "3"),
        ("解放路老王烧烤店旁", "解放路", ""),
        ("", "", ""),
    ],
)
def test_road_and_number_are_found(text: str, road: str, number: str) -> None:
    read = read_address(text, CITY)
    assert (read.road, read.number) == (road, number)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("集宁区解放路12号", "解放路12号"),
        ("集寧區解放路12號", "乌兰察布市集宁区解放路十二号"),
        ("解放路12号", "解放路 12 号一楼商铺"),
        ("解放路012号", "解放路12号"),
    ],
)
def test_spellings_of_one_address_agree(left: str, right: str) -> None:
    assert address_alike(left, right, CITY)[0] == AGREE


@pytest.mark.parametrize(
    ("left", "right", "why"),
    [
        ("解放路12号", "解放路13号", "address_other_number"),
        ("解放路12号", "民建路12号", "address_other_road"),
        ("集宁区解放路12号", "丰镇市解放路12号", "address_elsewhere"),
        ("解放路12-3号", "解放路12号附4", "address_other_door"),
    ],
)
def test_neighbours_do_not_agree_however_many_characters_they_share(left: str, right: str, why: str) -> None:
    alike, found = address_alike(left, right, CITY)
    assert found == why
    assert alike < 850


def test_a_road_without_number_says_a_little() -> None:
    assert address_alike("解放路12号", "解放路")[0] == SAME_ROAD


def test_a_road_misread_by_a_scanner_is_the_road() -> None:
    assert address_alike("天王路12号", "夫玉路12号") == (950, "address_lookalike")


addresses = st.text(st.sampled_from("解放民建路街大道一二十12390号-附楼区县市村集宁丰镇 A"), max_size=16)


@given(addresses, addresses)
def test_likeness_knows_no_sides_and_stays_in_bounds(left: str, right: str) -> None:
    there, back = address_alike(left, right, CITY), address_alike(right, left, CITY)
    assert there == back
    assert 0 <= there[0] <= 1000


@given(addresses)
def test_an_address_agrees_with_itself(text: str) -> None:
    assert address_alike(text, text, CITY)[0] == AGREE


@given(addresses)
def test_normalising_never_adds(text: str) -> None:
    assert len(normal_address(text)) <= len(text)
