"""From the cells of a row to drafts: typed, complete, checked, or refused with reasons that a clerk can act on.

`compile_rows` works out everything that does not depend on the row once; what it gives back is called for each row.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from xinzhi.core import cell_values as cells
from xinzhi.core.base.problems import Place, Problem, problem, warning
from xinzhi.core.identity import identifiers as ids
from xinzhi.core.records import ACTS_ON_RECORD, Draft, FieldSpec, FieldType, RecordType, Slot, Value
from xinzhi.core.subjects import Identifier, Party, SubjectKind

_IDENTIFIER_SLOTS = {
    Slot.USCC: "uscc",
    Slot.REGISTRATION_NO: "registration_no",
    Slot.CITIZEN_ID: "citizen_id",
    Slot.PLATE: "plate",
}
_EMPTY = frozenset({"", "-", "--", "—", "无", "/", "\\", "NULL", "null", "None", "N/A", "n/a", "暂无", "空"})


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of a row: drafts without an error, or errors; warnings in either case."""

    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> bool:
        return any(p.is_error for p in self.problems)


@dataclass(frozen=True, slots=True)
class Lists:
    """What a pack knows that rows are read with: spellings of code lists, declared identifiers, the zone of its days."""

    spellings: Mapping[str, Mapping[str, str]]
    order: Mapping[str, Mapping[str, int]]
    declared: Mapping[str, ids.DeclaredIdentifier]
    zone: ZoneInfo


