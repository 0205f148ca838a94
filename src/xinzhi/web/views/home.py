"""Home: what is due, what was raised, how things stand."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from xinzhi.desk.models import SubmissionState
from xinzhi.desk.submissions import rows_since, submissions, waiting_for_columns
from xinzhi.flows.overdue import overdue_by_department
from xinzhi.flows.settle_change import waiting_changes
from xinzhi.store.reads.alerts import alerts, unseen
from xinzhi.store.reads.punctuality import punctuality
from xinzhi.store.reads.standings import by_risk_class, waiting_reviews
from xinzhi.web.pages import desk as page
from xinzhi.web.pages.marks import Tone
from xinzhi.web.telling import intake as telling
from xinzhi.web.telling.alerts import told
from xinzhi.web.telling.teller import Teller
from xinzhi.web.views.showing import actor, now, own_department, show, standing_scheme, teller, tools

NEWEST = 4
YEAR = timedelta(days=365)


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    words, by, at = teller(), actor(request), now()
    own = own_department(by)
    today = at.astimezone(words.pack.zone).date()
    scheme = standing_scheme(words)
    kept = punctuality(since=at - YEAR)
    mine = [line for id, line in kept.items() if own in ("", id)]
    recent, _total = submissions(department=own, limit=NEWEST)
    raised, _total = alerts(department=own, limit=NEWEST)
    midnight = datetime.combine(today, time(), words.pack.zone)
    files, rows = rows_since(midnight, department=own)
    due = sum(line.due for line in mine)
    missing = overdue_by_department(at=at)
    late = sum(number for id, number in missing.items() if own in ("", id))
    shown = page.HomePage(
        today=today,
        figures=(
            _high_risk(words),
            page.Figure(_("Whose record"), waiting_reviews(own), None, reverse("review"), Tone.WATCH if waiting_reviews(own) else Tone.NONE),
            page.Figure(_("Alerts not seen"), unseen(own), None, reverse("alerts")),
            page.Figure(
                _("Rows handed in today"),
                rows,
                None,
                reverse("submissions"),
                note=ngettext("%(count)s file", "%(count)s files", files) % {"count": files},
            ),
            page.Figure(_("Overdue"), late, None, reverse("overdue"), Tone.BAD if late else Tone.NONE),
            page.Figure(_("In time"), due - sum(line.late for line in mine), due, reverse("submissions"), note=_("the last 12 months")),
        ),
        due=_due(own),
        alerts=tuple(told(words, scheme, alert) for alert in raised),
        submissions=tuple(telling.line(words, one) for one in recent),
        punctuality=telling.punctuality(words, kept, missing),
    )
    return show(request, "web/desk/home.html", shown, section="home")


def _high_risk(words: Teller) -> page.Figure:
    counts = by_risk_class()
    high = sum(counts.get(r.id, 0) for r in words.pack.risk[words.pack.standing_scheme].classes if r.high_risk)
    return page.Figure(_("High risk"), high, sum(counts.values()), reverse("high_risk"), Tone.BAD if high else Tone.NONE)


def _due(own: str) -> tuple[page.DueLine, ...]:
    """What waits for somebody of this desk, with the way there."""
    out = []
    reviews = waiting_reviews(own)
    if reviews:
        title = ngettext("%(count)s record waits for its subject", "%(count)s records wait for their subject", reviews)
        text = _("They count for nobody until somebody decides.")
        out.append(page.DueLine(title % {"count": f"{reviews:,}"}, text, reverse("review"), Tone.WATCH, None, _("Decide")))
    _first, changes = waiting_changes(tools(), department=own, limit=1)
    if changes:
        title = ngettext("%(count)s change to confirm", "%(count)s changes to confirm", changes) % {"count": f"{changes:,}"}
        text = _("Another party or amount under the number of a record on file.")
        out.append(page.DueLine(title, text, reverse("changes"), Tone.WATCH, None, _("Decide")))
    for one in waiting_for_columns(department=own):
        text = _("Its layout is new: say what each column is.")
        out.append(page.DueLine(one.file_name, text, reverse("mapping", args=[one.id]), Tone.WATCH, None, _("Confirm")))
    recent, _total = submissions(department=own, limit=20)
    for one in recent:
        if one.state == SubmissionState.DONE and one.refused and not one.dry_run and not one.practice:
            title = ngettext("%(count)s refused row to mend", "%(count)s refused rows to mend", one.refused) % {"count": f"{one.refused:,}"}
            out.append(page.DueLine(title, one.file_name, reverse("submission", args=[one.id]), Tone.WATCH, None, _("Mend")))
    return tuple(out[:8])


