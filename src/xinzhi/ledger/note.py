"""Signed checkpoints in the C2SP formats: a checkpoint is the text of a signed note.

    <origin>\n<size>\n<base64 root>\n\n— <key name> <base64(key id ‖ signature)>\n

A verifier key is `<name>+<hex key id>+<base64(type ‖ public key)>`, and the key id is the first four bytes of
SHA-256(name ‖ "\\n" ‖ type ‖ public key).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from xinzhi.core.base.problems import Problem, problem
from xinzhi.ledger.suites import Suite

_DASH = "— "


@dataclass(frozen=True, slots=True)
class CheckpointText:
    """What a checkpoint says: whose log, how many entries, which root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def verifier_key(name: str, public: bytes, suite: Suite) -> str:
    """The text by which others know this key."""
    return f"{name}+{key_id(name, public, suite).hex()}+{base64.b64encode(suite.key_type + public).decode()}"


def key_id(name: str, public: bytes, suite: Suite) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + suite.key_type + public).digest()[:4]


def read_verifier_key(text: str, suite: Suite) -> tuple[str, bytes] | Problem:
    """Name and public key, or what is wrong with the text."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        return problem("verifier_key_malformed", found=text)
    name, given, encoded = parts
    try:
        raw = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return problem("verifier_key_malformed", found=text)
    if not raw.startswith(suite.key_type):
        return problem("verifier_key_other_suite", found=text, suite=suite.name)
    public = raw[len(suite.key_type) :]
    if key_id(name, public, suite).hex() != given:
        return problem("verifier_key_malformed", found=text)
    return name, public


def sign(checkpoint: CheckpointText, private: bytes, suite: Suite) -> str:
    """The signed note of this checkpoint, with one signature line under the log's own name."""
    text = checkpoint.text()
    public = suite.public_key(private)
    blob = key_id(checkpoint.origin, public, suite) + suite.sign(private, text.encode())
    return f"{text}\n{_DASH}{checkpoint.origin} {base64.b64encode(blob).decode()}\n"


def read(note: str, key: str, suite: Suite) -> CheckpointText | Problem:
    """The checkpoint of a note whose signature by `key` holds, or what is wrong with it."""
    known = read_verifier_key(key, suite)
    if isinstance(known, Problem):
        return known
    name, public = known
    text, separator, signatures = note.partition("\n\n")
    if not separator:
        return problem("checkpoint_malformed")
    text += "\n"
    signed = False
    for line in signatures.splitlines():
        fields = line.split(" ")
        if len(fields) != 3 or not line.startswith(_DASH):
            return problem("checkpoint_malformed")
        try:
            blob = base64.b64decode(fields[2], validate=True)
        except binascii.Error:
            return problem("checkpoint_malformed")
        if fields[1] == name and blob[:4] == key_id(name, public, suite):
            if not suite.verify(public, text.encode(), blob[4:]):
                return problem("checkpoint_signature_wrong", key=name)
            signed = True
    if not signed:
        return problem("checkpoint_not_signed_by", key=name)
    return _parse(text)


def _parse(text: str) -> CheckpointText | Problem:
    lines = text.split("\n")
    if len(lines) < 4 or not lines[1].isdigit() or lines[1] != str(int(lines[1])):
        return problem("checkpoint_malformed")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except binascii.Error:
        return problem("checkpoint_malformed")
    return CheckpointText(lines[0], int(lines[1]), root)
