"""What all tests share. With CI=true a test that cannot run fails: a skip there would hide that it never ran."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# before Django's settings are read: tests have a home of their own
_HOME = tempfile.mkdtemp(prefix="xinzhi-tests-")
os.environ["XINZHI_HOME"] = _HOME
os.environ.setdefault("XINZHI_PACK", "paper")
os.environ["XINZHI_LANG"] = "zh"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the thread of the tests

settings.register_profile("ci", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("deep", max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("XINZHI_HYPOTHESIS", "ci"))

IN_CI = os.environ.get("CI") == "true"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and with CI=true nothing may be: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data, which is not part of the project."""
    place = os.environ.get("XINZHI_DATA", "")
    if not place:
        pytest.skip("XINZHI_DATA names no folder of real data")
    return Path(place)


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """A PostgreSQL in which databases may be made."""
    url = os.environ.get("XINZHI_TEST_POSTGRES", "")
    if not url:
        pytest.skip("XINZHI_TEST_POSTGRES names no PostgreSQL")
    return url


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """A cluster of two executor processes on this machine."""
    if find_spec("pyspark") is None or which("java") is None:
        pytest.skip("Spark is not here: it wants `make spark` and Java 17")
    from xinzhi.lake.spark import Cluster, session

    with session(Cluster(partitions=2, temporary=tmp_path_factory.mktemp("spark"))) as opened:
        yield opened
