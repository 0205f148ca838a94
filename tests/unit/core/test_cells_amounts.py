"""Amounts are integer cents, exactly as written."""

from __future__ import annotations

import pytest

from xinzhi.core.base.problems import Problem
from xinzhi.core.cells.amounts import UNSTATED, read_amount, unit_of
from xinzhi.core.cells.chinese_numbers import chinese_number


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("5000", 500_000),
        ("15,000.00", 1_500_000),
        ("￥1,234.5", 123_450),
        ("１５０００", 1_500_000),
        ("5000元", 500_000),
        ("1.5万元", 1_500_000),
        ("1.5 万", 1_500_000),
        ("1万5000元", 1_500_000),
        ("2千元", 200_000),
        ("1.2亿元", 12_000_000_000),
        ("壹万伍仟元整", 1_500_000),
        ("人民币壹亿贰仟万圆整", 12_000_000_000),
        ("贰拾万零伍佰元零叁分", 20_050_003),
        ("叁佰元伍角整", 30_050),
        ("罚款5000元", 500_000),
        ("15000元（壹万伍仟元整）", 1_500_000),
        ("0", 0),
    ],
)
def test_an_amount_in_yuan(text: str, cents: int) -> None:
    assert read_amount(text, "yuan") == cents


def test_a_bare_number_counts_in_the_unit_of_its_column_and_a_written_unit_wins() -> None:
    assert read_amount("1.5", "10k_yuan") == 1_500_000
    assert read_amount("5000元", "10k_yuan") == 500_000


def test_six_decimals_of_ten_thousand_yuan_are_a_cent_and_seven_are_too_fine() -> None:
    assert read_amount("0.000001", "10k_yuan") == 1
    found = read_amount("0.0000001", "10k_yuan")
    assert isinstance(found, Problem)
    assert found.code == "amount_too_fine"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("约5000", "amount_unreadable"),
        ("1万5", "amount_unreadable"),
        ("元", "amount_unreadable"),
        ("1,50", "amount_separators"),
        ("1,5000", "amount_separators"),
        ("1.234元", "amount_too_fine"),
        ("-5", "amount_negative"),
        ("99999999999999999999", "amount_too_large"),
        ("9" * 400, "amount_too_large"),
        ("5000元（伍万元整）", "amount_said_twice"),
    ],
)
def test_what_is_not_one_certain_amount_is_refused_with_its_reason(text: str, code: str) -> None:
    found = read_amount(text, "yuan")
    assert isinstance(found, Problem)
    assert found.code == code


def test_without_any_unit_a_bare_number_is_not_guessed_but_zero_is_zero() -> None:
    found = read_amount("5000", UNSTATED)
    assert isinstance(found, Problem)
    assert found.code == "amount_unit_unknown"
    assert read_amount("0.00", UNSTATED) == 0
    assert read_amount("5000元", UNSTATED) == 500_000


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("罚款金额（万元）", "10k_yuan"),
        ("罚款金额(元)", "yuan"),
        ("罚款金额（单位：万元）", "10k_yuan"),
        ("罚款（人民币元）", "yuan"),
        ("注册资本 亿元", "100m_yuan"),
        ("罚款金额", UNSTATED),
        ("CF_NR_FK", UNSTATED),
        ("元旦检查", UNSTATED),
    ],
)
def test_the_unit_that_a_heading_states(heading: str, unit: str) -> None:
    assert unit_of(heading) == unit


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("二十四", 24),
        ("一万五千", 15_000),
        ("一亿二千万零三", 120_000_003),
        ("壹仟零伍", 1_005),
        ("两百", 200),
    ],
)
def test_numbers_in_characters(text: str, number: int) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize("text", ["", "二四", "百", "万", "十十", "一百百", "五十x", "一万二亿"])
def test_what_is_no_number_in_characters(text: str) -> None:
    assert chinese_number(text) is None
