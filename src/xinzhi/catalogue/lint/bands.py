"""Whether the bands of a scheme lie in order, and whether each of its grades can be reached."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

from xinzhi.catalogue.lint.pen import Pen
from xinzhi.core.schemes.nodes import NOT_RATED, Dimension, FromField, Lookup, Rule, Scheme


def bands(scheme: Scheme, pen: Pen) -> None:
    """Bands come best first, each with the least score that earns it, the last without one: so there is no gap."""
    if not scheme.bands:
        return
    grades: list[str] = []
    before: tuple[str, int] | None = None
    for i, band in enumerate(scheme.bands):
        at = ("bands", f"#{i}")
        last = i == len(scheme.bands) - 1
        if band.grade in grades:
            pen.wrong("grade_twice", (*at, "grade"), grade=band.grade)
        if band.grade == NOT_RATED:
            pen.wrong("grade_reserved", (*at, "grade"), grade=NOT_RATED)
        grades.append(band.grade)
        if last and not band.is_open:
            pen.wrong("last_band_open", (*at, "at_least"), grade=band.grade)
        elif not last and band.is_open:
            pen.wrong("band_limit_missing", at, grade=band.grade)
        if band.at_least is not None and band.at_most is not None and band.at_most < band.at_least:
            pen.wrong("band_reversed", (*at, "at_most"), grade=band.grade)
        if band.at_least is not None and band.at_most is None and band.when is None:
            if before is not None and band.at_least >= before[1]:
                pen.wrong("bands_not_descending", (*at, "at_least"), grade=band.grade, before=before[0])
            before = band.grade, band.at_least
    _ranges(scheme, pen)
    _reach(scheme, pen)


def _ranges(scheme: Scheme, pen: Pen) -> None:
    """Where bands say both ends, every score that there can be lies in one of them: between 89 and 90 a score of 89.5 falls through."""
    plain = [(i, b) for i, b in enumerate(scheme.bands) if b.when is None and not b.is_open]
    ordered = sorted(plain, key=lambda found: found[1].at_least if found[1].at_least is not None else -(2**62))
    for (low, lower), (high, upper) in pairwise(ordered):
        if lower.at_most is None or upper.at_least is None:
            continue
        at = ("bands", f"#{max(low, high)}", "at_most" if low > high else "at_least")
        values = {"lower": lower.grade, "upper": upper.grade, "from": _points(lower.at_most), "to": _points(upper.at_least)}
        if lower.at_most >= upper.at_least:
            pen.wrong("bands_overlap", at, **values)
        elif upper.at_least - lower.at_most > scheme.step:
            pen.wrong("bands_gap", at, **values, step=_points(scheme.step))


def _points(milli: int) -> str:
    return f"{milli / 1000:g}"


def _reach(scheme: Scheme, pen: Pen) -> None:
    worst, best = reachable(scheme)
    held = {override.at_most for override in scheme.overrides}
    above: int | None = None
    for i, band in enumerate(scheme.bands):
        highest = best if above is None else above - 1
        highest = highest if band.at_most is None else min(highest, band.at_most)
        lowest = 0 if band.at_least is None else band.at_least
        reached = lowest <= best and highest >= worst and lowest <= highest
        if not reached and band.grade not in held and band.when is None:
            pen.wrong(
                "grade_unreachable",
                ("bands", f"#{i}"),
                grade=band.grade,
                worst=f"{worst / 1000:g}",
                best=f"{best / 1000:g}",
            )
        plain = band.at_least is not None and band.at_most is None and band.when is None
        above = band.at_least if plain else above


def reachable(scheme: Scheme) -> tuple[int, int]:
    """The least and the greatest score, in milli-points, that any records could bring a subject to."""
    ranges = [_range(scheme, dimension) for dimension in scheme.dimensions]
    weights = [dimension.weight for dimension in scheme.dimensions]
    worst = sum(weight * low for weight, (low, _) in zip(weights, ranges, strict=True))
    best = sum(weight * high for weight, (_, high) in zip(weights, ranges, strict=True))
    return (worst + 500) // 1000, (best + 500) // 1000


def _range(scheme: Scheme, dimension: Dimension) -> tuple[int, int]:
    if any(term.dimension == dimension.id for term in scheme.terms):
        return dimension.floor, dimension.ceiling  # how far a measure goes is not known beforehand
    low = high = dimension.base
    for rule in scheme.rules:
        if rule.dimension == dimension.id:
            low -= _most(rule, -1, dimension)
            high += _most(rule, 1, dimension)
    return max(dimension.floor, low), min(dimension.ceiling, high)


def _most(rule: Rule, sign: int, dimension: Dimension) -> int:
    """How far the rule can move its dimension in one direction: to its cap, or without one across the whole dimension."""
    points: Collection[int]
    match rule.points:
        case Lookup(points=table, otherwise=otherwise):
            points = [*table.values(), *([otherwise] if otherwise is not None else [])]
        case FromField(low=low, high=high):
            points = (low, high)
        case plain:
            points = (plain,)
    if not any(value * sign > 0 for value in points):
        return 0
    return rule.cap if rule.cap is not None else dimension.ceiling - dimension.floor
