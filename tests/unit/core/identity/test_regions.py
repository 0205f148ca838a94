"""GB/T 2260: what a code is, and what lies in what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core.base.problems import Problem
from xinzhi.core.identity.readings import Valid
from xinzhi.core.identity.regions import PROVINCE_CODES, lies_within, region_code, significant


@pytest.mark.parametrize("raw", ["15", "1509", "150902", "150902001", "150902001002", "１５０９０２"])
def test_the_five_lengths_are_codes(raw: str) -> None:
    assert isinstance(region_code(raw), Valid)


@pytest.mark.parametrize("raw", ["", "1", "150", "15090", "1509020", "15090A", "050902", "集宁区"])
def test_anything_else_is_not(raw: str) -> None:
    found = region_code(raw)
    assert isinstance(found, Problem)
    assert found.code == "region_code_shape"


@pytest.mark.parametrize(
    ("code", "region", "within"),
    [
        ("150902", "1509", True),
        ("150902", "150900", True),
        ("150902", "150000", True),
        ("150902001002", "150902000000", True),
        ("150902", "", True),
        ("150902", "150902", True),
        ("1509", "150902", False),
        ("150921", "150902", False),
        ("110105", "15", False),
    ],
)
def test_a_division_lies_in_whatever_it_begins_with(code: str, region: str, within: bool) -> None:
    assert lies_within(code, region) is within


@given(st.sampled_from(PROVINCE_CODES), st.integers(1, 99), st.integers(1, 99))
def test_zeros_that_only_fill_up_say_nothing(province: str, prefecture: int, county: int) -> None:
    city, whole = f"{province}{prefecture:02d}", f"{province}{prefecture:02d}{county:02d}"
    assert significant(city + "00") == city
    assert significant(province + "0000") == province
    assert significant(whole + "000000") == significant(whole + "000") == whole
    assert lies_within(whole, province + "0000")
