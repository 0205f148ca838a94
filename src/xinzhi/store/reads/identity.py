"""What the store knows about who is who."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from django.db.backends.utils import CursorWrapper

from xinzhi.core.identity.matching import Judgement
from xinzhi.core.subjects import Identifier, Subject, SubjectKind
from xinzhi.store.subject_rows import open_sealed, subject_value
from xinzhi.store.vault import Vault

T = TypeVar("T")
_CHUNK = 900
_MOST_CANDIDATES = 2_000
_SHARED_BY = 60


def holders(cursor: CursorWrapper, blinds: Mapping[Identifier, bytes]) -> dict[object, int]:
    """Who holds each identifier now; identifiers that nobody holds are missing. A merged subject answers with the kept one."""
    by_blind = {(i.scheme, blind): i for i, blind in blinds.items()}
    by_scheme: dict[str, set[bytes]] = defaultdict(set)
    for scheme, blind in by_blind:
        by_scheme[scheme].add(blind)
    found: dict[object, int] = {}
    for scheme, wanted in by_scheme.items():
        for chunk in chunks(list(wanted)):
            marks = ", ".join(["%s"] * len(chunk))
            cursor.execute(
                "SELECT i.blind, coalesce(s.merged_into, s.subject_id) FROM store_subjectidentifier i"
                f" JOIN store_subject s ON s.subject_id = i.subject_id WHERE i.scheme = %s AND i.blind IN ({marks})",
                [scheme, *chunk],
            )
            for blind, subject_id in cursor.fetchall():
                found[by_blind[scheme, bytes(blind)]] = subject_id
    return found


def judgements(cursor: CursorWrapper, party_keys: Sequence[str]) -> dict[str, tuple[Judgement, ...]]:
    """What people decided about parties written like these, by key."""
    found: dict[str, list[Judgement]] = defaultdict(list)
    for chunk in chunks(sorted(set(party_keys))):
        marks = ", ".join(["%s"] * len(chunk))
        cursor.execute(
            "SELECT party_key, subject_id, judgement FROM store_judgement"
            f" WHERE party_key IN ({marks}) ORDER BY entry_idx",
            chunk,
        )
        for key, subject_id, judgement in cursor.fetchall():
            if subject_id is not None:
                found[key].append(Judgement(judgement, subject_id))
    return {key: tuple(values) for key, values in found.items()}


def candidates(
    cursor: CursorWrapper, vault: Vault, blocks: Mapping[int, Iterable[int]]
) -> dict[int, tuple[Subject, ...]]:
    """For each asker the subjects that share a blocking key with it, with everything that can be compared."""
    askers: dict[int, set[int]] = defaultdict(set)
    for asker, keys in blocks.items():
        for key in keys:
            askers[key].add(asker)
    pairs: dict[int, set[int]] = {asker: set() for asker in blocks}
    for chunk in chunks(_telling(cursor, sorted(askers))):
        marks = ", ".join(["%s"] * len(chunk))
        cursor.execute(
            "SELECT k.key, k.subject_id FROM store_subjectkey k JOIN store_subject s ON s.subject_id = k.subject_id"
            f" WHERE s.merged_into IS NULL AND k.key IN ({marks}) LIMIT {_MOST_CANDIDATES * len(blocks)}",
            chunk,
        )
        for key, subject_id in cursor.fetchall():
            for asker in askers[key]:
                pairs[asker].add(subject_id)
    people = subjects(cursor, vault, sorted({subject for found in pairs.values() for subject in found}))
    return {asker: tuple(people[s] for s in sorted(found) if s in people) for asker, found in pairs.items()}


def _telling(cursor: CursorWrapper, keys: list[int]) -> list[int]:
    """Those of the keys that few subjects share: what half the city is called by tells nothing."""
    found: list[int] = []
    for chunk in chunks(keys):
        marks = ", ".join(["%s"] * len(chunk))
        cursor.execute(
            f"SELECT key FROM store_subjectkey WHERE key IN ({marks}) GROUP BY key HAVING count(*) <= {_SHARED_BY}",
            chunk,
        )
        found += [row[0] for row in cursor.fetchall()]
    return found


def subjects(cursor: CursorWrapper, vault: Vault, ids: Sequence[int]) -> dict[int, Subject]:
    """These subjects as values, personal parts opened. For matching only: never for a screen."""
    out: dict[int, Subject] = {}
    for chunk in chunks(list(ids)):
        marks = ", ".join(["%s"] * len(chunk))
        cursor.execute(
            f"SELECT subject_id, kind, region_code, sealed FROM store_subject WHERE subject_id IN ({marks})",
            chunk,
        )
        for subject_id, kind, region, sealed in cursor.fetchall():
            personal = open_sealed(vault, subject_id, sealed)
            out[subject_id] = subject_value(subject_id, personal, SubjectKind(kind), region)
    return out


def chunks(values: list[T]) -> Iterable[list[T]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
