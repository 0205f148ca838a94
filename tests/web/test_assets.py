"""Files that browsers load: pinned, small enough for a cheap phone, readable in both colour schemes."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from django.test import Client

import xinzhi.web
from xinzhi.web.assets import address

STATIC = Path(xinzhi.web.__file__).parent / "static" / "web"
PHONE_BUDGET = 100 * 1024
TEXTS = ("ink", "ink-2", "ink-3", "accent", "best", "good", "watch", "bad", "none")
GROUNDS = ("ground", "surface", "sunken")


def tokens(name: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", (STATIC / "css" / name).read_text("utf-8")))


LIGHT = tokens("tokens.css")
DARK = {**LIGHT, **tokens("dark.css")}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_every_ground(scheme: dict[str, str]) -> None:
    pairs = [(text, ground) for text in TEXTS for ground in GROUNDS]
    pairs += [(tone, f"{tone}-soft") for tone in ("best", "good", "watch", "bad", "none", "accent")]
    pairs += [("ink", "watch-soft"), ("ink", "good-soft"), ("ink", "accent-soft"), ("ink", "hover"), ("ink-2", "none-soft")]
    pairs += [("ink-3", "accent-soft"), ("ink-3", "hover"), ("ink-2", "watch-soft"), ("accent", "hover")]
    pairs += [("on-accent", "accent"), ("on-accent", "accent-2"), ("bar-ink", "bar"), ("bar-ink-2", "bar"), ("bar-ink-2", "bar-2")]
    poor = {pair: round(contrast(scheme[pair[0]], scheme[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_of_controls_and_the_focus_ring_can_be_seen(scheme: dict[str, str]) -> None:
    pairs = [("line-2", "surface"), ("focus", "surface"), ("focus", "ground"), ("best", "surface"), ("bad", "surface")]
    assert [pair for pair in pairs if contrast(scheme[pair[0]], scheme[pair[1]]) < 3] == []


def test_dark_gives_every_colour_its_own_value() -> None:
    assert set(tokens("dark.css")) >= set(LIGHT) - {"shadow"}


def test_vendored_files_are_the_pinned_ones() -> None:
    vendor = STATIC / "vendor"
    pinned = dict(reversed(line.split()) for line in (vendor / "SHA256SUMS").read_text().splitlines())
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in vendor.iterdir() if path.name != "SHA256SUMS"}
    assert found == pinned


def test_what_every_page_loads_fits_a_cheap_phone() -> None:
    loaded = [path for path in STATIC.rglob("*") if path.suffix in (".css", ".js", ".svg")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in loaded) < PHONE_BUDGET // 2


def test_styles_use_only_declared_values_and_no_other_site() -> None:
    for path in (STATIC / "css").glob("*.css"):
        text = path.read_text("utf-8")
        known = {f"--{name}" for name in re.findall(r"--([\w-]+):", (STATIC / "css" / "tokens.css").read_text("utf-8"))}
        assert set(re.findall(r"var\((--[\w-]+)", text)) <= known, path.name
        assert re.findall(r"url\(|@import", text) == [], path.name


def test_a_file_under_its_digest_is_kept_for_ever_and_comes_compressed(reader: Client) -> None:
    found = reader.get(address("web/css/base.css"), headers={"Accept-Encoding": "gzip"})
    assert found["Cache-Control"] == "public, max-age=31536000, immutable"
    assert gzip.decompress(found.content) == (STATIC / "css" / "base.css").read_bytes()
    plain = reader.get("/static/web/css/base.css")
    assert plain.content == (STATIC / "css" / "base.css").read_bytes()
    assert "immutable" not in plain["Cache-Control"]


@pytest.mark.parametrize("path", ["web/../../../settings.py", "web/vendor/SHA256SUMS", "web/none.css", "%2e%2e/apps.py"])
def test_only_what_is_in_the_table_is_served(reader: Client, path: str) -> None:
    assert reader.get(f"/static/{path}").status_code == 404


def test_every_icon_that_a_template_names_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img" / "icons.svg").read_text("utf-8")))
    templates = (STATIC.parent.parent / "templates").rglob("*.html")
    text = "".join(path.read_text("utf-8") for path in templates)
    named = set(re.findall(r'{% icon "([\w-]+)"', text)) | set(re.findall(r'picture="([\w-]+)"', text))
    assert named <= drawn
    assert {f"tone-{tone}" for tone in ("best", "good", "watch", "bad", "none")} <= drawn
