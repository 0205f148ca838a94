"""Problems as sentences: what is wrong, and what to do now."""

from __future__ import annotations

from xinzhi.core.base.problems import Problem
from xinzhi.web.words.catalogue import has, word


def say(problem: Problem, language: str) -> str:
    """The sentence of `problem`. A code without a sentence shows itself with its parameters, so nothing is hidden."""
    sentence = word("problem", problem.code, language)
    if sentence == problem.code:
        params = ", ".join(f"{key}={value}" for key, value in problem.params.items())
        return f"{problem.code} ({params})" if params else problem.code
    return sentence.format_map(_Params(problem.params))


def advice(problem: Problem, language: str) -> str:
    """What to do now, where there is something to add to the sentence."""
    if not has("advice", problem.code, language):
        return ""
    return word("advice", problem.code, language).format_map(_Params(problem.params))


class _Params(dict[str, object]):
    """A parameter that a problem does not carry is shown as an ellipsis rather than breaking the sentence."""

    def __missing__(self, key: str) -> str:
        return "…"
