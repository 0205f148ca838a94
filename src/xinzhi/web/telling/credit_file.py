"""An opened credit file as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xinzhi.catalogue.model import RiskClass
from xinzhi.core.base.problems import Problem
from xinzhi.core.duties import Owed
from xinzhi.core.records import ACTS_ON_RECORD
from xinzhi.core.schemes.nodes import NOT_RATED, Scheme
from xinzhi.flows.open_file import CreditFile, NotCounted
from xinzhi.store.models import Grade, Run
from xinzhi.store.reads.files import FiledRecord
from xinzhi.store.reads.log_state import Checked
from xinzhi.store.reads.looks import Looked
from xinzhi.web.pages import credit_file as page
from xinzhi.web.pages.marks import Tone
from xinzhi.web.telling import reasons
from xinzhi.web.telling.teller import Teller, kind_of, state_of, status_of, why_not
from xinzhi.web.words import days, numbers

MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Beside:
    """What the page shows beside the file itself."""

    today: date
    known_at: date | None
    last_fed: Mapping[str, datetime]
    checkpoint: Checked | None
    looks: Sequence[Looked]
    look_count: int
    why_masked: Problem | None = None


def tell(teller: Teller, file: CreditFile, beside: Beside) -> page.CreditFilePage:
    scheme = file.tables.scheme
    risk = teller.pack.risk[scheme.id].of(file.assessment.grade)
    return page.CreditFilePage(
        subject=_head(teller, file, beside),
        dates=page.Dates(file.as_of, beside.known_at, beside.today, file.known_size),
        standing=_standing(teller, file),
        published=_published(teller, file),
        unpublished=teller.grade(scheme, NOT_RATED),
        difference=_difference(teller, file),
        risk=_risk(teller, scheme, risk, file),
        dimensions=_dimensions(teller, file) if _applies(file) else (),
        total=_total(teller, file) if _applies(file) else "",
        not_counted=tuple(
            page.NotCounted(reasons.reference(teller, line.record), why_not(_reason(teller, line)), _since(line))
            for line in file.not_counted
        ),
        events=_events(teller, file),
        duties=_duties(teller, file, file.as_of),
        older_duties=_older_duties(file),
        sources=_sources(teller, file, beside),
        ledger=page.LedgerBox(
            file.known_size,
            len(file.records),
            beside.checkpoint.size if beside.checkpoint else None,
            beside.checkpoint.at if beside.checkpoint else None,
        ),
        looks=tuple(page.LookLine(k.at, k.actor, teller.department(k.department), k.purpose) for k in beside.looks),
        look_count=beside.look_count,
        objections=sum(1 for record in file.records if record.state == "objected"),
        assumptions=scheme.has_assumptions,
    )


def _head(teller: Teller, file: CreditFile, beside: Beside) -> page.SubjectHead:
    subject = file.subject
    values = [page.Shown(teller.identifier(scheme), value, "*" in value) for scheme, value in file.identifiers]
    if file.representative:
        values.append(page.Shown(_("Legal representative"), file.representative, "*" in file.representative))
    if subject.registered_on:
        values.append(page.Shown(_("Registered"), teller.day(subject.registered_on)))
    if file.address:
        values.append(page.Shown(_("Address"), file.address))
    return page.SubjectHead(
        id=subject.subject_id,
        name=file.name or next((value for _scheme, value in file.identifiers), "") or _("(erased)"),
        kind=kind_of(subject.kind),
        status=status_of(subject.status),
        is_active=subject.status == "active",
        place=teller.region(subject.region_code),
        industry=teller.industry(subject.industry_code),
        values=tuple(values),
        why_masked=teller.said(beside.why_masked).text if beside.why_masked else "",
    )


def _standing(teller: Teller, file: CreditFile) -> page.Verdict:
    scheme, result = file.tables.scheme, file.assessment
    return page.Verdict(
        mark=teller.grade(scheme, result.grade),
        score=result.score,
        as_of=file.as_of,
        scheme=scheme.title.say(teller.language),
        version=scheme.version,
        records=result.records,
        bands=teller.bands(scheme),
        note=_note(teller, file),
    )


def _note(teller: Teller, file: CreditFile) -> str:
    """Why the grade is not simply what the score says."""
    scheme, result = file.tables.scheme, file.assessment
    if not _applies(file):
        return _("The scheme does not speak of subjects of this kind.")
    holding = [o for o in scheme.overrides if o.id in result.held_by and o.at_most == result.grade and _better(file, o.at_most)]
    if holding:
        return teller.listed(override.title.say(teller.language) for override in holding)
    if result.grade == NOT_RATED and scheme.enough:
        count = scheme.enough.count
        return ngettext(
            "Fewer than %(count)s record that says anything about it is on file.",
            "Fewer than %(count)s records that say anything about it are on file.",
            count,
        ) % {"count": count}
    return ""


def _applies(file: CreditFile) -> bool:
    kinds = file.tables.scheme.subject_kinds
    return not kinds or file.subject.kind in kinds


def _better(file: CreditFile, grade: str) -> bool:
    """Whether the score alone would give a better grade than this one."""
    bands, score = file.tables.scheme.bands, file.assessment.score
    earned = next((b.grade for b in bands if b.at_least is None or (score is not None and score >= b.at_least)), grade)
    order = [band.grade for band in bands]
    return order.index(earned) < order.index(grade)


def _published(teller: Teller, file: CreditFile) -> page.Verdict | None:
    grade, run, scheme = _spoken(file)
    if grade is None or run is None:
        return None
    return page.Verdict(
        mark=teller.grade(scheme, grade.grade),
        score=grade.score,
        as_of=run.as_of,
        scheme=scheme.title.say(teller.language),
        version=run.version,
        records=0,
        bands=teller.bands(scheme),
        run=_quarter(teller, run.as_of),
        published_on=run.at.astimezone(teller.pack.zone).date(),
    )


def _spoken(file: CreditFile) -> tuple[Grade | None, Run | None, Scheme]:
    """The published grade, unless it speaks of a day, or rests on records, that lie after those that the file was opened for."""
    grade, run, scheme = file.published, file.run, file.tables.scheme
    if run is not None and (run.as_of > file.as_of or run.known_size > file.known_size):
        return None, None, scheme
    return grade, run, scheme


def _quarter(teller: Teller, day: date) -> str:
    """The quarter that a day lies in: how readers name a published evaluation."""
    number = (day.month + 2) // 3
    return f"Q{number} {day.year}" if teller.is_english else f"{day.year}年第{'一二三四'[number - 1]}季度"


def _difference(teller: Teller, file: CreditFile) -> str:
    grade, run, _scheme = _spoken(file)
    if grade is None or run is None or grade.grade == file.assessment.grade:
        return ""
    since = sum(1 for record in file.records if record.entry_idx >= run.known_size)
    day = teller.day(run.as_of)
    if since:
        return ngettext(
            "The two differ: the published grade speaks of %(day)s; %(count)s record has come in since.",
            "The two differ: the published grade speaks of %(day)s; %(count)s records have come in since.",
            since,
        ) % {"day": day, "count": since}
    return _("The two differ: the published grade speaks of %(day)s; records have aged or duties fallen due since.") % {"day": day}


def _risk(teller: Teller, scheme: Scheme, risk: RiskClass, file: CreditFile) -> page.RiskBox:
    points = []
    intensity = risk.intensity
    if intensity.draw_at_least is not None:
        points.append(_("drawn for inspection: %(share)s a year or more") % {"share": numbers.share(intensity.draw_at_least)})
    if intensity.draw_at_most is not None:
        points.append(_("drawn for inspection: %(share)s a year at most") % {"share": numbers.share(intensity.draw_at_most)})
    if intensity.visits_per_year is not None:
        points.append(_("full inspections: %(count)s a year") % {"count": intensity.visits_per_year})
    if intensity.only_when_triggered:
        points.append(_("inspected only upon a complaint or report"))
    points.append(_("incentives apply") if intensity.benefits else _("no incentives"))
    tone = teller.grade(scheme, file.assessment.grade).tone
    return page.RiskBox(
        title=risk.title.say(teller.language),
        tone=tone,
        text=intensity.text.say(teller.language),
        points=tuple(points),
        basis=teller.basis(risk.basis),
        high_risk=risk.high_risk,
    )


def _dimensions(teller: Teller, file: CreditFile) -> tuple[page.Dimension, ...]:
    scheme, result = file.tables.scheme, file.assessment
    rules = {rule.id: rule for rule in scheme.rules}
    terms = {term.id: term for term in scheme.terms}
    measures = {m.id: (m, value) for m, value in zip(scheme.measures, result.measures, strict=True)}
    out = []
    for dimension, value in zip(scheme.dimensions, result.dimensions, strict=True):
        lines = [
            reasons.contribution(teller, reason)
            for reason in file.reasons
            if reason.rule is not None and reason.rule.dimension == dimension.id
        ]
        kept = [k for k in result.kept if k.dimension == dimension.id]
        lines += [reasons.cap_line(teller, rules[k.rule], k) for k in kept if k.rule in rules and k.kept_milli != k.sum_milli]
        lines += [reasons.term_line(teller, terms[k.rule], measures, k) for k in kept if k.rule in terms and k.sum_milli]
        lines += [reasons.shared_line(teller, [rules[r] for r in k.rule.split("+")], k) for k in result.shared if k.dimension == dimension.id]
        shared = sum(k.kept_milli - k.sum_milli for k in result.shared if k.dimension == dimension.id)
        asked = dimension.base + sum(k.kept_milli for k in kept) + shared
        out.append(
            page.Dimension(
                id=dimension.id,
                title=dimension.title.say(teller.language),
                weight=dimension.weight,
                base=dimension.base,
                floor=dimension.floor,
                ceiling=dimension.ceiling,
                value=value,
                weighted=dimension.weight * value,
                contributions=tuple(lines),
                limited=_limited(asked, value),
            )
        )
    return tuple(out)


def _limited(asked: int, value: int) -> str:
    if asked == value:
        return ""
    values = {"asked": numbers.points(asked), "value": numbers.points(value)}
    if asked < value:
        return _("The sum would be %(asked)s; this part cannot fall below %(value)s.") % values
    return _("The sum would be %(asked)s; this part cannot rise above %(value)s.") % values


def _total(teller: Teller, file: CreditFile) -> str:
    """29.2 + 25.5 + 18.6 = 73.3, and what that is worth."""
    scheme, result = file.tables.scheme, file.assessment
    parts = " + ".join(
        numbers.exact(d.weight * v, MICRO) for d, v in zip(scheme.dimensions, result.dimensions, strict=True)
    )
    if not scheme.dimensions:
        return teller.grade(scheme, result.grade).title
    if result.score is None:
        return f"{parts} → {teller.grade(scheme, result.grade).title}"
    exact = sum(d.weight * v for d, v in zip(scheme.dimensions, result.dimensions, strict=True)) == result.score * 1000
    return f"{parts} {'=' if exact else '≈'} {numbers.points(result.score)} → {teller.grade(scheme, result.grade).title}"


def _events(teller: Teller, file: CreditFile) -> tuple[page.Event, ...]:
    moved: dict[int, int] = {}
    for reason in file.reasons:
        moved[reason.contribution.record_id] = moved.get(reason.contribution.record_id, 0) + reason.contribution.milli
    not_counted = {line.record.record_id: _reason(teller, line) for line in file.not_counted}
    return tuple(_event(teller, record, moved.get(record.record_id, 0), not_counted.get(record.record_id, "")) for record in file.records)


def _since(line: NotCounted) -> date | None:
    """From which day it counts no more, where it once did."""
    return line.record.stands_from if line.reason in ("expired", "repaired") else None


def _reason(teller: Teller, line: NotCounted) -> str:
    """The code of why a record counts nothing; one that meets a duty is told apart from one that nobody looks at."""
    if line.reason == "not_scored" and teller.meets_a_duty(line.record.record_type):
        return "meets_duty"
    return line.reason


def _event(teller: Teller, record: FiledRecord, moved: int, reason: str) -> page.Event:
    kind = teller.pack.record_types.get(record.record_type)
    told = teller.listed(value for _label, value in teller.details(kind, record.fields)) if kind else ""
    if kind is not None and kind.effect.all & ACTS_ON_RECORD:
        tone = page.EventTone.ACT
    elif moved > 0:
        tone = page.EventTone.UP
    elif moved < 0 or (kind is not None and kind.negative):
        tone = page.EventTone.DOWN
    else:
        tone = page.EventTone.FLAT
    late = ""
    if record.late_seconds:
        late = _("%(span)s late") % {"span": days.span(record.late_seconds, teller.language)}
    return page.Event(
        record=reasons.reference(teller, record),
        department_id=record.department,
        text=told,
        tone=tone,
        entered_at=record.entered_at,
        late=late,
        counts=not reason,
        objected=record.state == "objected",
        state=state_of(reason) if reason else "",
    )


def _duties(teller: Teller, file: CreditFile, today: date) -> tuple[page.Duty, ...]:
    """Those that run, then the missed ones that still count, the latest first; what was met is no duty any more."""
    counting = {reason.duty.id for reason in file.reasons if reason.duty}
    missed = sorted((d for d in file.duties if d.state == "missed" and d.id in counting), key=lambda d: d.due_on, reverse=True)
    running = sorted((d for d in file.duties if d.state == "open"), key=lambda d: d.due_on)
    return tuple(_duty(teller, duty, today) for duty in (*running, *missed))


def _older_duties(file: CreditFile) -> int:
    """Missed duties that are too old to count."""
    counting = {reason.duty.id for reason in file.reasons if reason.duty}
    return sum(1 for duty in file.duties if duty.state == "missed" and duty.id not in counting)


def _duty(teller: Teller, duty: Owed, today: date) -> page.Duty:
    known = teller.pack.duties[duty.duty]
    left = (duty.due_on - today).days
    if left < 0:
        state = ngettext("%(days)s day overdue", "%(days)s days overdue", -left) % {"days": f"{-left:,}"}
    else:
        state = ngettext("%(days)s day left", "%(days)s days left", left) % {"days": f"{left:,}"}
    title = known.title.say(teller.language)
    return page.Duty(
        title=f"{title} · {duty.label}" if known.period == "year" else title,
        due=duty.due_on,
        tone=Tone.BAD if left < 0 else Tone.WATCH,
        state=state,
        basis=teller.basis(known.basis),
    )


def _sources(teller: Teller, file: CreditFile, beside: Beside) -> tuple[page.Source, ...]:
    out = []
    for id in teller.pack.departments:
        mine = [record for record in file.records if record.department == id]
        late = sum(1 for record in mine if record.late_seconds)
        out.append(page.Source(id, teller.department(id), len(mine), late, beside.last_fed.get(id)))
    return tuple(out)
