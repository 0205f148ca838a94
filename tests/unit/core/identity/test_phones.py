"""Telephone numbers made comparable."""

from __future__ import annotations

import pytest

from xinzhi.core.identity.phones import normal_phone, phones, same_phone, subscriber


@pytest.mark.parametrize(
    "written", ["13812345678", "138 1234 5678", "138-1234-5678", "+86 13812345678", "0086-138-12345678", "１３８１２３４５６７８", "电话：13812345678"]
)
def test_spellings_of_a_mobile_number_are_one(written: str) -> None:
    assert normal_phone(written) == "13812345678"


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("0474-8221234", "8221234", True),
        ("0474-8221234", "0474-8221235", False),
        ("8221234转801", "8221234", True),
        ("13812345678/0474-8221234", "8221234", True),
        ("13812345678", "13912345678", False),
        ("13812345678", "12345678", False),  # the end of a mobile number is nobody's number
        ("138****5678", "13812345678", None),
        ("", "13812345678", None),
        ("无", "13812345678", None),
        ("0000000", "0000000", None),
        ("12345", "12345", None),
    ],
)
def test_numbers_are_compared_as_lines(left: str, right: str, same: bool | None) -> None:
    assert same_phone(left, right) is same
    assert same_phone(right, left) is same


def test_a_cell_may_hold_several_numbers() -> None:
    assert phones("13812345678、13912345678") == ("13812345678", "13912345678")


def test_spellings_of_a_line_share_its_last_digits() -> None:
    assert subscriber("04748221234") == subscriber("8221234") == "8221234"
    assert subscriber("13812345678") == "13812345678"
