"""Accepted records in the layout that the provincial platform takes (双公示): its headings, its order, its forms.

A layout is a mapping of the pack, read backwards: heading by heading, from our fields to the official text. Days are written
2024/03/05, without end is 2099/12/31, amounts in 万元 have six decimals, codes are written as their titles.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from xinzhi.catalogue.lists import lists_of
from xinzhi.catalogue.model import ColumnMapping, Pack
from xinzhi.connect.outbound.safe_cells import safe
from xinzhi.connect.outbound.workbooks import HEADING, as_text_columns, new_workbook, put_row
from xinzhi.core.cells.amounts import CENTS
from xinzhi.core.cells.codes import SEPARATOR, CodeBook
from xinzhi.core.field_cells import money_unit
from xinzhi.core.records import FieldSpec, FieldType, RecordType, Slot, Value
from xinzhi.core.subjects import Party
from xinzhi.core.validation import KINDS_LIST

_NUMBER_SLOTS = {
    Slot.USCC: "uscc", Slot.REGISTRATION_NO: "registration_no", Slot.CITIZEN_ID: "citizen_id", Slot.PLATE: "plate",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OutRecord:
    """A record as it goes out: whose it is, and its fields."""

    party: Party
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Export:
    """Which export this is: its id stands in the file's name and in its manifest."""

    id: str
    made_at: datetime
    by: str
    department: str


def layouts(pack: Pack, record_type: str) -> list[ColumnMapping]:
    """The official layouts of a record type, the fullest first: the mappings of the pack that belong to no department."""
    found = [mapping for mapping in pack.mappings if mapping.record_type == record_type and not mapping.department]
    return sorted(found, key=lambda mapping: (-sum(1 for target in mapping.columns.values() if target), mapping.id))


