"""Rounds of a joint run: each side solves its own part and says what goes out, until none moves."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.contagion.whole_clearing import clear_whole
from parley.engine.status import Status
from parley.engine.whole.part import Part
from parley.engine.whole.settle import Position, put, settle_part
from parley.exchange.amounts import pack, unpack
from parley.exchange.canonical import Value
from parley.exchange.joint import border, side
from parley.exchange.joint.channels import CLEARING, MOST_UNITS
from parley.exchange.joint.rehearsal import (
    Play,
    close_move,
    open_move,
    open_play,
    wait_across,
    with_wait,
)
from parley.exchange.joint.result import publish
from parley.exchange.joint.side import Words
from parley.exchange.joint.standing import Run, Spoken, Step, speak
from parley.exchange.turns import BrokenOff, Said

#: Rounds after which a search is given up: debts in a ring with nearly nothing outside it can fall
#: by one unit in a round.
MOST_ROUNDS = 10_000


def begin_rounds(run: Run) -> Spoken:
    """Begin where nobody is hurt."""
    if run.books.rehearsal is not None:
        run = replace(run, play=open_play(run.charter, run.books), step=Step.ROUND)
        part = side.part_of(run.charter, run.books)
        _, heard, told = side.top(run.charter, run.books, replace(part, dues=None))
        return _next_move(run, heard, told)
    part = side.part_of(run.charter, run.books)
    position, heard, told = side.top(run.charter, run.books, part)
    run = replace(
        run, step=Step.ROUND, part=part, position=position, due=side.due_across(run.books)
    )
    return solve_and_speak(_first_round(run, heard, told))


def _next_move(run: Run, heard: Words, told: Words) -> Spoken:
    """Begin the next hour of an exercise."""
    assert run.play is not None  # noqa: S101  # there is an exercise
    opening = open_move(run.charter, run.books, run.play, run.position, heard, told)
    run = replace(
        run, play=opening.play, part=opening.part, position=opening.position, due=opening.due
    )
    return solve_and_speak(_first_round(run, opening.heard, opening.told))


def _end_move(run: Run, play: Play) -> Spoken:
    """End an hour of an exercise; after the last one say what came late."""
    every = np.arange(run.charter.draws)
    coming = border.inflow(run.charter, run.books, run.heard, every)
    assert run.position is not None  # noqa: S101  # rounds have begun
    play = close_move(play, _part_of(run), run.position, coming, run.due, run.heard, run.told)
    run = replace(run, play=play)
    if play.ledger.move < play.stage.plan.moves:
        return _next_move(run, run.heard, run.told)
    run = replace(run, step=Step.LATE)
    return speak(run, [(peer, {}, (pack(wait_across(play, peer)),)) for peer in run.peers])


def after_late(run: Run, heard: Mapping[int, Said]) -> Spoken:
    """Take in for how long payments from the others were late; then publish."""
    assert run.play is not None  # noqa: S101  # there is an exercise
    late = {}
    for peer, said in heard.items():
        most = run.play.waited_in[peer]
        if said.body or len(said.attachments) != 1:
            raise BrokenOff(f"{run.charter.sides[peer]} does not say what came late")
        late[peer] = unpack(said.attachments[0], most.size).reshape(most.shape)
        if np.any(late[peer] > most):
            raise BrokenOff(f"{run.charter.sides[peer]} says that more came late than was due")
    return publish(replace(run, play=with_wait(run.charter, run.books, run.play, late)))


def _first_round(run: Run, heard: Words, told: Words) -> Run:
    draws = run.charter.draws
    nothing = np.zeros((2, draws), dtype=np.int64)
    return replace(
        run,
        number=1,
        was_quiet=False,
        moved=np.arange(draws),
        heard=heard,
        told=told,
        passed_on={channel: dict.fromkeys(run.peers, nothing) for channel in told},
    )


def solve_and_speak(run: Run) -> Spoken:
    """Solve one's own part with what comes in, and tell each other side what goes out to it.

    Draws in which nobody was told otherwise than before stand where they stood: a search that
    began there would end there.
    """
    moved = run.moved
    run, found = _solve(run)
    told = {channel: dict(by_peer) for channel, by_peer in run.told.items()}
    passed_on = {channel: dict(by_peer) for channel, by_peer in run.passed_on.items()}
    parts: dict[int, tuple[bytes, ...]] = dict.fromkeys(run.peers, ())
    part = _part_of(run).of(moved)
    for channel in told:
        for peer in run.peers:
            now = border.outflow(channel, run.books, peer, part, found, _due(run, peer))
            fell = told[channel][peer][moved] - now
            changed = np.flatnonzero(np.any(fell != 0, axis=1))
            parts[peer] = (*parts[peer], pack(moved[changed]), pack(now[changed]))
            told[channel][peer] = put(told[channel][peer], moved, now)
            in_all = np.zeros(run.charter.draws, dtype=np.int64)
            in_all[moved] = fell.sum(axis=1)
            passed_on[channel][peer] = np.stack([passed_on[channel][peer][1], in_all])
    quiet = not any(draws for kept in parts.values() for draws in kept[::2])
    body: dict[str, Value] = {**_place(run), "unchanged": quiet}
    run = replace(run, told=told, passed_on=passed_on, was_quiet=quiet)
    return speak(run, [(peer, body, kept) for peer, kept in parts.items()])


def _solve(run: Run) -> tuple[Run, Position]:
    """The run with its own part solved, and where the draws stand that were moved."""
    part, moved = _part_of(run), run.moved
    coming = border.inflow(run.charter, run.books, run.heard, moved)
    assert run.position is not None  # noqa: S101  # rounds have begun
    before = run.position.of(moved, part.moves)
    if run.step is not Step.LOWER:
        found = settle_part(part.of(moved), coming, before)
        return replace(run, position=run.position.put(moved, found, part.moves)), found
    lower = clear_whole(
        part.debts, part.assets[moved], part.recovery, inflow=coming.paid, start=run.least[moved],
        from_below=True,
    )  # fmt: skip
    if np.any(lower.status != Status.CONVERGED):
        raise BrokenOff("a search of this side was given up after the limit of rounds")
    least = put(run.least, moved, lower.payments)
    return replace(run, least=least), replace(before, payments=lower.payments)


def _due(run: Run, peer: int) -> Ints:
    """Payments to a side in the draws that were moved; nothing if payments do not cross."""
    due = run.due.get(peer, np.zeros((1, 0), dtype=np.int64))
    return due[run.moved] if len(due) > 1 else due


def _part_of(run: Run) -> Part:
    assert run.part is not None  # noqa: S101  # rounds have begun
    return run.part


def after_round(run: Run, heard: Mapping[int, Said]) -> Spoken:
    """Take in what the others say; solve again, or end where nobody had anything new."""
    now = {channel: dict(by_peer) for channel, by_peer in run.heard.items()}
    changed = []
    for peer, said in heard.items():
        _check_form(run, peer, said)
        for place, channel in enumerate(now):
            pair = said.attachments[2 * place : 2 * place + 2]
            changed.append(_draws_in(run, peer, pair[0]))
            now[channel][peer] = _received(run, peer, channel, changed[-1], pair[1])
        if said.body["unchanged"] is True and any(said.attachments[::2]):
            raise BrokenOff(f"{run.charter.sides[peer]} does not say what changed")
    quiet = run.was_quiet and all(said.body["unchanged"] is True for said in heard.values())
    if run.number >= MOST_ROUNDS and not quiet:
        raise BrokenOff(f"the search has not ended after {MOST_ROUNDS:,} rounds")
    moved = np.unique(np.concatenate(changed))
    run = replace(run, heard=now, moved=moved, number=run.number + 1)
    if not quiet:
        return solve_and_speak(run)
    if run.play is not None:
        return _end_move(run, run.play)
    if run.step is Step.ROUND:
        run = replace(run, least=run.payments)
        if run.charter.finds_least:
            return _begin_from_below(run)
    return publish(run)


def _begin_from_below(run: Run) -> Spoken:
    """Search once more, from the bottom: nobody pays anything yet."""
    zeros = {
        name: {peer: np.zeros_like(each) for peer, each in words[CLEARING].items()}
        for name, words in (("heard", run.heard), ("told", run.told))
    }
    run = replace(run, step=Step.LOWER, least=np.zeros_like(run.payments))
    run = _first_round(run, {CLEARING: zeros["heard"]}, {CLEARING: zeros["told"]})
    return solve_and_speak(run)


def _place(run: Run) -> dict[str, Value]:
    """Which round this is; in an exercise, of which move."""
    place: dict[str, Value] = {"round": run.number}
    if run.play is not None:
        place["move"] = run.play.ledger.move
    return place


def _check_form(run: Run, peer: int, said: Said) -> None:
    name, wanted = run.charter.sides[peer], 2 * len(run.heard)
    place = _place(run)
    if {**said.body, "unchanged": True} != {**place, "unchanged": True} or len(said.body) <= len(
        place
    ):
        raise BrokenOff(f"{name} sent another round than {run.number}, which was due")
    if len(said.attachments) != wanted:
        raise BrokenOff(f"{name} sent {len(said.attachments)} attachments, not {wanted}")
    if not isinstance(said.body["unchanged"], bool):
        raise BrokenOff(f"{name} does not say whether anything changed")


def _draws_in(run: Run, peer: int, raw: bytes) -> Ints:
    """The draws in which something changed."""
    draws = unpack(raw, len(raw) // 8, high=run.charter.draws - 1)
    if np.any(np.diff(draws) <= 0):
        raise BrokenOff(f"{run.charter.sides[peer]} names draws out of order")
    return draws


def _received(run: Run, peer: int, channel: str, draws: Ints, raw: bytes) -> Ints:
    """What a side says in one channel from now on. Shape (draws, places).

    Checked on line: amounts only fall (sales, and all from below: rise), and stay between nothing
    and what is due; and see ``_check_loss``.
    """
    name, before = run.charter.sides[peer], run.heard[channel][peer]
    width = before.shape[1]
    values = unpack(raw, draws.size * width).reshape(draws.size, width)
    now = put(before, draws, values)
    if run.step is Step.LOWER:
        most = border.in_full(run.charter, run.books, channel, peer)
        if np.any(now < before) or np.any(now > most):
            raise BrokenOff(f"{name} pays less than in the round before, or more than it owes")
        return now
    if channel in border.RISING:
        if np.any(now < before):
            raise BrokenOff(f"{name} has sold less than in the round before ({channel})")
        if np.any(now > MOST_UNITS):
            raise BrokenOff(f"{name} has sold more than there can be ({channel})")
        return now
    if np.any(now > before):
        raise BrokenOff(f"{name} pays more than in the round before ({channel})")
    _check_loss(run, peer, channel, (before - now).sum(axis=1))
    return now


def _check_loss(run: Run, peer: int, channel: str, fell: Ints) -> None:
    """No loss comes from nowhere.

    After its first round a side has no news but what it receives. Without costs of default, what
    it pays less is then at most what it was paid less, and one unit for each debt (rounding). In
    a run of more than two, others may have paid it less too, and this cannot be seen from here.
    """
    if run.number == 1 or len(run.peers) > 1 or not side.passes_on(run.charter, channel):
        return
    room = side.room_for_rounding(run.books, channel, peer, run.inside[peer])
    over = fell - run.passed_on[channel][peer][0] - room
    if np.any(over > 0):
        raise BrokenOff(
            f"{run.charter.sides[peer]} passes on {over.max()} {run.charter.unit} of loss that it "
            f"was not passed, in round {run.number} ({channel})"
        )
