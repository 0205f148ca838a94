"""Rows of subjects: registered, changed, merged, split, erased."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, cast

import msgspec
from django.db.backends.utils import CursorWrapper

from xinzhi.core import facts as f
from xinzhi.core.base.canonical import canonical
from xinzhi.core.identity.blocking import keys_for
from xinzhi.core.masking import mask_name
from xinzhi.core.subject_states import ALWAYS, Told
from xinzhi.core.subjects import Identifier, Subject, SubjectKind
from xinzhi.store import subject_states
from xinzhi.store.rows import Rows
from xinzhi.store.sql import COLUMNS, insert
from xinzhi.store.vault import Vault

PERSONAL_SCHEMES = frozenset({"citizen_id"})
"""Identifier schemes whose values are personal by nature; every identifier of a natural person is treated alike."""


def register(fact: f.SubjectRegistered, idx: int, rows: Rows) -> None:
    kind = SubjectKind(fact.subject_kind)
    values = shown(fact.personal, kind)
    rows.add(
        "store_subject",
        (
            fact.subject_id, idx, kind.value, values["name"], values["address"], fact.region_code,
            cast("str", fact.personal.get("industry_code", "")), fact.personal.get("registered_on"), None, "active",
            rows.vault.seal(canonical(fact.personal), seal_place(fact.subject_id)),
        ),
    )  # fmt: skip
    told = Told(idx, ALWAYS, {
        "kind": kind.value, "region_code": fact.region_code, "industry_code": cast("str", fact.personal.get("industry_code", "")),
        "registered_on": cast("str | None", fact.personal.get("registered_on")),
    })  # fmt: skip
    rows.add("store_subjectchange", subject_states.change_row(fact.subject_id, told))
    rows.add_all("store_subjectstate", subject_states.state_rows(fact.subject_id, [told]))
    for row in identifier_rows(rows.vault, fact.subject_id, fact.personal, kind):
        rows.add("store_subjectidentifier", row)
    for key in index_keys(rows.vault, fact.subject_id, fact.personal, kind, fact.region_code):
        rows.add("store_subjectkey", (key, fact.subject_id))


def change(cursor: CursorWrapper, fact: f.SubjectChanged, idx: int, vault: Vault) -> None:
    """Applies a change: its public keys from the day of its record on, its personal part as the whole new state."""
    names = {"subject_kind": "kind"}
    changes = {names.get(key, key): value for key, value in fact.changes.items()}
    told = Told(idx, subject_states.day_of(cursor, fact.by_record), changes)
    now = subject_states.tell(cursor, fact.subject_id, told)
    sets: dict[str, Any] = {"entry_idx": idx, **asdict(now)}
    kind, region = SubjectKind(now.kind), now.region_code
    if fact.personal:
        sets.update(shown(fact.personal, kind))
        sets["sealed"] = vault.seal(canonical(fact.personal), seal_place(fact.subject_id))
    assignments = ", ".join(f"{column} = %s" for column in sets)
    cursor.execute(
        f"UPDATE store_subject SET {assignments} WHERE subject_id = %s",
        [*sets.values(), fact.subject_id],
    )
    if fact.personal:
        cursor.execute("DELETE FROM store_subjectkey WHERE subject_id = %s", [fact.subject_id])
        keys = index_keys(vault, fact.subject_id, fact.personal, kind, region)
        insert(cursor, "store_subjectkey", COLUMNS["store_subjectkey"], [(key, fact.subject_id) for key in keys])
        cursor.execute("SELECT scheme, blind FROM store_subjectidentifier WHERE subject_id = %s", [fact.subject_id])
        known = {(scheme, bytes(blind)) for scheme, blind in cursor.fetchall()}
        fresh = [
            row
            for row in identifier_rows(vault, fact.subject_id, fact.personal, kind)
            if (row[0], row[1]) not in known
        ]
        if fresh:
            insert(cursor, "store_subjectidentifier", COLUMNS["store_subjectidentifier"], fresh)


def merge(cursor: CursorWrapper, fact: f.SubjectsMerged, idx: int) -> None:
    """The merged subject is the kept one from now on. Its records move by links of their own."""
    cursor.execute(
        "UPDATE store_subject SET merged_into = %s, entry_idx = %s WHERE subject_id = %s", [fact.kept, idx, fact.merged]
    )
    subject_states.tell(cursor, fact.merged, Told(idx, ALWAYS, {"merged_into": fact.kept}))


def split(cursor: CursorWrapper, fact: f.SubjectsSplit, idx: int) -> None:
    """Undoes a merge."""
    cursor.execute(
        "UPDATE store_subject SET merged_into = NULL, entry_idx = %s WHERE subject_id = %s", [idx, fact.restored]
    )
    subject_states.tell(cursor, fact.restored, Told(idx, ALWAYS, {"merged_into": None}))


def erase(cursor: CursorWrapper, fact: f.PersonalErased) -> None:
    """Empties the personal parts of these entries, and what was derived from them."""
    for idx in fact.entries:
        cursor.execute("UPDATE store_personal SET salt = NULL, ciphertext = NULL WHERE entry_idx = %s", [idx])
    if fact.subject_id is not None:
        cursor.execute(
            "UPDATE store_subject SET name = '', address = '', sealed = NULL WHERE subject_id = %s", [fact.subject_id]
        )
        for table in ("store_subjectidentifier", "store_subjectkey"):
            cursor.execute(f"DELETE FROM {table} WHERE subject_id = %s", [fact.subject_id])


def shown(personal: dict[str, object], kind: SubjectKind) -> dict[str, object]:
    """Name and address as the subject's row shows them: masked for a human being."""
    name, address = str(personal.get("name", "")), str(personal.get("address", ""))
    return {"name": mask_name(name), "address": ""} if kind.is_person else {"name": name, "address": address}


