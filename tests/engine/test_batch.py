"""Pieces of a run: pure, and the same however they are cut."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from parley.engine.batch import Batch, Part, Piece, Run, cut, play_piece
from parley.engine.course import Calibration, Course
from parley.engine.ensemble import Ensemble
from parley.engine.networks import draw_systems
from parley.engine.outage import simulate
from parley.engine.pool import threads
from parley.engine.scenario import OutageDistribution, draw_outages
from parley.engine.tally.columns import FIRST_DRAWS
from parley.engine.tally.sums import ExactSums
from tests.engine.networks.examples import world

DRAWS, MOVES = 30, 12


def batch() -> Batch:
    """A made-up world, open for ten of twelve hours, in which banks hold back from the start."""
    totals = world()
    n, m = totals.size, len(totals.asset_classes)
    is_open = np.zeros((MOVES, n), dtype=np.bool_)
    is_open[:10] = True
    closes = np.zeros_like(is_open)
    closes[9] = True
    course = Course(
        is_open=is_open,
        closes=closes,
        falls_due=np.where(is_open, 0.1, 0.0),
        told_from=np.full(n, np.inf),
        rerouted=np.zeros(n),
        alarmed_from=np.zeros(n),
        relief=np.zeros((MOVES, n)),
        may_borrow=np.zeros((MOVES, n), dtype=np.bool_),
        haircut=np.zeros(n),
        purchases=np.zeros((MOVES, m)),
        purchase_limit=np.zeros(m),
    )
    drawn = draw_systems(totals, 4, 1)
    hit = int(np.argmax(totals.payments_per_day[:-1]))
    return Batch(
        ensemble=Ensemble(tuple(each.system for each in drawn)),
        distribution=OutageDistribution(
            (hit,), 8.0, 0.5, (2.0, 12.0), (0.0, 0.1), (0.0, 0.02), (1.0, 6.0)
        ),
        seed=3,
        runs=tuple(Run(course, Calibration(reserve_scale=scale)) for scale in (0.2, 1.0)),
    )


def parts(size: int = DRAWS, workers: int = 1, runs: tuple[int, ...] = (0, 1)) -> list[Part]:
    return list(threads(workers)(play_piece, batch(), cut(runs, DRAWS, size)))


def whole(found: list[Part], name: str) -> NDArray[np.float64]:
    return np.concatenate([getattr(part, name) for part in found], axis=1)


def assert_same(one: list[Part], other: list[Part]) -> None:
    for name in ("losses", "short_at_close", "converged"):
        np.testing.assert_array_equal(whole(one, name), whole(other, name))
    one_hit, other_hit = (np.concatenate([part.hit for part in found]) for found in (one, other))
    np.testing.assert_array_equal(one_hit, other_hit)
    pairs, others = (np.sum([part.loss_from for part in found], axis=0) for found in (one, other))
    np.testing.assert_array_equal(pairs, others)
    added = [ExactSums(one[0].first_series.shape[1]) for _ in (one, other)]
    for sums, found in zip(added, (one, other), strict=True):
        for part in found:
            sums.merge(part.series)
    columns = range(one[0].first_series.shape[1])
    assert [added[0].total(c) for c in columns] == [added[1].total(c) for c in columns]


def test_pieces_of_any_size_on_any_number_of_cores_give_the_same_numbers() -> None:
    expected = parts()
    assert expected[0].losses.any()
    for size, workers in ((1, 1), (7, 2), (256, 3)):
        assert_same(expected, parts(size, workers))


def test_a_run_has_the_same_numbers_in_whatever_company() -> None:
    together, alone = parts(), parts(runs=(1,))
    np.testing.assert_array_equal(together[0].losses[1], alone[0].losses[0])
    np.testing.assert_array_equal(together[0].hit, alone[0].hit)


def test_a_part_is_what_the_simulation_gives() -> None:
    given, part = batch(), parts()[0]
    outages = draw_outages(given.distribution, given.seed, DRAWS)
    run = given.runs[0]
    alone = simulate(given.ensemble, outages, run.course, run.calibration, np.arange(DRAWS) % 4)
    np.testing.assert_array_equal(part.losses[0], alone.losses)
    np.testing.assert_array_equal(part.loss_from[0], alone.loss_from)
    width = alone.series[0].size
    np.testing.assert_array_equal(part.first_series[:, :width], alone.series.reshape(DRAWS, -1))


def test_work_is_cut_without_gap_or_overlap() -> None:
    pieces = cut((0,), 10, 4)
    assert [(piece.first, piece.count) for piece in pieces] == [(0, 4), (4, 4), (8, 2)]


def test_draws_beyond_the_first_are_added_up_and_not_kept() -> None:
    late = Piece((0,), FIRST_DRAWS - 2, 5)
    part = play_piece(batch(), late)
    assert part.first_series.shape[0] == 2
    assert part.series.counts.tolist() == [5]
    assert play_piece(batch(), replace(late, follow=False)).first_series.size == 0
