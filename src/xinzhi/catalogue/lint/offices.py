"""Whether departments, their code lists and the layouts of their files fit the pack."""

from __future__ import annotations

from datetime import date

from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.lint.pen import Pen
from xinzhi.catalogue.lists import RECORD_TYPE_LIST, lists_of
from xinzhi.catalogue.model import ColumnMapping, Pack
from xinzhi.core.base.problems import Problem, Refused
from xinzhi.core.cells.codes import spelling
from xinzhi.core.identity import identifiers
from xinzhi.core.records import RecordType, Slot
from xinzhi.core.subjects import SubjectKind
from xinzhi.core.validation import KINDS_LIST, compile_rows


def departments(pack: Pack, reading: Reading) -> None:
    """A department lies within the pack's region and has a code that holds."""
    for department in pack.departments.values():
        pen = Pen(reading, "departments", department.id)
        if department.region_code and not department.region_code.startswith(pack.region):
            pen.wrong("region_outside", ("region",), found=department.region_code, region=pack.region)
        checked = identifiers.uscc(department.uscc) if department.uscc else None
        if isinstance(checked, Problem):
            pen.put(checked, ("uscc",))


def spellings(pack: Pack, reading: Reading) -> None:
    """A spelling that could be two codes of a list is read as neither."""
    for codes in pack.code_lists.values():
        pen = Pen(reading, "code_lists", codes.id)
        if codes.id == RECORD_TYPE_LIST:
            pen.wrong("code_list_reserved", id=codes.id)
        owner: dict[str, str] = {}
        for code in codes.codes:
            for written in dict.fromkeys((code.title.zh, code.title.en, *code.aliases)):
                first = owner.setdefault(spelling(written), code.key)
                if written and first != code.key:
                    pen.wrong("spelling_twice", ("codes", code.key), found=written, first=first, second=code.key)


def party_classes(pack: Pack, reading: Reading) -> None:
    """The codes of the list of kinds of party are kinds of subject."""
    known = [kind.value for kind in SubjectKind]
    found = pack.code_lists.get(KINDS_LIST)
    for code in found.codes if found else ():
        if code.key not in known:
            Pen(reading, "code_lists", KINDS_LIST).unknown("subject_kind_unknown", code.key, known, ("codes", code.key))
    if found is None:
        for kind in pack.record_types.values():
            if Slot.KIND in kind.party_slots:
                at = ("party", "columns", "kind")
                Pen(reading, "record_types", kind.id).wrong("party_class_missing", at, list=KINDS_LIST)


def mappings(pack: Pack, reading: Reading, broken: set[str]) -> None:
    """A layout leads to fields that exist, and brings what each row must have. Layouts of `broken` record types can wait."""
    for mapping in pack.mappings:
        pen = Pen(reading, "mappings", mapping.id)
        errors = reading.book.errors
        kinds: list[RecordType] = []
        for path, name in ((("record_type",), mapping.record_type), *((("also", n), n) for n in mapping.also)):
            kind = pack.record_types.get(name)
            if kind is None:
                pen.unknown("record_type_unknown", name, pack.record_types, path)
                continue
            kinds.append(kind)
            if mapping.department in pack.departments and mapping.department not in kind.departments:
                pen.wrong("department_hands_in_no_such", path, department=mapping.department, record=name)
        if mapping.department and mapping.department not in pack.departments:
            pen.unknown("department_unknown", mapping.department, pack.departments, ("department",))
        if len(kinds) == 1 + len(mapping.also):
            _targets(mapping, kinds, pen)
        if reading.book.errors == errors and not broken & {kind.id for kind in kinds}:
            _rows(pack, mapping, kinds, pen)


def _targets(mapping: ColumnMapping, kinds: list[RecordType], pen: Pen) -> None:
    known = {f.name for kind in kinds for f in kind.fields} | {s.value for kind in kinds for s in kind.party_slots}
    for heading, target in mapping.columns.items():
        if target and target not in known:
            pen.unknown("field_unknown", target, known, ("columns", heading))
    for target in mapping.constants:
        if target not in known:
            pen.unknown("field_unknown", target, known, ("constants", f"{target}:"))


def _rows(pack: Pack, mapping: ColumnMapping, kinds: list[RecordType], pen: Pen) -> None:
    """A layout by which no row could ever be taken is a mistake."""
    columns = {i: target for i, target in enumerate(mapping.columns.values()) if target}
    headings = dict(enumerate(mapping.columns))
    producers = frozenset.intersection(*(kind.departments for kind in kinds)) if kinds else frozenset()
    department = mapping.department or min(producers, default="")
    try:
        compile_rows(kinds, department, columns, headings, mapping.constants, lists_of(pack), date.max)
    except Refused as error:
        for found in error.problems:
            target = str(found.params.get("target", ""))
            pen.put(found, ("constants", target) if target in mapping.constants else ("columns",))
