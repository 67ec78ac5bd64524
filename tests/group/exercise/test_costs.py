"""What instruments cost: who answers for which use, at what price, and that sums are sums.

Side a has institutions 0 and 1, side b 2 and 3; 4 is elsewhere. There is one asset class.
"""

from dataclasses import fields, replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.amounts import Floats
from parley.engine.instruments.terms import (
    KINDS,
    BailIn,
    Deferral,
    Lending,
    RingFence,
    Statement,
    SwapLine,
    Terms,
)
from parley.engine.instruments.uses import columns_of
from parley.group.exercise.costs import Basis, Bill, basis_of, bill_of, decisions_by_kind
from parley.group.exercise.figures import figures
from parley.group.exercise.outcome import Outcome, Way
from parley.group.exercise.play import play
from parley.group.exercise.script import Decision
from tests.group.exercise.small_exercise import (
    WORDS,
    buy,
    joint,
    lend,
    reroute,
    small_exercise,
    use,
)
from tests.group.exercise.small_system import small_totals

YEAR = 365 * 24
PLACES = columns_of(5, 1)
TOLD = 0.0876  # a year: 1e-5 an hour


def bill(*decisions: Decision, way: Way = Way.AT_ONCE) -> Bill:
    return bill_of(small_exercise(decisions=decisions), small_totals(), way, TOLD)


def use_of(name: str, *amounts: float) -> Floats:
    """One draw in which one thing was used."""
    uses = np.zeros((1, PLACES["given_up"].stop))
    uses[0, PLACES[name]] = amounts
    return uses


def test_interest_runs_by_the_hour_on_what_ones_own_banks_borrow() -> None:
    """8760 money-hours at 4 % a year are 0.04 for each unit."""
    found = bill(lend("a", "a-bank", "outage"), lend("b", "b-bank", "outage"))
    costs = found.costs(use_of("lent", 0, YEAR, 2 * YEAR, 0, 5 * YEAR))
    assert dict(zip(found.decisions, costs[0], strict=True)) == pytest.approx(
        {"a": 0.04, "b": 0.08}
    )


def test_of_two_offers_to_the_same_banks_the_later_holds() -> None:
    found = bill(
        lend("first", "b-bank", "outage"),
        Decision("second", "b-bank", "lend", "outage", 60, 60, Lending(0.1, 0.08), WORDS),
    )
    costs = found.costs(use_of("lent", 0, 0, YEAR, 0, 0))
    assert dict(zip(found.decisions, costs[0], strict=True)) == pytest.approx(
        {"first": 0.0, "second": 0.08}
    )


def test_purchases_of_a_class_are_shared_out_by_the_money_an_hour() -> None:
    found = bill(buy("a", "a-bank", 1.0), buy("b", "b-bank", 3.0))
    costs = found.costs(use_of("written_down", 8.0))
    assert dict(zip(found.decisions, costs[0], strict=True)) == pytest.approx({"a": 2.0, "b": 6.0})


def test_what_waits_costs_the_price_of_delay() -> None:
    found = bill(reroute("b", "b-bank", 0.5))
    assert_allclose(found.costs(use_of("told_to_wait", 7, 7, 10, 5, 7)), [[15e-5]])
    for terms in (RingFence(0.5), Deferral(0.5, 3.0)):
        assert_allclose(
            bill(use(terms, "b-bank")).costs(use_of("held_back", 0, 0, 10, 5, 0)), [[15e-5]]
        )


def test_a_swap_line_is_charged_to_who_asked_for_it_and_only_where_both_agreed() -> None:
    line = use(SwapLine(30.0, 0.04), "b-bank", "a-bank")
    assert_allclose(bill(line).costs(use_of("swapped", 0, 0, YEAR, YEAR, 0)), [[0.08]])
    assert not bill(line, way=Way.ALONE).rates.any()


def test_a_bail_in_costs_what_creditors_give_up() -> None:
    assert_allclose(
        bill(use(BailIn(0.1, 4.0, "single"), "b-bank")).costs(use_of("given_up", 3.5)), [[3.5]]
    )


