"""What a pack says that cannot be meant: references that lead nowhere, overlaps, rules without ground, grades nobody reaches."""

from __future__ import annotations

from collections.abc import Sequence

from xinzhi.catalogue.cases import Case
from xinzhi.catalogue.heads import Head
from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.lint.conditions import Codes
from xinzhi.catalogue.lint.consequences import alerts, duties, risk_tables
from xinzhi.catalogue.lint.grounds import grounds
from xinzhi.catalogue.lint.offices import departments, mappings, party_classes, spellings
from xinzhi.catalogue.lint.record_types import record_type
from xinzhi.catalogue.lint.samples import sample
from xinzhi.catalogue.lint.schemes import schemes
from xinzhi.catalogue.lint.worked_cases import worked_cases
from xinzhi.catalogue.lists import RECORD_TYPE_LIST
from xinzhi.catalogue.model import Pack


def lint(pack: Pack, reading: Reading, heads: Sequence[Head], cases: Sequence[Case]) -> None:
    """Writes every problem that shows only when all layers are together into the reading's book."""
    codes: Codes = {
        **{name: [code.key for code in codes.codes] for name, codes in pack.code_lists.items()},
        RECORD_TYPE_LIST: sorted(pack.record_types),
    }
    departments(pack, reading)
    spellings(pack, reading)
    party_classes(pack, reading)
    broken: set[str] = set()
    for kind in pack.record_types.values():
        errors = reading.book.errors
        record_type(pack, kind, codes, reading)
        if reading.book.errors > errors:
            broken.add(kind.id)
        else:
            sample(pack, kind, reading)
    schemes(pack, reading, codes)
    duties(pack, reading)
    risk_tables(pack, reading)
    alerts(pack, reading)
    mappings(pack, reading, broken)
    grounds(pack, reading)
    worked_cases(pack, reading, cases)
    _standing(pack, reading, heads)


def _standing(pack: Pack, reading: Reading, heads: Sequence[Head]) -> None:
    """The scheme of the standing exists, on every day of the pack."""
    if not pack.standing_scheme:
        return
    place = heads[-1].reader.place_of("standing_scheme")
    versions = [s for s in pack.schemes if s.id == pack.standing_scheme]
    if not versions:
        reading.unknown("scheme_unknown", place, pack.standing_scheme, {s.id for s in pack.schemes})
        return
    first = min(s.in_force_from for s in versions)
    if first > pack.in_force_from:
        reading.book.doubtful(
            "standing_begins_late", place, scheme=pack.standing_scheme, first=first.isoformat(),
            start=pack.in_force_from.isoformat(),
        )  # fmt: skip
    if pack.standing_scheme not in pack.risk:
        reading.book.wrong("risk_missing", place, scheme=pack.standing_scheme)
