"""Names taken apart and made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core.identity.names import bigrams, core_name, normal_name, read_name
from xinzhi.core.identity.places import PROVINCES, Places, short, spelled

CITY = Places({"1509": "乌兰察布市", "150902": "集宁区", "150981": "丰镇市", "150926": "察哈尔右翼前旗"})

words = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=12)
messy = st.text(
    st.one_of(
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        st.sampled_from("（）()【】 　·&ＡＢａｂ１２㈱①Ａ́éﬁß店部馆公司有限责任第二分"),
    ),
    max_size=20,
)


@pytest.mark.parametrize(
    "written",
    [
        "集宁区聚福餐饮有限责任公司",
        "集宁区聚福餐饮有限公司",
        "集寧區聚福餐飲有限公司",
        " 集宁区聚福 餐饮（有限公司）",
        "集宁区聚福餐饮有限公司　",
        "集宁区·聚福餐饮有限公司\u200b",
    ],
)
def test_spellings_of_one_name_are_one(written: str) -> None:
    assert normal_name(written) == "集宁区聚福餐饮有限公司"


@given(messy)
def test_normalising_twice_is_normalising_once(name: str) -> None:
    assert normal_name(normal_name(name)) == normal_name(name)


@given(messy)
def test_a_core_is_empty_only_where_the_name_is(name: str) -> None:
    assert bool(core_name(name)) == bool(normal_name(name))
    assert bool(core_name(name, CITY)) == bool(normal_name(name))


@pytest.mark.parametrize(
    ("name", "places", "brand", "trade"),
    [
        ("集宁区老王烧烤店（个体工商户）", ("集宁区",), "老王", "烧烤"),
        ("集宁老王烧烤店", ("集宁",), "老王", "烧烤"),
        ("内蒙古自治区乌兰察布市集宁区老王烧烤店", ("内蒙古自治区", "乌兰察布市", "集宁区"), "老王", "烧烤"),
        ("察右前旗鑫源五金经营部", ("察右前旗",), "鑫源", "五金"),
        ("聚福餐饮服务(集宁)有限公司", (), "聚福", "餐饮服务"),
        ("聚福商贸股份有限公司", (), "聚福", "商贸"),
        ("顺达道路运输有限公司", (), "顺达", "道路运输"),
        ("新城市花园酒店", (), "新城市花园", "酒店"),
        ("阳光小区便利店", (), "阳光小区", "便利"),
        ("都市丽人服装店", (), "都市丽人", "服装"),
        ("红旗超市", (), "红旗", "超市"),
        ("便利店", (), "", "便利"),
        ("北京", (), "北京", ""),
        ("KFC", (), "KFC", ""),
    ],
)
def test_a_name_is_taken_apart(name: str, places: tuple[str, ...], brand: str, trade: str) -> None:
    read = read_name(name, CITY)
    assert (read.places, read.brand, read.trade) == (places, brand, trade)


def test_a_place_is_not_cut_where_nothing_would_tell_the_name_from_others() -> None:
    assert core_name("集宁区便利店", CITY) == "集宁区便利"
    assert core_name("集宁区有限公司", CITY) != "有限公司"


def test_a_division_nobody_knows_is_cut_where_it_is_spelled_out() -> None:
    assert read_name("商都县鑫源五金店").places == ("商都县",)
    assert read_name("赤峰市红山区鑫源五金店").places == ("赤峰市", "红山区")
    assert spelled("老王烧烤店") == ()


@pytest.mark.parametrize(
    ("name", "branch"),
    [
        ("聚福超市二店", "#2"),
        ("聚福超市第2分店", "#2"),
        ("聚福超市十二店", "#12"),
        ("聚福超市第二十号店", "#20"),
        ("聚福餐饮有限公司集宁分公司", "集宁分公司"),
        ("聚福餐饮有限公司", ""),
    ],
)
def test_a_branch_is_part_of_what_distinguishes(name: str, branch: str) -> None:
    read = read_name(name)
    assert read.branch == branch
    assert read.core.endswith(branch)


def test_what_a_sign_adds_in_brackets_is_no_part_of_the_core() -> None:
    read = read_name("老王烧烤（解放路店）")
    assert (read.core, read.label) == ("老王烧烤", "解放路店")


def test_provinces_have_short_forms_and_all_are_known() -> None:
    assert [short(name) for name in ("内蒙古自治区", "北京市", "新疆维吾尔自治区", "香港特别行政区")] == ["内蒙古", "北京", "新疆", "香港"]
    assert all(Places().known(name) and Places().known(short(name)) for name in PROVINCES)
    assert len(PROVINCES) == 34


def test_places_lie_apart_where_neither_holds_the_other() -> None:
    assert CITY.apart(("集宁区",), ("丰镇市",))
    assert CITY.apart(("集宁",), ("丰镇",))
    assert not CITY.apart(("乌兰察布市",), ("集宁区",))
    assert not CITY.apart(("内蒙古",), ("集宁区",))
    assert not CITY.apart((), ("集宁区",))
    assert Places().apart(("商都县",), ("化德县",))
    assert not Places().apart(("商都县",), ("赤峰市",))  # nobody knows whether one holds the other


def test_one_name_may_be_several_divisions() -> None:
    two = Places({"110105": "朝阳区", "211300": "朝阳市", "150902": "集宁区"})
    assert not two.apart(("朝阳",), ("朝阳市",))
    assert two.apart(("朝阳",), ("集宁区",))


@given(words)
def test_bigrams_hold_every_pair_of_neighbours(text: str) -> None:
    pairs = bigrams(text)
    assert all(len(pair) <= 2 and pair in text for pair in pairs)
    assert bool(pairs) == bool(text)