RowReader = Callable[[Sequence[str], int], RowResult]
_Read = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class _Column:
    """One column to be read: where it is, what heading it bears, into which field or slot, how."""

    index: int
    heading: str
    target: str
    read: _Read
    required: bool
    default: object
    max_length: int


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

    A row yields one draft for each of `kinds`, and several where a field splits its cell. Dates after `today` are refused.
    """
    readers = [_one_kind(kind, department, columns, headings, constants, lists, today) for kind in kinds]
    if len(readers) == 1:
        return readers[0]

    def read(row: Sequence[str], number: int) -> RowResult:
        results = [reader(row, number) for reader in readers]
        problems = tuple(dict.fromkeys(p for r in results for p in r.problems if p.is_error)) or tuple(
            {(p.code, p.place): p for r in results for p in r.problems}.values()
        )
        if any(r.refused for r in results):
            return RowResult((), problems)
        return RowResult(tuple(d for r in results for d in r.drafts), problems)

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
    fixed, fixed_slots, fixed_problems = _constants(kind, constants, lists)
    present = {c.target for c in field_columns} | set(fixed)
    absent = [f for f in kind.fields if f.name not in present]
    missing = [f for f in absent if f.required and not f.default]
    defaults = {f.name: f.default for f in absent if f.default}
    split = next((f for f in kind.fields if f.split), None)
    split_read = _field_reader(split, lists) if split else None
    required_slots = frozenset(slot.value for slot in kind.required_slots)
    acting = bool(kind.effect.all & ACTS_ON_RECORD)
    kind_spellings = lists.spellings.get("party_class", {})
    date_field, zone = kind.date_field, lists.zone

    def read(row: Sequence[str], number: int) -> RowResult:
        problems: list[Problem] = list(fixed_problems)
        values: dict[str, Value] = {**defaults, **fixed}
        started: datetime | None = None
        for column in field_columns:
            text = row[column.index] if column.index < len(row) else ""
            if text in _EMPTY:
                if column.required:
                    problems.append(_at("cell_missing", number, column.heading))
                elif column.default != "":
                    values[column.target] = column.default  # type: ignore[assignment]
                continue
            if column.max_length and len(text) > column.max_length:
                problems.append(
                    Problem(
                        "cell_too_long",
                        {"length": len(text), "most": column.max_length},
                        "warning",
                        Place(row=number, field=column.heading),
                    )
                )
            value = column.read(text)
            if isinstance(value, Problem):
                problems.append(value.at(Place(row=number, field=column.heading)))
                continue
            if isinstance(value, datetime):
                started = value if column.target == date_field else started
                value = value.astimezone(zone).date()
            values[column.target] = value  # type: ignore[assignment]
        for spec in missing:
            problems.append(_at("column_missing", number, spec.title.zh))
        party = _party(row, number, slot_columns, fixed_slots, required_slots, acting, kind, kind_spellings, problems)
        day = values.get(date_field)
        if isinstance(day, date) and day > today:
            problems.append(
                Problem("date_in_future", {"found": day.isoformat()}, "error", Place(row=number, field=date_field))
            )
        if not isinstance(day, date) and not any(p.is_error for p in problems):
            problems.append(_at("cell_missing", number, date_field))
        if any(p.is_error for p in problems):
            return RowResult((), tuple(problems))
        if split is not None and split_read is not None:
            drafts = _split(kind, department, day, party, values, started, number, split, split_read, problems)
            return RowResult((), tuple(problems)) if drafts is None else RowResult(drafts, tuple(problems))
        draft = Draft(kind.id, department, day, party, values, started, number)  # type: ignore[arg-type]
        return RowResult((draft,), tuple(problems))

    return read


def _columns(
    kind: RecordType, columns: Mapping[int, str], headings: Mapping[int, str], lists: Lists
) -> tuple[list[_Column], list[tuple[int, str, str]]]:
    fields: list[_Column] = []
    slots: list[tuple[int, str, str]] = []
    for index, target in sorted(columns.items()):
        spec = kind.field(target)
        heading = headings.get(index, target)
        if spec is not None:
            if spec.split:
                read: _Read = str
            else:
                usual = spec.code_unit or spec.unit if heading.strip().upper() == spec.code else spec.unit
                read = _field_reader(spec, lists, unit=_unit_of(heading) or usual)
            default: object = spec.default
            fields.append(_Column(index, heading, target, read, spec.required, default, spec.max_length))
        elif target.startswith("party."):
            slots.append((index, target, heading))
    return fields, slots


def _unit_of(heading: str) -> str:
    """The unit that a heading states: 罚款金额（万元）."""
    if "万元" in heading:
        return "10k_yuan"
    return "yuan" if "元)" in heading or "元）" in heading or "(元" in heading else ""


def _constants(
    kind: RecordType, constants: Mapping[str, str], lists: Lists
) -> tuple[dict[str, Value], dict[str, str], list[Problem]]:
    fixed: dict[str, Value] = {}
    slots: dict[str, str] = {}
    problems: list[Problem] = []
    for target, text in constants.items():
        spec = kind.field(target)
        if spec is None:
            if target.startswith("party."):
                slots[target] = text
            continue
        value = _field_reader(spec, lists)(cells.clean(text))
        if isinstance(value, Problem):
            problems.append(value.at(Place(field=target)))
        else:
            fixed[target] = value  # type: ignore[assignment]
    return fixed, slots, problems


def _field_reader(spec: FieldSpec, lists: Lists, *, unit: str | None = None) -> _Read:
    """How the text of a field becomes its value."""
    match spec.type:
        case FieldType.TEXT:
            return str
        case FieldType.DATE:
            return lambda text: cells.instant(text, lists.zone)
        case FieldType.INSTANT:
            return lambda text: _iso(cells.instant(text, lists.zone))
        case FieldType.MONEY:
            wanted = spec.unit if unit is None else unit
            return _limited(lambda text: cells.money(text, wanted), spec)
        case FieldType.INTEGER:
            return _limited(cells.integer, spec)
        case FieldType.POINTS:
            return _limited(cells.milli, spec)
        case FieldType.BOOLEAN:
            return cells.boolean
        case FieldType.CODE:
            return _code_reader(spec.code_list, lists)
        case FieldType.CODES:
            spellings, order = lists.spellings[spec.code_list], lists.order[spec.code_list]
            return lambda text: _proposed(cells.codes(text, spellings, order), text, spellings)
        case FieldType.IDENTIFIER:
            check = ids.reader(spec.identifier, dict(lists.declared))
            return lambda text: _identifier_value(check(text))


def _code_reader(name: str, lists: Lists) -> _Read:
    spellings = lists.spellings[name]
    return lambda text: _proposed(cells.code(text, spellings), text, spellings)


def _proposed(found: str | Problem, text: str, spellings: Mapping[str, str]) -> str | Problem:
    """An unknown code with the spellings that come nearest."""
    if not isinstance(found, Problem):
        return found
    near = difflib.get_close_matches(cells.spelling(text), list(spellings), 1, 0.4)
    return Problem(found.code, {**found.params, "proposal": near[0] if near else ""})


def _iso(found: object) -> object:
    return found.isoformat() if isinstance(found, date) else found


def _identifier_value(found: ids.Valid | Problem) -> str | Problem:
    return found if isinstance(found, Problem) else found.value


def _limited(read: Callable[[str], int | Problem], spec: FieldSpec) -> _Read:
    low, high = spec.minimum, spec.maximum
    if low is None and high is None:
        return read

    def checked(text: str) -> int | Problem:
        value = read(text)
        if isinstance(value, Problem) or ((low is None or value >= low) and (high is None or value <= high)):
            return value
        return problem("number_out_of_range", found=text[:40], least=low, most=high)

    return checked


def _at(code: str, row: int, field: str) -> Problem:
    return Problem(code, {"field": field}, "error", Place(row=row, field=field))


def _party(
    row: Sequence[str],
    number: int,
    slots: Sequence[tuple[int, str, str]],
    fixed: Mapping[str, str],
    required: frozenset[str],
    acting: bool,
    kind: RecordType,
    spellings: Mapping[str, str],
    problems: list[Problem],
) -> Party:
    """The party as written, with those of its numbers that hold. A number that does not hold refuses the row."""
    texts = dict(fixed)
    headings: dict[str, str] = {}
    for index, target, heading in slots:
        text = row[index] if index < len(row) else ""
        if text not in _EMPTY:
            texts.setdefault(target, text)
            headings[target] = heading
    found: list[Identifier] = []
    for slot, scheme in _IDENTIFIER_SLOTS.items():
        text = texts.get(slot.value, "")
        if not text:
            continue
        heading = headings.get(slot.value, slot.value)
        if slot is Slot.PLATE:
            _plates(text, number, heading, found, problems)
            continue
        checked = ids.reader(scheme)(text)
        if isinstance(checked, Problem):
            problems.append(checked.at(Place(row=number, field=heading)))
            continue
        for doubt in checked.warnings:
            problems.append(doubt.at(Place(row=number, field=heading)))
        found.append(Identifier(scheme, checked.value))
    local = texts.get(Slot.LOCAL.value, "")
    if local and ":" in local:
        scheme, _, value = local.partition(":")
        found.append(Identifier(scheme, value))
    for slot_name in required:
        if slot_name not in texts and not (found and slot_name == Slot.NAME.value):
            problems.append(_at("cell_missing", number, _slot_title(kind, slot_name)))
    if not acting and not found and not texts.get(Slot.NAME.value):
        if not any(p.code == "cell_missing" for p in problems):
            problems.append(Problem("party_missing", {}, "error", Place(row=number)))
    return Party(
        name=texts.get(Slot.NAME.value, ""),
        kind=_kind(texts, found, kind, spellings, number, problems),
        identifiers=tuple(found),
        address=texts.get(Slot.ADDRESS.value, ""),
        phone=texts.get(Slot.PHONE.value, ""),
        representative=texts.get(Slot.REPRESENTATIVE.value, ""),
        region_code=texts.get(Slot.REGION.value, ""),
    )


def _plates(text: str, number: int, heading: str, found: list[Identifier], problems: list[Problem]) -> None:
    """A case may name tractor and trailer: the first plate is the party, all are its numbers."""
    for piece in text.replace("、", ",").replace("，", ",").replace("/", ",").replace(";", ",").split(","):
        if not piece.strip():
            continue
        checked = ids.plate(piece)
        if isinstance(checked, Problem):
            problems.append(checked.at(Place(row=number, field=heading)))
        else:
            found.append(Identifier("plate", checked.value))


def _slot_title(kind: RecordType, slot: str) -> str:
    titles = kind.slot_titles or {}
    return titles[slot].zh if slot in titles else slot


def _kind(
    texts: Mapping[str, str],
    found: Sequence[Identifier],
    kind: RecordType,
    spellings: Mapping[str, str],
    number: int,
    problems: list[Problem],
) -> SubjectKind | None:
    """What kind of party it is: the code says it best, then what the row says, then what the type allows."""
    for identifier in found:
        if identifier.scheme == "uscc":
            return ids.uscc_kind(identifier.value)
        if identifier.scheme == "citizen_id":
            return SubjectKind.NATURAL_PERSON
        if identifier.scheme == "plate":
            return SubjectKind.VEHICLE
    said = texts.get(Slot.KIND.value, "")
    if said:
        key = cells.code(said, spellings)
        if isinstance(key, str):
            return SubjectKind(key)
        problems.append(warning("party_kind_unknown", Place(row=number), found=said))
    return next(iter(kind.party_kinds)) if len(kind.party_kinds) == 1 else None


def _split(
    kind: RecordType,
    department: str,
    day: object,
    party: Party,
    values: dict[str, Value],
    started: datetime | None,
    number: int,
    spec: FieldSpec,
    read: _Read,
    problems: list[Problem],
) -> tuple[Draft, ...] | None:
    """One draft for each piece of the cell; the row stands or falls as a whole."""
    pieces = [piece.strip() for piece in str(values.get(spec.name, "")).split(spec.split)]
    drafts: list[Draft] = []
    for part, piece in enumerate(piece for piece in pieces if piece):
        value = read(piece)
        if isinstance(value, Problem):
            problems.append(value.at(Place(row=number, field=spec.title.zh)))
            continue
        fields = {**values, spec.name: value, "part": part + 1}  # type: ignore[dict-item]
        drafts.append(Draft(kind.id, department, day, party, fields, started, number, part))  # type: ignore[arg-type]
    return None if any(p.is_error for p in problems) else tuple(drafts)
