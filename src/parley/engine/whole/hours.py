"""An exercise on one side, hour by hour, in whole numbers: what is carried from move to move.

The same consequences as in ``engine.outage``: authorities lend and buy, payments fall due, the
channels find their fixed point together with the other sides, books are kept. What a side reads of
the others is in ``Inflow`` alone, and in the plan, which all know.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.contagion.kernels.whole import (
    BILLION,
    add_up_whole,
    arrive_whole,
    units_whole,
)
from parley.engine.contagion.whole_clearing import paid_to
from parley.engine.whole.ledger import (
    FOLLOWED,
    Ledger,
    Stage,
    Waiting,
    Wires,
    by_lane,
    markets_of,
    zeros,
)
from parley.engine.whole.part import Dues, Part
from parley.engine.whole.plan import Plan
from parley.engine.whole.prices import prices_after
from parley.engine.whole.settle import Inflow, Position, arrived, lacking, left_over
from parley.engine.whole.shares import billionths_of

#: Who lacks less than this part of its normal reserves at the close is not counted as short.
_SHORT = 1_000_000


def begin_move(stage: Stage, ledger: Ledger) -> tuple[Ledger, Part, Mapping[int, Ints]]:
    """Authorities act and payments fall due.

    Returns:
        The ledger, the side in this move, and what is due to each other side, by contract.
    """
    plan, move = stage.plan, ledger.move
    ledger = _buy(stage, ledger)
    ledger = _lend(stage, ledger)
    found = plan.found_out(move) & plan.is_impaired(move)[:, np.newaxis]
    alarmed = ledger.alarmed | found
    is_alarmed = alarmed | (plan.alarmed_from <= move)[plan.way]
    held = billionths_of(plan.terms[1], BILLION - plan.relief[:, move])[plan.way]
    floor = np.where(is_alarmed, held, 0)[:, stage.group]
    able = np.where(
        stage.hit_here & (by_lane(plan.impaired, plan) > move), by_lane(plan.manual, plan), BILLION
    )
    inside, due = _fall_due(stage.inside, ledger.inside, plan, move)
    across, due_across = {}, {}
    for peer, wires in stage.across.items():
        across[peer], due_across[peer] = _fall_due(wires, ledger.across[peer], plan, move)
    out = zeros(plan.lanes, stage.group.size)
    for peer, wires in stage.across.items():
        add_up_whole(wires.payer, due_across[peer], out)
    closes = plan.closes[:, move][plan.way][:, stage.group]
    dues = Dues(
        stage.inside.payer, stage.inside.payee, due, out, ledger.reserves,
        billionths_of(stage.reserves, floor), able,
        closes * billionths_of(stage.reserves, plan.terms[2]),
        ledger.credit_line,
    )  # fmt: skip
    markets = replace(markets_of(stage), holdings=ledger.holdings, before=ledger.net_sold)
    part = replace(stage.part, assets=ledger.assets, markets=markets, dues=dues)
    ledger = replace(ledger, alarmed=alarmed, inside=inside, across=across)
    return _note_who_was_told(stage, ledger), part, due_across


def _note_who_was_told(stage: Stage, ledger: Ledger) -> Ledger:
    """Count what waits because its sender was told to hold it, for the bill of the instrument."""
    plan, move = stage.plan, ledger.move
    told = (plan.told_from <= move)[plan.way] * plan.is_impaired(move)[:, np.newaxis]
    waits = ledger.told_to_wait.copy()
    for wires, waiting in _every(stage, ledger):
        now = wires.to_hit * told[:, wires.payer_group] * waiting.backlog
        add_up_whole(wires.payer, now, waits)
    return replace(ledger, told_to_wait=waits)


def _every(stage: Stage, ledger: Ledger) -> list[tuple[Wires, Waiting]]:
    pairs = [(stage.inside, ledger.inside)]
    return pairs + [(wires, ledger.across[peer]) for peer, wires in stage.across.items()]


def _buy(stage: Stage, ledger: Ledger) -> Ledger:
    plan, move = stage.plan, ledger.move
    prices = prices_after(markets_of(stage).depth, ledger.net_sold)
    left = np.maximum(plan.purchase_limit[plan.way] - ledger.bought, 0)
    budget = np.minimum(plan.purchases[:, move][plan.way], left)
    per = np.maximum(prices, 1)
    most = budget // per * BILLION + budget % per * BILLION // per
    units = np.minimum(np.maximum(ledger.net_sold, 0), most)
    money = billionths_of(units, prices)
    return replace(
        ledger,
        net_sold=ledger.net_sold - units,
        bought=ledger.bought + money,
        units_bought=ledger.units_bought + units,
    )


def _lend(stage: Stage, ledger: Ledger) -> Ledger:
    plan, move = stage.plan, ledger.move
    prices = prices_after(markets_of(stage).depth, ledger.net_sold)
    kept = (BILLION - plan.haircut)[plan.way][:, stage.group]
    held = billionths_of(ledger.holdings, prices[:, np.newaxis, :]).sum(axis=2)
    worth = billionths_of(held, kept)
    may = plan.may_borrow[:, move][plan.way][:, stage.group]
    line = may * np.maximum(worth - ledger.lent, 0)
    is_open = plan.is_open[:, move][plan.way][:, stage.group]
    wanted = np.maximum(billionths_of(stage.reserves, plan.terms[2]) - ledger.reserves, 0)
    given = np.minimum(line, is_open * wanted)
    return replace(
        ledger,
        reserves=ledger.reserves + given,
        lent=ledger.lent + given,
        credit_line=line - given,
    )


def _fall_due(wires: Wires, waiting: Waiting, plan: Plan, move: int) -> tuple[Waiting, Ints]:
    """What waits from now on, and what is due. Shape (lanes, payments).

    Who is aware of the outage holds back what he owes the hit institution; the part of new
    payments that finds another way is settled there, in both directions.
    """
    fresh, is_open = wires.new(plan, move), wires.is_open(plan, move)
    due = is_open * (fresh + waiting.backlog)
    backlog = waiting.backlog - is_open * waiting.backlog
    impaired = plan.is_impaired(move)[:, np.newaxis] * is_open
    aware, rerouted = plan.is_aware(move), (plan.told_from <= move) * plan.rerouted
    other_way = rerouted[plan.way]
    holds = wires.to_hit & ((impaired & aware[:, wires.payer_group]) > 0)
    backlog = np.where(
        holds, backlog + due - billionths_of(fresh, other_way[:, wires.payer_group]), backlog
    )
    due = np.where(holds, 0, due)
    spared = wires.from_hit & ((impaired & aware[:, wires.payee_group]) > 0)
    due = due - np.where(spared, billionths_of(fresh, other_way[:, wires.payee_group]), 0)
    return replace(waiting, backlog=backlog), due


def end_move(
    stage: Stage,
    ledger: Ledger,
    part: Part,
    position: Position,
    coming: Inflow,
    due_across: Mapping[int, Ints],
) -> Ledger:
    """What follows from the fixed point: books are kept, shortfalls are met, loans are repaid."""
    dues, plan, move = part.dues, stage.plan, ledger.move
    assert dues is not None  # noqa: S101  # every move of an exercise has payments
    lacks = lacking(dues, left_over(dues, position.received))
    short = (lacks > stage.reserves // _SHORT) & ~stage.hit_here
    market = billionths_of(lacks, part.market_access)
    bank = np.minimum(ledger.credit_line, lacks - market)
    out, went_inside = dues.out, arrived(part, position.sent)
    left = ledger.reserves + position.received
    left = left - _by_payer(dues.payer, went_inside, left.shape)
    inside = _wait(stage.inside, ledger.inside, dues.amount - went_inside, plan, move)
    across = {}
    for peer, wires in stage.across.items():
        went = np.zeros_like(due_across[peer])
        arrive_whole(wires.payer, due_across[peer], out, position.sent, went)
        left = left - _by_payer(wires.payer, went, left.shape)
        across[peer] = _wait(wires, ledger.across[peer], due_across[peer] - went, plan, move)
    ledger, proceeds = _sell(stage, ledger, position, coming)
    reserves, lent = left + market + bank + proceeds, ledger.lent + bank
    closes = plan.closes[:, move][plan.way][:, stage.group]
    back = closes * np.minimum(lent, np.maximum(reserves - stage.reserves, 0))
    paid = paid_to(
        part.debts.debtor, part.debts.creditor, part.debts.amount, part.debts.owed,
        position.payments, part.debts.size,
    )  # fmt: skip
    ledger = replace(
        ledger,
        move=move + 1,
        reserves=reserves - back,
        lent=lent - back,
        lent_hours=ledger.lent_hours + lent,
        inside=inside,
        across=across,
        short=ledger.short | short,
        credit=stage.claims - paid - coming.paid,
    )
    return _follow(stage, ledger, position.prices)


def _wait(wires: Wires, waiting: Waiting, unsent: Ints, plan: Plan, move: int) -> Waiting:
    backlog = waiting.backlog + unsent
    held = np.where(wires.to_hit, plan.is_impaired(move)[:, np.newaxis] * backlog, 0)
    return Waiting(backlog, waiting.waited + backlog, waiting.held + held)


def _sell(stage: Stage, ledger: Ledger, position: Position, coming: Inflow) -> tuple[Ledger, Ints]:
    """Turn what was sold into cash at the move's prices. Cash of shape (lanes, n)."""
    sold_by_all = position.sold + coming.sold
    ledger = replace(ledger, net_sold=ledger.net_sold + sold_by_all)
    if not position.fraction.any():
        return ledger, np.zeros_like(ledger.reserves)
    units = np.zeros_like(ledger.holdings)
    units_whole(ledger.holdings, position.fraction, units)
    money = billionths_of(units, position.prices[:, np.newaxis, :])
    proceeds = money.sum(axis=2)
    after = replace(
        ledger,
        holdings=ledger.holdings - units,
        assets=ledger.assets + proceeds,
        units_sold=ledger.units_sold + units,
        realised=ledger.realised + units - money,
        raised=ledger.raised + proceeds.sum(axis=1),
    )
    return after, proceeds


