"""How names sound: search by initials, sorting, keys."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core.identity.pinyin import full, initials, query_terms, search_terms, sort_key, sound

NAME = "集宁区老王烧烤A8店"


def test_a_name_is_spelled_in_full_and_by_initials() -> None:
    assert full("老王烧烤") == "laowangshaokao"
    assert initials(NAME) == "jnqlwska8d"
    assert initials("KFC店") == "kfcd"


def test_sounds_of_single_characters_know_no_company() -> None:
    assert sound("老汪") == sound("老王")
    assert sound("重庆")[:4] == sound("重")[:4]


def test_a_query_of_two_characters_or_letters_finds_the_name() -> None:
    for query in ("老王", "烧烤", "lw", "lwsk", "JNQ", "集寧", "老王烧烤"):
        assert query_terms(query) <= search_terms(NAME), query
    for query in ("老张", "zs", "烤烧"):
        assert not query_terms(query) <= search_terms(NAME), query


@given(st.text(st.sampled_from("集宁老王烧烤聚福商贸ABC12"), min_size=2, max_size=10), st.data())
def test_every_piece_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 2))
    piece = name[start : data.draw(st.integers(start + 2, len(name)))]
    assert piece.isascii() or query_terms(piece) <= search_terms(name)


def test_names_sort_by_sound_and_then_by_their_characters() -> None:
    assert sorted(["张三", "阿福", "李四", "王五", "汪五"], key=sort_key) == ["阿福", "李四", "汪五", "王五", "张三"]
    assert sort_key("王五") != sort_key("汪五")
