"""Where one side stands in a joint run, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.whole.part import Part as EnginePart
from parley.engine.whole.settle import Position
from parley.exchange.canonical import Value, digest
from parley.exchange.joint.books import Books
from parley.exchange.joint.charter import Charter
from parley.exchange.joint.reconcile import Mismatch
from parley.exchange.joint.rehearsal import Play
from parley.exchange.joint.side import Words
from parley.exchange.turns import Said


class Step(StrEnum):
    """The kinds of messages, in the order in which a run goes through them."""

    CHARTER = "joint.charter"
    COMMIT = "joint.commit"
    CLAIMS = "joint.claims"
    MISMATCHES = "joint.mismatches"
    ROUND = "joint.round"
    LOWER = "joint.lower"
    LATE = "joint.late"
    RESULT = "joint.result"
    CLOSED = "joint.closed"
    ABORT = "joint.abort"


def _no_numbers() -> Ints:
    return np.zeros((0, 0), dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Run:
    """Where one side stands in a joint run. Changed by ``advance`` alone.

    Args:
        charter: The terms.
        books: This side's, with what was agreed on so far.
        salt: 32 random bytes that go into the commitment.
        step: What is awaited from the others.
        number: Of the round, from 1.
        waiting: What was heard and is not used yet, by sender.
        commitments: Of every side, by its number.
        inside: How many debts and payments lie within each other side, by its number.
        their_claims: What each other side said of the debts between the two.
        mismatches: Debts of which the two sides held different figures, by the other side.
        part: This side as the engine sees it.
        position: Where it stands.
        least: The least payments, if the charter wants them; else as ``payments``.
        heard: What each other side says, by channel and side. Shape (draws, places) each.
        told: What each other side was told in the last round. Shapes alike.
        passed_on: How much less was paid to each other side in the last round but one, and in
            the last, by channel and side. Shape (2, draws) each.
        due: Payments to each other side in the order of the contracts. Shape (d or 1, payments).
        moved: Draws in which another side pays otherwise than before, to be cleared anew.
        play: How far an exercise has come; None in other runs.
        was_quiet: Whether this side's last message said that nothing had changed.
        results: What each side published, by its number.
        spoken: Digests of all that was said and heard.
        sealed: The transcript before results were published.
        reason: Why the run was broken off.
        ended_by: Number of the side whose reason this is; -1 while nobody has broken it off.
    """

    charter: Charter
    books: Books
    salt: bytes = field(repr=False)
    step: Step = Step.CHARTER
    number: int = 0
    waiting: Mapping[int, tuple[Said, ...]] = field(default_factory=dict)
    commitments: Mapping[int, str] = field(default_factory=dict)
    inside: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    their_claims: Mapping[int, Said] = field(default_factory=dict)
    mismatches: Mapping[int, tuple[Mismatch, ...]] = field(default_factory=dict)
    part: EnginePart | None = None
    position: Position | None = None
    least: Ints = field(default_factory=_no_numbers)
    heard: Words = field(default_factory=dict)
    told: Words = field(default_factory=dict)
    passed_on: Words = field(default_factory=dict)
    due: Mapping[int, Ints] = field(default_factory=dict)
    moved: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    play: Play | None = None
    was_quiet: bool = False
    results: Mapping[int, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)
    spoken: frozenset[str] = frozenset()
    sealed: str = ""
    reason: str = ""
    ended_by: int = -1

    @property
    def side(self) -> int:
        """The number of this side."""
        return self.books.side

    @property
    def payments(self) -> Ints:
        """``p`` of this side's institutions. Shape (draws, n); nothing before the rounds."""
        return _no_numbers() if self.position is None else self.position.payments

    @property
    def peers(self) -> tuple[int, ...]:
        """The numbers of the others."""
        return tuple(k for k in range(len(self.charter.sides)) if k != self.side)

    @property
    def awaited(self) -> tuple[int, ...]:
        """The sides that must speak before this one can go on: all others."""
        return self.peers

    @property
    def names(self) -> tuple[str, ...]:
        """Of all sides, by number."""
        return self.charter.sides

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be said."""
        return self.step in (Step.CLOSED, Step.ABORT)

    @property
    def transcript(self) -> str:
        """SHA-256 over all that was said so far: in a run of two it is the same on both sides."""
        return digest("".join(sorted(self.spoken)).encode())


Part = tuple[int, Mapping[str, Value], tuple[bytes, ...]]
Spoken = tuple[Run, tuple[Said, ...]]


def speak(run: Run, parts: list[Part]) -> Spoken:
    """Say something to each of the others, of the kind that is due."""
    said = tuple(Said(run.side, peer, run.step, body, kept) for peer, body, kept in parts)
    return replace(run, spoken=run.spoken | {each.digest for each in said}), said
