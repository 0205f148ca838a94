#!/usr/bin/env python3
"""Checks a proof that `xinzhi ledger prove` wrote. One file, the standard library and `cryptography`, no database.

    python verifier.py PROOF.json      as JSON, with the personal parts that were opened
    python verifier.py PROOF.tlog      as a C2SP tlog-proof, with the entry beside it (--entry FILE)

    python verifier.py PROOF.json [--key VERIFIER_KEY]

Give the key as you know it from elsewhere: without it, the proof is checked with the key that it brings itself, which only shows
that it is consistent. Ends with 0 when the proof holds, 1 when it does not, 2 when it cannot be read.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519, SM2 = b"\x01", b"\xffsm2-sm3:"
Hash = Callable[[bytes], bytes]


class Wrong(Exception):
    """What does not hold, in Chinese and English."""


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def sm3(data: bytes) -> bytes:
    """GB/T 32905."""
    context = hashes.Hash(hashes.SM3())
    context.update(data)
    return context.finalize()


HASHES: dict[bytes, Hash] = {ED25519: sha256, SM2: sm3}


def read_key(text: str) -> tuple[str, bytes, bytes, bytes]:
    """Name, key id, type and public key of a verifier key."""
    name, key_id, encoded = text.strip().split("+", 2)
    raw = base64.b64decode(encoded)
    kind = next((kind for kind, size in ((ED25519, 32), (SM2, 65)) if raw.startswith(kind) and len(raw) == len(kind) + size), None)
    if kind is None:
        raise Wrong("公钥既不是 Ed25519 也不是 SM2 / the key is neither Ed25519 nor SM2")
    if sha256(name.encode() + b"\n" + raw)[:4].hex() != key_id:
        raise Wrong("公钥编号不符 / the key id does not fit the key")
    return name, bytes.fromhex(key_id), kind, raw[len(kind) :]


def read_checkpoint(note: str, key: str) -> tuple[str, int, bytes, Hash]:
    """Origin, size and root of a note that the key has signed, and the hash of its log."""
    name, key_id, kind, public = read_key(key)
    text, _, signatures = note.partition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        parts = line.split(" ")
        if len(parts) == 3 and parts[1] == name:
            blob = base64.b64decode(parts[2])
            if blob[:4] == key_id:
                if not signed(kind, public, text.encode(), blob[4:]):
                    raise Wrong("检查点签名无效 / the checkpoint's signature is wrong")
                origin, size, root = text.split("\n")[:3]
                return origin, int(size), base64.b64decode(root), HASHES[kind]
    raise Wrong("检查点没有这把公钥的签名 / the checkpoint is not signed by this key")


def signed(kind: bytes, public: bytes, message: bytes, signature: bytes) -> bool:
    if kind == SM2:
        return sm2_holds(public, message, signature)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


# SM2 (GB/T 32918.1 and .2, curve sm2p256v1 of .5): checking needs no secrets, so plain arithmetic does it
P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A, B = P - 3, 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
IDENTITY = b"1234567812345678"
Point = tuple[int, int] | None


def plus(one: Point, other: Point) -> Point:
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    slope = (3 * x1 * x1 + A) * pow(2 * y1, -1, P) if one == other else (y2 - y1) * pow(x2 - x1, -1, P)
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def times(factor: int, point: Point) -> Point:
    total: Point = None
    while factor:
        if factor & 1:
            total = plus(total, point)
        point = plus(point, point)
        factor >>= 1
    return total


def two_numbers(der: bytes) -> tuple[int, int]:
    """The two whole numbers of a DER signature."""

    def number(at: int) -> tuple[int, int]:
        end = at + 2 + der[at + 1]
        if der[at] != 2 or end > len(der) or der[at + 1] > 33:
            raise ValueError("not a signature")
        return int.from_bytes(der[at + 2 : end]), end

    if len(der) < 8 or der[0] != 0x30 or der[1] != len(der) - 2:
        raise ValueError("not a signature")
    r, at = number(2)
    s, end = number(at)
    if end != len(der):
        raise ValueError("not a signature")
    return r, s


def sm2_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """GB/T 32918.2, 7.1."""
    try:
        r, s = two_numbers(signature)
    except (ValueError, IndexError):
        return False
    x, y = int.from_bytes(public[1:33]), int.from_bytes(public[33:])
    if public[0] != 4 or (y * y - x * x * x - A * x - B) % P or not (0 < r < N and 0 < s < N):
        return False
    curve = b"".join(number.to_bytes(32) for number in (A, B, *G, x, y))
    about = sm3((8 * len(IDENTITY)).to_bytes(2) + IDENTITY + curve)
    e = int.from_bytes(sm3(about + message))
    t = (r + s) % N
    point = plus(times(s, G), times(t, (x, y))) if t else None
    return point is not None and (e + point[0]) % N == r


def root_from(leaf: bytes, index: int, size: int, path: list[bytes], digest: Hash) -> bytes:
    """The root that a leaf and its path lead to (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        raise Wrong("序号超出台账 / the index lies outside the log")
    current, node, last = leaf, index, size - 1
    for step in path:
        if last == 0:
            raise Wrong("路径过长 / the path is too long")
        if node & 1 or node == last:
            current = digest(b"\x01" + step + current)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            current = digest(b"\x01" + current + step)
        node >>= 1
        last >>= 1
    if last != 0:
        raise Wrong("路径过短 / the path is too short")
    return current


def verify(proof: dict, key: str) -> list[str]:
    """What the proof shows, line by line. Raises `Wrong` at the first thing that does not hold."""
    if proof.get("format") != "xinzhi-proof/1" or proof.get("suite") not in ("ed25519-sha256", "sm2-sm3"):
        raise Wrong("证明格式不认识 / this kind of proof is not known")
    origin, size, root, digest = read_checkpoint(proof["checkpoint"], key)
    body = base64.b64decode(proof["entry"])
    path = [base64.b64decode(step) for step in proof["path"]]
    if root_from(digest(b"\x00" + body), proof["index"], size, path, digest) != root:
        raise Wrong("条目不在此台账中，或已被改动 / the entry is not in this log, or was altered")
    public = json.loads(body)
    lines = [
        f"台账 / log: {origin}",
        f"检查点 / checkpoint: {size} 条 / entries, 签名有效 / signature holds",
        f"条目 / entry: 第 {proof['index']} 条 / no. {proof['index']}, {public['kind']}, {public['at']}, {public['by']}",
    ]
    for slot, part in sorted(proof.get("opened", {}).items()):
        content = base64.b64decode(part["content"])
        promised = public.get("personal", {}).get(slot)
        if digest(b"\x02" + bytes.fromhex(part["salt"]) + content).hex() != promised:
            raise Wrong(f"个人信息部分“{slot}”与台账承诺不符 / the personal part “{slot}” is not the one committed to")
        lines.append(f"个人信息部分 / personal part “{slot}”: 与承诺一致 / as committed")
    return lines


def from_tlog(text: str, entry: bytes, key: str) -> dict:
    """A C2SP tlog-proof as the same proof: `index`, the path, and after an empty line the checkpoint."""
    head, _, note = text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != "c2sp.org/tlog-proof@v1":
        raise Wrong("不是 tlog-proof / this is no tlog-proof")
    rest = [line for line in lines[1:] if not line.startswith("extra ")]
    if not rest[0].startswith("index "):
        raise Wrong("缺少序号 / the index is missing")
    _, _, kind, _ = read_key(key)
    return {
        "format": "xinzhi-proof/1", "suite": "sm2-sm3" if kind == SM2 else "ed25519-sha256", "index": int(rest[0][6:]),
        "path": rest[1:], "checkpoint": note, "entry": base64.b64encode(entry).decode(), "verifier_key": key,
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description="检查信执台账证明 / check a Xinzhi ledger proof")
    parser.add_argument("proof")
    parser.add_argument("--key", help="台账公钥 / verifier key of the log")
    parser.add_argument("--entry", help="tlog-proof 所证明的条目原文 / the entry that a tlog-proof is about")
    arguments = parser.parse_args()
    try:
        with open(arguments.proof, encoding="utf-8") as file:
            text = file.read()
        if text.startswith("c2sp.org/"):
            if not (arguments.entry and arguments.key):
                raise Wrong("tlog-proof 须同时给出 --entry 和 --key / a tlog-proof needs --entry and --key")
            with open(arguments.entry, "rb") as file:
                proof = from_tlog(text, file.read(), arguments.key)
        else:
            proof = json.loads(text)
        lines = verify(proof, arguments.key or proof["verifier_key"])
    except Wrong as error:
        print(f"不成立 / does not hold: {error}")
        return 1
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"无法读取 / cannot be read: {error!r}")
        return 2
    for line in lines:
        print(line)
    if not arguments.key:
        print("注意：公钥取自证明本身，请与公布的公钥核对 / note: the key came with the proof; compare it with the published one")
    print("证明成立 / the proof holds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
