"""What an installation stands on: Python and libraries, its settings, the disk, the clock."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, requires, version
from ipaddress import ip_network
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from xinzhi.core.base.problems import Problem, problem, warning
from xinzhi.ledger.suites import SUITES
from xinzhi.wiring.settings import BY_NAME, Settings, django_database

OLDEST, NEWEST = (3, 11), (3, 14)
MIB = 2**20


def python(_settings: Settings) -> Iterator[Problem]:
    """The interpreter is one that is tested, and every library that the package asks for is there."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        yield warning("python_untested", found=".".join(map(str, sys.version_info[:3])))
    try:
        wanted = requires("xinzhi") or []
    except PackageNotFoundError:  # run from a checkout: the lock file is what was installed
        wanted = []
    for line in wanted:
        if "extra ==" in line:
            continue
        name = line.split(">")[0].split("<")[0].split("[")[0].split(";")[0].strip()
        try:
            version(name)
        except PackageNotFoundError:
            yield problem("library_missing", name=name)


def settings(found: Settings, environ: Mapping[str, str] = os.environ) -> Iterator[Problem]:
    """Names that are no setting, and values that cannot be meant."""
    for name in sorted(environ):
        if name.startswith("XINZHI_") and name not in BY_NAME and not name.startswith("XINZHI_TEST_"):
            near = get_close_matches(name, BY_NAME, 1)
            yield warning("setting_unknown", name=name, near=near[0] if near else "docs/settings.md")
    if found.debug:
        yield warning("setting_debug")
    if found.suite not in SUITES:
        yield problem("suite_unknown", found=found.suite, known=", ".join(SUITES))
    for text in found.metrics_from:
        try:
            ip_network(text, strict=False)
        except ValueError:
            yield problem("setting_bad", name="XINZHI_METRICS_FROM", found=text, wanted="10.0.0.0/8")
    if "*" in found.hosts:
        yield warning("setting_any_host")
    try:
        django_database(found)
    except ValueError as error:
        yield problem("setting_bad", name="XINZHI_DATABASE", found=str(error), wanted="postgresql://…")


def disk(found: Settings) -> Iterator[Problem]:
    """There is room to write, and one may write there."""
    if not os.access(found.home, os.W_OK):
        yield problem("home_not_writable", home=str(found.home))
        return
    free = shutil.disk_usage(found.home).free // MIB
    if free < found.low_disk_mb:
        yield problem("disk_low", free=free, wanted=found.low_disk_mb, home=str(found.home))


def clock(_settings: Settings) -> Iterator[Problem]:
    """The zones of the packs are known here. Whether the clock is right is asked where there is something to compare it with."""
    try:
        ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        yield problem("zones_missing")
