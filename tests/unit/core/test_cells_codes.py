"""Codes by title, key, number and other spellings; several in one cell; what may have been meant."""

from __future__ import annotations

import pytest

from xinzhi.core.base.problems import Problem
from xinzhi.core.cells.codes import CodeBook, Spelling

PENALTIES = CodeBook(
    "penalty_kind",
    [
        Spelling("warning", "警告", ("01",)),
        Spelling("fine", "罚款", ("罚金", "03", "fine")),
        Spelling("goods", "没收违法所得、没收非法财物"),
        Spelling("other", "法律、行政法规规定的其他行政处罚", ("其他",)),
    ],
)


@pytest.mark.parametrize(
    "text", ["罚款", " 罚 款 ", "罚款。", "罚金", "FINE", "03", "3", "03-罚款", "罚款（03）", "３"]
)
def test_one_code_in_many_spellings(text: str) -> None:
    assert PENALTIES.read(text) == "fine"


def test_a_number_that_contradicts_its_words_names_nothing() -> None:
    assert isinstance(PENALTIES.read("01-罚款"), Problem)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("警告、罚款", "warning|fine"),
        ("罚款，警告", "warning|fine"),
        ("警告并处罚款", "warning|fine"),
        ("罚款;;警告；", "warning|fine"),
        ("罚款、没收违法所得、没收非法财物", "fine|goods"),
        ("法律、行政法规规定的其他行政处罚、罚款", "fine|other"),
        ("罚款 罚款", "fine"),
    ],
)
def test_several_codes_stand_once_each_in_the_order_of_the_list(text: str, keys: str) -> None:
    assert PENALTIES.read_several(text) == keys


@pytest.mark.parametrize("text", ["；", "、", "警告、罚坎"])
def test_a_piece_that_is_no_code_refuses_the_cell(text: str) -> None:
    assert isinstance(PENALTIES.read_several(text), Problem)


def test_an_unknown_code_is_refused_with_what_may_have_been_meant() -> None:
    found = PENALTIES.read("罚坎")
    assert isinstance(found, Problem)
    assert found.code == "code_unknown_value"
    assert found.params["proposals"] == "罚款"
    assert "警告" in str(found.params["known"])


def test_a_spelling_of_two_codes_names_neither() -> None:
    book = CodeBook("x", [Spelling("a", "甲", ("共同",)), Spelling("b", "乙", ("共同",))])
    assert book.find("共同") is None
    assert book.find("甲") == "a"
