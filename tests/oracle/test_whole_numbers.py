"""All channels in whole numbers against the engine in floating point, where both model the same.

The one rounds to units and billionths, the other to the last bit of a float: amounts around 10^9
units agree to a few units for each institution, shares and prices to 10^-6.
"""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.engine.contagion.clearing import ClearingRules
from parley.engine.contagion.kernels.whole import BILLION
from parley.engine.contagion.whole_clearing import WholeDebts
from parley.engine.links import Funding, Links
from parley.engine.state import Rules, start
from parley.engine.status import Status
from parley.engine.step import settle
from parley.engine.system import FinancialSystem
from parley.engine.whole.part import Dues, Loans, Markets, Part
from parley.engine.whole.settle import Inflow, settle_part, top_of

N, M = 6, 2

#: Units in one of the float engine's money.
UNIT = 1e7

#: Of the size of what is compared.
NEAR = 2e-6


def _system(rng: np.random.Generator) -> FinancialSystem:
    links = rng.random((N, N)) < 0.5
    owes = np.where(links, rng.uniform(5.0, 40.0, (N, N)), 0.0)
    np.fill_diagonal(owes, 0.0)
    owes, outside = np.round(owes, 3), np.round(rng.uniform(20.0, 80.0, N), 3)
    holdings = np.round(rng.uniform(0.0, 30.0, (N, M)), 3)
    owed, claims = owes.sum(axis=1) + outside, owes.sum(axis=0)
    need = np.maximum(owed - claims - holdings.sum(axis=1), 0.0)
    flows = np.where(links, np.round(rng.uniform(1.0, 10.0, (N, N)), 3), 0.0)
    np.fill_diagonal(flows, 0.0)
    return FinancialSystem(
        names=tuple("ABCDEF"), external_assets=np.round(need * rng.uniform(0.8, 1.3, N) + 5, 3),
        nominal_liabilities=owes, external_liabilities=outside, asset_classes=("x", "y"),
        holdings=holdings, price_impact=np.array([0.004, 0.01]),
        reserves=np.round(rng.uniform(1.0, 10.0, N), 3), payments_per_day=flows,
    )  # fmt: skip


def _whole(amounts: object) -> np.ndarray:
    return np.rint(np.asarray(amounts, dtype=np.float64) * UNIT).astype(np.int64)


@settings(max_examples=80)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.03, 0.08]), st.booleans())
def test_both_engines_find_the_same_end(seed: int, floor: float, with_funding: bool) -> None:
    rng = np.random.default_rng(seed)
    system = _system(rng)
    due = system.payments_per_day
    required, keep = 0.75 * system.reserves, 0.25 * system.reserves
    line = np.round(rng.uniform(0.0, 1.0, N), 3)
    able = np.where(np.arange(N) == int(np.argmax(due.sum(axis=1))), 0.0, 1.0)
    owes = system.nominal_liabilities.tocoo()
    short = np.round(owes.data / 4, 3)
    recallable = np.zeros((N, N))
    recallable[owes.row, owes.col] = short
    outside = np.round(system.external_liabilities / 10, 3)
    links = Links(funding=Funding(recallable, outside, 0.0, 0.05)) if with_funding else Links()
    rules = Rules(ClearingRules(), leverage_floor=floor, market_access=0.5)
    state = start(system, 1, rules, links=links)
    state = replace(
        state, due=due[np.newaxis], capacity=able[np.newaxis], floor=keep[np.newaxis],
        required=required[np.newaxis], credit_line=line[np.newaxis],
    )  # fmt: skip
    found, _ = settle(system, state)
    if found.status[0] != Status.CONVERGED:
        return
    payer, payee = np.nonzero(due)
    debts = WholeDebts(
        owes.row.astype(np.int64), owes.col.astype(np.int64), _whole(owes.data),
        _whole(system.external_liabilities),
    )  # fmt: skip
    nobody = np.zeros(N, dtype=np.int64)
    loans = Loans(
        owes.row.astype(np.int64), owes.col.astype(np.int64), _whole(short), nobody, nobody,
        _whole(outside), 0, round(0.05 * BILLION),
    )  # fmt: skip
    order = np.lexsort((loans.lender, loans.borrower))
    loans = Loans(
        loans.borrower[order], loans.lender[order], loans.amount[order], nobody, nobody,
        loans.outside, 0, round(0.05 * BILLION),
    )  # fmt: skip
    depth = np.rint(UNIT / system.price_impact).astype(np.int64)
    part = Part(
        debts, _whole(system.external_assets)[np.newaxis],
        markets=Markets(_whole(system.holdings), depth, np.full(N, round(floor * BILLION))),
        dues=Dues(
            payer, payee, _whole(due[payer, payee]), nobody, _whole(system.reserves), _whole(keep),
            np.rint(able * BILLION).astype(np.int64), _whole(required), _whole(line),
        ),
        loans=loans if with_funding else None,
        market_access=BILLION // 2,
    )  # fmt: skip
    nothing = np.zeros((1, N), dtype=np.int64)
    end = settle_part(
        part, Inflow(nothing, nothing, np.zeros((1, M), dtype=np.int64), nothing), top_of(part, 1)
    )
    owed = np.maximum(debts.owed, 1)
    out = np.maximum(_whole(due.sum(axis=1)), 1)
    _near(end.payments[0] / owed, found.payments[0] / np.maximum(system.total_liabilities, 1e-9))
    _near(end.sent[0] / out, np.where(due.sum(axis=1) > 0, found.settled[0], 0.0))
    _near(end.prices[0] / BILLION, found.prices[0])
    _near(end.fraction[0] / BILLION, found.sold[0])
    if with_funding:
        base = recallable.sum(axis=0)
        kept = 1.0 - end.kept[0] / np.maximum(_whole(base), 1)
        _near(np.where(base > 0, kept, 0.0), np.where(base > 0, found.recalled[0], 0.0))
        _near(end.renewed[0] / np.maximum(_whole(outside), 1), found.rolled[0])


def _near(found: np.ndarray, expected: np.ndarray) -> None:
    np.testing.assert_allclose(found, expected, rtol=0, atol=NEAR)
