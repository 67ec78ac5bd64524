"""One call gives a system whose books balance, for every system and every kind of matrix."""

from pathlib import Path

import numpy as np
import pytest

from parley.engine.networks import Method
from parley.errors import InvalidInput
from parley.files import load_system
from parley.files.systems.catalogue import find_system, list_systems
from tests.files import system_examples as example


@pytest.mark.parametrize("name", list_systems())
@pytest.mark.parametrize("matrix", [one for one in Method if one is not Method.KNOWN])
def test_books_balance_for_every_system_and_matrix(name: str, matrix: str) -> None:
    totals, system = find_system(name), load_system(name, matrix)
    assert system.names == totals.names
    assert system.equity() == pytest.approx(totals.equity, abs=1e-5)
    held = system.external_assets + system.interbank_assets + system.holdings.sum(axis=1)
    assert held == pytest.approx(totals.total_assets)
    assert (system.external_liabilities >= 0).all()
    assert (system.nominal_liabilities.diagonal() == 0).all()


def test_another_seed_is_another_matrix_and_the_same_seed_the_same() -> None:
    one, same, other = (load_system("eba-2019", "sparse", seed=seed) for seed in (4, 4, 5))
    assert (one.nominal_liabilities != same.nominal_liabilities).nnz == 0
    assert (one.nominal_liabilities != other.nominal_liabilities).nnz > 0


def test_a_folder_that_lists_its_contracts_has_these(tmp_path: Path) -> None:
    system = load_system(example.wide(tmp_path))
    assert np.array_equal(system.nominal_liabilities.toarray(), [[0, 15, 0], [10, 0, 5], [0, 5, 0]])


@pytest.mark.parametrize(
    ("name", "matrix", "seed"),
    [("us-2017", "sparse", 1), ("us-2016", "dense", 1), ("us-2016", "known", 1),
     ("us-2016", "sparse", -1)],
)  # fmt: skip
def test_what_there_is_not_is_refused(name: str, matrix: str, seed: int) -> None:
    with pytest.raises(InvalidInput):
        load_system(name, matrix, seed=seed)
