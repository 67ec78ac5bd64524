"""What ``parley.engine`` shows to everybody, and what it costs to import it."""

import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

import parley.engine
from parley import engine
from parley.engine import (
    FinancialSystem,
    Scenario,
    clear,
    distress,
    fire_sale,
    measures,
    networks,
    settle,
    simulate,
    stress,
)
from parley.engine.attribution import attribute
from parley.engine.links import Links
from parley.engine.shocks import one_of
from parley.engine.sizes import Fixed
from parley.engine.state import Rules, shocked, start


def given(*values: Any, **named: Any) -> FinancialSystem:
    """A system from whatever people write."""
    return FinancialSystem(*values, **named)


#: Lists, as people write them.
LISTS: Any = [6, 1, 0]
#: What is shown as a whole file.
MODULES = {"measures", "networks", "shocks", "sizes"}
OWES = [[0, 10, 0], [0, 0, 8], [0, 0, 0]]


def chain(owes: object = None) -> FinancialSystem:
    """A owes B 10, and B owes C 8."""
    return given(["A", "B", "C"], [12, 5, 3], OWES if owes is None else owes, [0, 0, 0])


def test_everything_that_is_announced_is_there_and_nothing_else_is() -> None:
    modules = MODULES
    for name in engine.__all__:
        assert inspect.ismodule(getattr(engine, name)) == (name in modules), name


def test_no_function_hides_behind_a_file_of_its_name() -> None:
    files = {path.stem for path in Path(str(parley.engine.__path__[0])).glob("*")}
    assert files & set(engine.__all__) == MODULES


@pytest.mark.parametrize("name", [n for n in engine.__all__ if n not in MODULES])
def test_everything_that_is_announced_says_what_it_is(name: str) -> None:
    assert (inspect.getdoc(getattr(engine, name)) or "").strip()


@pytest.mark.parametrize(
    "owes", [OWES, np.array(OWES, dtype=float), sparse.csr_array(OWES), sparse.coo_matrix(OWES)]
)
def test_debts_come_as_lists_dense_or_sparse(owes: object) -> None:
    found = clear(chain(owes), LISTS)
    assert found.payments.tolist() == [[6.0, 7.0, 0.0]]
    assert found.status.tolist() == [0]
    assert found.gap.tolist() == [0.0]


def test_arguments_go_by_place_or_by_name() -> None:
    by_place = clear(chain(), LISTS, 0.5, 0.5)
    by_name = clear(
        system=chain(), external_assets=LISTS, recovery_external=0.5, recovery_interbank=0.5
    )
    assert by_place.payments.tolist() == by_name.payments.tolist() == [[3.0, 2.0, 0.0]]


def test_distress_and_fire_sales_take_lists() -> None:
    assert distress(chain(), [2, 0, 0]).distress.shape == (1, 3)
    sale = fire_sale([[100, 0], [50, 50]], [10, 20], [90, 80], [0.001, 0.001], shock=[0.01, 0])
    assert sale.prices.shape == sale.sales.shape == (1, 2)
    assert sale.losses.shape == (1, 2)


def test_one_call_gives_what_the_four_give() -> None:
    system = chain()
    losses, rules = np.array([[5.0, 0, 0], [9.0, 1, 0]]), Rules(leverage_floor=0.03)
    links = Links(loss_given_default=0.5)
    after = stress(system, losses, rules=rules, links=links)
    calm = start(system, 2, rules, links=links)
    settled = settle(system, shocked(system, calm, losses))[0]
    assert np.array_equal(after.payments, settled.payments)
    assert np.array_equal(after.losses, attribute(system, calm, settled).equity_lost)
    assert np.abs(after.attribution.losses.sum(axis=2) - after.losses).max() < 1e-9
    assert after.require_converged() is after


def test_prices_alone_say_how_many_draws_there_are() -> None:
    system = given(
        ["A", "B"], [5, 5], [[0, 1], [0, 0]], [0, 0],
        asset_classes=["bonds"], holdings=[[10], [0]], price_impact=[0.001],
    )  # fmt: skip
    after = stress(system, prices=[[0.9], [0.8], [0.7]])
    assert after.losses[:, 0] == pytest.approx([1, 2, 3])
    assert stress(system).losses.tolist() == [[0.0, 0.0]]


def test_a_study_is_one_call() -> None:
    scenario = Scenario(size=Fixed(4.0), base="money", place=one_of(3))
    study = simulate(chain(), scenario, draws=64, seed=1)
    assert study.total.shape == (64,)
    assert measures.estimate(study.total, "USD").value == pytest.approx(study.loss.value)
    assert networks.maximum_entropy([4, 2, 2], [2, 3, 3]).shape == (3, 3)


def test_importing_the_engine_loads_nothing_that_is_slow() -> None:
    code = (
        "import sys, parley.engine\n"
        "slow = ('scipy.optimize', 'scipy.special', 'scipy.stats', 'pandas', 'xarray', 'pyarrow')\n"
        "print([name for name in slow if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
