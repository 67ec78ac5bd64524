"""One side of a joint run as a fold: what was heard goes in, what is to be said comes out."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from parley.engine.contagion.whole_clearing import WholeDebts
from parley.exchange.joint import agreement
from parley.exchange.joint.books import Books, check_books
from parley.exchange.joint.charter import Charter
from parley.exchange.joint.result import after_result
from parley.exchange.joint.rounds import after_late, after_round
from parley.exchange.joint.standing import Run as Run
from parley.exchange.joint.standing import Spoken, speak
from parley.exchange.joint.standing import Step as Step
from parley.exchange.turns import After, Follows, hear
from parley.exchange.turns import Said as Said


def begin(charter: Charter, books: Books, salt: bytes) -> Spoken:
    """The first step of one side: it states the charter.

    Args:
        charter: The terms.
        books: This side's own.
        salt: Random bytes, 32 of them.

    Raises:
        InvalidInput: if the books do not fit the charter.
    """
    check_books(books, charter)
    run = Run(charter, books, salt)
    return speak(run, [(peer, charter.body, ()) for peer in run.peers])


def advance(run: Run, said: Said) -> Spoken:
    """Where a run stands after something was heard, and what is then to be said.

    Never raises for what another side does: the run is then broken off with a reason, and the
    others are told. What comes early waits until it is its turn.

    Args:
        run: Where it stood.
        said: The next message of its sender; a repeat was dropped before, by its name.
    """
    if said.kind is Step.ABORT:
        return _broken_off_by(run, said), ()
    if run.is_over:
        return run, ()
    return hear(run, said, _AFTER, _end)


def break_off(run: Run, reason: str) -> Spoken:
    """End a run because this side wants it. Too late once this side has published its results.

    Args:
        run: Where it stood.
        reason: In words for the others.
    """
    if run.is_over or run.step is Step.RESULT:
        return run, ()
    return _end(run, f"{run.charter.sides[run.side]}: {reason}")


def decline(charter: Charter, side: int, reason: str) -> Spoken:
    """Answer a charter that others propose with no: the run is over before it has begun here.

    Args:
        charter: As they propose it.
        side: The number of this side in it.
        reason: In words for the others.
    """
    nobody = WholeDebts(*(np.zeros(0, dtype=np.int64) for _ in range(4)))
    books = Books(side, (), nobody, np.zeros((charter.draws, 0), dtype=np.int64), {}, {})
    return break_off(Run(charter, books, b""), reason)


def _end(run: Run, reason: str) -> Spoken:
    over = replace(run, step=Step.ABORT, reason=reason[:200], ended_by=run.side)
    told = (Said(run.side, peer, Step.ABORT, {"reason": over.reason}) for peer in run.peers)
    return over, tuple(told)


def _broken_off_by(run: Run, said: Said) -> Run:
    """Of several who break a run off at once, the first in the charter's list has said why."""
    first = run.step is not Step.ABORT or said.sender < run.ended_by
    if run.step is Step.CLOSED or not first:
        return run
    reason = str(said.body.get("reason", ""))[:200] or "no reason was given"
    return replace(run, step=Step.ABORT, reason=reason, ended_by=said.sender)


def _noting(after: Follows[Run]) -> Follows[Run]:
    """Before what follows, what was heard goes into the transcript."""

    def follows(run: Run, heard: Mapping[int, Said]) -> Spoken:
        spoken = run.spoken | {said.digest for said in heard.values()}
        return after(replace(run, spoken=spoken), heard)

    return follows


_AFTER: After[Run] = {
    step: _noting(after)
    for step, after in {
        Step.CHARTER: agreement.after_charter,
        Step.COMMIT: agreement.after_commit,
        Step.CLAIMS: agreement.after_claims,
        Step.MISMATCHES: agreement.after_mismatches,
        Step.ROUND: after_round,
        Step.LOWER: after_round,
        Step.LATE: after_late,
        Step.RESULT: after_result,
    }.items()
}
