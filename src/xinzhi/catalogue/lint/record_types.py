"""Whether a record type fits together: its fields, its key, its days, its effect on others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.lint.conditions import Codes, condition
from xinzhi.catalogue.lint.pen import Path, Pen
from xinzhi.catalogue.lists import RECORD_TYPE_LIST
from xinzhi.catalogue.model import Pack
from xinzhi.core.base.periods import Unit
from xinzhi.core.base.problems import Problem
from xinzhi.core.cells.amounts import CENTS
from xinzhi.core.cells.codes import spelling
from xinzhi.core.identity.identifiers import SCHEMES as HOUSE_IDENTIFIERS
from xinzhi.core.records import (
    ACTS_ON_RECORD,
    TARGET_KEY,
    TARGET_TYPE,
    Expiry,
    FieldSpec,
    FieldType,
    RecordType,
)
from xinzhi.core.schemes import expressions

_PARTY = "party"
_PART = "part"
"""Stands in a natural key for the position of a piece of a split cell."""

_COLUMNS = frozenset({"record_id", "subject_id", "record_type", "occurred_on"})
"""What the table of an evaluation calls its own columns, beside which the scored fields stand."""

_DAYS = (FieldType.DATE, FieldType.INSTANT)


def record_type(pack: Pack, kind: RecordType, codes: Codes, reading: Reading) -> None:
    pen = Pen(reading, "record_types", kind.id)
    for department in sorted(kind.departments - set(pack.departments)):
        pen.unknown("department_unknown", department, pack.departments, ("departments", department))
    for spec in kind.fields:
        _field(pack, kind, spec, codes, pen)
    _references(kind, pen)
    _dates(kind, pen)
    _effect(kind, codes, pen)
    _split(kind, pen)
    for key, terms in (("expires", kind.expiries), ("repair_after", kind.repair_after)):
        _terms(kind, key, terms, codes, pen)
    duties = [clock.duty for clock in kind.clocks]
    for i, duty in enumerate(duties):
        if duty in duties[:i]:
            pen.wrong("clock_twice", ("clocks", f"#{i}"), duty=duty)
    for slot in kind.required_slots:
        if slot not in kind.party_slots:
            short = slot.value.partition(".")[2]
            pen.wrong("slot_without_column", ("party", "required", short), found=short)
    if not kind.party_kinds and not kind.effect.all & ACTS_ON_RECORD:
        pen.wrong("key_missing", ("party",), key="party.kinds")
    _headings(kind, pen)


def _field(pack: Pack, kind: RecordType, spec: FieldSpec, codes: Codes, pen: Pen) -> None:
    at = ("fields", spec.name)
    if spec.scored and spec.name in _COLUMNS and spec.name != kind.date_field:
        pen.wrong("field_name_of_table", at, found=spec.name)
    if spec.code_list and spec.code_list not in codes:
        pen.unknown("code_list_unknown", spec.code_list, codes, (*at, "list"))
    elif spec.type in (FieldType.CODE, FieldType.CODES) and spec.default and spec.code_list:
        for key in spec.default.split("|"):
            if key not in codes[spec.code_list]:
                pen.unknown("code_unknown", key, codes[spec.code_list], (*at, "default"))
    if spec.identifier and spec.identifier not in (*HOUSE_IDENTIFIERS, *pack.identifiers):
        pen.unknown("identifier_unknown", spec.identifier, (*HOUSE_IDENTIFIERS, *pack.identifiers), (*at, "identifier"))
    for key, unit in (("unit", spec.unit), ("code_unit", spec.code_unit)):
        if unit and unit not in CENTS:
            pen.unknown("unit_unknown", unit, CENTS, (*at, key))


def _references(kind: RecordType, pen: Pen) -> None:
    """Every field that the type names exists."""
    names = {f.name for f in kind.fields}
    split = any(f.split for f in kind.fields)
    allowed = names | {_PARTY} | ({_PART} if split else set())
    for key, wanted in (("natural_key", kind.natural_key), ("confirm_change", kind.confirm_change)):
        for name in wanted:
            if name not in allowed:
                pen.unknown("field_unknown", name, allowed, (key, name))
    if kind.natural_key == (_PARTY,):
        pen.wrong("key_is_party_alone", ("natural_key",))
    for path, name in [*_days_of(kind), (("effect", "by"), kind.effect.by)]:
        if name and name not in names:
            pen.unknown("field_unknown", name, names, path)


def _days_of(kind: RecordType) -> Iterator[tuple[Path, str]]:
    """Every field name by which the type counts time, with where it is named."""
    yield ("date",), kind.date_field
    yield ("effect", "effective"), kind.effect.effective
    for i, clock in enumerate(kind.clocks):
        yield ("clocks", f"#{i}", "starts"), clock.starts
    for key, terms in (("expires", kind.expiries), ("repair_after", kind.repair_after)):
        for i, term in enumerate(terms):
            yield (key, f"#{i}", "starts"), term.starts
            yield (key, f"#{i}", "on"), term.on


def _dates(kind: RecordType, pen: Pen) -> None:
    """What counts time is a date, and the record's own date is never left out."""
    for path, name in _days_of(kind):
        spec = kind.field(name) if name else None
        if spec is not None and spec.type not in _DAYS:
            pen.wrong("date_field_is_no_date", path, field=name, type=spec.type.value)
    dated = kind.field(kind.date_field)
    if dated is not None and not dated.required:
        pen.wrong("date_field_not_required", ("fields", kind.date_field), field=kind.date_field)
    if dated is not None and dated.split:
        pen.wrong("date_field_split", ("fields", kind.date_field, "split"), field=kind.date_field)


