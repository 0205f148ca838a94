"""Whether the sample of a record type is a row that intake would take."""

from __future__ import annotations

from datetime import date

from xinzhi.catalogue.layer import Reading
from xinzhi.catalogue.lint.pen import Pen
from xinzhi.catalogue.lists import lists_of
from xinzhi.catalogue.model import Pack
from xinzhi.core.base.problems import Refused
from xinzhi.core.cells.text import clean
from xinzhi.core.records import RecordType, Slot
from xinzhi.core.validation import compile_rows

_SOME_DAY = date(9999, 12, 31)
"""Samples are never in the future."""


def sample(pack: Pack, kind: RecordType, reading: Reading) -> None:
    """Reads the sample as the template's first row would be read. Templates, tests and the manual show it."""
    pen = Pen(reading, "record_types", kind.id)
    if not kind.sample:
        pen.doubtful("sample_missing")
        return
    known = {spec.name: spec.title.zh for spec in kind.fields}
    known |= {slot.value: (kind.slot_titles or {})[slot].zh for slot in kind.party_slots}
    for target in kind.sample:
        if target not in known:
            if target in {slot.value for slot in Slot}:
                pen.wrong("slot_without_column", ("sample", f"{target}:"), found=target)
            else:
                pen.unknown("field_unknown", target, known, ("sample", f"{target}:"))
    targets = [target for target in kind.sample if target in known]
    columns = dict(enumerate(targets))
    headings = {i: known[target] for i, target in columns.items()}
    try:
        read = compile_rows([kind], min(kind.departments), columns, headings, {}, lists_of(pack), _SOME_DAY)
    except Refused as error:
        for found in error.problems:
            pen.put(found, ("sample",))
        return
    by_heading = {known[target]: target for target in targets}
    for found in read([clean(kind.sample[target]) for target in targets], 1).problems:
        field = (found.place.field if found.place else None) or ""
        pen.put(found, ("sample", by_heading[field]) if field in by_heading else ("sample",))
