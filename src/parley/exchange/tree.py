"""A hash tree over a log: one number that stands for all of it, and short proofs about it."""

import hashlib
from collections.abc import Collection, Iterable, Sequence


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry. RFC 9162, section 2.1.1."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees. RFC 9162, section 2.1.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root of a tree.

    Args:
        leaves: ``leaf_hash`` of each entry, in order.

    Returns:
        32 bytes; of an empty log the hash of nothing.

    Source:
        RFC 9162, section 2.1.1.

    Example:
        >>> root([]).hex()[:16]
        'e3b0c44298fc1c14'
    """
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root


class Frontier:
    """The right edge of a tree that grows: what is needed to add a leaf and to give the root.

    Adding a leaf and giving the root each cost the logarithm of the number of leaves.
    """

    def __init__(self) -> None:
        self.size = 0
        self._whole: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """Add the hash of the next entry."""
        width, node = 1, leaf
        while self._whole and self._whole[-1][0] == width:
            node = node_hash(self._whole.pop()[1], node)
            width *= 2
        self._whole.append((width, node))
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root of all leaves so far."""
        if not self._whole:
            return hashlib.sha256(b"").digest()
        node = self._whole[-1][1]
        for _, left in reversed(self._whole[:-1]):
            node = node_hash(left, node)
        return node


def roots_at(leaves: Iterable[bytes], sizes: Collection[int]) -> dict[int, bytes]:
    """The roots that a log had when it was shorter.

    Args:
        leaves: Of all entries, in order.
        sizes: How many entries it had; sizes that it never had are left out.
    """
    frontier = Frontier()
    found = {0: frontier.root} if 0 in sizes else {}
    for leaf in leaves:
        frontier.add(leaf)
        if frontier.size in sizes:
            found[frontier.size] = frontier.root
    return found


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from one leaf to the root. RFC 9162, section 2.1.3.1.

    Args:
        leaves: All leaves of the tree.
        index: Of the leaf, from 0.
    """
    n = len(leaves)
    if n == 1:
        return []
    k = _split(n)
    if index < k:
        return [*inclusion_proof(leaves[:k], index), root(leaves[k:])]
    return [*inclusion_proof(leaves[k:], index - k), root(leaves[:k])]


def is_included(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes
) -> bool:
    """Whether a leaf stands at a place of the tree with this root. RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    place, last, node = index, size - 1, leaf
    for each in proof:
        if last == 0:
            return False
        if place % 2 == 1 or place == last:
            node = node_hash(each, node)
            while place % 2 == 0 and place != 0:
                place, last = place // 2, last // 2
        else:
            node = node_hash(node, each)
        place, last = place // 2, last // 2
    return last == 0 and node == expected


def consistency_proof(leaves: Sequence[bytes], earlier: int) -> list[bytes]:
    """The hashes that show that a tree has grown out of an earlier one. RFC 9162, 2.1.4.1.

    Args:
        leaves: All leaves of the tree as it is now.
        earlier: How many it had, from 1 to all.
    """
    return _subproof(leaves, earlier, is_whole=True)


def has_grown(earlier: int, before: bytes, size: int, now: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a tree of ``size`` leaves has grown out of one of ``earlier``. RFC 9162, 2.1.4.2."""
    if earlier == size:
        return not proof and before == now
    if not 0 < earlier < size or not proof:
        return False
    steps = list(proof)
    if earlier & (earlier - 1) == 0:
        steps.insert(0, before)
    place, last = earlier - 1, size - 1
    while place % 2 == 1:
        place, last = place // 2, last // 2
    first = second = steps[0]
    for each in steps[1:]:
        if last == 0:
            return False
        if place % 2 == 1 or place == last:
            first, second = node_hash(each, first), node_hash(each, second)
            while place % 2 == 0 and place != 0:
                place, last = place // 2, last // 2
        else:
            second = node_hash(second, each)
        place, last = place // 2, last // 2
    return last == 0 and first == before and second == now


def _subproof(leaves: Sequence[bytes], earlier: int, *, is_whole: bool) -> list[bytes]:
    n = len(leaves)
    if earlier == n:
        return [] if is_whole else [root(leaves)]
    k = _split(n)
    if earlier <= k:
        return [*_subproof(leaves[:k], earlier, is_whole=is_whole), root(leaves[k:])]
    return [*_subproof(leaves[k:], earlier - k, is_whole=False), root(leaves[:k])]


def _split(n: int) -> int:
    """The largest power of two below n."""
    return 1 << (n - 1).bit_length() - 1
