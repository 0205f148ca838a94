"""Changes of party or amount: the department that generated the record confirms them, or keeps what stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinzhi.core.base.problems import Refused, problem
from xinzhi.flows.settle_change import confirm_change, keep_as_it_is, waiting_changes
from xinzhi.web.pages.changes import ChangesPage
from xinzhi.web.pages.frame import Crumb, paging
from xinzhi.web.preferences import back
from xinzhi.web.telling.changes import told
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
    why_not,
)


@needs("see_submissions")
@require_GET
def change_list(request: HttpRequest) -> HttpResponse:
    words, by = teller(), actor(request)
    own = own_department(by, "see_submissions")
    department = own or request.GET.get("department", "")
    number = page_number(request)
    found, total = waiting_changes(tools(), department=department, limit=PAGE, offset=(number - 1) * PAGE)
    lines = [told(words, change, why_not(by, "confirm_change", department=change.department)) for change in found]
    shown = ChangesPage(
        tuple(lines), paging(number, PAGE, total, query_without_page(request)), () if own else department_options(words, department)
    )
    crumbs = (Crumb(_("Submissions"), reverse("submissions")), Crumb(_("Changes to confirm")))
    return show(request, "web/intake/changes.html", shown, section="submissions", crumbs=crumbs)


@needs("confirm_change")
@require_POST
def decide(request: HttpRequest, id: int) -> HttpResponse:
    act = request.POST.get("act", "")
    if act == "confirm":
        confirm_change(tools(), id, by=actor(request), at=now())
    elif act == "keep":
        keep_as_it_is(id, by=actor(request), at=now())
    else:
        raise Refused(problem("act_unknown", act=act[:40]))
    return redirect(back(request, reverse("changes")))
