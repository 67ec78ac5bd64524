"""Every public function on every kind of bad input: a clear error or the right answer."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from enum import EnumType
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from parley import engine
from parley.engine import (
    FinancialSystem,
    catastrophe,
    margin_models,
    reverse,
    rollover,
    sizes,
    tails,
)
from parley.engine.amounts import Floats
from parley.engine.contagion import (
    leverage_rounds,
    overlaps,
    target_leverage,
    threshold_cascade,
)
from parley.engine.status import Status
from parley.errors import InvalidInput, NotConverged
from tests.engine.further_calls import FURTHER
from tests.engine.odd_systems import ODD
from tests.engine.public_calls import CHANNELS, Case, chain

CASES = CHANNELS | FURTHER


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
        names = [case.known_as.get(name, name) for name in at_fault]
        assert any(name in told_of for name in names), str(first)
    else:
        assert kind == "undrawn", "taken as if nothing was wrong"
        assert 0 in {size for values in arrays_in(found) for size in np.shape(values)}


def arrays_in(result: Any) -> list[Any]:
    """What a result holds for each draw."""
    if isinstance(result, np.ndarray):
        return [result]
    assert is_dataclass(result)
    values = [getattr(result, each.name) for each in fields(result)]
    return [value for value in values if isinstance(value, np.ndarray)]


@pytest.mark.parametrize("name", CASES)
def test_the_same_arguments_unspoilt_are_taken(name: str) -> None:
    case = CASES[name]
    case.call(**case.beside, **case.good)


#: What functions give back, and a user does not make: it is checked where it is made.
RESULTS = {
    "Aftermath", "Attribution", "BailIn", "ClaimsCleared", "Clearing", "ClearingSensitivity",
    "CrossValuation", "Distress", "DistressSensitivity", "FailureCascade", "FireSale", "Hoarding",
    "PaymentDay", "RankedClearing", "Reinsured", "Settlement", "State", "Study", "Valued",
    "Waterfall", "Withdrawals", "networks.DrawnSystem", "networks.Margins", "networks.Matrices",
    "networks.MinimumDensity", "networks.Sample", "measures.Estimate", "shocks.Shocks",
    "catastrophe.Years", "catastrophe.ExceedanceCurve", "FundingCourse", "ContagionIndex",
    "SalesInRounds", "TargetedRound", "Vulnerability", "Cascade", "CheapestShock", "SmallestShock",
    "TailEstimate", "Tail",
}  # fmt: skip

#: What takes no number that could be wrong, or only what was checked when it was made.
NO_NUMBERS = {
    "BySettle": "rules and links, checked at birth",
    "EisenbergNoe": "takes nothing",
    "LeverageTarget": "takes nothing",
    "warm_up": "takes nothing",
    "shocks.everyone": "takes nothing",
    "sizes.Size": "what distributions have in common",
    "networks.DEFAULT_METHODS": "a list of methods",
    "attribute": "states; tested below",
    "settle": "a state; tested in test_step.py",
    "labelled": "a result; tested in tests/labels",
    "networks.assemble": "totals, checked at birth, and a matrix of networks",
    "networks.draw_systems": "totals; tested in tests/engine/networks",
    "networks.margins": "totals, checked at birth",
    "networks.mixture_of_vertices": "margins, checked at birth",
    "networks.sparse_vertex": "margins, checked at birth",
    "networks.payments_matrix": "totals, checked at birth",
}

#: Where public names are: the face, its modules, and what pages show to be imported besides.
PUBLIC = {
    "": engine, "networks.": engine.networks, "measures.": engine.measures,
    "shocks.": engine.shocks, "sizes.": engine.sizes, "catastrophe.": catastrophe,
    "rollover.": rollover, "margin_models.": margin_models, "overlaps.": overlaps,
    "leverage_rounds.": leverage_rounds, "target_leverage.": target_leverage,
    "threshold_cascade.": threshold_cascade, "reverse.": reverse, "tails.": tails,
}  # fmt: skip


def public_names() -> dict[str, Any]:
    """Every public name by its module, those of the face without."""
    found = {}
    for prefix, module in PUBLIC.items():
        own = [
            name
            for name, value in vars(module).items()
            if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
        ]
        for name in getattr(module, "__all__", own):
            found[prefix + name] = getattr(module, name)
    return found


@pytest.mark.parametrize("name", public_names())
def test_every_public_name_has_a_row_or_a_reason_why_not(name: str) -> None:
    value = public_names()[name]
    short = name.rpartition(".")[2]
    if isinstance(value, ModuleType | EnumType) or getattr(value, "__origin__", None):
        return
    rows = CASES.keys() | RESULTS | NO_NUMBERS.keys()
    assert rows & {name, short}, "add it to the tables of calls, and see what breaks"


def odd_arguments(good: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Arguments that are strange all at once: nobody, one alone, nothing, huge beside tiny."""
    arrays = {name: np.asarray(value) for name, value in good.items() if np.ndim(value)}
    arrays = {name: value for name, value in arrays.items() if value.dtype.kind == "f"}

    def each(change: Callable[[Floats], Floats]) -> dict[str, Any]:
        return {name: change(value.astype(np.float64)) for name, value in arrays.items()}

    def to_size(size: int) -> Callable[[Floats], Floats]:
        return lambda value: value[tuple(slice(0, size) for _ in range(value.ndim))]

    def spread_out(value: Floats) -> Floats:
        wide = value.copy().reshape(-1)
        wide[0::2] *= 1e15
        wide[1::2] *= 1e-3
        return wide.reshape(value.shape)

    return {
        "nobody": each(to_size(0)),
        "alone": each(to_size(1)),
        "nothing": each(np.zeros_like),
        "extremes": each(spread_out),
    }


