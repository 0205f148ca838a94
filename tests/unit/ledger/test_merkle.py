"""The Merkle tree against its recursive definition, and every proof against every tampering."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xinzhi.ledger import merkle as m
from xinzhi.ledger.suites import suite

S = suite("ed25519-sha256")


def defined(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word for word."""
    if not leaves:
        return S.digest(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return S.node_hash(defined(leaves[:k]), defined(leaves[k:]))


def tree(count: int) -> tuple[list[bytes], m.Frontier, m.GetNode]:
    leaves = [S.leaf_hash(str(i).encode()) for i in range(count)]
    frontier, nodes = m.append_many(m.EMPTY, leaves, S)
    stored = {(0, i): leaf for i, leaf in enumerate(leaves)} | {(level, i): h for level, i, h in nodes}
    return leaves, frontier, lambda level, i: stored[level, i]


def test_the_empty_tree_and_the_known_tree_of_eight() -> None:
    assert m.root(m.EMPTY, S).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    leaves = [S.leaf_hash(bytes.fromhex(x)) for x in inputs]
    frontier, _ = m.append_many(m.EMPTY, leaves, S)
    assert m.root(frontier, S).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(st.lists(st.integers(0, 9), max_size=12))
def test_appending_piece_by_piece_is_the_definition(pieces: list[int]) -> None:
    frontier, leaves = m.EMPTY, []
    for piece in pieces:
        more = [S.leaf_hash(str(len(leaves) + i).encode()) for i in range(piece)]
        leaves += more
        frontier, _ = m.append_many(frontier, more, S)
    assert m.root(frontier, S) == defined(leaves)
    assert frontier.size == len(leaves)


@given(st.integers(1, 130), st.data())
def test_every_leaf_is_included_and_no_other(size: int, data: st.DataObject) -> None:
    leaves, _, get = tree(size)
    idx = data.draw(st.integers(0, size - 1))
    path = m.inclusion(idx, size, get, S)
    root = defined(leaves)
    assert m.verify_inclusion(leaves[idx], idx, size, path, root, S)
    assert not m.verify_inclusion(S.leaf_hash(b"other"), idx, size, path, root, S)
    assert not m.verify_inclusion(leaves[idx], idx, size, [*path, root], root, S)
    if path:
        assert not m.verify_inclusion(leaves[idx], idx, size, path[:-1], root, S)
        assert not m.verify_inclusion(leaves[idx], idx ^ 1, size, path, root, S)


@given(st.integers(0, 130), st.data())
def test_every_prefix_is_consistent_and_no_other_history(size: int, data: st.DataObject) -> None:
    leaves, _, get = tree(size)
    first = data.draw(st.integers(0, size))
    path = m.consistency(first, size, get, S)
    old, new = defined(leaves[:first]), defined(leaves)
    assert m.verify_consistency(first, size, old, new, path, S)
    if 0 < first < size:
        assert not m.verify_consistency(first, size, S.leaf_hash(b"x"), new, path, S)
        assert not m.verify_consistency(first, size, old, S.leaf_hash(b"x"), path, S)
