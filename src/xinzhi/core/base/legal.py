"""Legal basis: which instrument, which article, of what kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xinzhi.core.base.text import Text


class BasisKind(StrEnum):
    """How firm a ground is. An assumption is a parameter that nobody enacted: it is shown as an example (示例参数)."""

    STATUTE = "statute"
    LOCAL_DECISION = "local_decision"
    ASSUMPTION = "assumption"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, regulation, decision or source that rules refer to, with its days in force."""

    id: str
    title: Text
    kind: BasisKind
    number: str = ""
    in_force_from: date | None = None
    in_force_to: date | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """The ground of one rule: an instrument and, where it has them, the article."""

    instrument: Instrument
    article: str = ""

    @property
    def is_assumption(self) -> bool:
        return self.instrument.kind is BasisKind.ASSUMPTION
