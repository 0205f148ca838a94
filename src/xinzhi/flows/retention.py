"""Files as they were handed in are kept for a time and then removed: what they said is on file, what they were is in the receipt."""

from __future__ import annotations

from datetime import datetime, timedelta

from xinzhi.core import authority
from xinzhi.core.authority import Actor
from xinzhi.core.base.problems import Refused, problem
from xinzhi.desk.models import Submission, SubmissionRow, SubmissionState
from xinzhi.flows.tools import Tools

_OPEN = (SubmissionState.QUEUED, SubmissionState.RUNNING, SubmissionState.NEEDS_MAPPING)


def remove_old_uploads(tools: Tools, *, by: Actor, at: datetime) -> int:
    """Removes the files of submissions that ended longer ago than the installation keeps them. Returns how many submissions lost
    theirs."""
    denial = authority.remove_uploads(by)
    if denial is not None:
        raise Refused(denial)
    limit = at - timedelta(days=tools.keep_uploads_days)
    old = Submission.objects.filter(created_at__lt=limit, file_removed_at=None).exclude(state__in=_OPEN)
    return sum(_remove(tools, submission, at) for submission in old.order_by("created_at"))


def remove_upload(tools: Tools, submission_id: str, *, by: Actor, at: datetime) -> None:
    """Removes one file at once, with the cells of its rows that were kept: for a file that should not have been handed in."""
    denial = authority.erase_personal(by)
    if denial is not None:
        raise Refused(denial)
    submission = Submission.objects.filter(id=submission_id).first()
    if submission is None:
        raise Refused(problem("submission_not_found"))
    if submission.state in _OPEN:
        raise Refused(problem("submission_running", submission=submission.file_name))
    _remove(tools, submission, at)


def _remove(tools: Tools, submission: Submission, at: datetime) -> bool:
    """The cells of its rows go first, then the mark, then the file: whatever is cut off in between can be done again."""
    SubmissionRow.objects.filter(submission=submission).update(cells=None)
    same = Submission.objects.filter(file_sha256=submission.file_sha256, file_removed_at=None).exclude(id=submission.id)
    sha256 = submission.file_sha256
    if not same.exists():
        (tools.uploads / sha256[:2] / f"{sha256}.sealed").unlink(missing_ok=True)
    submission.file_removed_at = at
    submission.save(update_fields=["file_removed_at"])
    return True
