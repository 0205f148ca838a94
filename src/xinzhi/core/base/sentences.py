"""Problems in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xinzhi.core.base.problems import Problem
from xinzhi.core.base.text import Text

_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_PARAMETER = re.compile(r"\{([a-z_]+)(?::([a-z]+))?\}")
Names = Mapping[str, Mapping[str, Text]]
"""Titles of what parameters name by id, by kind and id."""


class Sentences:
    """A text for each code and language; `{name}` stands for a parameter, `{name:kind}` for the titles of the ids that it lists with
    commas, and `[[...]]` is left out where a parameter in it is empty."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]], names: Names | None = None) -> None:
        self.texts = texts
        self.names = names or {}

    def say(self, problem: Problem, language: str, names: Names | None = None) -> str:
        """The sentence; `names` are titles beyond those of the house, such as a pack's departments. A code without one is said as itself: a test sees to it that there is none."""
        languages = self.texts.get(problem.code)
        if languages is None:
            return f"{problem.code} {dict(problem.params)}"
        template = languages["en" if language.startswith("en") else "zh"]
        values = {key: "" if value is None else str(value) for key, value in problem.params.items()}
        shown = _OPTIONAL.sub(lambda found: found[1] if all(map(values.get, parameters(found[1]))) else "", template)
        # In one pass, so that what a file says between braces is never taken for a parameter.
        return _PARAMETER.sub(lambda found: self._titled(values[found[1]], found[2], language, names or {}) if found[1] in values else found[0], shown)

    def _titled(self, value: str, kind: str | None, language: str, names: Names) -> str:
        if kind is None:
            return value
        known = {**self.names.get(kind, {}), **names.get(kind, {})}
        titles = (known[id].say(language) if id in known else id for id in value.split(",") if id)
        return (", " if language.startswith("en") else "、").join(titles)


def parameters(template: str) -> list[str]:
    """The names of the parameters in a template, in their order."""
    return [found[1] for found in _PARAMETER.finditer(template)]


def required_parameters(template: str) -> set[str]:
    """Those without which the sentence would have a hole."""
    return set(parameters(_OPTIONAL.sub("", template)))
