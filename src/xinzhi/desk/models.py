"""What happens at the desk and is no fact: accounts, uploads in progress, what waits for a confirmation."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person who signs in. `department` and `region` are ids of the pack; `roles` is a comma-separated list."""

    department = models.CharField(max_length=64, blank=True, default="")
    region = models.CharField(max_length=12, blank=True, default="")
    roles = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="zh")

    @property
    def role_set(self) -> frozenset[str]:
        return frozenset(role for role in self.roles.split(",") if role)


class SubmissionState(models.TextChoices):
    QUEUED = "queued"
    NEEDS_MAPPING = "needs_mapping"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"


class Submission(models.Model):
    """One file on its way in. The receipt, once there is one, is a fact."""

    id = models.CharField(primary_key=True, max_length=40)
    number = models.CharField(max_length=40, blank=True, default="")
    department = models.CharField(max_length=64)
    source = models.CharField(max_length=200, default="")
    record_type = models.CharField(max_length=64, blank=True, default="")
    asked_type = models.CharField(max_length=64, blank=True, default="")
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    file_size = models.BigIntegerField(default=0)
    mapping = models.TextField(blank=True, default="")
    dry_run = models.BooleanField(default=False)
    practice = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=SubmissionState.choices, default=SubmissionState.QUEUED)
    total_rows = models.IntegerField(default=0)
    done_rows = models.IntegerField(default=0)
    accepted = models.IntegerField(default=0)
    warned = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    duplicate = models.IntegerField(default=0)
    superseded = models.IntegerField(default=0)
    waiting = models.IntegerField(default=0)
    skipped = models.IntegerField(default=0)
    problems = models.TextField(default="[]")
    handed_in_by = models.CharField(max_length=150)
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField(null=True)
    file_removed_at = models.DateTimeField(null=True)  # the file as it was handed in is kept no more
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["department", "created_at"], name="submission_list")]


class SubmissionRow(models.Model):
    """A row that needs somebody's eye: refused, warned, waiting. Accepted rows are records and need none.

    `cells` is sealed: a refused row holds personal content like any other.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="rows")
    row = models.IntegerField()
    outcome = models.CharField(max_length=12)
    problems = models.TextField(default="[]")
    cells = models.BinaryField(null=True)
    record_type = models.CharField(max_length=64, blank=True, default="")
    due_at = models.DateTimeField(null=True)  # of a refused row: when it should have been on file, as far as it could be read
    document_key = models.BinaryField(null=True)  # by which the mended row is known when it comes
    settled_at = models.DateTimeField(null=True)  # somebody said that nothing is owed for it
    settled_by = models.CharField(max_length=150, blank=True, default="")
    settled_why = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["submission", "row"], name="submission_row"),
            models.Index(fields=["outcome", "due_at"], name="submission_row_due"),
        ]


class DailyRun(models.Model):
    """That a piece of daily work was done for a day. Whoever writes the line does the work; nobody does it twice."""

    work = models.CharField(max_length=40)
    day = models.DateField()
    began_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["work", "day"], name="daily_once")]


class PendingChange(models.Model):
    """A row that would change the party or the amount of a record on file: it waits for its department's confirmation."""

    submission = models.ForeignKey(Submission, null=True, on_delete=models.SET_NULL)
    row = models.IntegerField(null=True)
    record_id = models.BigIntegerField()
    department = models.CharField(max_length=64)
    draft = models.BinaryField()  # sealed canonical JSON of the draft
    changed = models.TextField(default="[]")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True, default="")
    outcome = models.CharField(max_length=12, blank=True, default="")


class SavedMapping(models.Model):
    """A mapping that a clerk confirmed for files of one department with these headings."""

    department = models.CharField(max_length=64)
    headings_sha256 = models.CharField(max_length=64)
    mapping = models.TextField()
    saved_by = models.CharField(max_length=150)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "headings_sha256"], name="mapping_once")]
