"""An outage played hour by hour on one system: shocks, a settle, consequences, the next hour."""

from dataclasses import dataclass, replace

import numpy as np

from parley.engine.amounts import Bools, Floats, Ints, Money
from parley.engine.balance import equity, reserves_after, shortfall
from parley.engine.contagion.clearing import ClearingRules
from parley.engine.contagion.kernels.payments import fall_due, keep_books
from parley.engine.course import Calibration, Course
from parley.engine.ensemble import Ensemble
from parley.engine.instruments.bail_in import bear, recapitalisation
from parley.engine.instruments.buffer_relief import relieve_floor
from parley.engine.instruments.deferral import hold_back
from parley.engine.instruments.lending import collateral_line, lend, repay
from parley.engine.instruments.purchases import buy
from parley.engine.instruments.rerouting import aware, finds_out, rerouted_share
from parley.engine.instruments.swap_line import undrawn
from parley.engine.instruments.uses import Uses
from parley.engine.outage_books import (
    DIRECT,
    QUANTUM,
    SERIES,
    Ledger,
    add_losses,
    credit_by_pair,
    follow,
    open_ledger,
    price_by_pair,
    turn_sales_into_cash,
)
from parley.engine.scenario import Outages
from parley.engine.state import Rules, State, bind_only_from_above, start
from parley.engine.status import Status
from parley.engine.step import fixed_point
from parley.engine.system import FinancialSystem
from parley.errors import Fault, InvalidInput

HOURS_PER_YEAR = 365 * 24


@dataclass(frozen=True, eq=False)
class Trajectory:
    """What happened in each draw.

    Args:
        losses: By institution and channel (direct, price, credit, delay). Shape (d, n, 4), money.
        loss_from: Sum over draws of what column lost because of row, without direct losses.
            Shape (n, n), counts of ``quantum``.
        quantum: Money in one count of ``loss_from``.
        series: ``SERIES`` after each move, then the price of each class; entry 0 is before the
            first move. Shape (d, t + 1, 6 + m).
        short_at_close: Share of institutions other than the hit one whose reserves at some close
            were below what was required, before help. Shape (d,), 0 to 1.
        converged: Whether every move ended. Shape (d,).
        gap: Largest remaining gap of any move. Shape (d,).
        uses: How much of each instrument was used.
    """

    losses: Money
    loss_from: Ints
    quantum: float
    series: Floats
    short_at_close: Floats
    converged: Bools
    gap: Floats
    uses: Uses


def simulate(
    systems: FinancialSystem | Ensemble,
    outages: Outages,
    course: Course,
    calibration: Calibration,
    which: Ints | None = None,
) -> Trajectory:
    """Play one way of an exercise for many draws of the outage.

    In each move of one hour: the outage takes its course; authorities lend and buy; payments fall
    due; ``settle`` finds the greatest fixed point of payments, clearing and fire sales; then what
    is not monotone happens: reserves move, shortfalls at the close are met from the money market,
    the central bank and sales, loans are repaid.

    Args:
        systems: Of n institutions and m classes, with reserves and payments per day; one, or
            several that meet the same totals.
        outages: d draws.
        course: What authorities do and when.
        calibration: The numbers of the model.
        which: Place in the ensemble of the system of each draw; None is the first. Shape (d,).

    Returns:
        Losses, who lost to whom, and what happened hour by hour. Draws do not touch each other:
        the numbers of a draw are the same in whatever company it is played.

    Raises:
        InvalidInput: if outages, course or places do not fit the systems.
    """
    ensemble = systems if isinstance(systems, Ensemble) else Ensemble((systems,))
    draws = outages.hit.size
    member = np.zeros(draws, dtype=np.int64) if which is None else which
    _check(ensemble, outages, course, member)
    played = _as_calibrated(ensemble.systems[0], calibration)
    n = played.size
    rules = Rules(
        clearing=ClearingRules(calibration.recovery_external, calibration.recovery_interbank),
        leverage_floor=calibration.leverage_floor,
        market_access=calibration.market_access,
    )
    state = bind_only_from_above(played, start(played, draws, rules))
    everyone = np.arange(draws)
    direct = np.zeros((draws, n))
    direct[everyone, outages.hit] = outages.direct * np.maximum(played.equity(), 0.0)[outages.hit]
    state = replace(state, external_assets=state.external_assets - direct)
    ledger = open_ledger(draws, n, len(played.asset_classes))
    quantum = float(QUANTUM * (played.external_assets.sum() + played.holdings.sum()))
    series = np.zeros((draws, course.moves + 1, len(SERIES) + len(played.asset_classes)))
    series[:, 0, len(SERIES) :] = 1.0
    losses = np.zeros((draws, n, 4))
    losses[:, :, DIRECT] = direct
    series[:, 0, SERIES.index("loss")] = direct.sum(axis=1)
    floors = state.leverage_floor
    for move in range(course.moves):
        if move == course.bail_in_move:
            state = _bail_in(played, ensemble, member, state, ledger, outages, course, quantum)
        state = _under_rules(state, floors, outages, course, move)
        state = _authorities_act(played, state, ledger, course, calibration, move)
        state, impaired = _falls_due(
            played, state, ledger, outages, course, calibration, ensemble.flows, member, move
        )
        state = _settle_each(played, ensemble, member, calibration, state)
        state = _consequences(
            played, state, ledger, outages, impaired, course, calibration, quantum, move
        )
        add_losses(played, state, ledger, losses)
        series[:, move + 1] = follow(played, state, ledger, outages, losses)
    ledger.loss_from += price_by_pair(state, ledger, quantum)
    ledger.loss_from += credit_by_pair(ensemble, member, state, quantum)
    others = n - 1
    return Trajectory(
        losses=losses,
        loss_from=ledger.loss_from,
        quantum=quantum,
        series=series,
        short_at_close=ledger.was_short.sum(axis=1) / others if others else np.zeros(draws),
        converged=ledger.converged,
        gap=ledger.gap,
        uses=replace(ledger.uses, written_down=ledger.bought - ledger.units_bought * state.prices),
    )


