"""An exercise as a joint run: what a side brings to it, and how it goes from hour to hour."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from parley.engine.amounts import Bools, Ints
from parley.engine.contagion.kernels.whole import add_up_whole
from parley.engine.whole.hours import begin_move, end_move, price_losses
from parley.engine.whole.ledger import Ledger, Stage, Wires, open_ledger
from parley.engine.whole.part import Part
from parley.engine.whole.settle import Inflow, Position, top_of
from parley.exchange.joint import border
from parley.exchange.joint.books import Books
from parley.exchange.joint.channels import FIRE_SALES, PAYMENTS, in_all
from parley.exchange.joint.charter import Charter
from parley.exchange.joint.side import Words, part_of


@dataclass(frozen=True, eq=False)
class Play:
    """How far an exercise has come on one side.

    Args:
        stage: What does not change.
        ledger: What is carried from move to move.
        incoming: Payments from each other side: groups of payers, places of payees.
        due_in, due_out: What other sides may at most still have to send here, and this one there:
            all that has fallen due less all that was settled. Shape (lanes, places).
        waited_in: The same, added up after every move: a bound on what came late.
        wait: Money times hours for which payments to each came late, as the others have said at
            the end. Shape (lanes, n).
    """

    stage: Stage
    ledger: Ledger
    incoming: Mapping[int, Wires]
    due_in: Mapping[int, Ints]
    due_out: Mapping[int, Ints]
    waited_in: Mapping[int, Ints]
    wait: Ints


def open_play(charter: Charter, books: Books) -> Play:
    """The start of an exercise on one side."""
    stage, incoming = _stage_of(charter, books)
    lanes, peers = stage.plan.lanes, sorted(books.owes)
    width_in = {p: border.reached(charter, books, "gets", p).size for p in peers}
    width_out = {p: np.unique(books.ties("sends")[p].other).size for p in peers}
    nothing_in = {p: np.zeros((lanes, width_in[p]), dtype=np.int64) for p in peers}
    nothing_out = {p: np.zeros((lanes, width_out[p]), dtype=np.int64) for p in peers}
    nobody = np.zeros((lanes, stage.group.size), dtype=np.int64)
    return Play(stage, open_ledger(stage), incoming, nothing_in, nothing_out, nothing_in, nobody)


def _stage_of(charter: Charter, books: Books) -> tuple[Stage, Mapping[int, Wires]]:
    rehearsal, treasury = books.rehearsal, books.treasury
    assert rehearsal is not None  # noqa: S101  # books were checked against the charter
    assert treasury is not None  # noqa: S101
    plan, group, n = rehearsal.plan, rehearsal.group, len(books.names)
    hit = np.full(plan.lanes, -1, dtype=np.int64)
    if plan.hit_side == books.side:
        at = np.full(len(charter.institutions[books.side]), -1, dtype=np.int64)
        listed = border.numbers(charter, books)
        at[listed[listed >= 0]] = np.flatnonzero(listed >= 0)
        hit = at[plan.hit[plan.draw]]
    number = plan.hit[plan.draw][:, np.newaxis]
    nobody = np.zeros((plan.lanes, 1), dtype=np.bool_)

    def is_hit(places: Ints, side: int) -> Bools:
        if side == books.side:
            return np.asarray(hit[:, np.newaxis] == places)
        theirs = number == places if side == plan.hit_side else nobody & (places == 0)
        return np.asarray(theirs)

    inside = Wires(
        treasury.payer, treasury.payee, group[treasury.payer], group[treasury.payee],
        treasury.due, is_hit(treasury.payer, books.side), is_hit(treasury.payee, books.side),
    )  # fmt: skip
    across, incoming = {}, {}
    for peer, sends in treasury.sends.items():
        theirs = rehearsal.groups[peer]
        across[peer] = Wires(
            sends.own, sends.other, group[sends.own], theirs[sends.other], sends.amount,
            is_hit(sends.own, books.side), is_hit(sends.other, peer),
        )  # fmt: skip
        gets = treasury.gets[peer]
        incoming[peer] = Wires(
            gets.other, gets.own, theirs[gets.other], group[gets.own], gets.amount,
            is_hit(gets.other, peer), is_hit(gets.own, books.side),
        )  # fmt: skip
    claims = in_all(books.claims, n)
    np.add.at(claims, books.debts.creditor, books.debts.amount)
    part = replace(part_of(charter, books), dues=None)
    stage = Stage(plan, part, group, treasury.reserves, inside, across, claims, hit)
    return stage, incoming


@dataclass(frozen=True, eq=False)
class Opening:
    """Where the rounds of a move begin: the side, and what is said while nobody is hurt."""

    play: Play
    part: Part
    position: Position
    due: Mapping[int, Ints]
    heard: Words
    told: Words


def open_move(
    charter: Charter, books: Books, play: Play, before: Position | None, heard: Words, told: Words
) -> Opening:
    """Begin a move: authorities act, payments fall due, nothing is sold yet.

    A default is for good, so payments on debts go on from where the last move has ended.

    Args:
        charter, books: Of the run.
        play: How far it has come.
        before: Where the last move ended; None before the first.
        heard, told: What was said in the last round of it.
    """
    ledger, part, due = begin_move(play.stage, play.ledger)
    play = replace(play, ledger=ledger)
    position = top_of(part, charter.draws, None if before is None else before.payments)
    play, top_in, top_out = _tops(charter, books, play)
    now_heard, now_told = dict(heard), dict(told)
    nothing = np.zeros((charter.draws, len(charter.markets)), dtype=np.int64)
    for words, tops in ((now_heard, top_in), (now_told, top_out)):
        words[PAYMENTS] = tops
        words[FIRE_SALES] = dict.fromkeys(tops, nothing)
    order = {name: now_heard[name] for name in charter.channels}
    return Opening(
        play, part, position, due, order, {name: now_told[name] for name in charter.channels}
    )


def _tops(
    charter: Charter, books: Books, play: Play
) -> tuple[Play, Mapping[int, Ints], Mapping[int, Ints]]:
    """The most that can be settled across in this move, both ways: both sides find the same."""
    due_in, due_out, top_in, top_out = {}, {}, {}, {}
    for peer, wires in play.incoming.items():
        own = border.reached(charter, books, "gets", peer)
        place = np.argsort(own)[np.searchsorted(np.sort(own), wires.payee)]
        due_in[peer], top_in[peer] = _top(play, wires, place, play.due_in[peer])
        sends = play.stage.across[peer]
        place = np.unique(sends.payee, return_inverse=True)[1]
        due_out[peer], top_out[peer] = _top(play, sends, place, play.due_out[peer])
    return replace(play, due_in=due_in, due_out=due_out), top_in, top_out


def _top(play: Play, wires: Wires, place: Ints, due: Ints) -> tuple[Ints, Ints]:
    plan, move = play.stage.plan, play.ledger.move
    place = place.astype(np.int64)
    now, can = due.copy(), np.zeros_like(due)
    add_up_whole(place, wires.new(plan, move), now)
    add_up_whole(place, wires.is_open(plan, move), can)
    return now, np.where(can > 0, now, 0)


def close_move(
    play: Play, part: Part, position: Position, coming: Inflow, due: Mapping[int, Ints],
    heard: Words, told: Words,
) -> Play:  # fmt: skip
    """End a move: books are kept; what was settled across is no longer due."""
    ledger = end_move(play.stage, play.ledger, part, position, coming, due)
    due_in = {peer: play.due_in[peer] - heard[PAYMENTS][peer] for peer in play.due_in}
    due_out = {peer: play.due_out[peer] - told[PAYMENTS][peer] for peer in play.due_out}
    waited = {peer: play.waited_in[peer] + due_in[peer] for peer in due_in}
    return replace(play, ledger=ledger, due_in=due_in, due_out=due_out, waited_in=waited)


def wait_across(play: Play, peer: int) -> Ints:
    """Money times hours for which payments to each institution of a side came late. (lanes, k)."""
    wires = play.stage.across[peer]
    known, place = np.unique(wires.payee, return_inverse=True)
    total = np.zeros((play.stage.plan.lanes, known.size), dtype=np.int64)
    add_up_whole(place.astype(np.int64), play.ledger.across[peer].waited, total)
    return total


def with_wait(charter: Charter, books: Books, play: Play, heard: Mapping[int, Ints]) -> Play:
    """The end: what waited within the side, and what the others have said waited for it."""
    total = np.zeros_like(play.wait)
    add_up_whole(play.stage.inside.payee, play.ledger.inside.waited, total)
    for peer, amounts in heard.items():
        total[:, border.reached(charter, books, "gets", peer)] += amounts
    return replace(play, wait=total)


def published(play: Play) -> dict[str, Ints]:
    """The losses of the side by channel, one number a lane."""
    ledger = play.ledger
    prices = ledger.prices[:, -1]
    return {
        "direct": ledger.direct.sum(axis=1),
        "price": price_losses(ledger, prices).sum(axis=(1, 2)),
        "credit": ledger.credit.sum(axis=1),
        "wait": play.wait.sum(axis=1),
    }
