"""Three parties around a secret computation: what they say, and what ends a run."""

import random
from collections import deque
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import InvalidInput
from parley.exchange.canonical import Value
from parley.exchange.joint.books import Across, Books
from parley.exchange.joint.charter import Charter
from parley.exchange.secret.session import (
    Opened,
    SecretRun,
    Word,
    advance,
    begin,
    broken_off,
    with_opened,
)
from parley.exchange.secret.terms import Room, Terms, read_terms
from parley.exchange.turns import Said
from tests.exchange.joint.test_run import world

OPENED: Opened = (
    {"shortfall": (7,), "defaults": (1,)},
    {"shortfall": (0,), "defaults": (0,)},
)

Change = Callable[[Said], Said]


def terms_of(charter: Charter) -> Terms:
    room = Room(14, 200, 200)
    return Terms(charter, "n", 20, (room, room), ("h:1", "h:2", "h:3"))


def play(
    terms: Terms,
    books: list[Books],
    opened: list[Opened] | None = None,
    order: int = 0,
    change: Change | None = None,
) -> list[SecretRun]:
    """Play a run; each line keeps its order, all else is by chance."""
    rng = random.Random(order)  # noqa: S311
    lines: dict[tuple[int, int], deque[Said]] = {}
    runs: list[SecretRun] = []

    def post(every: tuple[Said, ...]) -> None:
        for each in every:
            sent = change(each) if change else each
            lines.setdefault((each.sender, each.receiver), deque()).append(sent)

    for number, each in enumerate([*books, None]):
        run, out = begin(terms, number, each, bytes(32))
        runs.append(run)
        post(out)
    while True:
        due = [k for k in range(3) if runs[k].step is Word.COMPUTE]
        waiting = [line for line in lines.values() if line]
        if not due and not waiting:
            return runs
        if due and (not waiting or rng.random() < 0.5):
            seen = (opened or [OPENED] * 3)[due[0]]
            runs[due[0]], out = with_opened(runs[due[0]], seen)
        else:
            said = rng.choice(waiting).popleft()
            runs[said.receiver], out = advance(runs[said.receiver], said)
        post(out)


@given(st.integers(0, 999))
def test_all_three_close_with_the_sums_that_were_opened_in_any_order(order: int) -> None:
    charter, books, *_ = world(1, 8, 2)
    runs = play(terms_of(charter), books, order=order)
    assert [run.step for run in runs] == [Word.CLOSED] * 3, [run.reason for run in runs]
    assert all(run.opened == OPENED for run in runs)
    assert runs[2].commitments == runs[0].commitments == runs[1].commitments
    assert runs[2].run is None


def test_who_saw_other_sums_opened_ends_the_run_for_all() -> None:
    charter, books, *_ = world(1, 8, 2)
    other: Opened = ({**OPENED[0], "shortfall": (8,)}, OPENED[1])
    for liar in range(3):
        opened = [OPENED] * 3
        opened[liar] = other
        runs = play(terms_of(charter), books, opened)
        assert {run.step for run in runs} == {Word.ABORT}
        assert any("signs other sums" in run.reason for run in runs)


def test_other_terms_end_the_run_before_any_number_is_seen() -> None:
    charter, books, *_ = world(1, 8, 2)
    terms = terms_of(charter)

    def fewer_rounds(said: Said) -> Said:
        if said.kind is Word.CHARTER and said.sender == 2:
            return replace(said, body={**said.body, "rounds": 19})
        return said

    runs = play(terms, books, change=fewer_rounds)
    assert {run.step for run in runs} == {Word.ABORT}
    assert not any(run.commitments for run in runs[2:])
    assert any("n has other terms" in run.reason for run in runs)


def test_the_neutral_party_hears_terms_commitments_and_sums_and_nothing_else() -> None:
    charter, books, *_ = world(1, 8, 2)
    heard: list[Said] = []

    def listen(said: Said) -> Said:
        if said.receiver == 2:
            heard.append(said)
        return said

    play(terms_of(charter), books, change=listen)
    assert {said.kind for said in heard} == {Word.CHARTER, Word.COMMIT, Word.RESULT}
    assert all(not said.attachments for said in heard if said.kind is not Word.RESULT)


def test_debts_that_differ_end_the_run_or_are_taken_at_the_smaller_figure() -> None:
    charter, books, *_ = world(1, 8, 2)
    claims = books[1].claims[0]
    less = Across(claims.own, claims.other, claims.amount - (claims.amount == claims.amount.max()))
    changed = [books[0], replace(books[1], claims={0: less})]
    runs = play(terms_of(charter), changed)
    assert [run.step for run in runs] == [Word.ABORT] * 3
    assert "claims differ by 1" in runs[2].reason
    tolerant = replace(charter, tolerance=1)
    runs = play(terms_of(tolerant), changed)
    assert [run.step for run in runs] == [Word.CLOSED] * 3
    assert runs[0].run is not None
    assert [each.difference for each in runs[0].run.mismatches[1]] == [1]


def test_a_run_that_is_broken_off_says_why_and_says_nothing_more() -> None:
    charter, books, *_ = world(1, 8, 2)
    run, _ = begin(terms_of(charter), 0, books[0], bytes(32))
    over, told = broken_off(run, "no line")
    assert [(said.receiver, said.body["reason"]) for said in told] == [
        (1, "no line"),
        (2, "no line"),
    ]
    assert advance(over, told[0]) == (over, ())


def test_terms_are_read_back_and_others_refused() -> None:
    charter, *_ = world(1, 8, 2)
    terms = terms_of(charter)
    assert read_terms(terms.body) == terms
    wrong: dict[str, Value] = {
        "rounds": 0, "neutral": "a", "places": ["h:1"], "room": [[1, 1, 1]], "charter": {},
    }  # fmt: skip
    for key, value in wrong.items():
        with pytest.raises(InvalidInput, match=r"terms|charter"):
            read_terms({**terms.body, key: value})
    with pytest.raises(InvalidInput, match=r"third|sides"):
        replace(terms, charter=world(1, 9, 3)[0])
