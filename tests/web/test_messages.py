"""Chinese first: no sentence of the web is without its Chinese text, and the compiled catalogue is the written one."""

from __future__ import annotations

from tools import messages


def test_every_message_has_chinese_and_none_is_left_over() -> None:
    assert messages.complaints() == []


def test_the_collector_finds_what_templates_and_code_say() -> None:
    found = messages.collect()
    assert ("tab", "Home") in found
    assert found["", "%(number)s record"].plural == "%(number)s records"
    assert len(found) > 300


def test_placeholders_survive_translation() -> None:
    import re

    names = re.compile(r"%\((\w+)\)s")
    for entry in messages.catalogue():
        chinese = entry.msgstr or "".join(entry.msgstr_plural.values())
        wanted = set(names.findall(entry.msgid))
        assert set(names.findall(chinese)) == wanted, entry.msgid
