"""Diagnostics of chains: against cases whose answer is known."""

import numpy as np
import pytest

from parley.engine.draws import normals
from parley.engine.networks.mixing import effective_draws, r_hat
from parley.errors import InvalidInput


def autoregressive(memory: float, chains: int = 4, draws: int = 4000) -> np.ndarray:
    noise = normals(1, 0, chains, draws)
    series = np.zeros_like(noise)
    for t in range(1, draws):
        series[:, t] = memory * series[:, t - 1] + noise[:, t]
    return series


def test_independent_draws_count_in_full() -> None:
    series = normals(1, 0, 4, 1000)
    assert r_hat(series) == pytest.approx(1, abs=0.01)
    assert effective_draws(series) == pytest.approx(4000, rel=0.15)


@pytest.mark.parametrize("memory", [0.5, 0.9])
def test_memory_divides_the_number_of_draws(memory: float) -> None:
    """Of an autoregression with memory m, (1 - m) / (1 + m) of the draws count."""
    share = (1 - memory) / (1 + memory)
    assert effective_draws(autoregressive(memory)) == pytest.approx(16_000 * share, rel=0.2)


def test_chains_that_sit_apart_are_seen() -> None:
    apart = normals(1, 0, 4, 1000) + np.array([[0], [0], [3], [3]])
    assert r_hat(apart) > 1.5
    assert effective_draws(apart) < 20


def test_a_trend_within_chains_is_seen_as_halves_differ() -> None:
    assert r_hat(normals(1, 0, 4, 1000) + np.linspace(0, 4, 1000)) > 1.3


def test_what_never_varies_has_mixed() -> None:
    assert r_hat(np.ones((2, 8))) == 1
    assert effective_draws(np.ones((2, 8))) == 16


@pytest.mark.parametrize("chains", [np.ones(8), np.ones((2, 3)), [[1, 2, 3, np.nan]]])
def test_too_few_draws_and_nan_are_refused(chains: object) -> None:
    for measure in (r_hat, effective_draws):
        with pytest.raises(InvalidInput, match="chains"):
            measure(chains)  # type: ignore[arg-type]
