"""Every address with every role: what the table of rights says is what answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.web.conftest import Desk
from xinzhi.catalogue.rights import rights
from xinzhi.core.authority import SYSTEM, Actor, may
from xinzhi.desk.models import Submission, SubmissionRow
from xinzhi.store.models import Alert, Look, Record, Review, Subject

WATCHED = frozenset({"healthz", "readyz", "metrics"})
"""For machines that watch the installation: by address or token, see tests/operations."""

OPEN = frozenset({"sign_in", "sign_out", "asset", "set_language", "set_theme"}) | WATCHED
"""Addresses for which nobody has to be signed in."""

ROLES = tuple(role for role in rights().roles if role != SYSTEM)
POSTED = frozenset({"alert_seen", "change", "settle_overdue", "unmask"})
"""Addresses that only take forms."""

CODE, NAME, CITIZEN = "91150902MA0N1F3T06", "集宁区聚福餐饮服务有限公司", "11010519491231002X"


def patterns(found: Any = None) -> Iterator[URLPattern]:
    for one in (found or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one)
        else:
            yield one


def test_every_address_says_which_act_it_is() -> None:
    silent = [one.name for one in patterns() if one.name not in OPEN and not hasattr(one.callback, "acts")]
    assert silent == [], "put @needs(…) on these views"
    named = {act for one in patterns() for act in getattr(one.callback, "acts", ())}
    assert named <= set(rights().acts)


@pytest.fixture
def filled(desk: Desk, penalties: Callable[..., str]) -> dict[str, Any]:
    """An installation of market supervision's things: one of each that an address can name."""
    rows = penalties(("甲1号", NAME, CODE, "2026-05-20", "严重"), ("丙1号", NAME, "", "2026-05-21", "一般"), ("丁1号", NAME, "91150902MA0N1F3T07", "2026-05-20", "一般"))
    desk.city.hand_in(rows, "penalty")
    head = "行政处罚决定书文号,行政相对人名称,行政相对人类别,自然人证件号码,违法行为类型,处罚类别,罚款金额（元）,处罚决定日期"
    desk.city.hand_in(f"{head}\n乙1号,王小明,自然人,{CITIZEN},违法,罚款,200,2026-05-20", "penalty", name="p.csv")
    return {
        "subject_id": Subject.objects.get(name=NAME).subject_id,
        "record_id": Review.objects.get(closed_by=None).record_id,
        "id": Submission.objects.order_by("created_at").first().pk,  # type: ignore[union-attr]
        "record_type": "penalty",
    }


def address(one: URLPattern, things: dict[str, Any]) -> str:
    """The address with ids of things that are there."""
    from django.urls import reverse

    wanted = dict(one.pattern.converters)
    values = {name: things[name] for name in wanted}
    if one.name == "settle_overdue":
        values["id"] = SubmissionRow.objects.get(outcome="refused").pk
    elif one.name == "change":
        values["id"] = 1
    return reverse(str(one.name), kwargs=values)


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_a_role_as_the_table_says(desk: Desk, filled: dict[str, Any], role: str) -> None:
    client = desk.sit_down("market_supervision", role)
    by = Actor("market_supervision", "market_supervision", "", frozenset((role,)), rights())
    for one in patterns():
        if one.name in OPEN:
            continue
        acts = one.callback.acts  # type: ignore[attr-defined]
        allowed = not acts or any(may(by, act) is None for act in acts)
        send = client.post if one.name in POSTED else client.get
        answer = send(address(one, filled))
        if allowed:
            assert answer.status_code != 403 or one.name == "mapping", (one.name, role)
        else:
            assert answer.status_code == 403, (one.name, role)
            assert "可以办理的是" in answer.content.decode(), (one.name, role)


def test_nobody_gets_anywhere_without_signing_in(desk: Desk, filled: dict[str, Any]) -> None:
    client = Client()
    for one in patterns():
        if one.name not in OPEN:
            answer = client.post(address(one, filled)) if one.name in POSTED else client.get(address(one, filled))
            assert (answer.status_code, answer["Location"][:8]) == (302, "/sign-in"), one.name


