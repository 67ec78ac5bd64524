"""The books of an outage: what is carried from hour to hour beside the state; who lost what."""

from dataclasses import dataclass, replace

import numpy as np

from parley.engine.amounts import Bools, Floats, Ints, Money
from parley.engine.contagion.forced_sales import worth
from parley.engine.ensemble import Ensemble
from parley.engine.instruments.trading_halt import saleable
from parley.engine.instruments.uses import Uses
from parley.engine.scenario import Outages
from parley.engine.state import State
from parley.engine.system import FinancialSystem

#: Channels to which every loss is attributed, in the order of the last axis of
#: ``Trajectory.losses``. direct: the attack itself. price: marketable assets at lower prices.
#: credit: debts not paid in full. delay: the price of money that comes late.
CHANNELS = ("direct", "price", "credit", "delay")
DIRECT, PRICE, CREDIT, DELAY = range(len(CHANNELS))

#: What is followed move by move, each a total over institutions, in the order of the last axis of
#: ``Trajectory.series``; the price of each class comes after.
SERIES = ("unsettled", "trapped", "lent", "purchased", "sold", "loss")

#: Losses by pair are added as whole multiples of this share of all assets, so that the sum over
#: draws is the same in whatever order they are added.
QUANTUM = 2.0**-40


@dataclass(eq=False)
class Ledger:
    """What is carried from move to move besides the state. Changed in place, move by move.

    d draws, n institutions, m asset classes; money unless said otherwise. ``backlog`` (d, n, n) is
    what waits to be sent; ``late`` (d,) all of it. ``loss_from`` is in counts of ``QUANTUM``.
    """

    backlog: Money
    waiting: Bools
    found_out: Bools
    lent: Money
    swapped: Money
    given_up: Money
    bought: Money
    units_bought: Floats
    uses: Uses
    late: Money
    delay: Money
    realised: Money
    units_sold: Floats
    cash_raised: Money
    loss_from: Ints
    was_short: Bools
    converged: Bools
    gap: Floats


def open_ledger(draws: int, n: int, m: int) -> Ledger:
    """Nothing has happened yet."""
    return Ledger(
        backlog=np.zeros((draws, n, n)),
        waiting=np.zeros((draws, n), dtype=np.bool_),
        found_out=np.zeros((draws, n), dtype=np.bool_),
        lent=np.zeros((draws, n)),
        swapped=np.zeros((draws, n)),
        given_up=np.zeros((draws, n)),
        bought=np.zeros((draws, m)),
        units_bought=np.zeros((draws, m)),
        uses=Uses.none(draws, n, m),
        late=np.zeros(draws),
        delay=np.zeros((draws, n)),
        realised=np.zeros((draws, n, m)),
        units_sold=np.zeros((draws, n, m)),
        cash_raised=np.zeros(draws),
        loss_from=np.zeros((n, n), dtype=np.int64),
        was_short=np.zeros((draws, n), dtype=np.bool_),
        converged=np.ones(draws, dtype=np.bool_),
        gap=np.zeros(draws),
    )


def turn_sales_into_cash(state: State, ledger: Ledger) -> tuple[State, Money]:
    """Turn what was sold in the move into cash at the move's prices. Cash of shape (d, n)."""
    if not state.sold.any():
        return state, np.zeros_like(state.reserves)
    raised = state.sold[:, :, np.newaxis] * saleable(state.holdings, state.halted)
    proceeds = worth(raised, state.prices)
    ledger.realised += raised * (1.0 - state.prices)[:, np.newaxis, :]
    ledger.units_sold += raised
    ledger.cash_raised += proceeds.sum(axis=1)
    after = replace(
        state,
        holdings=state.holdings - raised,
        net_sold=state.net_sold + raised.sum(axis=1),
        external_assets=state.external_assets + proceeds,
    )
    return after, proceeds


def add_losses(system: FinancialSystem, state: State, ledger: Ledger, losses: Money) -> None:
    """Losses as they stand after the move; all channels but the direct one, in place."""
    if ledger.cash_raised.any() or np.any(state.prices < 1.0):
        losses[:, :, PRICE] = ledger.realised.sum(axis=2) + worth(
            state.holdings, 1.0 - state.prices
        )
    losses[:, :, CREDIT] = system.interbank_assets - state.received + ledger.given_up
    losses[:, :, DELAY] = ledger.delay


def follow(
    system: FinancialSystem, state: State, ledger: Ledger, outages: Outages, losses: Money
) -> Floats:
    """One entry of every series. Shape (d, 6 + m)."""
    draws = np.arange(state.draws)
    trapped = state.reserves[draws, outages.hit] - system.reserves[outages.hit]
    followed = (
        ledger.late,
        np.maximum(trapped, 0.0),
        ledger.lent.sum(axis=1),
        ledger.bought.sum(axis=1),
        ledger.cash_raised,
        losses.reshape(state.draws, -1).sum(axis=1),
    )
    return np.column_stack([*followed, state.prices])


def price_by_pair(state: State, ledger: Ledger, quantum: float) -> Ints:
    """What each lost because of what each sold, in counts. Shape (n, n), seller rows."""
    sellers = np.flatnonzero(ledger.units_sold.any(axis=(1, 2)))
    fall = (1.0 - state.prices[sellers])[:, np.newaxis, :]
    by_class = ledger.realised[sellers] + state.holdings[sellers] * fall
    units = ledger.units_sold[sellers]
    all_sold = units.sum(axis=1, keepdims=True)
    part = np.divide(units, all_sold, out=np.zeros_like(units), where=all_sold > 0)
    pairs = part @ by_class.transpose(0, 2, 1)
    return np.asarray(np.rint(pairs / quantum).astype(np.int64).sum(axis=0))


def credit_by_pair(ensemble: Ensemble, member: Ints, state: State, quantum: float) -> Ints:
    """What each lost because each debtor did not pay in full, in counts. (n, n), debtor rows."""
    n = state.reserves.shape[1]
    counts = np.zeros((n, n), dtype=np.int64)
    hurt = np.flatnonzero(state.defaulted.any(axis=1))
    for place in np.unique(member[hurt]):
        system = ensemble.systems[place]
        rows = hurt[member[hurt] == place]
        before = np.maximum(system.total_liabilities - system.senior_liabilities, 0.0)
        after = np.maximum(state.payments[rows] - system.senior_liabilities, 0.0)
        pairs = (before - after)[:, :, np.newaxis] * system.relative_liabilities.toarray()
        counts += np.rint(pairs / quantum).astype(np.int64).sum(axis=0)
    return counts
