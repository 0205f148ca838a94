"""Mark an alert as seen. It says that somebody of the department has read it, nothing more."""

from __future__ import annotations

from datetime import datetime

from xinzhi.core import authority
from xinzhi.core.authority import Actor
from xinzhi.core.base.problems import Refused, problem
from xinzhi.store.models import Alert


def see_alert(key: str, *, by: Actor, at: datetime) -> None:
    """Whoever is of the department that was alerted may say so; the first time counts."""
    alert = Alert.objects.filter(key=key).first()
    if alert is None:
        raise Refused(problem("alert_not_found", key=key))
    denial = authority.may(by, "answer_alert", department=alert.department)
    if denial is not None:
        raise Refused(denial)
    Alert.objects.filter(key=key, seen_at=None).update(seen_at=at)
