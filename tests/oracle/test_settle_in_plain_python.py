"""A settle found again in plain Python: one institution at a time, channels in reverse order."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from parley.engine.contagion.kernels.clearing import SOLVENCY_SLACK
from parley.engine.state import State
from parley.engine.step import settle
from parley.engine.system import FinancialSystem, Ranking
from tests.engine.systems import passed_on, stressed, systems


class PlainWorld:
    """One draw of a state, moved by rules written down one by one."""

    def __init__(self, system: FinancialSystem, state: State) -> None:
        self.system, self.state = system, state
        self.n, self.m = system.size, len(system.asset_classes)
        self.owed = system.total_liabilities.tolist()
        self.pays = list(self.owed)
        self.broke = [False] * self.n
        self.price = [1.0] * self.m
        self.sells = [0.0] * self.n
        self.sends = [1.0] * self.n

    def round(self) -> float:
        """Fire sales first, then clearing, then payments: the reverse of the engine's order.

        Returns the largest move.
        """
        before = [*self.pays, *self.price, *self.sells, *self.sends]
        self.trade()
        self.clear()
        self.send()
        after = [*self.pays, *self.price, *self.sells, *self.sends]
        moves = [abs(a - b) / (1 + abs(b)) for a, b in zip(after, before, strict=True)]
        return float(max(moves))

    def value(self, i: int) -> float:
        held = self.state.holdings[0, i]
        return float(sum(held[a] * self.price[a] for a in range(self.m)))

    def reserves_after(self, i: int) -> float:
        """What is left if i sends what it can of what has come in so far.

        Not what it sent at the top, where all send all: who sends less keeps more, and what was
        sold for cash that was not lacking in the end would stay sold.
        """
        state = self.state
        came = sum(self.sends[j] * state.due[0, j, i] for j in range(self.n))
        free = max(0.0, state.reserves[0, i] - state.floor[0, i] + came)
        went = min(free, state.capacity[0, i] * sum(state.due[0, i]))
        return float(state.reserves[0, i] + came - went)

    def trade(self) -> None:
        state = self.state
        received = passed_on(self.system, np.array(self.pays))
        for i in reversed(range(self.n)):
            value = self.value(i)
            if value <= 0.0:
                continue
            lacks = max(0.0, state.required[0, i] - self.reserves_after(i))
            need = (1.0 - state.rules.market_access) * lacks - state.credit_line[0, i]
            self.sells[i] = min(1.0, max(self.sells[i], need / value))
            floor = state.leverage_floor[i]
            if floor > 0.0:
                others = state.external_assets[0, i] + received[i]
                own = others + value - self.owed[i]
                counted = others if state.rules.counts_external_assets else received[i]
                bears = own / floor - counted
                wanted = (value - bears) / value if own > 0.0 else 1.0
                self.sells[i] = min(1.0, max(self.sells[i], wanted))
        for a in range(self.m):
            sold = state.net_sold[0, a]
            sold += sum(self.sells[i] * state.holdings[0, i, a] for i in range(self.n))
            impact = self.system.price_impact[a]
            self.price[a] = min(self.price[a], math.exp(-impact * max(0.0, sold)))

    def clear(self) -> None:
        rules = self.state.rules.clearing
        received = passed_on(self.system, np.array(self.pays))
        for i in range(self.n):
            assets = max(0.0, self.state.external_assets[0, i] + self.value(i))
            has = assets + received[i]
            if self.broke[i] or has < self.owed[i] * (1.0 - SOLVENCY_SLACK):
                self.broke[i] = True
                left = rules.recovery_external * assets + rules.recovery_interbank * received[i]
                self.pays[i] = min(self.pays[i], left)

    def send(self) -> None:
        state = self.state
        for i in range(self.n):
            must = sum(state.due[0, i])
            came = sum(self.sends[j] * state.due[0, j, i] for j in range(self.n))
            if must > 0.0:
                free = max(0.0, state.reserves[0, i] - state.floor[0, i] + came)
                self.sends[i] = min(self.sends[i], state.capacity[0, i], free / must)


@settings(max_examples=50)
@given(st.data())
def test_the_order_of_channels_does_not_matter(data: st.DataObject) -> None:
    system = data.draw(systems(largest=5, classes=2, rankings=tuple(Ranking), least_outside=0.2))
    state = data.draw(stressed(system, most_draws=1))
    found, _ = settle(system, state)
    plain = PlainWorld(system, state)
    for _ in range(2_000):
        if plain.round() <= 1e-14:
            break
    owed = 1.0 + system.total_liabilities
    assert_allclose(found.payments[0] / owed, np.array(plain.pays) / owed, rtol=0, atol=1e-9)
    assert_allclose(found.prices[0], plain.price, rtol=0, atol=1e-9)
    assert_allclose(found.sold[0], plain.sells, rtol=0, atol=1e-9)
    assert_allclose(found.settled[0], plain.sends, rtol=0, atol=1e-9)
    assert found.defaulted[0].tolist() == plain.broke
