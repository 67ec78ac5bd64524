"""An outage hour by hour: examples by hand, and what holds on any system."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from parley.engine.amounts import Floats, Money
from parley.engine.course import Calibration, Course
from parley.engine.ensemble import Ensemble
from parley.engine.outage import Trajectory, simulate
from parley.engine.outage_books import CREDIT, DELAY, DIRECT, PRICE, SERIES
from parley.engine.scenario import Outages
from parley.engine.system import FinancialSystem, Ranking
from parley.errors import InvalidInput
from tests.engine.systems import LETTERS, arrays, one_of, shares, system_of

EACH = settings(max_examples=30)
HIT, B, C = range(3)

#: Nobody holds back, nobody must have anything at the close: what remains is the outage alone.
BARE = Calibration(
    protective_share=0.0,
    close_share=0.0,
    market_access=0.0,
    gross_share=1.0,
    delay_rate=0.0876,
    leverage_floor=0.0,
)


def outages(hit: int = HIT, hours: float = 2.0, **given: float) -> Outages:
    """One draw; nothing can be sent by hand, there is no own loss, and nobody finds out."""
    return Outages(
        hit=np.array([hit]),
        hours=np.array([hours]),
        manual=np.array([given.get("manual", 0.0)]),
        direct=np.array([given.get("direct", 0.0)]),
        detection=np.array([given.get("detection", 1e9)]),
    )


def course(moves: int, n: int, m: int = 0, **given: Any) -> Course:
    """All open for the whole exercise, equal parts due in each hour, and nobody acts."""
    course_given: dict[str, Any] = {
        "is_open": np.ones((moves, n), dtype=np.bool_),
        "closes": np.zeros((moves, n), dtype=np.bool_),
        "falls_due": np.full((moves, n), 1.0 / moves),
        "told_from": np.full(n, np.inf),
        "rerouted": np.zeros(n),
        "alarmed_from": np.full(n, np.inf),
        "relief": np.zeros((moves, n)),
        "may_borrow": np.zeros((moves, n), dtype=np.bool_),
        "haircut": np.zeros(n),
        "purchases": np.zeros((moves, m)),
        "purchase_limit": np.zeros(m),
    }
    return Course(**course_given | given)


def followed(trajectory: Trajectory, name: str, draw: int = 0) -> list[float]:
    return [float(x) for x in trajectory.series[draw, :, SERIES.index(name)]]


def three_banks() -> FinancialSystem:
    """B and C send the hit bank 12 a day each and are sent as much; B and C exchange nothing."""
    flows = np.zeros((3, 3))
    flows[HIT, 1:] = flows[1:, HIT] = 12.0
    return system_of(
        np.zeros((3, 3)), [100, 100, 100], reserves=[50, 5, 50], payments_per_day=flows
    )


def test_the_hit_bank_receives_and_does_not_send() -> None:
    """Four moves of 3 each. B has 5: it sends 3, then 2 of 3. C sends 3 and 3. So 6 and then 11
    are trapped, and late are 6, then 12 + 1 = 13. From hour 2 the bank sends again all that waits
    and B, who is paid 6 + 3, sends its 1 + 3."""
    found = simulate(three_banks(), outages(), course(4, 3), BARE)
    assert_allclose(followed(found, "trapped"), [0, 6, 11, 0, 0], atol=1e-12)
    assert_allclose(followed(found, "unsettled"), [0, 6, 13, 0, 0], atol=1e-12)
    assert found.converged.all()


def test_what_is_late_costs_its_receiver_by_the_hour() -> None:
    """At 0.0876 a year an hour costs 1e-5 of what is late: B and C wait for 3 and then for 6
    each, the hit bank for 1 from B. That is charged to the hit bank itself, as the cause."""
    found = simulate(three_banks(), outages(), course(4, 3), BARE)
    assert_allclose(found.losses[0, :, DELAY], np.array([1, 9, 9]) * 1e-5, rtol=1e-9)
    by_pair = found.loss_from * found.quantum
    expected = np.array([[1, 9, 9], [0, 0, 0], [0, 0, 0]]) * 1e-5
    assert_allclose(by_pair, expected, atol=1e-9)


def test_who_is_told_to_hold_sends_nothing_and_what_waits_is_charged_to_the_hit_bank() -> None:
    """B and C are told from hour 0 and have no other way: nothing is trapped; 12 wait after the
    first hour, half of it held back."""
    found = simulate(three_banks(), outages(), course(4, 3, told_from=np.zeros(3)), BARE)
    assert_allclose(followed(found, "trapped"), [0, 0, 0, 0, 0], atol=1e-12)
    assert_allclose(followed(found, "unsettled"), [0, 12, 24, 0, 0], atol=1e-12)
    by_pair = found.loss_from * found.quantum
    expected = np.array([[18, 9, 9], [0, 0, 0], [0, 0, 0]]) * 1e-5
    assert_allclose(by_pair, expected, atol=1e-9)


def test_what_finds_another_way_is_not_late() -> None:
    """Of 12 an hour that would wait, 3/4 go through other banks, in both directions."""
    told = course(4, 3, told_from=np.zeros(3), rerouted=np.full(3, 0.75))
    found = simulate(three_banks(), outages(), told, BARE)
    assert_allclose(followed(found, "unsettled"), [0, 3, 6, 0, 0], atol=1e-12)


def test_who_finds_out_by_itself_holds_back_but_has_no_other_way() -> None:
    """After one hour of its own opening: in hour 0 all send, in hour 1 nobody sends to it."""
    ways = course(4, 3, rerouted=np.ones(3))
    found = simulate(three_banks(), outages(detection=1.0), ways, BARE)
    assert_allclose(followed(found, "trapped"), [0, 6, 6, 0, 0], atol=1e-12)
    assert_allclose(followed(found, "unsettled"), [0, 6, 18, 0, 0], atol=1e-12)


def test_what_can_be_sent_by_hand_is_not_trapped() -> None:
    """Half of what is due can be sent: 6 come in, 3 go out; then half of 9."""
    found = simulate(three_banks(), outages(manual=0.5), course(4, 3), BARE)
    assert_allclose(followed(found, "trapped")[:3], [0, 3, 4.5], atol=1e-12)
    assert_allclose(followed(found, "unsettled")[:3], [0, 3, 4.5], atol=1e-12)


def test_a_statement_lowers_the_floor() -> None:
    """C, alarmed, keeps half of its reserves of 4 and sends 2 of 3; with relief of a half it keeps
    1 and sends all 3. B has nothing."""
    system = three_banks()
    system = replace(system, reserves=np.array([50.0, 0.0, 4.0]))
    alarmed: dict[str, Any] = {"alarmed_from": np.zeros(3)}
    half = replace(BARE, protective_share=0.5)
    found = simulate(system, outages(), course(4, 3, **alarmed), half)
    assert_allclose(followed(found, "trapped")[1], 2.0)
    relieved = course(4, 3, **alarmed, relief=np.full((4, 3), 0.5))
    found = simulate(system, outages(), relieved, half)
    assert_allclose(followed(found, "trapped")[1], 3.0)


def squeezed(**others: Any) -> tuple[FinancialSystem, Course]:
    """One move and the close: B sends its 5 to the hit bank, must have 4, and holds 20 units.

    With an impact of ln 2 / 10 it raises 4 at a share f with 20 f 4^-f = 4. C holds 20 as well.
    """
    flows = np.zeros((3, 3))
    flows[B, HIT] = 5.0
    system = system_of(
        np.zeros((3, 3)),
        [100, 100, 100],
        reserves=[0, 5, 0],
        payments_per_day=flows,
        holdings=[[0.0], [20.0], [20.0]],
        price_impact=[np.log(2) / 10],
    )
    closes = np.zeros((3, 3), dtype=np.bool_)
    closes[0] = True
    due, is_open = np.zeros((3, 3)), np.zeros((3, 3), dtype=np.bool_)
    due[0], is_open[0] = 1.0, True
    return system, course(3, 3, 1, closes=closes, falls_due=due, is_open=is_open, **others)


def share_sold() -> float:
    low, high = 0.0, 0.5
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if 20 * middle * 4**-middle < 4 else (low, middle)
    return low


CLOSE = replace(BARE, close_share=0.8)


def test_who_lacks_reserves_at_the_close_sells_and_all_holders_lose() -> None:
    system, plan = squeezed()
    found = simulate(system, outages(), plan, CLOSE)
    f = share_sold()
    assert_allclose(found.series[0, 1:, len(SERIES)], 4**-f, rtol=1e-9)
    assert_allclose(followed(found, "sold")[1:], [4.0] * 3, rtol=1e-9)
    assert_allclose(found.losses[0, :, PRICE], [0, 20 * (1 - 4**-f), 20 * (1 - 4**-f)], rtol=1e-9)
    by_pair = found.loss_from * found.quantum
    assert_allclose(by_pair[B], found.losses[0, :, PRICE], rtol=1e-6)
    assert found.short_at_close[0] == 0.5


def test_lending_removes_sales() -> None:
    """B may borrow 80 per cent of its 20 units: the 4 it lacks are lent, nothing is sold. They are
    owed on, since B's reserves stay below normal."""
    system, plan = squeezed(may_borrow=np.ones((3, 3), dtype=np.bool_), haircut=np.full(3, 0.2))
    found = simulate(system, outages(), plan, CLOSE)
    assert followed(found, "sold") == [0.0] * 4
    assert_allclose(followed(found, "lent"), [0, 4, 4, 4])
    assert found.losses[0, :, PRICE].tolist() == [0, 0, 0]
    assert found.short_at_close[0] == 0.5


