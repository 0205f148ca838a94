"""Whether a condition can be asked of the records that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xinzhi.catalogue.lint.pen import Path, Pen
from xinzhi.core.records import RecordType
from xinzhi.core.schemes.checks import check
from xinzhi.core.schemes.expressions import Expression, Field, Literal, map_literals
from xinzhi.core.subjects import SubjectKind

Codes = Mapping[str, Sequence[str]]
"""The keys of each code list, and of the list of record types that the house builds."""


def condition(when: Expression | None, kind: RecordType | None, codes: Codes, path: Path, pen: Pen) -> None:
    """`kind` None: a condition on missed duties. What follows from an unknown code list has been said where it is named."""
    for found in check(when, kind, codes):
        if found.params.get("list", "") in ("", *codes):
            pen.put(found, path)
    known = [k.value for k in SubjectKind]
    for field, value in _literals(when):
        if field == Field("kind", of_subject=True) and value not in known:
            pen.unknown("subject_kind_unknown", str(value), known, path)


def _literals(when: Expression | None) -> Iterator[tuple[Field, Literal]]:
    found: list[tuple[Field, Literal]] = []

    def keep(field: Field, value: Literal) -> Literal:
        found.append((field, value))
        return value

    if when is not None:
        map_literals(when, keep)
    return iter(found)
