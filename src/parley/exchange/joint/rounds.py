"""Rounds of a joint run: each side solves its own part and says what goes out, until none moves."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.contagion.whole_clearing import clear_whole
from parley.engine.status import Status
from parley.exchange.amounts import pack, unpack
from parley.exchange.canonical import Value
from parley.exchange.joint import border
from parley.exchange.joint.result import publish
from parley.exchange.joint.standing import BrokenOff, Run, Said, Spoken, Step, speak


def solve_and_speak(run: Run) -> Spoken:
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
        raise BrokenOff("a search of this side was given up after the limit of rounds")
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
    return speak(run, [(peer, body, kept) for peer, kept in parts.items()])


def _with_rows(before: Ints, rows: Ints, values: Ints) -> Ints:
    now = before.copy()
    now[rows] = values
    return now


def after_round(run: Run, heard: Mapping[int, Said]) -> Spoken:
    """Take in what the others say; solve again, or end where nobody had anything new."""
    receipts = {peer: _received(run, peer, said) for peer, said in heard.items()}
    moved = np.unique(np.concatenate([_draws_of(said) for said in heard.values()]))
    quiet = run.was_quiet and all(said.body["unchanged"] is True for said in heard.values())
    run = replace(run, receipts=receipts, moved=moved, number=run.number + 1)
    if not quiet:
        return solve_and_speak(run)
    if run.step is Step.ROUND:
        run = replace(run, least=run.payments)
        if run.charter.finds_least:
            return _begin_from_below(run)
    return publish(run)


def _begin_from_below(run: Run) -> Spoken:
    """Search once more, from the bottom: nobody pays anything yet."""
    return solve_and_speak(
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
        raise BrokenOff(f"{name} sent another round than {run.number}, which was due")
    if len(said.attachments) != 2:
        raise BrokenOff(f"{name} sent {len(said.attachments)} attachments, not 2")
    count = len(said.attachments[0]) // 8
    draws = unpack(said.attachments[0], count, high=run.charter.draws - 1)
    if np.any(np.diff(draws) <= 0) or not _says_whether_quiet(said, count):
        raise BrokenOff(f"{name} names draws out of order, or does not say what changed")
    width = before.shape[1]
    now = before.copy()
    now[draws] = unpack(said.attachments[1], count * width).reshape(count, width)
    if run.step is Step.LOWER:
        most = border.claims_by_creditor(run.charter, run.books, peer)
        if np.any(now < before) or np.any(now > most):
            raise BrokenOff(f"{name} pays less than in the round before, or more than it owes")
        return now
    if np.any(now > before):
        raise BrokenOff(f"{name} pays more than in the round before")
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
        raise BrokenOff(
            f"{run.charter.sides[peer]} passes on {over.max()} {run.charter.unit} of loss that it "
            f"was not passed, in round {run.number}"
        )
