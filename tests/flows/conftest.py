"""An installation for each test: its own database, home and clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.flows.databases import PostgresTemplate, SqliteTemplate, point_to
from xinzhi.catalogue.rights import rights
from xinzhi.core.authority import Actor, system


def person(name: str, department: str, *roles: str, region: str = "") -> Actor:
    """Somebody with these roles, judged by the table of the house."""
    return Actor(name, department, region, frozenset(roles), rights())


@dataclass
class Clock:
    """A clock that stands still until it is told to go on."""

    now: datetime = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def on(self, **length: float) -> datetime:
        self.now += timedelta(**length)
        return self.now


@dataclass
class Installation:
    """Tools, a clock, people, and short ways to do what tests do often."""

    tools: Any
    clock: Clock
    home: Path
    clerk: Actor = field(default_factory=lambda: person("clerk", "market_supervision", "clerk"))
    safety: Actor = field(default_factory=lambda: person("safety", "emergency_management", "clerk"))
    office: Actor = field(default_factory=lambda: person("office", "", "credit_office"))
    files: list[Path] = field(default_factory=list)

    def write(self, text: str, name: str = "file.csv", encoding: str = "utf-8-sig") -> Path:
        path = self.home / name
        path.write_bytes(text.encode(encoding))
        return path

    def hand_in(self, text: str, record_type: str, *, by: Actor | None = None, name: str = "file.csv", **more: Any) -> Any:
        from xinzhi.flows.hand_in import HandIn, hand_in

        actor = by or self.clerk
        what = HandIn(self.write(text, name), name, actor.department, "test", record_type, **more)
        return hand_in(self.tools, what, by=actor, at=self.clock.on(minutes=1))

    def standing(self, name: str) -> Any:
        from xinzhi.store.models import Standing, Subject

        return Standing.objects.get(subject_id=Subject.objects.get(name=name).subject_id)


@pytest.fixture(scope="session")
def _templates(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    made: dict[str, Any] = {}
    with django_db_blocker.unblock():
        yield made
        if "postgres" in made:
            made["postgres"].close()


def _template(
    made: dict[str, Any], vendor: str, factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Any:
    if vendor not in made:
        made[vendor] = (
            SqliteTemplate(factory.mktemp("template"))
            if vendor == "sqlite"
            else PostgresTemplate(request.getfixturevalue("postgres_url"))
        )
    return made[vendor]


def _open(template: Any, folder: Path, suite_name: str = "ed25519-sha256") -> Iterator[Installation]:
    from xinzhi.flows.set_up import set_up
    from xinzhi.ledger.note import verifier_key
    from xinzhi.wiring.assemble import assemble
    from xinzhi.wiring.settings import read

    config = template.fresh(folder)
    point_to(config)
    clock = Clock()
    tools = assemble(read({"XINZHI_HOME": str(folder), "XINZHI_PACK": "paper", "XINZHI_SUITE": suite_name}), now=clock)
    suite = tools.store.suite
    set_up(tools, verifier_key(tools.store.origin, suite.public_key(tools.signing_key), suite), by=system(tools.rights), at=clock())
    yield Installation(tools, clock, folder)
    template.drop(config)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def city(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    _templates: dict[str, Any],
) -> Iterator[Installation]:
    """An installation on SQLite and one on PostgreSQL: the test runs on both."""
    yield from _open(_template(_templates, request.param, tmp_path_factory, request), tmp_path)


@pytest.fixture
def town(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    _templates: dict[str, Any],
) -> Iterator[Installation]:
    """An installation on SQLite only; a parameter chooses the suite of its log."""
    suite_name = getattr(request, "param", "ed25519-sha256")
    yield from _open(_template(_templates, "sqlite", tmp_path_factory, request), tmp_path, suite_name)


@pytest.fixture
def penalties() -> Callable[..., str]:
    """The text of a list of penalties: one row for each (number, name, code, day, gravity)."""

    def text(*rows: tuple[str, str, str, str, str]) -> str:
        head = "行政处罚决定书文号,行政相对人名称,统一社会信用代码,违法行为类型,处罚类别,罚款金额（元）,处罚决定日期,失信程度"
        return "\n".join([head, *(f"{n},{name},{code},违法,罚款,5000,{day},{gravity}" for n, name, code, day, gravity in rows)])

    return text
