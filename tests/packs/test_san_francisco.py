"""Real inspections with the score that a health department gave, taken in by the same readers and scored by the same engine."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from xinzhi.catalogue import load
from xinzhi.catalogue.lists import lists_of
from xinzhi.connect.inbound.layout import fitting_mapping, indexed, known_headings
from xinzhi.connect.inbound.table import open_table
from xinzhi.core.validation import compile_rows
from xinzhi.engine.records import Scored
from xinzhi.engine.reference import Assessment, assess
from xinzhi.engine.tables import compile_scheme

pytestmark = pytest.mark.data
BUSINESSES, VISITS = 5_168, 11_666


@dataclass(frozen=True)
class Visits:
    """Every record by business, and the city's own score by business and visit."""

    records: dict[str, list[Scored]]
    scores: dict[tuple[str, str], int]

    def latest(self, business: str) -> int:
        visits = [r for r in self.records[business] if r.record_type == "inspection_visit"]
        last = max(visits, key=lambda r: (r.occurred_on, r.record_id))
        return self.scores[business, last.fields["inspection_id"]]


@pytest.fixture(scope="module")
def visits(real_data: Path) -> Visits:
    pack = load("san-francisco")
    path = real_data / "sf-restaurant-scores" / "inspections.parquet"
    table = open_table(path, path.name, known_headings(pack), "", None)
    mapping = fitting_mapping(table, pack.mappings, "public_health")
    assert mapping is not None
    kinds = [pack.record_types[name] for name in (mapping.record_type, *mapping.also)]
    read = compile_rows(
        kinds, "public_health", indexed(table, mapping), dict(enumerate(table.headings)), mapping.constants,
        lists_of(pack), date(2026, 1, 1),
    )  # fmt: skip
    records: dict[str, list[Scored]] = defaultdict(list)
    scores: dict[tuple[str, str], int] = {}
    number = 0
    for row_number, cells in table.rows():
        result = read(cells, row_number)
        assert result.problems == (), (row_number, result.problems)
        for draft in result.drafts:
            number += 1
            business = draft.party.identifiers[0].value
            records[business].append(Scored(number, draft.record_type, draft.occurred_on, draft.fields))
            if draft.record_type == "inspection_visit":
                scores[business, str(draft.fields["inspection_id"])] = int(str(draft.fields["city_score"]))
    return Visits(records, scores)


def _assessments(visits: Visits) -> dict[str, Assessment]:
    pack = load("san-francisco")
    day = date(2019, 12, 31)
    tables = compile_scheme(pack.scheme("restaurant_score", day), pack.record_types, day)
    return {b: assess(tables, records, {"kind": "legal_person"}) for b, records in visits.records.items()}


def _band(score: int) -> str:
    return "good" if score > 90 else "adequate" if score > 85 else "needs_improvement" if score > 70 else "poor"


def test_every_row_is_taken_and_every_cell_taken_apart(visits: Visits) -> None:
    assert len(visits.records) == BUSINESSES
    assert len(visits.scores) == VISITS
    words = {
        r.fields["violation"] for records in visits.records.values() for r in records if r.record_type == "violation"
    }
    assert len(words) == 65


def test_the_latest_visit_has_the_score_and_the_band_that_the_city_gave(visits: Visits) -> None:
    found = _assessments(visits)
    scores = sum(found[b].score == visits.latest(b) * 1000 for b in found)
    bands = sum(found[b].grade == _band(visits.latest(b)) for b in found)
    assert (scores, bands) == (5_152, 5_160)
    assert min(scores, bands) / BUSINESSES >= 0.995


def test_the_misses_are_sixteen_and_mostly_one_violation_wide(visits: Visits) -> None:
    """A wrong deduction would be off for many visits at once; these are single rows (docs/packs/san-francisco.md)."""
    found = _assessments(visits)
    off = [(found[b].score or 0) // 1000 - visits.latest(b) for b in found if found[b].score != visits.latest(b) * 1000]
    assert len(off) == 16
    assert sum(abs(d) <= 8 for d in off) == 14
