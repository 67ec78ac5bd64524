"""Instruments within an exercise: what each changes hour by hour, and that it changes no more."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.course import Calibration
from parley.engine.outage import CREDIT, DELAY, PRICE, SERIES, Trajectory, simulate
from parley.engine.system import FinancialSystem
from parley.errors import InvalidInput
from tests.engine.systems import system_of
from tests.engine.test_outage import BARE, HIT, B, C, course, followed, outages, three_banks


def play(system: FinancialSystem, moves: int = 4, m: int = 0, **given: Any) -> Trajectory:
    calibration = given.pop("calibration", BARE)
    direct = given.pop("direct", 0.0)
    plan = course(moves, system.size, m, **given)
    return simulate(system, outages(direct=direct), plan, calibration)


def needy() -> tuple[FinancialSystem, Calibration]:
    """B has 5 of reserves and needs 4 at each close; it holds 40 that it would have to sell."""
    flows = np.zeros((3, 3))
    flows[HIT, 1:] = flows[1:, HIT] = 12.0
    system = system_of(
        np.zeros((3, 3)), [100, 100, 100], reserves=[50, 5, 50], payments_per_day=flows,
        holdings=np.array([[0.0], [40], [0]]), price_impact=[0.01],
    )  # fmt: skip
    return system, Calibration(
        protective_share=0.0, close_share=0.8, market_access=0.0, gross_share=1.0,
        delay_rate=0.0876, leverage_floor=0.0,
    )  # fmt: skip


def closing(moves: int, n: int = 3) -> dict[str, Any]:
    closes = np.zeros((moves, n), dtype=np.bool_)
    closes[1] = True
    return {"closes": closes}


def test_a_swap_line_replaces_sales_without_collateral() -> None:
    """B cannot meet its close: with nobody to lend, it sells; with a line of 10 it draws what it
    lacks and sells nothing."""
    system, calibration = needy()
    alone = play(system, m=1, calibration=calibration, **closing(4))
    assert followed(alone, "sold")[-1] > 0
    line = np.zeros((4, 3))
    line[:, B] = 10.0
    with_line = play(system, m=1, calibration=calibration, swap_line=line, **closing(4))
    assert followed(with_line, "sold")[-1] == 0
    assert max(followed(with_line, "lent")) <= 10 + 1e-12
    assert with_line.losses[0, :, PRICE].sum() == 0


def test_a_swap_line_is_drawn_no_further_than_it_goes() -> None:
    system, calibration = needy()
    line = np.zeros((4, 3))
    line[:, B] = 1.0
    small = play(system, m=1, calibration=calibration, swap_line=line, **closing(4))
    assert_allclose(max(followed(small, "lent")), 1.0)
    assert followed(small, "sold")[-1] > 0


def test_deferring_all_payments_of_a_side_drains_nobody_and_costs_the_delay() -> None:
    """B and C defer all for two hours: nothing is trapped. What they did not send waits."""
    held = np.zeros((4, 3, 3))
    held[:2, B:, :] = 1.0
    found = play(three_banks(), held_back=held)
    assert_allclose(followed(found, "trapped"), 0.0, atol=1e-12)
    assert_allclose(followed(found, "unsettled")[:3], [0, 12, 24], atol=1e-12)
    assert_allclose(followed(found, "unsettled")[-1], 0.0, atol=1e-12)
    assert found.losses[0, :, DELAY].sum() > 0


def test_a_halted_class_is_not_sold_and_its_price_stands_still() -> None:
    system, calibration = needy()
    halted = np.ones((4, 1), dtype=np.bool_)
    found = play(system, m=1, calibration=calibration, halted=halted, **closing(4))
    assert followed(found, "sold")[-1] == 0
    assert (found.series[:, :, len(SERIES) :] == 1.0).all()


def leveraged() -> tuple[FinancialSystem, Calibration]:
    """The hit bank has assets of 100 and owes B 30, C 30 and 36 outside: equity 4."""
    owes = np.array([[0.0, 30, 30], [0, 0, 0], [0, 0, 0]])
    system = system_of(
        owes, [80, 50, 50], external_liabilities=[36, 40, 40],
        holdings=np.array([[20.0], [0], [0]]), price_impact=[0.001],
        payments_per_day=np.zeros((3, 3)),
    )  # fmt: skip
    return system, Calibration(
        protective_share=0.0, close_share=0.0, market_access=0.0, leverage_floor=0.03,
        recovery_external=0.5, recovery_interbank=0.5,
    )  # fmt: skip


def test_relief_of_a_buffer_keeps_a_bank_from_selling() -> None:
    """A direct loss of half its equity leaves 2 of 98, about 2 %: below 3 %, above 1.5 %."""
    system, calibration = leveraged()
    without = play(system, m=1, calibration=calibration, direct=0.5)
    assert followed(without, "sold")[-1] > 0
    relief = np.full((4, 3), 0.5)
    relieved = play(system, m=1, calibration=calibration, direct=0.5, floor_relief=relief)
    assert followed(relieved, "sold")[-1] == 0


def failing() -> tuple[FinancialSystem, Calibration]:
    """As ``leveraged``, but a fall in the price of what it must sell takes the hit bank down."""
    owes = np.array([[0.0, 30, 30], [0, 0, 0], [0, 0, 0]])
    system = system_of(
        owes, [50, 50, 50], external_liabilities=[36, 40, 40],
        holdings=np.array([[50.0], [0], [0]]), price_impact=[0.005],
        payments_per_day=np.zeros((3, 3)),
    )  # fmt: skip
    return system, leveraged()[1]


def test_a_bail_in_spares_creditors_the_costs_of_a_default() -> None:
    """Without it the bank fails and half of everything is lost in its liquidation."""
    system, calibration = failing()
    loss: dict[str, Any] = {"calibration": calibration, "direct": 0.9, "m": 1}
    fails = play(system, **loss)
    assert fails.losses[0, [B, C], CREDIT].sum() > 20
    plan: dict[str, Any] = {"bail_in_move": 0, "bail_in_target": 0.1, "bears": np.ones((3, 3))}
    saved = play(system, stay=np.array([True, True, False, False]), **plan, **loss)
    given_up = saved.losses[0, [B, C], CREDIT]
    assert 0 < given_up.sum() < 10
    assert_allclose(given_up[0], given_up[1])
    assert saved.loss_from[HIT, B] * saved.quantum == pytest.approx(given_up[0], abs=1e-9)


def test_with_multiple_entry_creditors_abroad_give_up_nothing() -> None:
    system, calibration = failing()
    bears = np.ones((3, 3))
    bears[HIT, C] = 0.0
    found = play(
        system, m=1, calibration=calibration, direct=0.9, bail_in_move=0, bail_in_target=0.1,
        bears=bears,
    )  # fmt: skip
    assert found.losses[0, C, CREDIT] == 0
    assert found.losses[0, B, CREDIT] > 0


def test_a_stay_alone_puts_the_default_off_and_no_more() -> None:
    system, calibration = failing()
    loss: dict[str, Any] = {"calibration": calibration, "direct": 0.9, "m": 1}
    stayed = play(system, stay=np.array([True, True, False, False]), **loss)
    total = followed(stayed, "loss")
    assert total[1] == pytest.approx(total[0])
    assert total[3] > total[2]
    assert_allclose(total[-1], followed(play(system, **loss), "loss")[-1], rtol=1e-9)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bail_in_move", 4), ("bail_in_target", 1.0), ("bail_in_target", float("nan")),
        ("swap_line", np.full((4, 3), -1.0)), ("held_back", np.full((4, 3, 3), 2.0)),
        ("halted", np.ones((3, 9), dtype=np.bool_)), ("floor_relief", np.full((4, 3), np.nan)),
        ("stay", np.ones(5, dtype=np.bool_)), ("bears", np.full((3, 3), 7.0)),
    ],
)  # fmt: skip
def test_terms_that_cannot_be_are_refused_by_name(name: str, value: object) -> None:
    refused: dict[str, Any] = {name: value}
    with pytest.raises(InvalidInput, match=name):
        course(4, 3, **refused)
