"""The sentences for all problems, in two languages, read from `locale/problems/*.yaml`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from xinzhi.catalogue.rights import rights
from xinzhi.core.base.sentences import Sentences

FOLDER = Path(__file__).resolve().parent.parent / "locale" / "problems"


@lru_cache(maxsize=1)
def sentences() -> Sentences:
    """Every sentence that the house can say about a problem."""
    texts: dict[str, dict[str, str]] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        texts.update(yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) or {})  # a test: no code stands in two files
    table = rights()
    names = {"act": {a.id: a.title for a in table.acts.values()}, "role": {r.id: r.title for r in table.roles.values()}}
    return Sentences(texts, names)
