"""Every setting is described, in both languages, on the one page that is made from the code."""

from __future__ import annotations

import os
import re
from dataclasses import fields
from pathlib import Path

from tools import settings_page

from xinzhi.wiring.settings import SETTINGS, Settings, read

SOURCE = Path(__file__).parents[2] / "src"
NAME = re.compile(r"XINZHI_[A-Z][A-Z_]*[A-Z]")


def test_every_variable_that_the_code_reads_is_described() -> None:
    read_somewhere = {found for path in SOURCE.rglob("*.py") for found in NAME.findall(path.read_text("utf-8"))}
    assert read_somewhere - {"XINZHI_TEST"} == {one.name for one in SETTINGS}


def test_every_field_of_an_installation_has_its_variable() -> None:
    assert [one.field for one in SETTINGS if one.field] == [field.name for field in fields(Settings)]


def test_both_languages_say_what_a_setting_means() -> None:
    for one in SETTINGS:
        assert re.search("[一-鿿]", one.zh), one.name
        assert not re.search("[一-鿿]", one.en), one.name


def test_the_page_of_settings_is_the_one_that_the_code_gives() -> None:
    assert settings_page.PAGE.read_text("utf-8") == settings_page.page()


def test_threads_default_to_the_machine() -> None:
    assert read({}).threads == os.cpu_count()
