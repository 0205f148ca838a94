"""Both suites: published vectors, round trips, and what does not hold."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinzhi.core.base.problems import Problem
from xinzhi.ledger import national, verifier
from xinzhi.ledger.note import CheckpointText, read, sign, verifier_key
from xinzhi.ledger.suites import suite

SUITES = ("ed25519-sha256", "sm2-sm3")
both = pytest.mark.parametrize("name", SUITES)

# GB/T 32905-2016, appendix A; GB/T 32918.5-2017, appendix A.2
ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
ABCD = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
POINT = bytes.fromhex(
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
R = "00f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
S = "00b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
SIGNATURE = bytes.fromhex("30460221" + R + "0221" + S)


def test_sm3_gives_the_hashes_of_the_standard() -> None:
    for digest in (national.sm3, verifier.sm3):
        assert digest(b"abc").hex() == ABC
        assert digest(b"abcd" * 16).hex() == ABCD


@pytest.mark.parametrize("check", [national.verify, verifier.sm2_holds])
def test_sm2_takes_the_signature_of_the_standard_and_no_other(check: object) -> None:
    assert callable(check)
    assert check(POINT, b"message digest", SIGNATURE)
    assert not check(POINT, b"message digesu", SIGNATURE)
    assert not check(POINT, b"message digest", SIGNATURE[:-1] + b"\x00")
    assert not check(POINT[:-1] + b"\x00", b"message digest", SIGNATURE)
    assert not check(POINT, b"message digest", b"")


@both
def test_what_one_key_signs_holds_by_it_alone(name: str) -> None:
    chosen = suite(name)
    mine, other = chosen.new_key(), chosen.new_key()
    signature = chosen.sign(mine, b"root")
    assert chosen.verify(chosen.public_key(mine), b"root", signature)
    assert not chosen.verify(chosen.public_key(other), b"root", signature)
    assert not chosen.verify(chosen.public_key(mine), b"roof", signature)


@settings(max_examples=15, deadline=None)
@given(st.binary(max_size=200))
def test_two_ways_to_check_sm2_agree(message: bytes) -> None:
    key = national.new_key()
    public, signature = national.public_key(key), national.sign(key, message)
    assert verifier.sm2_holds(public, message, signature)
    altered = bytearray(signature)
    altered[-1] ^= 1
    assert national.verify(public, message, bytes(altered)) == verifier.sm2_holds(public, message, bytes(altered)) is False


@both
def test_a_note_is_read_back_and_an_altered_one_is_not(name: str) -> None:
    chosen = suite(name)
    private = chosen.new_key()
    public = chosen.public_key(private)
    key = verifier_key("log.example", public, chosen)
    text = CheckpointText("log.example", 7, chosen.digest(b"x"))
    note = sign(text, private, chosen)
    assert read(note, key, chosen) == text
    origin, size, root, _ = verifier.read_checkpoint(note, key)
    assert (origin, size, root) == ("log.example", 7, text.root)
    damaged = read(note.replace("\n7\n", "\n8\n"), key, chosen)
    assert isinstance(damaged, Problem)
    assert damaged.code == "checkpoint_signature_wrong"
    with pytest.raises(verifier.Wrong):
        verifier.read_checkpoint(note.replace("\n7\n", "\n8\n"), key)


def test_a_key_of_one_suite_is_none_of_the_other() -> None:
    one, other = (suite(name) for name in SUITES)
    key = verifier_key("log", other.public_key(other.new_key()), other)
    found = read("x\n\n— log AAAA\n", key, one)
    assert isinstance(found, Problem)
    assert found.code == "verifier_key_other_suite"
