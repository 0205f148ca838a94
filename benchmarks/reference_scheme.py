"""The scheme of the evaluation bench: 24 rules in three dimensions and two overrides, as nodes of the scheme language."""

from __future__ import annotations

from datetime import date

from xinzhi.core.base.periods import MonthRule
from xinzhi.core.base.problems import Problem
from xinzhi.core.base.text import Text
from xinzhi.core.records import FieldSpec, FieldType, RecordType
from xinzhi.core.schemes.expressions import Expression, parse
from xinzhi.core.schemes.nodes import Band, Decay, Dimension, HalfLife, Override, Rounding, Rule, Scheme, Steps

_T = Text("词", "word")
_FIELDS = (
    FieldSpec("severity", FieldType.INTEGER, _T, scored=True),
    FieldSpec("department", FieldType.TEXT, _T, scored=True),
    FieldSpec("repaired", FieldType.BOOLEAN, _T, scored=True),
    FieldSpec("amount", FieldType.MONEY, _T, scored=True),
)


def _steps(*pairs: tuple[int, int]) -> Steps:
    return Steps(tuple((until, percent * 10) for until, percent in pairs))


_H = HalfLife
_NOT = "not repaired"
_RULES: tuple[tuple[str, str, str, int, int, Decay, int], ...] = (
    ("compliance", "ADM_PENALTY", f"severity <= 1 and {_NOT}", -3000, 36, _steps((12, 100), (24, 60), (36, 30)), 15000),
    ("compliance", "ADM_PENALTY", f"severity >= 2 and {_NOT}", -8000, 60, _H(18), 40000),
    ("compliance", "ADM_PENALTY", "department in ('D03', 'D07', 'D11') and severity >= 3", -5000, 60, _H(24), 20000),
    ("compliance", "ADM_PENALTY", "repaired", -1000, 24, _steps((12, 100), (24, 50)), 5000),
    ("compliance", "ADM_COERCION", "", -6000, 36, _H(12), 24000),
    ("compliance", "COURT_DISHONEST", _NOT, -30000, 60, _steps((36, 100), (60, 70)), 60000),
    ("compliance", "TAX_ARREARS", "amount >= 10000", -7000, 36, _H(18), 30000),
    ("compliance", "TAX_ARREARS", "amount < 10000", -2000, 24, _H(12), 10000),
    ("compliance", "ABNORMAL_OP", _NOT, -5000, 36, _steps((36, 100)), 15000),
    ("compliance", "SERIOUS_LIST", _NOT, -50000, 60, _steps((60, 100)), 100000),
    ("compliance", "COMMIT_KEPT", "", 1500, 24, _steps((12, 100), (24, 50)), 6000),
    ("performance", "CONTRACT_BREACH", "severity >= 2", -9000, 48, _H(18), 45000),
    ("performance", "CONTRACT_BREACH", "severity < 2", -4000, 36, _H(12), 20000),
    ("performance", "LOAN_OVERDUE", "amount >= 50000", -12000, 60, _H(24), 50000),
    ("performance", "LOAN_OVERDUE", "amount < 50000", -4000, 36, _H(12), 20000),
    ("performance", "WAGE_ARREARS", _NOT, -15000, 48, _steps((24, 100), (48, 60)), 45000),
    ("performance", "ENFORCEMENT", "", -8000, 36, _H(18), 32000),
    ("performance", "CONTRACT_OK", "", 1000, 24, _steps((12, 100), (24, 50)), 8000),
    ("performance", "CONTRACT_OK", "amount >= 100000", 1000, 24, _H(12), 5000),
    ("social", "COMPLAINT", "severity >= 1", -3000, 24, _H(9), 20000),
    ("social", "COMPLAINT", "severity < 1", -1000, 12, _H(6), 8000),
    ("social", "MEDIA_NEG", "", -5000, 24, _H(12), 25000),
    ("social", "AWARD", "", 4000, 36, _H(18), 15000),
    ("social", "CHARITY", "amount >= 1000", 2000, 36, _H(18), 10000),
)


def _when(text: str) -> Expression | None:
    if not text:
        return None
    found = parse(text)
    if isinstance(found, Problem):
        raise TypeError(text)
    return found


SCHEME = Scheme(
    id="reference",
    version="1",
    title=_T,
    department="bench",
    in_force_from=date(2020, 1, 1),
    in_force_to=None,
    dimensions=tuple(
        Dimension(name, _T, weight, 100_000, 0, 100_000)
        for name, weight in (("compliance", 400), ("performance", 400), ("social", 200))
    ),
    rules=tuple(
        Rule(f"r{i}", _T, dimension, record, points, _when(when), window, decay, cap)
        for i, (dimension, record, when, points, window, decay, cap) in enumerate(_RULES)
    ),
    bands=(Band("A", 90_000, _T), Band("B", 75_000, _T), Band("C", 60_000, _T), Band("D", None, _T)),
    overrides=(
        Override("listed", _T, "D", "SERIOUS_LIST", _when(_NOT), 60),
        Override("grave", _T, "C", "ADM_PENALTY", _when(f"severity >= 4 and {_NOT}"), 12),
    ),
    month_rule=MonthRule.SAME_DAY,
    rounding=Rounding.HALF_EVEN,
)
KINDS = {
    rule.record: RecordType(rule.record, _T, frozenset({"bench"}), frozenset(), _FIELDS, ("severity",), "severity")
    for rule in SCHEME.rules
}
