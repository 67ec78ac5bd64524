"""Joint runs in one process: equal to the pooled run, whatever the order of messages."""

import random
from collections import deque
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from parley.engine.amounts import Ints
from parley.engine.contagion.whole_clearing import WholeClearing, WholeDebts, clear_whole
from parley.exchange.amounts import pack, unpack
from parley.exchange.joint.books import Books, crossing, split
from parley.exchange.joint.charter import Charter, read_charter
from parley.exchange.joint.run import Run, Said, Step, advance, begin, break_off, decline

Change = Callable[[Said], Said]
World = tuple[Charter, list[Books], WholeDebts, Ints, Ints]


def world(
    seed: int, n: int, sides: int, *, draws: int = 1, loss: bool = False, cross: float = 0.3,
    inside: float = 0.3, finds_least: bool = False, tolerance: int = 0,
) -> World:  # fmt: skip
    """A random network with heavy tails, cut into sides."""
    rng = np.random.default_rng(seed)
    side_of = np.arange(n) % sides
    same = side_of[:, np.newaxis] == side_of
    there = rng.random((n, n)) < np.where(same, 0.4, cross)
    matrix = np.where(there, (rng.pareto(1.2, (n, n)) * 1e6).astype(np.int64) + 1, 0)
    np.fill_diagonal(matrix, 0)
    debtor, creditor = np.nonzero(matrix)
    owed = matrix.sum(axis=1)
    outside = (owed * (1 - inside) / inside * rng.uniform(0.5, 1.5, n)).astype(np.int64)
    debts = WholeDebts(debtor, creditor, matrix[debtor, creditor], outside)
    need = np.maximum(debts.owed - matrix.sum(axis=0), 0)
    assets = (need * rng.uniform(0.6, 1.3, (draws, n))).astype(np.int64)
    names = [f"bank {i}" for i in range(n)]
    charter = Charter(
        "run-1", tuple("abc"[:sides]), crossing(names, side_of, debts), "USD cent", "shock", draws,
        (7, 10) if loss else (1, 1), (9, 10) if loss else (1, 1), tolerance, finds_least,
    )  # fmt: skip
    return charter, split(names, side_of, debts, assets, charter), debts, assets, side_of


def play(
    charter: Charter, books: list[Books], seed: int = 0, change: Change | None = None
) -> list[Run]:
    """Play a run; each pair of sides keeps its order, all else is by chance."""
    rng = random.Random(seed)  # noqa: S311
    runs: list[Run] = []
    lines: dict[tuple[int, int], deque[Said]] = {}

    def post(every: tuple[Said, ...]) -> None:
        for each in every:
            sent = change(each) if change else each
            lines.setdefault((each.sender, each.receiver), deque()).append(sent)

    for each in books:
        run, out = begin(charter, each, bytes([each.side]) * 32)
        runs.append(run)
        post(out)
    while any(lines.values()):
        line = rng.choice([line for line in lines.values() if line])
        said = line.popleft()
        runs[said.receiver], out = advance(runs[said.receiver], said)
        post(out)
    return runs


def joined(runs: list[Run], side_of: Ints, name: str = "payments") -> Ints:
    whole = np.zeros((runs[0].charter.draws, side_of.size), dtype=np.int64)
    for run in runs:
        whole[:, side_of == run.side] = getattr(run, name)
    return whole


def pooled(
    charter: Charter, debts: WholeDebts, assets: Ints, *, least: bool = False
) -> WholeClearing:
    return clear_whole(debts, assets, charter.recovery, from_below=least).require_converged()


@settings(max_examples=60)
@given(
    st.integers(0, 2**32 - 1), st.integers(2, 14), st.sampled_from([2, 3]), st.booleans(),
    st.sampled_from([0.1, 0.5, 0.95]), st.integers(0, 99),
)  # fmt: skip
def test_a_joint_run_equals_the_pooled_one_to_the_unit(
    seed: int, n: int, sides: int, loss: bool, inside: float, order: int
) -> None:
    charter, books, debts, assets, side_of = world(
        seed, max(n, sides), sides, draws=3, loss=loss, inside=inside, finds_least=True
    )
    runs = play(charter, books, order)
    assert {run.step for run in runs} == {Step.CLOSED}, [run.reason for run in runs]
    assert_array_equal(joined(runs, side_of), pooled(charter, debts, assets).payments)
    least = pooled(charter, debts, assets, least=True).payments
    assert_array_equal(joined(runs, side_of, "least"), least)
    assert all(run.results == runs[0].results for run in runs)
    shortfall = sum(np.array(runs[0].results[k]["shortfall"]) for k in range(sides))
    assert_array_equal(shortfall, (debts.owed - joined(runs, side_of)).sum(axis=1))


def test_in_a_run_of_two_both_hold_the_same_transcript() -> None:
    charter, books, *_ = world(7, 20, 2)
    one, other = play(charter, books)
    assert one.transcript == other.transcript
    assert one.commitments == other.commitments


