"""What a registration record does to its subject: new, changed, moved, cancelled, revoked."""

from __future__ import annotations

from datetime import date

from django.db.backends.utils import CursorWrapper

from xinzhi.core.facts import Fact, SubjectChanged, SubjectRegistered
from xinzhi.core.records import ACTS_ON_SUBJECT, Effect
from xinzhi.core.subjects import SubjectStatus
from xinzhi.flows.identify import Owner, Owners
from xinzhi.flows.tools import Tools
from xinzhi.flows.written import Written, party_dict
from xinzhi.store.reads.subjects import personal_of

INDUSTRY = "industry_code"
REGISTERED_ON = "registered_on"
_ENDS = {Effect.CANCEL: SubjectStatus.CANCELLED, Effect.REVOKE_REGISTRATION: SubjectStatus.REVOKED}


def facts_before(tools: Tools, cursor: CursorWrapper, row: Written, owner: Owner, owners: Owners) -> list[Fact]:
    """Facts about the subject that go before the record: that it became known, and what the record changes in it."""
    registers = row.effect in ACTS_ON_SUBJECT
    if owner.new is not None:
        new = owner.new
        owner.new = None
        facts: list[Fact] = [_with_registration(new, row) if registers else new]
        if registers and row.effect in _ENDS:
            facts.append(_ended(row, new.subject_id))
        return facts
    if not registers or owner.subject_id is None:
        return []
    if row.effect in _ENDS:
        return [_ended(row, owner.subject_id)]
    return _changed(tools, cursor, row, owner.subject_id)


def _with_registration(new: SubjectRegistered, row: Written) -> SubjectRegistered:
    personal = dict(new.personal)
    personal.update(_attributes(row))
    return SubjectRegistered(
        subject_id=new.subject_id,
        subject_kind=new.subject_kind,
        region_code=new.region_code,
        by_record=new.by_record,
        personal=personal,
    )


def _attributes(row: Written) -> dict[str, str]:
    fields = row.draft.fields
    out: dict[str, str] = {}
    if fields.get(INDUSTRY):
        out[INDUSTRY] = str(fields[INDUSTRY])
    registered = fields.get(REGISTERED_ON)
    if isinstance(registered, date):
        out[REGISTERED_ON] = registered.isoformat()
    elif row.effect is Effect.REGISTER:
        out[REGISTERED_ON] = row.draft.occurred_on.isoformat()
    return out


def _ended(row: Written, subject_id: int) -> SubjectChanged:
    changes: dict[str, str | None] = {
        "status": _ENDS[row.effect].value,
        "ended_on": row.draft.occurred_on.isoformat(),
    }
    return SubjectChanged(subject_id=subject_id, by_record=row.record_id, changes=changes)


def _changed(tools: Tools, cursor: CursorWrapper, row: Written, subject_id: int) -> list[Fact]:
    """The change, or nothing where the record only says what is known."""
    before = personal_of(cursor, tools.store.vault, subject_id)
    said = party_dict(row.draft.party)
    kind = said.pop("kind", None)
    region = said.pop("region_code", None)
    said.update(_attributes(row))
    after = {**before, **said}
    numbers = [list(i) for i in {tuple(i) for i in [*before.get("identifiers", []), *said.get("identifiers", [])]}]  # type: ignore[attr-defined,misc]
    after["identifiers"] = sorted(numbers)
    changes: dict[str, str | None] = {"status": SubjectStatus.ACTIVE.value, "ended_on": None}
    if region:
        changes["region_code"] = str(region)
    if kind:
        changes["subject_kind"] = str(kind)
    for name in (INDUSTRY, REGISTERED_ON):
        if after.get(name) != before.get(name):
            changes[name] = str(after[name])
    return [SubjectChanged(subject_id=subject_id, by_record=row.record_id, changes=changes, personal=after)]
