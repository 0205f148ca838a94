"""What is done once a day: by whoever comes first, for each day that is over, however often the worker was away.

A line in `DailyRun` is the claim to a piece of work for a day. Each piece may be begun again after a crash: done twice it changes
nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from xinzhi.core.authority import system
from xinzhi.desk.models import DailyRun
from xinzhi.flows.assess import catch_up, today
from xinzhi.flows.ledger import seal_access
from xinzhi.flows.retention import remove_old_uploads
from xinzhi.flows.tools import Tools

_MOST_DAYS = 60
"""How far back a worker that was away makes up for days."""
_ABANDONED = timedelta(hours=1)

Work = Callable[[Tools, date, datetime], object]


def _assess(tools: Tools, day: date, at: datetime) -> object:
    """Days pass, and deadlines with them: everybody's standing on the new day, and what follows from it."""
    return catch_up(tools, at=at, everybody=True)


def _seal(tools: Tools, day: date, at: datetime) -> object:
    return seal_access(tools, day, by=system(tools.rights), at=at)


def _remove(tools: Tools, day: date, at: datetime) -> object:
    return remove_old_uploads(tools, by=system(tools.rights), at=at)


WORKS: dict[str, tuple[Work, bool]] = {"seal_access": (_seal, True), "assess": (_assess, False), "retention": (_remove, False)}
"""Each piece of work, and whether it is owed for every past day or only for the latest."""


def run_one(tools: Tools, *, at: datetime) -> bool:
    """Does one piece of daily work that is due. False where none is."""
    yesterday = today(tools, at) - timedelta(days=1)
    for name, (work, every_day) in WORKS.items():
        for day in _owed(name, yesterday, every_day=every_day):
            line = _claimed(name, day, at)
            if line is not None:
                work(tools, day, at)
                line.done_at = tools.store.now()
                line.save(update_fields=["done_at"])
                return True
    return False


def _owed(name: str, yesterday: date, *, every_day: bool) -> list[date]:
    last = DailyRun.objects.filter(work=name, done_at__isnull=False).order_by("-day").values_list("day", flat=True).first()
    first = yesterday if last is None or not every_day else max(last + timedelta(days=1), yesterday - timedelta(days=_MOST_DAYS))
    if last is not None and last >= yesterday:
        return []
    return [first + timedelta(days=n) for n in range((yesterday - first).days + 1)]


def _claimed(name: str, day: date, at: datetime) -> DailyRun | None:
    """The line of this work and day, if it is ours to do: new, or left behind by a worker that was killed."""
    try:
        with transaction.atomic():
            return DailyRun.objects.create(work=name, day=day, began_at=at)
    except IntegrityError:
        stale = DailyRun.objects.filter(work=name, day=day, done_at=None, began_at__lt=at - _ABANDONED)
        return DailyRun.objects.get(work=name, day=day) if stale.update(began_at=at) else None
