"""One side of a joint run as a fold: what was heard goes in, what is to be said comes out."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from parley.errors import InvalidInput
from parley.exchange.joint import agreement
from parley.exchange.joint.books import Books, check_books
from parley.exchange.joint.charter import Charter
from parley.exchange.joint.result import after_result
from parley.exchange.joint.rounds import after_round
from parley.exchange.joint.standing import BrokenOff, Spoken, speak
from parley.exchange.joint.standing import Run as Run
from parley.exchange.joint.standing import Said as Said
from parley.exchange.joint.standing import Step as Step


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
    if run.is_over:
        return run, ()
    if said.kind is Step.ABORT:
        return replace(run, step=Step.ABORT, reason=str(said.body.get("reason", ""))[:200]), ()
    queue = (*run.waiting.get(said.sender, ()), said)
    now = replace(run, waiting={**run.waiting, said.sender: queue})
    out: tuple[Said, ...] = ()
    try:
        while not now.is_over and all(now.waiting.get(peer) for peer in now.peers):
            now, heard = _take(now)
            now, more = _AFTER[now.step](now, heard)
            out = (*out, *more)
    except (BrokenOff, InvalidInput) as broken:
        reason = str(broken).partition("\n")[0][:200]
        over = replace(now, step=Step.ABORT, reason=reason)
        told = (Said(now.side, peer, Step.ABORT, {"reason": reason}) for peer in now.peers)
        return over, (*out, *told)
    return now, out


def _take(run: Run) -> tuple[Run, dict[int, Said]]:
    """Take the next message of every other side; each must be of the kind that is awaited."""
    heard = {peer: run.waiting[peer][0] for peer in run.peers}
    for peer, said in heard.items():
        if said.kind is not run.step:
            name = run.charter.sides[peer]
            raise BrokenOff(f"{name} sent {said.kind} where {run.step} was due")
    rest = {peer: queue[1:] for peer, queue in run.waiting.items()}
    spoken = run.spoken | {said.digest for said in heard.values()}
    return replace(run, waiting=rest, spoken=spoken), heard


_AFTER: Mapping[Step, Callable[[Run, Mapping[int, Said]], Spoken]] = {
    Step.CHARTER: agreement.after_charter,
    Step.COMMIT: agreement.after_commit,
    Step.CLAIMS: agreement.after_claims,
    Step.MISMATCHES: agreement.after_mismatches,
    Step.ROUND: after_round,
    Step.LOWER: after_round,
    Step.RESULT: after_result,
}
