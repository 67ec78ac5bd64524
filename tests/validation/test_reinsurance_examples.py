"""Examples that Klages-Mundt & Minca (2020) work out: rings of reinsurers that cede everything."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import sparse

from parley.engine.contagion.claims import clear_claims
from parley.engine.contagion.reinsurance import Reinsured, reinsure
from parley.engine.links import Claims
from parley.engine.status import Status
from parley.engine.treaties import Treaties
from parley.engine.treaty import Treaty, excess_of_loss


def ring(loss: float, caps: tuple[float, float, float], damper: float = 0.0) -> Reinsured:
    """A primary insurer cedes all to A; C reinsures A, B reinsures C, A reinsures B, in full.

    With ``damper`` a reinsurer outside the ring takes that part of what A assumes, and C the rest.
    """
    names = ("primary", "A", "B", "C", "damper")
    treaties = [
        excess_of_loss("primary", {"A": 1.0}, 0.0, 1e9),
        Treaty("A", {"C": 1.0 - damper}, limit=caps[0] / (1.0 - damper)),
        Treaty("C", {"B": 1.0}, limit=caps[1]),
        Treaty("B", {"A": 1.0}, limit=caps[2]),
    ]
    if damper > 0.0:
        treaties.append(Treaty("A", {"damper": damper}))
    return reinsure(Treaties.among(names, treaties), [loss, 0.0, 0.0, 0.0, 0.0])


def test_a_shock_of_5_goes_round_until_a_cap_of_10_is_reached_and_stays_with_its_cedent() -> None:
    """The paper's example of a spiral: the shock is smaller than every cap, and yet all of it is
    left with A, whose reinsurer's cap is the lowest."""
    found = ring(5.0, caps=(10.0, 11.0, 11.0)).require_converged()
    assert_allclose(found.claims, [[5.0, 10.0, 10.0, 10.0]])
    assert_allclose(found.retained, [[0.0, 5.0, 0.0, 0.0, 0.0]], atol=1e-12)


def test_who_bears_the_loss_hangs_on_which_cap_is_the_lowest() -> None:
    """The paper: switching the caps of 10 and 11 changes which is reached and who bears what. C
    then is short of the one that it owes beyond its own cover; with caps of 20 of all 5."""
    found = ring(5.0, caps=(11.0, 10.0, 11.0)).require_converged()
    assert_allclose(found.retained, [[0.0, 4.0, 0.0, 1.0, 0.0]], atol=1e-12)
    found = ring(5.0, caps=(20.0, 10.0, 20.0)).require_converged()
    assert_allclose(found.retained, [[0.0, 0.0, 0.0, 5.0, 0.0]], atol=1e-12)


@pytest.mark.parametrize("scale", [1.0, 1e3, 1e7])
def test_higher_caps_around_the_ring_change_nothing(scale: float) -> None:
    found = ring(5.0, caps=(10.0 * scale, 11.0 * scale, 11.0 * scale)).require_converged()
    assert_allclose(found.retained, [[0.0, 5.0, 0.0, 0.0, 0.0]], atol=1e-8 * scale)


def test_a_damper_of_one_per_cent_bears_the_whole_loss() -> None:
    """The paper's example of a damped ring: with high caps all excess ends with who reinsures 1 per
    cent. Gross claims on A are a hundred times the loss."""
    found = ring(5.0, caps=(1e9, 1e9, 1e9), damper=0.01).require_converged()
    assert_allclose(found.retained, [[0.0, 0.0, 0.0, 0.0, 5.0]], atol=1e-9)
    assert_allclose(found.assumed[0, 1], 500.0)


def test_a_ring_without_caps_has_no_fixed_point() -> None:
    found = ring(10.0, caps=(math.inf, math.inf, math.inf))
    assert found.status[0] == Status.ROUND_LIMIT


def test_of_several_fixed_points_the_one_that_starts_from_losses_is_found() -> None:
    """The paper's example of several: B owes A 10 in each; B and C owe each other 0 or 10, and C's
    deductible of 10 is exactly met. Claims that only justify each other are not found."""
    treaties = [
        excess_of_loss("A", {"B": 1.0}, 0.0, 10.0),
        excess_of_loss("B", {"C": 1.0}, 10.0, 10.0),
        excess_of_loss("C", {"B": 1.0}, 0.0, 10.0),
    ]
    found = reinsure(Treaties.among(("A", "B", "C"), treaties), [10.0, 0.0, 0.0])
    assert_allclose(found.claims, [[10.0, 0.0, 0.0]])
    assert_allclose(found.assumed, [[0.0, 10.0, 0.0]])


def test_claims_that_only_justify_each_other_move_5_from_c_to_a() -> None:
    """With B without capital, A gets nothing at the least fixed point, and 5 at the other, which C
    pays. Net claims are the same in both."""
    pattern = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
    capital = [0.0, 0.0, 100.0]
    for circular, to_a, from_c in ((0.0, 0.0, 0.0), (10.0, 5.0, 5.0)):
        claims = Claims(
            np.zeros((1, 3)), sparse.csr_array(pattern), np.array([[10.0, circular, circular]])
        )
        done = clear_claims(claims, capital).require_converged()
        assert_allclose(done.recovered[0, 0], to_a)
        assert_allclose(done.cost[0, 2], from_c)
