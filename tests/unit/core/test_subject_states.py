"""The fold of a subject's public facts in two dates."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core.counting import FOREVER, OPEN
from xinzhi.core.subject_states import ALWAYS, StateInterval, Told, fold

DAYS = st.dates(date(2020, 1, 1), date(2020, 1, 20))
CHANGES = st.lists(
    st.tuples(
        DAYS,
        st.dictionaries(st.sampled_from(["region_code", "industry_code"]), st.sampled_from(["a", "b"]), min_size=1),
    ),
    max_size=5,
)


def told(changes: list[tuple[date, dict[str, str]]]) -> list[Told]:
    first = Told(0, ALWAYS, {"kind": "legal_person", "region_code": "z"})
    return [first, *(Told(at, since, values) for at, (since, values) in enumerate(changes, 1))]


def at(rows: tuple[StateInterval, ...], day: date, size: int) -> StateInterval:
    (found,) = [r for r in rows if r.valid_from <= day < r.valid_to and r.known_from < size <= r.known_to]
    return found


@given(CHANGES, DAYS, st.integers(1, 6))
def test_on_each_day_and_ledger_size_there_is_one_state_and_the_last_word_of_the_latest_day_holds(
    changes: list[tuple[date, dict[str, str]]], day: date, size: int
) -> None:
    known = told(changes)
    rows = fold(known)
    size = min(size, len(known))
    expected = "z"
    for one in sorted(known[1:size], key=lambda one: (one.since, one.at)):
        if one.since <= day:
            expected = str(one.changes.get("region_code", expected))
    assert at(rows, day, size).state.region_code == expected
    assert max(r.known_to for r in rows) == OPEN
    assert {r.valid_to for r in rows} >= {FOREVER}
    assert at(rows, FOREVER - timedelta(days=1), size).valid_to == FOREVER


def test_what_ended_may_begin_again() -> None:
    rows = fold([
        Told(0, ALWAYS, {"kind": "legal_person"}),
        Told(3, date(2024, 1, 1), {"status": "cancelled", "ended_on": "2024-01-01"}),
        Told(7, date(2024, 6, 1), {"status": "active", "ended_on": None}),
    ])  # fmt: skip
    assert [(r.known_from, r.valid_from.isoformat(), r.state.status) for r in rows] == [
        (0, "0001-01-01", "active"),
        (3, "0001-01-01", "active"),
        (3, "2024-01-01", "cancelled"),
        (7, "0001-01-01", "active"),
        (7, "2024-01-01", "cancelled"),
        (7, "2024-06-01", "active"),
    ]