def test_another_departments_things_are_not_there_whoever_guesses_their_number(desk: Desk, filled: dict[str, Any]) -> None:
    for roles in ("clerk", "officer", "supervisor", "clerk,officer,supervisor"):
        client = desk.sit_down("transport", roles)
        for path in ("", "/progress", "/export.zip", "/refused.xlsx", "/columns"):
            answer = client.get(f"/intake/{filled['id']}{path}")
            assert answer.status_code in (403, 404), (path, roles)
            assert NAME not in answer.content.decode()
        assert client.get(f"/review/{filled['record_id']}").status_code in (403, 404)
        row = SubmissionRow.objects.get(outcome="refused")
        assert client.post(f"/intake/overdue/{row.pk}", {"why": "x"}).status_code == 403
        assert client.post(f"/review/{filled['record_id']}", {"act": "link", "subject": filled["subject_id"]}).status_code in (403, 404)
        assert "甲1号" not in client.get("/intake?department=market_supervision").content.decode()
        assert "file.csv" not in client.get("/intake?department=market_supervision").content.decode()
    assert SubmissionRow.objects.get(outcome="refused").settled_at is None
    assert Review.objects.get(record_id=filled["record_id"]).closed_by is None


def test_the_administrator_sees_no_credit_file_and_nothing_of_any_department(desk: Desk, filled: dict[str, Any]) -> None:
    client = desk.sit_down("", "administrator")
    home = client.get("/")
    assert home.status_code == 200
    for url in ("/subjects", "/high-risk", "/intake", "/review", "/alerts"):
        assert f'href="{url}"' not in home.content.decode()
    for path in (f"/subjects/{filled['subject_id']}", "/high-risk", "/intake", "/review", "/alerts", "/subjects?q=x"):
        assert client.get(path).status_code == 403
    assert Look.objects.count() == 0


def test_a_persons_file_outside_the_own_region_stays_shut(desk: Desk, filled: dict[str, Any]) -> None:
    person = Subject.objects.get(kind="natural_person")
    Subject.objects.filter(pk=person.pk).update(region_code="150921")
    client = desk.sit_down("market_supervision", "officer", region="150902")
    client.post(f"/subjects/{person.subject_id}/purpose", {"purpose": "case"})
    assert client.get(f"/subjects/{person.subject_id}").status_code == 403
    assert Look.objects.count() == 0
    own = desk.sit_down("transport", "officer", region="150921")
    own.post(f"/subjects/{person.subject_id}/purpose", {"purpose": "case"})
    assert own.get(f"/subjects/{person.subject_id}").status_code == 200


def test_a_clerk_sees_masked_numbers_and_why(desk: Desk, filled: dict[str, Any]) -> None:
    person = Subject.objects.get(kind="natural_person").subject_id
    client = desk.sit_down("market_supervision", "clerk")
    client.post(f"/subjects/{person}/purpose", {"purpose": "case"})
    text = client.get(f"/subjects/{person}").content.decode()
    assert CITIZEN not in text
    assert "查看完整号码" in text
    assert "可以办理的是：执法人员、部门负责人、信用办" in text


def test_an_auditor_reads_and_changes_nothing(desk: Desk, filled: dict[str, Any]) -> None:
    client = desk.sit_down("", "auditor")
    assert client.get(f"/subjects/{filled['subject_id']}").status_code == 200
    assert client.get(f"/intake/{filled['id']}").status_code == 200
    review = client.get(f"/review/{filled['record_id']}")
    assert "可以办理的是" in review.content.decode()
    assert client.post(f"/review/{filled['record_id']}", {"act": "link", "subject": filled["subject_id"]}).status_code == 403
    alert = Alert.objects.first()
    if alert is not None:
        assert client.post("/alerts/seen", {"key": alert.key}).status_code == 403
    assert Record.objects.exists()
