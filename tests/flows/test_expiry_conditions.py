"""Conditions on when a record expires read amounts as a person writes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from xinzhi.catalogue import load
from xinzhi.core.base.periods import Limit, Unit
from xinzhi.core.records import Expiry
from xinzhi.flows.written import expiry


def test_an_amount_in_a_condition_is_yuan_and_not_cents() -> None:
    pack = load("paper")
    kind = replace(
        pack.record_types["penalty"],
        expiries=(
            Expiry("decided_on", Limit(3, Unit.YEAR), when="fine >= 10000"),
            Expiry("decided_on", Limit(1, Unit.YEAR)),
        ),
    )
    small, large = ({"decided_on": date(2024, 3, 5), "fine": cents} for cents in (999_999, 1_000_000))
    assert expiry(pack, kind, small) == date(2025, 3, 5)
    assert expiry(pack, kind, large) == date(2027, 3, 5)
