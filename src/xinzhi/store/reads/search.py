"""Find subjects by a whole number or a part of the name."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from xinzhi.core.identity.identifiers import fold
from xinzhi.core.schemes.nodes import NOT_RATED
from xinzhi.core.subjects import Identifier
from xinzhi.store.models import Standing, Subject, SubjectIdentifier
from xinzhi.store.subject_rows import blind_identifier
from xinzhi.store.vault import Vault

SHORTEST = 2
"""Characters of a name that are enough to look for it."""


@dataclass(frozen=True, slots=True)
class Found:
    """`by` is the scheme of the number that matched, or empty for the name."""

    subject_id: int
    name: str
    kind: str
    status: str
    region_code: str
    code: str
    grade: str
    records: int
    by: str


def find(vault: Vault, text: str, schemes: tuple[str, ...], *, limit: int, offset: int = 0) -> tuple[tuple[Found, ...], int]:
    """Subjects whose number is `text`, else those whose name holds it; merged ones answer as the kept one. With the total.

    A number is looked up by its keyed hash, so that numbers of natural persons are found without being kept in clear.
    """
    wanted = fold(text)
    blinds = {blind_identifier(vault, Identifier(scheme, wanted)): scheme for scheme in schemes} if wanted else {}
    by = {
        row.subject_id: row.scheme
        for row in SubjectIdentifier.objects.filter(blind__in=list(blinds))
        if blinds.get(bytes(row.blind)) == row.scheme
    }
    if by:
        kept = dict(Subject.objects.filter(subject_id__in=by).values_list("subject_id", "merged_into"))
        schemes_of = {kept[id] or id: scheme for id, scheme in by.items() if id in kept}
        return _lines(Subject.objects.filter(subject_id__in=schemes_of), schemes_of, limit, offset)
    if len(text.strip()) < SHORTEST:
        return (), 0
    named = Subject.objects.filter(Q(name__contains=text.strip()), merged_into=None)
    return _lines(named, {}, limit, offset)


def _lines(subjects: QuerySet[Subject], by: dict[int, str], limit: int, offset: int) -> tuple[tuple[Found, ...], int]:
    rows = list(subjects.order_by("name", "subject_id")[offset : offset + limit])
    ids = [row.subject_id for row in rows]
    codes: dict[int, str] = {}
    for id, value in SubjectIdentifier.objects.filter(subject_id__in=ids).exclude(value="").values_list("subject_id", "value"):
        codes[id] = min(value, codes.get(id, value))
    standing = {s.subject_id: s for s in Standing.objects.filter(subject_id__in=ids)}
    lines = tuple(
        Found(
            row.subject_id, row.name, row.kind, row.status, row.region_code, codes.get(row.subject_id, ""),
            standing[row.subject_id].grade if row.subject_id in standing else NOT_RATED,
            standing[row.subject_id].records if row.subject_id in standing else 0,
            by.get(row.subject_id, ""),
        )
        for row in rows
    )  # fmt: skip
    return lines, subjects.count()
