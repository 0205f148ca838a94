"""Whether the bands of a scheme lie in order, and whether each of its grades can be reached."""

from __future__ import annotations

from xinzhi.catalogue.lint.pen import Pen
from xinzhi.core.schemes.nodes import NOT_RATED, Dimension, Lookup, Rule, Scheme


def bands(scheme: Scheme, pen: Pen) -> None:
    """Bands come best first, each with the least score that earns it, the last without one: so there is no gap."""
    if not scheme.bands:
        return
    limits: list[int] = []
    grades: list[str] = []
    for i, band in enumerate(scheme.bands):
        at = ("bands", f"#{i}")
        last = i == len(scheme.bands) - 1
        if band.grade in grades:
            pen.wrong("grade_twice", (*at, "grade"), grade=band.grade)
        if band.grade == NOT_RATED:
            pen.wrong("grade_reserved", (*at, "grade"), grade=NOT_RATED)
        grades.append(band.grade)
        if last and band.at_least is not None:
            pen.wrong("last_band_open", (*at, "at_least"), grade=band.grade)
        elif not last and band.at_least is None:
            pen.wrong("band_limit_missing", at, grade=band.grade)
        elif band.at_least is not None:
            if limits and band.at_least >= limits[-1]:
                pen.wrong("bands_not_descending", (*at, "at_least"), grade=band.grade, before=grades[-2])
            limits.append(band.at_least)
    _reach(scheme, pen)


def _reach(scheme: Scheme, pen: Pen) -> None:
    worst, best = reachable(scheme)
    held = {override.at_most for override in scheme.overrides}
    above: int | None = None
    for i, band in enumerate(scheme.bands):
        highest = best if above is None else above - 1
        lowest = 0 if band.at_least is None else band.at_least
        reached = lowest <= best and highest >= worst and lowest <= highest
        if not reached and band.grade not in held:
            pen.wrong(
                "grade_unreachable",
                ("bands", f"#{i}"),
                grade=band.grade,
                worst=f"{worst / 1000:g}",
                best=f"{best / 1000:g}",
            )
        above = band.at_least if band.at_least is not None else above


def reachable(scheme: Scheme) -> tuple[int, int]:
    """The least and the greatest score, in milli-points, that any records could bring a subject to."""
    ranges = [_range(scheme, dimension) for dimension in scheme.dimensions]
    weights = [dimension.weight for dimension in scheme.dimensions]
    worst = sum(weight * low for weight, (low, _) in zip(weights, ranges, strict=True))
    best = sum(weight * high for weight, (_, high) in zip(weights, ranges, strict=True))
    return (worst + 500) // 1000, (best + 500) // 1000


def _range(scheme: Scheme, dimension: Dimension) -> tuple[int, int]:
    low = high = dimension.base
    for rule in scheme.rules:
        if rule.dimension == dimension.id:
            low -= _most(rule, -1, dimension)
            high += _most(rule, 1, dimension)
    return max(dimension.floor, low), min(dimension.ceiling, high)


def _most(rule: Rule, sign: int, dimension: Dimension) -> int:
    """How far the rule can move its dimension in one direction: to its cap, or without one across the whole dimension."""
    points = rule.points.points.values() if isinstance(rule.points, Lookup) else (rule.points,)
    if not any(value * sign > 0 for value in points):
        return 0
    return rule.cap if rule.cap is not None else dimension.ceiling - dimension.floor
