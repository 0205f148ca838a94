"""Erase the personal content of a record or of a subject; the chain stays whole."""

from __future__ import annotations

from datetime import datetime

from django.db import connections

from xinzhi.core import authority
from xinzhi.core.authority import Actor
from xinzhi.core.base.problems import Refused, problem
from xinzhi.core.facts import PersonalErased
from xinzhi.flows.tools import Tools
from xinzhi.store.commit import Committed, commit


def erase_record(tools: Tools, record_id: int, ground: str, *, by: Actor, at: datetime) -> Committed:
    """The party as written and the personal fields of one record are gone. What it counted for stays."""
    idx = _one(tools, "SELECT entry_idx FROM store_record WHERE record_id = %s", record_id)
    if idx is None:
        raise Refused(problem("record_not_found", record=record_id))
    return _erase(tools, [idx], ground, by=by, at=at, record_id=record_id)


def erase_subject(tools: Tools, subject_id: int, ground: str, *, by: Actor, at: datetime) -> Committed:
    """Everything personal about one subject is gone: its own facts, and the party as written in each of its records."""
    with connections[tools.store.using].cursor() as cursor:
        cursor.execute(
            "SELECT r.entry_idx FROM store_record r JOIN store_link l ON l.record_id = r.record_id"
            " WHERE l.subject_id = %s",
            [subject_id],
        )
        entries = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT entry_idx FROM store_subjectentry WHERE subject_id = %s", [subject_id])
        entries |= {row[0] for row in cursor.fetchall()}
    if not entries:
        raise Refused(problem("subject_not_found", subject=subject_id))
    return _erase(tools, sorted(entries), ground, by=by, at=at, subject_id=subject_id)


def _erase(
    tools: Tools,
    entries: list[int],
    ground: str,
    *,
    by: Actor,
    at: datetime,
    record_id: int | None = None,
    subject_id: int | None = None,
) -> Committed:
    denial = authority.erase_personal(by)
    if denial is not None:
        raise Refused(denial)
    if not ground.strip():
        raise Refused(problem("reason_missing"))
    fact = PersonalErased(entries=entries, ground=ground, record_id=record_id, subject_id=subject_id)
    return commit(tools.store, [fact], by=by, at=at)


def _one(tools: Tools, query: str, key: int) -> int | None:
    with connections[tools.store.using].cursor() as cursor:
        cursor.execute(query, [key])
        row = cursor.fetchone()
    return None if row is None else int(row[0])
