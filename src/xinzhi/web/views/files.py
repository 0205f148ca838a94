"""The credit file: opened with a purpose, masked unless asked otherwise, as it stands or as it stood; and proofs of its records."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinzhi.core.authority import may
from xinzhi.core.base.periods import end_of_day
from xinzhi.core.base.problems import Refused, problem
from xinzhi.flows.ledger import prove
from xinzhi.flows.open_file import open_file
from xinzhi.store.reads.log_state import latest_checkpoint
from xinzhi.store.reads.looks import looks_into
from xinzhi.store.reads.punctuality import last_fed
from xinzhi.store.reads.subjects import shown_name
from xinzhi.web.pages.desk import PurposePage
from xinzhi.web.pages.frame import Crumb, Option
from xinzhi.web.pages.lanes import lanes
from xinzhi.web.preferences import back
from xinzhi.web.purposes import keep_purpose, purpose_for
from xinzhi.web.telling.credit_file import Beside, tell
from xinzhi.web.views.needs import needs
from xinzhi.web.views.showing import actor, now, show, teller, tools

DOOR = "web"
LOOKS_SHOWN = 5
LOOKS_SINCE = timedelta(days=30)


@needs("see_files")
@require_GET
def credit_file(request: HttpRequest, subject_id: int) -> HttpResponse:
    house, at, words, by = tools(), now(), teller(), actor(request)
    today = at.astimezone(house.pack.zone).date()
    as_of, known_on = _day(request, "as_of", today), _day(request, "known_at", today)
    purpose = purpose_for(request, subject_id, at)
    looks, look_count = looks_into(subject_id, since=at - LOOKS_SINCE, most=LOOKS_SHOWN)
    try:
        file = open_file(
            house,
            subject_id,
            by=by,
            at=at,
            purpose=purpose.text,
            door=DOOR,
            as_of=as_of,
            known_at=end_of_day(known_on, house.pack.zone) if known_on else None,
            unmasked=purpose.unmasked,
        )
    except Refused as error:
        if any(found.code == "purpose_missing" for found in error.problems):
            return redirect(f"{reverse('purpose', args=[subject_id])}?next={request.get_full_path()}")
        raise
    if file.subject.subject_id != subject_id:
        return redirect("credit_file", file.subject.subject_id)
    why_masked = may(by, "unmask", region=file.subject.region_code)
    beside = Beside(today, known_on, last_fed(), latest_checkpoint(), looks, look_count, why_masked)
    page = tell(words, file, beside)
    departments = dict.fromkeys([*house.pack.departments, *(record.department for record in file.records)])
    return show(
        request,
        "web/credit_file/page.html",
        page,
        section="file",
        crumbs=(Crumb(_("Credit files"), reverse("search")), Crumb(page.subject.name)),
        lanes=lanes(page.events, file.as_of, [(id, words.department(id)) for id in departments]),
    )


def _day(request: HttpRequest, name: str, today: date) -> date | None:
    """The day that the address names, or None. Raises `Refused` for what is no day, or lies ahead."""
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused(problem("day_malformed", text=text[:40])) from None
    if day > today:
        raise Refused(problem("day_ahead", day=day.isoformat()))
    return day


@needs("see_person_files")
@require_http_methods(["GET", "POST"])
def purpose(request: HttpRequest, subject_id: int) -> HttpResponse:
    """Asks why a natural person's file is opened, and remembers the answer for half an hour."""
    name = shown_name(subject_id)
    if name is None:
        raise Refused(problem("subject_not_found", subject=subject_id))
    options = _purposes()
    missing = ""
    if request.method == "POST":
        chosen = request.POST.get("purpose", "")
        label = next((option.label for option in options if option.value == chosen), "")
        if label:
            matter = request.POST.get("matter", "").strip()[:120]
            keep_purpose(request, subject_id, f"{label} {matter}".strip(), now())
            return redirect(back(request, reverse("credit_file", args=[subject_id])))
        missing = _("Say what for.")
    page = PurposePage(subject_id, name, options, missing)
    target = request.GET.get("next", request.POST.get("next", ""))
    return show(request, "web/desk/purpose.html", page, section="file", next=target, status=422 if missing else 200)


def _purposes() -> tuple[Option, ...]:
    return (
        Option("inspection", _("Inspection")),
        Option("case", _("A case")),
        Option("review", _("Review of an objection or repair")),
        Option("own", _("The person asked for it")),
        Option("quality", _("Checking the data")),
    )


@needs("unmask")
@require_POST
def unmask(request: HttpRequest, subject_id: int) -> HttpResponse:
    """Shows numbers in full for half an hour, for a purpose that goes into the access log."""
    text = request.POST.get("purpose", "").strip()[:200]
    if not text:
        raise Refused(problem("purpose_missing"))
    keep_purpose(request, subject_id, text, now(), unmasked=True)
    return redirect("credit_file", subject_id)


@needs("prove")
@require_GET
def proof(request: HttpRequest, record_id: int) -> HttpResponse:
    """The proof of one record, as a file for the verifier."""
    content = prove(tools(), record_id, at=now())
    name = f"xinzhi-proof-{record_id}-{_stamp(now())}.json"
    return HttpResponse(
        content, content_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%d}"
