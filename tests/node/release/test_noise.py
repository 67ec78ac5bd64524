"""Noise as large as it must be, and no larger. The bounds below are missed once in 10^9 runs."""

import importlib.util
import math

import numpy as np
import pytest

from parley.errors import MissingExtra
from parley.node.release import noise
from parley.node.release.noise import with_noise

COUNT = 4_000

needs_opendp = pytest.mark.skipif(
    importlib.util.find_spec("opendp") is None, reason="the extra release is not installed"
)


@needs_opendp
@pytest.mark.parametrize(("sensitivity", "epsilon"), [(240, 500_000), (143 * 10**9, 100_000)])
def test_noise_has_the_size_and_the_tails_that_are_promised(sensitivity: int, epsilon: int) -> None:
    scale = sensitivity / (epsilon / 1_000_000)
    total = 167_500_000_000_000
    found = [with_noise(total, sensitivity, epsilon) for _ in range(COUNT)]
    assert found[0].scale == pytest.approx(scale)
    off = np.array([each.value - total for each in found]) / scale
    sure = 6.5 / math.sqrt(COUNT)
    assert abs(np.abs(off).mean() - 1) < sure  # mean and deviation of |x| are both 1
    assert abs(off.mean()) < sure * math.sqrt(2)
    for reach in (1, 2, 3):
        beyond = math.exp(-reach)
        share = (np.abs(off) > reach).mean()
        assert abs(share - beyond) < sure * math.sqrt(beyond * (1 - beyond)) + 1 / 240
    assert len({each.value for each in found}) > COUNT / 10


@needs_opendp
def test_the_odds_between_neighbours_stay_within_what_was_paid() -> None:
    # ε = 1: outputs of inputs one apart differ by a factor of e in likelihood, at most.
    ones = np.array([with_noise(1, 1, 1_000_000).value for _ in range(COUNT)])
    zeros = np.array([with_noise(0, 1, 1_000_000).value for _ in range(COUNT)])
    for value in range(-1, 3):
        one, zero = (ones == value).mean(), (zeros == value).mean()
        slack = 6.5 * math.sqrt(0.25 / COUNT) * (1 + math.e)
        assert one < math.e * zero + slack
        assert zero < math.e * one + slack


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noise, "find_spec", lambda _name: None)
    with pytest.raises(MissingExtra, match=r"'.\[release\]'"):
        with_noise(1, 1, 1)
