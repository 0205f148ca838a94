"""The schemes of the house, and those that a pack declares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core.base.problems import Problem
from xinzhi.core.identity.check_digits import DECLARABLE, luhn, mod_11_2_check, mod_11_10
from xinzhi.core.identity.identifiers import SCHEMES, DeclaredIdentifier, identify, reader
from xinzhi.core.identity.readings import Valid, fold, is_masked
from xinzhi.core.subjects import Identifier

BUSINESS = {"business_id": DeclaredIdentifier("business_id", "[0-9]{1,8}")}


def test_an_identifier_is_named_by_its_scheme() -> None:
    assert identify("uscc", "9144030071526726xg") == Identifier("uscc", "9144030071526726XG")
    assert identify("plate", "蒙J 12345") == Identifier("plate", "蒙J12345")
    found = identify("citizen_id", "1")
    assert isinstance(found, Problem)


def test_a_pack_declares_schemes_of_its_own() -> None:
    assert identify("business_id", " 69618 ", BUSINESS) == Identifier("business_id", "69618")
    found = identify("business_id", "696189999", BUSINESS)
    assert isinstance(found, Problem)
    assert (found.code, found.params["scheme"]) == ("declared_identifier_shape", "business_id")


def test_a_scheme_that_nobody_declared_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        reader("business_id")


def test_the_house_wins_over_a_declared_scheme_of_the_same_name() -> None:
    assert reader("uscc", {"uscc": DeclaredIdentifier("uscc", ".*")}) is reader("uscc")


def test_leading_zeros_eaten_by_a_spreadsheet_are_put_back() -> None:
    permit = DeclaredIdentifier("permit", "[0-9]{8}", width=8)
    assert permit.read("1234") == Valid("00001234")
    assert isinstance(permit.read("A234"), Problem)


def test_an_unfolded_scheme_keeps_its_separators() -> None:
    assert DeclaredIdentifier("permit", r"[a-z]+-\d+", folded=False).read(" ab-12 ") == Valid("ab-12")


def test_a_declared_check_is_applied() -> None:
    card = DeclaredIdentifier("card", "[0-9]+", check="luhn")
    assert card.read("79927398713") == Valid("79927398713")
    found = card.read("79927398710")
    assert isinstance(found, Problem)
    assert found.code == "declared_identifier_check"
    assert DeclaredIdentifier("id", "[0-9X]+", check="mod_11_2").read("079X") == Valid("079X")


@given(st.text("0123456789", min_size=1, max_size=20), st.integers(0, 19), st.sampled_from("0123456789"))
def test_each_check_notices_one_wrong_digit(body: str, at: int, digit: str) -> None:
    for name, holds in DECLARABLE.items():
        good = [body + d for d in "0123456789X" if (d != "X" or name == "mod_11_2") and holds(body + d)]
        assert len(good) == 1
        wrong = good[0][: at % len(body)] + digit + good[0][at % len(body) + 1 :]
        assert holds(wrong) == (wrong == good[0])


def test_the_checks_are_those_of_the_standards() -> None:
    assert mod_11_2_check("079") == "X"  # the example of ISO 7064
    assert mod_11_10("07945")
    assert luhn("79927398713")


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once_and_no_reader_breaks(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    for scheme in SCHEMES:
        assert isinstance(reader(scheme)(text), (Valid, Problem))


@pytest.mark.parametrize("text", ["王**", "张某", "李某某", "138****1234", "王×", "139XXXX1234", "刘□□"])
def test_hidden_characters_are_seen(text: str) -> None:
    assert is_masked(text)
    assert not is_masked("王建国")
    assert not is_masked("13812341234")
