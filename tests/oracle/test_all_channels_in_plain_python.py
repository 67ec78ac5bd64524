"""All channels at once, found a second time: plain loops over one draw, all at once in a round."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from numpy.testing import assert_allclose

from parley.engine.links import Links
from parley.engine.state import State
from parley.engine.status import Status
from parley.engine.step import settle
from parley.engine.system import FinancialSystem, Ranking
from tests.engine.linked import World, linked_worlds


class Slow:
    """One draw by the definitions: every coordinate from those of the round before."""

    def __init__(self, system: FinancialSystem, state: State) -> None:
        self.n = system.size
        self.m = len(system.asset_classes)
        self.owes = system.nominal_liabilities.toarray().tolist()
        self.outside = system.external_liabilities.tolist()
        self.senior = system.external_ranking is Ranking.SENIOR
        self.impact = system.price_impact.tolist()
        self.state, self.links = state, state.links
        self.cash = state.external_assets[0].tolist()
        self.holds = state.holdings[0].tolist()
        self.first = state.equity_at_start.tolist()
        everyone = range(self.n)
        self.paid = [sum(self.owes[i]) + self.outside[i] for i in everyone]
        self.owed = list(self.paid)
        self.failed = [False] * self.n
        self.price = state.prices[0].tolist()
        self.sold = [0.0] * self.n
        self.claims_paid = [1.0] * self.n
        self.rolled, self.recalled = [1.0] * self.n, [0.0] * self.n
        self.stakes = state.stakes[0].tolist()
        self.due, self.insured = self._claims(self.links)
        self.bears, self.called = [0.0] * self.n, [0.0] * self.n
        self.worth = [sum(self.owes[j][i] for j in everyone) for i in everyone]

    def _claims(self, links: Links) -> tuple[list[list[float]], list[float]]:
        due = np.zeros((self.n, self.n))
        if links.claims is None:
            return due.tolist(), [0.0] * self.n
        rows = np.repeat(np.arange(self.n), np.diff(links.claims.reinsured.indptr))
        due[rows, links.claims.reinsured.indices] = links.claims.amounts[0]
        return due.tolist(), links.claims.policyholders[0].tolist()

    def share_paid(self, i: int) -> float:
        """The share of its debts inside the network that i pays."""
        first = self.outside[i] if self.senior else 0.0
        inside = self.owed[i] - first
        return max(self.paid[i] - first, 0.0) / inside if inside > 0 else 1.0

    def received(self, i: int) -> float:
        return float(sum(self.owes[j][i] * self.share_paid(j) for j in range(self.n)))

    def recovered(self, i: int) -> float:
        return sum(self.due[j][i] * self.claims_paid[j] for j in range(self.n))

    def claims_owed(self, i: int) -> float:
        return float(self.insured[i] + sum(self.due[i]))

    def market(self, i: int) -> float:
        return float(sum(self.holds[i][a] * self.price[a] for a in range(self.m)))

    def equity(self, i: int) -> float:
        has = self.cash[i] + self.market(i) + self.worth[i] + self.stakes[i] + self.recovered(i)
        return float(has - self.owed[i] - self.claims_owed(i) - self.bears[i])

    def lacking(self, i: int) -> float:
        """No payments are due in these worlds: reserves are what they were."""
        state, funding = self.state, self.links.funding
        out = self.called[i]
        if funding is not None:
            short = funding.short_term.toarray()
            out += (1 - self.rolled[i]) * funding.external[i]
            out += sum(self.recalled[j] * short[i, j] for j in range(self.n))
        left = state.reserves[0, i] - out
        need = max(state.required[0, i] - left, 0.0) * (1 - state.rules.market_access)
        return float(max(need - state.credit_line[0, i], 0.0))

    def after_clearing(self, i: int) -> tuple[float, float, bool]:
        """Payments, share of claims paid, and whether i is in default."""
        alpha, beta = (
            self.state.rules.clearing.recovery_external,
            self.state.rules.clearing.recovery_interbank,
        )
        e = max(self.cash[i] + self.market(i), 0.0) + self.stakes[i] + self.recovered(i)
        y, due = self.received(i), self.claims_owed(i)
        has = e + y - self.bears[i]
        share = min(self.claims_paid[i], max(0.0, has) / due) if due > 0 else 1.0
        e -= due + self.bears[i]
        failed = self.failed[i] or e + y < self.owed[i] * (1 - 1e-12)
        if self.owed[i] == 0.0 or not failed:
            return self.paid[i], share, self.failed[i]
        left = alpha * max(e, 0.0) + min(e, 0.0) + beta * y
        return min(self.paid[i], max(left, 0.0)), share, True

    def after_calls(self, i: int) -> tuple[float, float]:
        """What i bears for the house, and is called for in cash: the others fail, i stands."""
        house = self.links.membership
        if house is None:
            return 0.0, 0.0
        money = house.resources
        margin, cost = house.variation_margin[0].tolist(), house.close_out_cost[0].tolist()
        paid_in = (money.initial_margin + money.default_fund).tolist()
        others = [j for j in range(self.n) if j != i]
        failed = [j for j in others if self.failed[j]]
        rest = sum(max(0.0, cost[j] - margin[j] - paid_in[j]) for j in failed)
        bear = [j for j in range(self.n) if j not in failed]
        fund = sum(float(money.default_fund[j]) for j in bear)
        gains = sum(max(0.0, margin[j]) for j in bear)
        used = []
        for most in (
            money.skin_in_the_game, fund, money.second_skin_in_the_game,
            money.assessments * fund, money.gains_haircut * gains,
        ):  # fmt: skip
            used.append(min(rest, most))
            rest -= used[-1]
        part = float(money.default_fund[i]) / fund if fund > 0 else 0.0
        shared = (used[1] + used[3]) * part
        loss = shared + (used[4] * max(0.0, margin[i]) / gains if gains > 0 else 0.0)
        own = min(paid_in[i], max(0.0, cost[i] - margin[i])) if self.failed[i] else 0.0
        return max(own, loss), shared + max(0.0, -margin[i])

    def after_marking(self, i: int, own: list[float]) -> tuple[float, float]:
        """What shares and claims are worth to i."""
        everyone, stakes = range(self.n), self.links.stakes
        held = self.stakes[i]
        if stakes is not None:
            now = sum(stakes.shares[i, j] * max(own[j], 0.0) for j in everyone)
            held = min(float(now), held)
        values = []
        for j in everyone:
            lost = (self.first[j] - own[j]) / self.first[j] if self.first[j] > 0 else 1.0
            distress = self.links.loss_given_default * min(max(lost, 0.0), 1.0)
            values.append(min(self.share_paid(j), 1 - distress))
        worth = sum(self.owes[j][i] * values[j] for j in everyone)
        return held, min(self.worth[i], worth)

    def after_funding(self, i: int, own: float) -> tuple[float, float]:
        """Shares rolled over and recalled."""
        funding = self.links.funding
        if funding is None:
            return self.rolled[i], self.recalled[i]
        assets = own + self.owed[i] + self.claims_owed(i) + self.bears[i]
        ratio = own / assets if assets > 0 else (0.0 if own >= 0 else -math.inf)
        low, high = funding.ratio_low, funding.ratio_high
        share = float(ratio >= low)
        if high > low:
            share = min(max((ratio - low) / (high - low), 0.0), 1.0)
        recallable = float(funding.short_term.toarray()[:, i].sum())
        recalled = self.recalled[i]
        if recallable > 0:
            recalled = max(recalled, min(1.0, self.lacking(i) / recallable))
        return min(self.rolled[i], share), recalled

    def after_selling(self, i: int, own: float) -> float:
        """The share of its holdings that i sells."""
        rules, funding, market = self.state.rules, self.links.funding, self.market(i)
        if market <= 0:
            return self.sold[i]
        recallable = 0.0
        if funding is not None:
            recallable = float(funding.short_term.toarray()[:, i].sum())
        wanted = max(self.lacking(i) - recallable, 0.0) / market
        if rules.leverage_floor > 0 and own <= 0:
            wanted = 1.0
        elif rules.leverage_floor > 0:
            others = self.worth[i]
            if rules.counts_external_assets:
                others += self.cash[i] + self.stakes[i] + self.recovered(i) - self.bears[i]
            wanted = max(wanted, (others + market - own / rules.leverage_floor) / market)
        return max(self.sold[i], min(1.0, wanted))

    def round(self) -> float:
        """One round, all at once; returns the largest move."""
        everyone = range(self.n)
        own = [self.equity(i) for i in everyone]
        cleared = [self.after_clearing(i) for i in everyone]
        calls = [self.after_calls(i) for i in everyone]
        marked = [self.after_marking(i, own) for i in everyone]
        funded = [self.after_funding(i, own[i]) for i in everyone]
        sold = [self.after_selling(i, own[i]) for i in everyone]
        price = []
        for a in range(self.m):
            pressure = self.state.net_sold[0, a]
            pressure += sum(self.sold[i] * self.holds[i][a] for i in everyone)
            price.append(min(self.price[a], math.exp(-self.impact[a] * max(0.0, pressure))))
        size = 1.0 + max(self.owed) + max(abs(x) for x in self.first)
        now: dict[str, tuple[list[Any], float]] = {
            "paid": ([each[0] for each in cleared], size),
            "claims_paid": ([each[1] for each in cleared], 1.0),
            "failed": ([each[2] for each in cleared], 1.0),
            "bears": ([each[0] for each in calls], size),
            "called": ([each[1] for each in calls], size),
            "stakes": ([each[0] for each in marked], size),
            "worth": ([each[1] for each in marked], size),
            "rolled": ([each[0] for each in funded], 1.0),
            "recalled": ([each[1] for each in funded], 1.0),
            "sold": (sold, 1.0),
            "price": (price, 1.0),
        }
        moved = 0.0
        for name, (values, unit) in now.items():
            for before, after in zip(getattr(self, name), values, strict=True):
                moved = max(moved, abs(float(after) - float(before)) / unit)
            setattr(self, name, values)
        return moved


@settings(max_examples=60)
@given(linked_worlds(most_draws=1))
def test_plain_loops_find_the_same_fixed_point(world: World) -> None:
    system, state = world
    state = replace(state, due=np.zeros_like(state.due))
    found, _ = settle(system, state)
    assume(found.status[0] == Status.CONVERGED)
    slow = Slow(system, state)
    for _ in range(4_000):
        if slow.round() <= 1e-13:
            break
    else:
        assume(False)
    room = 1e-7 * (1.0 + system.total_liabilities.sum() + np.abs(state.equity_at_start).sum())
    assert_allclose(found.payments[0], slow.paid, rtol=0, atol=room)
    assert_allclose(found.stakes[0], slow.stakes, rtol=0, atol=room)
    assert_allclose(found.marked[0], slow.worth, rtol=0, atol=room)
    assert_allclose(found.mutualised[0], slow.bears, rtol=0, atol=room)
    assert_allclose(found.called[0], slow.called, rtol=0, atol=room)
    for name, other in (
        ("claims_paid", slow.claims_paid), ("rolled", slow.rolled), ("recalled", slow.recalled),
        ("sold", slow.sold), ("prices", slow.price),
    ):  # fmt: skip
        assert_allclose(getattr(found, name)[0], other, rtol=0, atol=1e-7, err_msg=name)
    assert found.defaulted[0].tolist() == slow.failed
