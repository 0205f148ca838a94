"""Text of cells: what is put right, and what is seen to be spoilt."""

from __future__ import annotations

import pytest

from xinzhi.core.cells.numbers import read_boolean, read_points, read_whole
from xinzhi.core.cells.text import (
    clean,
    document_number,
    has_lost_characters,
    is_nothing,
    is_stroke,
    spoilt,
    unguarded,
)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("　集宁区 ", "集宁区"),
        ("９１１５ＡＢ", "9115AB"),
        ("a\u200bb\ufeffc", "abc"),
        ("a\u00a0b", "a b"),
        ("一行\r\n 二行", "一行\n二行"),
        ("x_x000D_y", "xy"),
        ("\u202e坏", "坏"),
        ("（留着）", "（留着）"),
        ("\ud800", "\ufffd"),
        ("\x07铃", "铃"),
    ],
)
def test_width_blanks_and_the_invisible_are_put_right_and_punctuation_stays(raw: str, text: str) -> None:
    assert clean(raw) == text


@pytest.mark.parametrize(
    "text", ["集市监罚〔2024〕18号", "集市监罚（2024）18号", "集市监罚[2024] 18 号", "集市监罚【２０２４】18号"]
)
def test_a_document_number_has_one_form_whatever_brackets_were_typed(text: str) -> None:
    assert document_number(text) == "集市监罚〔2024〕18号"


def test_a_blank_between_words_of_a_document_number_stays() -> None:
    assert document_number("Case  12 of 2024") == "Case 12 of 2024"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("#N/A", "formula_error"),
        ("#ref!", "formula_error"),
        ("#NOT_CALCULATED!", "formula_without_value"),
        ("9.11509E+17", "digits_lost"),
        ("9.11509021234560E+17", "digits_lost"),
        ("1E+15", "digits_lost"),
    ],
)
def test_what_a_spreadsheet_spoilt_is_seen(text: str, code: str) -> None:
    found = spoilt(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["#1 仓库", "911509021234560178", "1E5楼", "2.5", "E+17"])
def test_what_only_looks_spoilt_is_left_alone(text: str) -> None:
    assert spoilt(text) is None


def test_nothing_is_said_in_many_ways_but_无_may_be_an_answer() -> None:
    assert all(is_nothing(text) for text in ("", "/", "-", "——", "无", "NULL"))
    assert is_stroke("/")
    assert is_stroke("——")
    assert not is_stroke("无")


def test_characters_that_a_conversion_ate_are_seen() -> None:
    assert has_lost_characters("集宁区\ufffd公司")
    assert has_lost_characters("????公司")
    assert not has_lost_characters("真的吗？")


def test_an_apostrophe_that_guards_digits_or_signs_is_taken_off() -> None:
    assert unguarded("'=1+1") == "=1+1"
    assert unguarded("'0123") == "0123"
    assert unguarded("'t Hof") == "'t Hof"


def test_whole_numbers_with_counting_words_and_without_fractions() -> None:
    assert read_whole("1,234") == 1234
    assert read_whole("3.00") == 3
    assert read_whole("2023年度") == 2023
    assert read_whole("十二") == 12
    assert not isinstance(read_whole("3.5"), int)
    assert not isinstance(read_whole("1" * 30), int)


def test_points_in_thousandths() -> None:
    assert read_points("1.5") == 1500
    assert read_points("-8分") == -8000
    assert not isinstance(read_points("0.0001"), int)


def test_yes_and_no() -> None:
    assert read_boolean("有") is True
    assert read_boolean("无") is False
    assert read_boolean("√") is True
    assert not isinstance(read_boolean("也许"), bool)