def strange() -> Iterator[Any]:
    for name, case in CASES.items():
        known = " ".join(case.may.values()).split()
        for kind, odd in odd_arguments(case.good).items():
            if odd and kind not in known:
                yield pytest.param(case, odd, id=f"{name}-{kind}")


#: Fields that may be infinite or NaN, and say so.
MAY_BE_INFINITE = {
    "error_bound", "worst", "default_counts", "high", "low", "limit", "aggregate_limit",
    "reinstatements", "attachment", "r_hat",
}  # fmt: skip


@pytest.mark.parametrize(("case", "odd"), list(strange()))
def test_strange_arguments_get_a_clear_error_or_finite_numbers(
    case: Case, odd: dict[str, Any]
) -> None:
    try:
        found: Any = case.call(**case.beside, **(case.good | odd))
    except (InvalidInput, NotConverged):
        return
    if not is_dataclass(found):
        assert np.isfinite(np.asarray(found, dtype=np.float64)).all()
        return
    for each in fields(found):
        value = getattr(found, each.name)
        if isinstance(value, np.ndarray | float) and each.name not in MAY_BE_INFINITE:
            assert np.isfinite(value).all(), each.name
    if hasattr(found, "status") and hasattr(found, "gap"):
        assert (found.gap[found.status == Status.CONVERGED] <= 1e-9).all()


