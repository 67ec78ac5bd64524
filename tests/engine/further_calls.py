"""Public functions with arguments that they take: seniority, cross-holdings, tails and the rest."""

from typing import Any

import numpy as np

from parley import engine
from parley.engine import (
    catastrophe,
    impact_paths,
    margin_models,
    measures,
    networks,
    payment_terms,
    rollover,
    shocks,
    sizes,
    tails,
    treaty,
)
from parley.engine import cheapest_shock as cheapest
from parley.engine.contagion import (
    central_counterparty,
    cross_holdings,
    leverage_rounds,
    overlaps,
    target_leverage,
    threshold_cascade,
)
from tests.engine.public_calls import Case, chain

LEVELS = [[[0.0, 4.0], [3.0, 0.0]], [[0.0, 2.0], [0.0, 0.0]]]
TWICE = [[2.0, 1.0], [1.0, 3.0]]
STAKES = [[0.0, 0.3], [0.2, 0.0]]
THREE = [[0.0, 1, 0], [10, 0, 3], [3, 2, 0]]
DRAWS = np.arange(1.0, 101.0)
EVENTS = {"names": ("quake", "storm"), "regions": ("coast", "plain")}
FRENCH = chain(jurisdictions=("FR", "DE", "FR"))
QUAKES = catastrophe.EventSet(
    ("quake",), ("coast", "plain"), np.array([1.5]), np.array([[100.0, 20.0]])
)
YEARS = catastrophe.Years(
    np.array([0, 1]), np.array([0]), np.array([1.5]), np.zeros(1), np.zeros(1)
)
CLAIMS: dict[str, Any] = {"claims": THREE, "equity": [2.0, 5, 2]}
ANY_EQUITY = {"equity": "negative"}
BOOK: dict[str, Any] = {
    "holdings": [[100.0, 0], [50, 50]], "cash": [1.0, 2], "other_assets": [10.0, 20],
    "loans": [95.0, 90], "other_debts": [1.0, 1], "impact": [0.001, 0.002],
    "shock": [0.015, 0.0],
}  # fmt: skip
SUMS: dict[str, Any] = {"row_sums": [4.0, 2, 2], "column_sums": [2.0, 3, 3]}

