"""Records and what became of them: projections of the log."""

from __future__ import annotations

from django.db import models


class Record(models.Model):
    """One record as it was handed in. Never changed: what counts today stands in `Counting`."""

    record_id = models.BigIntegerField(primary_key=True)
    entry_idx = models.BigIntegerField()
    record_type = models.TextField()
    department = models.TextField()
    occurred_on = models.DateField()
    entered_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    late_seconds = models.BigIntegerField(default=0)
    expires_on = models.DateField(null=True)
    natural_key = models.BinaryField()
    content_key = models.BinaryField()
    document_key = models.BinaryField(db_index=True)
    fields = models.TextField()
    submission = models.TextField(default="")
    row = models.IntegerField(null=True)
    part = models.IntegerField(default=0)
    supersedes = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["natural_key", "content_key"], name="record_once"
            )
        ]
        indexes = [
            models.Index(fields=["record_type", "department", "occurred_on"], name="record_type_day"),
            models.Index(fields=["submission", "row"], name="record_submission"),
        ]


class Act(models.Model):
    """What one record, or a newer version, did to another."""

    entry_idx = models.BigIntegerField(db_index=True)
    record_id = models.BigIntegerField()  # the acting record
    target_id = models.BigIntegerField(db_index=True)
    effect = models.TextField()  # an Effect, or "supersede"
    effective_on = models.DateField()


class Link(models.Model):
    """Whose a record is, from this entry on. `subject_id` NULL: nobody's again."""

    pk = models.CompositePrimaryKey("entry_idx", "record_id")
    entry_idx = models.BigIntegerField()
    record_id = models.BigIntegerField(db_index=True)
    subject_id = models.BigIntegerField(null=True, db_index=True)
    tier = models.TextField()
    score = models.IntegerField(default=1000)
    reasons = models.TextField(default="[]")


class Counting(models.Model):
    """The intervals of `core.counting`, as rows."""

    record_id = models.BigIntegerField(db_index=True)
    subject_id = models.BigIntegerField(db_index=True)
    valid_from = models.DateField()
    valid_to = models.DateField()
    known_from = models.BigIntegerField()
    known_to = models.BigIntegerField()
    state = models.TextField()
    reason = models.TextField(default="")


class Review(models.Model):
    """A record whose party nobody could be found for with certainty: a person's queue."""

    record_id = models.BigIntegerField(primary_key=True)
    entry_idx = models.BigIntegerField()
    department = models.TextField()
    party_key = models.TextField(db_index=True)
    opened_at = models.DateTimeField()
    closed_by = models.BigIntegerField(null=True)  # the entry that settled it
    outcome = models.TextField(default="")  # linked | created | rejected

    class Meta:
        indexes = [models.Index(fields=["closed_by", "opened_at"], name="review_open")]


class Judgement(models.Model):
    """What a person decided about a party as written and a subject, remembered."""

    entry_idx = models.BigIntegerField(primary_key=True)
    party_key = models.TextField(db_index=True)
    subject_id = models.BigIntegerField(null=True)
    judgement = models.TextField()


class Receipt(models.Model):
    """The numbered receipt of one submission."""

    number = models.TextField(primary_key=True)
    submission = models.TextField(unique=True)
    entry_idx = models.BigIntegerField()
    department = models.TextField()
    source = models.TextField()
    file_sha256 = models.TextField()
    at = models.DateTimeField()
    rows = models.IntegerField()
    accepted = models.IntegerField()
    warned = models.IntegerField()
    refused = models.IntegerField()
    duplicate = models.IntegerField()
    superseded = models.IntegerField()
    waiting = models.IntegerField()
