"""Encryption of personal content, and keyed hashes by which it can still be found.

AES-256-GCM with a random nonce in front; the place of the text (entry and slot) is bound in as associated data, so that a
ciphertext moved elsewhere does not open. Blind indexes and natural keys are keyed BLAKE2b (RFC 7693) with a key of their own.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import blake2b

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from xinzhi.core.base.problems import Refused, problem

_NONCE = 12


@dataclass(frozen=True)
class Vault:
    """The keys of one installation: 32 bytes to encrypt with, 32 bytes to blind with."""

    encryption_key: bytes
    blinding_key: bytes

    def __post_init__(self) -> None:
        if len(self.encryption_key) != 32 or len(self.blinding_key) != 32:
            raise ValueError("vault keys are 32 bytes each")
        object.__setattr__(self, "_aead", AESGCM(self.encryption_key))

    def seal(self, content: bytes, place: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        aead: AESGCM = self._aead  # type: ignore[attr-defined]
        return nonce + aead.encrypt(nonce, content, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """The content. Raises `Refused` where key, place or content do not fit together."""
        aead: AESGCM = self._aead  # type: ignore[attr-defined]
        try:
            return aead.decrypt(sealed[:_NONCE], bytes(sealed[_NONCE:]), place)
        except InvalidTag as error:
            raise Refused(problem("vault_cannot_open", where=place.decode())) from error

    def blind(self, text: str) -> bytes:
        """16 bytes that are the same for the same text, and tell nothing about it without the key."""
        return blake2b(text.encode(), key=self.blinding_key, digest_size=16).digest()

    def blind_int(self, text: str) -> int:
        """A 63-bit integer of the same kind, for index tables."""
        return int.from_bytes(blake2b(text.encode(), key=self.blinding_key, digest_size=8).digest(), "big") >> 1
