"""The sample site in place of the real one: pages without a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import clear_url_caches
from django.utils import translation

from tests.flows.conftest import Installation, _templates, city, penalties

__all__ = ["_templates", "city", "penalties"]  # fixtures of the flows, used here too


@dataclass
class Desk:
    """An installation, and people who sit down at it."""

    city: Installation

    def sit_down(self, department: str = "market_supervision", roles: str = "clerk,officer,supervisor", region: str = "") -> Client:
        from xinzhi.desk.models import User

        name = department or roles
        user, _made = User.objects.get_or_create(username=name, defaults={"department": department, "roles": roles, "region": region})
        client = Client()
        client.force_login(user)
        client.cookies["django_language"] = "zh-hans"
        return client


@pytest.fixture
def sample_site(settings: Any) -> Iterator[None]:
    settings.ROOT_URLCONF = "tests.web.sample_site"
    clear_url_caches()
    yield
    clear_url_caches()


@pytest.fixture
def reader(sample_site: None) -> Client:
    """A browser without scripts, reading Chinese."""
    client = Client()
    client.cookies["django_language"] = "zh-hans"
    return client


@pytest.fixture
def chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def desk(city: Installation, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The real site over an installation of its own, on each database."""
    monkeypatch.setattr("xinzhi.web.views.showing.assembled", lambda: city.tools)
    return Desk(city)
