"""The small packs that the other tests break are right as they stand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.catalogue.trial import PACKS
from xinzhi.catalogue import cases, check, load
from xinzhi.core.base.periods import Limit, Unit
from xinzhi.core.records import Slot
from xinzhi.core.schemes.nodes import Lookup
from xinzhi.core.schemes.windows import HalfLife, Months, Steps
from xinzhi.core.subjects import SubjectKind


@pytest.mark.parametrize("pack", ["town", "county"])
def test_nothing_is_wrong_or_doubtful(pack: str) -> None:
    assert check(PACKS / pack) == []


def test_every_value_is_read_as_it_is_written() -> None:
    pack = load(PACKS / "town")
    penalty = pack.record_types["penalty"]
    assert penalty.departments == {"office", "works"}
    assert penalty.party_kinds == {SubjectKind.LEGAL_PERSON, SubjectKind.SOLE_PROPRIETOR}
    assert penalty.slot_codes == {Slot.NAME: "XM"}
    assert penalty.slot_aliases is not None
    assert penalty.slot_aliases[Slot.NAME] == ("当事人",), "what the pack's party columns say holds where the type is silent"
    assert penalty.clocks[0].limit == Limit(24, Unit.HOUR)
    assert [term.limit for term in penalty.expiries] == [Limit(3, Unit.MONTH), Limit(3, Unit.YEAR)]
    fine = penalty.field("fine")
    assert fine is not None
    assert (fine.minimum, fine.maximum) == (0, 100_000_000)

    scheme = pack.scheme("credit", date(2024, 1, 1))
    one, other, missed, _ = scheme.rules
    assert (one.points, one.window, one.cap, one.decay) == (-40_000, Months(36), 100_000, HalfLife(12))
    assert other.points == Lookup("outcome", {"passed": 1_000, "failed": -5_000})
    assert other.decay == Steps(((12, 1000), (24, 500)))
    assert (missed.points, missed.window) == (-50_500, Months(24))
    assert scheme.department == "office", "the folder, where the scheme does not say"
    assert pack.risk["credit"].of("A").intensity.draw_at_most == 50
    assert not pack.calendar.is_working(date(2024, 10, 3))
    assert pack.calendar.is_working(date(2024, 9, 29))
    assert pack.identifiers["shop_no"].read("42").value == "000042"  # type: ignore[union-attr]


def test_worked_cases_are_values() -> None:
    (case,) = cases(PACKS / "town")
    assert (case.scheme, case.as_of, case.subject) == ("credit", date(2024, 6, 30), {"kind": "legal_person"})
    assert [record.counts for record in case.records] == [True, True, False]
    assert (case.expected.score, case.expected.grade) == (72_000, "B")
    assert case.expected.contributions == (("penalty", -40_000),)
    assert case.expected.held_by == ("held",)
