"""Keyboard first: what works without a mouse, on sample pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Reader

pytestmark = pytest.mark.browser


def test_the_first_tab_skips_to_the_content(reader: Callable[..., Reader], samples: str) -> None:
    page = reader(samples).open("/high-risk")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_slash_goes_to_the_search(reader: Callable[..., Reader], samples: str) -> None:
    page = reader(samples).open("/")
    page.keyboard.press("/")
    expect(page.locator("#seek")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.locator("#seek")).to_have_value("a/b")


def test_a_question_mark_lists_the_keys_and_escape_closes(reader: Callable[..., Reader], samples: str) -> None:
    page = reader(samples).open("/review")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).not_to_be_visible()


def test_a_menu_closes_by_escape_and_by_a_click_beside_it(reader: Callable[..., Reader], samples: str) -> None:
    page = reader(samples).open("/")
    menu = page.locator("details.menu").first
    menu.locator("summary").press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()
    menu.locator("summary").click()
    page.locator("h1").click()
    expect(menu).not_to_have_attribute("open", "")


def test_numbers_choose_a_candidate_and_j_goes_on(reader: Callable[..., Reader], samples: str) -> None:
    page = reader(samples).open("/review")
    page.keyboard.press("2")
    expect(page.locator(".candidate input").nth(1)).to_be_checked()
    page.keyboard.press("1")
    expect(page.locator(".candidate input").nth(0)).to_be_checked()
    page.keyboard.press("j")
    page.wait_for_url("**/review/501")


def test_keys_do_nothing_while_one_types(reader: Callable[..., Reader], samples: str) -> None:
    page = reader(samples).open("/review")
    page.locator("[name=reason]").fill("")
    page.locator("[name=reason]").press("j")
    expect(page.locator("[name=reason]")).to_have_value("j")
    assert page.url.endswith("/review")


def test_a_button_that_is_off_does_nothing_and_says_why(reader: Callable[..., Reader], samples: str) -> None:
    page = reader(samples).open("/intake/upload?state=off")
    button = page.locator("[aria-disabled=true]")
    expect(button).to_have_accessible_description(page.locator("#why-off").inner_text())
    button.click(force=True)
    assert page.url.endswith("state=off")


def test_colours_and_language_are_chosen_and_kept(reader: Callable[..., Reader], samples: str) -> None:
    window = reader(samples)
    page = window.open("/")
    page.locator("details.menu summary").first.click()
    page.get_by_role("button", name="深色").click()
    expect(page.locator("link[href*='dark.css']")).to_have_attribute("media", "screen")
    page.locator("details.menu summary").first.click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert window.open("/high-risk").locator("link[href*='dark.css']").count() == 1


def test_a_dropped_file_is_shown_before_it_is_sent(reader: Callable[..., Reader], samples: str) -> None:
    page = reader(samples).open("/intake/upload")
    page.locator("#file").set_input_files({"name": "台账.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"})
    expect(page.locator("[data-chosen]")).to_have_text("台账.csv (1 KiB)")


def test_without_scripts_everything_is_still_there(browser: object, samples: str) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{samples}/high-risk")
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.locator("form.filters button")).to_be_visible()
    page.goto(f"{samples}/intake/upload")
    expect(page.locator("#file")).to_be_attached()
    context.close()