def _check(ensemble: Ensemble, outages: Outages, course: Course, member: Ints) -> None:
    """What the compiled loops rely on: every place that is named exists."""
    k, n, _ = ensemble.flows.shape
    m = len(ensemble.systems[0].asset_classes)
    draws = outages.hit.size
    faults = []
    for name, shape, expected in (
        ("course, is_open", course.is_open.shape[1:], (n,)),
        ("course, purchase_limit", course.purchase_limit.shape, (m,)),
        ("which", member.shape, (draws,)),
    ):
        if shape != expected:
            faults.append(Fault("simulate", 0, name, f"shape {shape}", f"shape {expected}"))
    for name, places, count in (("outages, hit", outages.hit, n), ("which", member, k)):
        wrong = places[(places < 0) | (places >= count)]
        if wrong.size:
            wanted = f"a place from 0 to {count - 1}"
            faults.append(Fault("simulate", 0, name, str(wrong[0]), wanted))
    if faults:
        raise InvalidInput(faults)


def _prices(system: FinancialSystem, net_sold: Floats) -> Floats:
    """Prices at which nobody sells anything more. Shape (d, m)."""
    return np.exp(-system.price_impact * np.maximum(net_sold, 0.0))


def _under_rules(
    state: State, floors: Floats, outages: Outages, course: Course, move: int
) -> State:
    """What the rules allow in the move: who is under a stay, what cannot be sold, which ratio."""
    stayed = np.zeros_like(state.stayed)
    stayed[np.arange(state.draws), outages.hit] = course.stay[move]
    relieved = relieve_floor(floors, course.floor_relief[move])
    return replace(state, stayed=stayed, halted=course.halted[move], leverage_floor=relieved)


def _bail_in(
    system: FinancialSystem,
    ensemble: Ensemble,
    member: Ints,
    state: State,
    ledger: Ledger,
    outages: Outages,
    course: Course,
    quantum: float,
) -> State:
    """Recapitalise the hit institution of each draw at the cost of its creditors."""
    draws, hit = np.arange(state.draws), outages.hit
    own = equity(system, state)[draws, hit]
    assets = own + system.total_liabilities[hit]
    wanted = recapitalisation(assets, own, course.bail_in_target)
    wanted[state.defaulted[draws, hit]] = 0.0  # too late: what is left is being shared out
    owed = np.stack(
        [
            ensemble.systems[k].nominal_liabilities[[i]].toarray()[0]
            for k, i in zip(member, hit, strict=True)
        ]
    )
    inside, outside = bear(wanted, owed, system.external_liabilities[hit], course.bears[hit])
    ledger.given_up += inside
    ledger.uses.given_up[:, 0] += inside.sum(axis=1) + outside
    counts = np.rint(inside / quantum).astype(np.int64)
    np.add.at(ledger.loss_from, hit, counts)
    changed = state.external_assets - inside
    changed[draws, hit] += inside.sum(axis=1) + outside
    return replace(state, external_assets=changed)


def _authorities_act(
    system: FinancialSystem,
    state: State,
    ledger: Ledger,
    course: Course,
    calibration: Calibration,
    move: int,
) -> State:
    """Buy what was sold, lend what is lacking; then nobody is hurt yet in the new move."""
    prices = _prices(system, state.net_sold)
    left = np.maximum(course.purchase_limit - ledger.bought, 0.0)
    units, money = buy(state.net_sold, prices, np.minimum(course.purchases[move], left))
    ledger.bought += money
    ledger.units_bought += units
    net_sold = state.net_sold - units
    prices = _prices(system, net_sold)
    swap = undrawn(course.swap_line[move], ledger.swapped)
    line = swap + collateral_line(
        state.holdings,
        prices,
        ledger.lent - ledger.swapped,
        course.haircut,
        course.may_borrow[move],
    )
    wanted = calibration.close_share * system.reserves - state.reserves
    given = lend(line, np.where(course.is_open[move], wanted, 0.0))
    ledger.lent += given
    ledger.swapped += np.minimum(given, swap)
    draws, n = state.reserves.shape
    top = np.broadcast_to(system.total_liabilities, (draws, n))
    return replace(
        state,
        net_sold=net_sold,
        prices=prices,
        reserves=state.reserves + given,
        credit_line=line - given,
        payments=np.where(state.defaulted, state.payments, top),
        settled=np.ones((draws, n)),
        sold=np.zeros((draws, n)),
        gap=np.zeros(draws),
        status=np.full(draws, int(Status.CONVERGED)),
    )


