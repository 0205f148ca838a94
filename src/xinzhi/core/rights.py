"""The table of rights as a value: which role may do what, to whose things, and whether a second person must agree.

The table itself is data (`catalogue/rights.yaml`); `authority` asks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from xinzhi.core.base.text import Text


class Reach(StrEnum):
    """Whose things a right reaches. `REGION` is the actor's division and all within it."""

    OWN = "own"
    DEPARTMENT = "department"
    REGION = "region"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Role:
    id: str
    title: Text
    duty: Text


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `states`: those of its thing in which it can be done (none: state does not matter). `second`: another person who holds
    the same right must agree. `purpose`: whoever does it says what for."""

    id: str
    title: Text
    group: str
    why: Text
    who: Mapping[str, Reach]
    states: tuple[str, ...] = ()
    second: bool = False
    purpose: bool = False

    def reaches(self, roles: Iterable[str]) -> frozenset[Reach]:
        """How far these roles reach together; empty where none of them may."""
        return frozenset(self.who[role] for role in roles if role in self.who)


@dataclass(frozen=True, slots=True)
class Rights:
    """The whole table. Without a table nobody may do anything."""

    roles: Mapping[str, Role] = field(default_factory=lambda: MappingProxyType({}))
    acts: Mapping[str, Act] = field(default_factory=lambda: MappingProxyType({}))
    groups: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}))
    states: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}))


NOTHING = Rights()
