"""An exercise on two real nodes of this machine, each with the books of its own side alone."""

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from parley.engine.batch import Part
from parley.engine.networks import draw_systems
from parley.engine.totals import SystemTotals
from parley.errors import NotConverged
from parley.exchange.joint.account import Account, held_by
from parley.exchange.joint.outcome import put_together, same_end
from parley.exchange.joint.run import Run, Step
from parley.exchange.joint.staging import UNITS, Staged, stage_exercise
from parley.exchange.joint.traffic import Crossing, crossings
from parley.exchange.log import Way
from parley.exchange.messages import Message, read_message
from parley.group.exercise.fold import Fold
from parley.group.exercise.outcome import Outcome
from parley.group.exercise.plan import ELSEWHERE, sides_of
from parley.group.exercise.play import bills_of, calibration_of, players, settings_of
from parley.group.exercise.script import Exercise
from parley.node.auditor import audit
from parley.node.clock import now
from parley.node.steward import enter_run
from parley.node.trial import PATIENCE, LocalNode, running_nodes

#: Name of the run, and of the thread of its messages.
RUN = "exercise-1"

#: Draws at most: all of them cross in the same messages, and stay in memory on both sides.
MOST_DRAWS = 5_000

#: Of the loss of the way with the largest one: how far rounding to whole numbers may lead.
TOLERANCE = 1e-3

_POLL = 0.05

#: Told which stage it is, how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class Rehearsed:
    """A joint exercise that has ended.

    Args:
        part: What came of it, put together from both records.
        account: What it took, without the comparison.
    """

    part: Part
    account: Account

    def outcome(self, ordinary: Outcome) -> Outcome:
        """The outcome with what both sides found in place of what one node would have.

        What is no part of a joint play, such as what each parameter does, stays that of the play
        on one node.
        """
        exercise, system = ordinary.exercise, ordinary.system
        bills = bills_of(exercise, system, settings_of(exercise))
        fold = Fold(exercise, system, ordinary.draws, 1, bills)
        fold.add(self.part)
        return replace(ordinary, played=fold.played(), differences=fold.differences(), hit=fold.hit)


def stage(
    exercise: Exercise, totals: SystemTotals, names: Sequence[str], draws: int, seed: int
) -> Staged:
    """Cut an exercise and one system that fits the totals into what each of two nodes holds."""
    system = draw_systems(totals, 1, seed, inner_claims=True)[0].system
    return stage_exercise(
        exercise, totals, system, tuple(names), draws=draws, seed=seed, run=RUN,
        sides=("side-1", "side-2"),
    )  # fmt: skip


def rehearse(
    exercise: Exercise,
    totals: SystemTotals,
    *,
    draws: int,
    seed: int,
    on_progress: Progress = lambda _stage, _done, _whole: None,
) -> Rehearsed:
    """Play an exercise on two nodes: processes with folders, keys, ports and records of their own.

    At the end both records are checked from end to end, and both sides replayed from them.

    Args:
        exercise: The script.
        totals: The system.
        draws: Outages in each way of playing.
        seed: Names the run.
        on_progress: Told how far it is.

    Raises:
        CannotOpen: if a node does not start.
        InvalidInput: if the script has a decision that a joint exercise does not carry.
        NotConverged: if the run is broken off, does not end, or a record does not hold.
    """
    names = players(exercise, totals, seed).names
    staged = stage(exercise, totals, names, draws, seed)
    moves = exercise.hours
    on_progress("start", 0, 1)
    with running_nodes(2, 0.0) as nodes:
        on_progress("start", 1, 1)
        seconds = play_on(nodes, staged, lambda done: on_progress("play", done, moves))
        on_progress("play", moves, moves)
        on_progress("check", 0, 1)
        runs, replayed = _checked(nodes)
        crossed, messages, size = _crossed(nodes, staged)
        on_progress("check", 1, 1)
    sides = sides_of(exercise, totals)
    held = held_by(names, staged.side_of.tolist(), 2)
    elsewhere = {name for name, side in zip(names, sides, strict=True) if side == ELSEWHERE}
    part = put_together(
        runs, names, UNITS, calibration_of(settings_of(exercise)).delay_rate
    )  # fmt: skip
    account = Account(
        nodes=staged.charter.sides,
        held=held,
        elsewhere=tuple(tuple(name for name in each if name in elsewhere) for each in held),
        lanes=staged.charter.draws,
        moves=moves,
        rounds=_rounds(crossed),
        messages=messages,
        bytes=size,
        seconds=seconds,
        replayed=replayed,
        unit=staged.charter.unit,
        crossings=crossed,
        same_end=same_end(runs),
    )
    return Rehearsed(part, account)


def play_on(nodes: Sequence[LocalNode], staged: Staged, on_move: Callable[[int], None]) -> float:
    """Enter the books of each side on its node and wait until both have closed the run.

    Args:
        nodes: Two that know each other and run.
        staged: The exercise.
        on_move: Told how many hours are over.

    Returns:
        Seconds from the entry to the end.
    """
    begun, end = time.perf_counter(), time.monotonic() + PATIENCE
    for node, books in zip(nodes, staged.books, strict=True):
        enter_run(node.record, staged.charter, books, now())
    open_at = list(nodes)
    while open_at:
        if time.monotonic() > end:
            raise NotConverged(f"{RUN} has not ended after {PATIENCE:.0f} seconds")
        time.sleep(_POLL)
        open_at = [node for node in nodes if not node.has_results(RUN, 1)]
        on_move(min(node.move for node in nodes))
    return time.perf_counter() - begun


def _checked(nodes: Sequence[LocalNode]) -> tuple[list[Run], int]:
    """Both sides as their records say, each checked and replayed; and the messages that agreed."""
    keys = {node.settings.node: [node.settings.card.keys] for node in nodes}
    with ThreadPoolExecutor(len(nodes)) as team:
        found = list(team.map(lambda node: audit(node.record, keys), nodes))
    runs, replayed = [], 0
    for node, each in zip(nodes, found, strict=True):
        if each.faults:
            raise NotConverged(f"the record of {node.settings.node}: {each.faults[0]}")
        run = each.runs[RUN]
        if run.step is not Step.CLOSED:
            raise NotConverged(f"{RUN} is not closed at {node.settings.node}: {run.step}")
        runs.append(run)
        replayed += each.replayed
    return runs, replayed


def _crossed(nodes: Sequence[LocalNode], staged: Staged) -> tuple[tuple[Crossing, ...], int, int]:
    """What crossed by kind, how many messages, and all their bytes."""
    every = [message for node in nodes for message in _sent(node)]
    size = sum(text + sum(map(len, attached)) for _, attached, text in every)
    return crossings(every, staged.charter), len(every), size


def _sent(node: LocalNode) -> Iterable[tuple[Message, Sequence[bytes], int]]:
    for entry, attached in node.record.with_attachments():
        if entry.way is Way.SENT:
            message = read_message(entry.raw)
            if message.thread == RUN:
                text = 4 + 4 + len(entry.raw) + 4 + len(entry.signature) + 4 * len(attached)
                yield message, attached, text


def _rounds(crossed: Sequence[Crossing]) -> int:
    """How many rounds there were: each side says one message in each."""
    spoken = [each.count for each in crossed if each.kind == Step.ROUND and not each.what]
    return max(spoken, default=0)
