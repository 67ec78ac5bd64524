"""A state: the top, who is bound by the leverage floor, and that nothing impossible gets in."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from parley.engine.state import (
    Boundary,
    Rules,
    State,
    bind_only_from_above,
    require_state,
    start,
)
from parley.engine.status import Status, require_converged
from parley.engine.step import settle, step
from parley.engine.system import FinancialSystem
from parley.errors import InvalidInput, NotConverged
from tests.engine.systems import system_of


def small() -> FinancialSystem:
    """A owes B 8; A has 1 outside and 9 units, B 10 outside."""
    return system_of(
        [[0, 8], [0, 0]],
        [1, 10],
        holdings=[[9.0], [0.0]],
        price_impact=[0.1],
        reserves=[1.0, 2.0],
    )


def test_at_the_top_nobody_is_hurt() -> None:
    system = small()
    state = start(system, 3, Rules())
    assert state.draws == 3
    assert_array_equal(state.payments, np.tile(system.total_liabilities, (3, 1)))
    assert_array_equal(state.received, np.tile(system.interbank_assets, (3, 1)))
    assert np.all(state.prices == 1.0)
    assert np.all(state.settled == 1.0)
    assert np.all(state.sold == 0.0)
    assert not state.defaulted.any()
    assert np.all(state.status == Status.CONVERGED)


def test_draws_have_arrays_of_their_own() -> None:
    state = start(small(), 2, Rules())
    state.payments[0] = -1.0
    assert np.all(state.payments[1] >= 0.0)
    assert np.all(small().total_liabilities >= 0.0)


def test_the_leverage_floor_binds_only_who_starts_above_it() -> None:
    """A: equity 1 + 9 - 8 = 2 of 10 counted; B: 18 of 18. A floor of 0.3 binds B alone; one of
    0.2 binds both."""
    system = small()
    for floor, expected in ((0.3, [0.0, 0.3]), (0.2, [0.2, 0.2])):
        state = bind_only_from_above(system, start(system, 1, Rules(leverage_floor=floor)))
        assert state.leverage_floor.tolist() == expected


def test_without_external_assets_the_ratio_counts_less() -> None:
    """A: 2 of 9 that are exposed to others is above 0.21, 2 of all 10 is not."""
    system = small()
    for counts, expected in ((True, 0.0), (False, 0.21)):
        rules = Rules(leverage_floor=0.21, counts_external_assets=counts)
        bound = bind_only_from_above(system, start(system, 1, rules))
        assert bound.leverage_floor[0] == expected


def test_who_has_nothing_is_not_bound() -> None:
    system = system_of([[0, 0], [0, 0]], [0, 5])
    state = bind_only_from_above(system, start(system, 1, Rules(leverage_floor=0.1)))
    assert state.leverage_floor.tolist() == [0.0, 0.1]


def spoilt(name: str, value: float) -> State:
    state = start(small(), 2, Rules())
    array = getattr(state, name).copy()
    array[(-1,) * array.ndim] = value
    return replace(state, **{name: array})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("external_assets", np.nan),
        ("holdings", -1.0),
        ("net_sold", np.inf),
        ("reserves", np.nan),
        ("due", -1.0),
        ("capacity", 1.5),
        ("floor", -0.1),
        ("required", np.nan),
        ("credit_line", np.inf),
        ("leverage_floor", 2.0),
        ("payments", -1.0),
        ("prices", 1.1),
        ("settled", -0.1),
        ("sold", 1.1),
    ],
)
def test_a_number_that_cannot_be_is_refused_by_name(name: str, value: float) -> None:
    for search in (step, settle):
        with pytest.raises(InvalidInput) as refused:
            search(small(), spoilt(name, value))
        assert [fault.field.split(" of ")[0] for fault in refused.value.faults] == [name]
        assert str(value) in str(refused.value)


@pytest.mark.parametrize(
    "name", ["external_assets", "due", "prices", "own", "defaulted", "leverage_floor"]
)
def test_a_shape_that_does_not_fit_is_refused_by_name(name: str) -> None:
    state = start(small(), 2, Rules())
    changed: dict[str, Any] = {name: np.zeros((5, 1), dtype=getattr(state, name).dtype)}
    wrong = replace(state, **changed)
    with pytest.raises(InvalidInput, match=name):
        require_state(small(), wrong)


def test_a_state_belongs_to_a_system_of_its_size() -> None:
    other = system_of(np.zeros((3, 3)), [1, 1, 1])
    with pytest.raises(InvalidInput):
        settle(other, start(small(), 1, Rules()))


def test_a_state_may_hold_losses_greater_than_what_there_was() -> None:
    state = start(small(), 1, Rules())
    require_state(small(), replace(state, external_assets=np.array([[-3.0, 10.0]])))


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"payments": np.array([[np.nan, 0.0]])}, "payments of 0, 0: nan"),
        ({"payments": np.array([[-1.0, 0.0]])}, "payments of 0, 0: -1.0"),
        ({"settled": np.array([[1.5, 0.0]])}, "settled of 0, 0: 1.5"),
        ({"settled": np.array([[1.0]])}, "settled: shape (1, 1)"),
        ({"sold": np.array([[-1.0]])}, "sold of 0, 0: -1.0"),
        ({"sold": np.array([[1.0], [1.0]])}, "sold: shape (2, 1)"),
    ],
)
def test_what_the_other_part_says_is_checked(changed: dict[str, Any], wrong: str) -> None:
    given: dict[str, Any] = {
        "payments": np.zeros((1, 2)),
        "settled": np.ones((1, 2)),
        "sold": np.zeros((1, 1)),
    }
    with pytest.raises(InvalidInput) as refused:
        Boundary(**given | changed)
    assert wrong in str(refused.value)


def test_a_boundary_of_another_size_is_refused() -> None:
    state = start(small(), 1, Rules(), np.array([True, False]))
    with pytest.raises(InvalidInput) as refused:
        settle(small(), state, Boundary(np.zeros((2, 2)), np.ones((2, 2)), np.zeros((2, 3))))
    wrong = {fault.field for fault in refused.value.faults}
    assert wrong == {"payments", "settled", "sold", "recalled"}


def test_only_a_search_that_converged_is_a_result() -> None:
    require_converged(np.array([0, 0]))
    with pytest.raises(NotConverged, match="2 of 3 draws"):
        require_converged(np.array([1, 0, 1]))
