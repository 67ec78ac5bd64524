"""Fire sale of 1,000 banks with 100 assets in 6 rounds, and of 100 banks in 10,000 draws."""

from dataclasses import dataclass

import numpy as np

from benchmarks.harness import Measurement, measure
from parley.engine.amounts import Floats, Money
from parley.engine.contagion.fire_sales import fire_sale
from parley.engine.contagion.kernels.fire_sales import sell_by_share
from parley.engine.contagion.leverage_rounds import sell_in_rounds
from parley.engine.impact import PriceImpact
from parley.engine.selling import LeverageThresholds

BANKS, ASSETS, ROUNDS, SEED = 1_000, 100, 6, 20261121


@dataclass(frozen=True)
class Problem:
    """About 30 holdings a bank; thresholds of 3, 4 and 5 per cent; 605 banks fail."""

    holdings: Money
    cash: Money
    other: Money
    debt: Money
    shock: Floats
    fall: Floats

    @property
    def equity(self) -> Money:
        """What is left when debts are paid. Shape (banks,), money."""
        return np.asarray(self.holdings.sum(axis=1) + self.cash + self.other - self.debt)


def problem(banks: int = BANKS, assets: int = ASSETS) -> Problem:
    """The same random numbers as the measurement of the peers."""
    rng = np.random.default_rng([SEED, 7])
    size = rng.lognormal(0, 1, banks)
    held = (rng.random((banks, assets)) < 0.3) * rng.lognormal(0, 1, (banks, assets))
    held *= size[:, None]
    held /= np.maximum(held.sum(axis=1, keepdims=True), 1e-12)
    held *= (size * rng.uniform(0.2, 0.5, banks))[:, None] * 1000
    total = held.sum(axis=1) / rng.uniform(0.2, 0.5, banks)
    cash = 0.05 * total
    other = total - cash - held.sum(axis=1)
    debt = total - rng.uniform(0.045, 0.08, banks) * total
    shock = np.where(rng.random(assets) < 0.2, rng.uniform(0.05, 0.25, assets), 0.0)
    return Problem(held, cash, other, debt, shock, rng.uniform(0.002, 0.02, assets))


def bare_loop(given: Problem) -> Floats:
    """The compiled loop alone, without checks and books."""
    n, m = given.holdings.shape
    slope = -np.log1p(-given.fall) / 0.05 / given.holdings.sum(axis=0)
    prices, row = np.empty((1, m)), np.ones((1, n))
    sell_by_share(
        given.holdings[None], 1, slope[None], np.zeros(m), 1.0 - given.shock[None],
        given.other[None], 0.5 * given.debt[None], 0.03 * row, 0.04 * row, 0.05 * row, 0.5, ROUNDS,
        1e-13, False, given.cash[None].copy(), 0.5 * given.debt[None], row.copy(), prices,
        np.empty((1, m)), np.empty((1, n)), np.empty((1, n), dtype=np.bool_),
        np.empty((1, ROUNDS, m)), np.empty((1, ROUNDS, m)), np.empty((1, ROUNDS), dtype=np.int64),
        np.zeros(1, dtype=np.int64), np.zeros(1), np.zeros((0, 0, 0)),
    )  # fmt: skip
    return np.asarray(prices[0])


def one_call(given: Problem, shock: Floats) -> Floats:
    """The public function, with all its checks."""
    return fire_sale(
        given.holdings,
        given.equity,
        0.5 * given.debt,
        PriceImpact.from_fall(given.fall, 0.05),
        shock=shock,
        cash=given.cash,
        other_debt=0.5 * given.debt,
        selling=LeverageThresholds(0.03, 0.04, 0.05),
        rounds=ROUNDS,
    ).prices


def in_rounds(given: Problem) -> Floats:
    """The same by the books of the published programme."""
    slope = -np.log1p(-given.fall) / 0.05
    return sell_in_rounds(
        given.holdings, given.cash, given.other, 0.5 * given.debt, 0.5 * given.debt,
        impact=slope, shock=given.shock, rounds=ROUNDS,
    ).prices  # fmt: skip


