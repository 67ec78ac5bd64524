"""A pooled run in whole numbers: what one office with all the books finds by the same rules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.contagion.kernels.whole import BILLION
from parley.engine.contagion.whole_clearing import WholeRecovery
from parley.engine.whole.settle import Inflow, Position, settle_part, top_of
from parley.exchange.joint.books import Books, split
from parley.exchange.joint.border import inflow
from parley.exchange.joint.channels import (
    CHANNELS,
    CLEARING,
    FIRE_SALES,
    FUNDING,
    PAYMENTS,
    Lending,
    Portfolio,
    Treasury,
)
from parley.exchange.joint.charter import Charter
from parley.exchange.joint.pool import Pool
from parley.exchange.joint.rehearsal import Play, close_move, open_move, open_play, with_wait
from parley.exchange.joint.side import part_of

#: Equity to assets below which a made-up bank sells, and at which lenders outside renew all.
_FLOOR, _RENEWS_ALL = BILLION // 33, BILLION // 20


@dataclass(frozen=True, eq=False)
class Whole:
    """A pool with what its institutions sell, pay and lend.

    Args:
        pool: Debts and assets.
        markets: Name and depth of each asset class.
        portfolio, treasury, lending: Of all institutions; None where the channel does not cross.
    """

    pool: Pool
    markets: tuple[tuple[str, int], ...] = ()
    portfolio: Portfolio | None = None
    treasury: Treasury | None = None
    lending: Lending | None = None

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that cross."""
        there = {
            CLEARING: True, FIRE_SALES: self.portfolio is not None,
            PAYMENTS: self.treasury is not None, FUNDING: self.lending is not None,
        }  # fmt: skip
        return tuple(each for each in CHANNELS if there[each])

    def charter(
        self, run: str, sides: tuple[str, ...], recovery: WholeRecovery, *, tolerance: int = 0
    ) -> Charter:
        """The terms of a run of this network."""
        alpha, beta = recovery.external, recovery.interbank
        return Charter(
            run, sides, self.crossing(), self.pool.unit, "shock", len(self.pool.assets),
            alpha.as_integer_ratio(), beta.as_integer_ratio(), tolerance, channels=self.channels,
            markets=self.markets, market_access=BILLION // 2, ratio_high=_RENEWS_ALL,
        )  # fmt: skip

    def crossing(self) -> tuple[tuple[str, ...], ...]:
        """For each side, its institutions with any contract across the border."""
        pool, meets = self.pool, np.zeros(len(self.pool.names), dtype=np.bool_)
        pairs = [(pool.debts.debtor, pool.debts.creditor)]
        if self.treasury is not None:
            pairs.append((self.treasury.payer, self.treasury.payee))
        if self.lending is not None:
            pairs.append((self.lending.borrower, self.lending.lender))
        for one, other in pairs:
            away = pool.side_of[one] != pool.side_of[other]
            meets[one[away]] = meets[other[away]] = True
        sides = range(int(pool.side_of.max(initial=0)) + 1)
        return tuple(
            tuple(pool.names[i] for i in np.flatnonzero(meets & (pool.side_of == side)))
            for side in sides
        )

    def books(self, charter: Charter) -> list[Books]:
        """The books of each side."""
        pool = self.pool
        return split(
            pool.names, pool.side_of, pool.debts, pool.assets, charter, portfolio=self.portfolio,
            treasury=self.treasury, lending=self.lending,
        )  # fmt: skip

    def settle(self, charter: Charter) -> Position:
        """The pooled run: everybody on one side, and nothing comes in."""
        pool, draws = self.pool, charter.draws
        n, m = len(pool.names), len(self.markets)
        every = Books(
            0, pool.names, pool.debts, pool.assets, {}, {}, self.portfolio, self.treasury,
            self.lending,
        )  # fmt: skip
        part = part_of(charter, every)
        nothing = np.zeros((draws, n), dtype=np.int64)
        none_sold = np.zeros((draws, m), dtype=np.int64)
        return settle_part(part, Inflow(nothing, nothing, none_sold, nothing), top_of(part, draws))


