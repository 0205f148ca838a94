"""A site of sample pages at the real addresses: design and templates without a database.

`/?state=…` chooses another state of a page where it has one.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.i18n import set_language

from tests.web import samples
from xinzhi.web import assets
from xinzhi.web.preferences import set_theme

Maker = Callable[..., Any]


def sample(template: str, section: str, make: Maker | None = None, *, signed_in: bool = True) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, **_: object) -> HttpResponse:
        state = request.GET.get("state", "")
        context: dict[str, Any] = {"section": section, "frame": samples.frame() if signed_in else None, "crumbs": samples.crumbs()}
        if make is not None:
            takes_state = "state" in inspect.signature(make).parameters
            context["page"] = make(state=state) if state and takes_state else make()
        if section == "file":
            context["lanes"] = samples.file_lanes(context["page"]) if hasattr(context["page"], "events") else None
        context.update(request_id="9f31c2", next="/", why=samples.t("只有信用办可以发布评级。", "Only the credit office publishes runs."))
        return render(request, template, context)

    return view


OUTCOME = sample("web/intake/outcome.html", "submissions", samples.submission)

urlpatterns = [
    path("", sample("web/desk/home.html", "home", samples.home), name="home"),
    path("sign-in", sample("web/desk/sign_in.html", "", signed_in=False), name="sign_in"),
    path("sign-out", sample("web/desk/sign_in.html", "", signed_in=False), name="sign_out"),
    path("static/<path:path>", assets.serve, name="asset"),
    path("language", set_language, name="set_language"),
    path("theme", set_theme, name="set_theme"),
    path("subjects", sample("web/desk/search.html", "file", samples.search), name="search"),
    path("subjects/<int:subject_id>", sample("web/credit_file/page.html", "file", samples.credit_file), name="credit_file"),
    path("subjects/<int:subject_id>/numbers", sample("web/credit_file/page.html", "file", samples.credit_file), name="unmask"),
    path("subjects/<int:subject_id>/purpose", sample("web/desk/purpose.html", "", samples.purpose), name="purpose"),
    path("records/<int:record_id>/proof", sample("web/errors/not_found.html", ""), name="proof"),
    path("high-risk", sample("web/high_risk/page.html", "high_risk", samples.high_risk), name="high_risk"),
    path("intake", sample("web/intake/history.html", "submissions", samples.history), name="submissions"),
    path("intake/changes", sample("web/intake/changes.html", "submissions", samples.changes), name="changes"),
    path("intake/changes/<int:id>", sample("web/intake/changes.html", "submissions", samples.changes), name="change"),
    path("intake/upload", sample("web/intake/upload.html", "upload", samples.upload), name="upload"),
    path("intake/templates", sample("web/intake/templates.html", "templates", samples.templates), name="templates"),
    path("intake/<str:submission>", sample("web/intake/submission.html", "submissions", samples.submission), name="submission"),
    path("intake/<str:submission>/columns", sample("web/intake/mapping.html", "submissions", samples.mapping), name="mapping"),
    path("intake/<str:submission>/progress", OUTCOME, name="progress"),
    path("review", sample("web/review/page.html", "review", samples.review), name="review"),
    path("review/<int:record_id>", sample("web/review/page.html", "review", samples.review), name="review_case"),
    path("alerts", sample("web/desk/alerts.html", "alerts", samples.alerts), name="alerts"),
    path("alerts/seen", sample("web/desk/alerts.html", "alerts", samples.alerts), name="alert_seen"),
    path("refused", sample("web/errors/refused.html", "", samples.refused), name="sample_refused"),
    path("forbidden", sample("web/errors/forbidden.html", ""), name="sample_forbidden"),
    path("not-found", sample("web/errors/not_found.html", ""), name="sample_not_found"),
    path("failed", sample("web/errors/failed.html", ""), name="sample_failed"),
]