def test_a_charter_is_read_back_and_another_one_ends_the_run() -> None:
    charter, books, *_ = world(7, 10, 2)
    assert read_charter(charter.body) == charter
    run, _ = begin(charter, books[0], b"s" * 32)
    other = replace(charter, unit="EUR cent")
    after, said = advance(run, Said(1, 0, Step.CHARTER, other.body))
    assert after.step is Step.ABORT
    assert "another charter" in after.reason
    assert [each.kind for each in said] == [Step.ABORT]


def _with_other_claim(books: list[Books], by: int) -> list[Books]:
    """Side 1's books with one claim on side 0 changed."""
    across = books[1].claims[0]
    amount = across.amount.copy()
    amount[0] += by
    changed = replace(across, amount=amount)
    return [books[0], replace(books[1], claims={0: changed})]


def test_a_claim_on_which_the_two_differ_is_named_with_both_amounts() -> None:
    charter, books, *_ = world(3, 10, 2, tolerance=100)
    true = int(books[1].claims[0].amount[0])
    one, other = play(charter, _with_other_claim(books, 60))
    assert one.step is Step.CLOSED, one.reason
    (found,) = one.mismatches[1]
    assert (found.is_own_debt, found.debtor_says, found.creditor_says) == (True, true, true + 60)
    assert found.taken == true
    (theirs,) = other.mismatches[0]
    assert replace(theirs, is_own_debt=True) == found


def test_a_claim_that_the_debtor_does_not_know_is_not_paid() -> None:
    charter, books, *_ = world(3, 10, 2, tolerance=10**12)
    owes = books[0].owes[1]
    cut = replace(owes, own=owes.own[1:], other=owes.other[1:], amount=owes.amount[1:])
    elsewhere = books[0].debts.elsewhere.copy()
    elsewhere[owes.own[0]] -= owes.amount[0]
    debts = replace(books[0].debts, elsewhere=elsewhere)
    one, other = play(charter, [replace(books[0], owes={1: cut}, debts=debts), books[1]])
    assert one.step is Step.CLOSED, one.reason
    (found,) = one.mismatches[1]
    assert (found.debtor_says, found.taken) == (0, 0)
    assert other.books.claims[0].amount.size == cut.amount.size


def test_claims_further_apart_than_the_charter_allows_end_the_run_on_both_sides() -> None:
    charter, books, *_ = world(3, 10, 2, tolerance=100)
    runs = play(charter, _with_other_claim(books, 101))
    assert {run.step for run in runs} == {Step.ABORT}
    assert len({run.reason for run in runs}) == 1
    assert "claims differ by 101 USD cent" in runs[0].reason


