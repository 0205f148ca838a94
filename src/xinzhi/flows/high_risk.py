"""Where to go next: subjects of raised and high risk, worst first, for one department and district."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import connections

from xinzhi.core.base.problems import Refused, problem
from xinzhi.flows.tools import Tools

ORDERS = {"risk": "t.grade DESC, coalesce(t.score, 0), t.subject_id", "name": "s.name, t.subject_id", "records": "t.records DESC, t.subject_id"}


@dataclass(frozen=True, slots=True)
class AtRisk:
    """One line of the list. `reasons` are rule ids with milli-points; 0 for what holds the grade down by itself."""

    subject_id: int
    name: str
    kind: str
    region_code: str
    code: str
    grade: str
    score: int | None
    risk_class: str
    records: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Page:
    lines: tuple[AtRisk, ...]
    total: int
    page: int
    size: int


def high_risk(
    tools: Tools,
    *,
    department: str = "",
    region: str = "",
    grades: tuple[str, ...] = (),
    search: str = "",
    order: str = "risk",
    page: int = 1,
    size: int = 50,
) -> Page:
    """A page of the high-risk list.

    `department`: only subjects that it has a record of, or whose kind is its business. `grades`: these instead of the
    classes that the pack calls high risk.
    """
    if department and department not in tools.pack.departments:
        raise Refused(problem("department_not_found", found=department, known=", ".join(tools.pack.departments)))
    where, params = _where(tools, department, region, grades, search)
    with connections[tools.store.using].cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM store_standing t JOIN store_subject s ON s.subject_id = t.subject_id WHERE {where}",
            params,
        )
        (total,) = cursor.fetchone()
        cursor.execute(
            "SELECT t.subject_id, s.name, s.kind, s.region_code,"
            " (SELECT min(i.value) FROM store_subjectidentifier i WHERE i.subject_id = t.subject_id AND i.value <> ''),"
            " t.grade, t.score, t.risk_class, t.records, t.reasons"
            " FROM store_standing t JOIN store_subject s ON s.subject_id = t.subject_id"
            f" WHERE {where} ORDER BY {ORDERS[order]} LIMIT %s OFFSET %s",
            [*params, size, (page - 1) * size],
        )
        lines = tuple(
            AtRisk(
                subject_id, name, kind, district, code or "", grade, score, risk, records,
                tuple((str(rule), int(milli)) for rule, milli in msgspec.json.decode(reasons)),
            )
            for subject_id, name, kind, district, code, grade, score, risk, records, reasons in cursor.fetchall()
        )
    return Page(lines, total, page, size)


def _where(
    tools: Tools, department: str, region: str, grades: tuple[str, ...], search: str
) -> tuple[str, list[Any]]:
    parts: list[str] = ["s.status = 'active'", "s.merged_into IS NULL"]
    params: list[Any] = []
    if grades:
        parts.append(f"t.grade IN ({', '.join(['%s'] * len(grades))})")
        params += grades
    else:
        parts.append("t.high_risk")
    if region:
        prefix = region
        while len(prefix) in (4, 6) and prefix.endswith("00"):
            prefix = prefix[:-2]
        parts.append("s.region_code LIKE %s")
        params.append(prefix + "%")
    if search:
        parts.append(
            "(s.name LIKE %s OR EXISTS (SELECT 1 FROM store_subjectidentifier i"
            " WHERE i.subject_id = t.subject_id AND i.value = %s))"
        )
        params += [f"%{search}%", search.upper()]
    if department:
        kinds = [k.value for k in tools.pack.departments[department].concerns]
        has_record = (
            "EXISTS (SELECT 1 FROM store_counting c JOIN store_record r ON r.record_id = c.record_id"
            " WHERE c.subject_id = t.subject_id AND r.department = %s)"
        )
        if kinds:
            parts.append(f"(s.kind IN ({', '.join(['%s'] * len(kinds))}) OR {has_record})")
            params += kinds
        else:
            parts.append(has_record)
        params.append(department)
    return " AND ".join(parts), params


