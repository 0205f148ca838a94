"""From the explanation to grades as a query: sums, caps, dimensions, score, and what they are ruled to mean."""

from __future__ import annotations

from sqlglot import exp

from xinzhi.core.schemes.expressions import Expression, Field
from xinzhi.core.schemes.nodes import NOT_RATED, Band, Enough, Term
from xinzhi.engine.conditions import column, exactly, number, text
from xinzhi.engine.hits_sql import right_kind
from xinzhi.engine.measures_sql import fact, name
from xinzhi.engine.relations import facts_of
from xinzhi.engine.sources_sql import R, S, Sources
from xinzhi.engine.sql import (
    add,
    at_least,
    bigint,
    both,
    choose,
    clip,
    divided,
    either,
    filled,
    greatest,
    is_null,
    least,
    minus,
    named,
    table,
    times,
    when,
    with_parts,
)  # fmt: skip
from xinzhi.engine.tables import NO_VALUE, TOO_FEW, VERDICT, Compiled, in_thousandths, looks_back


class Grades:
    """`hits` is read back by its name, and `measures` where the scheme has any."""

    def __init__(self, tables: Compiled, sources: Sources) -> None:
        self.tables, self.sources, self.scheme = tables, sources, tables.scheme
        self.unsure = any(line.keyed is not None or line.from_field is not None for line in tables.lines)
        self.lifts = any(line.at_least >= 0 for line in tables.lines) or any(r.lifts for r in tables.rulings)
        self.measured = {prepared.measure.id: i for i, prepared in enumerate(tables.measures)}
        self.facts = facts_of(self.scheme)
        self.simple = (
            not self.lifts and not tables.rulings and not self.scheme.verdicts
            and all(b.when is None and b.at_most is None for b in self.scheme.bands)
        )  # fmt: skip

    def query(self) -> exp.Select:
        scheme = self.scheme
        values = [column(f"v{i}", "t") for i in range(len(scheme.dimensions))]
        score, grade, reason = self.said()
        select = (
            exp.select(column("subject_id", "t"), *values)
            .select(named(score, "score"), named(grade, "grade"), named(reason, "reason"))
            .from_(table("scored" if self.simple else "ruled", "t"))
        )
        parts = {
            "summed": self.summed(),
            "capped": self.capped(),
            "by_subject": self.by_subject(),
            "observed": self.observed(scheme.enough) if scheme.enough else None,
            "valued": self.valued(),
            "scored": self.scored(),
            "ruled": None if self.simple else self.ruled(),
        }
        select = with_parts(select, parts)
        if scheme.enough:
            select = select.join(table("observed", "o"), using=["subject_id"], join_type="left")
        return select

    def kept(self) -> exp.Select:
        """What each rule came to after its cap, for measures of points."""
        return exp.select(column("subject_id", "c"), column("rule", "c"), column("kept", "c")).from_(
            self.capped(self.summed().subquery("g"), rules=True).subquery("c")
        )

    def summed(self) -> exp.Select:
        select = exp.select("subject_id", "rule", named(exp.Sum(this=column("milli")), "total"))
        if self.unsure:
            without = minus(exp.Count(this=exp.Star()), exp.Count(this=column("milli")))
            select = select.select(named(without, "unvalued"))
        return select.from_("hits").group_by("subject_id", "rule")

    def capped(self, source: exp.Expression | None = None, *, rules: bool = False) -> exp.Select:
        total, cap = column("total", "g"), column("cap", "u")
        free = either(is_null(cap), is_null(total.copy())) if self.unsure else is_null(cap)
        clipped = when(free, total, clip(total.copy(), exp.Neg(this=cap.copy()), cap.copy()))
        select = exp.select(
            column("subject_id", "g"), column("dimension", "u"), column("at_most", "u"), named(clipped, "kept")
        )
        if self.lifts:
            select = select.select(column("at_least", "u"))
        if self.scheme.caps or rules:
            select = select.select(column("rule", "u"))
        if self.unsure:
            select = select.select(column("unvalued", "g"))
        same = exp.EQ(this=column("rule", "g"), expression=column("rule", "u"))
        return select.from_(source or table("summed", "g")).join(table("rules", "u"), on=same)

    def by_subject(self) -> exp.Select:
        sums = [
            named(exp.Sum(this=when(exp.EQ(this=column("dimension"), expression=number(i)), column("kept"))), f"d{i}")
            for i in range(len(self.scheme.dimensions))
        ]
        select = exp.select("subject_id", *sums, named(exp.Max(this=column("at_most")), "held"))
        if self.lifts:
            select = select.select(named(exp.Min(this=column("at_least")), "lifted"))
        for i, shared in enumerate(self.scheme.caps):
            numbers = [number(line.number) for line in self.tables.lines if line.id in shared.rules]
            inside = exp.In(this=column("rule"), expressions=numbers)
            select = select.select(named(exp.Sum(this=when(inside, column("kept"))), f"g{i}"))
        if self.unsure:
            select = select.select(named(exp.Sum(this=column("unvalued")), "unvalued"))
        return select.from_("capped").group_by("subject_id")

    def observed(self, enough: Enough) -> exp.Select:
        """How many records each subject has that let a grade be spoken at all."""
        select = (
            self.sources.records(column("subject_id", R), named(exp.Count(this=exp.Star()), "seen"))
            .where(exp.In(this=column("record_type", R), expressions=[text(n) for n in sorted(enough.records)]))
            .where(exp.GTE(this=self.sources.age(), expression=number(0)))
            .group_by(column("subject_id", R))
        )
        return self.sources.inside(select, *looks_back(enough.window, self.scheme, self.tables.as_of))

    def valued(self) -> exp.Select:
        values = [
            named(bigint(clip(self.moved(i), number(d.floor), number(d.ceiling))), f"v{i}")
            for i, d in enumerate(self.scheme.dimensions)
        ]
        select = exp.select(column("subject_id", "s"), *values, named(filled(column("held", "a"), number(-1)), "held"))
        if self.lifts:
            bands = number(len(self.scheme.bands))
            select = select.select(named(filled(column("lifted", "a"), bands), "lifted"))
        if self.unsure or self.scheme.terms:
            select = select.select(named(self.unvalued(), "unvalued"))
        if not self.simple:
            select = select.select(*(named(column(f, "s"), fact(f)) for f in self.facts))
            select = select.select(*(column(name(i), "m") for i in self.measured.values()))
        select = select.from_(table("subjects", S)).join(
            table("by_subject", "a"), using=["subject_id"], join_type="left"
        )
        if self.measured:
            same = exp.EQ(this=column("subject_id", "m"), expression=column("subject_id", S))
            select = select.join(table("measures", "m"), on=same, join_type="left")
        return select.where(right_kind(self.tables)) if self.scheme.subject_kinds else select

    def moved(self, place: int) -> exp.Expression:
        """A dimension before its limits: base, points, what shared caps took back, terms."""
        dimension = self.scheme.dimensions[place]
        parts: list[exp.Expression] = [number(dimension.base), filled(column(f"d{place}", "a"), number(0))]
        dimension_of = {line.id: line.dimension for line in self.tables.lines}
        for i, shared in enumerate(self.scheme.caps):
            if dimension_of[shared.rules[0]] == place:
                total = filled(column(f"g{i}", "a"), number(0))
                parts.append(exp.paren(minus(clip(total, number(-shared.cap), number(shared.cap)), total.copy())))
        parts += [self.term(term) for term in self.scheme.terms if term.dimension == dimension.id]
        return add(*parts)

    def term(self, term: Term) -> exp.Expression:
        value = column(name(self.measured[term.measure]), "m")
        if term.steps:
            cases = [(at_least(value.copy(), least), number(points)) for least, points in reversed(term.steps)]
            points: exp.Expression = choose(None, cases, number(0))
        else:
            points = filled(divided(times(value, term.each), 1000), number(0))
        return points if term.cap is None else clip(points, number(-term.cap), number(term.cap))

    def unvalued(self) -> exp.Expression:
        """How many things are unknown without which there is no score."""
        parts: list[exp.Expression] = [filled(column("unvalued", "a"), number(0))] if self.unsure else []
        unknown = (is_null(column(name(self.measured[term.measure]), "m")) for term in self.scheme.terms)
        return add(*parts, *(when(test, number(1), number(0)) for test in unknown))

    def scored(self) -> exp.Select:
        """The weighted sum in thousandths, rounded half away from zero: no dimension is ever below it."""
        parts = [times(number(d.weight), column(f"v{i}")) for i, d in enumerate(self.scheme.dimensions)]
        total: exp.Expression = exp.IntDiv(this=exp.paren(add(*parts, number(500))), expression=number(1000))
        if self.scheme.step > 1:
            step = self.scheme.step
            doubled = exp.paren(add(times(total, 2), number(step)))
            total = times(exp.IntDiv(this=doubled, expression=number(2 * step)), step)
        return exp.select("*", named(bigint(total), "total")).from_("valued")

    def ruled(self) -> exp.Select:
        """The band of the score, the worst that overrides hold down to, the best that they lift to, and the verdict."""
        bands = self.scheme.bands
        cases = [(self.fits(band), number(i)) for i, band in enumerate(bands[:-1])]
        by_score = choose(None, cases, number(len(bands) - 1)) if cases else number(0)
        worst: exp.Expression = column("held", "t")
        best: exp.Expression = column("lifted", "t") if self.lifts else number(len(bands))
        for ruling in self.tables.rulings:
            test = exactly(ruling.when, self.found)
            if ruling.lifts:
                best = least(best, when(test, number(ruling.band), number(len(bands))))
            else:
                worst = greatest(worst, when(test, number(ruling.band), number(-1)))
        verdicts = [(exactly(in_thousandths(v.when), self.found), text(v.grade)) for v in self.scheme.verdicts]
        verdict: exp.Expression = choose(None, verdicts, exp.null()) if verdicts else exp.cast(exp.null(), "varchar")
        values = [column(f"v{i}", "t") for i in range(len(self.scheme.dimensions))]
        select = exp.select(column("subject_id", "t"), *values, column("total", "t"))
        if self.unsure or self.scheme.terms:
            select = select.select(column("unvalued", "t"))
        return select.select(
            named(worst, "held"), named(best, "best"), named(by_score, "by_score"), named(verdict, "verdict")
        ).from_(table("scored", "t"))

    def fits(self, band: Band) -> exp.Expression:
        total = column("total", "t")
        parts: list[exp.Expression] = [at_least(total, band.at_least)] if band.at_least is not None else []
        if band.at_most is not None:
            parts.append(exp.LTE(this=total.copy(), expression=number(band.at_most)))
        if band.when is not None:
            parts.append(self.holds(band.when))
        return both(*parts) if parts else exp.true()

    def holds(self, test: Expression) -> exp.Expression:
        return exactly(in_thousandths(test), self.found)

    def found(self, field: Field) -> exp.Expression:
        """A fact, the score, a dimension or a measure, by its name."""
        if field.of_subject:
            return column(fact(field.name), "t")
        if field.name == "score":
            return column("total", "t")
        if field.name in self.measured:
            return column(name(self.measured[field.name]), "t")
        return column(f"v{[d.id for d in self.scheme.dimensions].index(field.name)}", "t")

    def said(self) -> tuple[exp.Expression, exp.Expression, exp.Expression]:
        """Score, grade and reason: what may be said of a subject, and why no more."""
        bands = self.scheme.bands
        score: exp.Expression = column("total", "t")
        if not self.scheme.dimensions:  # the answer is in words alone
            score = exp.cast(exp.null(), "bigint")
        held = column("held", "t")
        grade = self.grade() if self.simple else self.grade_of_ruling()
        reason: exp.Expression = text("")
        is_held = at_least(held, 0)
        if self.scheme.enough is not None:
            seen = filled(column("seen", "o"), number(0))
            rated = either(at_least(seen, self.scheme.enough.count), is_held.copy())
            score, grade, reason = (
                when(rated, score),
                when(rated, grade, text(NOT_RATED)),
                when(rated, reason, text(TOO_FEW)),
            )
        if self.unsure or self.scheme.terms:
            known = exp.EQ(this=column("unvalued", "t"), expression=number(0))
            of_held = choose(held.copy(), [(number(i), text(b.grade)) for i, b in enumerate(bands)], text(NOT_RATED))
            score, grade, reason = when(known, score), when(known, grade, of_held), when(known, reason, text(NO_VALUE))
        if self.scheme.verdicts:
            none = is_null(column("verdict", "t"))
            grade = filled(column("verdict", "t"), grade)
            score, reason = when(none, score), when(none, reason, text(VERDICT))
        return score, grade, reason

    def grade_of_ruling(self) -> exp.Expression:
        lifted = least(column("best", "t"), column("by_score", "t"))
        place = greatest(column("held", "t"), lifted)
        *better, last = self.scheme.bands
        cases = [(number(i), text(band.grade)) for i, band in enumerate(better)]
        return choose(place, cases, text(last.grade)) if cases else text(last.grade)

    def grade(self) -> exp.Expression:
        """The worse of the band of the score and what an override holds it down to."""
        bands = self.scheme.bands
        cases = []
        for index in range(len(bands) - 1, 0, -1):
            below: exp.Expression = at_least(column("held", "t"), index)
            limit = bands[index - 1].at_least
            if limit is not None:
                below = either(below, exp.LT(this=column("total", "t"), expression=number(limit)))
            cases.append((below, text(bands[index].grade)))
        return choose(None, cases, text(bands[0].grade)) if cases else text(bands[0].grade)
