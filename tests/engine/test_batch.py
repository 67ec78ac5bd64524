import numpy as np

from parley.engine.batch import Run, simulate_all
from parley.engine.course import Calibration, Course
from parley.engine.ensemble import Ensemble
from parley.engine.networks import draw_systems
from parley.engine.scenario import OutageDistribution, draw_outages
from parley.engine.simulate import Trajectory
from tests.engine.networks.examples import world

DRAWS, MOVES = 30, 12


def stage() -> tuple[Run, Ensemble, int]:
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
    ensemble = Ensemble(tuple(each.system for each in drawn))
    hit = int(np.argmax(totals.payments_per_day[:-1]))
    return Run(course, Calibration(reserve_scale=0.2), np.arange(DRAWS)), ensemble, hit


def played(**options: int) -> Trajectory:
    run, ensemble, hit = stage()
    outage = OutageDistribution((hit,), 8.0, 0.5, (2.0, 12.0), (0.0, 0.1), (0.0, 0.02), (1.0, 6.0))
    outages = draw_outages(outage, 3, DRAWS)
    return simulate_all([run], ensemble, outages, **options)[0]  # type: ignore[arg-type]


def assert_same(one: Trajectory, other: Trajectory) -> None:
    for name in ("losses", "loss_from", "series", "short_at_close", "converged", "gap"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_pieces_of_any_size_on_any_number_of_cores_give_the_same_numbers() -> None:
    whole = played()
    assert whole.losses.any()
    for options in ({"draws_per_piece": 1}, {"draws_per_piece": 7, "workers": 2}, {"workers": 3}):
        assert_same(whole, played(**options))


def test_progress_is_told_after_each_piece_and_ends_with_all_draws() -> None:
    run, ensemble, hit = stage()
    outage = OutageDistribution((hit,), 8.0, 0.5, (2.0, 12.0), (0.0, 0.1), (0.0, 0.02), (1.0, 6.0))
    told: list[tuple[int, int]] = []
    simulate_all(
        [run],
        ensemble,
        draw_outages(outage, 3, DRAWS),
        draws_per_piece=8,
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(8, 30), (16, 30), (24, 30), (30, 30)]
