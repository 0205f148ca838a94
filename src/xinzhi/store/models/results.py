"""What evaluations left: the standing of each subject now, published runs and grades, alerts, the pack in force."""

from __future__ import annotations

from django.db import models


class Standing(models.Model):
    """Live and internal: recomputed at each commit that touches the subject. Not a published grade."""

    subject_id = models.BigIntegerField(primary_key=True)
    scheme = models.TextField()
    version = models.TextField()
    as_of = models.DateField()
    known_size = models.BigIntegerField()
    score = models.BigIntegerField(null=True)
    grade = models.TextField()
    risk_class = models.TextField()
    high_risk = models.BooleanField(default=False)
    records = models.IntegerField(default=0)
    dimensions = models.TextField(default="{}")
    reasons = models.TextField(default="[]")

    class Meta:
        indexes = [models.Index(fields=["high_risk", "score"], name="standing_risk")]


class Run(models.Model):
    """A published run: one fact and an immutable folder."""

    run = models.TextField(primary_key=True)
    entry_idx = models.BigIntegerField()
    scheme = models.TextField()
    version = models.TextField()
    as_of = models.DateField()
    known_size = models.BigIntegerField()
    at = models.DateTimeField()
    subjects = models.BigIntegerField()
    result_sha256 = models.TextField()
    contributions_sha256 = models.TextField()
    counts = models.TextField(default="{}")


class Grade(models.Model):
    """The current published grade of one subject under one scheme."""

    pk = models.CompositePrimaryKey("scheme", "subject_id")
    scheme = models.TextField()
    subject_id = models.BigIntegerField()
    run = models.TextField()
    score = models.BigIntegerField(null=True)
    grade = models.TextField()
    risk_class = models.TextField()


class Alert(models.Model):
    """Somebody is told something, once: `key` says what "once" means."""

    key = models.TextField(primary_key=True)
    rule = models.TextField()
    kind = models.TextField()
    department = models.TextField(db_index=True)
    subject_id = models.BigIntegerField(db_index=True)
    raised_at = models.DateTimeField(db_index=True)
    params = models.TextField(default="{}")
    seen_at = models.DateTimeField(null=True)


class PackInForce(models.Model):
    """Which pack was adopted from which entry on."""

    entry_idx = models.BigIntegerField(primary_key=True)
    pack = models.TextField()
    digest = models.TextField()
    at = models.DateTimeField()


class Caught(models.Model):
    """Up to which ledger size a follower of the outbox has worked. It begins again from there after a crash."""

    follower = models.TextField(primary_key=True)
    size = models.BigIntegerField(default=0)
