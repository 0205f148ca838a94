"""What became of the rows of a file, in forms that can be kept and shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast

import msgspec

from xinzhi.core.base.canonical import canonical
from xinzhi.core.base.problems import Place, Problem
from xinzhi.core.records import Draft
from xinzhi.core.validation import Glimpse
from xinzhi.flows.enter_records import Entered
from xinzhi.flows.written import party_dict, party_from

Outcome = Literal["accepted", "duplicate", "superseded", "waiting", "refused"]
_RANK: tuple[Outcome, ...] = ("duplicate", "accepted", "superseded", "waiting", "refused")


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """A row, what became of it, why, and the drafts that it yielded with what became of each."""

    row: int
    kind: Outcome
    problems: tuple[Problem, ...]
    cells: list[str]
    entered: tuple[tuple[Draft, Entered], ...]
    glimpse: Glimpse | None = None


def worst(entered: Sequence[Entered]) -> Outcome:
    """The outcome of a row with several records: what most needs attention."""
    return max((e.kind for e in entered), key=_RANK.index, default="accepted")


def problem_documents(problems: Sequence[Problem]) -> str:
    """Problems as JSON text."""
    return canonical(
        [
            {
                "code": p.code,
                "params": dict(p.params),
                "severity": p.severity,
                "row": p.place.row if p.place else None,
                "column": p.place.column if p.place else None,
                "field": p.place.field if p.place else None,
            }
            for p in problems
        ]
    ).decode()


def problems_from(text: str) -> list[Problem]:
    """Problems back from JSON text."""
    return [
        Problem(d["code"], d["params"], d["severity"], Place(row=d.get("row"), column=d.get("column"), field=d.get("field")))
        for d in msgspec.json.decode(text)
    ]


def draft_document(draft: Draft) -> bytes:
    """A draft as JSON, to be kept sealed while it waits."""
    return canonical(
        {
            "record_type": draft.record_type,
            "department": draft.department,
            "occurred_on": draft.occurred_on,
            "party": party_dict(draft.party),
            "fields": {name: ["date", value.isoformat()] if isinstance(value, date) else ["", value] for name, value in draft.fields.items()},
            "started_at": draft.started_at,
            "row": draft.row,
            "part": draft.part,
        }
    )


def draft_from(document: bytes) -> Draft:
    """The draft that was kept."""
    d = cast("dict[str, Any]", msgspec.json.decode(document))
    fields = {name: date.fromisoformat(value) if kind == "date" else value for name, (kind, value) in d["fields"].items()}
    return Draft(
        d["record_type"],
        d["department"],
        date.fromisoformat(d["occurred_on"]),
        party_from(d["party"]),
        fields,
        datetime.fromisoformat(d["started_at"]) if d["started_at"] else None,
        d["row"],
        d["part"],
    )
