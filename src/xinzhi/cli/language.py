"""Chinese or English, by the locale of whoever types."""

from __future__ import annotations

import os
from collections.abc import Mapping


def language(environ: Mapping[str, str] = os.environ) -> str:
    """"zh" or "en": XINZHI_LANG, else LC_ALL, LC_MESSAGES, LANG; Chinese where none of them says English."""
    for name in ("XINZHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(name, "")
        if value:
            return "en" if value.lower().startswith(("en", "c.", "posix")) or value in ("C",) else "zh"
    return "zh"


def say(zh: str, en: str) -> str:
    """The text in the language of this process."""
    return en if language() == "en" else zh
