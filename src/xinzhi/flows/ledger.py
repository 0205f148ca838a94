"""The ledger's verbs: sign a checkpoint, verify everything, prove one record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec
from django.db import connections

from xinzhi.core.authority import Actor
from xinzhi.core.base.problems import Problem, Refused, problem
from xinzhi.core.facts import AccessSealed
from xinzhi.flows.rebuild import rebuild
from xinzhi.flows.tools import Tools
from xinzhi.ledger import fsck, merkle
from xinzhi.ledger.note import CheckpointText, read, sign
from xinzhi.ledger.proof import bundle, tlog_proof
from xinzhi.store.commit import Committed, commit, place, read_frontier
from xinzhi.store.locks import log_lock
from xinzhi.store.log_reader import DatabaseLog
from xinzhi.store.models import Checkpoint, Entry, Look, Personal, Record


def checkpoint(tools: Tools, *, at: datetime, to: Path | None = None) -> str:
    """The signed checkpoint of the present ledger, stored, and written to `to` where it is to be held elsewhere."""
    with log_lock(tools.store.using) as cursor:
        frontier = read_frontier(cursor)
        kept = Checkpoint.objects.using(tools.store.using).filter(size=frontier.size).first()
        if kept is None:
            text = CheckpointText(tools.store.origin, frontier.size, merkle.root(frontier, tools.store.suite))
            note = sign(text, tools.signing_key, tools.store.suite)
            kept = Checkpoint.objects.using(tools.store.using).create(size=frontier.size, note=note, at=at)
    if to is not None:
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(kept.note, "utf-8")
    return kept.note


def verify(tools: Tools, held: Sequence[str] = ()) -> Iterator[Problem]:
    """Everything that is damaged, in the log and in the tables folded from it. Nothing where all is whole."""
    reader = DatabaseLog(tools.store.using)
    log = reader.log()
    if log is None:
        yield problem("log_missing")
        return
    damaged = False
    for name, stands, expected in (("origin", log.origin, tools.store.origin), ("suite", log.suite, tools.store.suite.name)):
        if stands != expected:
            damaged = True
            yield problem("log_head_altered", name=name, found=stands, expected=expected)
    for found in fsck.check(reader, tools.store.suite, log.verifier_key, _opener(tools), held):
        damaged = True
        yield found
    if damaged:
        yield Problem("tables_not_compared", {}, "warning")
        return
    yield from rebuild(tools, keep=False)


def _opener(tools: Tools) -> fsck.OpenPersonal:
    def open_personal(idx: int, slot: str, sealed: bytes) -> bytes | None:
        try:
            return tools.store.vault.open(sealed, place(idx, slot))
        except Refused:
            return None

    return open_personal


def prove(tools: Tools, record_id: int, *, at: datetime, with_personal: bool = False) -> bytes:
    """A proof for one record, against the latest checkpoint; a new one is signed where the record is younger than it."""
    entry, note, text, key = _proven(tools, record_id, at)
    opened: dict[str, tuple[bytes, bytes]] = {}
    if with_personal:
        for part in Personal.objects.using(tools.store.using).filter(entry_idx=entry.idx, salt__isnull=False):
            content = tools.store.vault.open(bytes(part.ciphertext or b""), place(entry.idx, part.slot))
            opened[part.slot] = (bytes(part.salt or b""), content)
    reader = DatabaseLog(tools.store.using)
    return bundle(bytes(entry.body), entry.idx, note, text, key, reader.get_node, tools.store.suite, opened)


def prove_tlog(tools: Tools, record_id: int, *, at: datetime) -> tuple[str, bytes]:
    """The same as a C2SP tlog-proof, for tools of that family, and the entry that it is about."""
    entry, note, text, _ = _proven(tools, record_id, at)
    reader = DatabaseLog(tools.store.using)
    return tlog_proof(entry.idx, note, text, reader.get_node, tools.store.suite), bytes(entry.body)


def _proven(tools: Tools, record_id: int, at: datetime) -> tuple[Entry, str, CheckpointText, str]:
    """The entry of a record, a signed note that covers it, what the note says, and the log's public key."""
    record = Record.objects.filter(record_id=record_id).first()
    log = DatabaseLog(tools.store.using).log()
    if record is None or log is None:
        raise Refused(problem("record_not_found", record=record_id))
    last = Checkpoint.objects.using(tools.store.using).order_by("-size").first()
    note = last.note if last is not None and last.size > record.entry_idx else checkpoint(tools, at=at)
    text = read(note, log.verifier_key, tools.store.suite)
    if isinstance(text, Problem):
        raise Refused(text)
    return Entry.objects.using(tools.store.using).get(idx=record.entry_idx), note, text, log.verifier_key


def seal_access(tools: Tools, day: date, *, by: Actor, at: datetime) -> Committed | None:
    """Puts the hash of a past day's access log into the ledger, once. None where it is done, or nobody looked.

    Raises `ValueError` for a day that is not over."""
    if day >= at.astimezone(tools.pack.zone).date():
        raise ValueError(f"{day} is not over")
    start = datetime(day.year, day.month, day.day, tzinfo=tools.pack.zone)
    looks = Look.objects.filter(at__gte=start, at__lt=start + timedelta(days=1)).order_by("id")
    digest, count = hashlib.sha256(), 0
    for look in looks.iterator():
        line = [look.id, look.at, look.actor, look.department, look.subject_id, look.purpose, look.door]  # type: ignore[attr-defined]
        digest.update(msgspec.json.encode(line) + b"\n")
        count += 1
    with connections[tools.store.using].cursor() as cursor:
        cursor.execute("SELECT body FROM store_entry WHERE kind = 'access_sealed'")
        sealed = {msgspec.json.decode(bytes(row[0]))["day"] for row in cursor.fetchall()}
    if not count or day.isoformat() in sealed:
        return None
    return commit(tools.store, [AccessSealed(day=day, looks=count, sha256=digest.hexdigest())], by=by, at=at)
