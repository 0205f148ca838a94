"""What engines are compared by: one trial, its relations, and what plain Python comes to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pyarrow as pa
from hypothesis import strategies as st

from tests.property.made_schemes import DAYS, RECORD_TYPES, Made, cities, schemes
from xinzhi.core.schemes.nodes import Scheme
from xinzhi.engine.reference import Asked, Assessment, assess_all
from xinzhi.engine.relations import HITS, columns
from xinzhi.engine.tables import Compiled
from xinzhi.lake.collected import Collected, results_table
from xinzhi.lake.scored import Scored

Trial = tuple[date, Scheme, tuple[Made, ...]]
TRIALS: st.SearchStrategy[Trial] = DAYS.flatmap(lambda day: st.tuples(st.just(day), schemes(), cities(day)))
Row = dict[str, object]


def relations(tables: Compiled, city: Sequence[Made]) -> tuple[pa.Table, pa.Table]:
    collected = Collected(columns(tables, RECORD_TYPES))
    for one in city:
        collected.add(one.subject_id, one.kind, "", one.region, one.records, registered_on=one.registered_on)
    return collected.records(), collected.subjects()


def results(city: Sequence[Made]) -> pa.Table:
    """What another scheme came to."""
    return results_table([(one.subject_id, "other", one.other.score, one.other.grade) for one in city if one.other])


def by_python(tables: Compiled, city: Sequence[Made]) -> dict[int, Assessment]:
    kinds = tables.scheme.subject_kinds
    among = [one for one in city if not kinds or one.kind in kinds]
    found = assess_all(tables, [Asked(one.records, one.facts, one.others) for one in among])
    return {one.subject_id: assessment for one, assessment in zip(among, found, strict=True)}


def as_row(subject_id: int, found: Assessment) -> Row:
    values = {f"v{i}": value for i, value in enumerate(found.dimensions)}
    return {"subject_id": subject_id, **values, "score": found.score, "grade": found.grade, "reason": found.reason}


def measured(subject_id: int, found: Assessment) -> Row:
    return {"subject_id": subject_id, **{f"m{i}": value for i, value in enumerate(found.measures)}}


def hit(*values: int | None) -> Row:
    return dict(zip(HITS, values, strict=True))


def as_hits(tables: Compiled, found: dict[int, Assessment]) -> list[Row]:
    numbers = {line.id: line.number for line in tables.lines}
    rows: list[Row] = []
    for subject_id, one in found.items():
        rows += [hit(subject_id, c.record_id, numbers[c.rule], c.age_months, c.milli) for c in one.contributions]
        rows += [hit(subject_id, u.record_id, numbers[u.rule], u.age_months, None) for u in one.unvalued]
    return ordered(rows)


def ordered(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: tuple((value is None, str(value)) for value in row.values()))


def check(tables: Compiled, city: Sequence[Made], scored: Scored) -> None:
    """What an engine came to is what plain Python comes to: measures, results and the whole explanation."""
    expected = by_python(tables, city)
    if tables.measures:
        assert scored.measures is not None
        assert ordered(scored.measures.to_pylist()) == ordered([measured(s, a) for s, a in expected.items()])
    assert ordered(scored.assessments.to_pylist()) == ordered([as_row(s, a) for s, a in expected.items()])
    assert scored.contributions is not None
    assert ordered(scored.contributions.to_pylist()) == as_hits(tables, expected)