def plain_numpy(given: Problem) -> Floats:
    """The textbook rounds: whole arrays at once."""
    units, cash, loans = given.holdings.copy(), given.cash.copy(), 0.5 * given.debt
    market, slope = units.sum(axis=0), -np.log1p(-given.fall) / 0.05
    prices, offer = 1.0 - given.shock, np.zeros_like(units)
    dead = np.zeros(len(cash), dtype=np.bool_)
    for _ in range(ROUNDS):
        before = prices
        prices = before * np.exp(-slope * offer.sum(axis=0) / market)
        cash += offer @ ((before + prices) / 2)
        units -= offer
        worth = units @ prices
        assets = cash + given.other + worth
        equity = assets - loans - 0.5 * given.debt
        fails = ~dead & (equity < 0.03 * assets)
        sells = ~dead & ~fails & (equity < 0.04 * assets)
        need = np.where(sells, np.maximum(0, assets - equity / 0.05), 0.0)
        paid = np.minimum(np.minimum(need, cash), loans)
        cash, loans = cash - paid, loans - paid
        part = np.divide(need - paid, worth, out=np.zeros_like(worth), where=worth > 0)
        offer = units * np.where(fails, 1.0, np.minimum(part, 1.0))[:, None]
        dead |= fails
    return np.asarray(prices)


def bank_by_bank(given: Problem) -> Floats:
    """One object a bank and one dictionary a portfolio, as the published programme is written."""
    market = given.holdings.sum(axis=0)
    slope = -np.log1p(-given.fall) / 0.05
    banks = [
        {
            "units": {a: u for a, u in enumerate(row) if u > 0},
            "cash": cash,
            "other": other,
            "loan": debt / 2,
            "fixed": debt / 2,
            "dead": False,
            "offer": {},
        }
        for row, cash, other, debt in zip(
            given.holdings.tolist(), given.cash, given.other, given.debt, strict=True
        )
    ]
    prices = (1.0 - given.shock).tolist()
    for _ in range(ROUNDS):
        offered = [0.0] * len(prices)
        for bank in banks:
            for a, units in bank["offer"].items():
                offered[a] += units
        before = prices
        prices = [
            q * float(np.exp(-b * s / held))
            for q, b, s, held in zip(before, slope, offered, market, strict=True)
        ]
        for bank in banks:
            for a, units in bank["offer"].items():
                bank["cash"] += units * (before[a] + prices[a]) / 2
                bank["units"][a] -= units
            bank["offer"] = {}
            worth = sum(units * prices[a] for a, units in bank["units"].items())
            assets = bank["cash"] + bank["other"] + worth
            equity = assets - bank["loan"] - bank["fixed"]
            if bank["dead"] or equity >= 0.04 * assets:
                continue
            if equity < 0.03 * assets:
                bank["dead"], bank["offer"] = True, dict(bank["units"])
                continue
            need = max(0.0, assets - equity / 0.05)
            paid = min(need, bank["cash"], bank["loan"])
            bank["cash"] -= paid
            bank["loan"] -= paid
            part = min(1.0, (need - paid) / worth) if worth > 0 else 0.0
            bank["offer"] = {a: part * units for a, units in bank["units"].items()}
    return np.array(prices)


def measurements(repeats: int) -> list[Measurement]:
    """The bare loop first: the machine's limit for this algorithm."""
    given, small = problem(), problem(100, 20)
    draws = np.random.default_rng(SEED).uniform(0.0, 0.1, (10_000, 20))
    found = one_call(given, given.shock)[0]
    for other in (bare_loop(given), in_rounds(given), plain_numpy(given), bank_by_bank(given)):
        np.testing.assert_allclose(other, found, rtol=1e-9)
    return [
        measure("bare compiled loop", lambda: bare_loop(given), repeats),
        measure("fire_sale()", lambda: one_call(given, given.shock), repeats),
        measure("sell_in_rounds()", lambda: in_rounds(given), repeats),
        measure("plain numpy", lambda: plain_numpy(given), repeats),
        measure("bank by bank in Python", lambda: bank_by_bank(given), repeats),
        measure("fire_sale(), 10,000 draws, 100 x 20", lambda: one_call(small, draws), repeats),
    ]
