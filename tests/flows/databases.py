"""A fresh database for each test, on SQLite and PostgreSQL, with the append-only triggers on.

Migrating once makes a template; each test gets a copy of the file, or a database cloned from the template.
"""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.core.management import call_command
from django.db import connections

_NUMBERS = itertools.count(1)


def point_to(config: dict[str, Any]) -> None:
    """Makes `config` the database of this process."""
    connections["default"].close()
    settings = connections.databases["default"]
    connections.databases["default"] = {**settings, **config}
    del connections["default"]


def sqlite(path: Path) -> dict[str, Any]:
    from xinzhi.wiring.settings import django_database, read

    return {**django_database(read({"XINZHI_HOME": str(path.parent)})), "NAME": str(path), "USER": "", "HOST": ""}


def postgres(url: str, name: str) -> dict[str, Any]:
    from xinzhi.wiring.settings import django_database, read

    address = urlsplit(url)._replace(path=f"/{name}").geturl()
    config = django_database(read({"XINZHI_DATABASE": address}))
    return {**config, "OPTIONS": {}, "CONN_MAX_AGE": 0}


class SqliteTemplate:
    def __init__(self, folder: Path) -> None:
        self.path = folder / "template.sqlite3"
        point_to(sqlite(self.path))
        call_command("migrate", verbosity=0)
        connections["default"].close()

    def fresh(self, folder: Path) -> dict[str, Any]:
        copy = folder / "xinzhi.sqlite3"
        for suffix in ("", "-wal"):
            source = Path(f"{self.path}{suffix}")
            if source.exists():
                shutil.copy(source, f"{copy}{suffix}")
        return sqlite(copy)

    def drop(self, config: dict[str, Any]) -> None:
        connections["default"].close()


class PostgresTemplate:
    def __init__(self, url: str) -> None:
        self.url = url
        self.name = f"xinzhi_template_{id(self)}"
        self._do(f"CREATE DATABASE {self.name}")
        point_to(postgres(url, self.name))
        call_command("migrate", verbosity=0)
        connections["default"].close()

    def fresh(self, folder: Path) -> dict[str, Any]:
        name = f"{self.name}_{next(_NUMBERS)}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {self.name}")
        return postgres(self.url, name)

    def drop(self, config: dict[str, Any]) -> None:
        connections["default"].close()
        self._do(f"DROP DATABASE IF EXISTS {config['NAME']} WITH (FORCE)")

    def close(self) -> None:
        self._do(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def _do(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)
