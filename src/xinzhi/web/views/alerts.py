"""What was raised by rule, and that somebody has seen it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinzhi.flows.see_alert import see_alert
from xinzhi.store.reads.alerts import alerts, unseen
from xinzhi.web.pages import desk, frame
from xinzhi.web.preferences import back
from xinzhi.web.telling.alerts import told
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
    standing_scheme,
    teller,
)


@needs("see_alerts")
@require_GET
def alert_list(request: HttpRequest) -> HttpResponse:
    words, by = teller(), actor(request)
    own = own_department(by, "see_alerts")
    department = own or request.GET.get("department", "")
    kind = request.GET.get("kind", "")
    number = page_number(request)
    found, total = alerts(department=department, kind=kind, limit=PAGE, offset=(number - 1) * PAGE)
    kinds = {rule.kind: rule.title.say(words.language) for rule in words.pack.alerts}
    shown = desk.AlertsPage(
        lines=tuple(told(words, standing_scheme(words), alert) for alert in found),
        paging=frame.paging(number, PAGE, total, query_without_page(request)),
        departments=() if own else department_options(words, department),
        kinds=(frame.Option("", _("All kinds"), None, not kind), *(frame.Option(k, t, None, k == kind) for k, t in kinds.items())),
        unseen=unseen(department),
    )
    return show(request, "web/desk/alerts.html", shown, section="alerts", crumbs=(frame.Crumb(_("Alerts")),))


@needs("answer_alert")
@require_POST
def alert_seen(request: HttpRequest) -> HttpResponse:
    see_alert(request.POST.get("key", ""), by=actor(request), at=now())
    return redirect(back(request, reverse("alerts")))