def identifiers_of(personal: dict[str, object]) -> list[Identifier]:
    return [Identifier(scheme, value) for scheme, value in cast("list[list[str]]", personal.get("identifiers", []))]


def identifier_rows(
    vault: Vault, subject_id: int, personal: dict[str, object], kind: SubjectKind
) -> list[tuple[object, ...]]:
    return [
        (
            i.scheme,
            blind_identifier(vault, i),
            "" if i.scheme in PERSONAL_SCHEMES or kind.is_person else i.value,
            subject_id,
        )
        for i in identifiers_of(personal)
    ]


def blind_identifier(vault: Vault, identifier: Identifier) -> bytes:
    return vault.blind(f"id\x1f{identifier.scheme}\x1f{identifier.value}")


def index_keys(
    vault: Vault, subject_id: int, personal: dict[str, object], kind: SubjectKind, region: str
) -> list[int]:
    subject = subject_value(subject_id, personal, kind, region)
    return sorted({vault.blind_int(f"key\x1f{key}") for key in keys_for(subject)})


def subject_value(subject_id: int, personal: dict[str, object], kind: SubjectKind, region: str) -> Subject:
    """The subject as a value, from its personal part."""
    return Subject(
        id=subject_id,
        kind=kind,
        name=str(personal.get("name", "")),
        identifiers=tuple(identifiers_of(personal)),
        region_code=region,
        industry_code=str(personal.get("industry_code", "")),
        address=str(personal.get("address", "")),
        phone=str(personal.get("phone", "")),
        representative=str(personal.get("representative", "")),
    )


def open_sealed(vault: Vault, subject_id: int, sealed: bytes | memoryview | None) -> dict[str, Any]:
    """The personal part of a subject; empty after erasure."""
    if sealed is None:
        return {}
    return cast("dict[str, Any]", msgspec.json.decode(vault.open(bytes(sealed), seal_place(subject_id))))


def seal_place(subject_id: int) -> bytes:
    return f"subject/{subject_id}".encode()