def price_losses(ledger: Ledger, prices: Ints) -> Ints:
    """Lost by sales and by lower prices of what is held. Shape (lanes, n, m)."""
    marked = billionths_of(ledger.holdings, prices[:, np.newaxis, :])
    return ledger.realised + ledger.holdings - marked


def _follow(stage: Stage, ledger: Ledger, prices: Ints) -> Ledger:
    plan, move = stage.plan, ledger.move
    here, lanes = stage.hit >= 0, np.arange(plan.lanes)
    trapped = ledger.reserves[lanes, stage.hit] - stage.reserves[stage.hit]
    every = (ledger.inside, *ledger.across.values())
    followed = {
        "unsettled": sum(each.backlog.sum(axis=1) for each in every),
        "trapped": np.where(here, np.maximum(trapped, 0), 0),
        "lent": ledger.lent.sum(axis=1),
        "purchased": ledger.bought.sum(axis=1),
        "sold": ledger.raised,
        "direct": ledger.direct.sum(axis=1),
        "price": price_losses(ledger, prices).sum(axis=(1, 2)),
        "credit": ledger.credit.sum(axis=1),
        "wait": sum(each.waited.sum(axis=1) for each in every),
    }
    series, path = ledger.series.copy(), ledger.prices.copy()
    series[:, move] = np.stack([followed[name] for name in FOLLOWED], axis=1)
    path[:, move] = prices
    return replace(ledger, series=series, prices=path)


def _by_payer(payer: Ints, amounts: Ints, shape: tuple[int, ...]) -> Ints:
    total = np.zeros(shape, dtype=np.int64)
    add_up_whole(payer, amounts, total)
    return total
