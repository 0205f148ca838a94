"""Every address of the web, in one list."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from xinzhi.web import assets
from xinzhi.web.preferences import set_theme
from xinzhi.web.views import (
    alerts,
    changes,
    errors,
    files,
    health,
    high_risk,
    home,
    intake,
    overdue,
    review,
    search,
    signing,
)

handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.failed

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in", signing.SignIn.as_view(), name="sign_in"),
    path("sign-out", signing.SignOut.as_view(), name="sign_out"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("static/<path:path>", assets.serve, name="asset"),
    path("language", set_language, name="set_language"),
    path("theme", set_theme, name="set_theme"),
    path("subjects", search.search, name="search"),
    path("subjects/<int:subject_id>", files.credit_file, name="credit_file"),
    path("subjects/<int:subject_id>/numbers", files.unmask, name="unmask"),
    path("subjects/<int:subject_id>/purpose", files.purpose, name="purpose"),
    path("records/<int:record_id>/proof", files.proof, name="proof"),
    path("high-risk", high_risk.high_risk_list, name="high_risk"),
    path("high-risk.csv", high_risk.high_risk_csv, name="high_risk_csv"),
    path("alerts", alerts.alert_list, name="alerts"),
    path("alerts/seen", alerts.alert_seen, name="alert_seen"),
    path("intake", intake.history, name="submissions"),
    path("intake/changes", changes.change_list, name="changes"),
    path("intake/changes/<int:id>", changes.decide, name="change"),
    path("intake/overdue", overdue.overdue_list, name="overdue"),
    path("intake/overdue/<int:id>", overdue.settle, name="settle_overdue"),
    path("intake/upload", intake.upload, name="upload"),
    path("intake/templates", intake.template_list, name="templates"),
    path("intake/templates/<str:record_type>.xlsx", intake.template, name="template"),
    path("intake/<str:id>", intake.one, name="submission"),
    path("intake/<str:id>/columns", intake.mapping, name="mapping"),
    path("intake/<str:id>/progress", intake.progress, name="progress"),
    path("intake/<str:id>/export.zip", intake.export, name="export"),
    path("intake/<str:id>/refused.xlsx", intake.refused_rows, name="refused_rows"),
    path("review", review.queue, name="review"),
    path("review/<int:record_id>", review.queue, name="review_case"),
]
