"""The end of a joint exercise: what both sides found, put together as if one had played it.

Whoever started both nodes, or was shown both records, can do this. Between the nodes only what
``traffic`` lists has crossed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from parley.engine.amounts import Floats, Ints
from parley.engine.batch import Part, Piece
from parley.engine.contagion.kernels.whole import BILLION
from parley.engine.instruments.uses import Uses
from parley.engine.outage import HOURS_PER_YEAR
from parley.engine.outage_books import CHANNELS, CREDIT, DELAY, DIRECT, PRICE, QUANTUM
from parley.engine.tally.columns import FIRST_DRAWS
from parley.engine.tally.sums import ExactSums
from parley.engine.whole.hours import price_losses
from parley.engine.whole.ledger import FOLLOWED, Waiting, Wires
from parley.exchange.joint.rehearsal import Play
from parley.exchange.joint.standing import Run


@dataclass(frozen=True, eq=False)
class Ended:
    """One side at the end of an exercise.

    Args:
        play: Its exercise.
        places: Positions of its institutions in the whole system. Shape (n,).
        abroad: Positions of the institutions in the charter's list of each other side.
        payments: On debts. Shape (lanes, n).
        run: The run that has ended.
    """

    play: Play
    places: Ints
    abroad: Mapping[int, Ints]
    payments: Ints
    run: Run


def put_together(
    runs: Sequence[Run], names: Sequence[str], units: float, delay_rate: float
) -> Part:
    """What came of an exercise in all ways of playing, as one part of a play.

    Args:
        runs: Of every side, closed, in the order of the charter.
        names: Of all institutions, in the order of the system.
        units: How many units make one of the system's money.
        delay_rate: What money that comes late costs its receiver, per year, as a share.
    """
    at = {name: k for k, name in enumerate(names)}
    sides = [_ended(run, at) for run in runs]
    plan = sides[0].play.stage.plan
    ways, draws, n = plan.is_open.shape[0], plan.hit.size, len(names)
    late = delay_rate / HOURS_PER_YEAR
    losses, from_whom = np.zeros((plan.lanes, n, len(CHANNELS))), np.zeros((ways, n, n))
    for side in sides:
        _add_losses(side, units, late, losses)
        from_whom += _late_by_pair(side, units, late, n) + _credit_by_pair(side, units, n)
    from_whom += _price_by_pair(sides, units, n)
    wealth = sum(float(s.play.stage.part.assets.sum() + _held(s).sum()) for s in sides) / units
    quantum = float(QUANTUM * wealth)
    rows = _rows(sides, units, late)
    sums = ExactSums(rows.shape[1])
    sums.add(rows, counted=np.ones(draws, dtype=np.bool_))
    hit_side = sides[plan.hit_side]
    hit = hit_side.places[hit_side.play.stage.hit[:draws]]
    short = np.concatenate([side.play.ledger.short for side in sides], axis=1)
    return Part(
        piece=Piece(tuple(range(ways)), 0, draws),
        hit=hit,
        losses=losses.reshape(ways, draws, n, len(CHANNELS)),
        converged=np.ones((ways, draws), dtype=np.bool_),
        short_at_close=(short.sum(axis=1) / max(n - 1, 1)).reshape(ways, draws),
        gap=np.zeros(ways),
        loss_from=np.rint(from_whom / quantum).astype(np.int64),
        quantum=np.full(ways, quantum),
        series=sums,
        uses=_uses(sides, units, n),
        first_series=rows[:FIRST_DRAWS],
    )


def _ended(run: Run, at: Mapping[str, int]) -> Ended:
    assert run.play is not None  # noqa: S101  # the caller has seen to it that it is closed
    lists = {
        side: np.array([at[name] for name in names], dtype=np.int64)
        for side, names in enumerate(run.charter.institutions)
    }
    places = np.array([at[name] for name in run.books.names], dtype=np.int64)
    return Ended(run.play, places, lists, run.payments, run)


def _held(side: Ended) -> Ints:
    markets = side.play.stage.part.markets
    assert markets is not None  # noqa: S101  # every exercise has prices
    return markets.holdings


def _add_losses(side: Ended, units: float, late: float, losses: Floats) -> None:
    ledger = side.play.ledger
    by_class = price_losses(ledger, ledger.prices[:, -1])
    for channel, amounts in (
        (DIRECT, ledger.direct), (PRICE, by_class.sum(axis=2)), (CREDIT, ledger.credit),
        (DELAY, late * side.play.wait),
    ):  # fmt: skip
        losses[:, side.places, channel] = amounts / units


def _late_by_pair(side: Ended, units: float, late: float, n: int) -> Floats:
    """What each lost because payments came late, by who did not send. Shape (ways, n, n).

    What is held back from the hit institution has that institution itself as its cause.
    """
    play = side.play
    found = np.zeros((play.stage.plan.is_open.shape[0], n, n))
    every: list[tuple[Wires, Waiting, Ints]] = [
        (play.stage.inside, play.ledger.inside, side.places)
    ]
    every += [
        (wires, play.ledger.across[peer], side.abroad[peer])
        for peer, wires in play.stage.across.items()
    ]
    for wires, waiting, payees in every:
        one, other = side.places[wires.payer], payees[wires.payee]
        for way, (waited, held) in enumerate(
            zip(_by_way(side, waiting.waited), _by_way(side, waiting.held), strict=True)
        ):
            np.add.at(found[way], (one, other), (waited - held) * (late / units))
            np.add.at(found[way], (other, other), held * (late / units))
    return found


def _by_way(side: Ended, by_lane: Ints) -> Ints:
    """Sums over the draws of each way."""
    ways = side.play.stage.plan.is_open.shape[0]
    return np.asarray(by_lane.reshape(ways, -1, by_lane.shape[1]).sum(axis=1))


def _credit_by_pair(side: Ended, units: float, n: int) -> Floats:
    """What each lost because each debtor did not pay in full. Shape (ways, n, n)."""
    debts, books = side.run.books.debts, side.run.books
    owed = np.maximum(debts.owed, 1)
    unpaid = (debts.owed - side.payments) / owed
    ways = side.play.stage.plan.is_open.shape[0]
    by_way = unpaid.reshape(ways, -1, owed.size).sum(axis=1)
    found = np.zeros((ways, n, n))
    every = [(debts.debtor, side.places[debts.creditor], debts.amount)]
    every += [
        (across.own, side.abroad[peer][across.other], across.amount)
        for peer, across in books.owes.items()
    ]
    for debtor, creditor, amount in every:
        for way in range(ways):
            lost = by_way[way, debtor] * amount / units
            np.add.at(found[way], (side.places[debtor], creditor), lost)
    return found


def _price_by_pair(sides: Sequence[Ended], units: float, n: int) -> Floats:
    """What each lost because of what each sold, in proportion to units. Shape (ways, n, n)."""
    plan = sides[0].play.stage.plan
    ways, m = plan.is_open.shape[0], plan.purchases.shape[2]
    sold, lost = np.zeros((2, plan.lanes, n, m))
    for side in sides:
        ledger = side.play.ledger
        sold[:, side.places] = ledger.units_sold
        lost[:, side.places] = price_losses(ledger, ledger.prices[:, -1]) / units
    every = sold.sum(axis=1, keepdims=True)
    part = np.divide(sold, every, out=np.zeros_like(sold), where=every > 0)
    pairs = np.einsum(
        "wdia,wdja->wij", part.reshape(ways, -1, n, m), lost.reshape(ways, -1, n, m), optimize=True
    )
    return np.asarray(pairs)


def _uses(sides: Sequence[Ended], units: float, n: int) -> Floats:
    """How much of each instrument was used. Shape (ways, draws, columns of ``Uses``)."""
    plan = sides[0].play.stage.plan
    uses = Uses.none(plan.lanes, n, plan.purchases.shape[2])
    for side in sides:
        uses.lent[:, side.places] = side.play.ledger.lent_hours / units
        uses.told_to_wait[:, side.places] = side.play.ledger.told_to_wait / units
    ledger = sides[0].play.ledger
    worth = ledger.units_bought * (ledger.prices[:, -1] / BILLION)
    uses.written_down[:] = (ledger.bought - worth) / units
    return uses.side_by_side().reshape(plan.is_open.shape[0], plan.hit.size, -1)


def _rows(sides: Sequence[Ended], units: float, late: float) -> Floats:
    """One row a draw: every series of every way, hour by hour, as in a play on one node."""
    plan = sides[0].play.stage.plan
    ways, draws = plan.is_open.shape[0], plan.hit.size
    each = {
        name: sum(side.play.ledger.series[:, :, k] for side in sides) / units
        for k, name in enumerate(FOLLOWED)
    }
    bought = sides[0].play.ledger.series[:, :, FOLLOWED.index("purchased")] / units
    loss = each["direct"] + each["price"] + each["credit"] + late * each["wait"]
    followed = [each["unsettled"], each["trapped"], each["lent"], bought, each["sold"], loss]
    prices = sides[0].play.ledger.prices / BILLION
    lanes = np.concatenate([np.stack(followed, axis=2), prices], axis=2)
    by_draw = lanes.reshape(ways, draws, -1).transpose(1, 0, 2)
    return np.ascontiguousarray(by_draw.reshape(draws, -1))


def same_end(runs: Sequence[Run]) -> bool:
    """Whether all sides saw the same prices to the last billionth, and hold the same results."""
    first = runs[0]
    if first.play is None or any(run.play is None for run in runs):
        return False
    prices = first.play.ledger.prices
    return all(
        run.results == first.results
        and run.play is not None
        and np.array_equal(run.play.ledger.prices, prices)
        for run in runs
    )