def test_purchases_raise_the_price_again_but_not_above_1() -> None:
    """What was sold is bought in the next hour; a larger budget buys no more than that."""
    system, plan = squeezed(purchases=np.full((3, 1), 100.0), purchase_limit=np.array([100.0]))
    found = simulate(system, outages(), plan, CLOSE)
    f = share_sold()
    assert_allclose(found.series[0, :, len(SERIES)], [1, 4**-f, 1, 1], rtol=1e-9)
    assert_allclose(followed(found, "purchased"), [0, 0, 4, 4], rtol=1e-9)


def test_purchases_end_at_their_limit() -> None:
    system, plan = squeezed(purchases=np.full((3, 1), 1.0), purchase_limit=np.array([1.5]))
    found = simulate(system, outages(), plan, CLOSE)
    assert_allclose(followed(found, "purchased"), [0, 0, 1, 1.5], rtol=1e-9)


def test_the_money_market_covers_its_share_first() -> None:
    """Of the 4 that B lacks, the market covers 3; 1 is raised by sales."""
    system, plan = squeezed()
    found = simulate(system, outages(), plan, replace(CLOSE, market_access=0.75))
    assert_allclose(followed(found, "sold")[-1], 1.0, rtol=1e-9)


def test_an_own_loss_takes_a_bank_below_its_ratio_and_it_sells() -> None:
    """100 of bonds against 95 of debts: equity 5. Half of it is lost: 2.5 bear 2.5 / 0.03 = 83.3
    of assets, and there are 97.5, so 14.2 of bonds are sold."""
    alone = system_of([[0.0]], [0.0], [95.0], holdings=[[100.0]], price_impact=[0.0])
    found = simulate(
        alone, outages(direct=0.5), course(1, 1, 1), replace(BARE, leverage_floor=0.03)
    )
    assert_allclose(followed(found, "sold")[-1], 97.5 - 2.5 / 0.03, rtol=1e-9)
    assert found.losses[0, 0, DIRECT] == 2.5


