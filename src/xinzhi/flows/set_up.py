"""Make an installation ready: its log is begun once, with a suite that never changes, and the pack in force is a fact."""

from __future__ import annotations

from datetime import datetime

from xinzhi.core.authority import Actor
from xinzhi.core.base.problems import Refused, problem
from xinzhi.core.facts import PackAdopted
from xinzhi.flows.tools import Tools
from xinzhi.store.commit import commit
from xinzhi.store.models import Log, PackInForce


def set_up(tools: Tools, verifier_key: str, *, by: Actor, at: datetime) -> None:
    """Begins the log if there is none, and adopts the pack if another, or another state of it, was in force.

    Doing it again changes nothing. Raises `Refused` where the log was begun with another suite or name.
    """
    log, made = Log.objects.get_or_create(
        defaults={"origin": tools.store.origin, "suite": tools.store.suite.name, "verifier_key": verifier_key, "created_at": at}
    )
    if not made and (log.suite != tools.store.suite.name or log.origin != tools.store.origin):
        raise Refused(
            problem("log_is_another", origin=log.origin, suite=log.suite, wanted=f"{tools.store.origin} {tools.store.suite.name}")
        )
    adopt(tools, by=by, at=at)


def adopt(tools: Tools, *, by: Actor, at: datetime) -> bool:
    """Says in the ledger which pack holds from now on. Returns whether that was news."""
    last = PackInForce.objects.order_by("-entry_idx").first()
    if last is not None and last.digest == tools.pack.digest:
        return False
    fact = PackAdopted(pack=tools.pack.id, digest=tools.pack.digest, layers=list(tools.pack.layers))
    commit(tools.store, [fact], by=by, at=at)
    return True
