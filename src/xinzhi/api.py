"""The library's door: what `import xinzhi` offers to programs.

    import xinzhi

    pack = xinzhi.load_pack("paper")
    result = xinzhi.assess(pack, "market_credit", as_of=date(2026, 6, 30), records=[
        {"id": 1, "type": "penalty", "date": date(2026, 5, 20), "gravity": "serious"},
    ])
    result.grade, result.score, result.contributions

    scores = xinzhi.score(pack, "market_credit", records=Path("records.parquet"), subjects=Path("subjects.parquet"),
                          as_of=date(2026, 6, 30))
    scores.results, scores.contributions, scores.receipt   # Arrow tables, and what they rest on

Nothing here needs a database. Scores are milli-points, money is cents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from xinzhi.catalogue import Pack, PackError
from xinzhi.catalogue import check as check_pack
from xinzhi.catalogue import load as load_pack
from xinzhi.core.base.problems import Problem, Refused, problem
from xinzhi.engine.compile import Query, query
from xinzhi.engine.records import Scored
from xinzhi.engine.reference import Asked, Assessment
from xinzhi.engine.tables import compile_scheme
from xinzhi.engine.together import assess_together, in_order
from xinzhi.lake.score import Scores, score

__all__ = [
    "Assessment",
    "Pack",
    "PackError",
    "Problem",
    "Query",
    "Refused",
    "Scores",
    "assess",
    "check_pack",
    "load_pack",
    "scheme_sql",
    "score",
]


def assess(
    pack: Pack,
    scheme: str,
    *,
    as_of: date,
    records: Iterable[Mapping[str, Any]],
    subject: Mapping[str, str] | None = None,
) -> Assessment:
    """The assessment of one subject from its records, alone: a scheme that compares subjects finds nobody to compare with.

    Each record has `id`, `type`, `date` and the fields that the scheme reads; missed duties are records of type
    `duty:<id>` with `late`. A `subject` without kind is taken for one that the scheme is about. Raises `Refused` where it is not, and `KeyError` where no version of the scheme is in force on `as_of`.
    """
    parts = in_order(scheme, lambda id_: compile_scheme(pack.scheme(id_, as_of), pack.record_types, as_of))
    rows: Sequence[Scored] = [Scored(int(r["id"]), str(r["type"]), r["date"], r) for r in records]
    facts = dict(subject or {})
    kinds = parts[-1].scheme.subject_kinds
    if kinds and "kind" not in facts:
        facts["kind"] = sorted(kinds)[0]
    found = assess_together(parts, [Asked(rows, facts)])[0]
    if found is None:
        raise Refused(problem("scheme_not_for_kind", scheme=scheme, kind=facts["kind"], kinds=", ".join(sorted(kinds))))
    return found


def scheme_sql(pack: Pack, scheme: str, *, as_of: date, dialect: str = "duckdb") -> Query:
    """The query that an auditor can read: over the relations that `xinzhi.engine.relations` declares."""
    tables = compile_scheme(pack.scheme(scheme, as_of), pack.record_types, as_of)
    return query(tables, dialect=dialect)
