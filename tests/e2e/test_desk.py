"""A city that runs, and people at its desk: hand in, see, decide, look back."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import City, Reader

pytestmark = pytest.mark.browser

Clerk = Callable[..., Reader]
SECONDS = 30_000

HEADINGS = ["行政处罚决定书文号", "行政相对人名称", "统一社会信用代码", "违法行为类型", "处罚类别", "罚款金额", "处罚决定日期", "处罚机关"]


@pytest.fixture
def worst(city: City) -> dict[str, str]:
    """The subject at the head of the high-risk list."""
    found = json.loads(city.run("--json", "list", "--limit", "1"))["lines"][0]
    return {"id": str(found["subject_id"]), "name": found["name"], "code": found["code"]}


def hand_in(page: Page, base: str, path: Path, mode: str = "count", kind: str = "penalty") -> None:
    page.goto(f"{base}/intake/upload")
    page.locator("#file").set_input_files(path)
    page.locator("[name=record_type]").select_option(kind)
    page.locator(f"[name=mode][value={mode}]").check()
    page.get_by_role("button", name="报送").click()


def penalties(path: Path, rows: list[list[str]]) -> Path:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([HEADINGS, *rows])
    path.write_text(text.getvalue(), "utf-8-sig")
    return path


def test_nobody_sees_anything_without_signing_in(city: City, reader: Callable[..., Reader]) -> None:
    window = reader(city.base)
    for path in ("/", "/high-risk", "/subjects?q=a", "/intake", "/intake/upload", "/review", "/alerts", "/high-risk.csv"):
        page = window.open(path)
        assert "/sign-in?next=" in page.url, path


def test_a_wrong_password_says_so_without_saying_which(city: City, reader: Callable[..., Reader]) -> None:
    page = reader(city.base).open("/sign-in")
    page.fill("[name=username]", "shichang")
    page.fill("[name=password]", "not it")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("用户名或密码不正确")


def test_every_page_of_the_desk_opens_without_a_complaint(clerk: Clerk, worst: dict[str, str]) -> None:
    window = clerk("shichang")
    pages = ("/", "/high-risk", f"/subjects/{worst['id']}", "/subjects?q=集宁", "/intake", "/intake/upload", "/intake/templates", "/review", "/alerts")
    for path in pages:
        page = window.open(path)
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path
    assert window.complaints == []


def test_the_list_leads_to_a_file_that_explains_itself(clerk: Clerk, worst: dict[str, str]) -> None:
    page = clerk("shichang").open("/high-risk")
    page.get_by_role("link", name=worst["name"]).click()
    expect(page.locator("h1")).to_have_text(worst["name"])
    expect(page.get_by_role("heading", name="当前状况")).to_be_visible()
    expect(page.get_by_role("heading", name="公布等级")).to_be_visible()
    assert page.locator(".why").count() > 0
    for dimension in page.locator(".dimension").all():
        points = [number(text) for text in dimension.locator(".why-points").all_inner_texts()]
        value = number(dimension.locator(".dimension-value b").inner_text())
        if points and not dimension.locator(".dimension-none").count():
            assert value == sum(points)


def number(text: str) -> int:
    """Points as shown, in thousandths."""
    whole, _, places = text.strip().replace("−", "-").replace("+", "").replace(",", "").partition(".")
    sign = -1 if whole.startswith("-") else 1
    return sign * (abs(int(whole)) * 1000 + int(places.ljust(3, "0")))


def test_filters_change_the_list_and_the_address(clerk: Clerk) -> None:
    page = clerk("credit").open("/high-risk")
    everybody = page.locator("tbody tr").count()
    page.locator("[name=class]").select_option("high")
    page.wait_for_url(re.compile("class=high"))
    expect(page.locator("tbody tr")).not_to_have_count(everybody)
    page.locator(".filters [name=q]").fill("没有这个名字")
    expect(page.locator("#list")).to_contain_text("没有符合条件的主体")


def test_the_export_has_a_number_and_no_formula(clerk: Clerk) -> None:
    page = clerk("shichang").open("/high-risk")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出 CSV").click()
    name = waiting.value.suggested_filename
    assert re.fullmatch(r"high-risk-\d{8}-[0-9a-f]{8}\.csv", name)
    rows = list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig"))))
    assert rows[0][0] == "编号"
    assert all(row[-1] in name for row in rows[1:])


def test_a_file_with_a_bad_row_is_taken_in_and_the_row_comes_back(clerk: Clerk, worst: dict[str, str], tmp_path: Path) -> None:
    good = ["测监罚〔2026〕1号", worst["name"], worst["code"], "未明码标价", "罚款", "1.5万元", "2026年10月9日", "集宁区市场监督管理局"]
    bad = ["测监罚〔2026〕2号", worst["name"], worst["code"], "未明码标价", "罚款", "0.5", "2026年2月30日", "集宁区市场监督管理局"]
    window = clerk("shichang")
    hand_in(window.page, window.base, penalties(tmp_path / "台账.csv", [good, bad]))
    page = window.page
    expect(page.get_by_role("heading", name="回执")).to_be_visible(timeout=SECONDS)
    expect(page.locator(".receipt-no")).to_have_text(re.compile(r"SL\d{8}-\d{6}"))
    expect(page.locator(".figures .is-best dd")).to_have_text("1")
    expect(page.locator(".figures .is-bad dd")).to_have_text("1")
    row = page.locator("tbody tr").first
    expect(row).to_contain_text("2026年2月30日")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载拒收行修改").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")
    file = window.open(f"/subjects/{worst['id']}")
    expect(file.locator("#timeline")).to_contain_text("测监罚〔2026〕1号")
    assert window.complaints == []


def test_what_was_accepted_goes_on_in_the_provincial_layout(clerk: Clerk, worst: dict[str, str], tmp_path: Path) -> None:
    row = ["省监罚〔2026〕1号", worst["name"], worst["code"], "未明码标价", "警告", "", "2026年10月8日", "集宁区市场监督管理局"]
    window = clerk("shichang")
    hand_in(window.page, window.base, penalties(tmp_path / "省.csv", [row]))
    expect(window.page.get_by_role("heading", name="回执")).to_be_visible(timeout=SECONDS)
    with window.page.expect_download() as waiting:
        window.page.get_by_role("link", name="按省级平台格式导出").click()
    with ZipFile(waiting.value.path()) as archive:
        names = archive.namelist()
        text = archive.read(next(name for name in names if name.endswith(".csv"))).decode("utf-8-sig")
    assert "省监罚〔2026〕1号" in text
    assert len(names) == 2


def test_another_amount_under_the_same_number_waits_for_its_department(clerk: Clerk, worst: dict[str, str], tmp_path: Path) -> None:
    row = ["变监罚〔2026〕1号", worst["name"], worst["code"], "未明码标价", "罚款", "1", "2026年10月7日", "集宁区市场监督管理局"]
    window = clerk("shichang")
    for number, fine in enumerate(("10000", "100000")):
        row[5] = fine
        hand_in(window.page, window.base, penalties(tmp_path / f"变{number}.csv", [row]))
        expect(window.page.get_by_role("heading", name="回执")).to_be_visible(timeout=SECONDS)
    page = window.open("/intake/changes")
    change = page.locator("section.panel", has_text="变监罚〔2026〕1号")
    expect(change).to_contain_text("1万元")
    expect(change).to_contain_text("10万元")
    change.get_by_role("button", name="以新报送为准").click()
    expect(page.locator("section.panel", has_text="变监罚〔2026〕1号")).to_have_count(0)
    file = window.open(f"/subjects/{worst['id']}")
    expect(file.locator("#not-counted tr", has_text="变监罚〔2026〕1号")).to_contain_text("更新版本")


def test_practice_counts_for_nobody(clerk: Clerk, worst: dict[str, str], tmp_path: Path) -> None:
    row = ["练习罚〔2026〕1号", worst["name"], worst["code"], "未明码标价", "罚款", "1", "2026-10-10", "集宁区市场监督管理局"]
    window = clerk("shichang")
    hand_in(window.page, window.base, penalties(tmp_path / "练习.csv", [row]), mode="practice")
    expect(window.page.locator(".stamp")).to_have_text("练习", timeout=SECONDS)
    expect(window.open(f"/subjects/{worst['id']}").locator("#timeline")).not_to_contain_text("练习罚")


def test_a_file_that_is_no_table_is_refused_in_words(clerk: Clerk, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(b"<html><body>nothing</body></html>")
    window = clerk("shichang")
    hand_in(window.page, window.base, path)
    expect(window.page.get_by_role("alert").first).to_be_visible(timeout=SECONDS)
    expect(window.page.locator("#outcome")).to_contain_text("未录入任何数据")


def test_an_unknown_layout_is_confirmed_by_a_person(clerk: Clerk, worst: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "自制表.csv"
    path.write_text(
        "单子号,被罚的人,证照,干了什么,怎么罚,罚多少,哪天,谁罚的\n"
        + "\n".join(f"自监罚〔2026〕{n}号,{worst['name']},{worst['code']},未明码标价,警告,{n},2026年9月{n}日,集宁区市场监督管理局" for n in range(1, 6)),
        "utf-8-sig",
    )
    window = clerk("shichang")
    hand_in(window.page, window.base, path)
    page = window.page
    page.wait_for_url(re.compile("/columns"), timeout=SECONDS)
    meaning = ["decision_no", "party.name", "party.uscc", "violation", "penalty_kind", "fine", "decided_on", "organ"]
    for select in page.locator(".map-table select").all():
        select.select_option("")
    for index, target in enumerate(meaning):
        page.locator(f"[name=column-{index}]").select_option(target)
    page.get_by_role("button", name="确认并报送").click()
    expect(page.get_by_role("heading", name="回执")).to_be_visible(timeout=SECONDS)
    expect(page.locator(".figures .is-best dd")).to_have_text("5")


def test_a_department_does_not_see_another_ones_submissions(city: City, clerk: Clerk) -> None:
    office = clerk("credit").open("/intake?department=transport")
    foreign = office.locator("tr", has_text="交通运输局").locator("a").first.get_attribute("href")
    assert foreign
    page = clerk("shichang").open(foreign)
    expect(page.locator("h1")).to_have_text("没有找到")


def test_the_file_can_be_seen_as_it_was(clerk: Clerk, worst: dict[str, str]) -> None:
    window = clerk("yingji")
    page = window.open(f"/subjects/{worst['id']}?as_of=2024-12-31")
    expect(page.locator(".strip-time")).to_contain_text("2024年12月31日")
    assert not re.search("202[56]年", page.locator("#timeline .panel-head").inner_text())
    page = window.open(f"/subjects/{worst['id']}?as_of=never")
    expect(page.get_by_role("alert")).to_contain_text("never")


def test_looking_is_on_file_and_numbers_in_full_want_a_reason(clerk: Clerk, worst: dict[str, str]) -> None:
    page = clerk("chengguan").open(f"/subjects/{worst['id']}")
    masked = page.locator(".is-masked").first.inner_text()
    page.locator(".unmask summary").click()
    page.locator(".unmask [name=purpose]").fill("门前三包巡查")
    page.get_by_role("button", name="显示", exact=True).click()
    expect(page.locator(".is-masked")).to_have_count(0)
    assert "*" in masked
    seen = clerk("shichang").open(f"/subjects/{worst['id']}")
    expect(seen.locator("#looks")).to_contain_text("门前三包巡查")


def test_a_record_leaves_with_a_proof(clerk: Clerk, worst: dict[str, str]) -> None:
    page = clerk("credit").open(f"/subjects/{worst['id']}")
    with page.expect_download() as waiting:
        page.locator("#timeline").get_by_role("link", name=re.compile("存证证明")).first.click()
    proof = json.loads(Path(waiting.value.path()).read_text("utf-8"))
    assert proof


def test_search_finds_by_code_and_by_a_part_of_the_name(clerk: Clerk, worst: dict[str, str]) -> None:
    window = clerk("shichang")
    page = window.open("/")
    page.keyboard.press("/")
    page.keyboard.type(worst["code"].lower())
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(worst["name"])
    page = window.open(f"/subjects?q={worst['name'][2:6]}")
    expect(page.get_by_role("table")).to_contain_text(worst["name"])


def test_whose_record_it_is_is_decided_by_a_key(clerk: Clerk, worst: dict[str, str], tmp_path: Path) -> None:
    row = ["疑监罚〔2026〕1号", worst["name"], "", "未明码标价", "警告", "", "2026年10月12日", "集宁区市场监督管理局"]
    window = clerk("shichang")
    hand_in(window.page, window.base, penalties(tmp_path / "无代码.csv", [row]))
    expect(window.page.get_by_role("heading", name="回执")).to_be_visible(timeout=SECONDS)
    page = window.open("/review")
    expect(page.locator("#case-title")).to_contain_text("疑监罚〔2026〕1号")
    expect(page.locator(".candidate").first).to_contain_text(worst["name"])
    page.keyboard.press("1")
    page.keyboard.press("l")
    expect(page.get_by_role("status").first).to_contain_text("已关联")
    expect(window.open(f"/subjects/{worst['id']}").locator("#timeline")).to_contain_text("疑监罚〔2026〕1号")
    assert window.complaints == []


def test_an_alert_is_marked_as_seen_once(clerk: Clerk) -> None:
    page = clerk("shichang").open("/alerts")
    before = int(page.locator(".list-figures b").first.inner_text().replace(",", ""))
    assert before > 0
    page.get_by_role("button", name="已阅").first.click()
    expect(page.locator(".list-figures b").first).to_have_text(f"{before - 1:,}")


def test_signing_out_ends_it(clerk: Clerk) -> None:
    window = clerk("huanbao")
    page = window.page
    page.locator("details.menu summary").first.click()
    page.get_by_role("button", name="退出登录").click()
    assert "/sign-in" in window.open("/alerts").url
