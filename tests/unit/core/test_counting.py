"""What counts, and when: worked examples, and laws over random histories."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core.counting import FOREVER, OPEN, Acted, History, Interval, Linked, State, fold
from xinzhi.core.records import Effect

DAY = date(2024, 3, 5)


def history(*acts: Acted, links: tuple[Linked, ...] = (Linked(1, 7),), expires: date | None = None) -> History:
    return History(100, DAY, 0, expires, links, acts)


def counts(rows: tuple[Interval, ...], on: date, size: int) -> bool:
    return any(
        r.valid_from <= on < r.valid_to and r.known_from < size <= r.known_to and r.state is not State.NOT for r in rows
    )


def test_a_linked_record_counts_from_its_day_on() -> None:
    rows = fold(history())
    assert [(r.subject_id, r.valid_from, r.valid_to, r.known_from, r.known_to) for r in rows] == [
        (7, DAY, FOREVER, 1, OPEN)
    ]


def test_a_record_that_is_nobodys_counts_for_nobody() -> None:
    assert fold(history(links=())) == ()


def test_withdrawn_is_gone_for_every_day_but_not_for_what_was_known_before() -> None:
    rows = fold(history(Acted(5, Effect.WITHDRAW, date(2024, 6, 1), 9)))
    assert counts(rows, DAY, 5)
    assert not counts(rows, DAY, 6)


def test_a_repair_ends_it_from_its_day_and_a_revoked_repair_brings_it_back() -> None:
    repaired = Acted(5, Effect.REPAIR, date(2024, 6, 1), 9)
    rows = fold(history(repaired))
    assert counts(rows, date(2024, 5, 31), 6)
    assert not counts(rows, date(2024, 6, 1), 6)
    again = fold(history(repaired, Acted(8, Effect.REVOKE_REPAIR, date(2024, 7, 1), 10)))
    assert not counts(again, date(2024, 6, 1), 8)
    assert counts(again, date(2024, 6, 1), 9)


def test_an_objection_marks_and_an_upheld_one_removes() -> None:
    marked = Acted(5, Effect.MARK_OBJECTION, DAY, 9)
    assert [r.state for r in fold(history(marked)) if r.known_from == 5] == [State.OBJECTED]
    upheld = fold(history(marked, Acted(6, Effect.UPHOLD_OBJECTION, DAY, 10)))
    assert not counts(upheld, DAY, 7)
    rejected = fold(history(marked, Acted(6, Effect.REJECT_OBJECTION, DAY, 10)))
    assert [r.state for r in rejected if r.known_from == 6] == [State.COUNTS]


def test_expiry_and_repair_end_it_at_the_earlier_of_both() -> None:
    rows = fold(history(Acted(5, Effect.REPAIR, date(2024, 9, 1), 9), expires=date(2024, 6, 5)))
    assert counts(rows, date(2024, 6, 4), 6)
    assert [r.reason for r in rows if r.valid_from == date(2024, 6, 5)] == ["expired"]


def test_a_moved_link_moves_the_record_from_then_on() -> None:
    rows = fold(history(links=(Linked(1, 7), Linked(4, 8))))
    assert [(r.subject_id, r.known_from, r.known_to) for r in rows] == [(7, 1, 4), (8, 4, OPEN)]


EFFECTS = st.sampled_from(
    [None, Effect.WITHDRAW, Effect.CORRECT, Effect.REPAIR, Effect.REVOKE_REPAIR, Effect.MARK_OBJECTION,
     Effect.UPHOLD_OBJECTION, Effect.REJECT_OBJECTION]
)  # fmt: skip
DATES = st.dates(date(2023, 1, 1), date(2027, 1, 1))


@st.composite
def histories(draw: st.DrawFn) -> History:
    moments = draw(st.lists(st.integers(1, 60), min_size=1, max_size=8, unique=True))
    links, acts = [], []
    for moment in moments:
        if draw(st.booleans()):
            links.append(Linked(moment, draw(st.none() | st.integers(1, 3))))
        else:
            acts.append(Acted(moment, draw(EFFECTS), draw(DATES), 1000 + moment))
    return History(100, draw(DATES), 0, draw(st.none() | DATES), tuple(links), tuple(acts))


@given(histories(), DATES, st.integers(0, 70))
def test_at_one_size_and_day_a_record_stands_in_one_way_only(made: History, on: date, size: int) -> None:
    holding = [r for r in fold(made) if r.valid_from <= on < r.valid_to and r.known_from < size <= r.known_to]
    assert len(holding) <= 1


@given(histories(), DATES, st.integers(0, 70))
def test_what_happens_later_changes_nothing_that_was_known(made: History, on: date, size: int) -> None:
    known = History(
        made.record_id, made.occurred_on, made.entered_at, made.expires_on,
        tuple(x for x in made.links if x.at < size), tuple(a for a in made.acts if a.at < size),
    )  # fmt: skip
    assert counts(fold(made), on, size) == counts(fold(known), on, size)


@given(histories(), DATES)
def test_a_withdrawn_record_never_counts(made: History, on: date) -> None:
    gone = History(
        made.record_id, made.occurred_on, made.entered_at, made.expires_on, made.links,
        (*made.acts, Acted(61, Effect.WITHDRAW, on, 9)),
    )  # fmt: skip
    assert not counts(fold(gone), on, 62)
