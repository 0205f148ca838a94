"""GB 11643-1999."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core.base.problems import Problem
from xinzhi.core.identity.citizen_ids import birthday, citizen_id
from xinzhi.core.identity.readings import Valid

KNOWN = "11010519491231002X"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def made(region: str, born: date, sequence: int) -> str:
    body = f"{region}{born:%Y%m%d}{sequence:03d}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]


numbers = st.builds(
    made, st.sampled_from(["150902", "110105", "653101"]), st.dates(date(1900, 1, 1), date(2026, 12, 31)), st.integers(0, 999)
)


def test_the_known_number_holds() -> None:
    assert citizen_id(KNOWN) == Valid(KNOWN)
    assert citizen_id("１１０１０５１９４９１２３１００２ｘ") == Valid(KNOWN)
    assert birthday(KNOWN) == date(1949, 12, 31)


@given(numbers)
def test_numbers_made_by_the_standard_hold(number: str) -> None:
    assert citizen_id(number) == Valid(number)


@given(numbers, st.integers(0, 17), st.sampled_from("0123456789"))
def test_any_one_wrong_digit_is_noticed(number: str, at: int, digit: str) -> None:
    wrong = number[:at] + digit + number[at + 1 :]
    assert isinstance(citizen_id(wrong), Problem) == (wrong != number)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("110105194912310021", "citizen_id_check"),
        ("110105194913310023", "citizen_id_birthday"),
        ("110105190002290024", "citizen_id_birthday"),  # 1900 was no leap year
        ("110105180012310024", "citizen_id_birthday"),
        ("11010519491231002", "citizen_id_length"),
        ("11010519491231O02X", "citizen_id_characters"),
        ("1101051949123100X2", "citizen_id_characters"),
    ],
)
def test_each_mistake_has_its_own_code(raw: str, code: str) -> None:
    found = citizen_id(raw)
    assert isinstance(found, Problem)
    assert found.code == code


@given(st.text("0123456789X ", min_size=10, max_size=20))
def test_no_problem_repeats_the_number(raw: str) -> None:
    found = citizen_id(raw)
    if isinstance(found, Problem):
        assert not any(isinstance(value, str) for value in found.params.values())


def test_fifteen_digits_are_completed_with_a_warning() -> None:
    found = citizen_id("110105491231002")
    assert isinstance(found, Valid)
    assert found.value == KNOWN
    assert [w.code for w in found.warnings] == ["citizen_id_15"]


def test_a_region_that_is_none_is_doubtful_and_a_foreign_resident_is_not() -> None:
    strange = citizen_id(made("990105", date(1980, 1, 1), 1).replace("99", "19", 1))
    assert isinstance(strange, Problem)  # the check covers the region too
    nowhere = citizen_id(made("190105", date(1980, 1, 1), 1))
    assert isinstance(nowhere, Valid)
    assert [w.code for w in nowhere.warnings] == ["citizen_id_region"]
    for region in ("911105", "830000"):
        resident = made(region, date(1980, 1, 1), 1)
        assert citizen_id(resident) == Valid(resident)
