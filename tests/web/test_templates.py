"""Every page in every state: whole, in both languages, and nothing in it that the security policy would refuse."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from tests.web.pages import PAGES

CHINESE = re.compile("[\u4e00-\u9fff]")
ENGLISH_WORD = re.compile(r"\b[a-z]{3,}\b")
NAMES = re.compile(r"[\w.-]+\.(?:xlsx|xls|csv|jsonl)|JSON Lines|SHA-256 \w+|paper|English|Esc|MiB")


class Read(HTMLParser):
    """What a page is made of: its visible words, its attributes, its ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not {"script", "style"} & set(self.open):
            self.words.append(data.strip())


@pytest.fixture(params=PAGES.values(), ids=PAGES.keys())
def address(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_page_is_whole(reader: Client, address: str, settings: object) -> None:
    html = reader.get(address).content.decode()
    assert html.rstrip().endswith("</html>")
    assert html.count("<h1") == 1
    assert "{%" not in html
    assert "{{" not in html


def test_a_chinese_page_has_no_english_sentence(reader: Client, address: str) -> None:
    page = Read(reader.get(address).content.decode())
    seen = [*page.words, *(value for _, name, value in page.attributes if name in ("aria-label", "placeholder", "title"))]
    english = [text for text in seen if ENGLISH_WORD.search(NAMES.sub("", text)) and not CHINESE.search(text)]
    assert english == []


def test_an_english_page_speaks_english(reader: Client, address: str) -> None:
    reader.cookies["django_language"] = "en"
    html = reader.get(address).content.decode()
    page = Read(html)
    spoken = [value for _, name, value in page.attributes if name in ("aria-label", "placeholder")]
    assert [text for text in spoken if CHINESE.search(text)] == []
    if address != "/failed":  # it must not need to know the language
        assert '<html lang="en">' in html


def test_nothing_is_inline(reader: Client, address: str) -> None:
    html = reader.get(address).content.decode()
    page = Read(html)
    assert [(tag, name) for tag, name, _ in page.attributes if name == "style" or name.startswith("on")] == []
    assert "<style" not in html
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    assert "javascript:" not in html


def test_nothing_comes_from_elsewhere(reader: Client, address: str) -> None:
    page = Read(reader.get(address).content.decode())
    outside = [value for _, name, value in page.attributes if name in ("src", "href", "action", "hx-get", "hx-post") and "//" in value]
    assert outside == []


def test_ids_stand_once_and_labels_find_them(reader: Client, address: str) -> None:
    page = Read(reader.get(address).content.decode())
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    wanted = {value for _, name, value in page.attributes if name in ("for", "aria-labelledby", "aria-describedby")}
    assert wanted <= set(ids)


def test_every_answer_carries_the_policy(reader: Client, address: str) -> None:
    headers = reader.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Frame-Options"] == "DENY"
