"""Ways of matching: they find whoever can be found, so that not finding means something."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from parley.engine.draws import generator
from parley.engine.reidentification import attacks
from parley.engine.totals import MONEY_ITEMS, SystemTotals
from parley.errors import InvalidInput
from tests.engine.test_microaggregation import generated


def scaled(totals: SystemTotals, factors: np.ndarray) -> SystemTotals:
    changed: Any = {item: getattr(totals, item) * factors for item in MONEY_ITEMS}
    return replace(totals, closed=False, **changed)


def test_simple_noise_hides_nobody() -> None:
    """Ten per cent up or down on all figures of a bank alike: ratios tell who is who."""
    totals = generated(1, 30)
    noisy = scaled(totals, generator(1, 0).uniform(0.9, 1.1, 30))
    found = {attack.name: attack.found for attack in attacks(noisy, totals, np.arange(30))}
    assert found["ratios, nearest"] == 1.0
    assert found["all figures, assignment"] == 1.0


def test_another_order_is_no_disguise() -> None:
    totals = generated(1, 30)
    order = generator(2, 0).permutation(30)
    shuffled = replace(
        totals,
        names=tuple(totals.names[i] for i in order),
        jurisdictions=tuple(totals.jurisdictions[i] for i in order),
        **{item: getattr(totals, item)[order] for item in MONEY_ITEMS},
    )
    assert attacks(shuffled, totals, order)[-1].found == 1.0


def test_a_country_that_kept_its_code_narrows_the_search() -> None:
    """Two banks in each of two countries, all figures alike: one in two by country."""
    ones = np.ones(4)
    alike: Any = dict.fromkeys(MONEY_ITEMS, ones) | {"total_assets": 10 * ones}
    totals = replace(generated(1, 4), closed=False, **alike)
    totals = replace(totals, jurisdictions=("US", "US", "CN", "CN"))
    other = replace(totals, jurisdictions=("CN", "CN", "US", "US"))
    for attack in attacks(other, totals, np.array([2, 3, 0, 1])):
        assert attack.found >= 0.5


def test_systems_of_different_size_are_refused() -> None:
    with pytest.raises(InvalidInput, match="institutions"):
        attacks(generated(1, 4), generated(1, 5), np.arange(4))
