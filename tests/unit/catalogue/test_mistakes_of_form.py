"""What YAML allows and a pack does not, and what YAML does not allow: said at its line and column, with a hint."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.catalogue.trial import MARK, PACKS, Mistake, assert_said
from xinzhi.catalogue import check
from xinzhi.catalogue.files import document, layers
from xinzhi.catalogue.located import DEEPEST, LARGEST, compose
from xinzhi.catalogue.writing import Book

REGIONS = "common/regions.yaml"
ANYWHERE = "common/more.yaml"

MISTAKES = [
    Mistake("yaml_colon", ANYWHERE, "", "regions:\n  '15': 甲‸: 乙: 丙\n", ""),
    Mistake("yaml_wide_colon", ANYWHERE, "", "regions:\n  '15': 甲市\n  title‸：乙\n  more: x\n", ""),
    Mistake("yaml_wide_colon", ANYWHERE, "", "regions: ‸一五：甲市\n", "regions", {"found": "一五：甲市"}),
    Mistake("yaml_colon_missing", ANYWHERE, "", "regions:\n  '15': 甲市\n  '16'\n‸", ""),
    Mistake("yaml_quote_open", ANYWHERE, "", 'regions:\n  "15": ‸"甲市\n', ""),
    Mistake("yaml_bracket_open", ANYWHERE, "", "regions: ‸{'15': 甲市\n", ""),
    Mistake("yaml_bracket_open", ANYWHERE, "", "alerts: ‸[{id: a} {id: b}]\n", ""),
    Mistake("yaml_indentation", ANYWHERE, "", "regions:\n   '15': 甲市\n  ‸'16': 乙市\n", ""),
    Mistake("yaml_tab", ANYWHERE, "", "regions:\n‸\t'15': 甲市\n", ""),
    Mistake("yaml_first_character", ANYWHERE, "", "regions:\n  '15': ‸@甲市\n", "", {"found": "@"}),
    Mistake("yaml_syntax", ANYWHERE, "", 'regions: {"15": "甲‸\\市"}\n', ""),
    Mistake("yaml_leftover", ANYWHERE, "", "regions: {}\n‸]\n", "", {"found": "]"}),
    Mistake("yaml_leftover", ANYWHERE, "", "regions:\n  '15': '甲'‸乙\n", "", {"found": "乙"}),
    Mistake("yaml_character", ANYWHERE, "", "regions:\n  '15': 甲‸\u200b市\n", "", {"found": "U+200B"}),
    Mistake("yaml_character", ANYWHERE, "", "regions:\n  '15': 甲‸\x00市\n", "", {"found": "U+0000"}),
    Mistake("yaml_character", ANYWHERE, "", "regions:\n  '15': 甲‸\u202e市\n", "", {"found": "U+202E"}),
    Mistake("yaml_several_documents", ANYWHERE, "", "regions:\n  '15': {zh: 甲, en: A}\n‸---\nregions: {}\n", ""),
    Mistake(
        "yaml_anchor", REGIONS, '"1509": {zh: 甲市', '"1509": ‸&one {zh: 甲市', "regions.1509", {"found": "one"}
    ),
    Mistake("yaml_tag", REGIONS, "zh: 甲市", "zh: ‸!!str 甲市", "regions.1509.zh", {"found": "tag:yaml.org,2002:str"}),
    Mistake("yaml_key_is_text", ANYWHERE, "", "regions:\n  ? ‸[a]\n  : b\n", "regions"),
    Mistake("yaml_too_deep", ANYWHERE, "", "regions: " + "[" * (DEEPEST - 1) + "‸[]" + "]" * (DEEPEST - 1) + "\n",
            "regions" + "[0]" * (DEEPEST - 1), {"most": DEEPEST}),
    Mistake(
        "key_twice", REGIONS, '"150902": {', '‸"1509": {zh: 丙, en: C}\n  "150902": {', "regions.1509",
        {"key": "1509", "line": 2},
    ),
    Mistake(
        "document_unknown", ANYWHERE, "", "‸region:\n  '15': 甲市\n", "region", {"key": "region", "proposal": "regions"}
    ),
    Mistake("table_expected", ANYWHERE, "", "‸- regions\n", ""),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_it_is_said_where_it_stands(mistake: Mistake, tmp_path: Path) -> None:
    assert_said(mistake, tmp_path)


def test_an_alias_is_refused_before_anything_grows_with_it() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    _, problems = compose(bomb, "f")
    assert {p.code for p in problems} == {"yaml_anchor"}
    assert len(problems) == 6


@pytest.mark.parametrize("source", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000])
def test_nesting_without_end_is_refused_at_once(source: str) -> None:
    node, problems = compose(source, "f")
    assert node is None
    assert [p.code for p in problems] == ["yaml_too_deep"]


def test_a_file_beyond_the_bound_is_not_parsed() -> None:
    _, problems = compose("x" * (LARGEST + 1), "f")
    assert [p.code for p in problems] == ["pack_file_too_large"]


@pytest.mark.parametrize("source", ["", "# nothing\n", "\n\n"])
def test_an_empty_file_is_said_to_be_empty(source: str) -> None:
    assert [p.code for p in compose(source, "f")[1]] == ["pack_file_empty"]


def test_scalars_stay_the_text_that_was_written() -> None:
    node, problems = compose("a: no\nb: 1.10\nc: 08\nd: 2024-01-01\ne: ~\nf: 0x1F\n", "f")
    assert problems == []
    values = [value.text for _, value in node.entries.values()]  # type: ignore[union-attr]
    assert values == ["no", "1.10", "08", "2024-01-01", "~", "0x1F"]


def test_lines_are_counted_the_same_whatever_ends_them() -> None:
    for end in ("\n", "\r\n", "\r"):
        _, problems = compose(f"a: b{end}c: @d{end}", "f")
        assert [(p.code, p.place.line, p.place.column) for p in problems if p.place] == [("yaml_first_character", 2, 4)]


def test_a_byte_order_mark_at_the_start_is_forgiven() -> None:
    node, problems = compose("\ufeffa: b\n", "f")
    assert problems == []
    assert list(node or ()) == ["a"]


def test_bytes_that_are_no_utf8_are_said_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_bytes(b"pack: x\ntitle: " + "甲".encode("gb18030"))
    assert [(p.code, p.place.line) for p in check(tmp_path) if p.place] == [("pack_file_encoding", 2)]


def test_where_one_file_cannot_be_read_the_others_are_not_blamed(tmp_path: Path) -> None:
    """Without the departments every record type would have an unknown one: that would bury the one mistake."""
    mistake = Mistake("yaml_quote_open", "office/department.yaml", "", "department:\n  id: ‸'office\n", "")
    assert_said(mistake, tmp_path)


def test_files_that_are_not_read_are_pointed_out(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text((PACKS / "town" / "pack.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / "codes.yml").write_text("code_lists: {}\n", "utf-8")
    (tmp_path / ".hidden.yml").write_text("x", "utf-8")
    found = [p for p in check(tmp_path) if p.code == "pack_file_not_read"]
    assert [(p.severity, p.place.file) for p in found if p.place] == [("warning", f"{tmp_path.name}/codes.yml")]


def test_too_large_or_unreadable_files_and_too_many_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pack.yaml").write_text((PACKS / "town" / "pack.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / "large.yaml").write_bytes(b"#" * (4 * LARGEST + 1))
    assert "pack_file_too_large" in {p.code for p in check(tmp_path)}
    monkeypatch.setattr("xinzhi.catalogue.files.MOST_FILES", 1)
    assert "pack_too_many_files" in {p.code for p in check(tmp_path)}
    monkeypatch.setattr(Path, "read_bytes", _refuse)
    assert "pack_file_unreadable" in {p.code for p in check(tmp_path)}


def _refuse(path: Path) -> bytes:
    raise PermissionError(13, "Permission denied", str(path))


def test_places_lead_back_to_the_very_text() -> None:
    """Whatever a place says, the text that was read stands there."""
    (layer,) = layers(PACKS / "town", (), Book())
    seen = 0
    for source in layer.sources:
        lines = source.content.decode().split("\n")
        node, _ = document(source)
        for text, place in _texts(node):
            if text and "\n" not in text:
                seen += 1
                rest = lines[place.line - 1][place.column - 1 :]
                assert rest.lstrip("\"'").startswith(text), (text, place)
    assert seen > 500


def _texts(node: object) -> list[tuple[str, object]]:
    from xinzhi.catalogue.located import Items, Table, Text

    if isinstance(node, Text):
        return [(node.text, node.place)]
    if isinstance(node, Items):
        return [found for item in node.items for found in _texts(item)]
    assert isinstance(node, Table)
    keys = [(key, place) for key, (place, _) in node.entries.items()]
    return keys + [found for _, value in node.entries.values() for found in _texts(value)]


def test_the_mark_is_nowhere_in_the_packs() -> None:
    assert not any(MARK in path.read_text("utf-8") for path in PACKS.rglob("*.yaml"))
