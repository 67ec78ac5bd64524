"""All channels at once, 100 institutions in 1,000 draws: with each channel added in turn."""

import numpy as np

from benchmarks.harness import Measurement, measure
from parley.engine.default_resources import DefaultResources
from parley.engine.links import Claims, Funding, Links, Membership, Stakes
from parley.engine.state import Rules, shocked, start
from parley.engine.status import Status
from parley.engine.step import settle
from parley.engine.system import FinancialSystem

BANKS, CLASSES, DRAWS, SEED = 100, 10, 1_000, 20261125


def problem() -> tuple[FinancialSystem, Links]:
    """A random system in which every channel has something to carry."""
    rng = np.random.default_rng(SEED)
    owes = np.where(rng.random((BANKS, BANKS)) < 0.2, rng.pareto(1.5, (BANKS, BANKS)), 0.0)
    np.fill_diagonal(owes, 0.0)
    inside = owes.sum(axis=1)
    cash = 2.0 * inside + 1.0
    holdings = rng.random((BANKS, CLASSES)) * (inside / CLASSES * 2.0)[:, np.newaxis]
    assets = cash + holdings.sum(axis=1) + owes.sum(axis=0)
    outside = np.maximum(0.9 * assets - inside, 0.0)
    flows = np.where(owes > 0, owes * 0.2, 0.0)
    system = FinancialSystem(
        names=tuple(f"bank {i}" for i in range(BANKS)),
        external_assets=cash,
        nominal_liabilities=owes,
        external_liabilities=outside,
        asset_classes=tuple(f"class {a}" for a in range(CLASSES)),
        holdings=holdings,
        price_impact=np.full(CLASSES, 0.1 / holdings.sum(axis=0).mean()),
        reserves=0.2 * cash,
        payments_per_day=flows,
    )
    shares = np.where(rng.random((BANKS, BANKS)) < 0.05, 0.05, 0.0)
    np.fill_diagonal(shares, 0.0)
    reinsured = np.where(rng.random((BANKS, BANKS)) < 0.02, 1.0, 0.0)
    np.fill_diagonal(reinsured, 0.0)
    claims = Claims(
        rng.pareto(3.0, (DRAWS, BANKS)) * 0.01 * cash,
        reinsured,
        rng.random((DRAWS, int(reinsured.sum()))) * 0.1,
    )
    resources = DefaultResources(0.01 * cash, 0.005 * cash, 1.0, assessments=1.0)
    house = Membership(resources, rng.pareto(3.0, (DRAWS, BANKS)) * 0.02 * cash)
    links = Links(Funding(owes * 0.3, outside * 0.2, 0.0, 0.05), Stakes(shares), claims, house, 0.6)
    return system, links


def measurements(repeats: int) -> list[Measurement]:
    """Debts, prices and payments alone first."""
    system, links = problem()
    rng = np.random.default_rng(SEED + 1)
    losses = system.external_assets * rng.beta(1.0, 40.0, (DRAWS, BANKS))
    rules = Rules(leverage_floor=0.03)

    def settled(ties: Links | None) -> object:
        state = shocked(system, start(system, DRAWS, rules, links=ties), losses)
        found, _ = settle(system, state)
        assert np.mean(found.status == Status.CONVERGED) > 0.99
        return found

    rows: dict[str, Links | None] = {
        "debts and prices": None,
        "and marking": Links(loss_given_default=0.6),
        "and funding": Links(funding=links.funding, loss_given_default=0.6),
        "and stakes": Links(links.funding, links.stakes, loss_given_default=0.6),
        "all channels": links,
    }
    return [measure(name, lambda t=ties: settled(t), repeats) for name, ties in rows.items()]  # type: ignore[misc]
