"""The language of conditions: what it says, what it refuses, and that the unknown is false."""

from __future__ import annotations

import pytest

from xinzhi.core.base.problems import Problem
from xinzhi.core.schemes.expressions import evaluate, parse


def holds(text: str, **fields: object) -> bool:
    found = parse(text)
    assert not isinstance(found, Problem), found
    return evaluate(found, fields, {"kind": "vehicle"})


@pytest.mark.parametrize(
    ("text", "fields", "expected"),
    [
        ("gravity == 'serious'", {"gravity": "serious"}, True),
        ("gravity == 'serious'", {}, False),
        ("gravity != 'serious'", {}, False),
        ("not gravity == 'serious'", {}, True),
        ("fine >= 100 and fine < 200", {"fine": 150}, True),
        ("100 <= fine < 200", {"fine": 200}, False),
        ("kind in ('a', 'b')", {"kind": "b"}, True),
        ("kind not in ('a', 'b')", {}, False),
        ("late", {"late": True}, True),
        ("late", {}, False),
        ("known(late)", {"late": False}, True),
        ("not known(late)", {}, True),
        ("subject.kind == 'vehicle' or late", {}, True),
    ],
)
def test_conditions(text: str, fields: dict[str, object], expected: bool) -> None:
    assert holds(text, **fields) is expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("gravity ==", "expression_syntax"),
        ("__import__('os')", "expression_not_allowed"),
        ("a.b.c == 1", "expression_field_expected"),
        ("fine + 1 > 2", "expression_field_expected"),
        ("fine > other", "expression_literal_expected"),
        ("fine in 'abc'", "expression_list_expected"),
        ("lambda: 1", "expression_not_allowed"),
    ],
)
def test_what_is_not_of_the_language_is_refused_with_its_place(text: str, code: str) -> None:
    found = parse(text)
    assert isinstance(found, Problem)
    assert found.code == code
