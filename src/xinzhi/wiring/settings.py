"""Settings, read once: every XINZHI_* variable is described in `SETTINGS` and read nowhere else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable: its name, the text that holds where it is not set (`shown` where that depends on the machine), and what it
    means in both languages. `Settings` has it in `field`; the two that only the command line reads have none."""

    name: str
    field: str
    default: str
    zh: str
    en: str
    shown: str = ""


SETTINGS: tuple[Setting, ...] = (
    Setting("XINZHI_HOME", "home", "var/xinzhi", "存放密钥、上传文件、评价结果和 SQLite 数据库的文件夹", "Folder of keys, uploads, runs and the SQLite database"),
    Setting("XINZHI_DATABASE", "database", "", "空着用 SQLite；或 `postgresql://用户:口令@主机/库名`", "Empty for SQLite, or `postgresql://user:password@host/name`"),
    Setting("XINZHI_PACK", "pack", "paper", "所用方案包：自带方案包的编号，或一个文件夹", "The policy pack: id of a shipped one, or a folder"),
    Setting("XINZHI_PACKS_PATH", "packs_path", "", "另外存放方案包的文件夹，多个用冒号（Windows 用分号）隔开", "Folders with further packs, separated as in `PATH`"),
    Setting("XINZHI_ORIGIN", "origin", "xinzhi.local/log", "台账的名字；台账建立后不能更改", "Name of the log; fixed once the log is begun"),
    Setting("XINZHI_SUITE", "suite", "ed25519-sha256", "台账的算法套件（如国密 `sm2-sm3`）；台账建立后不能更改", "Suite of the log (such as the national `sm2-sm3`); fixed once the log is begun"),
    Setting("XINZHI_DEMO", "demo", "", "`1`：这是演示系统，允许演示账号", "`1`: this is a demonstration, demo accounts are allowed"),
    Setting("XINZHI_DEBUG", "debug", "", "`1`：仅供开发，出错时显示细节；正式系统不得使用", "`1`: for developers only, errors show their details; never in service"),
    Setting("XINZHI_HOSTS", "hosts", "127.0.0.1,localhost,[::1]", "网页应答的主机名，用逗号隔开", "Host names that the web answers to, separated by commas"),
    Setting("XINZHI_THREADS", "threads", "", "一次评价可用的线程数", "Threads that one evaluation may use", "全部处理器 / all processors"),
    Setting("XINZHI_MEMORY_LIMIT", "memory_limit", "2GB", "一次评价可用的内存", "Memory that one evaluation may use"),
    Setting("XINZHI_KEEP_UPLOADS_DAYS", "keep_uploads_days", "365", "原始报送文件（加密）保存的天数；回执和记录长期保存", "Days for which files are kept as handed in (encrypted); receipts and records stay"),
    Setting("XINZHI_RIGHTS", "rights", "", "本单位自己的权限表文件；空着用自带的", "A table of rights of one's own, a file; empty: the one that comes with it"),
    Setting("XINZHI_METRICS_FROM", "metrics_from", "127.0.0.1,::1", "可以读取 /metrics 和 /readyz 细节的地址或网段，用逗号隔开；空着则谁也不能凭地址读取", "Addresses or networks that may read /metrics and the details of /readyz, separated by commas; empty: none by address alone"),
    Setting("XINZHI_METRICS_TOKEN", "metrics_token", "", "凭此令牌（`Authorization: Bearer …`）也可读取，不论来自哪个地址", "Whoever shows this token (`Authorization: Bearer …`) may read them too, from any address"),
    Setting("XINZHI_LOW_DISK_MB", "low_disk_mb", "1024", "数据所在磁盘剩余空间低于此数（MiB）即报告未就绪", "Free space in MiB on the disk of the data below which the installation is not ready"),
    Setting("XINZHI_LANG", "", "", "命令行用语：`zh` 或 `en`", "Language of the command line: `zh` or `en`", "系统区域设置 / the locale"),
    Setting("XINZHI_AS", "", "", "命令行以哪个账号办理（同 `--as`）", "The account that acts on the command line (as `--as`)"),
)  # fmt: skip
BY_NAME: Mapping[str, Setting] = {one.name: one for one in SETTINGS}


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
    metrics_from: tuple[str, ...]
    metrics_token: str
    low_disk_mb: int

    @property
    def uploads(self) -> Path:
        return self.home / "uploads"

    @property
    def runs(self) -> Path:
        return self.home / "runs"

    @property
    def keys(self) -> Path:
        return self.home / "keys"

    @property
    def packs(self) -> Path:
        return self.home / "packs"

    @property
    def heartbeat(self) -> Path:
        """The file in which the worker says that it lives."""
        return self.home / "worker.alive"

    @property
    def sqlite(self) -> Path:
        return self.home / "xinzhi.sqlite3"


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings that `environ` gives; everything has a default that works on one machine. Raises `ValueError` for a number
    that is none."""

    def text(name: str) -> str:
        return environ.get(name, BY_NAME[name].default)

    def listed(name: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in text(name).split(",") if part.strip())

    return Settings(
        home=Path(text("XINZHI_HOME")).expanduser().absolute(),
        database=text("XINZHI_DATABASE"),
        pack=text("XINZHI_PACK"),
        packs_path=tuple(Path(p) for p in text("XINZHI_PACKS_PATH").split(os.pathsep) if p),
        origin=text("XINZHI_ORIGIN"),
        suite=text("XINZHI_SUITE"),
        demo=text("XINZHI_DEMO") == "1",
        debug=text("XINZHI_DEBUG") == "1",
        hosts=listed("XINZHI_HOSTS"),
        threads=int(text("XINZHI_THREADS") or os.cpu_count() or 1),
        memory_limit=text("XINZHI_MEMORY_LIMIT"),
        keep_uploads_days=int(text("XINZHI_KEEP_UPLOADS_DAYS")),
        rights=Path(text("XINZHI_RIGHTS")) if text("XINZHI_RIGHTS") else None,
        metrics_from=listed("XINZHI_METRICS_FROM"),
        metrics_token=text("XINZHI_METRICS_TOKEN"),
        low_disk_mb=int(text("XINZHI_LOW_DISK_MB")),
    )


def django_database(settings: Settings) -> dict[str, object]:
    """Django's DATABASES["default"]. Raises `ValueError` for an address of a kind that is not supported."""
    if not settings.database:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(settings.sqlite),
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
