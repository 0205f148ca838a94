"""A small scheme to try single things on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from xinzhi.core.base.text import Text
from xinzhi.core.records import FieldSpec, FieldType, RecordType
from xinzhi.core.schemes.nodes import Band, Dimension, Rule, Scheme
from xinzhi.core.schemes.windows import Months
from xinzhi.engine.records import Scored
from xinzhi.engine.tables import Compiled, compile_scheme

WORD = Text("词", "word")
AS_OF = date(2026, 6, 30)
FIELDS = (
    FieldSpec("level", FieldType.CODE, WORD, code_list="levels", scored=True),
    FieldSpec("fine", FieldType.MONEY, WORD, scored=True),
    FieldSpec("visit", FieldType.TEXT, WORD, scored=True),
)
KINDS = {
    name: RecordType(name, WORD, frozenset({"d"}), frozenset(), FIELDS, ("visit",), "visit")
    for name in ("penalty", "award")
}
RULE = Rule("fined", WORD, "x", "penalty", -8_000, window=Months(36))
SCHEME = Scheme(
    "s", "1", WORD, "d", date(2020, 1, 1), None,
    (Dimension("x", WORD, 600, 100_000, 0, 100_000), Dimension("y", WORD, 400, 90_000, 50_000, 100_000)),
    (RULE,),
    (Band("A", 90_000, WORD), Band("B", 75_000, WORD), Band("C", None, WORD)),
)  # fmt: skip


def compiled(scheme: Scheme, as_of: date = AS_OF) -> Compiled:
    return compile_scheme(scheme, KINDS, as_of)


def with_rules(*rules: Rule, **changes: Any) -> Compiled:
    return compiled(replace(SCHEME, rules=rules, **changes))


def record(number: int, on: date = AS_OF, kind: str = "penalty", **fields: Any) -> Scored:
    values: Mapping[str, Any] = {"level": None, "fine": None, "visit": None, **fields}
    return Scored(number, kind, on, values)
