"""From the cells of a row to drafts: typed, complete, checked, or refused with reasons that a clerk can act on.

`compile_rows` works out everything that does not depend on the row once; what it gives back is called for each row. This is
the hot path of intake: what a cell means is remembered, since codes, days and parties come again and again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from xinzhi.core.base.problems import Place, Problem, Refused, problem, warning
from xinzhi.core.cells.answers import Doubtful
from xinzhi.core.cells.codes import CodeBook
from xinzhi.core.cells.dates import Moment
from xinzhi.core.cells.text import clean, has_lost_characters, is_nothing, is_stroke, spoilt
from xinzhi.core.field_cells import field_reader
from xinzhi.core.identity.identifiers import DeclaredIdentifier
from xinzhi.core.parties import NUMBERS, SlotValue, build_party, slot_readers
from xinzhi.core.records import ACTS_ON_RECORD, Draft, FieldSpec, FieldType, RecordType, Slot, Value
from xinzhi.core.subjects import Party

KINDS_LIST = "party_class"
"""The code list whose keys are the kinds of subject."""

PART = "part"
"""The field, if the record type has it, that says which piece of a split cell a record is."""

LONGEST_CELL = 32_767
"""What a cell of a spreadsheet can hold; more is not something that a clerk wrote."""

_REMEMBERED, _SHORT = 20_000, 40
"""How many cells of a column, of which length at most, are remembered: a bound on memory, not a rule."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What could be read of a refused row all the same: the duty that it stands for runs on until it is mended."""

    record_type: str
    day: date | None
    started_at: datetime | None
    document: str


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of a row: drafts without an error, or errors; warnings in either case."""

    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...]
    glimpse: Glimpse | None = None

    @property
    def refused(self) -> bool:
        return any(p.is_error for p in self.problems)


@dataclass(frozen=True, slots=True)
class Lists:
    """What a pack knows that rows are read with: code lists, divisions, declared identifiers, the zone of its days."""

    books: Mapping[str, CodeBook]
    regions: CodeBook
    declared: Mapping[str, DeclaredIdentifier]
    zone: ZoneInfo


RowReader = Callable[[Sequence[str], int], RowResult]
_Said = tuple[object, tuple[Problem, ...]]
_Read = Callable[[str], _Said]


class _Column(NamedTuple):
    """One column to be read: where it is, into which field or slot, its heading, how, and what its cells meant before."""

    at: int
    target: str
    heading: str
    read: _Read
    seen: dict[str, _Said]


def compile_rows(
    kinds: Sequence[RecordType],
    department: str,
    columns: Mapping[int, str],
    headings: Mapping[int, str],
    constants: Mapping[str, str],
    lists: Lists,
    today: date,
) -> RowReader:
    """A reader for rows of these columns (`columns`: position → field name or slot).

    A row yields one draft for each of `kinds`, and several where a field splits its cell; it is taken or refused as a whole. A
    record dated after `today` is refused. Raises `Refused` where no row could ever be taken: the department does not produce such
    records, a required field has no column, or a constant cannot be read.
    """
    strangers = [kind.title.zh for kind in kinds if kind.departments and department not in kind.departments]
    if strangers:
        raise Refused(problem("department_does_not_produce", department=department, type="、".join(strangers)))
    readers = [_one_kind(kind, department, columns, headings, constants, lists, today) for kind in kinds]
    if len(readers) == 1:
        return readers[0]

    def read(row: Sequence[str], number: int) -> RowResult:
        results = [reader(row, number) for reader in readers]
        problems = tuple({(p.code, p.place): p for result in results for p in result.problems}.values())
        if any(p.is_error for p in problems):
            return RowResult((), problems, next((r.glimpse for r in results if r.glimpse), None))
        return RowResult(tuple(d for result in results for d in result.drafts), problems)

    return read


def _one_kind(
    kind: RecordType,
    department: str,
    columns: Mapping[int, str],
    headings: Mapping[int, str],
    constants: Mapping[str, str],
    lists: Lists,
    today: date,
) -> RowReader:
    field_columns, slot_columns = _columns(kind, columns, headings, lists)
    fixed, fixed_slots = _fixed(kind, constants, lists)
    _refuse_without_columns(kind, {c.target for c in (*field_columns, *slot_columns)} | set(fixed) | set(fixed_slots))
    split = next((f for f in kind.fields if f.split), None)
    pieces = (
        _piece_reader(kind, split, _heading_of(split.name, field_columns, split.title.zh), lists) if split else None
    )
    dates = tuple(f.name for f in kind.fields if f.type is FieldType.DATE)
    clock = kind.clocks[0].starts if kind.clocks else kind.date_field
    required = tuple((f.name, _heading_of(f.name, field_columns, f.title.zh)) for f in kind.fields if f.required)
    dated = _heading_of(kind.date_field, field_columns, _title(kind, kind.date_field))
    party_rule = _PartyRule(kind, lists, slot_columns)
    zone, date_field, kind_id = lists.zone, kind.date_field, kind.id
    has_slots = bool(kind.party_slots)
    counts_parts = kind.field(PART) is not None
    document = next((name for name in kind.natural_key if name != "party"), "")

    def glimpse(values: Mapping[str, Value], started: datetime | None) -> Glimpse:
        begun = values.get(clock)
        return Glimpse(kind_id, begun if type(begun) is date else None, started, str(values.get(document) or ""))

    def read(row: Sequence[str], number: int) -> RowResult:
        problems: list[Problem] = []
        values: dict[str, Value] = {}
        _take(field_columns, row, number, cast("dict[str, object]", values), problems)
        if fixed:
            for name, value in fixed.items():
                values.setdefault(name, value)
        started: datetime | None = None
        for name in dates:
            moment = cast("Moment | None", values.get(name))
            if moment is not None:
                if moment.at is not None and name == clock:
                    started = cast("datetime", moment.instant(zone)).astimezone(UTC)
                values[name] = moment.day if moment.at is None else moment.day_in(zone)
        party = party_rule.read(row, number, fixed_slots, problems) if has_slots else Party()
        for name, heading in required:
            if name not in values and not _complained(problems, heading):
                problems.append(problem("cell_missing", Place(row=number, field=heading), field=heading))
        day = values.get(date_field)
        if type(day) is not date:
            if not any(p.is_error for p in problems):
                problems.append(problem("cell_missing", Place(row=number, field=dated), field=dated))
        elif day > today:
            problems.append(
                problem(
                    "date_in_future", Place(row=number, field=dated), found=day.isoformat(), today=today.isoformat()
                )
            )
        elif not _in_force(kind, day):
            problems.append(
                warning(
                    "record_type_not_in_force",
                    Place(row=number, field=dated),
                    type=kind.title.zh,
                    found=day.isoformat(),
                )
            )
        if problems and any(p.is_error for p in problems):
            return RowResult((), tuple(problems), glimpse(values, started))
        day = cast("date", day)
        if split is None or pieces is None:
            return RowResult((Draft(kind_id, department, day, party, values, started, number),), tuple(problems))
        drafts: list[Draft] = []
        for part, piece in enumerate(pieces(str(values.get(split.name, "")), number, problems)):
            fields = {**values, split.name: piece, PART: part + 1} if counts_parts else {**values, split.name: piece}
            drafts.append(Draft(kind_id, department, day, party, fields, started, number, part))
        if any(p.is_error for p in problems):
            return RowResult((), tuple(problems), glimpse(values, started))
        return RowResult(tuple(drafts), tuple(problems))

    return read


def _take(
    columns: Sequence[_Column], row: Sequence[str], number: int, values: dict[str, object], problems: list[Problem]
) -> None:
    """Reads the cells of `columns` into `values`, and what is wrong or doubtful into `problems`."""
    width = len(row)
    for at, target, heading, read, seen in columns:
        text = row[at] if at < width else ""
        if not text:
            continue
        said = seen.get(text)
        if said is None:
            said = read(text)
            if len(text) <= _SHORT:
                if len(seen) >= _REMEMBERED:
                    seen.clear()
                seen[text] = said
        value, complaints = said
        if value is not None:
            values[target] = value
        if complaints:
            place = Place(row=number, column=at + 1, field=heading)
            problems.extend([complaint.at(place) for complaint in complaints])


def _columns(
    kind: RecordType, columns: Mapping[int, str], headings: Mapping[int, str], lists: Lists
) -> tuple[list[_Column], list[_Column]]:
    fields: list[_Column] = []
    slots: list[_Column] = []
    slot_reads = slot_readers(_kinds(lists), lists.regions, lists.declared)
    for index, target in sorted(columns.items()):
        spec = kind.field(target)
        heading = headings.get(index) or target
        if spec is not None:
            text_like = spec.type is FieldType.TEXT or bool(spec.split)
            raw = _whole if spec.split else field_reader(spec, kind, lists.books, lists.declared, lists.zone, heading)
            keeps_words = spec.type in (FieldType.BOOLEAN, FieldType.CODE, FieldType.CODES)
            read = _cell_reader(raw, spec.max_length if text_like else 0, keeps_words, text_like)
            fields.append(_Column(index, target, heading, read, {}))
        elif target in kind.party_slots:
            slot = Slot(target)
            read = _cell_reader(slot_reads[slot], 0, slot is Slot.KIND, slot not in NUMBERS)
            slots.append(_Column(index, target, heading, read, {}))
    return fields, slots


def _kinds(lists: Lists) -> CodeBook:
    return lists.books.get(KINDS_LIST) or CodeBook(KINDS_LIST, ())


def _whole(text: str) -> str:
    """A cell that holds several values is taken apart later."""
    return text


def _cell_reader(raw: Callable[[str], object], max_length: int, keeps_words: bool, text_like: bool) -> _Read:
    """What a cell says, with its complaints: a refusal leaves no value."""

    def read(text: str) -> _Said:
        if is_nothing(text) and (not keeps_words or is_stroke(text)):
            return None, ()
        refusal = spoilt(text)
        if refusal is not None:
            return None, (refusal,)
        if len(text) > LONGEST_CELL:
            return None, (problem("cell_far_too_long", length=len(text), most=LONGEST_CELL),)
        found = raw(text)
        if isinstance(found, Problem):
            return None, (found,)
        if isinstance(found, Doubtful):
            return found.value, found.warnings
        if text_like and max_length and len(text) > max_length:
            return found, (warning("cell_too_long", length=len(text), most=max_length),)
        if text_like and has_lost_characters(text):
            return found, (warning("characters_lost", found=text[:40]),)
        return found, ()

    return read


def _fixed(
    kind: RecordType, constants: Mapping[str, str], lists: Lists
) -> tuple[dict[str, Value], dict[Slot, SlotValue]]:
    """Constants of the mapping and defaults of the fields, read once. Raises `Refused` for one that cannot be read."""
    slot_reads = slot_readers(_kinds(lists), lists.regions, lists.declared)
    values: dict[str, Value] = {}
    slots: dict[Slot, SlotValue] = {}
    wanted = {f.name: f.default for f in kind.fields if f.default} | dict(constants)
    for target, text in wanted.items():
        spec = kind.field(target)
        if spec is not None:
            found = field_reader(spec, kind, lists.books, lists.declared, lists.zone)(clean(text))
        elif target in kind.party_slots:
            found = slot_reads[Slot(target)](clean(text))  # type: ignore[assignment]
        else:
            continue
        if isinstance(found, Problem):
            raise Refused(problem("constant_unreadable", target=target, found=text, why=found.code))
        value = found.value if isinstance(found, Doubtful) else found
        if spec is not None:
            values[target] = value  # type: ignore[assignment]
        else:
            slots[Slot(target)] = value  # type: ignore[assignment]
    return values, slots


def _refuse_without_columns(kind: RecordType, present: set[str]) -> None:
    missing = [f.title.zh for f in kind.fields if f.required and f.name not in present]
    numbered = any(slot.value in present for slot in NUMBERS)
    missing += [
        _title(kind, slot)
        for slot in kind.required_slots
        if slot.value not in present and not (numbered and slot is Slot.NAME)
    ]
    if kind.date_field not in present and kind.date_field not in {f.name for f in kind.fields if f.required}:
        missing.append(_title(kind, kind.date_field))
    if missing:
        raise Refused(problem("columns_missing", type=kind.title.zh, fields="、".join(missing)))


def _title(kind: RecordType, target: str) -> str:
    spec = kind.field(target)
    if spec is not None:
        return spec.title.zh
    titles = kind.slot_titles or {}
    return titles[target].zh if target in titles else target


def _heading_of(target: str, columns: Sequence[_Column], otherwise: str) -> str:
    return next((c.heading for c in columns if c.target == target), otherwise)


def _complained(problems: Sequence[Problem], heading: str) -> bool:
    """Whether this cell has its refusal already: it is not missing as well."""
    return any(p.is_error and p.place is not None and p.place.field == heading for p in problems)


def _in_force(kind: RecordType, day: date) -> bool:
    first, end = kind.in_force_from, kind.in_force_to
    return (first is None or first <= day) and (end is None or day < end)


def _piece_reader(
    kind: RecordType, spec: FieldSpec, heading: str, lists: Lists
) -> Callable[[str, int, list[Problem]], list[Value]]:
    """The values in a cell that holds several; what cannot be read becomes a problem of the row."""
    one = field_reader(spec, kind, lists.books, lists.declared, lists.zone)

    def pieces(cell: str, number: int, problems: list[Problem]) -> list[Value]:
        values: list[Value] = []
        for piece in cell.split(spec.split):
            text = piece.strip()
            if text:
                found = one(text)
                if isinstance(found, Problem):
                    problems.append(found.at(Place(row=number, field=heading)))
                else:
                    values.append(cast("Value", found.value if isinstance(found, Doubtful) else found))
        return values

    return pieces


class _PartyRule:
    """Reads the party columns of rows and sees that each row names whom it is about."""

    def __init__(self, kind: RecordType, lists: Lists, columns: Sequence[_Column]) -> None:
        self.kind, self.declared, self.columns = kind, lists.declared, columns
        self.titles = _kinds(lists).titles
        self.acting = bool(kind.effect.all & ACTS_ON_RECORD)
        self.required = tuple((slot, _heading_of(slot, columns, _title(kind, slot))) for slot in kind.required_slots)
        self.anywhere = next((c.heading for c in columns), "")

    def read(self, row: Sequence[str], number: int, fixed: Mapping[Slot, SlotValue], problems: list[Problem]) -> Party:
        values: dict[str, object] = dict(fixed)  # type: ignore[arg-type]
        before = len(problems)
        _take(self.columns, row, number, values, problems)
        slots = cast("dict[Slot, SlotValue]", values)
        party, more = build_party(slots, self.kind, self.declared, self.titles)
        problems.extend([complaint.at(Place(row=number, field=self.anywhere)) for complaint in more])
        for slot, heading in self.required:
            if (
                slot not in slots
                and not (slot is Slot.NAME and party.identifiers)
                and not _complained(problems, heading)
            ):
                problems.append(problem("cell_missing", Place(row=number, field=heading), field=heading))
        if (
            not party.name
            and not party.identifiers
            and not self.acting
            and not any(p.is_error for p in problems[before:])
        ):
            problems.append(problem("party_missing", Place(row=number, field=self.anywhere)))
        return party
