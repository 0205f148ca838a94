"""Submissions, their rows and their punctuality as pages show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xinzhi.connect.inbound.layout import ColumnGuess, Proposal
from xinzhi.core.records import RecordType, Slot
from xinzhi.desk.models import Submission
from xinzhi.flows.row_outcomes import problems_from
from xinzhi.flows.uploads import Layout
from xinzhi.store.reads.punctuality import Kept
from xinzhi.web.pages import intake as page
from xinzhi.web.pages.frame import Option
from xinzhi.web.telling.teller import Teller
from xinzhi.web.words import days


def counts(submission: Submission) -> page.Counts:
    """Its rows so far. `rows` is 0 while the whole is not known."""
    return page.Counts(
        submission.total_rows,
        submission.accepted,
        submission.warned,
        submission.refused,
        submission.duplicate,
        submission.superseded,
        submission.waiting,
        submission.done_rows,
    )


def line(teller: Teller, submission: Submission, late: int = 0) -> page.SubmissionLine:
    return page.SubmissionLine(
        submission.id,
        submission.number,
        page.Step(submission.state),
        submission.file_name,
        teller.department(submission.department),
        teller.record_type(submission.record_type) if submission.record_type else _("not yet known"),
        submission.created_at,
        submission.handed_in_by,
        counts(submission),
        late,
        submission.practice,
        submission.dry_run,
    )


def row_problems(teller: Teller, row: int, problems: str, cells: Sequence[str]) -> tuple[page.RowProblem, ...]:
    """The problems of one row, each with the heading of its column and what stands there."""
    out = []
    for found in problems_from(problems):
        place = found.place
        at = place.column - 1 if place and place.column else None
        written = cells[at] if at is not None and at < len(cells) else str(found.params.get("found", "") or "")
        out.append(page.RowProblem(row, place.field or "" if place else "", written, teller.said(found)))
    return tuple(out)


def column(teller: Teller, kind: RecordType | None, field: str) -> str:
    """What a field or a party's slot is called; the heading of the file where it is neither."""
    if kind is None or not field:
        return field
    spec = kind.field(field)
    if spec is not None:
        return spec.title.say(teller.language)
    title = (kind.slot_titles or {}).get(Slot(field)) if field in {slot.value for slot in Slot} else None
    return title.say(teller.language) if title else field


def punctuality(teller: Teller, kept: Mapping[str, Kept], missing: Mapping[str, int]) -> tuple[page.Punctuality, ...]:
    """A line for each department of the pack, also where nothing was due."""
    out = []
    for id in teller.pack.departments:
        known = kept.get(id, Kept(0, 0, 0))
        worst = days.span(known.worst, teller.language) if known.worst else ""
        out.append(page.Punctuality(teller.department(id), known.due, known.late, worst, missing.get(id, 0)))
    return tuple(out)


def clocks(teller: Teller, department: str) -> tuple[page.Clock, ...]:
    """The deadlines of what this department hands in (of everything, where it is none)."""
    out = []
    for kind in teller.pack.record_types.values():
        if department and department not in kind.departments:
            continue
        for clock in kind.clocks:
            ground = teller.basis((clock.basis,) if clock.basis else ())
            said = " ".join(f"{b.title} {b.article}".strip() for b in ground)
            out.append(page.Clock(kind.title.say(teller.language), teller.limit(clock.limit), said))
    return tuple(out)


def templates(teller: Teller, url: Mapping[str, str]) -> page.TemplatesPage:
    """Record types by department; what every department hands in stands first, by itself."""
    everyone = frozenset(teller.pack.departments)
    groups: dict[str, list[page.TemplateLine]] = {"": [], **{id: [] for id in teller.pack.departments}}
    for kind in teller.pack.record_types.values():
        line = _template(teller, kind, url[kind.id])
        for id in ("",) if kind.departments >= everyone else sorted(kind.departments & everyone):
            groups[id].append(line)
    return page.TemplatesPage(
        tuple(
            page.TemplateGroup(teller.department(id) if id else _("Every department"), tuple(lines))
            for id, lines in groups.items()
            if lines
        )
    )


def _template(teller: Teller, kind: RecordType, url: str) -> page.TemplateLine:
    required = [column(teller, kind, slot.value) for slot in kind.required_slots]
    required += [spec.title.say(teller.language) for spec in kind.fields if spec.required and not spec.default]
    basis = teller.basis(kind.basis)
    return page.TemplateLine(
        kind.id,
        kind.title.say(teller.language),
        len(kind.fields) + len(kind.party_slots),
        tuple(required),
        next((teller.limit(clock.limit) for clock in kind.clocks), ""),
        url,
        basis[0].title if basis else "",
    )


def mapping(teller: Teller, submission: Submission, layout: Layout, chosen: Proposal) -> page.MappingPage:
    """What the columns were taken for, with every other thing that they could be."""
    kind = teller.pack.record_types[chosen.record_type]
    return page.MappingPage(
        submission=submission.id,
        file_name=submission.file_name,
        department=teller.department(submission.department),
        record_type=kind.title.say(teller.language),
        record_types=tuple(
            Option(p.record_type, teller.record_type(p.record_type), None, p.record_type == chosen.record_type) for p in layout.proposals
        ),
        confidence=chosen.confidence,
        header_row=layout.header_row,
        columns=tuple(_column(teller, kind, layout, guess) for guess in chosen.columns),
        missing=tuple(column(teller, kind, name) for name in chosen.missing),
        skipped=_left_out(layout),
        practice=submission.practice,
    )


def _column(teller: Teller, kind: RecordType, layout: Layout, guess: ColumnGuess) -> page.MappedColumn:
    required = {spec.name for spec in kind.fields if spec.required} | {slot.value for slot in kind.required_slots}
    return page.MappedColumn(
        index=guess.index,
        heading=guess.heading,
        samples=layout.samples[guess.index] if guess.index < len(layout.samples) else (),
        choices=_choices(teller, kind, guess.target),
        confidence=guess.confidence,
        why=_why(guess.why),
        required=guess.target in required,
    )


def _choices(teller: Teller, kind: RecordType, target: str) -> tuple[Option, ...]:
    names: Iterable[str] = [*(slot.value for slot in kind.party_slots), *(spec.name for spec in kind.fields)]
    found = tuple(Option(name, column(teller, kind, name), None, name == target) for name in names)
    return (Option("", _("leave out"), None, not target), *found)


def _why(code: str) -> str:
    return {
        "exact": _("a known heading"),
        "alike": _("the heading is like a known one"),
        "content": _("by what stands in it; the heading says nothing"),
        "unknown": _("no field fits"),
        "ours": _("a column that we added ourselves"),
        "empty": _("no heading"),
    }.get(code, code)


def _left_out(layout: Layout) -> tuple[str, ...]:
    """Rows that are no data, by why."""
    texts: dict[str, Callable[[int], str]] = {
        "title": lambda n: ngettext("%(n)s title row above the headings", "%(n)s title rows above the headings", n),
        "total": lambda n: ngettext("%(n)s row of totals", "%(n)s rows of totals", n),
        "note": lambda n: ngettext("%(n)s note", "%(n)s notes", n),
    }
    return tuple(text(layout.left_out[key]) % {"n": layout.left_out[key]} for key, text in texts.items() if layout.left_out.get(key))


def deadline_note(kept: Kept, teller: Teller) -> str:
    return days.span(kept.worst, teller.language) if kept.worst else ""


def since_text(since: datetime, teller: Teller) -> str:
    return _("since %(day)s") % {"day": teller.day(since.astimezone(teller.pack.zone).date())}
