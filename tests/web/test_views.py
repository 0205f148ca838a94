"""The views over a real store, on both databases: what they let pass, what they refuse, what they put on file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.conftest import Desk
from xinzhi.desk.models import Submission, SubmissionRow, SubmissionState
from xinzhi.flows import jobs
from xinzhi.store.models import Alert, Look, Review, Subject

Penalties = Callable[..., str]
CODE = "91150902MA0N1F3T06"
NAME = "集宁区聚福餐饮服务有限公司"
CITIZEN = "11010519491231002X"


@pytest.fixture
def fined(desk: Desk, penalties: Penalties) -> int:
    """A business that the safety department knows, and that market supervision then fines."""
    head = "检查编号,检查对象名称,统一社会信用代码,检查日期,检查结果"
    desk.city.hand_in(f"{head}\nJC1,{NAME},{CODE},2026-04-01,未发现问题", "inspection", by=desk.city.safety, name="i.csv")
    desk.city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "严重")), "penalty")
    return Subject.objects.get(name=NAME).subject_id


@pytest.fixture
def person(desk: Desk) -> int:
    """A natural person with one penalty."""
    head = "行政处罚决定书文号,行政相对人名称,行政相对人类别,自然人证件号码,违法行为类型,处罚类别,罚款金额（元）,处罚决定日期"
    desk.city.hand_in(f"{head}\n乙1号,王小明,自然人,{CITIZEN},违法,罚款,200,2026-05-20", "penalty")
    return Subject.objects.get(kind="natural_person").subject_id


def test_opening_a_file_is_on_file(desk: Desk, fined: int) -> None:
    page = desk.sit_down().get(f"/subjects/{fined}")
    assert page.status_code == 200
    assert list(Look.objects.values_list("actor", "subject_id", "door")) == [("market_supervision", fined, "web")]


def test_a_persons_file_wants_a_purpose_first(desk: Desk, person: int) -> None:
    client = desk.sit_down()
    asked = client.get(f"/subjects/{person}")
    assert asked["Location"].startswith(f"/subjects/{person}/purpose")
    assert Look.objects.count() == 0
    unsaid = client.post(f"/subjects/{person}/purpose", {"next": f"/subjects/{person}"})
    assert unsaid.status_code == 422
    opened = client.post(f"/subjects/{person}/purpose", {"purpose": "case", "matter": "立案7号", "next": f"/subjects/{person}"}, follow=True)
    assert opened.status_code == 200
    assert Look.objects.get().purpose == "办案 立案7号"


def test_a_persons_name_and_number_are_never_whole_unless_asked(desk: Desk, person: int) -> None:
    client = desk.sit_down()
    client.post(f"/subjects/{person}/purpose", {"purpose": "case"})
    masked = client.get(f"/subjects/{person}").content.decode()
    assert "王小明" not in masked
    assert CITIZEN not in masked
    whole = client.post(f"/subjects/{person}/numbers", {"purpose": "核对"}, follow=True).content.decode()
    assert "王小明" in whole
    assert CITIZEN in whole


def test_a_purpose_lasts_half_an_hour(desk: Desk, person: int) -> None:
    client = desk.sit_down()
    client.post(f"/subjects/{person}/purpose", {"purpose": "case"})
    assert client.get(f"/subjects/{person}").status_code == 200
    desk.city.clock.on(minutes=31)
    assert client.get(f"/subjects/{person}").status_code == 302


def test_a_person_is_found_by_the_number_and_shown_masked(desk: Desk, person: int) -> None:
    found = desk.sit_down().get("/subjects", {"q": CITIZEN.lower()})
    assert found["Location"] == f"/subjects/{person}"
    named = desk.sit_down().get("/subjects", {"q": "王小明"}).content.decode()
    assert f"/subjects/{person}" not in named  # the name is kept masked: nobody can fish for it


def test_search_finds_a_business_by_code_and_by_a_part_of_its_name(desk: Desk, fined: int) -> None:
    client = desk.sit_down()
    assert client.get("/subjects", {"q": f" {CODE.lower()} "})["Location"] == f"/subjects/{fined}"
    assert f"/subjects/{fined}" in client.get("/subjects", {"q": "聚福"}).content.decode()


@pytest.mark.parametrize(("query", "said"), [("as_of=2026-02-30", "2026-02-30"), ("as_of=2030-01-01", "2030-01-01"), ("known_at=x", "x")])
def test_a_day_that_is_none_is_refused_in_words(desk: Desk, fined: int, query: str, said: str) -> None:
    page = desk.sit_down().get(f"/subjects/{fined}?{query}")
    assert page.status_code == 422
    assert said in page.content.decode()
    assert Look.objects.count() == 0


def test_a_file_that_is_not_there_is_not_found(desk: Desk) -> None:
    assert desk.sit_down().get("/subjects/42").status_code == 404
    assert desk.sit_down().get("/nowhere").status_code == 404


def test_an_upload_is_kept_for_the_worker_and_belongs_to_its_department(desk: Desk, penalties: Penalties) -> None:
    clerk = desk.sit_down()
    content = penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")).encode("utf-8-sig")
    sent = clerk.post("/intake/upload", {"department": "market_supervision", "mode": "count", "file": SimpleUploadedFile("处罚.csv", content)})
    assert Submission.objects.get().state == SubmissionState.QUEUED
    assert clerk.get(sent["Location"]).status_code == 200
    assert desk.sit_down("transport").get(sent["Location"]).status_code == 404
    assert desk.sit_down("", "credit_office").get(sent["Location"]).status_code == 200
    assert jobs.run_one(desk.city.tools)
    assert "回执" in clerk.get(sent["Location"]).content.decode()


def test_nobody_hands_in_for_another_department(desk: Desk, penalties: Penalties) -> None:
    content = penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")).encode("utf-8-sig")
    form = {"department": "market_supervision", "mode": "count", "file": SimpleUploadedFile("处罚.csv", content)}
    assert desk.sit_down("transport").post("/intake/upload", form).status_code == 422
    assert Submission.objects.count() == 0


def test_an_upload_without_a_file_says_so(desk: Desk) -> None:
    page = desk.sit_down().post("/intake/upload", {"department": "market_supervision", "mode": "count"})
    assert page.status_code == 422
    assert "请选择要报送的文件" in page.content.decode()


def test_progress_moves_until_it_is_done(desk: Desk, penalties: Penalties) -> None:
    clerk = desk.sit_down()
    content = penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")).encode("utf-8-sig")
    sent = clerk.post("/intake/upload", {"department": "market_supervision", "mode": "count", "file": SimpleUploadedFile("处罚.csv", content)})
    waiting = clerk.get(f"{sent['Location']}/progress")
    assert "HX-Refresh" not in waiting
    assert 'hx-trigger="load delay:1s"' in waiting.content.decode()
    jobs.run_one(desk.city.tools)
    assert clerk.get(f"{sent['Location']}/progress")["HX-Refresh"] == "true"


def test_rows_that_name_the_same_party_are_settled_together(desk: Desk, fined: int, penalties: Penalties) -> None:
    rows = penalties(("丙1号", NAME, "", "2026-05-21", "一般"), ("丙2号", NAME, "", "2026-05-22", "一般"))
    desk.city.hand_in(rows, "penalty", name="c.csv")
    waiting = list(Review.objects.filter(closed_by=None).values_list("record_id", flat=True))
    assert len(waiting) == 2
    clerk = desk.sit_down()
    assert "将一并处理" in clerk.get("/review").content.decode()
    clerk.post(f"/review/{waiting[0]}", {"act": "link", "subject": fined})
    assert not Review.objects.filter(closed_by=None).exists()
    file = clerk.get(f"/subjects/{fined}").content.decode()
    assert "丙1号" in file
    assert "丙2号" in file


def test_a_department_does_not_decide_for_another(desk: Desk, fined: int, penalties: Penalties) -> None:
    desk.city.hand_in(penalties(("丙1号", NAME, "", "2026-05-21", "一般")), "penalty", name="c.csv")
    waiting = Review.objects.get(closed_by=None).record_id
    assert desk.sit_down("transport").get(f"/review/{waiting}").status_code == 404
    assert desk.sit_down("transport").post(f"/review/{waiting}", {"act": "link", "subject": fined}).status_code == 404
    assert Review.objects.filter(closed_by=None).exists()


def test_each_template_opens(desk: Desk) -> None:
    client = desk.sit_down()
    book = client.get("/intake/templates/penalty.xlsx")
    assert book.content[:2] == b"PK"
    assert client.get("/intake/templates/none.xlsx").status_code == 422


def test_an_alert_is_seen_only_by_its_department(desk: Desk, fined: int) -> None:
    alert = Alert.objects.filter(department="emergency_management").first()
    assert alert is not None
    refused = desk.sit_down("transport").post("/alerts/seen", {"key": alert.key})
    assert refused.status_code == 403
    assert desk.sit_down("emergency_management").post("/alerts/seen", {"key": alert.key}).status_code == 302
    alert.refresh_from_db()
    assert alert.seen_at is not None


def test_the_list_is_by_department_and_leaves_as_text(desk: Desk, penalties: Penalties) -> None:
    evil = "=HYPERLINK(1)餐饮店"
    desk.city.hand_in(penalties(("甲1号", evil, CODE, "2026-05-20", "严重")), "penalty")
    client = desk.sit_down()
    assert "HYPERLINK" in client.get("/high-risk").content.decode()
    file = client.get("/high-risk.csv")
    rows = list(csv.reader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert not [cell for row in rows[1:] for cell in row if cell.startswith(("=", "+", "@"))]
    assert rows[1][-1] in file["Content-Disposition"]


def test_what_htmx_asks_for_is_refused_with_the_reason_in_a_header(desk: Desk) -> None:
    refused = desk.sit_down().post("/review/42", {"act": "link"}, headers={"HX-Request": "true"})
    assert refused.status_code == 404
    assert "42" in unquote(refused["X-Why"])


def test_a_session_that_ended_takes_the_whole_page_to_the_sign_in(desk: Desk) -> None:
    answer = Client().get("/high-risk", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/sign-in")


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_forms_never_lead_to_another_site(desk: Desk, target: str) -> None:
    answer = desk.sit_down().post("/theme", {"theme": "dark", "next": target})
    assert answer["Location"] == "/"
    assert answer.cookies["theme"].value == "dark"


def test_a_form_from_elsewhere_changes_nothing(desk: Desk, fined: int) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = desk.sit_down("emergency_management").cookies
    alert = Alert.objects.filter(department="emergency_management").first()
    assert alert is not None
    answer = client.post("/alerts/seen", {"key": alert.key})
    assert answer.status_code == 403
    assert "表单来源不明" in answer.content.decode()
    alert.refresh_from_db()
    assert alert.seen_at is None


@pytest.mark.parametrize("path", ["/", "/high-risk", "/subjects?q=x", "/alerts", "/intake", "/intake/upload", "/intake/changes", "/intake/overdue", "/intake/templates", "/review"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_on_an_empty_installation(desk: Desk, path: str, language: str) -> None:
    client = desk.sit_down("", "credit_office")
    client.cookies["django_language"] = language
    assert client.get(path).status_code == 200


def test_what_is_overdue_is_listed_and_taken_off_with_a_reason(desk: Desk, penalties: Penalties) -> None:
    desk.city.hand_in(penalties(("甲1号", "集宁区聚福餐饮服务有限公司", "91150902MA0N1F3T07", "2026-05-20", "一般")), "penalty")
    client = desk.sit_down("market_supervision")
    text = client.get("/intake/overdue").content.decode()
    assert "行政处罚" in text
    assert "被退回，尚未改正" in text
    row = SubmissionRow.objects.get(outcome="refused")
    assert "逾期未报" in client.get("/").content.decode()
    done = client.post(f"/intake/overdue/{row.pk}", {"why": "样例行"})
    assert done.status_code == 302
    assert "没有逾期" in client.get("/intake/overdue").content.decode()
