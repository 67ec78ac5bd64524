"""A sum under masks: right in any order, useless to whoever looks at less than all of it."""

import random
from collections import deque
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.errors import InvalidInput
from parley.exchange.release.masked import (
    LARGEST_SUM,
    MaskedSum,
    SumTerms,
    Word,
    advance,
    begin,
    broken_off,
    read_sum_terms,
)
from parley.exchange.turns import Said

Change = Callable[[Said], Said | None]


def terms_of(sides: int, labels: int = 2) -> SumTerms:
    return SumTerms("sum-1", tuple("abcdef"[:sides]), tuple(f"x{k}" for k in range(labels)), "cent")


def play(
    terms: SumTerms, values: list[list[int]], order: int = 0, change: Change | None = None
) -> list[MaskedSum]:
    rng = random.Random(order)  # noqa: S311
    lines: dict[tuple[int, int], deque[Said]] = {}
    found: list[MaskedSum] = []

    def post(every: tuple[Said, ...]) -> None:
        for each in every:
            sent = change(each) if change else each
            if sent is not None:
                lines.setdefault((each.sender, each.receiver), deque()).append(sent)

    for number, own in enumerate(values):
        now, out = begin(terms, number, own, bytes([number + 1 + order]) * 32)
        found.append(now)
        post(out)
    while waiting := [line for line in lines.values() if line]:
        said = rng.choice(waiting).popleft()
        found[said.receiver], out = advance(found[said.receiver], said)
        post(out)
    return found


@settings(max_examples=50)
@given(st.integers(3, 6), st.integers(1, 4), st.integers(0, 99), st.data())
def test_all_sides_find_the_sum(sides: int, labels: int, order: int, data: st.DataObject) -> None:
    most = LARGEST_SUM // sides
    values = [[data.draw(st.integers(0, most)) for _ in range(labels)] for _ in range(sides)]
    runs = play(terms_of(sides, labels), values, order)
    expected = tuple(sum(column) for column in zip(*values, strict=True))
    assert [(run.step, run.total) for run in runs] == [(Word.CLOSED, expected)] * sides


def test_two_sides_are_refused_with_the_reason() -> None:
    with pytest.raises(InvalidInput, match="taking its own from the sum"):
        terms_of(2)
    with pytest.raises(InvalidInput, match="3 or more"):
        SumTerms("sum-1", ("a", "b", "b"), ("x",), "cent")


def test_what_is_sent_says_nothing_until_all_of_it_is_there() -> None:
    seen: dict[int, np.ndarray] = {}

    def look(said: Said) -> Said:
        if said.kind is Word.MASKED:
            seen[said.sender] = np.frombuffer(said.attachments[0], dtype=">u8")
        return said

    count = 4_000
    play(terms_of(3, count), [[5] * count, [7] * count, [9] * count], change=look)
    for number in range(3):
        # 64 bits of chance: half of all bits are set, and no number comes twice.
        bits = np.unpackbits(seen[number].view(np.uint8))
        assert abs(bits.mean() - 0.5) < 0.02
        assert len(set(seen[number].tolist())) == count
    two = (seen[0] + seen[1]).astype(np.uint64)
    assert not np.any(two == 12)
    assert np.all((two + seen[2]).astype(np.uint64) == 21)


def test_the_same_numbers_look_otherwise_in_another_sum() -> None:
    seen: list[bytes] = []

    def look(said: Said) -> Said:
        if said.kind is Word.MASKED and (said.sender, said.receiver) == (0, 1):
            seen.append(said.attachments[0])
        return said

    terms = terms_of(3)
    values = [[1, 2]] * 3
    play(terms, values, order=0, change=look)
    play(replace(terms, name="sum-2"), values, order=0, change=look)
    play(terms, values, order=1, change=look)
    assert len(set(seen)) == 3


def test_a_side_that_falls_silent_leaves_nobody_with_a_sum_and_an_end_for_all() -> None:
    def silent(said: Said) -> Said | None:
        return None if said.sender == 2 and said.kind is not Word.OPEN else said

    runs = play(terms_of(3), [[1, 2], [3, 4], [5, 6]], change=silent)
    assert all(run.total == () for run in runs[:2])
    over, told = broken_off(runs[0], "waited for c")
    assert over.step is Word.ABORT
    assert [said.receiver for said in told] == [1, 2]
    for said in told:
        end, _ = advance(runs[said.receiver], said)
        assert (end.step, end.reason) == (Word.ABORT, "waited for c")


@pytest.mark.parametrize("kind", [Word.OPEN, Word.MASKED, Word.TOTAL])
def test_a_side_that_sends_something_else_ends_the_sum_for_the_others(kind: Word) -> None:
    def other(said: Said) -> Said:
        if said.sender != 1 or said.kind is not kind:
            return said
        if kind is Word.OPEN:
            return replace(said, body={**said.body, "key": "00" * 32})
        if kind is Word.MASKED:
            return replace(said, attachments=(bytes(16),))
        return replace(said, body={"total": [0, 0]})

    runs = play(terms_of(3), [[1, 2], [3, 4], [5, 6]], change=other)
    for honest in (runs[0], runs[2]):
        assert honest.step is Word.ABORT
        assert honest.reason


def test_numbers_that_could_overflow_or_do_not_fit_are_refused() -> None:
    terms = terms_of(3)
    for wrong in ([1], [1, -1], [1, LARGEST_SUM // 3 + 1], [1, 2, 3]):
        with pytest.raises(InvalidInput, match="sum"):
            begin(terms, 0, wrong, bytes(32))


def test_terms_are_read_back() -> None:
    assert read_sum_terms(terms_of(4).body) == terms_of(4)
    with pytest.raises(InvalidInput, match="sides"):
        read_sum_terms({"sides": "abc", "labels": []})
