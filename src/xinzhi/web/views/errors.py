"""When something is not shown or not done: what, why, and what to do now."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from urllib.parse import quote
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xinzhi.core.base.problems import Problem
from xinzhi.web.pages.desk import RefusedPage
from xinzhi.web.preferences import came_from
from xinzhi.web.views.showing import show, teller

log = logging.getLogger("xinzhi.web")

MISSING = frozenset({"subject_not_found", "record_not_found", "review_not_found", "submission_not_found", "alert_not_found"})
"""Codes that mean that there is nothing there."""

DENIED = frozenset(
    {
        "account_without_department", "not_your_department", "not_your_own", "not_your_region", "only_producer_may_change",
        "person_must_decide", "role_may_not", "second_person_is_first", "second_person_needed",
    }
)  # fmt: skip
"""Codes that mean that this account may not."""


def refused(request: HttpRequest, problems: Sequence[Problem]) -> HttpResponse:
    """A flow refused: the page says so in its words. A part asked for by htmx gets the first reason in a header, for the toast."""
    words = teller()
    said = tuple(words.said(problem) for problem in problems)
    codes = {problem.code for problem in problems}
    status = 404 if codes & MISSING else 403 if codes & DENIED else 422
    title = _("There is nothing here") if status == 404 else _("This was not done")
    page = RefusedPage(title, said, came_from(request))
    response = show(request, "web/errors/refused.html", page, status=status)
    response["X-Why"] = quote(said[0].text) if said else ""
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return show(request, "web/errors/not_found.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    why = str(exception) if exception and str(exception) else _("Your account has no right to this page.")
    return show(request, "web/errors/forbidden.html", status=403, why=why)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was not one of ours, or too old. Nothing was changed."""
    log.warning("form refused: %s", reason)
    return show(
        request,
        "web/errors/forbidden.html",
        status=403,
        why=_("The form did not come from this page, or it was too old. Nothing was changed."),
        advice=_("Go back, load the page again, and send the form once more."),
    )


def failed(request: HttpRequest) -> HttpResponse:
    """Our fault. The number is in the log beside the traceback."""
    number = uuid4().hex[:8]
    log.error("request %s %s failed: %s", request.method, request.path, number)
    return render(request, "web/errors/failed.html", {"request_id": number}, status=500)
