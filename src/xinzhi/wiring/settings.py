"""Settings, read once: every XINZHI_* variable is named here and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation.

    `home` holds everything that is not in the database: keys, uploads, runs. `database` is empty for SQLite in `home`, or a
    `postgresql://` address. `pack` is the id of a shipped pack or a path. `rights` is an installation's own table of rights in place of
    the one that comes with the house. `debug` is for developers only.
    """

    home: Path
    database: str
    pack: str
    packs_path: tuple[Path, ...]
    origin: str
    suite: str
    demo: bool
    debug: bool
    hosts: tuple[str, ...]
    threads: int
    memory_limit: str
    keep_uploads_days: int
    rights: Path | None

    @property
    def uploads(self) -> Path:
        return self.home / "uploads"

    @property
    def runs(self) -> Path:
        return self.home / "runs"

    @property
    def keys(self) -> Path:
        return self.home / "keys"


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings that `environ` gives; everything has a default that works on one machine."""
    home = Path(environ.get("XINZHI_HOME", "var/xinzhi")).expanduser().absolute()
    return Settings(
        home=home,
        database=environ.get("XINZHI_DATABASE", ""),
        pack=environ.get("XINZHI_PACK", "paper"),
        packs_path=tuple(Path(p) for p in environ.get("XINZHI_PACKS_PATH", "").split(os.pathsep) if p),
        origin=environ.get("XINZHI_ORIGIN", "xinzhi.local/log"),
        suite=environ.get("XINZHI_SUITE", "ed25519-sha256"),
        demo=environ.get("XINZHI_DEMO", "") == "1",
        debug=environ.get("XINZHI_DEBUG", "") == "1",
        hosts=tuple(h for h in environ.get("XINZHI_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h),
        threads=int(environ.get("XINZHI_THREADS", str(os.cpu_count() or 1))),
        memory_limit=environ.get("XINZHI_MEMORY_LIMIT", "2GB"),
        keep_uploads_days=int(environ.get("XINZHI_KEEP_UPLOADS_DAYS", "365")),
        rights=Path(environ["XINZHI_RIGHTS"]) if environ.get("XINZHI_RIGHTS") else None,
    )


def django_database(settings: Settings) -> dict[str, object]:
    """Django's DATABASES["default"]. Raises `ValueError` for an address of a kind that is not supported."""
    if not settings.database:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(settings.home / "xinzhi.sqlite3"),
            "OPTIONS": {
                "timeout": 30,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
                " PRAGMA temp_store=MEMORY;",
            },
        }
    address = urlsplit(settings.database)
    if address.scheme not in ("postgresql", "postgres"):
        raise ValueError(f"XINZHI_DATABASE must be empty or postgresql://…, not {address.scheme}://…")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.lstrip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": unquote(address.hostname or ""),
        "PORT": str(address.port or ""),
        "CONN_MAX_AGE": 60,
    }
