"""Where losses come from: for each institution by channel, and by whom through each channel."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from parley.engine.amounts import Floats, Money
from parley.engine.balance import claims_owed, equity, share_paid
from parley.engine.instruments.trading_halt import saleable
from parley.engine.state import State
from parley.engine.system import FinancialSystem

#: Every way in which equity is lost, in the order of the last axis of ``Attribution.losses``.
#: direct: the shock itself, insurance claims of policyholders and what is assumed from others
#: less what is ceded included. price: marketable assets at lower prices. credit: debts not paid in
#: full. marking: claims that lost value before any default. reinsurance: claims on insurers that
#: do not pay. stakes: shares of others. clearing_house: what the counterparty takes.
LOSS_CHANNELS = (
    "direct", "price", "credit", "marking", "reinsurance", "stakes", "clearing_house",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Attribution:
    """Losses of equity between two states of a system.

    Args:
        losses: By institution and channel; what a channel gives back is negative. Shape
            (d, n, 7), money.
        by_counterparty: For each channel but the direct one, what column lost because of row, as
            a mean over draws. Shape (n, n), money. Prices fall by the sales of all: each seller
            answers for the share that it sold of a class. The loss at the counterparty falls on
            members in one sum: the other defaulters answer for it in equal parts of what each left
            uncovered, and each for what its own margin and part of the fund bear.
        equity_lost: Equity before less equity after. Shape (d, n), money.
        residual: Largest absolute difference between the sum over channels and the equity lost,
            in units of all that is owned and owed. Shape (d,).
    """

    losses: Money
    by_counterparty: dict[str, Money]
    equity_lost: Money
    residual: Floats

    def of(self, channel: str) -> Money:
        """Losses through one channel. Shape (d, n), money."""
        return self.losses[:, :, LOSS_CHANNELS.index(channel)]


def attribute(system: FinancialSystem, before: State, after: State) -> Attribution:
    """Say by which channel, and because of whom, equity was lost between two states.

    The parts add up to the whole in every round, whether or not the search has ended: each is a
    difference of two entries of the balance sheet.

    Args:
        system: Of n institutions.
        before: A state of d draws, as ``start`` gives it, before any shock.
        after: A state of the same draws: after a shock, a step, or a settle.

    Example:
        A owes B 10 and has 6 after a loss of 5: B loses 4 by credit, because of A.

        >>> from parley.engine.state import shocked, start
        >>> from parley.engine.step import settle
        >>> pair = FinancialSystem(("A", "B"), np.array([11.0, 1.0]), np.array([[0, 10.0], [0, 0]]),
        ...                        np.zeros(2))
        >>> calm = start(pair, draws=1)
        >>> hurt, _ = settle(pair, shocked(pair, calm, np.array([[5.0, 0.0]])))
        >>> found = attribute(pair, calm, hurt)
        >>> found.of("credit")
        array([[0., 4.]])
        >>> found.by_counterparty["credit"]
        array([[0., 4.],
               [0., 0.]])
    """
    fall = (1.0 - after.prices)[:, np.newaxis, :]
    price = (after.holdings * fall).sum(axis=2) - (
        before.holdings * (1.0 - before.prices)[:, np.newaxis, :]
    ).sum(axis=2)
    credit = before.received - after.received
    marking = (before.marked - before.received) - (after.marked - after.received)
    reinsurance = before.recovered - after.recovered
    stakes = before.stakes - after.stakes
    house = after.mutualised - before.mutualised
    direct = before.external_assets - after.external_assets
    direct = direct + claims_owed(after) - claims_owed(before)
    direct = direct + (before.holdings - after.holdings).sum(axis=2)
    claims = after.links.claims
    if claims is not None:  # what is ceded is due in full until somebody does not pay
        due_before = before.recovered if before.links.claims is not None else 0.0
        direct = direct - (claims.due - due_before)
        reinsurance = claims.due - after.recovered
    losses = np.stack([direct, price, credit, marking, reinsurance, stakes, house], axis=2)
    lost = equity(system, before) - equity(system, after)
    scale = 1.0 + np.abs(system.external_assets) + system.total_liabilities
    scale = scale + system.interbank_assets + system.holdings.sum(axis=1) + claims_owed(after)
    residual = (np.abs(losses.sum(axis=2) - lost) / scale).max(axis=1)
    return Attribution(losses, _by_counterparty(system, before, after), lost, residual)


def _by_counterparty(system: FinancialSystem, before: State, after: State) -> dict[str, Money]:
    found = {
        "price": _price_by_seller(after),
        "credit": _credit_by_debtor(system, before, after),
        "marking": _marking_by_debtor(system, before, after),
        "reinsurance": _claims_by_insurer(after),
        "stakes": _stakes_by_issuer(system, before, after),
        "clearing_house": _house_by_defaulter(before, after),
    }
    return {name: matrix / after.draws for name, matrix in found.items()}


def _price_by_seller(after: State) -> Money:
    n = after.reserves.shape[1]
    units = after.sold[:, :, np.newaxis] * saleable(after.holdings, after.halted)
    every = units.sum(axis=1, keepdims=True)
    part = np.divide(units, every, out=np.zeros_like(units), where=every > 0.0)
    lost = after.holdings * (1.0 - after.prices)[:, np.newaxis, :]
    pairs: Money = np.einsum("dia,dja->ij", part, lost, optimize=True)
    return pairs if pairs.size else np.zeros((n, n))


def _credit_by_debtor(system: FinancialSystem, before: State, after: State) -> Money:
    paid_before, paid = (share_paid(system, each.payments) for each in (before, after))
    unpaid = (paid_before - paid).sum(axis=0)
    pairs: Money = (sparse.diags_array(unpaid) @ system.nominal_liabilities).toarray()
    return pairs


def _marking_by_debtor(system: FinancialSystem, before: State, after: State) -> Money:
    """In proportion to each claim times how far its debtor's distress exceeds what it pays."""
    own, first = equity(system, after), after.equity_at_start
    distress = np.divide(first - own, first, out=np.ones_like(own), where=first > 0.0)
    unpaid = 1.0 - share_paid(system, after.payments)
    over = after.links.loss_given_default * np.clip(distress, 0.0, 1.0) - unpaid
    lost = (after.received - after.marked) - (before.received - before.marked)
    return _in_proportion(system.nominal_liabilities, np.maximum(over, 0.0), lost)


