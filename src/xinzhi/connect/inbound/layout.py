"""Which column is what: shipped and confirmed mappings first, then a proposal with its confidence and reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from xinzhi.catalogue.lists import lists_of
from xinzhi.catalogue.model import ColumnMapping, Pack
from xinzhi.connect.inbound.evidence import FEWEST, agreement, field_by_content, slot_by_content, values_of
from xinzhi.connect.inbound.headings import COUNTERS, heading_spellings, is_ours
from xinzhi.connect.inbound.table import RawTable
from xinzhi.core.base.problems import Problem, warning
from xinzhi.core.cells.codes import spelling
from xinzhi.core.parties import NUMBERS
from xinzhi.core.records import RecordType, Slot
from xinzhi.core.validation import Lists

CERTAIN = 1000
HINT_RECORD_TYPE = "record_type"
HINT_MAPPING = "mapping"
"""What our own workbooks say of themselves in their hidden sheet: what they hold, and how their columns were read before."""

_SAMPLE = 60
_NEAR_ENOUGH = 70
_PART = 550
_LEFT_OUT = frozenset(("ours", "empty", "counter"))


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What one column is taken for, how sure that is (per mille), and why.

    `why`: exact, alike (its heading resembles one that is known), content (its cells give it away), unknown; or left out as ours,
    empty (no heading), counter (a running number).
    """

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
    missing: tuple[str, ...]  # required fields and party columns that no column was found for
    confidence: int
    mapping: ColumnMapping

    @property
    def certain(self) -> bool:
        """Every column is known by its exact name and nothing required is missing: what nobody understands is for a person."""
        return not self.missing and all(c.confidence == CERTAIN or c.why in _LEFT_OUT for c in self.columns)


_KNOWN: dict[str, frozenset[str]] = {}
_NAMES: dict[int, tuple[RecordType, dict[str, str]]] = {}


def known_headings(pack: Pack) -> frozenset[str]:
    """Every spelling by which the pack knows a heading; worked out once for each state of a pack."""
    found = _KNOWN.get(pack.digest)
    if found is None:
        found = _KNOWN[pack.digest] = _known_headings(pack)
    return found


def _known_headings(pack: Pack) -> frozenset[str]:
    return frozenset(name for kind in pack.record_types.values() for name in names_of(kind)) | frozenset(
        spelling(h) for m in pack.mappings for h in m.columns
    )


def names_of(kind: RecordType) -> dict[str, str]:
    """Spelling of a heading → field or slot; worked out once for each record type in memory."""
    kept = _NAMES.get(id(kind))
    if kept is None or kept[0] is not kind:
        kept = _NAMES[id(kind)] = (kind, _names_of(kind))
    return kept[1]


def _names_of(kind: RecordType) -> dict[str, str]:
    out: dict[str, str] = {}
    for spec in kind.fields:
        for text in (spec.title.zh, spec.name, spec.code, spec.title.en, *spec.aliases):
            for each in heading_spellings(text) if text else ():
                out.setdefault(each, spec.name)
    for slot in kind.party_slots:
        title = (kind.slot_titles or {}).get(slot)
        code = (kind.slot_codes or {}).get(slot, "")
        aliases = (kind.slot_aliases or {}).get(slot, ())
        for text in (title.zh if title else "", code, slot.value, title.en if title else "", *aliases):
            for each in heading_spellings(text) if text else ():
                out.setdefault(each, slot.value)
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
    """Proposals for the record types that this department may hand in, the likeliest first.

    A file made from one of our templates says itself what it is.
    """
    sample = table.sample(_SAMPLE)
    said = record_type or table.hints.get(HINT_RECORD_TYPE, "")
    kinds = [
        kind
        for kind in pack.record_types.values()
        if department in kind.departments and (kind.id == said if said in pack.record_types else not record_type)
    ]
    lists = lists_of(pack)
    found = [_proposal(table, kind, lists, department, sample) for kind in kinds]
    return sorted(found, key=lambda p: (-p.confidence, -sum(1 for c in p.columns if c.target), p.record_type))


def indexed(table: RawTable, mapping: ColumnMapping) -> dict[int, str]:
    """Position → target for this table's columns; of two columns for one target the first."""
    targets = {spelling(h): t for h, t in mapping.columns.items()}
    out: dict[int, str] = {}
    for index, heading in enumerate(table.headings):
        target = targets.get(spelling(heading))
        if target and not is_ours(heading) and target not in out.values():
            out[index] = target
    return out


