"""The sample site in place of the real one: pages without a database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import clear_url_caches
from django.utils import translation


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
