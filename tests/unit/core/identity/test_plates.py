"""GA 36-2018 as far as it is covered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core.base.problems import Problem
from xinzhi.core.identity.plates import COLOURS_OF, Plate, PlateClass, PlateColour, plate, read_plate
from xinzhi.core.identity.readings import Valid


@pytest.mark.parametrize(
    ("raw", "number", "kind"),
    [
        ("蒙J12345", "蒙J12345", PlateClass.ORDINARY),
        ("蒙j·1234a", "蒙J1234A", PlateClass.ORDINARY),
        ("蒙J1234挂", "蒙J1234挂", PlateClass.TRAILER),
        ("蒙J1234学", "蒙J1234学", PlateClass.LEARNER),
        ("蒙J1234警", "蒙J1234警", PlateClass.POLICE),
        ("粤Z1234港", "粤Z1234港", PlateClass.HONG_KONG),
        ("粤Z1234澳", "粤Z1234澳", PlateClass.MACAO),
        ("蒙JD12345", "蒙JD12345", PlateClass.SMALL_NEW_ENERGY),
        ("蒙JK1234５", "蒙JK12345", PlateClass.SMALL_NEW_ENERGY),
        ("蒙J12345D", "蒙J12345D", PlateClass.LARGE_NEW_ENERGY),
        ("贛A12345", "赣A12345", PlateClass.ORDINARY),
        ("蒙J1234掛", "蒙J1234挂", PlateClass.TRAILER),
    ],
)
def test_every_class_of_plate_is_read(raw: str, number: str, kind: PlateClass) -> None:
    assert read_plate(raw) == Plate(number, kind)
    assert plate(raw) == Valid(number)


@pytest.mark.parametrize("raw", ["J12345", "蒙J1234", "蒙J123456", "蒙112345", "豪J12345", "", "蒙J12345X8", "蒙JL12345", "蒙J1234中"])
def test_other_shapes_are_refused(raw: str) -> None:
    found = plate(raw)
    assert isinstance(found, Problem)
    assert found.code == "plate_shape"


@pytest.mark.parametrize(("raw", "meant"), [("蒙JI2345", "蒙J12345"), ("蒙J1234O", "蒙J12340"), ("蒙I12345", "")])
def test_letters_that_plates_do_not_have_are_refused_with_what_was_meant(raw: str, meant: str) -> None:
    found = plate(raw)
    assert isinstance(found, Problem)
    assert found.params["proposal"] == meant


@pytest.mark.parametrize("raw", ["使014123", "京A1234领", "WJ01234", "VA12345", "京X1234应急", "京A临0123"])
def test_classes_that_are_not_covered_are_told_apart(raw: str) -> None:
    found = plate(raw)
    assert isinstance(found, Problem)
    assert found.code == "plate_not_covered"


@pytest.mark.parametrize(
    ("raw", "colour"),
    [
        ("蒙J12345(黄)", PlateColour.YELLOW),
        ("蒙J·12345 黄牌", PlateColour.YELLOW),
        ("黄色 蒙J12345", PlateColour.YELLOW),
        ("蒙J12345_蓝", PlateColour.BLUE),
        ("（蓝牌）蒙J12345", PlateColour.BLUE),
    ],
)
def test_a_colour_beside_the_number_is_understood(raw: str, colour: PlateColour) -> None:
    assert read_plate(raw) == Plate("蒙J12345", PlateClass.ORDINARY, colour)
    assert plate(raw) == Valid("蒙J12345")


def test_a_colour_in_which_the_class_is_not_made_is_doubtful() -> None:
    found = plate("蒙J12345绿牌")
    assert isinstance(found, Valid)
    assert [w.code for w in found.warnings] == ["plate_colour"]
    assert plate("蒙JD12345绿牌") == Valid("蒙JD12345")
    assert plate("蒙J12345D 黄绿双拼") == Valid("蒙J12345D")


def test_only_an_ordinary_number_can_stand_on_a_small_and_a_large_vehicle() -> None:
    both = {PlateColour.BLUE, PlateColour.YELLOW}
    assert [kind for kind in PlateClass if both <= COLOURS_OF[kind]] == [PlateClass.ORDINARY]


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading(text: str) -> None:
    found = plate(text)
    assert isinstance(found, Problem) or plate(found.value) == Valid(found.value)