def test_an_own_loss_stops_at_equity_and_a_default_is_lost_to_creditors() -> None:
    """The hit bank has 10, owes B 8: equity 2. It loses half of that: 9 are left, enough. If it
    owes 12, it has no equity to lose and cannot pay: at 70 per cent recovery B gets 7 of 12."""
    debts = np.zeros((2, 2))
    debts[0, 1] = 8.0
    solvent = system_of(debts, [10, 0])
    found = simulate(solvent, outages(direct=0.5), course(1, 2), Calibration(leverage_floor=0.0))
    assert_allclose(found.losses[0], [[1, 0, 0, 0], [0, 0, 0, 0]], atol=1e-12)
    debts[0, 1] = 12.0
    broke = system_of(debts, [10, 0])
    found = simulate(broke, outages(direct=0.5), course(1, 2), Calibration(leverage_floor=0.0))
    assert_allclose(found.losses[0], [[0, 0, 0, 0], [0, 0, 5, 0]], atol=1e-12)
    assert_allclose((found.loss_from * found.quantum)[0], [0, 5], rtol=1e-6)


# --- any system ----------------------------------------------------------------------------------


def symmetric(numbers: np.random.Generator, n: int) -> Money:
    """What is sent is what comes back: without an outage everything settles without reserves."""
    flows = numbers.uniform(0.0, 30.0, (n, n)) * (numbers.random((n, n)) < 0.7)
    flows = flows + flows.T
    np.fill_diagonal(flows, 0.0)
    return flows


