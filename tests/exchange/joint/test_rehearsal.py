"""A joint exercise: equal to the pooled one to the unit, and close to the ordinary play."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from parley.engine.amounts import Ints
from parley.engine.contagion.kernels.whole import BILLION
from parley.engine.instruments.terms import TradingHalt
from parley.engine.networks import draw_systems
from parley.errors import InvalidInput
from parley.exchange.amounts import pack, unpack
from parley.exchange.canonical import from_bytes, to_bytes
from parley.exchange.joint.books import Books
from parley.exchange.joint.charter import Charter
from parley.exchange.joint.outcome import put_together, same_end
from parley.exchange.joint.pooled import play_pooled
from parley.exchange.joint.run import Run, Said, Step
from parley.exchange.joint.staging import UNITS, Staged, stage_exercise
from parley.exchange.joint.stored import restore, store
from parley.files.exercises.catalogue import find_exercise
from parley.files.systems.catalogue import find_system
from parley.group.exercise.fold import WAYS, Fold
from parley.group.exercise.outcome import Outcome
from parley.group.exercise.play import bills_of, calibration_of, players, settings_of
from parley.group.exercise.play import play as play_ordinarily
from parley.group.exercise.script import Exercise
from tests.exchange.joint.test_run import Change, play

DRAWS = 6
EXERCISE = find_exercise("cyber-outage")
TOTALS = find_system("gsib-2022")


@cache
def names(seed: int) -> tuple[str, ...]:
    return players(EXERCISE, TOTALS, seed).names


@cache
def staged(draws: int = DRAWS, seed: int = 1, scale: float = 1.0) -> Staged:
    """The shipped exercise; with banks that have less money than the shipped ones, by ``scale``."""
    system = draw_systems(TOTALS, 1, seed, inner_claims=True)[0].system
    if scale != 1.0:
        system = replace(system, reserves=system.reserves * scale)
    return stage_exercise(
        EXERCISE, TOTALS, system, names(seed), draws=draws, seed=seed, run="x", sides=("a", "b")
    )


@cache
def played(seed: int = 1, scale: float = 1.0) -> tuple[Run, ...]:
    stage = staged(DRAWS, seed, scale)
    return tuple(play(stage.charter, list(stage.books), seed))


def pooled_of(stage: Staged) -> tuple[Charter, Books]:
    """The same exercise with everybody on the first side."""
    whole_names = [""] * stage.side_of.size
    for side, books in enumerate(stage.books):
        for k, i in enumerate(np.flatnonzero(stage.side_of == side)):
            whole_names[i] = books.names[k]
    return _pooled(stage, whole_names)


def _pooled(stage: Staged, whole_names: list[str]) -> tuple[Charter, Books]:
    at = {name: k for k, name in enumerate(whole_names)}
    places = [np.array([at[name] for name in books.names]) for books in stage.books]
    lists = [np.array([at[x] for x in side]) for side in stage.charter.institutions]

    def joined(field: str) -> Ints:
        parts = [books.arrays()[field] for books in stage.books]
        shape = (len(whole_names), *parts[0].shape[1:])
        found = np.zeros(shape, dtype=np.int64)
        for place, values in zip(places, parts, strict=True):
            found[place] = values
        return found

    def edges(one: str, other: str, amount: str, across: str) -> tuple[Ints, Ints, Ints]:
        rows = []
        for side, books in enumerate(stage.books):
            arrays = books.arrays()
            place = places[side]
            rows.append((place[arrays[one]], place[arrays[other]], arrays[amount]))
            for peer, ties in books.ties(across).items():
                rows.append((place[ties.own], lists[peer][ties.other], ties.amount))
        whole = [np.concatenate(parts) for parts in zip(*rows, strict=True)]
        order = np.lexsort((whole[1], whole[0]))
        return whole[0][order], whole[1][order], whole[2][order]

    first = stage.books[0]
    assert first.rehearsal is not None
    assert first.treasury is not None
    assert first.portfolio is not None
    debts = edges("debts.debtor", "debts.creditor", "debts.amount", "owes")
    owed = np.zeros(len(whole_names), dtype=np.int64)
    for side, books in enumerate(stage.books):
        np.add.at(owed, places[side], books.debts.owed)
    inside = np.zeros_like(owed)
    np.add.at(inside, debts[0], debts[2])
    group = joined("rehearsal.group")
    plan = first.rehearsal.plan
    hit = lists[plan.hit_side][plan.hit]
    terms = plan.terms.copy()
    terms[0] = 0
    nobody = np.zeros(0, dtype=np.int64)
    rehearsal = replace(
        first.rehearsal, plan=replace(plan, hit=hit, terms=terms), group=group,
        groups={0: group, 1: nobody},
    )  # fmt: skip
    payer, payee, due = edges("treasury.payer", "treasury.payee", "treasury.due", "sends")
    kept = ("reserves", "floor", "able", "required", "credit_line")
    treasury = replace(
        first.treasury, payer=payer, payee=payee, due=due, sends={}, gets={},
        **{name: joined(f"treasury.{name}") for name in kept},
    )  # fmt: skip
    portfolio = replace(
        first.portfolio, units=joined("portfolio.units"),
        sell_below=joined("portfolio.sell_below"),
    )  # fmt: skip
    assets = np.zeros((1, len(whole_names)), dtype=np.int64)
    for side, books in enumerate(stage.books):
        assets[:, places[side]] = books.assets
    charter = replace(
        stage.charter, institutions=(tuple(whole_names), ()), exercise=rehearsal.digest
    )
    books = Books(
        0, tuple(whole_names), type(first.debts)(*debts, owed - inside), assets, {}, {},
        portfolio, treasury, None, rehearsal,
    )  # fmt: skip
    return charter, books


@pytest.mark.parametrize(("seed", "scale"), [(1, 1.0), (2, 0.3), (3, 0.05)])
def test_a_joint_exercise_equals_the_pooled_one_to_the_unit(seed: int, scale: float) -> None:
    stage, runs = staged(DRAWS, seed, scale), played(seed, scale)
    assert {run.step for run in runs} == {Step.CLOSED}, [run.reason for run in runs]
    pooled, position = play_pooled(*pooled_of(stage))
    for run in runs:
        assert run.play is not None
        here = stage.side_of == run.side
        mine, whole = run.play.ledger, pooled.ledger
        for name in ("assets", "reserves", "lent", "credit", "direct", "short"):
            assert_array_equal(getattr(mine, name), getattr(whole, name)[:, here], err_msg=name)
        assert_array_equal(mine.holdings, whole.holdings[:, here])
        assert_array_equal(mine.units_sold, whole.units_sold[:, here])
        assert_array_equal(mine.prices, whole.prices)
        assert_array_equal(mine.net_sold, whole.net_sold)
        assert_array_equal(run.play.wait, pooled.wait[:, here])
        assert_array_equal(run.payments, position.payments[:, here])
    assert same_end(runs)


def test_banks_with_little_money_sell_and_the_prices_cross() -> None:
    """Else the second case above would say no more than the first."""
    plays = [run.play for run in played(3, 0.05) if run.play is not None]
    assert min(play.ledger.units_sold.sum() for play in plays) > 0
    assert max(play.ledger.lent_hours.sum() for play in plays) > 0
    assert min(play.ledger.prices.min() for play in plays) < BILLION


@cache
def ordinary() -> Outcome:
    return play_ordinarily(EXERCISE, TOTALS, draws=DRAWS, seed=1, matrices=1)


def test_a_joint_exercise_is_close_to_the_ordinary_play_of_the_same_seed() -> None:
    """Whole numbers are rounded; all else is the same model, written twice."""
    expected = ordinary()
    rate = calibration_of(settings_of(EXERCISE)).delay_rate
    part = put_together(played(), names(1), UNITS, rate)
    bills = bills_of(EXERCISE, expected.system, settings_of(EXERCISE))
    fold = Fold(EXERCISE, expected.system, DRAWS, 1, bills)
    fold.add(part)
    tolerance = 1e-3 * expected.played[0].loss.value
    for found, other in zip(fold.played(), expected.played, strict=True):
        assert_close(found.total, other.total, tolerance)
        assert_close(found.loss_from, other.loss_from, tolerance)
        assert found.by_channel.keys() == other.by_channel.keys()
        assert found.short_at_close.value == pytest.approx(other.short_at_close.value, abs=0.01)
        assert found.costs.keys() == other.costs.keys()
        for name, cost in other.costs.items():
            assert found.costs[name].value == pytest.approx(cost.value, abs=tolerance)
        for name, series in other.series.items():
            scale = max(1.0, float(np.abs(series).max()))
            assert_close(found.series[name], series, 1e-3 * scale)
    for one, two in zip(fold.differences(), expected.differences, strict=True):
        assert one.total.value == pytest.approx(two.total.value, abs=tolerance)


def assert_close(found: object, expected: object, tolerance: float) -> None:
    np.testing.assert_allclose(np.asarray(found), np.asarray(expected), rtol=0, atol=tolerance)


def test_the_messages_of_an_exercise_do_not_depend_on_their_order() -> None:
    stage = staged(2)
    first, again = (
        [run.transcript for run in play(stage.charter, list(stage.books), order)]
        for order in (1, 2)
    )
    assert first == again
    assert first[0] == first[1]


def test_books_of_an_exercise_are_stored_and_read_back() -> None:
    stage = staged(2)
    for books in stage.books:
        body, kept = store(stage.charter, books, b"s" * 32)
        again, read, salt = restore(from_bytes(to_bytes(body)), kept)  # type: ignore[arg-type]
        assert again == stage.charter
        assert read.commitment(salt) == books.commitment(salt)


def test_another_plan_than_the_charter_s_is_refused() -> None:
    stage = staged(2)
    other = replace(stage.charter, exercise="0" * 64)
    with pytest.raises(InvalidInput, match="another plan; expected that of the charter"):
        play(other, list(stage.books))


def test_a_script_with_a_decision_that_does_not_cross_is_refused() -> None:
    halt = TradingHalt(asset_class="government_cn", hours=2)
    first, *others = EXERCISE.decisions
    sides = tuple(
        replace(
            side,
            authorities=tuple(
                replace(each, instruments=(*each.instruments, "trading_halt"))
                for each in side.authorities
            ),
        )
        for side in EXERCISE.sides
    )
    changed = replace(first, instrument="trading_halt", terms=halt)
    script: Exercise = replace(EXERCISE, sides=sides, decisions=(changed, *others))
    system = draw_systems(TOTALS, 1, 1, inner_claims=True)[0].system
    with pytest.raises(
        InvalidInput, match=f"decision {first.id}: TradingHalt; expected in a joint"
    ):
        stage_exercise(script, TOTALS, system, names(1), draws=1, seed=1, run="x", sides=("a", "b"))


def _in_move(move: int, change: int) -> Change:
    def changed(said: Said) -> Said:
        if said.sender or said.kind is not Step.ROUND or said.body.get("move") != move:
            return said
        kept = list(said.attachments)
        if not kept[4]:
            return said
        values = unpack(kept[5], len(kept[5]) // 8)
        kept[5] = pack(np.maximum(values + change, 0))
        return replace(said, attachments=tuple(kept))

    return changed


def test_a_side_that_says_it_settles_more_than_is_due_is_caught_on_line() -> None:
    stage = staged(2)
    runs = play(stage.charter, list(stage.books), change=_in_move(3, 10**12))
    assert {run.step for run in runs} == {Step.ABORT}
    assert "pays more than in the round before (payments)" in runs[1].reason


def test_a_side_that_says_more_came_late_than_was_due_is_caught_on_line() -> None:
    stage = staged(2)

    def changed(said: Said) -> Said:
        if said.sender or said.kind is not Step.LATE:
            return said
        values = unpack(said.attachments[0], len(said.attachments[0]) // 8)
        return replace(said, attachments=(pack(values + 10**15),))

    runs = play(stage.charter, list(stage.books), change=changed)
    assert "more came late than was due" in runs[1].reason


def test_ways_of_playing_are_the_lanes_of_one_run() -> None:
    assert staged(3).charter.draws == 3 * len(WAYS)