def test_who_does_nothing_or_nothing_that_is_counted_has_an_empty_bill() -> None:
    statement = joint("word", "a-bank", "b-bank", "outage")
    for found in (bill(statement), bill(reroute("b", "b-bank", 0.5), way=Way.SILENT)):
        assert found.decisions == ()
        assert found.costs(use_of("given_up", 1.0)).shape == (1, 0)


def test_all_that_was_used_is_charged_to_somebody_and_to_nobody_twice() -> None:
    """However many decisions act on the same: at one price for all, the parts are the whole."""
    found = bill(
        use_as("fence", RingFence(0.5)), use_as("defer", Deferral(0.2, 3.0)),
        buy("x", "a-bank", 2.0), buy("y", "b-bank", 5.0),
    )  # fmt: skip
    uses = use_of("held_back", 0, 0, 10, 20, 0) + use_of("written_down", 4.0)
    assert found.costs(uses).sum() == pytest.approx(30e-5 + 4.0)


def use_as(name: str, terms: Terms) -> Decision:
    return replace(use(terms, "b-bank"), id=name)


def test_every_instrument_says_what_its_cost_is() -> None:
    given: dict[str, object] = {
        "haircut": 0.1, "annual_rate": 0.1, "asset_class": "x", "per_hour": 1.0, "most": 1.0,
        "hours": 1.0, "share": 0.5, "relief": 0.5, "amount": 1.0, "target_ratio": 0.1,
        "stay_hours": 1.0, "entry": "single",
    }  # fmt: skip
    known = {
        kind: basis_of(made(**{each.name: given[each.name] for each in fields(made)}))  # type: ignore[arg-type]
        for kind, made in KINDS.items()
    }
    not_counted = {kind for kind, basis in known.items() if basis is Basis.NOT_MEASURED}
    assert not_counted == {"longer_hours", "statement", "trading_halt", "buffer_relief"}


@pytest.fixture(name="outcome", scope="module")
def _outcome() -> Outcome:
    exercise = small_exercise(
        decisions=(
            lend("a-lend", "a-bank", "outage"), lend("b-lend", "b-bank", "outage"),
            reroute("hold", "b-bank", 0.5), use(Statement(0.3), "b-bank"),
        ),
        hours=30,
    )  # fmt: skip
    return play(exercise, small_totals(reserves=5.0), draws=60, seed=3, matrices=2)


def test_costs_of_a_kind_are_the_sum_of_its_decisions_in_figures_too(outcome: Outcome) -> None:
    way = outcome.way(Way.AT_ONCE)
    assert set(way.costs) == {"a-lend", "b-lend", "hold"}
    lent = way.costs["a-lend"].value + way.costs["b-lend"].value
    assert lent > 0
    assert way.cost_by_kind["lend"].value == pytest.approx(lent)
    entries = {each["instrument"]: each for each in figures(outcome)["ways"]["at_once"]["costs"]}
    assert set(entries) == {"lend", "reroute", "statement"}
    assert entries["lend"]["cost"]["value"] == pytest.approx(lent)
    assert entries["lend"]["basis"] == "interest"
    assert entries["lend"]["provenance"] == "estimated"
    first = entries["lend"]["decisions"][0]
    assert (first["decision"], first["owner"]) == ("a-lend", "a-bank")
    assert first["effect_minute"] - first["decided_minute"] == 20
    assert entries["statement"]["cost"] is None
    assert not outcome.way(Way.SILENT).costs


def test_waiting_costs_no_more_than_all_that_is_late(outcome: Outcome) -> None:
    for each in outcome.played:
        if "reroute" in each.cost_by_kind:
            assert 0 < each.cost_by_kind["reroute"].value <= each.by_channel["delay"].value


def test_kinds_and_decisions_keep_the_order_of_the_script() -> None:
    exercise = small_exercise(
        decisions=(buy("x", "a-bank", 1.0), lend("l", "a-bank", "outage"), buy("y", "b-bank", 1.0))
    )
    assert decisions_by_kind(exercise, ["y", "l", "x"]) == {"purchase": ("x", "y"), "lend": ("l",)}
    assert decisions_by_kind(exercise, ["y"]) == {"purchase": ("y",)}
