"""Every code that the house can say has one sentence in each language."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import yaml

import xinzhi
from xinzhi.catalogue.sentences import FOLDER, sentences
from xinzhi.core.base.problems import Problem

SOURCE = Path(xinzhi.__file__).parent
CALL = re.compile(r"(?:problem|warning|wrong|doubtful|_Wrong|unknown|_unknown|_at)\(\s*\"([a-z_0-9]+)\"")


def test_every_code_has_one_sentence_in_each_language() -> None:
    counted = Counter(
        code for path in FOLDER.glob("*.yaml") for code in (yaml.safe_load(path.read_text("utf-8")) or {})
    )
    assert [code for code, n in counted.items() if n > 1] == []
    texts = sentences().texts
    said = {code for path in SOURCE.rglob("*.py") for code in CALL.findall(path.read_text("utf-8"))}
    assert sorted(said - set(texts)) == []
    assert [code for code, t in texts.items() if not t.get("zh") or not t.get("en")] == []


def test_parameters_are_put_in_and_what_is_empty_is_left_out() -> None:
    found = Problem("key_unknown", {"key": "titel", "proposal": "title", "known": "title"})
    assert "title" in sentences().say(found, "en")
    without = Problem("key_unknown", {"key": "xyz", "proposal": "", "known": "title"})
    assert "Did you mean" not in sentences().say(without, "en")
    assert "{" not in sentences().say(found, "zh")
