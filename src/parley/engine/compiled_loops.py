"""Every compiled loop once, on the smallest system there is: numba stores what it has compiled."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from parley.engine import networks
from parley.engine.aftermath import stress
from parley.engine.contagion.central_counterparty import run_waterfall
from parley.engine.contagion.claims import clear_claims
from parley.engine.contagion.clearing import clear
from parley.engine.contagion.distress import Hits, debtrank, distress
from parley.engine.contagion.fire_sales import fire_sale
from parley.engine.contagion.funding import withdraw
from parley.engine.contagion.hoarding import hoard
from parley.engine.contagion.kernels.whole import units_whole
from parley.engine.contagion.payment_day import settle_day
from parley.engine.contagion.payments import settle_one_by_one, settle_payments
from parley.engine.contagion.reinsurance import reinsure
from parley.engine.contagion.whole_clearing import WholeDebts, clear_whole
from parley.engine.default_resources import DefaultResources
from parley.engine.links import Claims, Funding, Links, Membership
from parley.engine.payment_terms import Offsetting, Outage
from parley.engine.selling import CapitalRatio, LeverageThresholds, SellingOrder
from parley.engine.shocks import Scenario
from parley.engine.sizes import Uniform
from parley.engine.state import Rules
from parley.engine.study import simulate
from parley.engine.system import FinancialSystem, Ranking
from parley.engine.treaties import Treaties
from parley.engine.whole.part import Dues, Loans, Markets, Part
from parley.engine.whole.settle import Inflow, arrived, settle_part, top_of

#: Called with what is compiled next, how many parts are done, and how many there are.
OnPart = Callable[[str, int, int], None]

_OWES = np.array([[0.0, 10, 0], [0, 0, 8], [1, 0, 0]])


def warm_up(on_part: OnPart | None = None) -> None:
    """Compile every loop of the engine, or find it compiled: no later call then has to wait.

    It takes a minute or two the first time and seconds from then on. What is compiled is stored
    by numba, beside the source or where ``NUMBA_CACHE_DIR`` says.

    Args:
        on_part: Told what comes next.

    Example:
        >>> warm_up(lambda part, done, parts: None)
    """
    for done, (part, run) in enumerate(_PARTS.items()):
        if on_part is not None:
            on_part(part, done, len(_PARTS))
        run()


def _system() -> FinancialSystem:
    return FinancialSystem(
        names=("A", "B", "C"),
        external_assets=np.array([12.0, 5, 3]),
        nominal_liabilities=_OWES,
        external_liabilities=np.array([1.0, 2, 3]),
        asset_classes=("bonds", "shares"),
        holdings=np.array([[4.0, 0], [1, 2], [0, 3]]),
        price_impact=np.array([0.01, 0.02]),
        reserves=np.array([3.0, 2, 1]),
        payments_per_day=np.array([[0.0, 1, 0], [0, 0, 2], [1, 0, 0]]),
    )


def _clearing() -> None:
    many = np.tile([6.0, 1, 0], (600, 1)) * np.linspace(0.0, 1.0, 600)[:, np.newaxis]
    for costs in ((1.0, 1.0), (0.5, 0.5)):
        for assets in (many, many[300:301]):
            clear(_system(), assets, *costs)
            clear(_system(), assets, *costs, solution="least")
    ring = FinancialSystem(
        ("A", "B"), np.array([1e-9, 0]), np.array([[0, 1e6], [1e6, 0]]), np.array([1e-6, 0])
    )
    clear(ring, ring.external_assets)
    ranked = replace(_system(), external_ranking=Ranking.SENIOR)
    clear(ranked, many)


def _distress() -> None:
    for losses in (np.ones((200, 3)), np.ones((1, 3))):
        for hits in Hits:
            distress(_system(), losses, hits=hits)
    ring = np.array([[0.0, 1, 0], [0, 0, 1], [1, 0, 0]])  # it never ends by itself
    for leverage in (ring, 0.999999 * ring, 2.0 * ring):
        debtrank(leverage, [1e-9, 0.0, 0.0])


def _fire_sales() -> None:
    books = ([[100.0, 0], [50, 50]], [10.0, 20], [90.0, 80], [0.001, 0.002])
    for order in SellingOrder:
        fire_sale(*books, shock=0.1, order=order, attribute=True)
    fire_sale(*books, shock=0.1, selling=LeverageThresholds(), rounds=2)
    fire_sale(*books, shock=0.1, selling=CapitalRatio(0.2))


def _funding() -> None:
    withdraw(_OWES, [8.0, 0, 0], [3.0, 1, 9])
    hoard(_OWES, [5.0, 9, 11], hoarding=[True, False, False])


def _payments() -> None:
    due, one = np.array([[[0.0, 4], [3, 0]]]), np.ones((1, 2))
    settle_payments(due, one, 0 * one, one, one, with_bound=True)
    settle_one_by_one([1.0, 0.0, 5.0], [0, 2], [1, 0], [3.0, 2.0])
    for offsetting in Offsetting:
        settle_day([1, 0, 5], [0, 2], [1, 0], [3, 2], [0, 1], offsetting=offsetting)
    settle_day([1, 0, 5], [0, 2], [1, 0], [3, 2], [1, 0], outages=Outage(2, 0, 2), steps=3)


def _insurance() -> None:
    who = (np.array([0, 1]), np.array([[0.0, 1, 0], [0, 0, 1]]))
    treaties = Treaties(("A", "R", "S"), *who, attachment=np.array([5.0, 1]))
    clear_claims(reinsure(treaties, [[10.0, 0, 0]]).claims_to_pay, [1.0, 2, 3])


def _counterparty() -> None:
    resources = DefaultResources(np.array([60.0, 80, 20]), np.array([10.0, 40, 10]))
    run_waterfall(resources, [-100.0, 90, 10], [True, False, False])


def _together() -> None:
    system = _system()
    links = Links(
        funding=Funding(system.nominal_liabilities, system.external_liabilities, 0.0, 0.1),
        claims=Claims(np.array([[1.0, 0, 0]]), np.array(_OWES > 0.0) * 1.0, np.ones((1, 3))),
        membership=Membership(
            DefaultResources(np.ones(3), np.ones(3)), np.ones((1, 3)), np.zeros((1, 3))
        ),
        loss_given_default=0.5,
    )
    stress(system, [8.0, 0, 0], rules=Rules(leverage_floor=0.03), links=links)
    simulate(system, Scenario(size=Uniform(0.0, 1.0)), draws=8, seed=1)


def _whole_numbers() -> None:
    debts = WholeDebts(np.array([0]), np.array([1]), np.array([10]), np.array([0, 0]))
    clear_whole(debts, np.array([[5, 0]]))
    clear_whole(debts, np.array([[5, 0]]), from_below=True)
    zero, none = np.zeros(2, dtype=np.int64), np.zeros((1, 2), dtype=np.int64)
    one, two = np.array([0]), np.array([1])
    part = Part(
        debts,
        np.array([[5, 0]]),
        markets=Markets(np.array([[4], [0]]), np.array([10**6]), np.array([10**7, 10**7])),
        dues=Dues(one, two, np.array([[3]]), zero, zero, zero, zero + 10**9, zero + 1, zero),
        loans=Loans(one, two, np.array([5]), zero, zero, zero, 0, 10**8),
    )
    inflow = Inflow(none, none, none[:, :1], none)
    found = settle_part(part, inflow, top_of(part, 1))
    arrived(part, found.sent)
    units_whole(np.array([[[4], [0]]]), found.fraction, np.zeros((1, 2, 1), dtype=np.int64))


def _networks() -> None:
    sums = ([4.1, 2.3, 1.8], [2.2, 3.1, 2.9])
    networks.maximum_entropy(*sums)
    networks.maximum_entropy(*sums, groups=["X", "X", "Y"], most_between={("X", "Y"): 4.0})
    networks.minimum_density(*sums)
    networks.minimum_density_by_chance(*sums, seed=1)
    networks.fitness(*sums, links=4, seed=1, count=2)
    networks.sample(*sums, seed=1, count=2, burn_in=2, chains=2)


_PARTS = {
    "clearing": _clearing,
    "distress": _distress,
    "fire sales": _fire_sales,
    "funding": _funding,
    "payments": _payments,
    "reinsurance": _insurance,
    "central counterparties": _counterparty,
    "all channels together": _together,
    "whole numbers": _whole_numbers,
    "networks": _networks,
}