FURTHER = {
    "clear_by_seniority": Case(
        engine.clear_by_seniority,
        {
            "liabilities_by_level": LEVELS, "external_assets": [[6.0, 1.0]],
            "external_liabilities_by_level": TWICE, "cross_holdings": STAKES,
            "recovery_external": 0.5, "recovery_interbank": 0.5,
        },
        {"external_liabilities_by_level": "none", "cross_holdings": "none"},
    ),
    "RankedDebts": Case(
        engine.RankedDebts, {"inside": np.array(LEVELS), "outside": np.array(TWICE),
                             "shares": np.array(STAKES)},
        known_as={"inside": "liabilities_by_level", "outside": "external_liabilities_by_level",
                  "shares": "cross_holdings"},
    ),
    "bail_in": Case(
        engine.bail_in,
        {
            "liabilities_by_level": LEVELS, "external_assets": [[6.0, 4.0]], "trigger": 0.05,
            "target": 0.2, "external_liabilities_by_level": TWICE, "cross_holdings": STAKES,
            "share_if_worthless": 0.5,
        },
        {"external_liabilities_by_level": "none", "cross_holdings": "none"},
    ),
    "clear, the least": Case(
        engine.clear,
        {"external_assets": [[12.0, 5, 3]], "recovery_external": 0.5, "recovery_interbank": 0.5},
        beside={"system": chain(), "solution": "least"},
    ),
    "value_with_failures": Case(
        engine.value_with_failures,
        {
            "cross_holdings": STAKES, "asset_values": [[4.0, 10.0]], "thresholds": [7.0, 7.5],
            "failure_costs": [3.0, 3.0],
        },
        {"thresholds": "number negative short", "failure_costs": "number short",
         "asset_values": "negative"},
    ),
    "dependency_matrix": Case(cross_holdings.dependency_matrix, {"cross_holdings": STAKES}),
    "value_cross_holdings": Case(
        engine.value_cross_holdings,
        {
            "equity_holdings": STAKES, "debt_holdings": [[0.0, 0.1], [0.2, 0.0]],
            "external_assets": [[2.0, 1.0]], "debts": [[1.0, 2.0]],
        },
        {"debts": "number short"},
    ),
    "clearing_sensitivity": Case(
        engine.clearing_sensitivity,
        {
            "external_assets": [[12.0, 5, 3]], "recovery_external": 0.5, "recovery_interbank": 0.5,
            "weights": [1.0, 1, 1],
        },
        {"external_assets": "none", "weights": "none negative"},
        beside={"system": chain()}, known_as={"external_assets": "assets"},
    ),
    "distress_sensitivity": Case(
        engine.distress_sensitivity, {"losses": [[1.0, 0, 0]], "loss_given_default": 0.6},
        beside={"system": chain()},
    ),
    "smallest_shock": Case(
        engine.smallest_shock, {"direction": [1.0, 0, 0], "target": 3.0},
        beside={"model": "clearing", "system": chain()},
    ),
    "cheapest_shock": Case(
        cheapest.cheapest_shock, {"target": 5.0, "external_assets": [12.0, 5, 3]},
        {"external_assets": "none"}, beside={"system": chain()},
        known_as={"external_assets": "assets"},
    ),
    "impact_susceptibility": Case(engine.impact_susceptibility, CLAIMS, ANY_EQUITY),
    "impact_fluidity": Case(engine.impact_fluidity, CLAIMS, ANY_EQUITY),
    "impact_diffusion": Case(engine.impact_diffusion, CLAIMS, ANY_EQUITY),
    "impact_matrix": Case(impact_paths.impact_matrix, CLAIMS, ANY_EQUITY),
    "start": Case(
        engine.start, {"draws": 2}, beside={"system": chain()}
    ),
    "simulate": Case(
        engine.simulate, {"draws": 3, "seed": 1},
        beside={"systems": chain(), "scenario": engine.Scenario(size=sizes.Fixed(0.5))},
    ),
    "Treaties": Case(
        engine.Treaties,
        {
            "cedent": [0], "shares": [[0.0, 1.0]], "attachment": [5.0], "limit": [50.0],
            "aggregate_attachment": [1.0], "aggregate_limit": [80.0], "of_direct": [0.5],
            "of_assumed": [0.5], "premium": [1.0], "reinstatement_rate": [0.5],
            "reinstatements": [1.0],
        },
        dict.fromkeys(
            ("attachment", "aggregate_attachment", "of_direct", "of_assumed", "premium",
             "reinstatement_rate"), "number",
        )
        | dict.fromkeys(("limit", "aggregate_limit", "reinstatements"), "number infinite"),
        beside={"names": ("A", "R")},
    ),
    "treaty.quota_share": Case(
        treaty.quota_share, {"ceded": 0.3, "event_limit": 9.0}, {"event_limit": "infinite"},
        beside={"cedent": "A", "reinsurers": {"R": 0.6, "S": 0.4}},
        known_as={"ceded": "of_direct", "event_limit": "limit"},
    ),
    "treaty.surplus": Case(
        treaty.surplus,
        {"sums_insured": [100.0, 300, 900], "line": 100.0, "lines": 4.0, "event_limit": 9.0},
        {"event_limit": "infinite", "sums_insured": "short number"},
        beside={"cedent": "A", "reinsurers": {"R": 1.0}}, known_as={"event_limit": "limit"},
    ),
    "treaty.excess_of_loss": Case(
        treaty.excess_of_loss,
        {"attachment": 50.0, "limit": 100.0, "reinstatements": 1.0, "premium": 1.0,
         "reinstatement_rate": 1.0, "aggregate_attachment": 1.0},
        {"limit": "infinite", "reinstatements": "infinite"},
        beside={"cedent": "A", "reinsurers": {"R": 1.0}},
    ),
    "treaty.stop_loss": Case(
        treaty.stop_loss, {"attachment": 50.0, "limit": 100.0}, {"limit": "infinite"},
        beside={"cedent": "A", "reinsurers": {"R": 1.0}},
        known_as={"attachment": "aggregate_attachment", "limit": "aggregate_limit"},
    ),
    "catastrophe.EventSet": Case(
        catastrophe.EventSet,
        {"frequency": [0.5, 0.1], "losses": [[100.0, 0], [50, 20]], "spread": [0.5, 0.2]},
        {"spread": "number short"}, beside=EVENTS,
    ),
    "catastrophe.draw_years": Case(
        catastrophe.draw_years, {"seed": 1, "first": 0, "count": 5, "common_share": 0.5},
        beside={"events": QUAKES},
    ),
    "catastrophe.insured_losses": Case(
        catastrophe.insured_losses, {"market_shares": [[0.2, 0.0], [0.1, 0.5]]},
        beside={"events": QUAKES, "years": YEARS},
    ),
    "catastrophe.market_factor": Case(
        catastrophe.market_factor, {"volatility": 0.2, "common_share": 0.5},
        beside={"years": YEARS},
    ),
    "catastrophe.by_year": Case(
        catastrophe.by_year, {"losses": [3.0, 5, 2], "first_event": [0, 2, 2, 3]},
    ),
    "catastrophe.exceedance_curve": Case(
        catastrophe.exceedance_curve,
        {"losses": DRAWS, "return_periods": [10.0, 20.0], "confidence": 0.9},
        {"losses": "short negative", "return_periods": "short"},
    ),
    "roll_over": Case(
        rollover.roll_over,
        {
            "maturities": [[10.0, 20.0], [5.0, 5.0]], "equity_ratio": [[0.05, 0.04]],
            "cash": [6.0, 6.0], "low": 0.03, "high": 0.07, "eligible": [1.0, 1.0], "haircut": 0.1,
            "short_term": [[0.0, 1.0], [1.0, 0.0]],
        },
        {"equity_ratio": "negative number infinite", "eligible": "number", "short_term": "none",
         "low": "negative", "high": "negative", "maturities": "short"},
    ),
    "HistoricalMargin": Case(
        margin_models.HistoricalMargin,
        {"confidence": 0.99, "close_out_days": 2.0, "floor": 1.0},
    ),
    "WeightedMargin": Case(
        margin_models.WeightedMargin,
        {"decay": 0.97, "confidence": 0.99, "close_out_days": 2.0, "floor": 1.0},
    ),
    "margin_by_day": Case(
        margin_models.margin_by_day, {"gains": [[-1.0, 2], [-3.0, 1], [2.0, 0]]},
        {"gains": "negative short"}, beside={"model": margin_models.WeightedMargin()},
    ),
    "margin_calls": Case(
        margin_models.margin_calls,
        {"margin": [[5.0], [8], [6]], "gains": [[1.0], [-4], [-1]]},
        {"gains": "negative"},
    ),
    "find_overlaps": Case(
        overlaps.find_overlaps, {"holdings": [[10.0, 0], [10, 5]], "depth": [100.0, 50]},
        {"depth": "infinite"},
    ),
    "rank_contagion": Case(
        overlaps.rank_contagion, {"holdings": [[10.0, 1], [10, 2], [5, 0]], "depth": [100.0, 9]},
        {"depth": "infinite"},
    ),
    "sell_in_rounds": Case(leverage_rounds.sell_in_rounds, BOOK, {"shock": "number"}),
    "target_leverage_once": Case(
        target_leverage.target_leverage_once,
        {"holdings": [[100.0, 10], [50, 50]], "debt_to_equity": [9.0, 5],
         "price_impact": [0.001, 0.002], "shock": [-0.01, -0.02]},
        {"shock": "negative number"},
    ),
    "find_vulnerability": Case(
        target_leverage.find_vulnerability,
        {"holdings": [[100.0, 10], [50, 50]], "debt_to_equity": [9.0, 5],
         "price_impact": [0.001, 0.002], "shock": [-0.01, -0.02]},
        {"shock": "negative number"},
    ),
    "cascade_defaults": Case(
        threshold_cascade.cascade_defaults,
        {"losses": [[1.0, 0, 0]], "recovery": 0.5}, {"losses": "number", "recovery": "number"},
        beside={"system": chain()},
    ),
    "variation_margin": Case(
        central_counterparty.variation_margin,
        {"positions": [[10.0, 1], [-10, -1]], "price_moves": [[-2.0, 1]]},
        {"price_moves": "negative"},
    ),
    "cover": Case(
        central_counterparty.cover,
        {"close_out_loss": [[8.0, 30, 15]], "initial_margin": [10.0, 10, 10]},
    ),
    "value_at_risk": Case(
        tails.value_at_risk, {"losses": DRAWS, "level": 0.9, "confidence": 0.95},
        {"losses": "negative short alone"},
    ),
    "expected_shortfall": Case(
        tails.expected_shortfall, {"losses": DRAWS, "level": 0.9, "confidence": 0.95},
        {"losses": "negative short"},
    ),
    "bootstrap_interval": Case(
        tails.bootstrap_interval,
        {"losses": DRAWS, "level": 0.9, "seed": 1, "confidence": 0.95, "resamples": 20},
        {"losses": "negative short"},
    ),
    "tail_of": Case(tails.tail_of, {"losses": DRAWS}, {"losses": "negative short"}),
    "measures.spillovers": Case(
        measures.spillovers, {"loss_from": [[0.0, 2, 3], [1, 0, 4], [0, 0, 0]],
                              "labels": [0, 0, 1]}, {"loss_from": "negative"},
    ),
    "shocks.YearlyEvents": Case(
        shocks.YearlyEvents, {"losses": [[1.0, 0, 0], [0, 2, 0]], "frequencies": [0.5, 0.5]},
        {"losses": "short"},
    ),
    "shocks.Place": Case(
        shocks.Place, {"weights": [1.0, 2.0]}, beside={"labels": (0, 1, 1)},
    ),
    "shocks.one_of": Case(shocks.one_of, {"n": 3, "weights": [1.0, 1, 2]}, {}),
    "shocks.one_country": Case(
        lambda weight: shocks.one_country(FRENCH, {"FR": weight, "DE": 1.0}), {"weight": 2.0},
    ),
    "shocks.given": Case(shocks.given, {"institutions": [0, 2], "n": 3}, {"institutions": "short"}),
    "shocks.draw_shocks": Case(
        shocks.draw_shocks, {"seed": 1, "count": 3},
        beside={"system": chain(), "scenario": engine.Scenario(size=sizes.Fixed(0.5))},
    ),
    "sizes.Fixed": Case(sizes.Fixed, {"value": 0.5}),
    "sizes.Uniform": Case(sizes.Uniform, {"low": 0.1, "high": 0.5}),
    "sizes.Lognormal": Case(sizes.Lognormal, {"median": 0.1, "sigma": 0.5}),
    "sizes.Beta": Case(sizes.Beta, {"a": 0.5, "b": 99.5}),
    "sizes.Pareto": Case(sizes.Pareto, {"least": 0.1, "exponent": 2.0}),
    "sizes.Empirical": Case(sizes.Empirical, {"values": [0.1, 0.5], "weights": [1.0, 2.0]}),
    "NonLinearDebtRank": Case(
        engine.NonLinearDebtRank, {"equity_before": [1.0, 2.0], "curvature": 1.0},
        {"equity_before": "negative short", "curvature": "infinite"},
    ),
    "FurfineMerton": Case(
        engine.FurfineMerton, {"volatility": [0.1, 0.2], "recovery": 0.5},
        {"volatility": "number short"},
    ),
    "BlackCox": Case(
        engine.BlackCox, {"volatility": [0.1, 0.2], "recovery": 0.5},
        {"volatility": "number short"},
    ),
    "ByClearing": Case(
        engine.ByClearing, {"recovery_external": 0.5, "recovery_interbank": 0.5}
    ),
    "ByDistress": Case(engine.ByDistress, {"loss_given_default": 0.5}),
    "payment_terms.Outage": Case(
        payment_terms.Outage, {"institution": 1, "first_step": 0, "end_step": 2,
                               "payments_by_hand": 0.0},
        {"end_step": "none", "institution": "negative", "payments_by_hand": "infinite"},
    ),
    "payment_terms.IntradayCredit": Case(
        payment_terms.IntradayCredit, {"unsecured": 1.0, "collateral": 1.0, "haircut": 0.1}
    ),
    "payment_terms.Hoarding": Case(
        payment_terms.Hoarding, {"threshold": 0.5, "forced_share": 0.5}
    ),
    "networks.sums": Case(networks.sums, SUMS),
    "networks.link_chances": Case(networks.link_chances, SUMS, beside={"links": 4}),
    "networks.minimum_density_by_chance": Case(
        networks.minimum_density_by_chance,
        {**SUMS, "link_cost": 1.0, "row_weight": 1.0, "column_weight": 1.0, "strictness": 1.0,
         "loading": 1.0, "removal": 0.01},
        beside={"seed": 1, "count": 1},
    ),
    "networks.draw": Case(
        lambda row_sums, column_sums, density: networks.draw(
            (row_sums, column_sums), "maximum_entropy", 2, seed=1, density=density
        ),
        {**SUMS, "density": 0.5},
    ),
    "networks.effective_draws": Case(
        networks.effective_draws, {"chains": np.arange(40.0).reshape(2, 20) % 7},
        {"chains": "negative short"},
    ),
    "networks.r_hat": Case(
        networks.r_hat, {"chains": np.arange(40.0).reshape(2, 20) % 7}, {"chains": "negative short"}
    ),
}  # fmt: skip
