"""Every public function on every kind of bad input: a clear error or the right answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

import numpy as np
import pytest

from parley import engine
from parley.engine import FinancialSystem, networks, sizes
from parley.engine.status import Status
from parley.errors import InvalidInput

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


PAIR = np.array([[0.0, 4.0], [3.0, 0.0]])
TREATIES = engine.Treaties(
    ("A", "R"), np.array([0]), np.array([[0.0, 1.0]]), attachment=np.array([5.0])
)
RESOURCES = {"initial_margin": [60.0, 80, 20], "default_fund": [10.0, 40, 10]}
CLAIMS = engine.Claims(np.array([[30.0, 0.0]]), np.array([[0.0, 0], [1, 0]]), np.array([[20.0]]))

CASES = {
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
                     {"draws": "negative short"}, beside={"unit": "x"}),
}  # fmt: skip


#: What may be called wrong at another argument, because two do not fit each other.
SIZES = ("short", "number", "none", "undrawn", "deep", "shape")


def spoilt(good: Any) -> dict[str, Any]:
    """What can be wrong with one argument."""
    array = np.array(good, dtype=np.float64)
    if array.ndim == 0:
        return {
            "nan": np.nan, "infinite": np.inf, "negative": -1.0, "text": "many", "none": None,
            "shape": [[[0.5]]],
        }  # fmt: skip

    def with_last(value: float) -> Any:
        bad = array.copy()
        bad[(0,) * (array.ndim - 1) + (-1,)] = value
        return bad

    return {
        "nan": with_last(np.nan),
        "infinite": with_last(np.inf),
        "negative": with_last(-1.0),
        "text": "many",
        "texts": np.full(array.shape, "x").tolist(),
        "none": None,
        "number": 0.5,
        "short": array[..., :-1],
        "deep": np.broadcast_to(array, (1, 1, 1, *array.shape)),
        "ragged": [[1.0], [1.0, 2.0]],
        "undrawn": np.zeros((0, *array.shape[-1:])),
    }


def attempts() -> Iterator[Any]:
    for name, case in CASES.items():
        for argument, good in case.good.items():
            for kind, bad in spoilt(good).items():
                if kind not in case.may.get(argument, "").split():
                    yield pytest.param(case, argument, kind, bad, id=f"{name}-{argument}-{kind}")


@pytest.mark.parametrize(("case", "argument", "kind", "bad"), list(attempts()))
def test_whoever_gives_what_cannot_be_is_told_which_argument_it_is(
    case: Case, argument: str, kind: str, bad: Any
) -> None:
    try:
        found = case.call(**case.beside, **(case.good | {argument: bad}))
    except InvalidInput as told:
        # Of two arguments that do not fit each other either may be called the wrong one.
        at_fault = [argument] if kind not in SIZES else list(case.good)
        first = told.faults[0]
        told_of = f"{first.where.replace(' ', '_')}, {first.field}"
        assert any(name in told_of for name in at_fault), str(first)
    else:
        assert kind == "undrawn", "taken as if nothing was wrong"
        assert 0 in {np.shape(values)[0] for values in arrays_in(found)}


def arrays_in(result: Any) -> list[Any]:
    """What a result holds for each draw."""
    assert is_dataclass(result)
    values = [getattr(result, each.name) for each in fields(result)]
    return [value for value in values if isinstance(value, np.ndarray)]


@pytest.mark.parametrize("name", CASES)
def test_the_same_arguments_unspoilt_are_taken(name: str) -> None:
    case = CASES[name]
    case.call(**case.beside, **case.good)


def system(
    names: Any, assets: Any, owes: Any, outside: Any = None, **other: Any
) -> FinancialSystem:
    return FinancialSystem(names, assets, owes, outside or np.zeros(len(names)), **other)


#: Systems that are odd and possible, each with losses that hurt.
ODD: dict[str, tuple[FinancialSystem, list[float]]] = {
    "disconnected": (
        system(["A", "B", "C", "D"], [5, 5, 5, 5],
               [[0, 9, 0, 0], [0, 0, 0, 0], [0, 0, 0, 9], [0, 0, 0, 0]]),
        [4, 0, 0, 0],
    ),
    "zero liabilities": (system(["A", "B"], [5, 5], np.zeros((2, 2))), [1, 0]),
    "zero equity": (system(["A", "B"], [10, 0], [[0, 10], [0, 0]], [0, 10]), [1, 0]),
    "equity below zero": (system(["A", "B"], [5, 0], [[0, 10], [0, 0]], [0, 20]), [1, 0]),
    "nothing at all": (system(["A", "B"], [0, 0], np.zeros((2, 2))), [0, 0]),
    "one bank": (system(["A"], [5], [[0]], [3]), [4]),
    "huge beside tiny": (
        system(["A", "B", "C"], [1e15, 1e-3, 2e-3], [[0, 1e15, 0], [0, 0, 1e-3], [1e-3, 0, 0]]),
        [5e14, 0, 1e-3],
    ),
    "tiny claims on the huge": (
        system(["A", "B"], [1e15, 1e-3], [[0, 1e-3], [0, 0]], [1e15, 0]), [1.0, 0],
    ),
    "a closed ring without cash": (
        system(["A", "B", "C"], [0, 0, 0], [[0, 10, 0], [0, 0, 10], [10, 0, 0]]), [0, 0, 0],
    ),
    "a ring that hardly leaks": (
        system(["A", "B"], [1e-9, 0], [[0, 1e6], [1e6, 0]], [1e-6, 0]), [0, 0],
    ),
    "a ring of leverage above one": (
        system(["A", "B", "C"], [1, 1, 1], [[0, 10, 0], [0, 0, 10], [10, 0, 0]]), [0.1, 0, 0],
    ),
    "a ring of leverage one": (
        system(["A", "B"], [10, 10], [[0, 10], [10, 0]]), [0.1, 0],
    ),
}  # fmt: skip


def ways(odd: FinancialSystem, losses: list[float]) -> dict[str, Callable[[], Any]]:
    """Every function that takes a system."""
    left = np.maximum(odd.external_assets - losses, 0.0)
    ring = engine.Links(
        funding=engine.Funding(odd.nominal_liabilities, odd.external_liabilities, 0.0, 0.05),
        loss_given_default=1.0,
    )
    merton = engine.Merton(np.array(0.1))
    scenario = engine.Scenario(size=sizes.Fixed(0.5))
    return {
        "clear": lambda: engine.clear(odd, left),
        "clear at a cost": lambda: engine.clear(odd, left, 0.5, 0.5),
        "distress": lambda: engine.distress(odd, losses),
        "distress once": lambda: engine.distress(odd, losses, hits=engine.Hits.ONE),
        "value_claims": lambda: engine.value_claims(odd, left, engine.EisenbergNoe()),
        "value_claims before maturity": lambda: engine.value_claims(odd, left, merton),
        "stress": lambda: engine.stress(odd, losses),
        "stress with all ties": lambda: engine.stress(odd, losses, links=ring),
        "withdraw": lambda: engine.withdraw(odd.nominal_liabilities, losses, left),
        "hoard": lambda: engine.hoard(odd.nominal_liabilities, left),
        "simulate": lambda: engine.simulate(odd, scenario, draws=3, seed=1),
    }


WAYS = list(ways(*ODD["one bank"]))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ODD)
def test_odd_systems_get_finite_numbers_that_say_how_they_were_found(name: str, way: str) -> None:
    odd, losses = ODD[name]
    found = ways(odd, losses)[way]()
    exempt = {"error_bound", "worst", "default_counts"}
    for each in fields(found):
        value = getattr(found, each.name)
        if isinstance(value, np.ndarray) and each.name not in exempt:
            assert np.isfinite(value).all(), each.name
    if hasattr(found, "status"):
        assert set(found.status.tolist()) <= {Status.CONVERGED, Status.ROUND_LIMIT}
        assert (found.gap[found.status == Status.CONVERGED] <= 1e-9).all()


@pytest.mark.parametrize("name", ODD)
def test_odd_systems_clear_to_the_end(name: str) -> None:
    odd, losses = ODD[name]
    left = np.maximum(odd.external_assets - losses, 0.0)
    found = engine.clear(odd, left).require_converged()
    paid, owed = found.payments[0], odd.total_liabilities
    assert (paid >= 0).all()
    assert (paid <= owed).all()
    has = left + found.received[0]
    assert np.abs(paid - np.minimum(owed, has)).max() <= 1e-12 * max(1.0, owed.max(initial=0.0))
    engine.stress(odd, losses).require_converged()


def test_a_ring_of_leverage_above_one_takes_everybody() -> None:
    odd, losses = ODD["a ring of leverage above one"]
    assert engine.distress(odd, losses).require_converged().distress.tolist() == [[1.0, 1.0, 1.0]]


def test_a_closed_ring_pays_in_full() -> None:
    odd, losses = ODD["a closed ring without cash"]
    assert engine.clear(odd, losses).payments.tolist() == [[10.0, 10.0, 10.0]]


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("names", []), ("names", None), ("names", "ABC"), ("names", [1, 2, 3]),
        ("names", ["A", "A", "B"]), ("names", ["A", "B"]), ("external_ranking", "last"),
        ("asset_classes", "ab"), ("asset_classes", [1, 2]), ("jurisdictions", ["FR"]),
        ("nominal_liabilities", [[1.0, 0, 0], [0, 0, 0], [0, 0, 0]]),
        ("payments_per_day", [[1.0, 0, 0], [0, 0, 0], [0, 0, 0]]),
        ("external_assets", [1e308, 1e308, 1e308]), ("external_assets", ["1", "2", "3"]),
        ("external_assets", [1j, 2, 3]),
    ],
)  # fmt: skip
def test_a_system_that_cannot_be_is_not_made(field: str, bad: Any) -> None:
    with pytest.raises(InvalidInput):
        chain(**{field: bad})