def _effect(kind: RecordType, codes: Codes, pen: Pen) -> None:
    """An acting record says on what it acts; an effect chosen by a code says so for codes that exist."""
    if kind.effect.all & ACTS_ON_RECORD:
        for name in (TARGET_TYPE, TARGET_KEY):
            if kind.field(name) is None:
                pen.wrong("acting_field_missing", ("fields",), field=name)
        target = kind.field(TARGET_TYPE)
        if target is not None and target.code_list != RECORD_TYPE_LIST:
            pen.wrong("target_type_list", ("fields", TARGET_TYPE, "list"), list=RECORD_TYPE_LIST)
    if not kind.effect.by:
        return
    chooser = kind.field(kind.effect.by)
    if chooser is not None and chooser.type is not FieldType.CODE:
        pen.wrong("effect_by_no_code", ("effect", "by"), field=chooser.name, type=chooser.type.value)
    elif chooser is not None and chooser.code_list in codes:
        for key in kind.effect.cases or {}:
            if key not in codes[chooser.code_list]:
                pen.unknown("code_unknown", key, codes[chooser.code_list], ("effect", "cases", f"{key}:"))


def _split(kind: RecordType, pen: Pen) -> None:
    """One field at most takes a cell apart, and the natural key tells its pieces apart."""
    split = [f.name for f in kind.fields if f.split]
    for name in split[1:]:
        pen.wrong("split_twice", ("fields", name, "split"), field=name, other=split[0])
    if not split:
        return
    if not {split[0], _PART} & set(kind.natural_key):
        pen.wrong("split_not_in_key", ("natural_key",), field=split[0])
    if kind.natural_key and set(kind.natural_key) <= {split[0], _PART}:
        pen.wrong("split_is_whole_key", ("natural_key",), field=split[0])


def _terms(kind: RecordType, key: str, terms: Sequence[Expiry], codes: Codes, pen: Pen) -> None:
    """The first term that fits is taken: one after a term without condition is never reached."""
    open_ended = next((i for i, term in enumerate(terms) if not term.when), None)
    for i, term in enumerate(terms):
        at = (key, f"#{i}")
        if open_ended is not None and i > open_ended:
            pen.wrong("term_never_reached", at)
        if term.limit is not None and term.limit.unit is Unit.HOUR:
            pen.wrong("term_in_hours", (*at, "limit"))
        if term.when:
            parsed = expressions.parse(term.when)
            if isinstance(parsed, Problem):
                pen.put(parsed, (*at, "when"))
            else:
                condition(parsed, kind, codes, (*at, "when"), pen)


def _headings(kind: RecordType, pen: Pen) -> None:
    """A heading that could be two columns is neither when a file is read."""
    owner: dict[str, str] = {}
    for target, path, written in _all_headings(kind):
        spelt = spelling(written)
        first = owner.setdefault(spelt, target)
        if spelt and first != target:
            pen.doubtful("headings_alike", path, found=written, first=first, second=target)


def _all_headings(kind: RecordType) -> list[tuple[str, Path, str]]:
    out: list[tuple[str, Path, str]] = []
    titles, aliases, official = kind.slot_titles or {}, kind.slot_aliases or {}, kind.slot_codes or {}
    for slot in kind.party_slots:
        at = ("party", "columns", slot.value.partition(".")[2])
        words = [titles[slot].zh, *aliases.get(slot, ()), official.get(slot, "")]
        out += [(slot.value, at, word) for word in words if word]
    for spec in kind.fields:
        words = [spec.title.zh, *spec.aliases, spec.code]
        out += [(spec.name, ("fields", spec.name), word) for word in words if word]
    return out
