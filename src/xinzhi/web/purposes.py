"""Why somebody opened a file, kept in the session for as long as one visit to it lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

LASTS = timedelta(minutes=30)
KEY = "purposes"


@dataclass(frozen=True, slots=True)
class Purpose:
    """`unmasked`: it was given in order to see numbers in full."""

    text: str = ""
    unmasked: bool = False


def purpose_for(request: HttpRequest, subject_id: int, at: datetime) -> Purpose:
    """What was said about this file in the last half hour; nothing otherwise."""
    kept: dict[str, Any] = request.session.get(KEY, {})
    found = kept.get(str(subject_id))
    if found is None or datetime.fromisoformat(found["at"]) < at - LASTS:
        return Purpose()
    return Purpose(found["text"], found["unmasked"])


def keep_purpose(request: HttpRequest, subject_id: int, text: str, at: datetime, *, unmasked: bool = False) -> None:
    """Remembers the purpose, and forgets those whose time is over."""
    kept: dict[str, Any] = request.session.get(KEY, {})
    fresh = {id: entry for id, entry in kept.items() if datetime.fromisoformat(entry["at"]) >= at - LASTS}
    fresh[str(subject_id)] = {"text": text, "at": at.isoformat(), "unmasked": unmasked}
    request.session[KEY] = fresh
