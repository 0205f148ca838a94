"""Accounts as actors."""

from __future__ import annotations

from xinzhi.core.authority import Actor
from xinzhi.core.rights import Rights
from xinzhi.desk.models import User


def actor_of(user: User, rights: Rights) -> Actor:
    """The person behind an account, as the rules know one."""
    return Actor(name=user.get_username(), department=user.department, region=user.region, roles=user.role_set, rights=rights)


def actor_named(name: str, rights: Rights) -> Actor | None:
    """The actor with this account name, or None; an account that was closed is no actor."""
    user = User.objects.filter(username=name, is_active=True).first()
    return None if user is None else actor_of(user, rights)
