"""A row that would change the party or the amount of a record on file: its department confirms, or keeps what stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import connections

from xinzhi.core import authority
from xinzhi.core.authority import Actor
from xinzhi.core.base.problems import Refused, problem
from xinzhi.core.records import Draft
from xinzhi.desk.models import PendingChange
from xinzhi.flows.assess import catch_up
from xinzhi.flows.enter_records import Entered, enter_records
from xinzhi.flows.row_outcomes import draft_from
from xinzhi.flows.tools import Tools
from xinzhi.flows.written import stored

SEALED_AS = b"pending"


@dataclass(frozen=True, slots=True)
class Change:
    """The record on file beside the row that would take its place; `changed` names what differs (fields, or "party")."""

    id: int
    record_id: int
    department: str
    created_at: datetime
    submission: str
    row: int | None
    changed: tuple[str, ...]
    old: Draft
    new: Draft


def waiting_changes(tools: Tools, *, department: str = "", limit: int, offset: int = 0) -> tuple[list[Change], int]:
    """A page of what waits for a confirmation, oldest first, and how much there is."""
    found = PendingChange.objects.filter(decided_at=None)
    if department:
        found = found.filter(department=department)
    rows = list(found.order_by("created_at", "id")[offset : offset + limit])
    return _opened(tools, rows), found.count()


def _opened(tools: Tools, rows: Sequence[PendingChange]) -> list[Change]:
    vault = tools.store.vault
    with connections[tools.store.using].cursor() as cursor:
        return [
            Change(
                row.pk,
                row.record_id,
                row.department,
                row.created_at,
                row.submission_id or "",  # type: ignore[attr-defined]
                row.row,
                tuple(msgspec.json.decode(row.changed, type=list[str])),
                stored(tools.pack, vault, cursor, row.record_id).draft,
                draft_from(vault.open(bytes(row.draft), SEALED_AS)),
            )
            for row in rows
        ]


def confirm_change(tools: Tools, id: int, *, by: Actor, at: datetime) -> Entered:
    """The department stands by the new row: it supersedes the record. The old one stays on file."""
    pending = _open(id, by)
    draft = draft_from(tools.store.vault.open(bytes(pending.draft), SEALED_AS))
    (entered,) = enter_records(tools, [draft], by=by, at=at, confirmed=True)
    if entered.kind == "refused":
        raise Refused(*entered.problems)
    _decided(pending, "confirmed", by, at)
    catch_up(tools, at=at)
    return entered


def keep_as_it_is(id: int, *, by: Actor, at: datetime) -> None:
    """The row was a slip: what stands on file stays."""
    _decided(_open(id, by), "kept", by, at)


def _open(id: int, by: Actor) -> PendingChange:
    pending = PendingChange.objects.filter(pk=id).first()
    denial = authority.may(by, "confirm_change", department=pending.department) if pending else None
    if pending is None or denial is not None:
        raise Refused(denial or problem("change_not_found"))
    if not authority.fits(by, "confirm_change", "waiting" if pending.decided_at is None else "decided"):
        raise Refused(problem("change_decided", by=pending.decided_by))
    return pending


def _decided(pending: PendingChange, outcome: str, by: Actor, at: datetime) -> None:
    pending.outcome, pending.decided_by, pending.decided_at = outcome, by.name, at
    pending.save(update_fields=["outcome", "decided_by", "decided_at"])
