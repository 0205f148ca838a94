"""Problems in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xinzhi.core.base.problems import Problem

_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_PARAMETER = re.compile(r"\{([a-z_]+)\}")


class Sentences:
    """A text for each code and language; `{name}` stands for a parameter, and `[[...]]` is left out where a parameter in it is empty."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self.texts = texts

    def say(self, problem: Problem, language: str) -> str:
        """The sentence. A code without one is said as itself: a test sees to it that there is none."""
        languages = self.texts.get(problem.code)
        if languages is None:
            return f"{problem.code} {dict(problem.params)}"
        template = languages["en" if language.startswith("en") else "zh"]
        values = {key: "" if value is None else str(value) for key, value in problem.params.items()}
        shown = _OPTIONAL.sub(lambda found: found[1] if all(map(values.get, parameters(found[1]))) else "", template)
        # In one pass, so that what a file says between braces is never taken for a parameter.
        return _PARAMETER.sub(lambda found: values.get(found[1], found[0]), shown)


def parameters(template: str) -> list[str]:
    """The names of the parameters in a template, in their order."""
    return _PARAMETER.findall(template)


def required_parameters(template: str) -> set[str]:
    """Those without which the sentence would have a hole."""
    return set(parameters(_OPTIONAL.sub("", template)))
