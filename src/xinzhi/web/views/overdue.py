"""What is overdue: decisions that were made, are known, and are still not properly on file."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinzhi.core import authority
from xinzhi.core.authority import Actor
from xinzhi.flows.overdue import Overdue, overdue, settle_row
from xinzhi.web.pages import intake as page
from xinzhi.web.pages.frame import Crumb, paging
from xinzhi.web.preferences import back
from xinzhi.web.telling.teller import Teller
from xinzhi.web.views.needs import needs
from xinzhi.web.views.showing import (
    PAGE,
    actor,
    department_options,
    now,
    own_department,
    page_number,
    query_without_page,
    show,
    teller,
    tools,
)
from xinzhi.web.words import days


@needs("see_submissions")
@require_GET
def overdue_list(request: HttpRequest) -> HttpResponse:
    words, by, at = teller(), actor(request), now()
    own = own_department(by, "see_submissions")
    department = own or request.GET.get("department", "")
    number = page_number(request)
    found, total = overdue(tools(), at=at, department=department, limit=PAGE, offset=(number - 1) * PAGE)
    shown = page.OverduePage(
        lines=tuple(_line(words, by, one, at) for one in found),
        paging=paging(number, PAGE, total, query_without_page(request)),
        departments=() if own else department_options(words, department),
    )
    crumbs = (Crumb(_("Submissions"), reverse("submissions")), Crumb(_("Overdue")))
    return show(request, "web/intake/overdue.html", shown, section="submissions", crumbs=crumbs)


def _line(words: Teller, by: Actor, one: Overdue, at: datetime) -> page.OverdueLine:
    refused = one.kind == "refused_row"
    where = _("row %(row)s") % {"row": one.row} if one.row else ""
    return page.OverdueLine(
        id=one.id,
        title=words.record_type(one.record_type),
        text=" · ".join(
            filter(None, [_("refused and not mended") if refused else _("a change waits for confirmation"), where])
        ),
        department=words.department(one.department),
        due_at=one.due_at,
        late=days.span(int((at - one.due_at).total_seconds()), words.language),
        problems=tuple(words.said(found) for found in one.problems[:3]),
        url=reverse("submission", args=[one.submission]) if refused else reverse("changes"),
        act=_("Mend") if refused else _("Decide"),
        may_settle=refused and authority.may(by, "settle_overdue", department=one.department) is None,
        basis=words.basis([one.basis] if one.basis else []),
    )


@needs("settle_overdue")
@require_POST
def settle(request: HttpRequest, id: int) -> HttpResponse:
    settle_row(id, why=request.POST.get("why", ""), by=actor(request), at=now())
    return redirect(back(request, reverse("overdue")))
