"""Absence as a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from xinzhi.core.duties import Duty, Owing, Row, owed
from xinzhi.core.subjects import SubjectKind

REPORT = Duty(
    "annual_report", "year", "annual_report", frozenset({SubjectKind.LEGAL_PERSON}), 6, 30, "report_year", "", ""
)
KEPT = Duty("kept", "after_record", "outcome", frozenset(), 0, 0, "", "commitment", "due_on")
FIRM = Owing(7, SubjectKind.LEGAL_PERSON, date(2022, 5, 1), None)


def reported(year: int, on: date) -> Row:
    return Row(year, "annual_report", on, {"report_year": year})


def states(duty: Duty, firm: Owing, rows: list[Row], as_of: date) -> list[tuple[str, str]]:
    return [(d.label, d.state) for d in owed(duty, firm, rows, as_of)]


def test_each_year_of_registration_is_owed_by_the_end_of_june_after_it() -> None:
    rows = [reported(2022, date(2023, 4, 1)), reported(2023, date(2024, 8, 1))]
    assert states(REPORT, FIRM, rows, date(2026, 3, 1)) == [
        ("2022", "met"),
        ("2023", "late"),
        ("2024", "missed"),
        ("2025", "open"),
    ]


def test_the_day_itself_is_in_time_and_the_next_is_missed() -> None:
    assert states(REPORT, FIRM, [], date(2023, 6, 30)) == [("2022", "open")]
    assert states(REPORT, FIRM, [], date(2023, 7, 1)) == [("2022", "missed")]


def test_who_is_cancelled_before_it_falls_due_owes_nothing_more() -> None:
    gone = Owing(7, SubjectKind.LEGAL_PERSON, date(2022, 5, 1), date(2024, 6, 30))
    assert states(REPORT, gone, [], date(2026, 3, 1)) == [("2022", "missed")]


def test_what_fell_due_before_anybody_handed_in_is_not_looked_at() -> None:
    since = replace(REPORT, since=date(2024, 1, 1))
    assert states(since, FIRM, [], date(2026, 3, 1)) == [("2023", "missed"), ("2024", "missed"), ("2025", "open")]


def test_other_kinds_owe_nothing() -> None:
    assert states(REPORT, Owing(7, SubjectKind.VEHICLE, date(2022, 5, 1), None), [], date(2026, 3, 1)) == []


def test_a_promise_is_owed_once_and_met_by_the_record_that_settles_it() -> None:
    promise = Row(5, "commitment", date(2024, 1, 1), {"due_on": "2024-03-01"})
    kept = Row(6, "outcome", date(2024, 2, 1), {}, settles=5)
    assert states(KEPT, FIRM, [promise], date(2024, 3, 2)) == [("5", "missed")]
    assert states(KEPT, FIRM, [promise, kept], date(2024, 3, 2)) == [("5", "met")]


def test_of_two_outcomes_the_first_met_the_promise_in_whatever_order_they_come() -> None:
    promise = Row(5, "commitment", date(2024, 1, 1), {"due_on": "2024-03-01"})
    in_time = Row(6, "outcome", date(2024, 2, 1), {}, settles=5)
    again = Row(7, "outcome", date(2024, 5, 1), {}, settles=5)
    for rows in ([promise, in_time, again], [again, promise, in_time, promise]):
        assert states(KEPT, FIRM, rows, date(2024, 6, 1)) == [("5", "met")]


def test_a_promise_that_comes_in_later_changes_the_id_of_no_other() -> None:
    def ids(rows: list[Row]) -> dict[str, int]:
        return {d.label: d.id for d in owed(KEPT, FIRM, rows, date(2024, 6, 1))}

    known = Row(5, "commitment", date(2024, 1, 1), {"due_on": "2024-03-01"})
    earlier = Row(9, "commitment", date(2023, 1, 1), {"due_on": "2023-03-01"})
    assert ids([known, earlier])["5"] == ids([known])["5"]


def test_a_day_that_a_year_lacks_is_the_last_of_its_month() -> None:
    february = replace(REPORT, due_month=2, due_day=29)
    assert [d.due_on for d in owed(february, FIRM, [], date(2024, 6, 1))] == [date(2023, 2, 28), date(2024, 2, 29)]


def test_ids_are_negative_stable_and_different() -> None:
    first = [d.id for d in owed(REPORT, FIRM, [], date(2026, 3, 1))]
    again = [d.id for d in owed(REPORT, FIRM, [], date(2027, 3, 1))]
    assert all(i < 0 for i in first)
    assert len(set(again)) == len(again)
    assert again[: len(first)] == first
