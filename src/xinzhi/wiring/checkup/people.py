"""Who is at work: the worker process, and accounts that should not be there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from django.contrib.auth.hashers import check_password

from xinzhi.core.base.problems import Problem, problem, warning
from xinzhi.desk.models import Submission, SubmissionState, User
from xinzhi.flows.demo_accounts import KEPT, NAMES, kept_password
from xinzhi.wiring.heartbeat import DEAD_AFTER, last_sign
from xinzhi.wiring.settings import Settings


def worker(settings: Settings) -> Iterator[Problem]:
    """The worker has said of late that it lives."""
    sign = last_sign(settings.heartbeat)
    if sign is None:
        yield problem("worker_not_there", waiting=_waiting())
        return
    silent = (datetime.now(UTC) - sign.at).total_seconds()
    if silent > DEAD_AFTER:
        yield problem("worker_silent", seconds=int(silent), doing=sign.doing, waiting=_waiting())


def accounts(settings: Settings) -> Iterator[Problem]:
    """Somebody can sign in, and on an installation in service nobody with a demonstration's password."""
    if not User.objects.filter(is_active=True).exists():
        yield warning("no_accounts")
    if settings.demo:
        return
    password = kept_password(settings.home)
    if password is not None:
        known = User.objects.filter(username__in=NAMES, is_active=True).order_by("username")
        open_to_all = [user.username for user in known if check_password(password, user.password)]
        if open_to_all:
            yield problem("demo_accounts_open", names=", ".join(open_to_all), file=str(settings.home / KEPT))


def _waiting() -> int:
    return Submission.objects.filter(state__in=(SubmissionState.QUEUED, SubmissionState.RUNNING)).count()
