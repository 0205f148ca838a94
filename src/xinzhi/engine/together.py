"""Schemes that read each other's results: which come first, and what they come to together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xinzhi.core.schemes.measures import OtherScheme, Percentile
from xinzhi.core.schemes.nodes import Scheme
from xinzhi.engine.reference import Asked, Assessment, assess_all
from xinzhi.engine.tables import Compiled
from xinzhi.engine.values import Result

Parts = tuple[Compiled, ...]
"""A scheme, last, and before it those whose results it reads, each after what it reads itself."""


def reads(scheme: Scheme) -> tuple[str, ...]:
    """The schemes whose results this one reads."""
    found = (m.value.scheme for m in scheme.measures if isinstance(m.value, OtherScheme))
    return tuple(dict.fromkeys(found))


def in_order(scheme: str, find: Callable[[str], Compiled]) -> Parts:
    """The scheme with what it reads. `find` raises `KeyError` where no version is in force: a scheme that is only read is left
    out then, and its results are unknown. Circles are refused when a pack is read."""
    found: dict[str, Compiled] = {}

    def visit(tables: Compiled) -> None:
        for other in reads(tables.scheme):
            if other not in found:
                try:
                    read = find(other)
                except KeyError:
                    continue
                visit(read)
        found[tables.scheme.id] = tables

    visit(find(scheme))
    return tuple(found.values())


def compares(parts: Parts) -> bool:
    """Whether what one subject comes to depends on what others have: then nobody can be assessed alone."""
    return any(isinstance(prepared.measure.value, Percentile) for tables in parts for prepared in tables.measures)


def assess_together(parts: Parts, everybody: Sequence[Asked]) -> list[Assessment | None]:
    """What the last of `parts` comes to for everybody, in their order; None for subjects of kinds that it is not about."""
    others: list[dict[str, Result]] = [{} for _ in everybody]
    last: list[Assessment | None] = [None] * len(everybody)
    for tables in parts:
        kinds = tables.scheme.subject_kinds
        among = [i for i, one in enumerate(everybody) if not kinds or one.subject.get("kind") in kinds]
        found = assess_all(tables, [Asked(everybody[i].records, everybody[i].subject, others[i]) for i in among])
        last = [None] * len(everybody)
        for i, assessment in zip(among, found, strict=True):
            others[i][tables.scheme.id] = Result(assessment.score, assessment.grade)
            last[i] = assessment
    return last
