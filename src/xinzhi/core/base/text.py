"""A text in the languages of the house: Chinese always, English where it differs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    zh: str
    en: str = ""

    def say(self, language: str) -> str:
        """The text in `language` ("zh" or "en"); Chinese where there is no English."""
        return self.en if language.startswith("en") and self.en else self.zh
