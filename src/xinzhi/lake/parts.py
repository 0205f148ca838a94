"""A scheme with those whose results it reads, evaluated one after another by any engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyarrow as pa

from xinzhi.engine.tables import Compiled
from xinzhi.engine.together import Parts
from xinzhi.lake.collected import results_table
from xinzhi.lake.scored import Scored

Evaluate = Callable[[Compiled, pa.Table, bool], Scored]
"""Evaluates one scheme by what the ones before it came to; the flag asks for the explanation."""


def run_parts(parts: Parts, evaluate: Evaluate, *, explained: bool = True) -> Scored:
    """What the last of `parts` comes to."""
    read: list[tuple[int, str, int | None, str]] = []
    for tables in parts[:-1]:
        found = evaluate(tables, results_table(read), False)
        read += _results(tables.scheme.id, found.assessments)
    return evaluate(parts[-1], results_table(read), explained)


def _results(scheme_id: str, found: pa.Table) -> Iterable[tuple[int, str, int | None, str]]:
    rows = zip(*(found[name].to_pylist() for name in ("subject_id", "score", "grade")), strict=True)
    return ((subject, scheme_id, score, grade) for subject, score, grade in rows)
