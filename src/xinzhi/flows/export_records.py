"""Hand records on: what a department has on file, in the layout that the provincial platform takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from django.db import connection

from xinzhi.connect.outbound.provincial import Export, OutRecord, ProvincialLayout, layouts
from xinzhi.core import authority
from xinzhi.core.authority import Actor
from xinzhi.core.base.problems import Refused, problem
from xinzhi.core.records import Effect
from xinzhi.flows.tools import Tools
from xinzhi.flows.written import stored
from xinzhi.store.models import Link, Look

_GONE = ("supersede", Effect.CORRECT.value, Effect.WITHDRAW.value, Effect.UPHOLD_OBJECTION.value)
"""Acts after which a record is not handed on: another version took its place, or it should never have been."""
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records: of one department and type, from one submission or from a span of days (both ends included)."""

    department: str
    record_type: str
    submission: str = ""
    first: date | None = None
    last: date | None = None


def export_records(
    tools: Tools,
    wanted: Wanted,
    folder: Path,
    *,
    by: Actor,
    at: datetime,
    layout: str = "",
    form: Literal["csv", "xlsx"] = "csv",
    encoding: str = "utf-8-sig",
) -> Path:
    """Writes the records and a manifest into `folder` and returns the file. The first official layout of the type is taken unless named.

    Raises `Refused` where the type has no such layout, or for an actor of another department.
    """
    denial = authority.may(by, "export_records", department=wanted.department)
    if denial is not None:
        raise Refused(denial)
    known = layouts(tools.pack, wanted.record_type)
    chosen = next((m for m in known if layout in ("", m.id)), None)
    if chosen is None:
        raise Refused(
            problem("layout_not_found", found=layout or wanted.record_type, known="、".join(m.id for m in known))
        )
    number = f"{at.astimezone(tools.pack.zone):%Y%m%d}-{tools.store.new_id()}"
    export = Export(number, at, by.name, wanted.department)
    writer = ProvincialLayout(chosen, tools.pack)
    ids = _ids(wanted)
    _on_file(ids, number, by, at)
    records = _records(tools, ids)
    if form == "xlsx":
        return writer.write_workbook(folder, records, export)
    return writer.write_csv(folder, records, export, encoding)


def _on_file(records: Sequence[int], number: str, by: Actor, at: datetime) -> None:
    """Whoever's records leave the house was looked at: it is put on file before anything is written."""
    latest: dict[int, int | None] = {}
    for start in range(0, len(records), _CHUNK):
        links = Link.objects.filter(record_id__in=records[start : start + _CHUNK]).order_by("entry_idx")
        latest.update(links.values_list("record_id", "subject_id"))
    owners = sorted({owner for owner in latest.values() if owner is not None})
    Look.objects.bulk_create(
        (
            Look(at=at, actor=by.name, department=by.department, subject_id=owner, purpose=f"export {number}", door="export")
            for owner in owners
        ),
        batch_size=_CHUNK,
    )


def _records(tools: Tools, ids: Sequence[int]) -> Iterator[OutRecord]:
    """Records as written, oldest first; one whose personal content was erased has nothing left to hand on."""
    with connection.cursor() as cursor:
        for record_id in ids:
            draft = stored(tools.pack, tools.store.vault, cursor, record_id).draft
            if draft.party.name or draft.party.identifiers:
                yield OutRecord(draft.party, draft.fields)


def _ids(wanted: Wanted) -> list[int]:
    sql = "SELECT r.record_id FROM store_record r WHERE r.department = %s AND r.record_type = %s"
    values: list[str | date] = [wanted.department, wanted.record_type]
    for text, value in (
        (" AND r.submission = %s", wanted.submission),
        (" AND r.occurred_on >= %s", wanted.first),
        (" AND r.occurred_on <= %s", wanted.last),
    ):
        if value:
            sql += text
            values.append(value)
    sql += (
        " AND NOT EXISTS (SELECT 1 FROM store_act a WHERE a.target_id = r.record_id AND a.effect IN (%s, %s, %s, %s))"
        " ORDER BY r.occurred_on, r.record_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *_GONE])
        return [record_id for (record_id,) in cursor.fetchall()]
