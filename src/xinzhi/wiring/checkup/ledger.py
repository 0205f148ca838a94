"""The ledger at a glance. Everything is verified by `xinzhi ledger verify`; this takes a moment however long the log is."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Max

from xinzhi.core.base.problems import Problem, problem, warning
from xinzhi.ledger import merkle
from xinzhi.ledger.note import read, verifier_key
from xinzhi.ledger.suites import suite
from xinzhi.store.log_reader import DatabaseLog
from xinzhi.store.models import Caught, Checkpoint, Commit, Entry
from xinzhi.store.reads.counted import ledger_size
from xinzhi.wiring.keys import made_file
from xinzhi.wiring.settings import Settings

LATEST = 2_000
"""How many of the last entries are hashed again."""


def ledger(settings: Settings) -> Iterator[Problem]:
    """The log is ours, its last entries hash to what is written, and it still leads to the latest checkpoint."""
    reader = DatabaseLog()
    log = reader.log()
    if log is None:
        yield warning("log_not_begun")
        return
    if (log.origin, log.suite) != (settings.origin, settings.suite):
        yield problem("log_is_another", origin=log.origin, suite=log.suite, wanted=f"{settings.origin} {settings.suite}")
        return
    chosen = suite(log.suite)
    path = settings.keys / f"log-{chosen.name}.key"
    for file in (path, settings.keys / "encryption.key", settings.keys / "blinding.key"):
        if not file.exists():
            yield problem("key_file_missing", file=str(file))
    if path.exists() and verifier_key(log.origin, chosen.public_key(made_file(path, chosen.new_key)), chosen) != log.verifier_key:
        yield problem("key_of_another_log", file=str(path))
    size = ledger_size()
    last = Commit.objects.aggregate(last=Max("last_idx"))["last"]
    if size != (0 if last is None else last + 1):
        yield problem("commit_line_wrong", first=last, expected=size)
    for entry in Entry.objects.filter(idx__gte=size - LATEST).iterator():
        if chosen.leaf_hash(bytes(entry.body)) != bytes(entry.leaf_hash):
            yield problem("entry_altered", entry=entry.idx)
    checkpoint = Checkpoint.objects.order_by("-size").first()
    if checkpoint is None:
        yield warning("no_checkpoint")
        return
    said = read(checkpoint.note, log.verifier_key, chosen)
    if isinstance(said, Problem):
        yield said
    elif said.size > size:
        yield problem("entries_cut_off", where="stored", expected=said.size, found=size)
    elif merkle.root_at(said.size, reader.get_node, chosen) != said.root:
        yield problem("history_rewritten", where="stored", size=said.size)


def followers(_settings: Settings) -> Iterator[Problem]:
    """Standings have caught up with the ledger."""
    size = ledger_size()
    caught = Caught.objects.filter(follower="standing").values_list("size", flat=True).first() or 0
    if caught > size:
        yield problem("standing_ahead", caught=caught, size=size)
    elif caught < size:
        yield warning("standing_behind", behind=size - caught)
