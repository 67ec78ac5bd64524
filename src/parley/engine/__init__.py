"""What could happen: a system, what hits it, how distress travels. Pure, numbers only.

What stands in ``__all__`` is for everybody and stays; docs/engine.md says each in two lines. The
rest may change with any version.

>>> from parley.engine import FinancialSystem, clear
>>> chain = FinancialSystem(
...     names=["A", "B", "C"],
...     external_assets=[6, 1, 0],
...     nominal_liabilities=[[0, 10, 0], [0, 0, 8], [0, 0, 0]],
...     external_liabilities=[0, 0, 0],
... )
>>> clear(chain, chain.external_assets).payments
array([[6., 7., 0.]])
"""

from parley.engine import measures, networks, shocks, sizes
from parley.engine.aftermath import Aftermath, stress
from parley.engine.attribution import Attribution, attribute
from parley.engine.compiled_loops import warm_up
from parley.engine.contagion.central_counterparty import Waterfall, run_waterfall
from parley.engine.contagion.claims import ClaimsCleared, clear_claims
from parley.engine.contagion.clearing import (
    BailIn,
    Clearing,
    ClearingRules,
    RankedClearing,
    RankedDebts,
    Solution,
    bail_in,
    clear,
    clear_by_seniority,
)
from parley.engine.contagion.cross_holdings import (
    CrossValuation,
    FailureCascade,
    value_cross_holdings,
    value_with_failures,
)
from parley.engine.contagion.distress import Distress, Hits, debtrank, distress
from parley.engine.contagion.fire_sales import FireSale, fire_sale
from parley.engine.contagion.funding import Withdrawals, withdraw
from parley.engine.contagion.hoarding import Hoarding, hoard
from parley.engine.contagion.payment_day import PaymentDay, settle_day
from parley.engine.contagion.payments import Settlement, settle_payments
from parley.engine.contagion.reinsurance import Reinsured, reinsure
from parley.engine.contagion.valuation import (
    BlackCox,
    EisenbergNoe,
    Furfine,
    FurfineMerton,
    LinearDebtRank,
    Merton,
    NonLinearDebtRank,
    Valued,
    value_claims,
)
from parley.engine.default_resources import DefaultResources
from parley.engine.impact import PriceImpact
from parley.engine.impact_paths import (
    impact_diffusion,
    impact_fluidity,
    impact_susceptibility,
)
from parley.engine.labels import labelled
from parley.engine.links import Claims, Funding, Links, Membership, Stakes
from parley.engine.models import ByClearing, ByDistress, BySettle
from parley.engine.reverse import smallest_shock
from parley.engine.selling import (
    CapitalRatio,
    LeverageTarget,
    LeverageThresholds,
    SellingOrder,
    SettledAt,
)
from parley.engine.sensitivity import ClearingSensitivity, clearing_sensitivity
from parley.engine.sensitivity_of_distress import DistressSensitivity, distress_sensitivity
from parley.engine.shocks import Scenario
from parley.engine.state import Rules, State, shocked, start
from parley.engine.status import Status
from parley.engine.step import settle
from parley.engine.study import Study, simulate
from parley.engine.system import FinancialSystem, Ranking
from parley.engine.treaties import Treaties

__all__ = [
    "Aftermath",
    "Attribution",
    "BailIn",
    "BlackCox",
    "ByClearing",
    "ByDistress",
    "BySettle",
    "CapitalRatio",
    "Claims",
    "ClaimsCleared",
    "Clearing",
    "ClearingRules",
    "ClearingSensitivity",
    "CrossValuation",
    "DefaultResources",
    "Distress",
    "DistressSensitivity",
    "EisenbergNoe",
    "FailureCascade",
    "FinancialSystem",
    "FireSale",
    "Funding",
    "Furfine",
    "FurfineMerton",
    "Hits",
    "Hoarding",
    "LeverageTarget",
    "LeverageThresholds",
    "LinearDebtRank",
    "Links",
    "Membership",
    "Merton",
    "NonLinearDebtRank",
    "PaymentDay",
    "PriceImpact",
    "RankedClearing",
    "RankedDebts",
    "Ranking",
    "Reinsured",
    "Rules",
    "Scenario",
    "SellingOrder",
    "SettledAt",
    "Settlement",
    "Solution",
    "Stakes",
    "State",
    "Status",
    "Study",
    "Treaties",
    "Valued",
    "Waterfall",
    "Withdrawals",
    "attribute",
    "bail_in",
    "clear",
    "clear_by_seniority",
    "clear_claims",
    "clearing_sensitivity",
    "debtrank",
    "distress",
    "distress_sensitivity",
    "fire_sale",
    "hoard",
    "impact_diffusion",
    "impact_fluidity",
    "impact_susceptibility",
    "labelled",
    "measures",
    "networks",
    "reinsure",
    "run_waterfall",
    "settle",
    "settle_day",
    "settle_payments",
    "shocked",
    "shocks",
    "simulate",
    "sizes",
    "smallest_shock",
    "start",
    "stress",
    "value_claims",
    "value_cross_holdings",
    "value_with_failures",
    "warm_up",
    "withdraw",
]
