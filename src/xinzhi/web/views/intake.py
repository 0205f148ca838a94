"""Handing in: the upload, the columns, the progress, the result, the history, the templates."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xinzhi.catalogue.model import ColumnMapping
from xinzhi.connect.inbound.layout import Proposal
from xinzhi.connect.outbound.provincial import layouts
from xinzhi.connect.outbound.templates import write_template
from xinzhi.core.authority import Actor
from xinzhi.core.base.problems import Problem, Refused, problem
from xinzhi.desk.models import Submission
from xinzhi.desk.submissions import ahead_of, rows_to_see, submission, submissions
from xinzhi.flows import uploads
from xinzhi.flows.export_records import Wanted, export_records
from xinzhi.flows.hand_in import HandIn, enqueue, row_cells
from xinzhi.flows.overdue import overdue_by_department
from xinzhi.flows.row_outcomes import problems_from
from xinzhi.store.reads.counted import ledger_size
from xinzhi.store.reads.punctuality import late_in, lateness_of, punctuality
from xinzhi.web.pages import intake as page
from xinzhi.web.pages.frame import Crumb, Option, paging
from xinzhi.web.telling import intake as telling
from xinzhi.web.telling.teller import Teller
from xinzhi.web.views.needs import needs
from xinzhi.web.views.showing import (
    PAGE,
    actor,
    department_options,
    now,
    own_department,
    page_number,
    part,
    query_without_page,
    show,
    teller,
    tools,
    why_not,
)
from xinzhi.web.words import numbers

FORMATS = ("CSV", "XLSX", "XLS", "JSON Lines", "Parquet")
LARGEST = 256 * 2**20
ROWS_SHOWN = 100
RECENT = 5
PUNCTUAL_SINCE = timedelta(days=365)


@needs("see_submissions")
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    words = teller()
    if request.method == "POST":
        try:
            return redirect("submission", _queued(request).id)
        except Refused as error:
            return _upload_page(request, words, error.problems, status=422)
    return _upload_page(request, words, ())


def _queued(request: HttpRequest) -> Submission:
    """Keeps the file for the worker; what comes back is durable."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.name:
        raise Refused(problem("file_missing"))
    if file.size is None or file.size > LARGEST:
        raise Refused(problem("file_too_large", size=numbers.size(file.size or 0), limit=numbers.size(LARGEST)))
    mode = request.POST.get("mode", "")
    with NamedTemporaryFile(prefix="xinzhi-") as kept:
        for piece in file.chunks():
            kept.write(piece)
        kept.flush()
        what = HandIn(
            Path(kept.name),
            file.name,
            request.POST.get("department", ""),
            record_type=request.POST.get("record_type", ""),
            dry_run=mode == "dry_run",
            practice=mode == "practice",
        )
        return enqueue(tools(), what, by=actor(request), at=now())


def _upload_page(request: HttpRequest, words: Teller, problems: tuple[Problem, ...], status: int = 200) -> HttpResponse:
    by = actor(request)
    chosen = request.POST.get("record_type", request.GET.get("record_type", ""))
    kinds = [kind for kind in words.pack.record_types.values() if by.department in kind.departments]
    recent, _total = submissions(department=own_department(by, "see_submissions"), limit=RECENT)
    why_off = why_not(by, "hand_in", department=by.department)
    if not why_off and not by.department:
        why_off = _("Your account belongs to no department. Whoever generates a record enters it.")
    shown = page.UploadPage(
        departments=() if why_off else (Option(by.department, words.department(by.department), None, True),),
        record_types=(
            Option("", _("Find out by itself"), None, not chosen),
            *(Option(kind.id, kind.title.say(words.language), None, kind.id == chosen) for kind in kinds),
        ),
        formats=FORMATS,
        largest=numbers.size(LARGEST),
        clocks=telling.clocks(words, by.department),
        recent=tuple(telling.line(words, one) for one in recent),
        problems=tuple(words.said(found) for found in problems),
        why_off=why_off,
    )
    return show(
        request, "web/intake/upload.html", shown, section="upload", crumbs=(Crumb(_("Hand in a file")),), status=status
    )


