"""Who acts, and the form of the answer, may be named anywhere in the line, as the README has it."""

from __future__ import annotations

import pytest

from xinzhi.cli.main import hoisted


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("intake a.xlsx --as shichang", "--as shichang intake a.xlsx"),
        ("--as credit evaluate --as-of 2026-06-30", "--as credit evaluate --as-of 2026-06-30"),
        ("evaluate --publish --as=credit --json", "--as=credit --json evaluate --publish"),
        ("review note -- --as they said", "review note -- --as they said"),
        ("evaluate --as", "--as evaluate"),
    ],
)
def test_they_come_first_wherever_they_were_typed(typed: str, read: str) -> None:
    assert hoisted(typed.split()) == read.split()
