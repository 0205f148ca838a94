"""A real browser, the sample site in a thread of this process, and a whole city in processes of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = os.environ.get("XINZHI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
SUBJECTS = 150
ABORTED = "net::ERR_ABORTED"
"""What a request says that the reader left behind by going to the next page."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is not installed, and CI=true: a test that cannot run fails")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@dataclass
class Reader:
    """One browser window. `complaints` gathers what its console said: a refused script or style, an error, a missing file."""

    context: BrowserContext
    page: Page
    base: str
    complaints: list[str]

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page


@pytest.fixture
def reader(browser: Browser) -> Iterator[Callable[..., Reader]]:
    """Makes readers: `reader(base, language="zh-hans", colours="light", phone=False)`."""
    opened: list[BrowserContext] = []

    def make(base: str, *, language: str = "zh-hans", colours: str = "light", phone: bool = False) -> Reader:
        context = browser.new_context(
            viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
            color_scheme=colours,  # type: ignore[arg-type]
            reduced_motion="reduce",
            has_touch=phone,
            locale="zh-CN" if language == "zh-hans" else "en-GB",
        )
        opened.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": base}])
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(f"{request.url}: {request.failure}") if request.failure != ABORTED else None)
        return Reader(context, page, base, complaints)

    yield make
    for context in opened:
        context.close()


class _Handler(QuietWSGIRequestHandler):
    """Quiet, and without looking up names of clients."""

    def address_string(self) -> str:
        return str(self.client_address[0])


class _Server(LiveServerThread):
    """Serves the present settings; it needs no database, so none is handed over."""

    def _create_server(self, connections_override: Any = None) -> Any:
        return self.server_class((self.host, self.port), _Handler, allow_reuse_address=False)

    def run(self) -> None:
        self.httpd = self._create_server()
        self.port = self.httpd.server_address[1]
        self.httpd.set_app(WSGIHandler())
        self.is_ready.set()
        self.httpd.serve_forever()


@pytest.fixture
def samples(settings: Any) -> Iterator[str]:
    """The address of the sample site."""
    settings.ROOT_URLCONF = "tests.web.sample_site"
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    server = _Server("127.0.0.1", None)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@dataclass(frozen=True)
class City:
    """A running installation with a small city in it."""

    base: str
    password: str
    home: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> str:
        """One `xinzhi` command beside the running system."""
        done = subprocess.run(
            [sys.executable, "-m", "xinzhi", *arguments], env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """`xinzhi demo` and `xinzhi serve` as anybody would run them."""
    home = tmp_path_factory.mktemp("city")
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "XINZHI_HOME": str(home), "XINZHI_DEMO": "1", "XINZHI_LANG": "zh", "PYTHONPATH": os.pathsep.join(sys.path)}
    environment.pop("XINZHI_DATABASE", None)
    made = subprocess.run(
        [sys.executable, "-m", "xinzhi", "--json", "demo", "--size", str(SUBJECTS)], env=environment, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr[-2000:]
    accounts = json.loads(made.stdout)["accounts"]
    log = (home / "serve.log").open("w")
    serving = subprocess.Popen(
        [sys.executable, "-m", "xinzhi", "serve", "--port", str(port), "--workers", "1"], env=environment, stdout=log, stderr=log
    )
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_for(base, serving, home / "serve.log")
        yield City(base, next(iter(accounts.values())), home, environment)
    finally:
        serving.terminate()
        serving.wait(20)
        log.close()


def _wait_for(base: str, serving: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if serving.poll() is not None:
            pytest.fail(f"serve ended: {log.read_text()[-2000:]}")
        try:
            with urlopen(f"{base}/sign-in", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"serve did not answer: {log.read_text()[-2000:]}")


@pytest.fixture
def clerk(city: City, reader: Callable[..., Reader]) -> Callable[..., Reader]:
    """Signs somebody in: `clerk("shichang")`."""

    def sign_in(account: str, **how: Any) -> Reader:
        window = reader(city.base, **how)
        page = window.open("/sign-in")
        page.fill("[name=username]", account)
        page.fill("[name=password]", city.password)
        page.locator("form[aria-labelledby=sign-in-title]").get_by_role("button").click()
        page.wait_for_url(f"{city.base}/")
        return window

    return sign_in
