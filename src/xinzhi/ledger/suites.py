"""Hash and signature of a log, chosen once when it is created.

`ed25519-sha256` is understood by every tool of the C2SP family; `sm2-sm3` are the national algorithms, for whoever must use them,
and tools that do not know them say "unknown signature". The hash has three uses, kept apart by their first byte
(RFC 6962 §2.1, and one of our own): 0x00 leaves, 0x01 nodes, 0x02 commitments to personal content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from xinzhi.core.base.problems import Refused, problem
from xinzhi.ledger import national

LEAF, NODE, COMMITMENT = b"\x00", b"\x01", b"\x02"


@dataclass(frozen=True)
class Suite:
    """How one log hashes and signs. Private keys are bytes, and are handed in at each use.

    `key_type` is the signature type byte of a C2SP signed note, with what follows it.
    """

    name: str
    digest: Callable[[bytes], bytes]
    key_type: bytes
    new_key: Callable[[], bytes]
    public_key: Callable[[bytes], bytes]
    sign: Callable[[bytes, bytes], bytes]
    verify: Callable[[bytes, bytes, bytes], bool]

    def leaf_hash(self, body: bytes) -> bytes:
        return self.digest(LEAF + body)

    def node_hash(self, left: bytes, right: bytes) -> bytes:
        return self.digest(NODE + left + right)

    def commitment(self, salt: bytes, content: bytes) -> bytes:
        """What stands in the log for content that must stay erasable; it says nothing without the salt."""
        return self.digest(COMMITMENT + salt + content)

    @property
    def empty_root(self) -> bytes:
        return self.digest(b"")


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _ed25519_new() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes_raw()


def _ed25519_public(private: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def _ed25519_sign(private: bytes, message: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private).sign(message)


def _ed25519_verify(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


_NATIONAL = b"\xffsm2-sm3:"
"""Types that C2SP has not registered are 0xff and a name of their own."""

SUITES = {
    "ed25519-sha256": Suite(
        "ed25519-sha256", _sha256, b"\x01", _ed25519_new, _ed25519_public, _ed25519_sign, _ed25519_verify
    ),
    "sm2-sm3": Suite(
        "sm2-sm3", national.sm3, _NATIONAL, national.new_key, national.public_key, national.sign, national.verify
    ),
}


def suite(name: str) -> Suite:
    """The suite of this name. Raises `Refused` for one that is not known here."""
    found = SUITES.get(name)
    if found is None:
        raise Refused(problem("suite_unknown", found=name, known=", ".join(sorted(SUITES))))
    return found
