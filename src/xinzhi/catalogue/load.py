"""Loading a pack: its layers from the root to the nearest, read, merged and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from xinzhi.catalogue import sections
from xinzhi.catalogue.cases import Case, scheme_cases
from xinzhi.catalogue.files import MAIN, Layer, Source, content_of, document, layers, shipped
from xinzhi.catalogue.heads import Head, head
from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.lint import lint
from xinzhi.catalogue.located import Node, Table
from xinzhi.catalogue.model import Pack, PackFile
from xinzhi.catalogue.record_types import amend, party_columns, record_type
from xinzhi.catalogue.schemes import scheme
from xinzhi.catalogue.writing import Book, nearest
from xinzhi.core.base.canonical import canonical
from xinzhi.core.base.periods import WorkCalendar
from xinzhi.core.base.problems import Problem, Refused
from xinzhi.core.identity.places import Places

_MOST_KEPT = 32


class PackError(Refused):
    """A pack that cannot be used, with everything that is wrong with it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of reading a pack: a value where its form could be read at all, its mistakes and doubts, its worked cases."""

    pack: Pack | None
    problems: tuple[Problem, ...]
    cases: tuple[Case, ...] = ()


_KEPT: dict[tuple[str, ...], Outcome] = {}
"""By the hashes of all files: the same bytes are read once in a process, and any changed byte is read anew."""


def load(pack: str | Path, search: Sequence[Path] = ()) -> Pack:
    """The pack of this id (in `search`, then among the shipped ones) or in this folder.

    Raises `PackError` with every mistake when there is any; doubts do not stop it.
    """
    outcome = read(pack, search)
    errors = [p for p in outcome.problems if p.is_error]
    if errors or outcome.pack is None:
        raise PackError(*(errors or outcome.problems))
    return outcome.pack


def check(pack: str | Path, search: Sequence[Path] = ()) -> list[Problem]:
    """Everything that is wrong or doubtful about a pack, in the order of its files, lines and columns."""
    once = {(p.code, p.place, *sorted(p.params.items())): p for p in read(pack, search).problems}
    return sorted(once.values(), key=_by_place)


def cases(pack: str | Path, search: Sequence[Path] = ()) -> tuple[Case, ...]:
    """The worked cases of a pack and of the layers that it builds on. Raises `PackError` as `load` does."""
    load(pack, search)
    return read(pack, search).cases


def read(pack: str | Path, search: Sequence[Path] = ()) -> Outcome:
    """The pack with its problems. Twice the same files are the same outcome."""
    book = Book()
    found = layers(pack, (*search, shipped()), book)
    if not found:
        return Outcome(None, tuple(book.problems))
    key = tuple(f"{source.name} {source.sha256}" for layer in found for source in layer.sources)
    kept = None if book.problems else _KEPT.get(key)
    if kept is not None:
        return kept
    outcome = _read(found, book)
    if len(_KEPT) >= _MOST_KEPT:
        _KEPT.clear()
    _KEPT[key] = outcome
    return outcome


def _read(found: Sequence[Layer], book: Book) -> Outcome:
    reading = Reading(book)
    heads: list[Head] = []
    content: list[object] = []
    cases: list[Case] = []
    whole = True
    for layer in found:
        documents: list[tuple[Source, Node]] = []
        for source in layer.sources:
            node, problems = document(source)
            book.problems.extend(problems)
            if node is not None:
                documents.append((source, node))
        whole = whole and len(documents) == len(layer.sources)
        if not documents or documents[0][0].parts != (MAIN,):
            return Outcome(None, tuple(book.problems))
        heads.append(head(reading, documents[0][1], heads[-1] if heads else None))
        for source, node in documents[1:]:
            _document(source, node, reading, heads[-1], cases)
        reading.forbid(heads[-1].reader)
        content += [[heads[-1].id, "/".join(source.parts), content_of(node)] for source, node in documents]
    pack = _assemble(reading, heads, found, content)
    if whole:  # with a file missing, every reference into it would be called a mistake
        lint(pack, reading, heads, cases)
    return Outcome(pack, tuple(book.problems), tuple(cases))


_TOP: dict[str, Callable[[Reading, Node], None]] = {
    "department": sections.department,
    "code_lists": sections.code_lists,
    "regions": sections.regions,
    "duties": sections.duties,
    "risk": sections.risk,
    "alerts": sections.alerts,
    "calendar": sections.calendar,
    "matching": sections.matching,
    "mapping": sections.mapping,
    "party_columns": party_columns,
}
"""Documents that are one top key."""

_WHOLE: dict[str, Callable[[Reading, Node], None]] = {"record_type": record_type, "amend_record_type": amend}
"""Documents that are a table of their own, known by this key in it."""

_KNOWN = (*_TOP, *_WHOLE, "scheme", "scheme_cases")


def _document(source: Source, node: Node, reading: Reading, head: Head, cases: list[Case]) -> None:
    if not isinstance(node, Table):
        reading.book.wrong("table_expected", node.place, found=getattr(node, "text", "[…]")[:60], where=source.name)
        return
    for key, take in _WHOLE.items():
        if key in node.entries:
            take(reading, node)
            return
    if "scheme" in node.entries:
        scheme(reading, node, head.month_rule, source.parts[0], head.start or date.min)
        return
    for key, (place, value) in node.entries.items():
        if key in _TOP:
            _TOP[key](reading, value)
        elif key == "scheme_cases":
            cases.extend(scheme_cases(reading, value))
        else:
            known = ", ".join(sorted(_KNOWN))
            reading.book.wrong("document_unknown", place, key=key, proposal=nearest(key, _KNOWN), known=known)


def _assemble(reading: Reading, heads: Sequence[Head], found: Sequence[Layer], content: list[object]) -> Pack:
    near, values = heads[-1], reading.found
    places = Places({code: region.title.zh for code, region in values["regions"].items()})
    years: list[WorkCalendar] = list(values["calendar"].values())
    return Pack(
        id=near.id,
        title=near.title,
        layers=tuple(one.id for one in heads),
        region=near.region,
        zone=near.zone,
        month_rule=near.month_rule,
        in_force_from=near.start or date.min,
        in_force_to=near.end,
        departments=values["departments"],
        instruments=values["instruments"],
        code_lists=values["code_lists"],
        regions=values["regions"],
        identifiers=values["identifiers"],
        record_types=values["record_types"],
        schemes=tuple(values["schemes"].values()),
        duties=values["duties"],
        risk=values["risk"],
        alerts=tuple(values["alerts"].values()),
        matching=replace(values["matching"].get("", sections.NO_LIKENESS), places=places),
        calendar=WorkCalendar(
            frozenset().union(*(year.years for year in years)),
            frozenset().union(*(year.holidays for year in years)),
            frozenset().union(*(year.workdays for year in years)),
        ),
        mappings=tuple(values["mappings"].values()),
        conformity=tuple(values["conformity"].values()),
        is_demo=near.is_demo,
        files=tuple(PackFile(source.name, source.sha256, source.content) for layer in found for source in layer.sources),
        digest=hashlib.sha256(canonical(content)).hexdigest(),
        standing_scheme=near.standing_scheme,
    )


def _by_place(found: Problem) -> tuple[str, int, int, str]:
    place = found.place
    return (place.file or "", place.line or 0, place.column or 0, found.code) if place else ("", 0, 0, found.code)