@st.composite
def played_systems(draw: st.DrawFn) -> FinancialSystem:
    n, m = draw(st.integers(2, 5)), draw(st.integers(1, 2))
    numbers = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    debts = numbers.uniform(0.0, 20.0, (n, n)) * (numbers.random((n, n)) < 0.5)
    np.fill_diagonal(debts, 0.0)
    reserves, rest = numbers.uniform(0, 20, n), numbers.uniform(20, 60, n)
    holdings = numbers.uniform(0, 40, (n, m))
    assets = reserves + rest + holdings.sum(axis=1) + debts.sum(axis=0)
    owes = debts.sum(axis=1)
    return FinancialSystem(
        names=LETTERS[:n],
        external_assets=reserves + rest,
        nominal_liabilities=debts,
        external_liabilities=np.maximum(assets * numbers.uniform(0.85, 0.97, n) - owes, 0.0),
        external_ranking=draw(st.sampled_from(list(Ranking))),
        asset_classes=tuple(f"class {a}" for a in range(m)),
        holdings=holdings,
        price_impact=numbers.uniform(0.0, 0.01, m),
        reserves=reserves,
        payments_per_day=symmetric(numbers, n),
    )


@st.composite
def drawn_outages(draw: st.DrawFn, n: int, d: int) -> Outages:
    return Outages(
        hit=draw(arrays((d,), one_of(*range(n)))).astype(np.int64),
        hours=draw(arrays((d,), shares)) * 12.0,
        manual=draw(arrays((d,), shares)) * 0.3,
        direct=draw(arrays((d,), shares)) * 0.2,
        detection=draw(arrays((d,), shares)) * 12.0,
    )


def days(n: int, m: int, moves: int = 10) -> Course:
    """Two days: half of the banks are open in the even hours of the first, the others later."""
    hour = np.arange(moves)
    early = np.where(hour % 5 < 3, 1.0, 0.0)
    late = np.where(hour % 5 > 1, 1.0, 0.0)
    is_open = np.stack([early if i % 2 == 0 else late for i in range(n)], axis=1) > 0
    closes = np.zeros_like(is_open)
    closes[:-1] = is_open[:-1] & ~is_open[1:]
    return course(moves, n, m, is_open=is_open, closes=closes, falls_due=is_open / 3.0)


@st.composite
def plays(
    draw: st.DrawFn, *, draws: int = 3
) -> tuple[FinancialSystem, Outages, Course, Calibration]:
    system = draw(played_systems())
    n, m = system.holdings.shape
    plan = days(n, m)
    acts = draw(st.booleans())
    if acts:
        plan = replace(
            plan,
            told_from=draw(arrays((n,), one_of(0.0, 2.0, 6.0, np.inf))),
            rerouted=draw(arrays((n,), shares)),
            alarmed_from=draw(arrays((n,), one_of(1.0, 4.0, np.inf))),
            relief=draw(arrays((plan.moves, n), shares)),
            may_borrow=draw(arrays((plan.moves, n), shares)) > 0.5,
            haircut=draw(arrays((n,), shares)),
            purchases=draw(arrays((plan.moves, m), one_of(0.0, 1.0, 20.0))),
            purchase_limit=draw(arrays((m,), one_of(0.0, 5.0, 100.0))),
        )
    calibration = Calibration(
        protective_share=draw(st.sampled_from([0.0, 0.5, 1.0])),
        close_share=draw(st.sampled_from([0.0, 0.75, 1.0])),
        market_access=draw(st.sampled_from([0.0, 0.5])),
        reserve_scale=draw(st.sampled_from([0.2, 1.0])),
        delay_rate=5.0,
    )
    return system, draw(drawn_outages(n, draws)), plan, calibration


Play = tuple[FinancialSystem, Outages, Course, Calibration]


@EACH
@given(plays())
def test_every_number_is_finite_and_within_its_bounds(play: Play) -> None:
    found = simulate(*play)
    for name in ("losses", "series", "short_at_close", "gap"):
        assert np.all(np.isfinite(getattr(found, name)))
    assert found.converged.all()
    assert np.all(found.gap <= 1e-9)
    assert np.all(found.losses >= -1e-9)
    assert np.all((found.short_at_close >= 0.0) & (found.short_at_close <= 1.0))
    assert np.all(found.series[:, :, : len(SERIES)] >= -1e-9)
    prices = found.series[:, :, len(SERIES) :]
    assert np.all((prices > 0.0) & (prices <= 1.0))


