#!/usr/bin/env python3
"""Checks a proof that `xinzhi ledger prove` wrote. One file, the standard library and `cryptography`, no database.

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

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Wrong(Exception):
    """What does not hold, in Chinese and English."""


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def read_key(text: str) -> tuple[str, bytes, bytes]:
    """Name, key id and Ed25519 public key of a verifier key."""
    name, key_id, encoded = text.strip().split("+", 2)
    raw = base64.b64decode(encoded)
    if raw[:1] != b"\x01" or len(raw) != 33:
        raise Wrong("公钥不是 Ed25519 / the key is not Ed25519")
    if sha256(name.encode() + b"\n" + raw)[:4].hex() != key_id:
        raise Wrong("公钥编号不符 / the key id does not fit the key")
    return name, bytes.fromhex(key_id), raw[1:]


def read_checkpoint(note: str, key: str) -> tuple[str, int, bytes]:
    """Origin, size and root of a note that the key has signed."""
    name, key_id, public = read_key(key)
    text, _, signatures = note.partition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        parts = line.split(" ")
        if len(parts) == 3 and parts[1] == name:
            blob = base64.b64decode(parts[2])
            if blob[:4] == key_id:
                try:
                    Ed25519PublicKey.from_public_bytes(public).verify(blob[4:], text.encode())
                except InvalidSignature:
                    raise Wrong("检查点签名无效 / the checkpoint's signature is wrong") from None
                origin, size, root = text.split("\n")[:3]
                return origin, int(size), base64.b64decode(root)
    raise Wrong("检查点没有这把公钥的签名 / the checkpoint is not signed by this key")


def root_from(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that a leaf and its path lead to (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        raise Wrong("序号超出台账 / the index lies outside the log")
    current, node, last = leaf, index, size - 1
    for step in path:
        if last == 0:
            raise Wrong("路径过长 / the path is too long")
        if node & 1 or node == last:
            current = sha256(b"\x01" + step + current)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            current = sha256(b"\x01" + current + step)
        node >>= 1
        last >>= 1
    if last != 0:
        raise Wrong("路径过短 / the path is too short")
    return current


def verify(proof: dict, key: str) -> list[str]:
    """What the proof shows, line by line. Raises `Wrong` at the first thing that does not hold."""
    if proof.get("format") != "xinzhi-proof/1" or proof.get("suite") != "ed25519-sha256":
        raise Wrong("证明格式不认识 / this kind of proof is not known")
    origin, size, root = read_checkpoint(proof["checkpoint"], key)
    body = base64.b64decode(proof["entry"])
    path = [base64.b64decode(step) for step in proof["path"]]
    if root_from(sha256(b"\x00" + body), proof["index"], size, path) != root:
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
        if sha256(b"\x02" + bytes.fromhex(part["salt"]) + content).hex() != promised:
            raise Wrong(f"个人信息部分“{slot}”与台账承诺不符 / the personal part “{slot}” is not the one committed to")
        lines.append(f"个人信息部分 / personal part “{slot}”: 与承诺一致 / as committed")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description="检查信执台账证明 / check a Xinzhi ledger proof")
    parser.add_argument("proof")
    parser.add_argument("--key", help="台账公钥 / verifier key of the log")
    arguments = parser.parse_args()
    try:
        with open(arguments.proof, encoding="utf-8") as file:
            proof = json.load(file)
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