def _rounds(change: Callable[[Ints], Ints], number: int) -> Change:
    """A dishonest side 0: what it pays from a round on is changed."""

    def changed(said: Said) -> Said:
        if said.sender or said.kind is not Step.ROUND or said.body["round"] != number:
            return said
        draws, rows = said.attachments
        if not draws:
            return said
        values = unpack(rows, len(rows) // 8)
        return replace(said, attachments=(draws, pack(change(values))))

    return changed


def test_loss_from_nowhere_is_caught_on_line() -> None:
    """Side 0 pays the largest creditor a hundred million less from round 2 on."""
    caught = played = 0
    for seed in range(20):
        charter, books, *_ = world(seed, 20, 2, inside=0.6)
        change = _rounds(lambda x: x - np.minimum(x, 10**9) * (x == x.max()), 2)
        runs = play(charter, books, change=change)
        honest = play(charter, books)
        assert {run.step for run in honest} == {Step.CLOSED}
        if runs[1].step is Step.ABORT:
            caught += 1
            assert "of loss that it was not passed" in runs[1].reason
        played += honest[0].number > 2
    assert caught >= played // 2


def test_rounding_within_a_side_is_no_loss_from_nowhere() -> None:
    """A cent that A is paid less costs each of its forty creditors one: Z then lacks forty.

    X abroad owes A, A owes forty banks, each of which owes Z, and Z owes X.
    """
    names = ["A", "Z", *(f"B{k}" for k in range(40)), "X"]
    a, z, x = 0, 1, 42
    between = range(2, 42)
    debtor = [x, *[a] * 40, *between, z]
    creditor = [a, *between, *[z] * 40, x]
    amount = [4_000, *[100] * 40, *[100] * 40, 4_000]
    outside = np.zeros(43, dtype=np.int64)
    outside[x] = 1
    debts = WholeDebts(np.array(debtor), np.array(creditor), np.array(amount), outside)
    assets = np.zeros((1, 43), dtype=np.int64)
    side_of = np.array([0] * 42 + [1])
    charter = Charter("run-1", ("a", "b"), crossing(names, side_of, debts), "USD cent", "shock", 1)
    runs = play(charter, split(names, side_of, debts, assets, charter))
    assert {run.step for run in runs} == {Step.CLOSED}, runs[0].reason
    assert_array_equal(joined(runs, side_of), pooled(charter, debts, assets).payments)


def test_a_payment_that_rises_is_caught() -> None:
    charter, books, *_ = world(5, 20, 2, inside=0.6)
    runs = play(charter, books, change=_rounds(lambda x: x + 10**12, 1))
    assert {run.step for run in runs} == {Step.ABORT}
    assert "pays more than in the round before" in runs[1].reason


def _lines(charter: Charter, books: list[Books]) -> tuple[list[Run], deque[Said]]:
    """Both sides begun, and what they have said so far."""
    begun = [begin(charter, each, bytes([each.side]) * 32) for each in books]
    return [run for run, _ in begun], deque(said for _, out in begun for said in out)


@settings(max_examples=40)
@given(st.integers(0, 30), st.integers(0, 30), st.sampled_from([2, 3]), st.integers(0, 99))
def test_a_run_that_sides_break_off_at_any_moment_ends_alike_everywhere(
    one: int, other: int, sides: int, order: int
) -> None:
    """Two operators break off after so many messages; each side closes or each has one reason."""
    charter, books, *_ = world(3, 12, sides)
    runs, line = _lines(charter, books)
    rng, count = random.Random(order), 0  # noqa: S311
    while line:
        for side, moment in ((0, one), (1, other)):
            if count == moment:
                runs[side], out = break_off(runs[side], f"enough {side}")
                line.extend(out)
        pairs = [(said.sender, said.receiver) for said in line]
        said = line[pairs.index(rng.choice(pairs))]
        line.remove(said)
        runs[said.receiver], out = advance(runs[said.receiver], said)
        line.extend(out)
        count += 1
    assert len({run.step for run in runs}) == 1, [run.step for run in runs]
    assert len({(run.reason, run.ended_by) for run in runs}) == 1
    assert runs[0].is_over


def test_a_charter_that_is_declined_ends_the_run_where_it_was_proposed() -> None:
    charter, books, *_ = world(3, 12, 2)
    run, _ = begin(charter, books[0], b"s" * 32)
    declined, said = decline(charter, 1, "not this month")
    after, more = advance(run, said[0])
    assert (after.step, after.reason, after.ended_by) == (Step.ABORT, "b: not this month", 1)
    assert (declined.step, declined.reason, more) == (Step.ABORT, after.reason, ())


def test_a_search_that_falls_by_a_unit_in_a_round_is_given_up_alike_on_both_sides(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two banks owe each other a million and one of them a unit more, and neither has anything."""
    monkeypatch.setattr("parley.exchange.joint.rounds.MOST_ROUNDS", 50)
    debts = WholeDebts(np.array([0, 1]), np.array([1, 0]), np.array([10**6] * 2), np.array([1, 0]))
    side_of, assets = np.array([0, 1]), np.zeros((1, 2), dtype=np.int64)
    charter = Charter("run-1", ("a", "b"), (("x",), ("y",)), "USD cent", "shock", 1)
    runs = play(charter, split(("x", "y"), side_of, debts, assets, charter))
    assert {run.step for run in runs} == {Step.ABORT}
    assert {run.reason for run in runs} == {"the search has not ended after 50 rounds"}


@settings(max_examples=150)
@given(st.data())
def test_whatever_a_side_says_the_other_ends_with_a_reason_or_goes_on(data: st.DataObject) -> None:
    """One message of side 0 is replaced by something else of any kind."""
    charter, books, *_ = world(11, 8, 2, draws=2)
    target, count = data.draw(st.integers(0, 8)), 0
    values = st.one_of(
        st.integers(-(2**53) + 1, 2**53 - 1), st.text(st.characters(codec="utf-8"), max_size=5),
        st.booleans(), st.lists(st.integers(0, 5), max_size=3),
    )  # fmt: skip
    other = Said(
        0, 1, data.draw(st.sampled_from([s for s in Step if s is not Step.CLOSED])),
        data.draw(st.dictionaries(
            st.sampled_from(["round", "unchanged", "commitment", "outputs", "reason"]), values,
            max_size=3,
        )),
        tuple(data.draw(st.lists(st.binary(max_size=64), max_size=4))),
    )  # fmt: skip

    def change(said: Said) -> Said:
        nonlocal count
        if said.sender == 0:
            count += 1
            if count - 1 == target:
                return other
        return said

    runs = play(charter, books, change=change)
    for run in runs:
        assert run.step is not Step.ABORT or run.reason or other.kind is Step.ABORT


def test_a_run_played_again_from_the_same_books_says_the_same_bytes() -> None:
    charter, books, *_ = world(9, 20, 2, draws=2, loss=True)
    first: list[str] = []
    again: list[str] = []
    for kept in (first, again):

        def note(said: Said, kept: list[str] = kept) -> Said:
            kept.append(said.digest)
            return said

        play(charter, books, seed=len(first), change=note)
    assert sorted(first) == sorted(again)


@pytest.mark.parametrize("wrong", [{"draws": 2}, {"institutions": (("x",), ("y",))}])
def test_books_that_do_not_fit_the_charter_are_refused(wrong: dict[str, object]) -> None:
    charter, books, *_ = world(5, 10, 2)
    with pytest.raises(Exception, match="books"):
        begin(replace(charter, **wrong), books[0], b"s" * 32)  # type: ignore[arg-type]
