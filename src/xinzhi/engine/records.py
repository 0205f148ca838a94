"""A record as evaluations read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple


class Scored(NamedTuple):
    """A record as an evaluation reads it: already folded, so it counts."""

    record_id: int
    record_type: str
    occurred_on: date
    fields: Mapping[str, Any]
