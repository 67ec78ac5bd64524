"""Systems for the tests of contagion: made by hand, generated, under stress, and cut in two."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from parley.engine.amounts import Bools, Floats, Money
from parley.engine.contagion.clearing import ClearingRules
from parley.engine.state import Rules, State, start
from parley.engine.system import FinancialSystem, Ranking

LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

SHARES = st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.integers(0, 1000).map(lambda k: k / 1000))

Entries = Callable[[np.random.Generator, tuple[int, ...]], Floats]


def amounts(numbers: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Nothing, whole numbers (so that has and owes can meet exactly) and anything between."""
    kind = numbers.random(shape)
    nothing, whole = numbers.choice([0.0, 0.3, 0.7]), numbers.choice([0.0, 0.5, 1.0])
    integers = numbers.integers(1, 21, shape).astype(np.float64)
    some = np.where(numbers.random(shape) < whole, integers, numbers.uniform(0.01, 100.0, shape))
    return np.where(kind < nothing, 0.0, some)


def shares(numbers: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """From 0 to 1, both ends among them."""
    return np.clip(numbers.uniform(-0.3, 1.3, shape), 0.0, 1.0)


def one_of(*values: float) -> Entries:
    """Each entry is one of the values."""
    return lambda numbers, shape: numbers.choice(np.array(values), shape)


def system_of(
    debts: ArrayLike,
    external_assets: ArrayLike,
    external_liabilities: ArrayLike | None = None,
    ranking: Ranking = Ranking.EQUAL,
    **others: Any,
) -> FinancialSystem:
    """A system made by hand: ``debts[i][j]`` is what i owes j; nothing is owed outside if not said.

    The asset classes are named after their number in ``price_impact``.
    """
    owes = np.asarray(debts, dtype=np.float64)
    n = owes.shape[0]
    classes = np.size(others.get("price_impact", ()))
    more: dict[str, Any] = {
        name: np.asarray(value, dtype=np.float64) for name, value in others.items()
    }
    return FinancialSystem(
        names=LETTERS[:n],
        external_assets=np.asarray(external_assets, dtype=np.float64),
        nominal_liabilities=owes,
        external_liabilities=np.zeros(n)
        if external_liabilities is None
        else np.asarray(external_liabilities, dtype=np.float64),
        external_ranking=ranking,
        asset_classes=tuple(f"class {a}" for a in range(classes)),
        **more,
    )


def arrays(shape: tuple[int, ...], entries: Entries = amounts) -> st.SearchStrategy[Floats]:
    """Arrays filled from a generated seed: many entries cost no more than one."""
    seeds = st.integers(0, 2**32 - 1)
    return seeds.map(lambda seed: entries(np.random.default_rng(seed), shape))


@st.composite
def systems(
    draw: st.DrawFn,
    *,
    smallest: int = 1,
    largest: int = 8,
    rankings: tuple[Ranking, ...] = (Ranking.EQUAL,),
    classes: int = 0,
    least_outside: float = 0.0,
) -> FinancialSystem:
    """Any system: zero debts, isolated institutions, no assets and rings included.

    Args:
        smallest, largest: Number of institutions.
        rankings: Of debts outside the network; one is chosen.
        classes: At most so many classes of marketable assets.
        least_outside: Everybody owes outside at least this share of what it owes inside, so that
            distress dies out in few rounds.
    """
    n = draw(st.integers(smallest, largest))
    m = draw(st.integers(min(1, classes), classes))
    debts = draw(arrays((n, n)))
    np.fill_diagonal(debts, 0.0)
    outside = np.maximum(draw(arrays((n,))), least_outside * debts.sum(axis=1))
    return FinancialSystem(
        names=LETTERS[:n],
        external_assets=draw(arrays((n,))),
        nominal_liabilities=debts,
        external_liabilities=outside,
        external_ranking=draw(st.sampled_from(rankings)),
        asset_classes=tuple(f"class {a}" for a in range(m)),
        holdings=draw(arrays((n, m))),
        price_impact=draw(arrays((m,), shares)) * 0.02,
        reserves=draw(arrays((n,))),
        payments_per_day=_no_diagonal(draw(arrays((n, n)))),
    )


@st.composite
def stressed(draw: st.DrawFn, system: FinancialSystem, *, most_draws: int = 2) -> State:
    """The top of a move in which every channel has something to carry."""
    n, d = system.size, draw(st.integers(1, most_draws))
    rules = Rules(
        clearing=ClearingRules(draw(SHARES), draw(SHARES)),
        leverage_floor=draw(st.sampled_from([0.0, 0.03, 0.1, 0.5])),
        counts_external_assets=draw(st.booleans()),
        market_access=draw(SHARES),
    )
    state = start(system, d, rules)
    flows = np.repeat(system.payments_per_day[np.newaxis], d, axis=0)
    return replace(
        state,
        external_assets=state.external_assets * draw(arrays((d, n), shares)),
        due=flows * draw(SHARES),
        capacity=draw(arrays((d, n), shares)),
        floor=state.reserves * draw(arrays((d, n), shares)),
        required=state.reserves * draw(arrays((d, n), shares)),
        credit_line=draw(arrays((d, n), one_of(0.0, 1.0, 50.0))),
        net_sold=draw(arrays((d, len(system.asset_classes)), one_of(0.0, 3.0, -2.0))),
    )


def part_of(system: FinancialSystem, state: State, own: Bools) -> tuple[FinancialSystem, State]:
    """What one side knows: its own balance sheets, and contracts to which one of its own belongs.

    All else is zero: external assets and debts, holdings and reserves of the others, and what
    the others owe and send each other.
    """
    known = own[:, np.newaxis] | own[np.newaxis, :]

    debts = system.nominal_liabilities.toarray() * known
    partly = replace(
        system,
        external_assets=system.external_assets * own,
        nominal_liabilities=debts,
        external_liabilities=system.external_liabilities * own,
        holdings=system.holdings * own[:, np.newaxis],
        reserves=system.reserves * own,
        payments_per_day=system.payments_per_day * known,
    )
    top = start(partly, state.draws, state.rules, own)
    return partly, replace(
        top,
        external_assets=state.external_assets * own,
        due=state.due * known,
        capacity=np.where(own, state.capacity, 1.0),
        floor=state.floor * own,
        required=state.required * own,
        credit_line=state.credit_line * own,
        net_sold=state.net_sold,
        leverage_floor=np.where(own, state.leverage_floor, 0.0),
    )


def passed_on(system: FinancialSystem, payments: Money) -> Money:
    """``Πᵀ x(p)`` by plain sums over debts: what each receives inside. Shape (n,), money."""
    debts = system.nominal_liabilities.toarray()
    n = system.size
    received = np.zeros(n)
    for i in range(n):
        inside = sum(debts[i])
        if inside == 0.0:
            continue
        if system.external_ranking is Ranking.SENIOR:
            left = max(payments[i] - system.external_liabilities[i], 0.0)
            share = left / inside
        else:
            share = payments[i] / (inside + system.external_liabilities[i])
        for j in range(n):
            received[j] += share * debts[i, j]
    return received


def _no_diagonal(matrix: Money) -> Money:
    np.fill_diagonal(matrix, 0.0)
    return matrix
