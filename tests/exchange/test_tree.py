"""The tree over a log: published vectors, and proofs that hold for what is true alone."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from parley.exchange.tree import (
    Frontier,
    consistency_proof,
    has_grown,
    inclusion_proof,
    is_included,
    leaf_hash,
    node_hash,
    root,
)

ENTRIES = st.lists(st.binary(max_size=6), min_size=1, max_size=40)


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.1, word for word."""
    n = len(leaves)
    if n == 0:
        return hashlib.sha256(b"").digest()
    if n == 1:
        return leaves[0]
    k = 1
    while k * 2 < n:
        k *= 2
    return node_hash(by_definition(leaves[:k]), by_definition(leaves[k:]))


def test_the_roots_of_the_vectors_of_certificate_transparency() -> None:
    """The eight entries and roots used by implementations of RFC 6962 and 9162."""
    entries = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]  # fmt: skip
    leaves = [leaf_hash(bytes.fromhex(each)) for each in entries]
    assert root(leaves[:1]).hex() == (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )
    assert root(leaves).hex() == (
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    )


@given(ENTRIES)
def test_a_tree_that_grows_has_the_root_of_the_definition(entries: list[bytes]) -> None:
    leaves = [leaf_hash(each) for each in entries]
    frontier = Frontier()
    assert frontier.root == by_definition([])
    for count, leaf in enumerate(leaves, 1):
        frontier.add(leaf)
        assert frontier.root == by_definition(leaves[:count])
        assert frontier.size == count


@given(ENTRIES, st.data())
def test_what_is_in_the_log_has_a_proof_and_nothing_else(
    entries: list[bytes], data: st.DataObject
) -> None:
    leaves = [leaf_hash(each) for each in entries]
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = inclusion_proof(leaves, index)
    top = root(leaves)
    assert is_included(leaves[index], index, len(leaves), proof, top)
    assert not is_included(leaf_hash(b"something else"), index, len(leaves), proof, top)
    assert not is_included(leaves[index], index, len(leaves), [*proof, top], top)
    assert not is_included(leaves[index], len(leaves), len(leaves), proof, top)
    other = data.draw(st.integers(0, len(leaves) - 1))
    if leaves[other] != leaves[index]:
        assert not is_included(leaves[index], other, len(leaves), proof, top)


@given(ENTRIES, st.data())
def test_a_log_that_only_grew_has_a_proof_and_a_rewritten_one_has_none(
    entries: list[bytes], data: st.DataObject
) -> None:
    leaves = [leaf_hash(each) for each in entries]
    earlier = data.draw(st.integers(1, len(leaves)))
    proof = consistency_proof(leaves, earlier)
    before, now = root(leaves[:earlier]), root(leaves)
    assert has_grown(earlier, before, len(leaves), now, proof)
    forged = [leaf_hash(b"forged"), *leaves[1:earlier]]
    if forged != leaves[:earlier]:
        assert not has_grown(earlier, root(forged), len(leaves), now, proof)
    assert not has_grown(0, before, len(leaves), now, proof)
    assert not has_grown(earlier, before, len(leaves), leaf_hash(b"x"), proof)
