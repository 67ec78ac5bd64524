"""One number for each country and round: right in all, and blind to whom it hits."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.engine.contagion.whole_clearing import WholeDebts, clear_whole
from parley.exchange.joint.books import crossing, split
from parley.exchange.joint.charter import Charter
from scripts.pictures.one_number import by_one_number
from tests.exchange.joint.test_run import world


def test_a_loss_that_fells_one_creditor_fells_nobody_once_it_is_spread_over_all() -> None:
    # Abroad, A owes X 100 and B owes Y 900. A has 20 left. X needs 80 of its 100; Y needs none.
    names = ["A", "B", "X", "Y"]
    side_of = np.array([0, 0, 1, 1])
    debts = WholeDebts(*map(np.array, ([0, 1], [2, 3], [100, 900], [0, 0, 80, 0])))
    assets = np.array([[20, 900, 0, 0]])
    charter = Charter("r", ("a", "b"), crossing(names, side_of, debts), "cent", "s", 1)
    exact = clear_whole(debts, assets).payments
    assert exact.tolist() == [[20, 900, 20, 0]]  # X is 60 short of its 80
    told = by_one_number(charter, split(names, side_of, debts, assets, charter))
    # 920 of 1,000 come in, so X is taken to have got 92 of its 100: enough.
    assert [each.tolist() for each in told] == [[[20, 900]], [[80, 0]]]


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_where_each_side_has_one_bank_one_number_says_all(seed: int) -> None:
    charter, books, debts, assets, _ = world(seed, 2, 2, draws=3)
    exact = clear_whole(debts, assets).payments
    told = np.concatenate(by_one_number(charter, books), axis=1)
    assert np.abs(told - exact).max() <= 1  # what comes in is rounded once more
