"""Checking a log from what is written, never trusting who wrote it: this file does not import the writer.

`check` reads everything once and names each piece of damage with its place. What was rewritten consistently, hashes and all, is
found by a checkpoint that is held elsewhere: that is what checkpoints are for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from xinzhi.core.base.problems import Problem, problem
from xinzhi.ledger.note import CheckpointText, read
from xinzhi.ledger.suites import NODE, Suite

ERASED = "personal_erased"


class LogReader(Protocol):
    """What a checker reads. Orders matter: entries by index, nodes by level and index, personal parts by entry and slot."""

    def entries(self) -> Iterable[tuple[int, str, bytes, bytes]]: ...
    def nodes(self) -> Iterable[tuple[int, int, bytes]]: ...
    def personal(self) -> Iterable[tuple[int, str, bytes | None, bytes | None]]: ...
    def checkpoints(self) -> Sequence[tuple[int, str]]: ...
    def commits(self) -> Iterable[tuple[int, int, str, str]]: ...


OpenPersonal = Callable[[int, str, bytes], bytes | None]
"""Opens the ciphertext of (entry, slot); None where it does not open."""


@dataclass
class _Seen:
    """What the entries said: computed tree, promised personal parts, erasures, roots at the sizes of checkpoints."""

    size: int = 0
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)
    promised: dict[tuple[int, str], str] = field(default_factory=dict)
    erased: set[int] = field(default_factory=set)
    roots: dict[int, bytes] = field(default_factory=dict)
    origins: dict[int, tuple[str, str]] = field(default_factory=dict)


def check(
    log: LogReader,
    suite: Suite,
    verifier_key: str,
    open_personal: OpenPersonal,
    held: Sequence[str] = (),
) -> Iterator[Problem]:
    """Every piece of damage, as problems. Nothing comes out of a log that is whole.

    `held` are the texts of checkpoints that were kept elsewhere; they are believed before those in the database.
    """
    notes: list[tuple[str, CheckpointText]] = []
    for where, text in [("held", note) for note in held] + [("stored", note) for _, note in log.checkpoints()]:
        found = read(text, verifier_key, suite)
        if isinstance(found, Problem):
            yield problem("checkpoint_damaged", where=where, why=found.code)
        else:
            notes.append((where, found))
    for size, text in log.checkpoints():
        parsed = read(text, verifier_key, suite)
        if isinstance(parsed, CheckpointText) and parsed.size != size:
            yield problem("checkpoint_damaged", where="stored", why="size")
    seen = _Seen()
    yield from _entries(log, suite, seen, {note.size for _, note in notes})
    yield from _nodes(log, seen)
    yield from _personal(log, suite, seen, open_personal)
    yield from _commits(log, seen)
    for where, note in notes:
        if note.size > seen.size:
            yield problem("entries_cut_off", where=where, expected=note.size, found=seen.size)
        elif seen.roots.get(note.size) != note.root:
            yield problem("history_rewritten", where=where, size=note.size)


def _entries(log: LogReader, suite: Suite, seen: _Seen, sizes: set[int]) -> Iterator[Problem]:
    digest = suite.digest
    edge: list[bytes] = []
    if 0 in sizes:
        seen.roots[0] = suite.empty_root
    for idx, kind, body, stored in log.entries():
        if idx < seen.size:
            yield problem("entry_out_of_order", entry=idx)
            continue
        while seen.size < idx:
            yield problem("entry_missing", entry=seen.size)
            _append(edge, digest(b""), seen, digest)
        leaf = suite.leaf_hash(body)
        if leaf != stored:
            yield problem("entry_altered", entry=idx)
        public = _parsed(body)
        if public is None:
            yield problem("entry_unreadable", entry=idx)
        else:
            if public.get("kind") != kind:
                yield problem("entry_kind_altered", entry=idx, found=kind)
            _promises(idx, public, seen)
        _append(edge, stored, seen, digest)
        if seen.size in sizes:
            seen.roots[seen.size] = _root(edge, suite)


def _parsed(body: bytes) -> dict[str, object] | None:
    try:
        value = json.loads(body)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _promises(idx: int, public: dict[str, object], seen: _Seen) -> None:
    personal = public.get("personal")
    if isinstance(personal, dict):
        for slot, commitment in personal.items():
            seen.promised[idx, slot] = str(commitment)
    entries = public.get("entries")
    if public.get("kind") == ERASED and isinstance(entries, list):
        seen.erased.update(int(e) for e in entries)
    seen.origins[idx] = (str(public.get("at")), str(public.get("by")))


def _append(edge: list[bytes], leaf: bytes, seen: _Seen, digest: Callable[[bytes], bytes]) -> None:
    current, level, position = leaf, 0, seen.size
    while position & 1:
        current = digest(NODE + edge.pop() + current)
        level += 1
        position >>= 1
        seen.nodes[level, position] = current
    edge.append(current)
    seen.size += 1


def _root(edge: Sequence[bytes], suite: Suite) -> bytes:
    current = edge[-1]
    for left in reversed(edge[:-1]):
        current = suite.node_hash(left, current)
    return current


def _nodes(log: LogReader, seen: _Seen) -> Iterator[Problem]:
    missing = set(seen.nodes)
    for level, idx, stored in log.nodes():
        expected = seen.nodes.get((level, idx))
        if expected is None:
            yield problem("node_inserted", level=level, node=idx)
            continue
        missing.discard((level, idx))
        if expected != stored:
            yield problem("node_altered", level=level, node=idx)
    for level, idx in sorted(missing):
        yield problem("node_missing", level=level, node=idx)


def _personal(log: LogReader, suite: Suite, seen: _Seen, open_personal: OpenPersonal) -> Iterator[Problem]:
    missing = dict(seen.promised)
    for idx, slot, salt, sealed in log.personal():
        expected = missing.pop((idx, slot), None)
        if expected is None:
            yield problem("personal_inserted", entry=idx, slot=slot)
            continue
        if salt is None and sealed is None:
            if idx not in seen.erased:
                yield problem("personal_erased_without_ground", entry=idx, slot=slot)
            continue
        content = open_personal(idx, slot, sealed) if sealed is not None else None
        if salt is None or content is None or suite.commitment(salt, content).hex() != expected:
            yield problem("personal_altered", entry=idx, slot=slot)
    for idx, slot in sorted(missing):
        yield problem("personal_missing", entry=idx, slot=slot)


def _commits(log: LogReader, seen: _Seen) -> Iterator[Problem]:
    """The outbox lines cover every entry once, and say the same instant and author as their entries."""
    expected = 0
    for first, last, at, by in log.commits():
        if first != expected or last < first:
            yield problem("commit_line_wrong", first=first, expected=expected)
        for idx in range(first, min(last + 1, seen.size)):
            origin = seen.origins.get(idx)
            if origin is not None and origin != (at, by):
                yield problem("commit_line_altered", first=first, entry=idx)
                break
        expected = last + 1
    if expected != seen.size:
        yield problem("commit_line_wrong", first=expected, expected=seen.size)
