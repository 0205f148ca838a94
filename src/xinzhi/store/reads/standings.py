"""Standings in numbers, and what lists show beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from xinzhi.core.counting import OPEN
from xinzhi.store.models import Counting, Grade, Record, Review, Standing


@dataclass(frozen=True, slots=True)
class Latest:
    """Of one subject: the day of its latest record, and whether an objection to any is pending."""

    day: date
    objected: bool


@dataclass(frozen=True, slots=True)
class Stands:
    grade: str
    records: int


def standings_of(subjects: Sequence[int]) -> dict[int, Stands]:
    """How these subjects stand. Those that no scheme speaks of are missing."""
    rows = Standing.objects.filter(subject_id__in=subjects).values_list("subject_id", "grade", "records")
    return {id: Stands(grade, records) for id, grade, records in rows}


def by_risk_class() -> dict[str, int]:
    """How many subjects stand in each risk class."""
    return dict(Standing.objects.values_list("risk_class").annotate(n=Count("subject_id")).values_list("risk_class", "n"))


def published_grades(scheme: str, subjects: Sequence[int]) -> dict[int, str]:
    return dict(Grade.objects.filter(scheme=scheme, subject_id__in=subjects).values_list("subject_id", "grade"))


def latest_records(subjects: Sequence[int]) -> dict[int, Latest]:
    """The latest record of each of these subjects, by what is known now. Subjects without any are missing."""
    rows = Counting.objects.filter(subject_id__in=subjects, known_to=OPEN).values_list("subject_id", "record_id", "state")
    owner = {record: subject for subject, record, _state in rows}
    objected = {subject for subject, _record, state in rows if state == "objected"}
    out: dict[int, Latest] = {}
    for record, day in Record.objects.filter(record_id__in=owner).values_list("record_id", "occurred_on"):
        subject = owner[record]
        if subject not in out or out[subject].day < day:
            out[subject] = Latest(day, subject in objected)
    return out


def waiting_reviews(department: str = "") -> int:
    found = Review.objects.filter(closed_by=None)
    return (found.filter(department=department) if department else found).count()
