"""Signed checkpoints: what was signed can be read, what was touched cannot."""

from __future__ import annotations

import pytest

from xinzhi.core.base.problems import Problem, Refused
from xinzhi.ledger.note import CheckpointText, read, sign, verifier_key
from xinzhi.ledger.suites import suite

S = suite("ed25519-sha256")
KEY = S.new_key()
VKEY = verifier_key("example.org/log", S.public_key(KEY), S)
TEXT = CheckpointText("example.org/log", 42, S.digest(b"root"))


def test_a_signed_checkpoint_reads_back() -> None:
    assert read(sign(TEXT, KEY, S), VKEY, S) == TEXT


@pytest.mark.parametrize(("old", "new"), [("42", "43"), ("example.org/log\n42", "example.com/log\n42"), ("\n\n", "\n")])
def test_a_touched_checkpoint_does_not(old: str, new: str) -> None:
    assert isinstance(read(sign(TEXT, KEY, S).replace(old, new, 1), VKEY, S), Problem)


def test_another_key_is_not_the_logs_key() -> None:
    other = verifier_key("example.org/log", S.public_key(S.new_key()), S)
    found = read(sign(TEXT, KEY, S), other, S)
    assert isinstance(found, Problem)
    assert found.code == "checkpoint_not_signed_by"


def test_an_unknown_suite_is_refused() -> None:
    with pytest.raises(Refused):
        suite("rot13")
