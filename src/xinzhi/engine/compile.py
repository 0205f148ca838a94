"""A compiled scheme as a query, built with sqlglot's expressions and rendered for one engine.

The shape is long, not wide: records meet the points table on record type and age; a condition by rule filters; what is left
*is* the explanation. Sums by subject and rule, caps from a small table, and sums by subject follow. Overrides are rules of no
dimension in the same scan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp

from xinzhi.engine.dialects import DUCKDB, said
from xinzhi.engine.grades_sql import Grades
from xinzhi.engine.hits_sql import Hits
from xinzhi.engine.measures_sql import Measures
from xinzhi.engine.relations import LOOKUPS, POINTS, RULES
from xinzhi.engine.sources_sql import Sources
from xinzhi.engine.tables import Compiled


@dataclass(frozen=True, slots=True)
class Step:
    """One statement, and the name under which later ones read what it gives."""

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Small:
    """A little table that statements look things up in: column types in SQL, and rows."""

    columns: Mapping[str, str]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class Query:
    """Statements over `records`, `subjects` and the `small` tables, in the order in which they run.

    `hits` is the explanation: subject_id, record_id, rule, age, milli (NULL where a lookup has no points for the record).
    `measures` comes where the scheme has any: subject_id, m0 … mN (in their order); a measure of another scheme reads `results`.
    `assessments` comes last: subject_id, v0 … vN (the dimensions in their order), score, grade, reason.
    """

    small: Mapping[str, Small]
    steps: tuple[Step, ...]

    def __getitem__(self, name: str) -> str:
        return next(step.sql for step in self.steps if step.name == name)

    @property
    def hits(self) -> str:
        return self["hits"]

    @property
    def assessments(self) -> str:
        return self["assessments"]


def query(tables: Compiled, *, dialect: str = DUCKDB, prefilter: str = "") -> Query:
    """The query of a compiled scheme.

    `prefilter` is a condition in SQL on `records AS r`, for sources that are not folded yet: what it leaves out does not exist.
    """
    sources = Sources(tables, exp.maybe_parse(prefilter, dialect=dialect) if prefilter else None)
    grades = Grades(tables, sources)
    statements: dict[str, exp.Select] = {"hits": Hits(tables, sources).query()}
    if tables.measures:
        statements["measures"] = Measures(tables, sources).query(grades.kept())
    statements["assessments"] = grades.query()
    small = {"points": Small(POINTS, tuple(_points_rows(tables))), "rules": Small(RULES, tuple(_rules_rows(tables)))}
    if any(line.keyed is not None for line in tables.lines):
        small["lookups"] = Small(LOOKUPS, tuple(_lookup_rows(tables)))
    return Query(small, tuple(Step(name, said(made, dialect)) for name, made in statements.items()))


def _rules_rows(tables: Compiled) -> Iterator[tuple[object, ...]]:
    for line in tables.lines:
        yield line.number, line.dimension, line.cap, line.at_most, line.at_least if line.at_least >= 0 else None


def _points_rows(tables: Compiled) -> Iterator[tuple[object, ...]]:
    for line in tables.lines:
        for age in range(line.window):
            yield line.number, line.record, age, line.table[age] if line.table else None


def _lookup_rows(tables: Compiled) -> Iterator[tuple[object, ...]]:
    for line in tables.lines:
        for key, table in (line.keyed or {}).items():
            for age, milli in enumerate(table):
                yield line.number, age, key, milli
