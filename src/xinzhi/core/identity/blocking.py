"""Keys by which a party finds the subjects worth comparing it with.

This is the seam for linkage over millions: keys are exact, few per subject, and kept in an index table, so that candidates
are found by look-up and never by comparing everything with everything.
"""

from __future__ import annotations

from xinzhi.core.identity.names import core_name, normal_address, normal_name, normal_phone
from xinzhi.core.subjects import Party, Subject

_PIECE = 3
_MOST = 24


def keys_for(subject: Subject) -> frozenset[str]:
    """The keys under which a subject is filed."""
    return _keys(subject.name, subject.address, subject.phone, subject.representative)


def keys_for_party(party: Party) -> frozenset[str]:
    """The keys under which a party looks for its subject."""
    return _keys(party.name, party.address, party.phone, party.representative)


def _keys(name: str, address: str, phone: str, person: str) -> frozenset[str]:
    keys: list[str] = []
    if name:
        core = core_name(name)
        keys += [f"n:{normal_name(name)}", f"c:{core}"]
        keys += [f"p:{core[i : i + _PIECE]}" for i in range(max(len(core) - _PIECE + 1, 0))]
        if len(core) == 2:
            keys.append(f"p:{core}")
    if address:
        keys.append(f"a:{normal_address(address)}")
    if phone and len(normal_phone(phone)) >= 7:
        keys.append(f"t:{normal_phone(phone)}")
    if person and name:
        keys.append(f"r:{normal_name(person)}:{core_name(name)[:1]}")
    return frozenset(keys[:_MOST])
