"""Subjects, their identifiers, and the keys by which a messy name finds them."""

from __future__ import annotations

from django.db import models


class Subject(models.Model):
    """A subject as the facts leave it now.

    `name` and `address` are in clear for organisations, masked for natural persons. `sealed` holds, encrypted, what is personal
    (for a person everything, for a business its representative and telephone).
    """

    subject_id = models.BigIntegerField(primary_key=True)
    entry_idx = models.BigIntegerField(db_index=True)
    kind = models.TextField()
    name = models.TextField(db_index=True)
    address = models.TextField(default="")
    region_code = models.TextField(default="", db_index=True)
    industry_code = models.TextField(default="")
    registered_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    status = models.TextField(default="active")
    merged_into = models.BigIntegerField(null=True)
    sealed = models.BinaryField(null=True)


class SubjectChange(models.Model):
    """What an entry told about a subject's public facts, from a day on: what `SubjectState` is folded from."""

    entry_idx = models.BigIntegerField(primary_key=True)
    subject_id = models.BigIntegerField(db_index=True)
    since = models.DateField()
    changes = models.TextField()


class SubjectState(models.Model):
    """The intervals of `core.subject_states`, as rows: what a subject was on a day, by what was known at a ledger size."""

    subject_id = models.BigIntegerField(db_index=True)
    valid_from = models.DateField()
    valid_to = models.DateField()
    known_from = models.BigIntegerField()
    known_to = models.BigIntegerField()
    kind = models.TextField()
    region_code = models.TextField()
    industry_code = models.TextField()
    registered_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    status = models.TextField()
    merged_into = models.BigIntegerField(null=True)


class SubjectEntry(models.Model):
    """Which entries of the log carry this subject's own personal part."""

    entry_idx = models.BigIntegerField(primary_key=True)
    subject_id = models.BigIntegerField(db_index=True)


class SubjectIdentifier(models.Model):
    """One identifier. `blind` is a keyed hash for look-ups; `value` is empty where the scheme names a natural person."""

    scheme = models.TextField()
    blind = models.BinaryField()
    value = models.TextField(default="")
    subject_id = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "blind"], name="identifier_once")]


class SubjectKey(models.Model):
    """Blocking keys of `core.identity.blocking`, as keyed 63-bit hashes."""

    key = models.BigIntegerField(db_index=True)
    subject_id = models.BigIntegerField(db_index=True)
