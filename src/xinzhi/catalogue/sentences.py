"""The sentences for all problems, in two languages, read from `locale/problems/*.yaml`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from xinzhi.core.base.sentences import Sentences

FOLDER = Path(__file__).resolve().parent.parent / "locale" / "problems"


@lru_cache(maxsize=1)
def sentences() -> Sentences:
    """Every sentence that the house can say about a problem."""
    texts: dict[str, dict[str, str]] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for code, languages in (yaml.safe_load(path.read_text("utf-8")) or {}).items():
            if code in texts:
                raise ValueError(f"{path.name}: {code} has a sentence already")
            texts[code] = languages
    return Sentences(texts)
