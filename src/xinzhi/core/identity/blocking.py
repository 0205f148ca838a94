"""Keys by which a party finds the subjects worth comparing it with: the seam for linkage over millions.

Keys are exact and few. A subject is filed under its keys once, in an index table; a party asks with its own, and only subjects
that share a key with it are compared. Keys depend on the words alone, never on a pack, so that an index made yesterday answers
today; whoever changes a key's recipe rebuilds the index.

    n  the whole name                 c  the core of the name, place cut off or not
    d  the core with one character    s  the sound of the core
       left out                       t  telephone
    a  road and number                r  representative, with the district where it is known

A table of any size may stand behind `CandidateSource`: a database, or files that are joined key by key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from xinzhi.core.identity.addresses import read_address
from xinzhi.core.identity.names import normal_name, read_name
from xinzhi.core.identity.phones import phones, subscriber
from xinzhi.core.identity.pinyin import sound
from xinzhi.core.identity.readings import is_masked
from xinzhi.core.subjects import Party, Subject, SubjectKind

MOST_KEYS = 32
"""No subject is filed under more keys than this."""

_MOST_LEFT_OUT = 12
_SHORTEST_LEFT_OUT = 3
_DISTRICT = 6
_LONGEST_PERSON = 4


class CandidateSource(Protocol):
    """Whoever can say which subjects share keys. Asked for many parties at once, since a look-up costs more than a key."""

    def candidates(self, asked: Mapping[int, frozenset[str]]) -> Mapping[int, Sequence[Subject]]:
        """For each asker the subjects filed under one of its keys, each once, in the order of their ids.

        A key under which more subjects are filed than can be compared may be left out for all askers alike; never a part of it.
        """
        ...


def keys_for(subject: Subject) -> frozenset[str]:
    """The keys under which a subject is filed: at most `MOST_KEYS`."""
    return _most(
        [
            *_name_keys(subject.name, subject.kind),
            *_address_keys(subject.address),
            *_phone_keys(subject.phone),
            *_person_keys(subject.representative, subject.region_code, filed=True),
        ]
    )


def keys_for_party(party: Party) -> frozenset[str]:
    """The keys with which a party looks for its subject. Each can be the key of a subject; the choosiest of a kind are taken."""
    keys = [
        *_name_keys(party.name, party.kind),
        *_address_keys(party.address),
        *_phone_keys(party.phone),
        *_person_keys(party.representative, party.region_code, filed=False),
    ]
    if not party.representative and 2 <= len(normal_name(party.name)) <= _LONGEST_PERSON:
        keys += _person_keys(party.name, party.region_code, filed=False)  # some write the operator for the business
    return _most(keys)


def _most(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(list(dict.fromkeys(keys))[:MOST_KEYS])


def _name_keys(name: str, kind: SubjectKind | None) -> list[str]:
    if not name or is_masked(name):
        return []
    read = read_name(name)
    keys = [f"n:{read.normal}"]
    if kind in (SubjectKind.NATURAL_PERSON, SubjectKind.VEHICLE):
        return keys
    keys += [f"c:{read.core}", f"c:{read.place}{read.core}"]
    if not read.core.isascii():
        keys.append(f"s:{sound(read.core)}")
    core = read.core
    if len(core) >= _SHORTEST_LEFT_OUT:
        keys += [
            f"d:{core[:i]}{core[i + 1 :]}"
            for i in range(min(len(core), _MOST_LEFT_OUT))
            if core[:i] or len(read.brand) > 1
        ]
        keys.append(f"d:{core}")
    return keys


def _address_keys(address: str) -> list[str]:
    if not address:
        return []
    read = read_address(address)
    if read.road and read.number:
        return [f"a:{read.road}{read.number}"]
    return [f"a:{read.normal}"] if len(read.normal) > 2 else []


def _phone_keys(text: str) -> list[str]:
    return [f"t:{subscriber(number)}" for number in phones(text)[:3]]


def _person_keys(person: str, region: str, *, filed: bool) -> list[str]:
    """A subject is filed with and without its district; a party that knows the district asks with it only."""
    name = normal_name(person)
    if not name or is_masked(person):
        return []
    district = region[:_DISTRICT] if len(region) >= _DISTRICT else ""
    if not district:
        return [f"r:{name}"]
    return [f"r:{name}@{district}", f"r:{name}"] if filed else [f"r:{name}@{district}"]


class KeyIndex:
    """A `CandidateSource` in memory: for tests, for benchmarks, and for registers that fit.

    Keys under which more than `most_per_key` subjects are filed are common words, and left out.
    """

    def __init__(self, subjects: Iterable[Subject], most_per_key: int = 200) -> None:
        self._most = most_per_key
        self._subjects: dict[int, Subject] = {}
        self._filed: dict[str, list[int]] = defaultdict(list)
        for subject in subjects:
            self._subjects[subject.id] = subject
            for key in keys_for(subject):
                self._filed[key].append(subject.id)

    def candidates(self, asked: Mapping[int, frozenset[str]]) -> Mapping[int, Sequence[Subject]]:
        return {asker: self._sharing(keys) for asker, keys in asked.items()}

    def _sharing(self, keys: frozenset[str]) -> Sequence[Subject]:
        found: set[int] = set()
        for key in keys:
            filed = self._filed.get(key, ())
            if len(filed) <= self._most:
                found.update(filed)
        return [self._subjects[id] for id in sorted(found)]
