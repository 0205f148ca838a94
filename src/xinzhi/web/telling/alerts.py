"""An alert as a line: which rule, about whom, what happened."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from xinzhi.core.schemes.nodes import Scheme
from xinzhi.store.reads.alerts import Raised
from xinzhi.web.pages.desk import AlertLine
from xinzhi.web.pages.marks import Tone
from xinzhi.web.telling.teller import Teller

TONES = {"another_department_concerned": Tone.BAD}


def told(teller: Teller, scheme: Scheme, alert: Raised) -> AlertLine:
    rule = next((rule for rule in teller.pack.alerts if rule.id == alert.rule), None)
    return AlertLine(
        key=alert.key,
        title=rule.title.say(teller.language) if rule else alert.rule,
        text=_text(teller, scheme, alert),
        tone=TONES.get(alert.kind, Tone.WATCH),
        subject_id=alert.subject_id,
        subject=alert.subject,
        department=teller.department(alert.department),
        raised_at=alert.raised_at,
        seen=alert.seen,
        basis=teller.basis(rule.basis) if rule else (),
        mark=teller.grade(scheme, alert.grade) if alert.grade else None,
    )


def _text(teller: Teller, scheme: Scheme, alert: Raised) -> str:
    """What the parameters of its kind say."""
    params = alert.params
    if alert.kind == "grade_dropped":
        before, after = (teller.grade(scheme, params[key]).title for key in ("before", "after"))
        return _("The standing fell from %(before)s to %(after)s.") % {"before": before, "after": after}
    if alert.kind == "another_department_concerned":
        return _("%(department)s handed in: %(type)s.") % {
            "department": teller.department(params["department"]),
            "type": teller.record_type(params["type"]),
        }
    if alert.kind == "duty_missed":
        duty = teller.pack.duties.get(params["duty"])
        return _("%(duty)s (%(period)s) was due on %(due)s.") % {
            "duty": duty.title.say(teller.language) if duty else params["duty"],
            "period": params["period"],
            "due": teller.day(date.fromisoformat(params["due"])),
        }
    return ""
