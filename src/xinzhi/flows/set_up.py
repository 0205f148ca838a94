"""Make an installation ready: its log is begun once, with a suite that never changes, and the pack in force is a fact."""

from __future__ import annotations

from datetime import datetime

from xinzhi import catalogue
from xinzhi.catalogue import Pack
from xinzhi.core import authority
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


def pack_at(tools: Tools, size: int) -> Pack:
    """The pack that was in force when the ledger had `size` entries. Before the first, the present one.

    Raises `Refused` where its files were not kept: no other pack can say what it said.
    """
    then = PackInForce.objects.filter(entry_idx__lt=size).order_by("-entry_idx").first()
    if then is None or then.digest == tools.pack.digest:
        return tools.pack
    pack = catalogue.kept(then.pack, then.digest, tools.packs)
    if pack is None:
        raise Refused(problem("pack_not_kept", pack=then.pack, digest=then.digest[:12], folder=str(tools.packs)))
    return pack


def adopt(tools: Tools, *, by: Actor, at: datetime) -> bool:
    """Says in the ledger which pack holds from now on, and keeps its files. Returns whether that was news."""
    denial = authority.may(by, "approve_policy")
    if denial is not None:
        raise Refused(denial)
    catalogue.keep(tools.pack, tools.packs)
    last = PackInForce.objects.order_by("-entry_idx").first()
    if last is not None and last.digest == tools.pack.digest:
        return False
    fact = PackAdopted(pack=tools.pack.id, digest=tools.pack.digest, layers=list(tools.pack.layers))
    commit(tools.store, [fact], by=by, at=at)
    return True
