"""Publish a run: every subject's grade on one day, by what was known then, whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa
from django.db import connections, transaction

from xinzhi.catalogue import Pack
from xinzhi.core import authority
from xinzhi.core.authority import Actor
from xinzhi.core.base.problems import Refused, problem
from xinzhi.core.facts import RunPublished
from xinzhi.engine.compile import query
from xinzhi.engine.relations import Columns, columns
from xinzhi.engine.tables import Compiled
from xinzhi.engine.together import Parts
from xinzhi.flows.evidence import Evidence, evidence
from xinzhi.flows.grading import parts_of
from xinzhi.flows.set_up import pack_at
from xinzhi.flows.tools import Tools
from xinzhi.lake import runs
from xinzhi.lake.collected import Collected
from xinzhi.lake.duck import Limits, run
from xinzhi.lake.duck import version as duckdb_version
from xinzhi.lake.parts import run_parts
from xinzhi.lake.scored import Scored
from xinzhi.store.commit import commit
from xinzhi.store.models import Grade, Run
from xinzhi.store.reads.counted import ledger_size


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A run before it is published: results, explanation, and what they rest on."""

    pack: Pack
    parts: Parts
    as_of: date
    known_size: int
    scored: Scored

    @property
    def tables(self) -> Compiled:
        return self.parts[-1]

    @property
    def counts(self) -> dict[str, int]:
        return dict(sorted(Counter(self.scored.assessments["grade"].to_pylist()).items()))


def evaluate(
    tools: Tools,
    scheme_id: str,
    *,
    as_of: date,
    known_size: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Evaluated:
    """Evaluates every subject by the columnar engine, by the records, facts and pack that were known. Changes nothing. Raises `Refused` where no version is in force or another evaluation is under way."""
    with runs.alone(tools.runs):
        return _evaluated(tools, scheme_id, as_of, known_size, progress)


def _evaluated(
    tools: Tools, scheme_id: str, as_of: date, known_size: int | None, progress: Callable[[int], None] | None
) -> Evaluated:
    size = ledger_size(tools.store.using) if known_size is None else known_size
    pack = pack_at(tools, size)
    try:
        parts = parts_of(pack, scheme_id, as_of)
    except KeyError as error:
        raise Refused(problem("scheme_not_in_force", scheme=scheme_id, on=as_of.isoformat())) from error
    wanted = [columns(tables, pack.record_types) for tables in parts]
    with connections[tools.store.using].cursor() as cursor:
        found = relations(
            evidence(pack, cursor, as_of=as_of, known_size=size), wanted, progress=progress
        )
    limits = Limits(tools.threads, tools.memory_limit, tools.runs.parent / "temporary")
    given = dict(zip((tables.scheme.id for tables in parts), found, strict=True))

    def one(tables: Compiled, results: pa.Table, explained: bool) -> Scored:
        return run(query(tables), *given[tables.scheme.id], limits, results=results, explained=explained)

    return Evaluated(pack, parts, as_of, size, run_parts(parts, one))


def publish(tools: Tools, evaluated: Evaluated, *, by: Actor, at: datetime) -> Run:
    """Makes the run the published one: its folder, one fact, and the current grade of each subject, in this order.

    A crash before the fact leaves a folder that nothing names; publishing again writes another.
    """
    denial = authority.run_evaluations(by)
    if denial is not None:
        raise Refused(denial)
    scheme = evaluated.tables.scheme
    name = f"{scheme.id}-{evaluated.as_of:%Y%m%d}-{evaluated.known_size}-{at:%Y%m%d%H%M%S}"
    contributions = evaluated.scored.contributions
    if contributions is None:
        raise ValueError("a run without contributions explains nothing and is not published")
    receipt = {
        "run": name,
        "scheme": scheme.id,
        "version": scheme.version,
        "pack": evaluated.pack.id,
        "pack_digest": evaluated.pack.digest,
        "as_of": evaluated.as_of,
        "known_size": evaluated.known_size,
        "reads": [f"{tables.scheme.id}@{tables.scheme.version}" for tables in evaluated.parts[:-1]],
        "engine": f"duckdb {duckdb_version()}",
        "rules": [line.id for line in evaluated.tables.lines],
        "dimensions": [d.id for d in scheme.dimensions],
        "counts": evaluated.counts,
    }
    written = runs.write(
        tools.runs, name, evaluated.scored.assessments.sort_by("subject_id"), contributions, receipt
    )
    fact = RunPublished(
        run=name,
        scheme=scheme.id,
        version=scheme.version,
        pack_digest=evaluated.pack.digest,
        as_of=evaluated.as_of,
        known_size=evaluated.known_size,
        subjects=evaluated.scored.assessments.num_rows,
        result_sha256=written.results_sha256,
        contributions_sha256=written.contributions_sha256,
        counts=evaluated.counts,
    )
    with transaction.atomic(using=tools.store.using):
        commit(tools.store, [fact], by=by, at=at)
        set_current(tools, name, scheme.id, evaluated.scored.assessments)
    return Run.objects.get(run=name)


def set_current(tools: Tools, name: str, scheme_id: str, results: pa.Table) -> None:
    """Replaces the current grades of a scheme by those of a run."""
    risk = tools.pack.risk.get(scheme_id)
    Grade.objects.filter(scheme=scheme_id).delete()
    rows = zip(*(results[c].to_pylist() for c in ("subject_id", "score", "grade")), strict=True)
    classes = {grade: c.id for c in risk.classes for grade in c.grades} if risk else {}
    Grade.objects.bulk_create(
        [
            Grade(scheme=scheme_id, subject_id=subject, run=name, score=score, grade=grade, risk_class=classes.get(grade, ""))
            for subject, score, grade in rows
        ],
        batch_size=150,
    )


def relations(
    found: Iterable[Evidence], wanted: Sequence[Columns], *, progress: Callable[[int], None] | None = None
) -> list[tuple[pa.Table, pa.Table]]:
    """Evidence as the relations of the engine, `records` and `subjects`, once for each of `wanted`."""
    collected = [Collected(one) for one in wanted]
    for done, one in enumerate(found, 1):
        facts = one.facts
        for into in collected:
            into.add(
                facts.subject_id, facts.kind, facts.industry, facts.region, one.records,
                status=facts.status, registered_on=facts.registered_on, ended_on=facts.ended_on,
            )  # fmt: skip
        if progress is not None and done % 1000 == 0:
            progress(done)
    return [(into.records(), into.subjects()) for into in collected]
