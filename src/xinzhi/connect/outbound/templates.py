"""A workbook for each record type, for clerks to fill in: headings, notes, an example, lists to choose from.

Codes are chosen from a list, every column is text (so that no number loses its digits), and a hidden sheet says which record type
of which pack it is: what comes back is recognised with certainty.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from xinzhi.catalogue.lists import lists_of
from xinzhi.catalogue.model import Pack
from xinzhi.connect.inbound.layout import HINT_RECORD_TYPE
from xinzhi.connect.outbound.workbooks import (
    HEADING,
    REQUIRED,
    as_text_columns,
    new_workbook,
    put_mark,
    put_row,
    say_what_it_is,
    wrap,
)
from xinzhi.core.base.text import Text
from xinzhi.core.records import FieldSpec, FieldType, RecordType, Slot
from xinzhi.core.validation import KINDS_LIST, PART

SHEET = "填报"
HEADER_ROW = 3
_LAST_ROW = 20_000
_FORMS: dict[FieldType, str] = {
    FieldType.TEXT: "文字",
    FieldType.CODE: "从下拉列表中选一项",
    FieldType.CODES: "可填多项，用分号隔开",
    FieldType.INTEGER: "整数",
    FieldType.MONEY: "金额，精确到分",
    FieldType.POINTS: "数字，最多三位小数",
    FieldType.DATE: "日期，如 2024-03-05 或 2024年3月5日",
    FieldType.INSTANT: "日期，可带时间，如 2024-03-05 14:30",
    FieldType.BOOLEAN: "是 或 否",
    FieldType.IDENTIFIER: "编号",
}


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column of a template: what it is called, whether it must be filled, what goes in, an example, and its code list."""

    target: str
    heading: str
    required: bool
    form: str
    example: str = ""
    code_list: str = ""
    single: bool = False

    @property
    def shown(self) -> str:
        """The heading as it stands in the workbook; a star means that the column must be filled."""
        return f"{self.heading}*" if self.required else self.heading


def template_columns(kind: RecordType) -> tuple[TemplateColumn, ...]:
    """The columns of the template, the party first. What intake fills itself (the piece of a split cell) is not asked."""
    sample = kind.sample or {}
    splits = any(spec.split for spec in kind.fields)
    party = [_of_slot(kind, slot, sample.get(slot.value, "")) for slot in kind.party_slots]
    fields = [_of_field(spec, sample.get(spec.name, "")) for spec in kind.fields if not (splits and spec.name == PART)]
    return (*party, *fields)


def _of_slot(kind: RecordType, slot: Slot, example: str) -> TemplateColumn:
    title = (kind.slot_titles or {}).get(slot, Text(slot.value))
    is_kind = slot is Slot.KIND
    form = _FORMS[FieldType.CODE] if is_kind else _FORMS[FieldType.TEXT]
    return TemplateColumn(
        slot.value, title.zh, slot in kind.required_slots, form, example, KINDS_LIST if is_kind else "", is_kind
    )


def _of_field(spec: FieldSpec, example: str) -> TemplateColumn:
    form = _FORMS[spec.type]
    if spec.split:
        form = f"可填多项，用“{spec.split}”隔开"
    if spec.max_length:
        form += f"，不超过 {spec.max_length} 字"
    heading = spec.title.zh
    return TemplateColumn(
        spec.name,
        heading,
        spec.required and not spec.default,
        form,
        example,
        spec.code_list,
        spec.type is FieldType.CODE and not spec.split,
    )


def write_template(to: Path | BinaryIO, kind: RecordType, pack: Pack) -> None:
    """Writes the template of one record type."""
    columns = template_columns(kind)
    book, sheet = new_workbook(SHEET)
    put_mark(sheet, 1, f"{kind.title.zh} 填报模板（{pack.title.zh}）")
    put_mark(sheet, 2, "带 * 的列必填；一行一条；请勿改动表头。说明与示例见“填写说明”。")
    put_row(sheet, HEADER_ROW, [column.shown for column in columns], bold=True, fill=HEADING)
    places = _code_sheet(book, columns, pack)
    for index, column in enumerate(columns, 1):
        cell = sheet.cell(row=HEADER_ROW, column=index)
        if column.required:
            cell.fill = REQUIRED
        cell.comment = Comment(_note(column), "Xinzhi", height=90, width=260)
        if column.single and column.code_list in places:
            _offer(sheet, index, places[column.code_list])
    as_text_columns(sheet, [column.shown for column in columns])
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    _notes_sheet(book, columns)
    say_what_it_is(
        book,
        {"kind": "template", "sheet": SHEET, HINT_RECORD_TYPE: kind.id, "pack": pack.id, "pack_digest": pack.digest},
    )
    book.save(to)


def _note(column: TemplateColumn) -> str:
    needed = "必填" if column.required else "选填"
    example = f"\n示例：{column.example}" if column.example else ""
    return f"{needed}。{column.form}。{example}"


def _offer(sheet: Any, index: int, place: str) -> None:
    """A list to choose from; something else may be typed after a warning, since intake knows more spellings than the list shows."""
    letter = get_column_letter(index)
    offer = DataValidation(type="list", formula1=place, allow_blank=True, errorStyle="warning", showErrorMessage=True)
    offer.errorTitle, offer.error = "不在列表中", "请尽量从列表中选择。"
    sheet.add_data_validation(offer)
    offer.add(f"{letter}{HEADER_ROW + 1}:{letter}{_LAST_ROW}")


def _code_sheet(book: Any, columns: tuple[TemplateColumn, ...], pack: Pack) -> dict[str, str]:
    """A sheet with the titles of every code list that is used; the place of each list."""
    books = lists_of(pack).books
    used = [name for name in dict.fromkeys(c.code_list for c in columns) if name and name in books]
    if not used:
        return {}
    sheet = book.create_sheet("代码表")
    titles = {name: pack.code_lists[name].title.zh if name in pack.code_lists else name for name in used}
    put_row(sheet, 1, [titles[name] for name in used], bold=True, fill=HEADING)
    places: dict[str, str] = {}
    for index, name in enumerate(used, 1):
        entries = list(books[name].titles.values())
        for row, title in enumerate(entries, 2):
            cell = sheet.cell(row=row, column=index, value=title)
            cell.data_type = "s"
        letter = get_column_letter(index)
        places[name] = f"代码表!${letter}$2:${letter}${len(entries) + 1}"
    return places


def _notes_sheet(book: Any, columns: tuple[TemplateColumn, ...]) -> None:
    sheet = book.create_sheet("填写说明")
    put_row(sheet, 1, ("列名", "是否必填", "怎么填", "示例"), bold=True, fill=HEADING)
    for row, column in enumerate(columns, 2):
        put_row(sheet, row, (column.heading, "必填" if column.required else "选填", column.form, column.example))
    for letter, width in zip("ABCD", (30, 10, 44, 44), strict=True):
        sheet.column_dimensions[letter].width = width
    wrap(sheet, 2)
