"""What was backed up comes back whole, on both databases; what was altered does not come back at all."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from django.db import connections

from tests.flows.conftest import Installation
from tests.flows.databases import point_to, postgres, sqlite
from xinzhi.core.base.problems import Refused
from xinzhi.flows.ledger import verify
from xinzhi.store.models import Record, Standing
from xinzhi.store.reads.counted import ledger_size
from xinzhi.wiring.assemble import assemble
from xinzhi.wiring.backup import backup, restore
from xinzhi.wiring.settings import Settings, read

Penalties = Callable[..., str]
NAME, CODE = "集宁区聚福餐饮服务有限公司", "91150902MA0N1F3T06"


def settings_of(city: Installation, request: pytest.FixtureRequest) -> Settings:
    found = read({"XINZHI_HOME": str(city.home)})
    if connections["default"].vendor == "sqlite":
        return found
    base = urlsplit(request.getfixturevalue("postgres_url"))
    return replace(found, database=base._replace(path=f"/{connections['default'].settings_dict['NAME']}").geturl())


def test_an_installation_comes_back_whole(city: Installation, penalties: Penalties, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "严重")), "penalty")
    settings = settings_of(city, request)
    file = tmp_path_factory.mktemp("kept") / "xinzhi.tar"
    said = backup(settings, file, size=ledger_size(), with_keys=True)
    assert said["ledger_size"] == ledger_size() > 0
    with pytest.raises(Refused) as refused:
        backup(settings, file, size=1, with_keys=True)
    assert refused.value.problems[0].code == "backup_exists"
    with pytest.raises(Refused) as refused:
        restore(settings, file)
    assert refused.value.problems[0].code == "restore_into_used"

    home = tmp_path_factory.mktemp("again") / "home"
    fresh, drop = replace(settings, home=home), None
    if settings.database:
        name = f"restored_{uuid4().hex[:8]}"
        url = request.getfixturevalue("postgres_url")
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}")
        fresh, drop = replace(fresh, database=urlsplit(url)._replace(path=f"/{name}").geturl()), name
    before = dict(connections.databases["default"])
    try:
        restore(fresh, file)
        point_to(postgres(request.getfixturevalue("postgres_url"), drop) if drop else sqlite(fresh.sqlite))
        again = assemble(fresh)
        assert (Record.objects.count(), Standing.objects.get().grade) == (1, "C")
        assert list(verify(again)) == []
        assert [p.name for p in (home / "uploads").rglob("*") if p.is_file()] == [p.name for p in (city.home / "uploads").rglob("*") if p.is_file()]
    finally:
        point_to(before)
        if drop:
            with psycopg.connect(request.getfixturevalue("postgres_url"), autocommit=True) as admin:
                admin.execute(f"DROP DATABASE {drop} WITH (FORCE)")


def test_keys_are_left_out_unless_they_are_asked_for(town: Installation, tmp_path: Path) -> None:
    file = tmp_path / "b.tar"
    backup(read({"XINZHI_HOME": str(town.home)}), file, size=ledger_size(), with_keys=False)
    with tarfile.open(file) as archive:
        assert [name for name in archive.getnames() if "key" in name] == []
    assert file.stat().st_mode & 0o077 == 0


def test_an_archive_that_was_altered_is_not_restored(town: Installation, penalties: Penalties, tmp_path: Path) -> None:
    town.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "严重")), "penalty")
    file = tmp_path / "b.tar"
    backup(read({"XINZHI_HOME": str(town.home)}), file, size=ledger_size(), with_keys=False)
    content = bytearray(file.read_bytes())
    place = content.index(b"SQLite format 3") + 5_000
    content[place] ^= 1
    file.write_bytes(content)
    fresh = read({"XINZHI_HOME": str(tmp_path / "fresh")})
    with pytest.raises(Refused) as refused:
        restore(fresh, file)
    assert [p.code for p in refused.value.problems] == ["backup_altered"]
    assert not fresh.sqlite.exists()
    (tmp_path / "none.tar").write_bytes(b"no archive")
    with pytest.raises(Refused) as refused:
        restore(fresh, tmp_path / "none.tar")
    assert refused.value.problems[0].code == "backup_unreadable"
