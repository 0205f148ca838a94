"""Laws of cells: whatever stands in one, reading it answers; what is written in a known form is read as it was meant."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.connect.outbound.provincial import amount_text
from xinzhi.connect.outbound.safe_cells import safe
from xinzhi.core.base.problems import Problem
from xinzhi.core.cells.amounts import CENTS, LARGEST, read_amount
from xinzhi.core.cells.answers import Doubtful
from xinzhi.core.cells.chinese_numbers import chinese_number
from xinzhi.core.cells.codes import CodeBook, Spelling
from xinzhi.core.cells.dates import EARLIEST, LATEST, Moment, read_moment
from xinzhi.core.cells.numbers import read_boolean, read_points, read_whole
from xinzhi.core.cells.text import clean, document_number, is_formula_like, unguarded

CELL = st.text(max_size=60) | st.text(
    "0123456789年月日时分.-/:, 元万亿角整壹贰叁拾佰仟零（）()¥'=+@\t\r\n０５Ｅ", max_size=30
)
DAYS = st.dates(EARLIEST, LATEST)
BOOK = CodeBook(
    "kinds", [Spelling("a", "警告", ("01",)), Spelling("b", "没收违法所得、没收非法财物"), Spelling("c", "罚款")]
)


@given(CELL)
def test_reading_any_cell_gives_a_value_or_a_reason_and_never_breaks(cell: str) -> None:
    text = clean(cell)
    assert isinstance(read_moment(text), Moment | Doubtful | Problem)
    for unit in ("yuan", "10k_yuan", ""):
        amount = read_amount(text, unit)
        assert isinstance(amount, int | Problem)
        assert isinstance(amount, Problem) or 0 <= amount <= LARGEST
    assert isinstance(read_whole(text), int | Problem)
    assert isinstance(read_points(text), int | Problem)
    assert isinstance(read_boolean(text), bool | Problem)
    assert isinstance(BOOK.read(text), str | Problem)
    several = BOOK.read_several(text)
    assert isinstance(several, Problem) or set(several.split("|")) <= {"a", "b", "c"}
    document_number(text)


@given(CELL)
def test_cleaning_twice_changes_nothing_more_and_leaves_nothing_invisible(cell: str) -> None:
    once = clean(cell)
    assert clean(once) == once
    assert not set(once) & set("\0\u200b\ufeff\u202e\ud800")
    once.encode("utf-8")


@given(CELL)
def test_what_goes_out_is_no_formula_and_comes_in_as_it_was(cell: str) -> None:
    text = clean(cell)
    out = safe(text)
    assert unguarded(out) == text
    assert not is_formula_like(out) or read_plain_number(out)


def read_plain_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "").replace(",", "").rstrip("%").isdecimal()


@given(DAYS)
def test_every_day_is_read_in_every_form_of_it(day: date) -> None:
    forms = (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}",
        day.isoformat(),
        str((day - date(1899, 12, 30)).days),
        f"{day.isoformat()} 00:00:00",
    )
    assert {read_moment(form) for form in forms} == {Moment(day)}


@given(DAYS, st.times().map(lambda t: t.replace(microsecond=0)).filter(lambda t: t != time()))
def test_every_time_of_a_day_is_kept(day: date, at: time) -> None:
    assert read_moment(f"{day.isoformat()} {at.isoformat()}") == Moment(day, at)
    assert read_moment(f"{day.year}年{day.month}月{day.day}日{at.hour}时{at.minute}分{at.second}秒") == Moment(day, at)


@given(st.integers(0, LARGEST), st.sampled_from(sorted(CENTS)))
def test_an_amount_written_with_all_decimals_of_its_unit_is_read_back_to_the_cent(cents: int, unit: str) -> None:
    assert read_amount(amount_text(cents, unit), unit) == cents


@given(st.integers(0, LARGEST // 100))
def test_thousands_separators_change_nothing(yuan: int) -> None:
    assert read_amount(f"{yuan:,}元") == read_amount(f"{yuan}元") == yuan * 100


@pytest.mark.parametrize("financial", [False, True])
@given(number=st.integers(0, 99_999_999_999))
def test_every_number_in_characters_is_read_back(number: int, financial: bool) -> None:
    assert chinese_number(in_characters(number, financial)) == number


def in_characters(number: int, financial: bool) -> str:
    """A number as it is said: written here by the rule of places, to be read back by the house."""
    digits = "零壹贰叁肆伍陆柒捌玖" if financial else "零一二三四五六七八九"
    tens = ("", "拾", "佰", "仟") if financial else ("", "十", "百", "千")
    if number == 0:
        return digits[0]
    out = ""
    for size, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        group, number = divmod(number, size)
        if not group:
            continue
        if out and group < 1000:
            out += digits[0]
        gap = False
        started = False
        for place in (3, 2, 1, 0):
            digit = group // 10**place % 10
            if digit:
                out += (digits[0] if gap and started else "") + digits[digit] + tens[place]
                started, gap = True, False
            else:
                gap = True
        out += name
    return out


@given(
    st.sets(st.sampled_from(["a", "b", "c"]), min_size=1),
    st.sampled_from(["、", "，", ";", " ", "；", "/"]),
    st.randoms(),
)
def test_codes_in_company_are_read_whatever_their_order_and_separator(
    keys: set[str], mark: str, chance: object
) -> None:
    order = sorted(keys)
    chance.shuffle(order)  # type: ignore[attr-defined]
    assert BOOK.read_several(mark.join(BOOK.titles[key] for key in order)) == "|".join(sorted(keys))
