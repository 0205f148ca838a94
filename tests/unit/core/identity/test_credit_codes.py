"""GB 32100-2015, GB 11714 and GS 15-2006: what a code must be, and what is said when it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core.base.problems import Problem
from xinzhi.core.identity.credit_codes import USCC_ALPHABET, organisation_code, registration_no, uscc, uscc_kind
from xinzhi.core.identity.readings import Valid
from xinzhi.core.subjects import SubjectKind

GOOD = ("91350100M000100Y43", "914403001922038216", "9144030071526726XG", "91440300192317458F")
WEIGHTS = [3**i % 31 for i in range(17)]


def checked(body: str) -> str:
    """The code that `body` begins, by the formula of the standard, written down once more."""
    total = sum(USCC_ALPHABET.index(c) * w for c, w in zip(body, WEIGHTS, strict=True))
    return body + USCC_ALPHABET[(31 - total % 31) % 31]


def code_of(found: Valid | Problem) -> str:
    return found.code if isinstance(found, Problem) else "good"


characters = st.sampled_from(USCC_ALPHABET)
codes = st.builds(
    lambda head, region, tail: checked(head + region + tail),
    st.text(characters, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(characters, min_size=9, max_size=9),
)


@pytest.mark.parametrize("code", GOOD)
def test_codes_known_to_be_good_hold_without_doubt(code: str) -> None:
    assert uscc(code) == Valid(code)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("914403001922038217", "uscc_check"),
        ("91350100M000100Y4Z", "uscc_characters"),  # the widely copied wrong form of the standard's example
        ("91440300192203821", "uscc_length"),
        ("9144030019220382166", "uscc_length"),
        ("", "uscc_length"),
        ("9144A3001922038216", "uscc_characters"),  # 3 to 8 are digits
        ("91440300192203821中", "uscc_characters"),
        ("9144030019220382\u0660\u0661", "uscc_characters"),  # digits of another script
    ],
)
def test_bad_codes_are_refused_each_for_its_own_reason(raw: str, problem: str) -> None:
    assert code_of(uscc(raw)) == problem


@given(codes)
def test_a_code_made_by_the_standard_holds(code: str) -> None:
    assert code_of(uscc(code)) == "good"


@given(codes, st.integers(0, 17), characters)
def test_any_one_wrong_character_is_noticed(code: str, at: int, other: str) -> None:
    wrong = code[:at] + other + code[at + 1 :]
    assert (code_of(uscc(wrong)) == "good") == (wrong == code)


@given(codes, st.integers(0, 16))
def test_neighbours_changed_over_are_noticed(code: str, at: int) -> None:
    wrong = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert (code_of(uscc(wrong)) == "good") == (wrong == code)


@given(st.text(max_size=24))
def test_no_text_breaks_the_reading(text: str) -> None:
    for read in (uscc, organisation_code, registration_no):
        found = read(text)
        assert isinstance(found, Problem) or read(found.value) == found


@pytest.mark.parametrize(
    "raw",
    [
        "９１４４０３００１９２２０３８２１６",
        " 9144 0300 1922 0382 16 ",
        "91440300-192203821-6",
        "914403001922038216\u200b",
        "914403001922038216（1-1）",
        "统一社会信用代码：914403001922038216",
    ],
)
def test_what_clerks_write_around_a_code_is_forgiven(raw: str) -> None:
    assert uscc(raw) == Valid("914403001922038216")


def test_lower_case_is_forgiven() -> None:
    assert uscc("9144030071526726xg") == Valid("9144030071526726XG")


def test_mistaken_letters_are_refused_with_the_code_that_was_meant() -> None:
    found = uscc("9I44O3001922O38216")
    assert isinstance(found, Problem)
    assert found.params["letters"] == "IO"
    assert found.params["proposal"] == "914403001922038216"


def test_nothing_is_proposed_where_no_reading_of_the_letters_holds() -> None:
    found = uscc("9I44O3001922O38217")
    assert isinstance(found, Problem)
    assert found.params["proposal"] == ""


def test_two_neighbours_changed_over_are_proposed_back() -> None:
    found = uscc("914403001922032816")
    assert isinstance(found, Problem)
    assert (found.code, found.params["proposal"]) == ("uscc_check", "914403001922038216")


def test_a_wrong_check_character_is_not_answered_with_the_right_one() -> None:
    found = uscc("914403001922038217")
    assert isinstance(found, Problem)
    assert "expected" not in found.params
    assert found.params["proposal"] == ""


def test_a_wrong_inner_check_is_only_doubtful() -> None:
    code = checked("91440300192203829")
    found = uscc(code)
    assert isinstance(found, Valid)
    assert [w.code for w in found.warnings] == ["uscc_inner_check"]
    assert not found.warnings[0].is_error


def test_the_kind_of_subject_is_read_off_the_first_two_characters() -> None:
    assert uscc_kind("91440300192317458F") is SubjectKind.LEGAL_PERSON
    assert uscc_kind("92150902MA0N1F3T0X") is SubjectKind.SOLE_PROPRIETOR
    assert uscc_kind("12150902MA0N1F3T0X") is SubjectKind.LEGAL_PERSON
    assert uscc_kind("Y2150902MA0N1F3T0X") is SubjectKind.UNINCORPORATED_ORG


def test_the_organisation_code_is_the_inner_part_of_the_unified_code() -> None:
    for code in GOOD:
        assert organisation_code(f"{code[8:16]}-{code[16]}") == Valid(code[8:17])


def test_a_wrong_organisation_code_is_doubtful_and_another_shape_refused() -> None:
    found = organisation_code("192203820")
    assert isinstance(found, Valid)
    assert [w.code for w in found.warnings] == ["organisation_code_check"]
    assert code_of(organisation_code("19220382")) == "organisation_code_shape"


def test_a_registration_number_holds_by_its_check_digit() -> None:
    assert registration_no("110108000000016") == Valid("110108000000016")


@given(st.text("0123456789", min_size=14, max_size=14))
def test_exactly_one_last_digit_leaves_a_registration_number_without_doubt(body: str) -> None:
    doubtless = [d for d in "0123456789" if registration_no(body + d) == Valid(body + d)]
    assert len(doubtless) == 1


def test_a_registration_number_of_thirteen_digits_has_no_check() -> None:
    assert registration_no("1501001234567") == Valid("1501001234567")


@pytest.mark.parametrize("raw", ["11010800000001", "11010800000001A", "", "1101080000000166", "１１０" * 3])
def test_other_shapes_are_no_registration_numbers(raw: str) -> None:
    assert code_of(registration_no(raw)) == "registration_no_shape"
