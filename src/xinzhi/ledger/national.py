"""SM2 signatures (GB/T 32918.2) and SM3 hashes (GB/T 32905), the national algorithms, through OpenSSL.

No well-kept Python library signs with SM2 on every machine that governments run, while the system's own OpenSSL does. Signatures are
DER and are made for the identity 1234567812345678, as the standard has it by default, so that `openssl pkeyutl` checks them.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives import hashes

from xinzhi.core.base.problems import Refused, problem

IDENTITY = b"1234567812345678"
POINT = 65
"""Length of a public key: an uncompressed point."""
_SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
"""What stands before the point in a SubjectPublicKeyInfo of the curve sm2p256v1."""
_POINTER, _BYTES, _SIZE, _INT = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int
_SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "EVP_sm3": (_POINTER, ()),
    "EVP_PKEY_CTX_new_from_name": (_POINTER, (_POINTER, _BYTES, _BYTES)),
    "EVP_PKEY_keygen_init": (_INT, (_POINTER,)),
    "EVP_PKEY_generate": (_INT, (_POINTER, _POINTER)),
    "EVP_PKEY_CTX_new": (_POINTER, (_POINTER, _POINTER)),
    "EVP_PKEY_CTX_set1_id": (_INT, (_POINTER, _BYTES, _INT)),
    "EVP_PKEY_CTX_free": (None, (_POINTER,)),
    "EVP_PKEY_free": (None, (_POINTER,)),
    "EVP_MD_CTX_new": (_POINTER, ()),
    "EVP_MD_CTX_free": (None, (_POINTER,)),
    "EVP_MD_CTX_set_pkey_ctx": (None, (_POINTER, _POINTER)),
    "EVP_DigestSignInit": (_INT, (_POINTER, _POINTER, _POINTER, _POINTER, _POINTER)),
    "EVP_DigestSign": (_INT, (_POINTER, _BYTES, _POINTER, _BYTES, _SIZE)),
    "EVP_DigestVerifyInit": (_INT, (_POINTER, _POINTER, _POINTER, _POINTER, _POINTER)),
    "EVP_DigestVerify": (_INT, (_POINTER, _BYTES, _SIZE, _BYTES, _SIZE)),
    "d2i_AutoPrivateKey": (_POINTER, (_POINTER, _POINTER, ctypes.c_long)),
    "d2i_PUBKEY": (_POINTER, (_POINTER, _POINTER, ctypes.c_long)),
    "i2d_PrivateKey": (_INT, (_POINTER, _POINTER)),
    "i2d_PUBKEY": (_INT, (_POINTER, _POINTER)),
    "ERR_clear_error": (None, ()),
}


def sm3(data: bytes) -> bytes:
    """The SM3 hash. Python's own OpenSSL may lack it; `cryptography` brings one that has it."""
    if "sm3" in hashlib.algorithms_available:
        return hashlib.new("sm3", data).digest()
    context = hashes.Hash(hashes.SM3())
    context.update(data)
    return context.finalize()


@lru_cache(maxsize=1)
def _lib() -> ctypes.CDLL:
    """The system's OpenSSL 3. Raises `Refused` where there is none, or one without these algorithms."""
    name = ctypes.util.find_library("crypto")
    try:
        lib = ctypes.CDLL(name or "libcrypto.so.3")
        for function, (gives, takes) in _SIGNATURES.items():
            found = getattr(lib, function)
            found.restype, found.argtypes = gives, takes
    except (OSError, AttributeError) as error:
        raise Refused(problem("sm2_unavailable", detail=str(error))) from error
    return lib


def new_key() -> bytes:
    """A new private key as DER. Raises `Refused` where this OpenSSL has no SM2."""
    lib = _lib()
    context = lib.EVP_PKEY_CTX_new_from_name(None, b"SM2", None)
    if not context:
        lib.ERR_clear_error()
        raise Refused(problem("sm2_unavailable", detail="SM2"))
    key = _POINTER()
    try:
        if lib.EVP_PKEY_keygen_init(context) != 1 or lib.EVP_PKEY_generate(context, ctypes.byref(key)) != 1:
            lib.ERR_clear_error()
            raise Refused(problem("sm2_unavailable", detail="SM2 keygen"))
        return _der(lib.i2d_PrivateKey, key)
    finally:
        lib.EVP_PKEY_CTX_free(context)
        lib.EVP_PKEY_free(key)


def public_key(private: bytes) -> bytes:
    """The public key of a private one: 0x04, x, y."""
    with _Key(private, public=False) as key:
        return _der(_lib().i2d_PUBKEY, key.pointer)[-POINT:]


def sign(private: bytes, message: bytes) -> bytes:
    """A signature of the message, as DER."""
    lib = _lib()
    with _Key(private, public=False) as key, _Digest(key) as digest:
        if lib.EVP_DigestSignInit(digest.pointer, None, lib.EVP_sm3(), None, key.pointer) != 1:
            raise ValueError("the key does not sign with SM2")
        length = ctypes.c_size_t(0)
        lib.EVP_DigestSign(digest.pointer, None, ctypes.byref(length), message, len(message))
        signature = ctypes.create_string_buffer(length.value)
        if lib.EVP_DigestSign(digest.pointer, signature, ctypes.byref(length), message, len(message)) != 1:
            raise ValueError("signing failed")
        return signature.raw[: length.value]


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature of the message holds by this public key."""
    lib = _lib()
    try:
        with _Key(_SPKI + public, public=True) as key, _Digest(key) as digest:
            if lib.EVP_DigestVerifyInit(digest.pointer, None, lib.EVP_sm3(), None, key.pointer) != 1:
                return False
            return bool(lib.EVP_DigestVerify(digest.pointer, signature, len(signature), message, len(message)) == 1)
    except ValueError:
        return False
    finally:
        lib.ERR_clear_error()


class _Key:
    """A key of OpenSSL, read from DER. Raises `ValueError` where it is none."""

    def __init__(self, der: bytes, *, public: bool) -> None:
        lib = _lib()
        buffer = ctypes.create_string_buffer(der, len(der))
        place = ctypes.cast(buffer, _POINTER)
        read = lib.d2i_PUBKEY if public else lib.d2i_AutoPrivateKey
        self.pointer = read(None, ctypes.byref(place), len(der))
        if not self.pointer:
            lib.ERR_clear_error()
            raise ValueError("not an SM2 key")

    def __enter__(self) -> _Key:
        return self

    def __exit__(self, *error: object) -> None:
        _lib().EVP_PKEY_free(self.pointer)


class _Digest:
    """A context that hashes the identity of the signer before the message, as the standard asks."""

    def __init__(self, key: _Key) -> None:
        lib = _lib()
        self.key_context = lib.EVP_PKEY_CTX_new(key.pointer, None)
        self.pointer = lib.EVP_MD_CTX_new()
        if lib.EVP_PKEY_CTX_set1_id(self.key_context, IDENTITY, len(IDENTITY)) != 1:
            raise ValueError("not an SM2 key")
        lib.EVP_MD_CTX_set_pkey_ctx(self.pointer, self.key_context)

    def __enter__(self) -> _Digest:
        return self

    def __exit__(self, *error: object) -> None:
        lib = _lib()
        lib.EVP_MD_CTX_free(self.pointer)
        lib.EVP_PKEY_CTX_free(self.key_context)


def _der(write: Callable[..., int], key: Any) -> bytes:
    length = write(key, None)
    if length <= 0:
        raise ValueError("the key cannot be written")
    buffer = ctypes.create_string_buffer(length)
    place = ctypes.cast(buffer, _POINTER)
    write(key, ctypes.byref(place))
    return buffer.raw
