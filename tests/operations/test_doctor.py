"""What is wrong with an installation is found and told in both languages; figures go only to those who may watch."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from django.test import Client, RequestFactory

from tests.flows.conftest import Installation
from xinzhi import catalogue
from xinzhi.core.base.problems import Problem, problem
from xinzhi.store.models import Caught, SubjectState
from xinzhi.web.views import health
from xinzhi.wiring.checkup import database, ground, keys, ledger, people
from xinzhi.wiring.checkup.check import Check, examine
from xinzhi.wiring.checkup.every import DOCTOR
from xinzhi.wiring.heartbeat import Sign, alive, last_sign
from xinzhi.wiring.settings import Settings, read


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read({"XINZHI_HOME": str(tmp_path)})


def codes(found: object) -> list[str]:
    return [one.code for one in found]  # type: ignore[attr-defined]


def test_each_check_has_a_title_in_both_languages() -> None:
    said = catalogue.sentences()
    for check in DOCTOR:
        assert said.say(check.title, "zh") != said.say(check.title, "en")


def test_a_check_that_breaks_is_an_error_and_those_that_rest_on_it_are_left_out(settings: Settings) -> None:
    def broken(_settings: Settings) -> list[Problem]:
        raise RuntimeError("no")

    found = examine(settings, [Check("a", broken), Check("b", lambda _s: [], "a"), Check("c", lambda _s: [problem("log_not_begun")])])
    assert [one.state for one in found] == ["error", "skipped", "error"]
    assert codes(found[0].problems) == ["check_broke"]


def test_a_key_that_others_may_read_or_that_is_gone_is_named(settings: Settings) -> None:
    assert codes(keys.keys(settings)) == ["keys_not_yet"]
    settings.keys.mkdir(mode=0o700)
    for name, size in {**keys.SIZES, f"log-{settings.suite}.key": 32}.items():
        (settings.keys / name).write_bytes(os.urandom(size))
        (settings.keys / name).chmod(0o600)
    assert codes(keys.keys(settings)) == []
    (settings.keys / "blinding.key").chmod(0o644)
    (settings.keys / "encryption.key").unlink()
    assert sorted(codes(keys.keys(settings))) == ["key_file_missing", "key_open_to_others"]


def test_a_ledger_without_its_keys_is_an_error_even_where_all_of_them_are_gone(city: Installation, settings: Settings) -> None:
    assert "key_file_missing" not in codes(ledger.ledger(settings))
    for key in settings.keys.iterdir():
        key.unlink()
    assert codes(keys.keys(settings)) == ["keys_not_yet"]
    assert codes(ledger.ledger(settings)).count("key_file_missing") == 3


def test_a_misspelt_setting_is_told_with_the_one_that_is_meant(settings: Settings) -> None:
    found = list(ground.settings(settings, {"XINZHI_THREAD": "3"}))
    assert [(p.code, p.params["near"]) for p in found] == [("setting_unknown", "XINZHI_THREADS")]


def test_a_disk_that_is_nearly_full_is_not_ready(settings: Settings) -> None:
    assert codes(ground.disk(settings)) == []
    assert codes(ground.disk(replace(settings, low_disk_mb=10**12))) == ["disk_low"]


def test_the_worker_says_that_it_lives_and_its_silence_is_noticed(city: Installation, settings: Settings) -> None:
    assert codes(people.worker(settings)) == ["worker_not_there"]
    with alive(settings.heartbeat):
        assert last_sign(settings.heartbeat) is not None
        assert codes(people.worker(settings)) == []
    assert last_sign(settings.heartbeat) is None
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    settings.heartbeat.write_bytes(msgspec.json.encode(Sign(long_ago, "intake", long_ago)))
    assert codes(people.worker(settings)) == ["worker_silent"]


def test_a_table_that_an_upgrade_brought_empty_wants_a_rebuild(city: Installation, penalties: object, settings: Settings) -> None:
    city.hand_in(penalties(("甲1号", "集宁区聚福餐饮服务有限公司", "91150902MA0N1F3T06", "2026-05-20", "严重")), "penalty")  # type: ignore[operator]
    assert codes(database.projections(settings)) == []
    SubjectState.objects.all().delete()
    assert codes(database.projections(settings)) == ["projections_stale"]


def test_standings_ahead_of_the_ledger_are_an_error(city: Installation, penalties: object, settings: Settings) -> None:
    city.hand_in(penalties(("甲1号", "集宁区聚福餐饮服务有限公司", "91150902MA0N1F3T06", "2026-05-20", "严重")), "penalty")  # type: ignore[operator]
    assert codes(ledger.followers(settings)) == []
    Caught.objects.update(size=10_000)
    assert codes(ledger.followers(settings)) == ["standing_ahead"]


def test_a_process_lives_and_an_installation_without_worker_is_not_ready(city: Installation) -> None:
    assert Client().get("/healthz").json() == {"status": "ok"}
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["worker"]) == (503, "error")
    assert "worker_not_there" in {p["code"] for p in answer.json()["problems"]}
    far = Client(REMOTE_ADDR="203.0.113.9").get("/readyz")
    assert far.status_code == 503
    assert "problems" not in far.json()


def test_figures_go_to_those_who_may_watch(city: Installation, penalties: object, settings: Settings) -> None:
    city.hand_in(penalties(("甲1号", "集宁区聚福餐饮服务有限公司", "91150902MA0N1F3T06", "2026-05-20", "严重")), "penalty")  # type: ignore[operator]
    text = Client().get("/metrics").content.decode()
    assert 'xinzhi_intake_rows{outcome="accepted"} 1.0' in text
    assert "xinzhi_standing_lag_entries 0.0" in text
    assert Client(REMOTE_ADDR="203.0.113.9").get("/metrics").status_code == 404
    far = RequestFactory().get("/metrics", REMOTE_ADDR="203.0.113.9", headers={"Authorization": "Bearer open"})
    assert health.may_watch(far, replace(settings, metrics_token="open"))
    assert not health.may_watch(far, replace(settings, metrics_token="other"))
    assert json.loads(Client().get("/healthz").content)
