"""A small catalogue for tests of validation, built by hand: no pack, no files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from xinzhi.core.base.periods import Limit, Unit
from xinzhi.core.base.text import Text
from xinzhi.core.cells.codes import CodeBook, Spelling
from xinzhi.core.identity.identifiers import DeclaredIdentifier
from xinzhi.core.records import Clock, Effect, EffectRule, FieldSpec, FieldType, RecordType, Slot
from xinzhi.core.subjects import SubjectKind
from xinzhi.core.validation import Lists, RowReader, compile_rows

TODAY = date(2024, 6, 1)
SHOP = "92150902MA0N1F3T0X"
FIRM = "914403001922038216"
CITIZEN = "11010519491231002X"


def field(name: str, type: FieldType, title: str, **more: object) -> FieldSpec:
    return FieldSpec(name, type, Text(title), **more)  # type: ignore[arg-type]


PENALTY = RecordType(
    id="penalty",
    title=Text("行政处罚"),
    departments=frozenset({"market"}),
    party_kinds=frozenset({SubjectKind.LEGAL_PERSON, SubjectKind.SOLE_PROPRIETOR, SubjectKind.NATURAL_PERSON}),
    fields=(
        field("decision_no", FieldType.TEXT, "决定书文号", required=True, max_length=20),
        field("penalty_kind", FieldType.CODES, "处罚类别", required=True, code_list="penalty_kind"),
        field("fine", FieldType.MONEY, "罚款金额", unit="yuan", code="CF_NR_FK", code_unit="10k_yuan"),
        field("gravity", FieldType.CODE, "失信程度", code_list="gravity", default="一般"),
        field("decided_on", FieldType.DATE, "决定日期", required=True),
        field("valid_until", FieldType.DATE, "有效期"),
        field("heard", FieldType.BOOLEAN, "是否听证"),
        field("items", FieldType.INTEGER, "件数", minimum=0, maximum=100),
        field("facts", FieldType.TEXT, "违法事实"),
    ),
    natural_key=("decision_no", "party"),
    date_field="decided_on",
    party_slots=(
        Slot.NAME, Slot.KIND, Slot.USCC, Slot.REGISTRATION_NO, Slot.CITIZEN_ID, Slot.ADDRESS, Slot.REGION, Slot.LOCAL,
    ),
    required_slots=(Slot.NAME,),
    slot_titles={Slot.NAME: Text("当事人"), Slot.USCC: Text("信用代码")},
    clocks=(Clock("entry", "decided_on", Limit(24, Unit.HOUR)),),
    in_force_from=date(2000, 1, 1),
)  # fmt: skip

VISIT = RecordType(
    id="visit",
    title=Text("检查"),
    departments=frozenset({"market"}),
    party_kinds=frozenset({SubjectKind.LEGAL_PERSON}),
    fields=(
        field("visit_no", FieldType.TEXT, "编号", required=True),
        field("visited_on", FieldType.DATE, "日期", required=True),
    ),
    natural_key=("visit_no",),
    date_field="visited_on",
    party_slots=(Slot.NAME,),
    required_slots=(Slot.NAME,),
)

VIOLATION = replace(
    VISIT,
    id="violation",
    fields=(
        *VISIT.fields,
        field("violation", FieldType.CODE, "违规", code_list="gravity", split=". "),
        field("part", FieldType.INTEGER, "第几项"),
    ),
    natural_key=("visit_no", "part"),
)

CORRECTION = replace(VISIT, id="correction", required_slots=(), effect=EffectRule(Effect.CORRECT), fields=VISIT.fields)

OVERLOAD = replace(
    VISIT,
    id="overload",
    party_kinds=frozenset({SubjectKind.VEHICLE}),
    party_slots=(Slot.PLATE, Slot.NAME),
    required_slots=(Slot.PLATE,),
)

LISTS = Lists(
    books={
        "penalty_kind": CodeBook("penalty_kind", [Spelling("warning", "警告"), Spelling("fine", "罚款", ("罚金",))]),
        "gravity": CodeBook(
            "gravity", [Spelling("minor", "轻微"), Spelling("general", "一般"), Spelling("serious", "严重")]
        ),
        "party_class": CodeBook(
            "party_class",
            [
                Spelling("legal_person", "法人及非法人组织", ("法人",)),
                Spelling("sole_proprietor", "个体工商户"),
                Spelling("natural_person", "自然人"),
                Spelling("vehicle", "车辆"),
            ],
        ),
    },
    regions=CodeBook("regions", [Spelling("150902", "集宁区")]),
    declared={"business_id": DeclaredIdentifier("business_id", "[0-9]{1,8}", kind=SubjectKind.LEGAL_PERSON)},
    zone=ZoneInfo("Asia/Shanghai"),
)


def reader_for(
    targets: Sequence[str],
    kinds: Sequence[RecordType] = (PENALTY,),
    headings: Mapping[int, str] | None = None,
    constants: Mapping[str, str] | None = None,
) -> RowReader:
    """A reader of rows whose columns are these targets, headed by themselves where `headings` says nothing else."""
    columns = dict(enumerate(targets))
    names = columns | dict(headings or {})
    return compile_rows(kinds, "market", columns, names, constants or {}, LISTS, TODAY)
