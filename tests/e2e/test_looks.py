"""Every sample page as a browser shows it: on desk and phone, light and dark, in both languages; axe finds nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.conftest import Reader
from tests.web.pages import PAGES

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
AXE = Axe()


WAYS = {
    "desk, light, Chinese": (False, "light", "zh-hans"),
    "desk, dark, English": (False, "dark", "en"),
    "phone, light, English": (True, "light", "en"),
    "phone, dark, Chinese": (True, "dark", "zh-hans"),
}


@pytest.fixture(params=WAYS.values(), ids=WAYS.keys())
def window(request: pytest.FixtureRequest, reader: Callable[..., Reader], samples: str) -> Reader:
    phone, colours, language = request.param
    return reader(samples, phone=phone, colours=colours, language=language)


def test_no_page_is_wider_than_the_screen_or_breaks_the_policy(window: Reader) -> None:
    wide = {}
    for name, path in PAGES.items():
        page = window.open(path)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wide[name] = over
    assert wide == {}
    assert window.complaints == []


@pytest.mark.parametrize(("phone", "colours"), [(False, "light"), (True, "dark")], ids=["desk, light", "phone, dark"])
def test_axe_finds_nothing(reader: Callable[..., Reader], samples: str, phone: bool, colours: str) -> None:
    window = reader(samples, phone=phone, colours=colours)
    found = {}
    for name, path in PAGES.items():
        page = window.open(path)
        result = AXE.run(page, options=RULES).response["violations"]
        if result:
            found[name] = [(rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in result]
    assert found == {}


def test_targets_are_big_enough_for_a_thumb(reader: Callable[..., Reader], samples: str) -> None:
    """WCAG 2.5.8 asks for 24 pixels; what is no link within a sentence gets at least that."""
    window = reader(samples, phone=True)
    small = {}
    for name, path in PAGES.items():
        page = window.open(path)
        boxes = page.locator("button:visible, .tabs a:visible, select:visible, .btn:visible, .paging a:visible").evaluate_all(
            "nodes => nodes.map(n => [n.outerHTML.slice(0, 80), n.getBoundingClientRect()]).filter(([, b]) => b.height < 24 || b.width < 24).map(([t]) => t)"
        )
        if boxes:
            small[name] = boxes
    assert small == {}
