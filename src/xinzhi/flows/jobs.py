"""Work for the background process: files that wait to be taken in. What is done once a day is in `daily`.

The queue is the table of submissions itself: an upload is acknowledged when its row and its sealed file are durable, and
whatever ends the worker, the row is still there to be taken up again.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from xinzhi.core.authority import Actor
from xinzhi.core.base.problems import Refused
from xinzhi.desk import mappings
from xinzhi.desk.actors import actor_named
from xinzhi.desk.models import Submission, SubmissionState
from xinzhi.flows.hand_in import HandIn, hand_in
from xinzhi.flows.keep_upload import open_kept
from xinzhi.flows.tools import Tools

_ABANDONED = timedelta(minutes=5)


def run_one(tools: Tools) -> bool:
    """Takes one waiting submission in. False where nothing waits."""
    submission = _claim(tools)
    if submission is None:
        return False
    by = actor_named(submission.handed_in_by, tools.rights) or Actor(submission.handed_in_by, submission.department)
    with tempfile.TemporaryDirectory(prefix="xinzhi-") as folder:
        path = Path(folder) / "upload"
        open_kept(tools.store.vault, tools.uploads, submission.file_sha256, path)
        what = HandIn(
            path,
            submission.file_name,
            submission.department,
            submission.source,
            submission.asked_type,
            mappings.from_text(submission.mapping) if submission.mapping else None,
            submission.dry_run,
            submission.practice,
            submission.id,
        )
        with suppress(Refused):  # hand_in wrote the reasons into the submission, where its page shows them
            hand_in(tools, what, by=by, at=tools.store.now())
    return True


def _claim(tools: Tools) -> Submission | None:
    """The oldest submission that waits, or that a worker left behind unfinished."""
    now = tools.store.now()
    with transaction.atomic():
        found = (
            Submission.objects.filter(
                Q(state=SubmissionState.QUEUED) | Q(state=SubmissionState.RUNNING, touched_at__lt=now - _ABANDONED)
            )
            .order_by("created_at")
            .first()
        )
        if found is None:
            return None
        found.state = SubmissionState.RUNNING
        found.touched_at = now
        found.save(update_fields=["state", "touched_at"])
    return found
