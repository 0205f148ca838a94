"""The review queue: a person says whose a record is."""

from __future__ import annotations

from datetime import datetime, time
from urllib.parse import urlencode

from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xinzhi.core.authority import decide_identity
from xinzhi.core.base.problems import Refused, problem
from xinzhi.core.subjects import SubjectKind
from xinzhi.flows import settle_identity as settle
from xinzhi.flows.assess import catch_up
from xinzhi.flows.review_case import review_case
from xinzhi.flows.written import open_record, party_from
from xinzhi.store.reads.reviews import Waiting, neighbours, one, settled_since, waiting
from xinzhi.web.pages import review as page
from xinzhi.web.pages.frame import Crumb, paging
from xinzhi.web.telling import review as telling
from xinzhi.web.telling.teller import Teller, kind_of
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
    standing_scheme,
    teller,
    tools,
)


@needs("see_reviews")
@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest, record_id: int | None = None) -> HttpResponse:
    """The queue with one case open: the one asked for, else the first. A post decides it and opens the next."""
    done = ""
    if request.method == "POST" and record_id is not None:
        done, stays = _decided(request, record_id)
        _previous, following = neighbours(record_id, department=_department(request))
        target = record_id if stays else following
        if "HX-Request" in request.headers:
            response = part(request, "web/review/queue.html", _page(request, target, done))
            response["HX-Push-Url"] = _address(request, target)
            return response
        return redirect(_address(request, target))
    shown = _page(request, record_id, done)
    return show(request, "web/review/page.html", shown, section="review", crumbs=(Crumb(_("Whose record")),))


def _department(request: HttpRequest) -> str:
    return own_department(actor(request), "see_reviews") or request.GET.get("department", "")


def _address(request: HttpRequest, record_id: int | None) -> str:
    path = reverse("review") if record_id is None else reverse("review_case", args=[record_id])
    return f"{path}?{_filter(request)}" if _filter(request) else path


def _filter(request: HttpRequest) -> str:
    chosen = request.GET.get("department", "")
    return urlencode({"department": chosen}) if chosen else ""


def _page(request: HttpRequest, record_id: int | None, done: str) -> page.ReviewPage:
    words, by, department = teller(), actor(request), _department(request)
    number = page_number(request)
    lines, total = waiting(department=department, limit=PAGE, offset=(number - 1) * PAGE)
    chosen = record_id if record_id is not None else (lines[0].record_id if lines else None)
    house = tools()
    midnight = datetime.combine(now().astimezone(house.pack.zone).date(), time(), house.pack.zone)
    return page.ReviewPage(
        lines=_lines(words, lines),
        case=_case(request, words, chosen, department) if chosen is not None else None,
        paging=paging(number, PAGE, total, query_without_page(request)),
        departments=() if own_department(by, "see_reviews") else department_options(words, department),
        settled_today=settled_since(midnight),
        done=done,
        filter=_filter(request),
    )


def _lines(words: Teller, lines: tuple[Waiting, ...]) -> tuple[page.ReviewLine, ...]:
    house = tools()
    with connections[house.store.using].cursor() as cursor:
        names = {w.record_id: party_from(open_record(house.store.vault, cursor, w.entry_idx)["party"]).name for w in lines}
    return tuple(
        page.ReviewLine(
            w.record_id,
            names[w.record_id] or _("(no name)"),
            words.department(w.department),
            words.record_type(w.record_type),
            w.opened_at,
            w.same,
        )
        for w in lines
    )


def _case(request: HttpRequest, words: Teller, record_id: int, department: str) -> page.ReviewCase:
    found = one(record_id)
    own = own_department(actor(request), "see_reviews")
    if found is None or (own and found.department != own):
        raise Refused(problem("review_not_found", record=record_id))
    denied = decide_identity(actor(request), found.department)
    why_off = words.said(denied).text if denied else ""
    return telling.case(words, standing_scheme(words), review_case(tools(), record_id), found, neighbours(record_id, department=department), why_off)


def _decided(request: HttpRequest, record_id: int) -> tuple[str, bool]:
    """What was decided, in words, and whether the case stays open."""
    house, by, at = tools(), actor(request), now()
    found = one(record_id)
    own = own_department(by, "see_reviews")
    if found is None or (own and found.department != own):
        raise Refused(problem("review_not_found", record=record_id))
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "").strip()[:500]
    if act == "link":
        settled = settle.link(house, record_id, _subject(request), by=by, at=at)
        done, stays = _("Linked. The next row written the same way will not be asked about."), False
    elif act == "create":
        kind = _kind(request)
        settled = settle.create(house, record_id, kind, by=by, at=at)
        done, stays = _("A new subject was created: %(kind)s.") % {"kind": kind_of(kind)}, False
    elif act == "reject":
        settled = settle.reject(house, record_id, by=by, at=at, reason=reason)
        done, stays = _("The record stays on file and belongs to nobody."), False
    elif act == "never":
        settled = settle.never(house, record_id, _subject(request), by=by, at=at, reason=reason)
        done, stays = _("It will never be proposed for this party again."), True
    else:
        raise Refused(problem("act_unknown", act=act[:40]))
    if settled.subject_id is not None:
        settle.link_alike(house, record_id, settled.subject_id, by=by, at=at)
    catch_up(house, at=at)
    return done, stays


def _subject(request: HttpRequest) -> int:
    text = request.POST.get("subject", "")
    if not text.isascii() or not text.isdigit():
        raise Refused(problem("candidate_missing"))
    return int(text)


def _kind(request: HttpRequest) -> SubjectKind:
    text = request.POST.get("kind", "")
    if text not in {kind.value for kind in SubjectKind}:
        raise Refused(problem("subject_kind_missing"))
    return SubjectKind(text)
