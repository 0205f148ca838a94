"""Where the log stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xinzhi.store.models import Checkpoint


@dataclass(frozen=True, slots=True)
class Checked:
    """The latest signed checkpoint: of how many entries, made when."""

    size: int
    at: datetime


def latest_checkpoint() -> Checked | None:
    found = Checkpoint.objects.order_by("-size").values_list("size", "at").first()
    return None if found is None else Checked(*found)
