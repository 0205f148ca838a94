"""The small arithmetic that pages do: tones, rulers, bars, paging, lanes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web import samples
from xinzhi.web.pages.frame import paging
from xinzhi.web.pages.lanes import lanes
from xinzhi.web.pages.marks import Mark, Tone, tone_of


def test_first_grade_is_best_last_is_bad_and_unknown_has_no_tone() -> None:
    grades = ("A", "B", "C", "D")
    assert [tone_of(g, grades) for g in grades] == [Tone.BEST, Tone.GOOD, Tone.WATCH, Tone.BAD]
    assert tone_of("not_rated", grades) is Tone.NONE


@given(st.integers(2, 9))
def test_tones_never_get_better_down_the_bands(count: int) -> None:
    grades = [f"G{n}" for n in range(count)]
    order = [Tone.BEST, Tone.GOOD, Tone.WATCH, Tone.BAD]
    places = [order.index(tone_of(g, grades)) for g in grades]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0, 3)


def test_a_badge_holds_two_characters_at_most() -> None:
    assert Mark("A", "", Tone.BEST).letter == "A"
    assert Mark("needs_improvement", "", Tone.WATCH).letter == "N"
    assert Mark("not_rated", "", Tone.NONE).letter == "–"


@pytest.mark.usefixtures("chinese")
def test_the_sample_file_adds_up() -> None:
    page = samples.credit_file()
    for dimension in page.dimensions:
        assert dimension.base + sum(line.milli for line in dimension.contributions) == dimension.value
        assert dimension.value * dimension.weight == dimension.weighted
    assert page.standing.score is not None
    assert sum(d.weighted for d in page.dimensions) == page.standing.score * 1000


@pytest.mark.usefixtures("chinese")
def test_the_ruler_is_covered_once_from_end_to_end() -> None:
    ruler = samples.credit_file().standing.ruler
    assert [piece.at for piece in ruler] == [0, 600, 750, 900]
    assert sum(piece.width for piece in ruler) == 1000


@pytest.mark.usefixtures("chinese")
def test_a_score_beyond_the_bands_stays_on_the_ruler() -> None:
    verdict = replace(samples.credit_file().standing, score=120_000)
    assert verdict.at == 1000


@given(st.integers(1, 400), st.integers(1, 50), st.integers(0, 9_000))
def test_paging_names_the_present_page_and_both_ends(page: int, size: int, total: int) -> None:
    found = paging(page, size, total)
    numbers = [n for n in found.numbers if n is not None]
    assert {1, found.page, found.pages} <= set(numbers)
    assert numbers == sorted(set(numbers))
    shown = found.last - found.first + 1 if total else 0
    assert shown == min(size, max(0, total - (found.page - 1) * size))


@pytest.mark.usefixtures("chinese")
def test_lanes_show_each_event_once_and_count_those_before() -> None:
    page = samples.credit_file()
    departments = tuple((key, title()) for key, title in samples.DEPARTMENTS)
    drawn = lanes(page.events, date(2026, 11, 23), departments, months=12)
    assert sum(len(lane.dots) for lane in drawn.lanes) + drawn.earlier == len(page.events)
    assert all(0 <= dot.at <= 1000 for lane in drawn.lanes for dot in lane.dots)
    assert [lane.department for lane in drawn.lanes] == [title for _, title in departments]


@pytest.mark.usefixtures("chinese")
def test_an_event_of_an_unknown_department_is_not_dropped_in_silence() -> None:
    with pytest.raises(KeyError):
        lanes(samples.events(), date(2026, 11, 23), (("transport", "x"),))
