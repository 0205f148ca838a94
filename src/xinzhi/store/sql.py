"""Batched inserts by cursor: the ORM is the cost on the hot path, not the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.db.backends.utils import CursorWrapper

COLUMNS: Mapping[str, str] = {
    "store_entry": "idx, kind, body, leaf_hash",
    "store_node": "level, idx, hash",
    "store_personal": "entry_idx, slot, salt, ciphertext",
    "store_commit": "first_idx, last_idx, at, by",
    "store_record": (
        "record_id, entry_idx, record_type, department, occurred_on, entered_at, due_at, late_seconds, expires_on,"
        " natural_key, content_key, document_key, fields, submission, row, part, supersedes"
    ),
    "store_act": "entry_idx, record_id, target_id, effect, effective_on",
    "store_link": "entry_idx, record_id, subject_id, tier, score, reasons",
    "store_counting": "record_id, subject_id, valid_from, valid_to, known_from, known_to, state, reason",
    "store_review": "record_id, entry_idx, department, party_key, opened_at, outcome",
    "store_judgement": "entry_idx, party_key, subject_id, judgement",
    "store_receipt": (
        "number, submission, entry_idx, department, source, file_sha256, at,"
        " rows, accepted, warned, refused, duplicate, superseded, waiting"
    ),
    "store_subject": (
        "subject_id, entry_idx, kind, name, address, region_code, industry_code, registered_on, ended_on, status, sealed"
    ),
    "store_subjectchange": "entry_idx, subject_id, since, changes",
    "store_subjectstate": (
        "subject_id, valid_from, valid_to, known_from, known_to, kind, region_code, industry_code, registered_on, ended_on,"
        " status, merged_into"
    ),
    "store_subjectentry": "entry_idx, subject_id",
    "store_subjectidentifier": "scheme, blind, value, subject_id",
    "store_subjectkey": "key, subject_id",
    "store_run": (
        "run, entry_idx, scheme, version, as_of, known_size, at, subjects, result_sha256, contributions_sha256, counts"
    ),
    "store_packinforce": "entry_idx, pack, digest, at",
}
"""Tables in the order in which a commit fills them, with the columns that it gives."""


class Filled(Protocol):
    tables: dict[str, list[tuple[object, ...]]]


def insert_many(cursor: CursorWrapper, rows: Filled) -> None:
    """Inserts every collected row, table by table."""
    for table, columns in COLUMNS.items():
        values = rows.tables.get(table)
        if values:
            insert(cursor, table, columns, values)


def insert(cursor: CursorWrapper, table: str, columns: str, values: Sequence[tuple[Any, ...]]) -> None:
    quoted = ", ".join(f'"{name.strip()}"' for name in columns.split(","))
    marks = ", ".join(["%s"] * (columns.count(",") + 1))
    cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", values)
