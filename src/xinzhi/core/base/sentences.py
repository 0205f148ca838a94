"""Problems in words."""

from __future__ import annotations

from collections.abc import Mapping

from xinzhi.core.base.problems import Problem


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
        return _filled(template, values)


def _filled(template: str, values: Mapping[str, str]) -> str:
    out: list[str] = []
    rest = template
    while rest:
        before, bracket, after = rest.partition("[[")
        out.append(_formatted(before, values))
        if not bracket:
            break
        inside, _, rest = after.partition("]]")
        names = [piece.partition("}")[0] for piece in inside.split("{")[1:]]
        if all(values.get(name) for name in names):
            out.append(_formatted(inside, values))
    return "".join(out)


def _formatted(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text