class ProvincialLayout:
    """Writes records of one type under the headings of one layout. `otherwise` fills targets that a record leaves empty."""

    def __init__(self, mapping: ColumnMapping, pack: Pack, otherwise: Mapping[str, str] | None = None) -> None:
        self.mapping, self.pack = mapping, pack
        self.kind: RecordType = pack.record_types[mapping.record_type]
        self.headings = tuple(mapping.columns)
        self._otherwise = dict(otherwise or {})
        self._books = lists_of(pack).books

    def row(self, record: OutRecord) -> list[str]:
        """The cells of one record, as plain text."""
        return [self._cell(heading, target, record) for heading, target in self.mapping.columns.items()]

    def _cell(self, heading: str, target: str, record: OutRecord) -> str:
        if not target:
            return ""
        spec = self.kind.field(target)
        if spec is None:
            text = _slot_text(record.party, Slot(target), self._books.get(KINDS_LIST))
        else:
            text = _field_text(record.fields.get(target), spec, money_unit(spec, heading), self._books)
        return text or self._otherwise.get(target, "")

    def write_csv(
        self, folder: Path, records: Iterable[OutRecord], export: Export, encoding: str = "utf-8-sig"
    ) -> Path:
        """Writes `<type>-<id>.csv` and its manifest into `folder` and returns the CSV file's path. `encoding` may be "gb18030"."""
        path = folder / f"{self.kind.id}-{export.id}.csv"
        count = 0
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file)
            writer.writerow([safe(heading) for heading in self.headings])
            for row in self._rows(records):
                writer.writerow([safe(cell) for cell in row])
                count += 1
        self._write_manifest(path, export, count, encoding)
        return path

    def write_workbook(self, folder: Path, records: Iterable[OutRecord], export: Export) -> Path:
        """Writes `<type>-<id>.xlsx`, with the export's id on every printed page and on a sheet of its own, and its manifest."""
        path = folder / f"{self.kind.id}-{export.id}.xlsx"
        book, sheet = new_workbook(self.kind.title.zh[:31])
        put_row(sheet, 1, self.headings, bold=True, fill=HEADING)
        count = 0
        for row in self._rows(records):
            count += 1
            put_row(sheet, count + 1, row)
        as_text_columns(sheet, self.headings)
        sheet.freeze_panes = "A2"
        sheet.oddFooter.left.text = f"导出编号 {export.id}"
        about = book.create_sheet("导出说明")
        for line, (name, value) in enumerate(self._manifest(export, count, "xlsx").items(), 1):
            put_row(about, line, (name, str(value)))
        book.save(path)
        self._write_manifest(path, export, count, "xlsx")
        return path

    def _rows(self, records: Iterable[OutRecord]) -> Iterator[list[str]]:
        return (self.row(record) for record in records)

    def _manifest(self, export: Export, count: int, encoding: str) -> dict[str, object]:
        return {
            "export": export.id,
            "made_at": export.made_at.isoformat(),
            "by": export.by,
            "department": export.department,
            "record_type": self.kind.id,
            "layout": self.mapping.id,
            "pack": self.pack.id,
            "pack_digest": self.pack.digest,
            "rows": count,
            "encoding": encoding,
        }

    def _write_manifest(self, path: Path, export: Export, count: int, encoding: str) -> None:
        manifest = self._manifest(export, count, encoding)
        manifest |= {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        text = json.dumps(manifest, ensure_ascii=False, indent=2)
        path.with_suffix(".manifest.json").write_text(text + "\n", encoding="utf-8")


def _slot_text(party: Party, slot: Slot, kinds: CodeBook | None) -> str:
    match slot:
        case Slot.NAME:
            return party.name
        case Slot.KIND:
            return kinds.titles.get(party.kind.value, "") if kinds is not None and party.kind is not None else ""
        case Slot.ADDRESS:
            return party.address
        case Slot.PHONE:
            return party.phone
        case Slot.REPRESENTATIVE:
            return party.representative
        case Slot.REGION:
            return party.region_code
        case Slot.LOCAL:
            known = set(_NUMBER_SLOTS.values())
            return next((number.value for number in party.identifiers if number.scheme not in known), "")
        case _:
            scheme = _NUMBER_SLOTS[slot]
            return next((number.value for number in party.identifiers if number.scheme == scheme), "")


def _field_text(value: Value, spec: FieldSpec, unit: str, books: Mapping[str, CodeBook]) -> str:
    if value is None:
        return ""
    match spec.type:
        case FieldType.DATE:
            return f"{value:%Y/%m/%d}" if isinstance(value, date) else str(value)
        case FieldType.MONEY:
            return amount_text(int(value), unit)  # type: ignore[arg-type]
        case FieldType.POINTS:
            return _decimal(int(value), 1_000, 3)  # type: ignore[arg-type]
        case FieldType.CODE:
            return books[spec.code_list].titles.get(str(value), str(value))
        case FieldType.CODES:
            titles = books[spec.code_list].titles
            return ";".join(titles.get(key, key) for key in str(value).split(SEPARATOR))
        case FieldType.BOOLEAN:
            return "是" if value else "否"
        case _:
            return str(value)


def amount_text(cents: int, unit: str) -> str:
    """An amount in `unit` with all its decimals: 5000 yuan in 万元 is 0.500000."""
    scale = CENTS[unit or "yuan"]
    return _decimal(cents, scale, len(str(scale)) - 1)


def _decimal(value: int, scale: int, places: int) -> str:
    sign, whole, part = "-" if value < 0 else "", *divmod(abs(value), scale)
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}"


def missing_columns(layout: ProvincialLayout, row: Sequence[str]) -> list[str]:
    """Headings that the receiving platform wants filled and this row leaves empty: those of our own required fields."""
    required = {spec.name for spec in layout.kind.fields if spec.required} | {
        s.value for s in layout.kind.required_slots
    }
    columns = layout.mapping.columns.items()
    return [heading for (heading, target), cell in zip(columns, row, strict=True) if target in required and not cell]
