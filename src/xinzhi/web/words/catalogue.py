"""The committed message catalogues, read without a framework.

Code looks a text up by context and key: `word("problem", "not_your_department", language)`. Both catalogues hold all keys;
a test walks over the sources and finds any that is missing.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

LOCALES = Path(__file__).parent.parent / "locale"
FOLDERS = {"zh": "zh_Hans", "en": "en"}


@cache
def catalogue(language: str) -> NullTranslations:
    """The messages of `language` ("zh…" or "en…"; anything else reads Chinese)."""
    folder = FOLDERS["en" if language.startswith("en") else "zh"]
    with (LOCALES / folder / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return GNUTranslations(file)


def word(context: str, key: str, language: str) -> str:
    """The text of `key` in `context`. A key that no catalogue has comes back as it is: visible, and never a crash."""
    return catalogue(language).pgettext(context, key)


def has(context: str, key: str, language: str) -> bool:
    return word(context, key, language) != key
