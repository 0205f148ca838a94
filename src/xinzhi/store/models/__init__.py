"""The tables of the store.

`log` is the truth; everything in `records`, `subjects` and `results` is derived from it and can be made again. `looks` is the
access log. Direction of imports: models import nothing but Django and `core` values.
"""

from xinzhi.store.models.log import Checkpoint, Commit, Entry, Log, Node, Personal
from xinzhi.store.models.looks import Look
from xinzhi.store.models.records import Act, Counting, Judgement, Link, Receipt, Record, Review
from xinzhi.store.models.results import Alert, Caught, Grade, PackInForce, Run, Standing
from xinzhi.store.models.subjects import (
    Subject,
    SubjectChange,
    SubjectEntry,
    SubjectIdentifier,
    SubjectKey,
    SubjectState,
)

__all__ = [
    "Act",
    "Alert",
    "Caught",
    "Checkpoint",
    "Commit",
    "Counting",
    "Entry",
    "Grade",
    "Judgement",
    "Link",
    "Log",
    "Look",
    "Node",
    "PackInForce",
    "Personal",
    "Receipt",
    "Record",
    "Review",
    "Run",
    "Standing",
    "Subject",
    "SubjectChange",
    "SubjectEntry",
    "SubjectIdentifier",
    "SubjectKey",
    "SubjectState",
]
