"""The library's door: what `import xinzhi` offers to programs.

    import xinzhi

    pack = xinzhi.load_pack("paper")
    result = xinzhi.assess(pack, "market_credit", as_of=date(2026, 6, 30), records=[
        {"id": 1, "type": "penalty", "date": date(2026, 5, 20), "gravity": "serious"},
    ])
    result.grade, result.score, result.contributions

Nothing here needs a database. Scores are milli-points, money is cents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from xinzhi.catalogue import Pack, PackError
from xinzhi.catalogue import check as check_pack
from xinzhi.catalogue import load as load_pack
from xinzhi.core.base.problems import Problem, Refused
from xinzhi.engine.compile import Query, query
from xinzhi.engine.records import Scored
from xinzhi.engine.reference import Assessment
from xinzhi.engine.reference import assess as _assess
from xinzhi.engine.tables import compile_scheme

__all__ = [
    "Assessment",
    "Pack",
    "PackError",
    "Problem",
    "Query",
    "Refused",
    "assess",
    "check_pack",
    "load_pack",
    "scheme_sql",
]


def assess(
    pack: Pack,
    scheme: str,
    *,
    as_of: date,
    records: Iterable[Mapping[str, Any]],
    subject: Mapping[str, str] | None = None,
) -> Assessment:
    """The assessment of one subject from its records.

    Each record has `id`, `type`, `date` and the fields that the scheme reads; missed duties are records of type
    `duty:<id>` with `late`. Raises `KeyError` where no version of the scheme is in force on `as_of`.
    """
    tables = compile_scheme(pack.scheme(scheme, as_of), pack.record_types, as_of)
    rows: Sequence[Scored] = [Scored(int(r["id"]), str(r["type"]), r["date"], r) for r in records]
    return _assess(tables, rows, subject or {})


def scheme_sql(pack: Pack, scheme: str, *, as_of: date, dialect: str = "duckdb") -> Query:
    """The query that an auditor can read: over the relations that `xinzhi.engine.relations` declares."""
    tables = compile_scheme(pack.scheme(scheme, as_of), pack.record_types, as_of)
    return query(tables, dialect=dialect)
