"""The pieces of a play: worked through in order, added up, taken up again where they stopped."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import numpy as np

from parley.engine.amounts import Bools, Floats, Ints
from parley.engine.batch import Batch, Part, Piece, Progress, cut, play_piece
from parley.engine.pool import Team
from parley.group.exercise.compare import sensitivity
from parley.group.exercise.fold import WAYS, Fold, State
from parley.group.exercise.outcome import Sensitivity, Way

#: The ways whose difference is the value of talking, played at each end of each range.
ENDS = (Way.ALONE, Way.AT_ONCE)


@dataclass(frozen=True)
class Watching:
    """Who looks on while a play runs. Each may be None.

    Args:
        on_progress: Called with the draws done and all draws, whenever a piece is done.
        on_losses: Called with the number of a first draw and the losses of some draws, in order of
            the draws and each draw once. Shape (ways, draws, n, 4), money.
        on_state: Called after each piece with the draws played in all ways so far, and a function
            that gives all that is known until then; to be called before the next piece.
        state: What such a function gave in a play of the same inputs that was interrupted: the
            play goes on from there, and ends with the same numbers.
    """

    on_progress: Progress | None = None
    on_losses: Callable[[int, Floats], None] | None = None
    on_state: Callable[[int, Callable[[], State]], None] | None = None
    state: State | None = None


class Alike:
    """Losses alone and at once on the same first draws: at the central values, then at each end."""

    def __init__(self, draws: int, rows: int) -> None:
        self.draws = draws
        self.losses: Floats = np.zeros((rows, len(ENDS), draws))
        self.converged: Bools = np.zeros((rows, len(ENDS), draws), dtype=np.bool_)

    def add(self, part: Part) -> None:
        """Take over what a part has of them."""
        first = part.piece.first
        ways = part.piece.runs == tuple(range(len(WAYS)))
        row = 0 if ways else 1 + (part.piece.runs[0] - len(WAYS)) // len(ENDS)
        chosen = [WAYS.index(way) for way in ENDS] if ways else [0, 1]
        count = max(0, min(part.piece.count, self.draws - first))
        place = slice(first, first + count)
        self.losses[row, :, place] = part.losses[chosen, :count].sum(axis=(2, 3))
        self.converged[row, :, place] = part.converged[chosen, :count]

    def sensitivities(
        self, rows: Sequence[tuple[str, float]], matrix: Ints, unit: str
    ) -> list[Sensitivity]:
        """One for each row."""
        on = matrix[: self.draws]
        return [
            sensitivity(parameter, at, losses, converged, on, unit)
            for (parameter, at), losses, converged in zip(
                rows, self.losses, self.converged, strict=True
            )
        ]


def pieces_of(ends: int, few: int, draws: int, size: int) -> list[Piece]:
    """All pieces of a play in order: each end of each range on a few draws, then all ways on all.

    Args:
        ends: Number of ends; their runs come after those of the ways, two each.
        few: Draws for each of them.
        draws: Of the run.
        size: Draws in a piece, at most, 1 or more.
    """
    pieces: list[Piece] = []
    for end in range(ends):
        first = len(WAYS) + len(ENDS) * end
        pieces += cut((first, first + 1), few, size, follow=False)
    return pieces + cut(tuple(range(len(WAYS))), draws, size)


def work_through(
    batch: Batch,
    pieces: Sequence[Piece],
    fold: Fold,
    alike: Alike,
    team: Team,
    watching: Watching,
) -> None:
    """Play all pieces that are still to be played, and add them up in order.

    Args:
        batch, pieces: What is played.
        fold, alike: What is added to.
        team: Who plays.
        watching: Who looks on, and where to go on from.
    """
    done = _taken_up(fold, alike, watching.state)
    sizes = [piece.count * len(piece.runs) for piece in pieces]
    work, so_far = sum(sizes), sum(sizes[:done])
    with closing(team(play_piece, batch, pieces[done:])) as parts:
        for part in parts:
            done, so_far = done + 1, so_far + part.piece.count * len(part.piece.runs)
            alike.add(part)
            if part.piece.follow:
                fold.add(part)
                if watching.on_losses is not None:
                    watching.on_losses(part.piece.first, part.losses)
            if watching.on_progress is not None:
                watching.on_progress(so_far, work)
            if watching.on_state is not None:
                drawn = part.piece.first + part.piece.count if part.piece.follow else 0
                watching.on_state(drawn, partial(_state, fold, alike, done))


def _state(fold: Fold, alike: Alike, done: int) -> State:
    return {
        **fold.state(),
        "pieces": np.array(done),
        "ends.losses": alike.losses,
        "ends.converged": alike.converged,
    }


def _taken_up(fold: Fold, alike: Alike, state: State | None) -> int:
    """Take up an interrupted play; the number of pieces that are done."""
    if state is None:
        return 0
    fold.restore(state)
    alike.losses[...] = state["ends.losses"]
    alike.converged[...] = state["ends.converged"]
    return int(state["pieces"])
