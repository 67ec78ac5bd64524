"""Heads: only a log that grew is countersigned, and each side's bookkeeping follows its record."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import InvalidInput
from parley.exchange.heads import Head, Shown, read_head, read_shown, show, why_not
from parley.exchange.tree import leaf_hash, root, roots_at

LEAVES = [leaf_hash(b"%d" % number) for number in range(40)]
H = "ab" * 32


@given(st.integers(0, 39), st.integers(1, 40))
def test_a_log_that_grew_is_countersigned(before: int, now: int) -> None:
    since = Head(before, root(LEAVES[:before])) if before else Head()
    if now <= before:
        return
    shown = show(LEAVES[:now], since)
    assert read_shown(shown.body) == shown
    assert why_not(shown, since) == ""
    assert shown.head == Head(now, root(LEAVES[:now]))


@given(st.integers(1, 20), st.integers(21, 40), st.data())
def test_a_log_that_was_rewritten_below_is_not(before: int, now: int, data: st.DataObject) -> None:
    known = Head(before, root(LEAVES[:before]))
    place = data.draw(st.integers(0, before - 1))
    rewritten = [*LEAVES[:place], leaf_hash(b"another"), *LEAVES[place + 1 : now]]
    assert "not grown out of" in why_not(show(rewritten, known), known)


def test_a_log_that_begins_elsewhere_than_at_the_last_head_is_not() -> None:
    known = Head(5, root(LEAVES[:5]))
    for since in (Head(), Head(3, root(LEAVES[:3]))):
        assert "5 were countersigned" in why_not(show(LEAVES, since), known)


@pytest.mark.parametrize(
    "body",
    [
        {}, {"size": 1, "root": H, "since": 0}, {"size": 0, "root": H, "since": 0, "proof": []},
        {"size": 2, "root": H, "since": 2, "proof": []}, {"size": 2, "root": "x", "since": 0,
        "proof": []}, {"size": 2, "root": H, "since": -1, "proof": []}, {"size": True, "root": H,
        "since": 0, "proof": []}, {"size": 2, "root": H, "since": 1, "proof": ["x"]},
        {"size": 2, "root": H, "since": 1, "proof": H}, {"size": "2", "root": H, "since": 0,
        "proof": []}, {"size": 2, "root": H, "since": 0, "proof": [], "more": 1},
    ],
)  # fmt: skip
def test_a_head_of_another_form_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="head"):
        read_shown(body)


@pytest.mark.parametrize("body", [{}, {"size": 0, "root": H}, {"size": 1}, {"size": 1, "root": ""}])
def test_a_countersigned_head_of_another_form_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="head"):
        read_head(body)


def test_the_first_head_has_no_proof() -> None:
    assert show(LEAVES[:3], Head()) == Shown(Head(3, root(LEAVES[:3])), 0, ())


@given(st.sets(st.integers(0, 45)))
def test_the_roots_of_a_shorter_log_are_those_it_had(sizes: set[int]) -> None:
    assert roots_at(LEAVES, sizes) == {
        size: root(LEAVES[:size]) for size in sizes if size <= len(LEAVES)
    }