def _in_proportion(ties: sparse.csr_array, weight: Floats, lost: Money) -> Money:
    """Losses of columns by row, in proportion to the tie times the weight of the row. (n, n).

    Args:
        ties: From row to column. Shape (n, n).
        weight: Of each row. Shape (d, n).
        lost: What each column lost in all. Shape (d, n), money.
    """
    whole = (ties.T @ weight.T).T
    rate = np.divide(lost, whole, out=np.zeros_like(lost), where=whole > 0.0)
    pairs: Money = ties.toarray() * (weight.T @ rate)
    return pairs


def _claims_by_insurer(after: State) -> Money:
    n = after.reserves.shape[1]
    claims = after.links.claims
    if claims is None:
        return np.zeros((n, n))
    rows = np.repeat(np.arange(n), np.diff(claims.reinsured.indptr))
    lost = (claims.amounts * (1.0 - after.claims_paid[:, rows])).sum(axis=0)
    pairs: Money = sparse.csr_array(
        (lost, claims.reinsured.indices, claims.reinsured.indptr), shape=(n, n)
    ).toarray()
    return pairs


def _stakes_by_issuer(system: FinancialSystem, before: State, after: State) -> Money:
    n = after.reserves.shape[1]
    stakes = after.links.stakes
    if stakes is None:
        return np.zeros((n, n))
    fell = np.maximum(after.equity_at_start, 0.0) - np.maximum(equity(system, after), 0.0)
    lost = before.stakes - after.stakes
    return _in_proportion(stakes.shares.T.tocsr(), np.maximum(fell, 0.0), lost)


def _house_by_defaulter(before: State, after: State) -> Money:
    n = after.reserves.shape[1]
    membership = after.links.membership
    if membership is None:
        return np.zeros((n, n))
    paid_in = membership.resources.initial_margin + membership.resources.default_fund
    left = np.maximum(membership.close_out_cost - membership.variation_margin, 0.0)
    uncovered = np.where(after.defaulted, np.maximum(left - paid_in, 0.0), 0.0)
    borne = after.mutualised - before.mutualised
    own = np.where(after.defaulted, np.minimum(np.minimum(left, paid_in), borne), 0.0)
    # Nobody answers for what another's default cost himself.
    by_others = uncovered @ (np.ones((n, n)) - np.eye(n))
    rate = np.divide(borne - own, by_others, out=np.zeros_like(borne), where=by_others > 0.0)
    pairs: Money = uncovered.T @ rate
    np.fill_diagonal(pairs, own.sum(axis=0))
    return pairs
