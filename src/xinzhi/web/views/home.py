"""Home: what is due, what was raised, how things stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from xinzhi.core.authority import Actor
from xinzhi.desk.models import SubmissionState
from xinzhi.desk.submissions import rows_since, submissions, waiting_for_columns
from xinzhi.flows.overdue import overdue_by_department
from xinzhi.flows.settle_change import waiting_changes
from xinzhi.store.reads.alerts import alerts, unseen
from xinzhi.store.reads.punctuality import Kept, punctuality
from xinzhi.store.reads.standings import by_risk_class, waiting_reviews
from xinzhi.web.pages import desk as page
from xinzhi.web.pages.marks import Tone
from xinzhi.web.telling import intake as telling
from xinzhi.web.telling.alerts import told
from xinzhi.web.telling.teller import Teller
from xinzhi.web.views.needs import needs
from xinzhi.web.views.showing import actor, now, own_department, reaches, show, standing_scheme, teller, tools

NEWEST = 4
YEAR = timedelta(days=365)


@needs()
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    words, by, at = teller(), actor(request), now()
    today = at.astimezone(words.pack.zone).date()
    scheme = standing_scheme(words)
    kept = punctuality(since=at - YEAR)
    raised = alerts(department=own_department(by, "see_alerts"), limit=NEWEST)[0] if reaches(by, "see_alerts") else []
    missing = overdue_by_department(at=at)
    intake = reaches(by, "see_submissions")
    recent = submissions(department=own_department(by, "see_submissions"), limit=NEWEST)[0] if intake else []
    shown = page.HomePage(
        today=today,
        figures=(*_figures(words, by), *(_intake_figures(words, by, at, kept, missing) if intake else ())),
        due=_due(by),
        alerts=tuple(told(words, scheme, alert) for alert in raised),
        submissions=tuple(telling.line(words, one) for one in recent),
        punctuality=telling.punctuality(words, kept, missing) if intake else (),
    )
    return show(request, "web/desk/home.html", shown, section="home")


def _figures(words: Teller, by: Actor) -> Iterator[page.Figure]:
    if reaches(by, "see_results"):
        yield _high_risk(words)
    if reaches(by, "see_reviews"):
        reviews = waiting_reviews(own_department(by, "see_reviews"))
        yield page.Figure(_("Whose record"), reviews, None, reverse("review"), Tone.WATCH if reviews else Tone.NONE)
    if reaches(by, "see_alerts"):
        yield page.Figure(_("Alerts not seen"), unseen(own_department(by, "see_alerts")), None, reverse("alerts"))


def _intake_figures(
    words: Teller, by: Actor, at: datetime, kept: Mapping[str, Kept], missing: Mapping[str, int]
) -> Iterator[page.Figure]:
    own = own_department(by, "see_submissions")
    midnight = datetime.combine(at.astimezone(words.pack.zone).date(), time(), words.pack.zone)
    files, rows = rows_since(midnight, department=own)
    note = ngettext("%(count)s file", "%(count)s files", files) % {"count": files}
    yield page.Figure(_("Rows handed in today"), rows, None, reverse("submissions"), note=note)
    late = sum(number for id, number in missing.items() if own in ("", id))
    yield page.Figure(_("Overdue"), late, None, reverse("overdue"), Tone.BAD if late else Tone.NONE)
    mine = [line for id, line in kept.items() if own in ("", id)]
    due = sum(line.due for line in mine)
    yield page.Figure(_("In time"), due - sum(line.late for line in mine), due, reverse("submissions"), note=_("the last 12 months"))


def _high_risk(words: Teller) -> page.Figure:
    counts = by_risk_class()
    high = sum(counts.get(r.id, 0) for r in words.pack.risk[words.pack.standing_scheme].classes if r.high_risk)
    return page.Figure(_("High risk"), high, sum(counts.values()), reverse("high_risk"), Tone.BAD if high else Tone.NONE)


def _due(by: Actor) -> tuple[page.DueLine, ...]:
    """What waits for this person, with the way there: only what the person may do."""
    out = []
    reviews = waiting_reviews(own_department(by, "decide_identity")) if reaches(by, "decide_identity") else 0
    if reviews:
        title = ngettext("%(count)s record waits for its subject", "%(count)s records wait for their subject", reviews)
        text = _("They count for nobody until somebody decides.")
        out.append(page.DueLine(title % {"count": f"{reviews:,}"}, text, reverse("review"), Tone.WATCH, None, _("Decide")))
    if not reaches(by, "hand_in"):
        return tuple(out)
    own = own_department(by, "hand_in")
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


