"""What reading rows needs of a pack, worked out once."""

from __future__ import annotations

from xinzhi.catalogue.lint import RECORD_TYPE_LIST
from xinzhi.catalogue.model import Pack
from xinzhi.core.cell_values import spelling
from xinzhi.core.validation import Lists

_KEPT: dict[str, Lists] = {}


def lists_of(pack: Pack) -> Lists:
    """Spellings of every code (key, titles, aliases), the order of each list, declared identifiers."""
    found = _KEPT.get(pack.digest)
    if found is None:
        found = _KEPT[pack.digest] = _lists(pack)
    return found


def _lists(pack: Pack) -> Lists:
    spellings: dict[str, dict[str, str]] = {}
    order: dict[str, dict[str, int]] = {}
    for name, codes in pack.code_lists.items():
        table: dict[str, str] = {}
        for code in codes.codes:
            for text in (code.key, code.title.zh, code.title.en, *code.aliases):
                if text:
                    table.setdefault(text, code.key)
                    table.setdefault(spelling(text), code.key)
        spellings[name] = table
        order[name] = {code.key: i for i, code in enumerate(codes.codes)}
    types: dict[str, str] = {}
    for kind in pack.record_types.values():
        for text in (kind.id, kind.title.zh, kind.title.en):
            types.setdefault(text, kind.id)
            types.setdefault(spelling(text), kind.id)
    spellings[RECORD_TYPE_LIST] = types
    order[RECORD_TYPE_LIST] = {name: i for i, name in enumerate(pack.record_types)}
    return Lists(spellings, order, pack.identifiers, pack.zone)