@EACH
@given(plays())
def test_losses_add_up_by_channel_and_by_pair(play: Play) -> None:
    system, drawn, _, _ = play
    found = simulate(*play)
    assert_allclose(found.losses.sum(axis=(1, 2)), found.series[:, -1, SERIES.index("loss")])
    own = np.maximum(system.equity(), 0.0)[drawn.hit] * drawn.direct
    assert_allclose(found.losses[:, :, DIRECT].sum(axis=1), own)
    by_receiver = found.losses[:, :, [PRICE, CREDIT, DELAY]].sum(axis=(0, 2))
    assert_allclose(found.loss_from.sum(axis=0) * found.quantum, by_receiver, rtol=1e-6, atol=1e-6)
    assert np.all(found.loss_from >= 0)


@EACH
@given(played_systems(), st.data())
def test_an_outage_of_no_length_costs_nothing_and_moves_no_price(
    system: FinancialSystem, data: st.DataObject
) -> None:
    n, m = system.holdings.shape
    drawn = data.draw(drawn_outages(n, 3))
    drawn = replace(drawn, hours=np.zeros(3), direct=np.zeros(3))
    found = simulate(system, drawn, days(n, m), Calibration(close_share=1.0))
    assert np.all(found.losses <= 1e-12)
    assert np.all(found.loss_from == 0)
    assert np.all(found.series[:, :, : len(SERIES)] <= 1e-12)
    assert np.all(found.series[:, :, len(SERIES) :] >= 1.0 - 1e-15)


@EACH
@given(plays(draws=7))
def test_a_draw_has_the_same_numbers_however_the_run_is_cut(play: Play) -> None:
    """Seven draws at once, in pieces of three and one by one: the same bits."""
    system, drawn, plan, calibration = play
    whole = simulate(system, drawn, plan, calibration)
    for size in (1, 3):
        counts = np.zeros_like(whole.loss_from)
        for first in range(0, 7, size):
            draws = np.arange(first, min(first + size, 7))
            piece = simulate(system, drawn.of(draws), plan, calibration)
            counts += piece.loss_from
            for name in ("losses", "series", "short_at_close", "converged", "gap"):
                assert_array_equal(getattr(piece, name), getattr(whole, name)[draws])
        assert_array_equal(counts, whole.loss_from)


@EACH
@given(plays(draws=5), st.integers(0, 2**32 - 1))
def test_a_draw_has_the_same_numbers_alone_as_in_an_ensemble(play: Play, seed: int) -> None:
    """Two matrices with the same totals; which draw is played on which is given."""
    system, drawn, plan, calibration = play
    numbers = np.random.default_rng(seed)
    other = replace(system, payments_per_day=system.payments_per_day * numbers.uniform(0.5, 1.0))
    which = numbers.integers(0, 2, 5)
    found = simulate(Ensemble((system, other)), drawn, plan, calibration, which)
    counts = np.zeros_like(found.loss_from)
    for d in range(5):
        alone = simulate((system, other)[which[d]], drawn.of(np.array([d])), plan, calibration)
        counts += alone.loss_from
        assert_array_equal(alone.losses[0], found.losses[d])
        assert_array_equal(alone.series[0], found.series[d])
    assert_array_equal(counts, found.loss_from)


def worse_or_equal(more: Floats, less: Floats, room: float = 1e-8) -> bool:
    return bool(np.all(more >= less - room))


@EACH
@given(plays(), st.integers(0, 10), st.integers(0, 10))
def test_being_told_earlier_traps_no_more_with_the_hit_bank(
    play: Play, one: int, other: int
) -> None:
    """As long as it cannot send at all, and all are told at once. If only some are, what they
    keep can reach the hit bank later through those who are not."""
    system, drawn, plan, calibration = play
    drawn = replace(drawn, hours=np.full(3, 100.0), manual=np.zeros(3))
    trapped = SERIES.index("trapped")
    early, late = (
        simulate(
            system, drawn, replace(plan, told_from=np.full(system.size, float(hour))), calibration
        ).series[:, :, trapped]
        for hour in sorted((one, other))
    )
    assert worse_or_equal(late, early)


@EACH
@given(plays())
def test_a_facility_that_is_open_leaves_no_more_to_be_sold(play: Play) -> None:
    """Up to the first close: on the second day the loan has used up collateral, and who was lent
    to instead of selling may sell then."""
    system, drawn, plan, calibration = play
    n = system.size
    closed = replace(plan, may_borrow=np.zeros_like(plan.may_borrow))
    is_open = replace(plan, may_borrow=np.ones_like(plan.may_borrow), haircut=np.zeros(n))
    sold = SERIES.index("sold")
    without = simulate(system, drawn, closed, calibration).series[:, :4, sold]
    lent = simulate(system, drawn, is_open, calibration).series[:, :4, sold]
    assert worse_or_equal(without, lent)