def _mine(request: HttpRequest, id: str) -> Submission:
    """The submission, for its own department and the credit office. Whether another one's exists is not told."""
    found = submission(id)
    own = own_department(actor(request), "see_submissions")
    if found is None or (own and found.department != own):
        raise Refused(problem("submission_not_found"))
    return found


@needs("see_submissions")
@require_GET
def one(request: HttpRequest, id: str) -> HttpResponse:
    found = _mine(request, id)
    if found.state == page.Step.NEEDS_MAPPING:
        return redirect("mapping", id)
    shown = _page(teller(), actor(request), found)
    return show(request, "web/intake/submission.html", shown, section="submissions", crumbs=_crumbs(found.file_name))


@needs("see_submissions")
@require_GET
def progress(request: HttpRequest, id: str) -> HttpResponse:
    """The part of the page that moves, asked for again and again until it is done."""
    found = _mine(request, id)
    response = part(request, "web/intake/outcome.html", _page(teller(), actor(request), found))
    if not page.Step(found.state).is_running:
        response["HX-Refresh"] = "true"  # done: the whole page, with its buttons
    return response


def _crumbs(name: str) -> tuple[Crumb, ...]:
    return (Crumb(_("Submissions"), reverse("submissions")), Crumb(name))


def _page(words: Teller, by: Actor, found: Submission) -> page.SubmissionPage:
    rows, total = rows_to_see(found, limit=ROWS_SHOWN)
    problems: list[page.RowProblem] = []
    for row in rows:
        cells = row_cells(tools(), row) if row.cells else []
        problems += telling.row_problems(words, row.row, row.problems, cells)
    kept = lateness_of(found.id)
    step = page.Step(found.state)
    return page.SubmissionPage(
        submission=found.id,
        number=found.number,
        step=step,
        file_name=found.file_name,
        sha256=found.file_sha256,
        department=words.department(found.department),
        record_type=words.record_type(found.record_type) if found.record_type else "",
        handed_in_at=found.created_at,
        by=found.handed_in_by,
        counts=telling.counts(found),
        problems=tuple(problems),
        problem_rows=total,
        whole=tuple(words.said(item) for item in problems_from(found.problems)),
        on_time=kept.due - kept.late,
        late=kept.late,
        latest=telling.deadline_note(kept, words),
        ledger_size=ledger_size() if step is page.Step.DONE and found.number else None,
        practice=found.practice,
        dry_run=found.dry_run,
        refused_url=reverse("refused_rows", args=[found.id]) if found.refused and step is page.Step.DONE else "",
        export_url=reverse("export", args=[found.id]) if _can_export(words, found) and not why_not(by, "export_records", department=found.department) else "",
        ahead=ahead_of(found) if step is page.Step.QUEUED else 0,
    )


def _can_export(words: Teller, found: Submission) -> bool:
    """Whether anything of it can go to the provincial platform: accepted for real, and of a type that has a layout there."""
    taken = found.accepted + found.superseded
    return bool(found.number and taken and layouts(words.pack, found.record_type))


@needs("export_records")
@require_GET
def export(request: HttpRequest, id: str) -> HttpResponse:
    """The accepted rows in the layout of the provincial platform, with the export's manifest, as one archive."""
    found = _mine(request, id)
    wanted = Wanted(found.department, found.record_type, found.id)
    with TemporaryDirectory(prefix="xinzhi-") as folder:
        file = export_records(tools(), wanted, Path(folder), by=actor(request), at=now())
        archive = BytesIO()
        with ZipFile(archive, "w", ZIP_DEFLATED) as packed:
            for path in sorted(Path(folder).iterdir()):
                packed.write(path, path.name)
    return HttpResponse(
        archive.getvalue(),
        content_type="application/zip",
        headers={"Content-Disposition": content_disposition_header(True, f"{file.stem}.zip") or ""},
    )


