"""Everything put together, in one place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

from xinzhi import catalogue
from xinzhi.catalogue.rights import rights
from xinzhi.flows.tools import Tools
from xinzhi.ledger.suites import suite
from xinzhi.store.opened import Store
from xinzhi.wiring import keys
from xinzhi.wiring.ids import ids
from xinzhi.wiring.settings import Settings, read


def utc_now() -> datetime:
    return datetime.now(UTC)


def assemble(settings: Settings, now: Callable[[], datetime] = utc_now) -> Tools:
    """The tools of an installation. Raises `PackError` where its pack has mistakes."""
    chosen = suite(settings.suite)
    store = Store(
        vault=keys.vault(settings.keys),
        suite=chosen,
        origin=settings.origin,
        now=now,
        new_id=ids(),
    )
    return Tools(
        store=store,
        pack=catalogue.load(settings.pack, settings.packs_path),
        uploads=settings.uploads,
        runs=settings.runs,
        packs=settings.packs,
        signing_key=keys.made_file(settings.keys / f"log-{chosen.name}.key", chosen.new_key),
        rights=rights(settings.rights) if settings.rights else rights(),
        threads=settings.threads,
        memory_limit=settings.memory_limit,
        keep_uploads_days=settings.keep_uploads_days,
        demo=settings.demo,
    )


@lru_cache(maxsize=1)
def tools() -> Tools:
    """The tools of this process, put together on first use."""
    return assemble(read())
