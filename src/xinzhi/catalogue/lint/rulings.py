"""Whether terms, shared caps, verdicts and overrides on measures say something that can be ruled by."""

from __future__ import annotations

from itertools import pairwise

from xinzhi.catalogue.lint.measures import CODE, POINTS, Names, ruling
from xinzhi.catalogue.lint.pen import Path, Pen
from xinzhi.core.schemes.nodes import NOT_RATED, Scheme


def rulings(scheme: Scheme, names: Names, pen: Pen) -> None:
    _terms(scheme, names, pen)
    _caps(scheme, pen)
    grades = {band.grade for band in scheme.bands} | {NOT_RATED}
    for i, verdict in enumerate(scheme.verdicts):
        at: Path = ("verdicts", f"#{i}")
        ruling(verdict.when, names, (*at, "when"), pen)
        if verdict.grade in grades:
            pen.wrong("verdict_is_grade", (*at, "grade"), grade=verdict.grade)
    after = Names({**names.units, **{d.id: POINTS for d in scheme.dimensions}, "score": POINTS})
    for i, override in enumerate(scheme.overrides):
        if not override.record:
            at = ("overrides", f"#{i}")
            if override.when is None:
                pen.wrong("override_without_ground", at, id=override.id)
            if override.window is not None:
                pen.wrong("window_without_record", (*at, "window"))
            ruling(override.when, after, (*at, "when"), pen)
    for i, band in enumerate(scheme.bands):
        ruling(band.when, after, ("bands", f"#{i}", "when"), pen)


def _terms(scheme: Scheme, names: Names, pen: Pen) -> None:
    dimensions = {d.id for d in scheme.dimensions}
    taken = {rule.id for rule in scheme.rules}
    for i, term in enumerate(scheme.terms):
        at: Path = ("terms", f"#{i}")
        if term.id in taken:
            pen.wrong("rule_twice", (*at, "id"), rule=term.id)
        taken.add(term.id)
        if term.dimension not in dimensions:
            pen.unknown("dimension_unknown", term.dimension, dimensions, (*at, "dimension"))
        if term.measure not in names.units:
            pen.unknown("measure_unknown", term.measure, names.units, (*at, "measure"))
        elif names.units[term.measure] == CODE:
            pen.wrong("measure_is_code", (*at, "measure"), measure=term.measure)
        if term.cap is not None and term.cap <= 0:
            pen.wrong("cap_not_positive", (*at, "cap"))
        for j, ((before, _), (after, _)) in enumerate(pairwise(term.steps)):
            if after <= before:
                pen.wrong("steps_not_ascending", (*at, "steps", f"#{j + 1}", "at_least"), until=after, before=before)


def _caps(scheme: Scheme, pen: Pen) -> None:
    dimension_of = {rule.id: rule.dimension for rule in scheme.rules}
    for i, shared in enumerate(scheme.caps):
        at: Path = ("caps", f"#{i}")
        for name in shared.rules:
            if name not in dimension_of:
                pen.unknown("rule_unknown", name, dimension_of, (*at, "rules", name))
        if len({dimension_of[name] for name in shared.rules if name in dimension_of}) > 1:
            pen.wrong("cap_over_dimensions", (*at, "rules"))
        if shared.cap <= 0:
            pen.wrong("cap_not_positive", (*at, "cap"))
