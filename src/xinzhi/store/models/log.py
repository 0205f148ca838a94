"""The log: entries, the nodes of their Merkle tree, their personal parts, checkpoints, and one line for each commit.

Triggers (first migration) refuse any change of these tables but one: the salt and ciphertext of a personal part may be
set to NULL, which erases it.
"""

from __future__ import annotations

from django.db import models


class Log(models.Model):
    """The log's name, suite and public key, fixed when it was created. One row."""

    origin = models.TextField(primary_key=True)
    suite = models.TextField()
    verifier_key = models.TextField()
    created_at = models.DateTimeField()


class Entry(models.Model):
    idx = models.BigIntegerField(primary_key=True)
    kind = models.TextField()
    body = models.BinaryField()
    leaf_hash = models.BinaryField()


class Node(models.Model):
    """The hash of one completed subtree of height `level` ≥ 1."""

    pk = models.CompositePrimaryKey("level", "idx")
    level = models.SmallIntegerField()
    idx = models.BigIntegerField()
    hash = models.BinaryField()


class Personal(models.Model):
    pk = models.CompositePrimaryKey("entry_idx", "slot")
    entry_idx = models.BigIntegerField()
    slot = models.TextField()
    salt = models.BinaryField(null=True)
    ciphertext = models.BinaryField(null=True)


class Checkpoint(models.Model):
    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()
    at = models.DateTimeField()


class Commit(models.Model):
    """The outbox line of one commit: which entries, when, by whom. It is also how an instant becomes a ledger size."""

    first_idx = models.BigIntegerField(primary_key=True)
    last_idx = models.BigIntegerField()
    at = models.DateTimeField(db_index=True)
    by = models.TextField()
