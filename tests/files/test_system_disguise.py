"""The systems that ship, perturbed: no bank is found again from public totals."""

from pathlib import Path

import numpy as np
import pytest

from parley.engine.disguise import disguise
from parley.engine.microaggregation import perturb
from parley.engine.networks import draw_systems
from parley.engine.reidentification import attacks
from parley.engine.totals import MONEY_ITEMS, SystemTotals
from parley.files.systems.catalogue import find_system, list_systems
from parley.files.systems.folder import read_system
from parley.files.systems.write import write_system


def concentration(amounts: np.ndarray) -> float:
    return float(((amounts / amounts.sum()) ** 2).sum())


@pytest.mark.parametrize("name", list_systems())
@pytest.mark.parametrize("k", [3, 5])
def test_known_totals_find_no_more_than_one_bank_in_a_group(name: str, k: int) -> None:
    """Eight ways of matching, with all public totals at hand and the method known."""
    totals = find_system(name)
    assert attacks(totals, totals, np.arange(totals.size))[-1].found > 0.95
    rates: dict[str, list[float]] = {}
    for seed in range(12):
        found = perturb(totals, seed, k)
        assert found.chance <= 1 / k
        for attack in attacks(found.totals, totals, found.place):
            rates.setdefault(attack.name, []).append(attack.found)
    for way, each in rates.items():
        assert np.mean(each) <= 1 / k + 0.05, way


@pytest.mark.parametrize("name", list_systems())
def test_sums_leverage_and_most_of_the_concentration_are_kept(name: str) -> None:
    totals = find_system(name)
    found = perturb(totals, 7).totals
    for item in MONEY_ITEMS:
        before, after = getattr(totals, item), getattr(found, item)
        assert after.sum() == pytest.approx(before.sum(), rel=0.03), item
    assert concentration(found.total_assets) == pytest.approx(
        concentration(totals.total_assets), rel=0.25
    )
    kept, was = (system.equity / system.total_assets for system in (found, totals))
    for part in (0.25, 0.5, 0.75):
        assert np.quantile(kept, part) == pytest.approx(np.quantile(was, part), rel=0.15)


def test_a_perturbed_system_can_be_written_read_and_drawn(tmp_path: Path) -> None:
    totals = disguise(find_system("gsib-2022"), 3, group_size=3)
    write_system(totals, tmp_path / "out")
    again: SystemTotals = read_system(tmp_path / "out")
    for item in (*MONEY_ITEMS, "holdings"):
        np.testing.assert_array_equal(getattr(again, item), getattr(totals, item))
    assert again.origins == totals.origins
    assert again.ranges == totals.ranges
    assert again.jurisdictions == totals.jurisdictions
    assert len(draw_systems(again, 2, seed=1, inner_claims=True)) == 2
