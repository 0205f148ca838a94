"""What score, measures and overrides are ruled to mean: a verdict, a grade, or that none can be given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from xinzhi.core.schemes.expressions import Test, compiled
from xinzhi.core.schemes.nodes import NOT_RATED, Band
from xinzhi.engine.tables import NO_VALUE, TOO_FEW, VERDICT, Compiled, in_thousandths
from xinzhi.engine.values import Known, Value


@dataclass(frozen=True, slots=True)
class Ruled:
    """Overrides met by records: the worst band that they hold down to (−1: none), the best that they lift to, and which."""

    worst: int
    lifted: int
    held_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ruling:
    grade: str
    score: int | None
    reason: str
    held_by: tuple[str, ...]


@lru_cache(maxsize=64)
def _verdicts(tables: Compiled) -> tuple[tuple[Test, str], ...]:
    return tuple((compiled(in_thousandths(v.when)), v.grade) for v in tables.scheme.verdicts)


@lru_cache(maxsize=64)
def _bands(tables: Compiled) -> tuple[tuple[Band, Test], ...]:
    return tuple((b, compiled(in_thousandths(b.when) if b.when is not None else None)) for b in tables.scheme.bands)


def rule(
    tables: Compiled,
    known: Known,
    dimensions: Sequence[int],
    score: int,
    records: Ruled,
    *,
    rated: bool,
    unvalued: bool,
) -> Ruling:
    """First a verdict; then overrides; then, where enough is known, the first band that fits."""
    for test, grade in _verdicts(tables):
        if test(known.values, known.subject):
            return Ruling(grade, None, VERDICT, records.held_by)
    names: dict[str, Value] = {**known.values, "score": score}
    names |= {d.id: value for d, value in zip(tables.scheme.dimensions, dimensions, strict=True)}
    worst, lifted, held_by = records.worst, records.lifted, records.held_by
    for ruling in tables.rulings:
        if ruling.test(names, known.subject):
            held_by = (*held_by, ruling.id)
            if ruling.lifts:
                lifted = min(lifted, ruling.band)
            else:
                worst = max(worst, ruling.band)
    bands = tables.scheme.bands
    if unvalued:
        return Ruling(bands[worst].grade if worst >= 0 else NOT_RATED, None, NO_VALUE, held_by)
    if not rated and worst < 0:
        return Ruling(NOT_RATED, None, TOO_FEW, held_by)
    by_score = band(tables, score, names, known.subject)
    given = score if tables.scheme.dimensions else None  # without dimensions the answer is in words alone
    return Ruling(bands[max(worst, min(lifted, by_score))].grade, given, "", held_by)


def by_score(
    tables: Compiled,
    score: int | None,
    values: Sequence[Value],
    dimensions: Sequence[int],
    subject: Mapping[str, object],
) -> str | None:
    """The grade of the score alone, without overrides; None without a score."""
    if score is None or not tables.scheme.dimensions:
        return None
    names: dict[str, Value] = {p.measure.id: v for p, v in zip(tables.measures, values, strict=True)}
    names |= {d.id: value for d, value in zip(tables.scheme.dimensions, dimensions, strict=True)}
    return tables.scheme.bands[band(tables, score, {**names, "score": score}, subject)].grade


def band(tables: Compiled, score: int, names: Mapping[str, Value], subject: Mapping[str, object]) -> int:
    """The place of the first band that fits. The last fits everything."""
    return next(
        i
        for i, (found, test) in enumerate(_bands(tables))
        if (found.at_least is None or score >= found.at_least)
        and (found.at_most is None or score <= found.at_most)
        and test(names, subject)
    )
