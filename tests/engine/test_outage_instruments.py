"""Instruments within an exercise: what each changes hour by hour, and that it changes no more."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from parley.engine.course import Calibration
from parley.engine.outage import Trajectory, simulate
from parley.engine.outage_books import CREDIT, DELAY, PRICE, SERIES
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


def test_what_is_drawn_of_a_swap_line_counts_by_the_hour_and_is_no_loan_of_ones_own() -> None:
    """B has 5, of which it loses 3 an hour for two hours, and must have 4 at the close of hour 1:
    it draws and does not pay back before a close; from then on the line is outstanding."""
    system, calibration = needy()
    line = np.zeros((4, 3))
    line[:, B] = 10.0
    found = play(system, m=1, calibration=calibration, swap_line=line, **closing(4))
    assert found.uses.swapped[0, B] > 0
    assert not np.delete(found.uses.swapped, B, axis=1).any()
    assert not found.uses.lent.any()
    by_the_hour = followed(found, "lent")
    # What is paid back at the end of an hour was outstanding during it.
    assert found.uses.swapped.sum() >= sum(by_the_hour[1:]) - 1e-12
    assert found.uses.swapped.sum() <= sum(by_the_hour[1:]) + max(by_the_hour) + 1e-12


def test_loans_against_collateral_count_apart_from_a_swap_line() -> None:
    system, calibration = needy()
    open_to_all = np.ones((4, 3), dtype=np.bool_)
    found = play(system, m=1, calibration=calibration, may_borrow=open_to_all, **closing(4))
    assert found.uses.lent[0, B] > 0
    assert not found.uses.swapped.any()


def test_who_was_told_to_hold_answers_for_what_waits() -> None:
    """B and C hold back 3 each in the first hour, 6 each in the second: 9 money-hours each."""
    found = play(three_banks(), told_from=np.zeros(3))
    assert_allclose(found.uses.told_to_wait, [[0.0, 9.0, 9.0]], atol=1e-12)
    assert not play(three_banks()).uses.told_to_wait.any()


def test_what_a_deferral_holds_back_counts_for_every_hour() -> None:
    """B and C defer 3 each, then 6 each: what waited is due again and deferred again."""
    held = np.zeros((4, 3, 3))
    held[:2, B:, :] = 1.0
    found = play(three_banks(), held_back=held)
    assert_allclose(found.uses.held_back, [[0.0, 9.0, 9.0]], atol=1e-12)


def test_purchases_cost_what_is_bought_loses_until_the_end() -> None:
    """The hit bank sells all its 20 at about 0.98; the authority buys 5 a move for three moves
    after that, and the price rises: what it bought is worth more in the end than it paid."""
    system, calibration = leveraged()
    bought = play(
        system, m=1, calibration=calibration, direct=0.5,
        purchases=np.full((4, 1), 5.0), purchase_limit=np.array([15.0]),
    )  # fmt: skip
    spent = followed(bought, "purchased")[-1]
    assert spent > 0
    price = bought.series[0, :, len(SERIES)]
    units = spent - bought.uses.written_down[0, 0]
    assert units <= spent / price.min()
    assert bought.uses.written_down[0, 0] <= 0  # bought before the last purchase, and cheaper


def test_a_bail_in_costs_all_creditors_what_they_give_up_also_those_outside() -> None:
    """Equity of 4 less 90 % of it: 0.4 of 96.4. Back to a tenth: (9.64 - 0.4) / 0.9 given up, of
    which the two banks bear 60 / 96."""
    system, calibration = failing()
    found = play(
        system, m=1, calibration=calibration, direct=0.9, bail_in_move=0, bail_in_target=0.1,
        bears=np.ones((3, 3)),
    )  # fmt: skip
    assert_allclose(found.uses.given_up, [[9.24 / 0.9]], rtol=1e-9)
    inside = found.losses[0, :, CREDIT].sum()
    assert_allclose(inside, found.uses.given_up[0, 0] * 60 / 96, rtol=1e-9)
