"""The key under which a person's judgement about a party as written is remembered."""

from __future__ import annotations

from xinzhi.core.identity.addresses import normal_address
from xinzhi.core.identity.names import normal_name
from xinzhi.core.identity.phones import phones
from xinzhi.core.subjects import Party

_BETWEEN = "\x1f"
_WITHIN = "\x1e"


def party_key(party: Party) -> str:
    """Equal for parties written the same way, everything that corroborates included: a remembered choice holds only for these.

    It contains what the department wrote, so it is personal: keep only its keyed hash.
    """
    return _BETWEEN.join(
        (
            normal_name(party.name),
            party.kind.value if party.kind else "",
            _WITHIN.join(sorted(f"{i.scheme}={i.value}" for i in party.identifiers)),
            normal_address(party.address),
            _WITHIN.join(sorted(phones(party.phone))),
            normal_name(party.representative),
            party.region_code,
        )
    )