def unread(table: RawTable, mapping: ColumnMapping) -> tuple[Problem, ...]:
    """The columns that hold something and go nowhere: told, so that nothing is left out in silence.

    A mapping may say of a column that it is left out ("heading": ""); running numbers and our own columns are not told.
    """
    used = indexed(table, mapping)
    left = {spelling(h) for h, target in mapping.columns.items() if not target}
    sample = table.sample(_SAMPLE)
    idle = [
        heading or f"#{index + 1}"
        for index, heading in enumerate(table.headings)
        if index not in used
        and not is_ours(heading)
        and spelling(heading) not in left
        and spelling(heading) not in COUNTERS
        and values_of(index, sample)
    ]
    return (warning("columns_left_out", headings="、".join(idle)),) if idle else ()


def _proposal(
    table: RawTable, kind: RecordType, lists: Lists, department: str, sample: Sequence[Sequence[str]]
) -> Proposal:
    names = names_of(kind)
    guesses: dict[int, ColumnGuess] = {}
    taken: set[str] = set()
    columns = {index: values_of(index, sample) for index in range(len(table.headings))}
    order = sorted(columns, key=lambda i: not any(each in names for each in heading_spellings(table.headings[i])))
    for index in order:
        guess = _by_heading(index, table.headings[index], names, taken, columns[index], kind, lists)
        guesses[index] = guess
        taken.add(guess.target)
    for index, guess in guesses.items():
        if guess.why == "unknown":
            found = slot_by_content(columns[index], kind, taken) or field_by_content(
                guess.heading, columns[index], kind, taken, lists
            )
            if found is not None:
                guesses[index] = ColumnGuess(index, guess.heading, found[0], found[1], "content")
                taken.add(found[0])
    in_order = tuple(guesses[index] for index in sorted(guesses))
    missing = _missing(kind, taken)
    mapping = ColumnMapping(
        f"proposed-{kind.id}",
        table.name,
        kind.id,
        department,
        {g.heading: g.target for g in reversed(in_order) if g.target},
        {},
        None,
    )
    return Proposal(kind.id, department, in_order, missing, _confidence(in_order, missing), mapping)


def _missing(kind: RecordType, taken: set[str]) -> tuple[str, ...]:
    fields = [f.name for f in kind.fields if f.required and not f.default and f.name not in taken]
    numbered = any(slot.value in taken for slot in NUMBERS)
    slots = [s.value for s in kind.required_slots if s.value not in taken and not (s is Slot.NAME and numbered)]
    return (*fields, *slots)


def _by_heading(
    index: int,
    heading: str,
    names: Mapping[str, str],
    taken: set[str],
    values: Sequence[str],
    kind: RecordType,
    lists: Lists,
) -> ColumnGuess:
    if not heading or is_ours(heading):
        return ColumnGuess(index, heading, "", 0, "ours" if heading else "empty")
    spelt = heading_spellings(heading)
    exact = next((names[each] for each in spelt if each in names), None)
    if exact is not None and exact not in taken:
        return ColumnGuess(index, heading, exact, CERTAIN, "exact")
    if spelt[0] in COUNTERS:
        return ColumnGuess(index, heading, "", 0, "counter")
    free = [name for name, target in names.items() if target not in taken]
    near = process.extractOne(spelt[-1], free, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
    name, confidence = (near[0], min(900, int(near[1]) * 9)) if near is not None else (_within(spelt[-1], free), _PART)
    if name:
        spec = kind.field(names[name])
        if spec is None or len(values) < FEWEST or agreement(values, spec, lists) >= 500:
            return ColumnGuess(index, heading, names[name], confidence, "alike")
    return ColumnGuess(index, heading, "", 0, "unknown")


def _within(heading: str, names: Sequence[str]) -> str:
    """The shortest known name that the heading is a part of, or that is a part of it: 程度 for 失信程度."""
    if len(heading) < 2:
        return ""
    return min((name for name in names if heading in name or (len(name) > 2 and name in heading)), key=len, default="")


def _confidence(guesses: Sequence[ColumnGuess], missing: Sequence[str]) -> int:
    """How sure the whole is: the mean over its columns, less a fifth for each required column that is missing."""
    real = [g for g in guesses if g.why not in _LEFT_OUT]
    if not real:
        return 0
    return max(0, sum(g.confidence for g in real) // len(real) - 200 * len(missing))
