"""Public functions with arguments that they take: channels, ties, rules, networks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from parley import engine
from parley.engine import FinancialSystem, networks

CHAIN = [[0.0, 10, 0], [0, 0, 8], [0, 0, 0]]


def chain(**other: Any) -> FinancialSystem:
    """A owes B 10, B owes C 8; all have equity, and hold of two classes."""
    given: dict[str, Any] = {
        "names": ["A", "B", "C"],
        "external_assets": [12.0, 5.0, 3.0],
        "nominal_liabilities": CHAIN,
        "external_liabilities": [1.0, 2.0, 3.0],
        "asset_classes": ["bonds", "shares"],
        "holdings": [[4.0, 0], [1, 2], [0, 3]],
        "price_impact": [0.01, 0.02],
        "reserves": [3.0, 2, 1],
        "payments_per_day": [[0.0, 1, 0], [0, 0, 2], [1, 0, 0]],
    }
    return FinancialSystem(**(given | other))


@dataclass(frozen=True)
class Case:
    """A public function, arguments it takes, and which oddities each argument may have."""

    call: Callable[..., Any]
    good: dict[str, Any]
    #: By argument, what is no fault in it.
    may: dict[str, str] = field(default_factory=dict)
    #: Handed over, and not to be made bad.
    beside: dict[str, Any] = field(default_factory=dict)
    #: What an argument is called where it is refused, if not by its own name.
    known_as: dict[str, str] = field(default_factory=dict)


PAIR = np.array([[0.0, 4.0], [3.0, 0.0]])
TREATIES = engine.Treaties(
    ("A", "R"), np.array([0]), np.array([[0.0, 1.0]]), attachment=np.array([5.0])
)
RESOURCES = {"initial_margin": [60.0, 80, 20], "default_fund": [10.0, 40, 10]}
CLAIMS = engine.Claims(np.array([[30.0, 0.0]]), np.array([[0.0, 0], [1, 0]]), np.array([[20.0]]))

CHANNELS = {
    "FinancialSystem": Case(
        chain,
        {
            "external_assets": [12.0, 5, 3],
            "nominal_liabilities": CHAIN,
            "external_liabilities": [1.0, 2, 3],
            "holdings": [[4.0, 0], [1, 2], [0, 3]],
            "price_impact": [0.01, 0.02],
            "reserves": [3.0, 2, 1],
            "payments_per_day": [[0.0, 1, 0], [0, 0, 2], [1, 0, 0]],
        },
        {"reserves": "number", "external_assets": "", "holdings": "number",
         "price_impact": "number", "external_liabilities": ""},
    ),
    "clear": Case(
        engine.clear,
        {"external_assets": [[12.0, 5, 3]], "recovery_external": 0.5, "recovery_interbank": 0.5},
        beside={"system": chain()},
    ),
    "distress": Case(
        engine.distress,
        {"losses": [[1.0, 0, 0]], "loss_given_default": 0.6},
        beside={"system": chain()},
    ),
    "debtrank": Case(
        engine.debtrank, {"leverage": 0.1 * PAIR, "initial_distress": [[0.1, 0.0]]}
    ),
    "value_claims": Case(
        engine.value_claims,
        {"external_assets": [[12.0, 5, 3]]},
        {"external_assets": "negative"},
        beside={"system": chain(), "valuation": engine.EisenbergNoe()},
    ),
    "fire_sale": Case(
        engine.fire_sale,
        {
            "holdings": [[100.0, 0], [50, 50]],
            "equity": [10.0, 20],
            "debt": [90.0, 80],
            "price_impact": [0.001, 0.002],
            "shock": [0.01, 0.02],
            "losses": [0.0, 0],
            "cash": [0.0, 0],
            "other_debt": [0.0, 0],
        },
        {
            "shock": "number", "losses": "number", "cash": "number", "other_debt": "number",
        },
    ),
    "withdraw": Case(
        engine.withdraw,
        {"short_term": CHAIN, "outflow": [8.0, 0, 0], "buffer": [3.0, 1, 9]},
    ),
    "hoard": Case(
        engine.hoard,
        {
            "nominal_liabilities": CHAIN,
            "liquid_assets": [5.0, 9, 11],
            "collateral": [1.0, 1, 1],
            "reverse_repo": [1.0, 1, 1],
            "repo": [1.0, 1, 1],
            "new_funding": [0.0, 0, 0],
            "haircut": 0.1,
            "own_haircut": [0.0, 0, 0.1],
            "recall_share": 0.5,
        },
        {
            "collateral": "number", "reverse_repo": "number", "repo": "number",
            "new_funding": "number", "own_haircut": "number", "haircut": "number",
        },
    ),
    "settle_payments": Case(
        engine.settle_payments,
        {
            "due": [PAIR],
            "reserves": [[1.0, 2]],
            "floor": [[0.0, 0]],
            "capacity": [[1.0, 1]],
            "top": [[1.0, 1]],
        },
        dict.fromkeys(("due", "reserves", "floor", "capacity", "top"), ""),
    ),
    "settle_day": Case(
        engine.settle_day,
        {
            "balances": [[1.0, 0, 5]],
            "sender": [0, 2],
            "receiver": [1, 0],
            "amount": [3.0, 2],
            "time_step": [0, 1],
        },
    ),
    "reinsure": Case(
        engine.reinsure, {"gross_losses": [[10.0, 0]]}, {"gross_losses": "undrawn"},
        beside={"treaties": TREATIES},
    ),
    "clear_claims": Case(
        engine.clear_claims,
        {"assets": [[12.0, 5.0]], "liquid_assets": [[1.0, 1.0]]},
        {"assets": "number", "liquid_assets": "none number"},
        beside={"claims": CLAIMS},
    ),
    "run_waterfall": Case(
        engine.run_waterfall,
        {
            "variation_margin": [[-100.0, 90, 10]],
            "defaulted": [[True, False, False]],
            "close_out_cost": [[1.0, 1, 1]],
            "equity": [[50.0, 50, 50]],
            "liquid_assets": [[50.0, 50, 50]],
        },
        {
            "variation_margin": "negative number", "close_out_cost": "number",
            "equity": "none negative number infinite",
            "liquid_assets": "none number infinite", "defaulted": "nan infinite negative",
        },
        beside={"resources": engine.DefaultResources(**RESOURCES)},  # type: ignore[arg-type]
    ),
    "DefaultResources": Case(
        engine.DefaultResources,
        {**RESOURCES, "skin_in_the_game": 5.0, "assessments": 1.0, "gains_haircut": 0.5},
    ),
    "stress": Case(
        engine.stress,
        {"losses": [[1.0, 0, 0]], "prices": [[0.9, 0.8]]},
        {"losses": "none negative", "prices": "none"},
        beside={"system": chain()},
    ),
    "shocked": Case(
        engine.shocked,
        {"losses": [[1.0, 0, 0]], "prices": [[0.9, 0.8]]},
        {"losses": "none negative", "prices": "none"},
        beside={"system": chain(), "state": engine.start(chain(), 1)},
    ),
    "Funding": Case(
        engine.Funding, {"short_term": CHAIN, "external": [1.0, 2, 3], "ratio_low": 0.0},
        {"ratio_low": "negative"}, beside={"ratio_high": 0.5},
    ),
    "Stakes": Case(engine.Stakes, {"shares": [[0.0, 0.3], [0.2, 0]]}),
    "Claims": Case(
        engine.Claims,
        {"policyholders": [[30.0, 0]], "reinsured": [[0.0, 0], [1, 0]], "amounts": [[20.0]]},
        {"amounts": "number"},
    ),
    "Membership": Case(
        engine.Membership,
        {"close_out_cost": [[1.0, 1, 1]], "variation_margin": [[1.0, -1, 0]]},
        {"variation_margin": "negative"},
        beside={"resources": engine.DefaultResources(**RESOURCES)},  # type: ignore[arg-type]
    ),
    "Links": Case(engine.Links, {"loss_given_default": 0.5}),
    "ClearingRules": Case(
        engine.ClearingRules, {"recovery_external": 0.5, "recovery_interbank": 0.5}
    ),
    "Rules": Case(engine.Rules, {"leverage_floor": 0.03, "market_access": 0.5}),
    "PriceImpact": Case(
        engine.PriceImpact.exponential, {"slope": [0.001, 0.002]}, {"slope": "short"}
    ),
    "LeverageThresholds": Case(
        engine.LeverageThresholds, {"default_below": 0.03, "sell_below": 0.04, "target": 0.05}
    ),
    "CapitalRatio": Case(engine.CapitalRatio, {"least": 0.07}),
    "Merton": Case(engine.Merton, {"volatility": [0.1, 0.2, 0.1], "recovery": 0.5},
                   {"volatility": "number short"}),
    "Furfine": Case(engine.Furfine, {"recovery": 0.5}),
    "LinearDebtRank": Case(
        engine.LinearDebtRank, {"equity_before": [1.0, 2.0]},
        {"equity_before": "negative short"},
    ),
    "Scenario": Case(engine.Scenario, {"correlation": 0.5, "degrees_of_freedom": 4.0},
                     {"degrees_of_freedom": "infinite"}),
    "maximum_entropy": Case(
        networks.maximum_entropy, {"row_sums": [4.0, 2, 2], "column_sums": [2.0, 3, 3]}
    ),
    "minimum_density": Case(
        networks.minimum_density, {"row_sums": [4.0, 2, 2], "column_sums": [2.0, 3, 3]}
    ),
    "fitness": Case(
        networks.fitness, {"row_sums": [4.0, 2, 2], "column_sums": [2.0, 3, 3]},
        beside={"links": 4, "seed": 1, "count": 2},
    ),
    "sample": Case(
        networks.sample, {"row_sums": [4.0, 2, 2], "column_sums": [2.0, 3, 3]},
        beside={"seed": 1, "count": 2, "burn_in": 2},
    ),
    "estimate": Case(engine.measures.estimate, {"draws": [1.0, 2.0]},
                     {"draws": "negative short nobody"}, beside={"unit": "x"}),
}  # fmt: skip
