"""What reading rows needs of a pack, worked out once."""

from __future__ import annotations

from xinzhi.catalogue.model import Pack
from xinzhi.core.cells.codes import CodeBook, Spelling
from xinzhi.core.validation import Lists

RECORD_TYPE_LIST = "record_types"
"""The code list that the house builds itself: every record type of the pack."""

_KEPT: dict[str, Lists] = {}


def lists_of(pack: Pack) -> Lists:
    """Every code list with its spellings, the list of record types, the divisions, declared identifiers."""
    found = _KEPT.get(pack.digest)
    if found is None:
        found = _KEPT[pack.digest] = _lists(pack)
    return found


def _lists(pack: Pack) -> Lists:
    books = {
        name: CodeBook(
            name,
            (
                Spelling(code.key, code.title.zh, (*((code.title.en,) if code.title.en else ()), *code.aliases))
                for code in codes.codes
            ),
        )
        for name, codes in pack.code_lists.items()
    }
    books[RECORD_TYPE_LIST] = CodeBook(
        RECORD_TYPE_LIST,
        (
            Spelling(kind.id, kind.title.zh, (kind.title.en,) if kind.title.en else ())
            for kind in pack.record_types.values()
        ),
    )
    regions = CodeBook(
        "regions",
        (
            Spelling(region.code, region.title.zh, (region.title.en,) if region.title.en else ())
            for region in pack.regions.values()
        ),
    )
    return Lists(books, regions, pack.identifiers, pack.zone)
