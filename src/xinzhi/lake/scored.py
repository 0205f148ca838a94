"""What an evaluation gives back, whichever engine ran it."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Scored:
    """Results of one evaluation as Arrow tables. `contributions` has the rule's number in column `rule`."""

    assessments: pa.Table
    contributions: pa.Table | None
    measures: pa.Table | None = None  # column m0 is the first measure of the scheme, and so on