def _falls_due(
    system: FinancialSystem,
    state: State,
    ledger: Ledger,
    outages: Outages,
    course: Course,
    calibration: Calibration,
    flows: Money,
    member: Ints,
    move: int,
) -> tuple[State, Bools]:
    """What is to be sent in the move, who is able to, and what each keeps back."""
    draws, n = state.reserves.shape
    impaired = outages.hours > move
    hours_open = course.is_open[:move].sum(axis=0).astype(np.float64)
    knows = aware(course.told_from, hours_open, outages.detection, move)
    ledger.found_out |= finds_out(hours_open, outages.detection) & impaired[:, np.newaxis]
    alarmed = (course.alarmed_from <= move)[np.newaxis, :] | ledger.found_out
    held_back = calibration.protective_share * (1.0 - course.relief[move])
    capacity = np.ones((draws, n))
    capacity[np.arange(draws), outages.hit] = np.where(impaired, outages.manual, 1.0)
    due = np.empty_like(state.due)
    fall_due(
        flows,
        member,
        course.falls_due[move] * calibration.gross_share,
        course.is_open[move],
        outages.hit,
        impaired,
        knows,
        rerouted_share(course.told_from, course.rerouted, move),
        ledger.backlog,
        ledger.waiting,
        due,
    )
    told = (course.told_from <= move) & impaired[:, np.newaxis]
    ledger.uses.told_to_wait[...] += np.where(
        told, ledger.backlog[np.arange(draws), :, outages.hit], 0.0
    )
    still_due = hold_back(due, course.held_back[move], ledger.backlog, ledger.waiting)
    if still_due is not due:
        ledger.uses.held_back[...] += (due - still_due).sum(axis=2)
    required = np.where(course.closes[move], calibration.close_share, 0.0) * system.reserves
    return (
        replace(
            state,
            due=still_due,
            capacity=capacity,
            floor=np.where(alarmed, held_back * system.reserves, 0.0),
            required=np.repeat(required[np.newaxis], draws, axis=0),
        ),
        impaired,
    )


def _consequences(
    system: FinancialSystem,
    state: State,
    ledger: Ledger,
    outages: Outages,
    impaired: Bools,
    course: Course,
    calibration: Calibration,
    quantum: float,
    move: int,
) -> State:
    """What follows from the fixed point: books are kept, shortfalls are met, loans are repaid."""
    lacking = shortfall(state)
    others = np.ones_like(lacking, dtype=np.bool_)
    others[np.arange(others.shape[0]), outages.hit] = False
    ledger.was_short |= (lacking > 1e-9 * system.reserves) & others
    from_market = state.rules.market_access * lacking
    from_bank = lend(state.credit_line, lacking - from_market)
    keep_books(
        state.due,
        state.settled,
        outages.hit,
        impaired,
        calibration.delay_rate / HOURS_PER_YEAR,
        quantum,
        ledger.backlog,
        ledger.waiting,
        ledger.late,
        ledger.delay,
        ledger.loss_from,
    )
    state, proceeds = turn_sales_into_cash(state, ledger)
    reserves = reserves_after(state) + from_market + from_bank + proceeds
    ledger.lent += from_bank
    ledger.swapped += np.minimum(from_bank, undrawn(course.swap_line[move], ledger.swapped))
    ledger.uses.lent[...] += ledger.lent - ledger.swapped
    ledger.uses.swapped[...] += ledger.swapped
    paid_back = repay(reserves, np.where(course.closes[move], ledger.lent, 0.0), system.reserves)
    ledger.lent -= paid_back
    ledger.swapped = np.maximum(ledger.swapped - paid_back, 0.0)
    ledger.converged &= state.status == Status.CONVERGED
    ledger.gap = np.maximum(ledger.gap, state.gap)
    return replace(state, reserves=reserves - paid_back)


def _as_calibrated(system: FinancialSystem, calibration: Calibration) -> FinancialSystem:
    return replace(
        system,
        price_impact=system.price_impact * calibration.price_impact_scale,
        reserves=system.reserves * calibration.reserve_scale,
    )


def _settle_each(
    system: FinancialSystem,
    ensemble: Ensemble,
    member: Ints,
    calibration: Calibration,
    state: State,
) -> State:
    """Settle every draw on its own system.

    Who owes whom is read only where somebody defaults: as long as all pay, all systems of an
    ensemble have the same greatest fixed point. So all draws are settled on the first, and only
    those with a default again on their own.
    """
    after = fixed_point(system, state)
    hurt = np.flatnonzero(after.defaulted.any(axis=1))
    for place in np.unique(member[hurt]):
        if place:
            rows = hurt[member[hurt] == place]
            own = _as_calibrated(ensemble.systems[place], calibration)
            after = after.put(rows, fixed_point(own, state.of(rows)))
    return after
