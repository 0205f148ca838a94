"""Which column is what: shipped and confirmed mappings first, then a proposal with its confidence and reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz, process

from xinzhi.catalogue.lists import lists_of
from xinzhi.catalogue.model import ColumnMapping, Pack
from xinzhi.connect.inbound.table import REASON_HEADINGS, RawTable
from xinzhi.core.base.problems import Problem
from xinzhi.core.cells.codes import spelling
from xinzhi.core.cells.dates import read_moment
from xinzhi.core.identity import identifiers as ids
from xinzhi.core.records import FieldType, RecordType, Slot

CERTAIN = 1000
_SAMPLE = 60


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What one column is taken for, how sure that is (per mille), and why: exact, alike, content, or nothing."""

    index: int
    heading: str
    target: str
    confidence: int
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping of a whole file, to be confirmed by a person unless it is certain."""

    record_type: str
    department: str
    columns: tuple[ColumnGuess, ...]
    missing: tuple[str, ...]  # required fields that no column was found for
    confidence: int
    mapping: ColumnMapping

    @property
    def certain(self) -> bool:
        """Every column is known by its exact name, and nothing required is missing: a column that nobody understands is for a person."""
        return not self.missing and all(c.confidence == CERTAIN or c.why in ("ours", "empty") for c in self.columns)


def known_headings(pack: Pack) -> frozenset[str]:
    """Every spelling by which the pack knows a heading."""
    return frozenset(name for kind in pack.record_types.values() for name in names_of(kind)) | frozenset(
        spelling(h) for m in pack.mappings for h in m.columns
    )


def names_of(kind: RecordType) -> dict[str, str]:
    """Spelling of a heading → field or slot."""
    out: dict[str, str] = {}
    for spec in kind.fields:
        for text in (spec.title.zh, spec.name, spec.code, spec.title.en, *spec.aliases):
            if text:
                out.setdefault(spelling(text), spec.name)
    for slot in kind.party_slots:
        title = (kind.slot_titles or {}).get(slot)
        code = (kind.slot_codes or {}).get(slot, "")
        for text in (title.zh if title else "", code, slot.value, title.en if title else "", *(kind.slot_aliases or {}).get(slot, ())):
            if text:
                out.setdefault(spelling(text), slot.value)
    return out


def fitting_mapping(table: RawTable, mappings: Sequence[ColumnMapping], department: str) -> ColumnMapping | None:
    """The mapping whose headings are all in the table; the one with the most headings where several fit."""
    have = {spelling(h) for h in table.headings}
    fits = [
        m
        for m in mappings
        if m.department in ("", department) and m.columns and all(spelling(h) in have for h in m.columns)
    ]
    return max(fits, key=lambda m: len(m.columns), default=None)


def propose(table: RawTable, pack: Pack, department: str, record_type: str = "") -> list[Proposal]:
    """Proposals for the record types that this department may hand in, the likeliest first."""
    sample = [row for _, row in islice(table.rows(), _SAMPLE)]
    kinds = [
        kind
        for kind in pack.record_types.values()
        if department in kind.departments and record_type in ("", kind.id)
    ]
    found = [_proposal(table, kind, pack, department, sample) for kind in kinds]
    return sorted(found, key=lambda p: -p.confidence)


def indexed(table: RawTable, mapping: ColumnMapping) -> dict[int, str]:
    """Position → target for this table's columns."""
    targets = {spelling(h): t for h, t in mapping.columns.items()}
    out: dict[int, str] = {}
    for index, heading in enumerate(table.headings):
        target = targets.get(spelling(heading))
        if target and target not in out.values():
            out[index] = target
    return out


def _proposal(
    table: RawTable, kind: RecordType, pack: Pack, department: str, sample: Sequence[Sequence[str]]
) -> Proposal:
    names = names_of(kind)
    guesses: list[ColumnGuess] = []
    taken: set[str] = set()
    order = sorted(range(len(table.headings)), key=lambda i: spelling(table.headings[i]) not in names)
    for index in order:
        guess = _guess(index, table.headings[index], names, taken)
        guesses.append(guess)
        taken.add(guess.target)
    for position, guess in enumerate(guesses):
        if not guess.target and guess.heading not in REASON_HEADINGS:
            by_content = _by_content(guess, kind, pack, taken, sample)
            if by_content is not None:
                guesses[position] = by_content
                taken.add(by_content.target)
    guesses.sort(key=lambda g: g.index)
    missing = tuple(f.name for f in kind.fields if f.required and not f.default and f.name not in taken)
    mapping = ColumnMapping(
        f"proposed-{kind.id}",
        table.name,
        kind.id,
        department,
        {g.heading: g.target for g in guesses if g.target},
        {},
        None,
    )
    return Proposal(kind.id, department, tuple(guesses), missing, _confidence(guesses, missing, kind), mapping)


def _guess(index: int, heading: str, names: Mapping[str, str], taken: set[str]) -> ColumnGuess:
    if heading in REASON_HEADINGS or not heading:
        return ColumnGuess(index, heading, "", 0, "ours" if heading else "empty")
    exact = names.get(spelling(heading))
    if exact is not None and exact not in taken:
        return ColumnGuess(index, heading, exact, CERTAIN, "exact")
    near = process.extractOne(spelling(heading), [n for n, t in names.items() if t not in taken], scorer=fuzz.ratio)
    if near is not None and near[1] >= 70:
        return ColumnGuess(index, heading, names[near[0]], min(900, round(near[1] * 9)), "alike")
    return ColumnGuess(index, heading, "", 0, "unknown")


def _by_content(
    guess: ColumnGuess, kind: RecordType, pack: Pack, taken: set[str], sample: Sequence[Sequence[str]]
) -> ColumnGuess | None:
    """A column whose cells all read as one thing is probably that thing."""
    values = [row[guess.index] for row in sample if guess.index < len(row) and row[guess.index]]
    if len(values) < 3:
        return None
    if Slot.USCC in kind.party_slots and Slot.USCC.value not in taken and _share(values, ids.uscc) >= 800:
        return ColumnGuess(guess.index, guess.heading, Slot.USCC.value, 800, "content")
    if Slot.CITIZEN_ID in kind.party_slots and Slot.CITIZEN_ID.value not in taken and _share(values, ids.citizen_id) >= 800:
        return ColumnGuess(guess.index, guess.heading, Slot.CITIZEN_ID.value, 800, "content")
    if kind.date_field not in taken and _share(values, read_moment) >= 900:
        return ColumnGuess(guess.index, guess.heading, kind.date_field, 600, "content")
    lists = lists_of(pack)
    for spec in kind.fields:
        if spec.type is FieldType.CODE and spec.name not in taken:
            book = lists.books[spec.code_list]
            if sum(1 for v in values if book.find(v) is not None) * 10 >= len(values) * 9:
                return ColumnGuess(guess.index, guess.heading, spec.name, 700, "content")
    return None


def _share(values: Sequence[str], read: object) -> int:
    """Per mille of the values that `read` takes."""
    return sum(1 for v in values if not isinstance(read(v), Problem)) * 1000 // len(values)  # type: ignore[operator]


def _confidence(guesses: Sequence[ColumnGuess], missing: Sequence[str], kind: RecordType) -> int:
    """How sure the whole is: the mean over its columns, less a fifth for each required field that is missing."""
    real = [g for g in guesses if g.why not in ("ours", "empty")]
    if not real:
        return 0
    mean = sum(g.confidence for g in real) // len(real)
    return max(0, mean - 200 * len(missing))
