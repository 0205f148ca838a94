"""What evidence comes to by a scheme, with the schemes whose results it reads."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db.backends.utils import CursorWrapper

from xinzhi.catalogue.model import Pack
from xinzhi.engine.reference import Asked, Assessment, assess
from xinzhi.engine.tables import Compiled, compile_scheme
from xinzhi.engine.together import Parts, assess_together, compares, in_order
from xinzhi.flows.evidence import Evidence, evidence


def tables_of(pack: Pack, scheme_id: str, as_of: date) -> Compiled:
    """The scheme's tables for a day, worked out once for a pack, version and day. Raises `KeyError` where none is in force."""
    return parts_of(pack, scheme_id, as_of)[-1]


def parts_of(pack: Pack, scheme_id: str, as_of: date) -> Parts:
    """The scheme's tables, last, after those of the schemes that it reads. Raises `KeyError` where none is in force."""
    return _parts(pack.digest, scheme_id, as_of, _Kept(pack))


class _Kept:
    """A pack that a cache key does not look at: the digest beside it says all there is to say."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=64)
def _parts(digest: str, scheme_id: str, as_of: date, kept: _Kept) -> Parts:
    pack = kept.pack
    return in_order(scheme_id, lambda id_: compile_scheme(pack.scheme(id_, as_of), pack.record_types, as_of))


def asked(found: Evidence) -> Asked:
    return Asked(found.records, found.facts.as_mapping())


def assess_one(
    pack: Pack, cursor: CursorWrapper, scheme_id: str, found: Evidence, *, as_of: date, known_size: int
) -> Assessment:
    """What one subject comes to, also where the scheme is not about its kind: whoever shows it says so.

    Where the scheme compares subjects with each other, everybody is looked at.
    """
    parts = parts_of(pack, scheme_id, as_of)
    others: list[Asked] = []
    if compares(parts):
        rest = evidence(pack, cursor, as_of=as_of, known_size=known_size)
        others = [asked(one) for one in rest if one.facts.subject_id != found.facts.subject_id]
    result = assess_together(parts, [asked(found), *others])[0]
    return result or assess(parts[-1], found.records, found.facts.as_mapping())