@needs("see_submissions")
@require_GET
def refused_rows(request: HttpRequest, id: str) -> HttpResponse:
    """The refused rows with their reasons, to be mended and handed in again."""
    found = _mine(request, id)
    return _workbook(uploads.refused_rows(tools(), found), f"refused-{found.number or found.id[:8]}.xlsx")


@needs("hand_in")
@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, id: str) -> HttpResponse:
    """What each column is: proposed, and confirmed by a person."""
    found = _mine(request, id)
    if found.state != page.Step.NEEDS_MAPPING:
        return redirect("submission", id)
    words, house = teller(), tools()
    layout = uploads.layout(house, found)
    asked = request.POST.get("record_type", request.GET.get("type", ""))
    chosen = next((p for p in layout.proposals if p.record_type == asked), layout.proposals[0] if layout.proposals else None)
    if chosen is None:
        raise Refused(problem("nothing_to_hand_in", department=found.department))
    if request.method == "POST":
        by, at = actor(request), now()
        act = request.POST.get("act", "")
        if act == "cancel":
            uploads.abandon(house, found, by=by)
            return redirect("upload")
        confirmed = _confirmed(request, words, layout, chosen)
        after = uploads.confirm(house, found, confirmed, by=by, at=at, dry_run=act == "dry_run")
        return redirect("submission", after.id)
    shown = telling.mapping(words, found, layout, chosen)
    return show(request, "web/intake/mapping.html", shown, section="submissions", crumbs=_crumbs(found.file_name))


def _confirmed(request: HttpRequest, words: Teller, layout: uploads.Layout, chosen: Proposal) -> ColumnMapping:
    """The mapping that the form says. Raises `Refused` where two columns were given the same meaning."""
    columns: dict[str, str] = {}
    for index, heading in enumerate(layout.headings):
        target = request.POST.get(f"column-{index}", "")
        if not target:
            continue
        if target in columns.values():
            title = telling.column(words, words.pack.record_types[chosen.record_type], target)
            raise Refused(problem("column_twice", heading=heading, target=title))
        columns[heading] = target
    return ColumnMapping(
        f"confirmed-{chosen.record_type}", chosen.mapping.source, chosen.record_type, chosen.department, columns, {}, layout.header_row
    )


@needs("see_submissions")
@require_GET
def history(request: HttpRequest) -> HttpResponse:
    words, own = teller(), own_department(actor(request), "see_submissions")
    department = own or request.GET.get("department", "")
    number = page_number(request)
    found, total = submissions(department=department, limit=PAGE, offset=(number - 1) * PAGE)
    since, late = now() - PUNCTUAL_SINCE, late_in([each.id for each in found])
    shown = page.HistoryPage(
        lines=tuple(telling.line(words, each, late.get(each.id, 0)) for each in found),
        paging=paging(number, PAGE, total, query_without_page(request)),
        departments=() if own else department_options(words, department),
        punctuality=telling.punctuality(words, punctuality(since=since), overdue_by_department(at=now())),
        since=telling.since_text(since, words),
    )
    return show(request, "web/intake/history.html", shown, section="submissions", crumbs=(Crumb(_("Submissions")),))


@needs("see_policy")
@require_GET
def template(request: HttpRequest, record_type: str) -> HttpResponse:
    """The template workbook of one record type."""
    house = tools()
    kind = house.pack.record_types.get(record_type)
    if kind is None:
        raise Refused(problem("record_type_not_found", found=record_type, known=", ".join(house.pack.record_types)))
    book = BytesIO()
    write_template(book, kind, house.pack)
    return _workbook(book.getvalue(), f"{kind.title.zh}.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook to save, under a name that may be Chinese."""
    return HttpResponse(
        content,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": content_disposition_header(True, name) or ""},
    )


@needs("see_policy")
@require_GET
def template_list(request: HttpRequest) -> HttpResponse:
    words = teller()
    addresses = {id: reverse("template", args=[id]) for id in words.pack.record_types}
    shown = telling.templates(words, addresses)
    return show(request, "web/intake/templates.html", shown, section="templates", crumbs=(Crumb(_("Templates")),))