@EACH
@given(plays())
def test_purchases_lower_no_price_and_raise_none_above_1(play: Play) -> None:
    system, drawn, plan, calibration = play
    m = len(system.asset_classes)
    none = replace(plan, purchases=np.zeros((plan.moves, m)))
    some = replace(plan, purchases=np.full((plan.moves, m), 5.0), purchase_limit=np.full(m, 50.0))
    without = simulate(system, drawn, none, calibration).series[:, :, len(SERIES) :]
    bought = simulate(system, drawn, some, calibration).series[:, :, len(SERIES) :]
    assert worse_or_equal(bought, without)
    assert np.all(bought <= 1.0)


@EACH
@given(played_systems(), st.data(), st.integers(1, 3))
def test_a_longer_payment_day_leaves_no_more_unsettled_at_its_end(
    system: FinancialSystem, data: st.DataObject, more: int
) -> None:
    """One day of four hours, or of some hours more in which nothing new falls due."""
    n, m = system.holdings.shape
    drawn = data.draw(drawn_outages(n, 3))
    moves = 8
    short = np.zeros((moves, n), dtype=np.bool_)
    short[:4] = True
    longer = short.copy()
    longer[4 : 4 + more] = True
    due = short / 4.0
    unsettled = SERIES.index("unsettled")
    found = {}
    for name, is_open in (("short", short), ("longer", longer)):
        closes = np.zeros_like(is_open)
        closes[:-1] = is_open[:-1] & ~is_open[1:]
        plan = course(moves, n, m, is_open=is_open, closes=closes, falls_due=due)
        found[name] = simulate(system, drawn, plan, Calibration()).series[:, -1, unsettled]
    assert worse_or_equal(found["short"], found["longer"])


@EACH
@given(plays())
def test_a_statement_holds_back_no_more_in_the_hour_that_it_acts(play: Play) -> None:
    system, drawn, plan, calibration = play
    n = system.size
    now = replace(plan, alarmed_from=np.zeros(n), relief=np.zeros_like(plan.relief))
    said = replace(now, relief=np.full_like(plan.relief, 0.6))
    unsettled = SERIES.index("unsettled")
    silent = simulate(system, drawn, now, calibration).series[:, 1, unsettled]
    after = simulate(system, drawn, said, calibration).series[:, 1, unsettled]
    assert worse_or_equal(silent, after)


def test_one_institution_alone_is_played() -> None:
    alone = system_of([[0.0]], [10.0], reserves=[5.0])
    found = simulate(alone, outages(direct=0.5), course(2, 1), BARE)
    assert found.losses[0].tolist() == [[5.0, 0, 0, 0]]
    assert found.short_at_close[0] == 0.0


def test_fields_of_a_trajectory_are_those_that_a_run_puts_together() -> None:
    assert {field.name for field in fields(Trajectory)} == {
        "losses", "loss_from", "quantum", "series", "short_at_close", "converged", "gap", "uses",
    }  # fmt: skip


def test_who_finds_out_nothing_because_there_is_nothing_is_not_alarmed() -> None:
    flows = np.zeros((3, 3))
    flows[1, 2] = 6.0
    system = system_of(np.zeros((3, 3)), [100] * 3, reserves=[10] * 3, payments_per_day=flows)
    over = outages(hours=0.0, detection=0.0)
    found = simulate(system, over, course(1, 3), replace(BARE, protective_share=0.5))
    assert followed(found, "unsettled") == [0.0, 0.0]


@pytest.mark.parametrize(
    ("hit", "n", "m", "which"),
    [
        (3, 3, 0, None),
        (0, 1, 0, None),
        (0, 5, 0, None),
        (0, 3, 1, None),
        (0, 3, 0, [1]),
        (0, 3, 0, [-1]),
        (0, 3, 0, []),
    ],
)
def test_what_does_not_fit_the_system_is_refused(
    hit: int, n: int, m: int, which: list[int] | None
) -> None:
    places = None if which is None else np.array(which, dtype=np.int64)
    with pytest.raises(InvalidInput):
        simulate(three_banks(), outages(hit=hit), course(2, n, m), BARE, places)
