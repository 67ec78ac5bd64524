"""One side of a joint run as a fold: what was heard goes in, what is to be said comes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.contagion.whole_clearing import clear_whole
from parley.engine.status import Status
from parley.errors import InvalidInput
from parley.exchange.amounts import digest, pack, unpack
from parley.exchange.canonical import Value, to_bytes
from parley.exchange.joint import border, reconcile
from parley.exchange.joint.books import Books, agreed, check_books
from parley.exchange.joint.charter import Charter
from parley.exchange.joint.reconcile import Mismatch


class Step(StrEnum):
    """The kinds of messages, in the order in which a run goes through them."""

    CHARTER = "joint.charter"
    COMMIT = "joint.commit"
    CLAIMS = "joint.claims"
    MISMATCHES = "joint.mismatches"
    ROUND = "joint.round"
    LOWER = "joint.lower"
    RESULT = "joint.result"
    CLOSED = "joint.closed"
    ABORT = "joint.abort"


@dataclass(frozen=True, eq=False)
class Said:
    """What one side says to another in a run: the content of a message, without its envelope.

    Args:
        sender, receiver: Numbers of the sides.
        kind: Of the message.
        body: What it says.
        attachments: Bytes that go with it.
    """

    sender: int
    receiver: int
    kind: Step
    body: Mapping[str, Value] = field(default_factory=dict)
    attachments: tuple[bytes, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the content."""
        kept: list[Value] = [digest(each) for each in self.attachments]
        table: dict[str, Value] = {
            "sender": self.sender, "receiver": self.receiver, "kind": self.kind.value,
            "body": dict(self.body), "attachments": kept,
        }  # fmt: skip
        return digest(to_bytes(table))


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
        their_claims: What each other side said of the debts between the two.
        mismatches: Debts of which the two sides held different figures, by the other side.
        payments: ``p`` of this side's institutions. Shape (draws, n).
        least: The least payments, if the charter wants them; else as ``payments``.
        receipts: What each other side pays each creditor here. Shape (draws, creditors) each.
        sent: What each creditor of another side was paid in the last round. Shapes alike.
        passed_on: How much less was paid to each other side in the last round but one, and in
            the last. Shape (2, draws) each.
        moved: Draws in which another side pays otherwise than before, to be cleared anew.
        was_quiet: Whether this side's last message said that nothing had changed.
        results: What each side published, by its number.
        spoken: Digests of all that was said and heard.
        sealed: The transcript before results were published.
        reason: Why the run was broken off.
    """

    charter: Charter
    books: Books
    salt: bytes = field(repr=False)
    step: Step = Step.CHARTER
    number: int = 0
    waiting: Mapping[int, tuple[Said, ...]] = field(default_factory=dict)
    commitments: Mapping[int, str] = field(default_factory=dict)
    their_claims: Mapping[int, Said] = field(default_factory=dict)
    mismatches: Mapping[int, tuple[Mismatch, ...]] = field(default_factory=dict)
    payments: Ints = field(default_factory=_no_numbers)
    least: Ints = field(default_factory=_no_numbers)
    receipts: Mapping[int, Ints] = field(default_factory=dict)
    sent: Mapping[int, Ints] = field(default_factory=dict)
    passed_on: Mapping[int, Ints] = field(default_factory=dict)
    moved: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    was_quiet: bool = False
    results: Mapping[int, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)
    spoken: frozenset[str] = frozenset()
    sealed: str = ""
    reason: str = ""

    @property
    def side(self) -> int:
        """The number of this side."""
        return self.books.side

    @property
    def peers(self) -> tuple[int, ...]:
        """The numbers of the others."""
        return tuple(k for k in range(len(self.charter.sides)) if k != self.side)

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


class _BrokenOff(Exception):
    """The run cannot go on: what another side did, or what the figures say."""


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
    return _speak(run, [(peer, charter.body, ()) for peer in run.peers])


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
    except (_BrokenOff, InvalidInput) as broken:
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
            raise _BrokenOff(f"{name} sent {said.kind} where {run.step} was due")
    rest = {peer: queue[1:] for peer, queue in run.waiting.items()}
    spoken = run.spoken | {said.digest for said in heard.values()}
    return replace(run, waiting=rest, spoken=spoken), heard


def _speak(run: Run, parts: list[Part]) -> Spoken:
    said = tuple(Said(run.side, peer, run.step, body, kept) for peer, body, kept in parts)
    return replace(run, spoken=run.spoken | {each.digest for each in said}), said


def _after_charter(run: Run, heard: Mapping[int, Said]) -> Spoken:
    for peer, said in heard.items():
        if digest(to_bytes(dict(said.body))) != run.charter.digest:
            raise _BrokenOff(f"{run.charter.sides[peer]} has another charter")
    mine = run.books.commitment(run.salt)
    run = replace(run, step=Step.COMMIT, commitments={run.side: mine})
    return _speak(run, [(peer, {"commitment": mine}, ()) for peer in run.peers])


def _after_commit(run: Run, heard: Mapping[int, Said]) -> Spoken:
    known = dict(run.commitments)
    for peer, said in heard.items():
        known[peer] = str(said.body.get("commitment", ""))
        if len(known[peer]) != 64:
            raise _BrokenOff(f"{run.charter.sides[peer]} sent no commitment")
    run = replace(run, commitments=known, step=Step.CLAIMS)
    key = bytes.fromhex(run.charter.digest)
    parts: list[Part] = []
    for peer in run.peers:
        kept: tuple[bytes, ...] = ()
        for name in ("owes", "claims"):
            debts = border.numbered(run.charter, run.books, name, peer)
            kept = (*kept, reconcile.pairs(*debts[:2]), reconcile.digests(key, *debts))
        parts.append((peer, {}, kept))
    return _speak(run, parts)


def _after_claims(run: Run, heard: Mapping[int, Said]) -> Spoken:
    run = replace(run, their_claims=heard, step=Step.MISMATCHES)
    parts: list[Part] = []
    for peer in run.peers:
        kept = tuple(
            pack(reconcile.opened(pairs, *border.numbered(run.charter, run.books, name, peer)))
            for name, pairs in _differing(run, peer).items()
        )
        parts.append((peer, {}, kept))
    return _speak(run, parts)


def _differing(run: Run, peer: int) -> dict[str, list[tuple[int, int]]]:
    """The debts of which the two sides hold different figures: one's own, and one's claims."""
    said = run.their_claims[peer]
    if len(said.attachments) != 4:
        raise _BrokenOff(f"{run.charter.sides[peer]} sent {len(said.attachments)} lists, not 4")
    here, there = (len(run.charter.institutions[k]) for k in (run.side, peer))
    key = bytes.fromhex(run.charter.digest)
    found = {}
    for name, place, sizes in (("owes", 2, (here, there)), ("claims", 0, (there, here))):
        debts = border.numbered(run.charter, run.books, name, peer)
        theirs = reconcile.read_pairs(said.attachments[place], *sizes)
        found[name] = reconcile.differing(
            np.stack(debts[:2], axis=1), reconcile.digests(key, *debts),
            theirs, said.attachments[place + 1],
        )  # fmt: skip
    return found


def _after_mismatches(run: Run, heard: Mapping[int, Said]) -> Spoken:
    every: dict[int, tuple[Mismatch, ...]] = {}
    for peer, said in heard.items():
        run, every[peer] = _agree(run, peer, said)
    run = replace(run, mismatches=every)
    worst = max((each.difference for found in every.values() for each in found), default=0)
    if worst > run.charter.tolerance:
        raise _BrokenOff(
            f"claims differ by {worst} {run.charter.unit}, more than the "
            f"{run.charter.tolerance} of the charter"
        )
    draws, owed = run.charter.draws, run.books.debts.owed
    top = np.tile(owed, (draws, 1))
    run = replace(
        run,
        step=Step.ROUND,
        number=1,
        payments=top,
        moved=np.arange(draws),
        receipts={
            peer: np.tile(border.claims_by_creditor(run.charter, run.books, peer), (draws, 1))
            for peer in run.peers
        },
        sent={peer: border.paid_across(run.books, peer, top) for peer in run.peers},
        passed_on={peer: np.zeros((2, draws), dtype=np.int64) for peer in run.peers},
    )
    return _solve_and_speak(run)


def _agree(run: Run, peer: int, said: Said) -> tuple[Run, tuple[Mismatch, ...]]:
    """Take the smaller figure of every debt of which the two sides hold different ones."""
    differing = _differing(run, peer)
    if len(said.attachments) != 2:
        raise _BrokenOff(f"{run.charter.sides[peer]} opened {len(said.attachments)} lists, not 2")
    listed = border.numbers(run.charter, run.books)
    found: list[Mismatch] = []
    across = {}
    for name, place in (("owes", 1), ("claims", 0)):
        wanted = differing[name]
        debts = border.numbered(run.charter, run.books, name, peer)
        mine = reconcile.opened(wanted, *debts)
        theirs = unpack(said.attachments[place], len(wanted))
        says = (mine, theirs) if name == "owes" else (theirs, mine)
        here = [
            Mismatch(name == "owes", i, j, int(a), int(b))
            for (i, j), a, b in zip(wanted, *says, strict=True)
        ]
        taken = {(each.debtor, each.creditor): each.taken for each in here}
        across[name] = reconcile.with_amounts(getattr(run.books, name)[peer], name, taken, listed)
        found += here
    books = agreed(run.books, peer, across["owes"], across["claims"])
    return replace(run, books=books), tuple(found)


def _solve_and_speak(run: Run) -> Spoken:
    """Clear one's own part with what comes in, and tell each other side what it gets.

    Draws in which nobody was paid otherwise than before stand where they stood: a search that
    began there would end there.
    """
    below = run.step is Step.LOWER
    moved, assets = run.moved, run.books.assets[run.moved]
    inflow = np.zeros_like(assets)
    for peer in run.peers:
        inflow[:, border.creditors(run.charter, run.books, peer)] += run.receipts[peer][moved]
    before = run.least if below else run.payments
    found = clear_whole(
        run.books.debts, assets, run.charter.recovery, inflow=inflow, start=before[moved],
        from_below=below,
    )  # fmt: skip
    if np.any(found.status != Status.CONVERGED):
        raise _BrokenOff("a search of this side was given up after the limit of rounds")
    payments = _with_rows(before, moved, found.payments)
    run = replace(run, least=payments) if below else replace(run, payments=payments)
    sent, passed_on, parts = dict(run.sent), dict(run.passed_on), {}
    for peer in run.peers:
        now = border.paid_across(run.books, peer, found.payments)
        fell = run.sent[peer][moved] - now
        changed = np.flatnonzero(np.any(fell != 0, axis=1))
        parts[peer] = (pack(moved[changed]), pack(now[changed]))
        sent[peer] = _with_rows(run.sent[peer], moved, now)
        in_all = np.zeros(run.charter.draws, dtype=np.int64)
        in_all[moved] = fell.sum(axis=1)
        passed_on[peer] = np.stack([run.passed_on[peer][1], in_all])
    quiet = not any(draws for draws, _ in parts.values())
    body: dict[str, Value] = {"round": run.number, "unchanged": quiet}
    run = replace(run, sent=sent, passed_on=passed_on, was_quiet=quiet)
    return _speak(run, [(peer, body, kept) for peer, kept in parts.items()])


def _with_rows(before: Ints, rows: Ints, values: Ints) -> Ints:
    now = before.copy()
    now[rows] = values
    return now


def _after_round(run: Run, heard: Mapping[int, Said]) -> Spoken:
    receipts = {peer: _received(run, peer, said) for peer, said in heard.items()}
    moved = np.unique(np.concatenate([_draws_of(said) for said in heard.values()]))
    quiet = run.was_quiet and all(said.body["unchanged"] is True for said in heard.values())
    run = replace(run, receipts=receipts, moved=moved, number=run.number + 1)
    if not quiet:
        return _solve_and_speak(run)
    if run.step is Step.ROUND:
        run = replace(run, least=run.payments)
        if run.charter.finds_least:
            return _begin_from_below(run)
    return _publish(run)


def _begin_from_below(run: Run) -> Spoken:
    """Search once more, from the bottom: nobody pays anything yet."""
    return _solve_and_speak(
        replace(
            run,
            step=Step.LOWER,
            number=1,
            was_quiet=False,
            moved=np.arange(run.charter.draws),
            least=np.zeros_like(run.payments),
            receipts={peer: np.zeros_like(each) for peer, each in run.receipts.items()},
            sent={peer: np.zeros_like(each) for peer, each in run.sent.items()},
        )
    )


def _received(run: Run, peer: int, said: Said) -> Ints:
    """What a side pays each creditor here from now on. Shape (draws, creditors).

    Checked on line: amounts only fall (from below: rise), and stay between nothing and what is
    owed; and see ``_check_loss``.
    """
    name, before = run.charter.sides[peer], run.receipts[peer]
    if set(said.body) != {"round", "unchanged"} or said.body["round"] != run.number:
        raise _BrokenOff(f"{name} sent another round than {run.number}, which was due")
    if len(said.attachments) != 2:
        raise _BrokenOff(f"{name} sent {len(said.attachments)} attachments, not 2")
    count = len(said.attachments[0]) // 8
    draws = unpack(said.attachments[0], count, high=run.charter.draws - 1)
    if np.any(np.diff(draws) <= 0) or not _says_whether_quiet(said, count):
        raise _BrokenOff(f"{name} names draws out of order, or does not say what changed")
    width = before.shape[1]
    now = before.copy()
    now[draws] = unpack(said.attachments[1], count * width).reshape(count, width)
    if run.step is Step.LOWER:
        most = border.claims_by_creditor(run.charter, run.books, peer)
        if np.any(now < before) or np.any(now > most):
            raise _BrokenOff(f"{name} pays less than in the round before, or more than it owes")
        return now
    if np.any(now > before):
        raise _BrokenOff(f"{name} pays more than in the round before")
    _check_loss(run, peer, (before - now).sum(axis=1))
    return now


def _draws_of(said: Said) -> Ints:
    """The draws in which something changed, by a message that ``_received`` has checked."""
    return unpack(said.attachments[0], len(said.attachments[0]) // 8)


def _says_whether_quiet(said: Said, count: int) -> bool:
    """A side is quiet if nothing changed for any other; to one it may send nothing either way."""
    quiet = said.body["unchanged"]
    return quiet is False or (quiet is True and count == 0)


def _check_loss(run: Run, peer: int, fell: Ints) -> None:
    """No loss comes from nowhere.

    After its first round a side has no news but what it receives. Without costs of default, what
    it pays less is then at most what it was paid less, and one unit for each debt (rounding). In
    a run of more than two, others may have paid it less too, and this cannot be seen from here.
    """
    if run.number == 1 or len(run.peers) > 1 or not run.charter.recovery.is_without_loss:
        return
    room = run.books.owes[peer].amount.size + run.books.claims[peer].amount.size
    over = fell - run.passed_on[peer][0] - room
    if np.any(over > 0):
        raise _BrokenOff(
            f"{run.charter.sides[peer]} passes on {over.max()} {run.charter.unit} of loss that it "
            f"was not passed, in round {run.number}"
        )


def _publish(run: Run) -> Spoken:
    owed = run.books.debts.owed
    known = {
        "shortfall": (owed - run.payments).sum(axis=1),
        "defaults": (run.payments < owed).sum(axis=1),
    }
    public = {name: known[name] for name in run.charter.outputs}
    if run.charter.finds_least:
        public["spread"] = (run.payments - run.least).sum(axis=1)
    names = sorted(public)
    mine = MappingProxyType({name: tuple(map(int, public[name])) for name in names})
    body: dict[str, Value] = {"transcript": run.transcript, "outputs": list(names)}
    kept = tuple(pack(public[name]) for name in names)
    run = replace(run, step=Step.RESULT, results={run.side: mine}, sealed=run.transcript)
    return _speak(run, [(peer, body, kept) for peer in run.peers])


def _after_result(run: Run, heard: Mapping[int, Said]) -> Spoken:
    mine = run.results[run.side]
    results = dict(run.results)
    for peer, said in heard.items():
        name = run.charter.sides[peer]
        if len(run.peers) == 1 and said.body.get("transcript") != run.sealed:
            raise _BrokenOff(f"{name} has another transcript")
        if said.body.get("outputs") != list(mine) or len(said.attachments) != len(mine):
            raise _BrokenOff(f"{name} published other outputs than those of the charter")
        results[peer] = MappingProxyType(
            {
                each: tuple(map(int, unpack(raw, run.charter.draws)))
                for each, raw in zip(mine, said.attachments, strict=True)
            }
        )
    return replace(run, results=results, step=Step.CLOSED), ()


_AFTER: Mapping[Step, Callable[[Run, Mapping[int, Said]], Spoken]] = {
    Step.CHARTER: _after_charter,
    Step.COMMIT: _after_commit,
    Step.CLAIMS: _after_claims,
    Step.MISMATCHES: _after_mismatches,
    Step.ROUND: _after_round,
    Step.LOWER: _after_round,
    Step.RESULT: _after_result,
}