def play_pooled(charter: Charter, books: Books) -> tuple[Play, Position]:
    """An exercise played by one office with all the books.

    Args:
        charter: Of a run in which the first side has everybody.
        books: Of that side.
    """
    nothing: dict[str, dict[int, Ints]] = {channel: {} for channel in charter.channels}
    play, before = open_play(charter, books), None
    coming = inflow(charter, books, nothing, np.arange(charter.draws))
    while before is None or play.ledger.move < play.stage.plan.moves:
        opening = open_move(charter, books, play, before, nothing, nothing)
        before = settle_part(opening.part, coming, opening.position)
        play = close_move(opening.play, opening.part, before, coming, opening.due, nothing, nothing)
    return with_wait(charter, books, play, {}), before


def make_up(pool: Pool, channels: Sequence[str], seed: int) -> Whole:
    """Give the institutions of a pool something to sell, to pay and to recall, drawn by chance.

    Three asset classes; payments along each debt and back, which the largest payer can only
    receive; a third of what is owed can be recalled, a tenth of debts outside be withdrawn.

    Args:
        pool: Debts and assets.
        channels: Of ``CHANNELS``; clearing is always there.
        seed: Names what is drawn.
    """
    rng = np.random.default_rng([seed, 2])
    debts, owed = pool.debts, pool.debts.owed
    whole = Whole(pool)
    if FIRE_SALES in channels:
        whole = _with_sales(whole, rng)
    if PAYMENTS in channels:
        whole = replace(whole, treasury=_payments(pool, rng))
    if FUNDING in channels:
        parts = debts.amount // 3
        lent = parts > 0
        lending = Lending(
            debts.debtor[lent], debts.creditor[lent], parts[lent],
            np.minimum(debts.elsewhere, owed) // 10,
        )  # fmt: skip
        whole = replace(whole, lending=lending)
    return whole


def _with_sales(whole: Whole, rng: np.random.Generator) -> Whole:
    """A fifth of assets before the shock is in three classes, and no longer outside assets."""
    pool = whole.pool
    before = pool.assets.max(axis=0)
    parts = rng.dirichlet([1.0, 1.0, 1.0], before.size) / 5
    units = (before[:, np.newaxis] * parts).astype(np.int64)
    depth = np.maximum(units.sum(axis=0) * 2, 10**6)
    assets = np.maximum(pool.assets - units.sum(axis=1), 0)
    floor = np.full(before.size, _FLOOR, dtype=np.int64)
    claims = np.zeros(before.size, dtype=np.int64)
    np.add.at(claims, pool.debts.creditor, pool.debts.amount)
    equity = before + claims - pool.debts.owed
    floor[equity * 33 < before + claims] = 0  # who starts below the floor is not bound by it
    return replace(
        whole,
        pool=replace(pool, assets=assets),
        markets=tuple((f"class-{k + 1}", int(each)) for k, each in enumerate(depth)),
        portfolio=Portfolio(units, floor),
    )


def _payments(pool: Pool, rng: np.random.Generator) -> Treasury:
    debts, n = pool.debts, len(pool.names)
    one = np.concatenate([debts.debtor, debts.creditor])
    other = np.concatenate([debts.creditor, debts.debtor])
    size = np.concatenate([debts.amount, debts.amount])
    pair, first = np.unique(one * n + other, return_index=True)
    due = (size[first] * rng.uniform(0.1, 1.0, first.size)).astype(np.int64) + 1
    out = np.zeros(n, dtype=np.int64)
    np.add.at(out, pair // n, due)
    reserves = (out * rng.uniform(0.05, 0.5, n)).astype(np.int64)
    able = np.full(n, BILLION, dtype=np.int64)
    able[int(np.argmax(out))] = 0
    return Treasury(
        pair // n, pair % n, due, reserves, reserves // 3, able, reserves * 3 // 4,
        np.zeros(n, dtype=np.int64),
    )  # fmt: skip


def largest_difference(one: Ints, other: Ints) -> int:
    """The largest difference between two arrays, in units."""
    return int(np.abs(one - other).max(initial=0))
