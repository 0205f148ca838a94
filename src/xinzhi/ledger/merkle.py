"""The Merkle tree of RFC 6962: appending, roots, and proofs in both directions.

A tree of `size` leaves is kept as its completed subtrees: `(level, idx)` covers leaves idx·2^level up to (idx+1)·2^level − 1.
The leaves' own hashes are level 0. `get_node(level, idx)` hands out the hash of a completed subtree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xinzhi.ledger.suites import NODE, Suite

GetNode = Callable[[int, int], bytes]
Stored = tuple[int, int, bytes]


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: its size, and the roots of its completed subtrees, largest first."""

    size: int
    roots: tuple[bytes, ...]

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.roots) != self.size.bit_count():
            raise ValueError(f"a tree of {self.size} leaves has {self.size.bit_count()} completed subtrees on its edge")


EMPTY = Frontier(0, ())


def append_many(frontier: Frontier, leaves: Sequence[bytes], suite: Suite) -> tuple[Frontier, list[Stored]]:
    """The frontier after these leaf hashes, and every subtree of level ≥ 1 that they complete, in order of completion."""
    digest = suite.digest
    size = frontier.size
    roots = list(frontier.roots)
    completed: list[Stored] = []
    for leaf in leaves:
        current = leaf
        level = 0
        position = size
        while position & 1:
            current = digest(NODE + roots.pop() + current)
            level += 1
            position >>= 1
            completed.append((level, position, current))
        roots.append(current)
        size += 1
    return Frontier(size, tuple(roots)), completed


def root(frontier: Frontier, suite: Suite) -> bytes:
    """The root hash of the tree (RFC 6962 §2.1)."""
    if not frontier.roots:
        return suite.empty_root
    current = frontier.roots[-1]
    for left in reversed(frontier.roots[:-1]):
        current = suite.node_hash(left, current)
    return current


def root_at(size: int, get_node: GetNode, suite: Suite) -> bytes:
    """The root that the tree had at `size` leaves."""
    return _range_root(0, size, get_node, suite) if size else suite.empty_root


def inclusion(idx: int, size: int, get_node: GetNode, suite: Suite) -> list[bytes]:
    """The audit path of leaf `idx` in the tree of `size` leaves. Raises `ValueError` where there is no such leaf."""
    if not 0 <= idx < size:
        raise ValueError(f"no leaf {idx} in a tree of {size}")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if idx < middle:
            path.append(_range_root(middle, high, get_node, suite))
            high = middle
        else:
            path.append(_range_root(low, middle, get_node, suite))
            low = middle
    path.reverse()
    return path


def consistency(first: int, second: int, get_node: GetNode, suite: Suite) -> list[bytes]:
    """The proof that the tree of `first` leaves is a prefix of that of `second` (RFC 6962 §2.1.2)."""
    if not 0 <= first <= second:
        raise ValueError(f"no tree of {first} within one of {second}")
    if first in (0, second):
        return []
    path: list[bytes] = []
    low, high, whole = 0, second, True
    while first - low != high - low:
        middle = low + _split(high - low)
        if first <= middle:
            path.append(_range_root(middle, high, get_node, suite))
            high = middle
        else:
            path.append(_range_root(low, middle, get_node, suite))
            low, whole = middle, False
    if not whole:
        path.append(_range_root(low, high, get_node, suite))
    path.reverse()
    return path


def verify_inclusion(
    leaf: bytes, idx: int, size: int, path: Sequence[bytes], expected: bytes, suite: Suite
) -> bool:
    """Whether `leaf` is leaf `idx` of the tree of `size` leaves with root `expected`."""
    if not 0 <= idx < size:
        return False
    current, node, last = leaf, idx, size - 1
    for sibling in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            current = suite.node_hash(sibling, current)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            current = suite.node_hash(current, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and current == expected


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes], suite: Suite
) -> bool:
    """Whether the tree of `first` leaves with `first_root` is a prefix of that of `second` with `second_root`."""
    if not 0 <= first <= second:
        return False
    if first == second:
        return not path and first_root == second_root
    if first == 0:
        return not path and first_root == suite.empty_root
    steps = list(path)
    if first & (first - 1) == 0:
        steps.insert(0, first_root)
    if not steps:
        return False
    node, last = first - 1, second - 1
    while node & 1:
        node >>= 1
        last >>= 1
    old = new = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old = suite.node_hash(sibling, old)
            new = suite.node_hash(sibling, new)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            new = suite.node_hash(new, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and old == first_root and new == second_root


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _range_root(low: int, high: int, get_node: GetNode, suite: Suite) -> bytes:
    """The root over leaves low … high − 1, where `low` is a multiple of the largest power of two that fits."""
    size = high - low
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return get_node(level, low >> level)
    middle = low + _split(size)
    return suite.node_hash(_range_root(low, middle, get_node, suite), _range_root(middle, high, get_node, suite))
