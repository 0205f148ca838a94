"""Every look into a file is itself on file."""

from __future__ import annotations

from django.db import models


class Look(models.Model):
    """Who opened whose file, when, why and by which door. Append-only; each day's hash enters the ledger."""

    at = models.DateTimeField(db_index=True)
    actor = models.TextField()
    department = models.TextField(default="")
    subject_id = models.BigIntegerField(db_index=True)
    purpose = models.TextField(default="")
    door = models.TextField()