def ways(odd: FinancialSystem, losses: list[float]) -> dict[str, Callable[[], Any]]:
    """Every function that takes a system."""
    left = np.maximum(odd.external_assets - losses, 0.0)
    ring = engine.Links(
        funding=engine.Funding(odd.nominal_liabilities, odd.external_liabilities, 0.0, 0.05),
        loss_given_default=1.0,
    )
    merton = engine.Merton(np.array(0.1))
    owes, n = odd.nominal_liabilities.toarray(), odd.size
    half = np.where(owes > 0.0, 0.5 / n, 0.0)
    levels, outside = [owes / 2, owes / 2], [odd.external_liabilities, np.zeros(n)]
    scenario = engine.Scenario(size=sizes.Fixed(0.5))
    return {
        "clear": lambda: engine.clear(odd, left),
        "clear at a cost": lambda: engine.clear(odd, left, 0.5, 0.5),
        "clear, the least": lambda: engine.clear(odd, left, solution="least"),
        "clear_by_seniority": lambda: engine.clear_by_seniority(
            levels, left, outside, cross_holdings=half
        ),
        "bail_in": lambda: engine.bail_in(
            levels, left, trigger=0.02, target=0.05, external_liabilities_by_level=outside
        ),
        "value_cross_holdings": lambda: engine.value_cross_holdings(
            half, half, left, odd.total_liabilities
        ),
        "value_with_failures": lambda: engine.value_with_failures(half, left, 0.5 * left, 0.1),
        "clearing_sensitivity": lambda: engine.clearing_sensitivity(odd, left),
        "distress_sensitivity": lambda: engine.distress_sensitivity(odd, losses),
        "smallest_shock": lambda: engine.smallest_shock(
            "clearing", np.ones(n), max(1e-3 * float(owes.sum()), 1e-6), system=odd
        ),
        "cheapest_shock": lambda: reverse.cheapest_shock(
            odd, max(1e-3 * float(owes.sum()), 1e-6), most_nodes=200
        ),
        "cascade_defaults": lambda: threshold_cascade.cascade_defaults(odd, losses),
        "impact_diffusion": lambda: engine.impact_diffusion(owes.T, odd.equity()),
        "impact_susceptibility": lambda: engine.impact_susceptibility(owes.T, odd.equity()),
        "roll_over": lambda: rollover.roll_over(
            odd.external_liabilities[:, np.newaxis],
            np.zeros(n),
            left,
            low=0.0,
            high=0.05,
            short_term=owes,
        ),
        "distress": lambda: engine.distress(odd, losses),
        "distress once": lambda: engine.distress(odd, losses, hits=engine.Hits.ONE),
        "value_claims": lambda: engine.value_claims(
            odd, left, engine.EisenbergNoe(), max_rounds=2_000
        ),
        "value_claims before maturity": lambda: engine.value_claims(
            odd, left, merton, max_rounds=2_000
        ),
        "stress": lambda: engine.stress(odd, losses),
        "stress with all ties": lambda: engine.stress(odd, losses, links=ring),
        "withdraw": lambda: engine.withdraw(odd.nominal_liabilities, losses, left),
        "hoard": lambda: engine.hoard(odd.nominal_liabilities, left),
        "simulate": lambda: engine.simulate(odd, scenario, draws=3, seed=1),
    }


WAYS = list(ways(*ODD["one bank"]))

#: Who says of some of these systems, in words, that there is no answer or what would have to be.
#: In a ring without money of its own, what one bank's creditors give up is what the next one loses.
MAY_REFUSE = {"a closed ring without cash": {"bail_in"}, "a ring that hardly leaks": {"bail_in"}}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ODD)
def test_odd_systems_get_finite_numbers_that_say_how_they_were_found(name: str, way: str) -> None:
    odd, losses = ODD[name]
    if way in MAY_REFUSE.get(name, ()):
        with pytest.raises((InvalidInput, NotConverged)):
            ways(odd, losses)[way]()
        return
    found: Any = ways(odd, losses)[way]()
    if not is_dataclass(found):
        assert np.isfinite(np.asarray(found)).all()
        return
    values = {each.name: getattr(found, each.name) for each in fields(found)}
    for field, value in values.items():
        if isinstance(value, np.ndarray) and field not in MAY_BE_INFINITE | {"multiplier"}:
            assert np.isfinite(value).all(), field
    if "status" in values:
        assert set(values["status"].tolist()) <= {Status.CONVERGED, Status.ROUND_LIMIT}
        assert (values["gap"][values["status"] == Status.CONVERGED] <= 1e-9).all()


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
