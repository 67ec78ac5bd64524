"""The first steps of a joint run: one charter, inputs committed, both lists of debts compared."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from parley.exchange.amounts import digest, pack, unpack
from parley.exchange.canonical import to_bytes
from parley.exchange.joint import border, reconcile
from parley.exchange.joint.books import agreed
from parley.exchange.joint.reconcile import Mismatch
from parley.exchange.joint.rounds import solve_and_speak
from parley.exchange.joint.standing import BrokenOff, Part, Run, Said, Spoken, Step, speak


def after_charter(run: Run, heard: Mapping[int, Said]) -> Spoken:
    """Compare the charters; then commit to the books, before any number is seen."""
    for peer, said in heard.items():
        if digest(to_bytes(dict(said.body))) != run.charter.digest:
            raise BrokenOff(f"{run.charter.sides[peer]} has another charter")
    mine = run.books.commitment(run.salt)
    run = replace(run, step=Step.COMMIT, commitments={run.side: mine})
    return speak(run, [(peer, {"commitment": mine}, ()) for peer in run.peers])


def after_commit(run: Run, heard: Mapping[int, Said]) -> Spoken:
    """Keep the others' commitments; then say which debts across one knows of."""
    known = dict(run.commitments)
    for peer, said in heard.items():
        known[peer] = str(said.body.get("commitment", ""))
        if len(known[peer]) != 64:
            raise BrokenOff(f"{run.charter.sides[peer]} sent no commitment")
    run = replace(run, commitments=known, step=Step.CLAIMS)
    key = bytes.fromhex(run.charter.digest)
    parts: list[Part] = []
    for peer in run.peers:
        kept: tuple[bytes, ...] = ()
        for name in ("owes", "claims"):
            debts = border.numbered(run.charter, run.books, name, peer)
            kept = (*kept, reconcile.pairs(*debts[:2]), reconcile.digests(key, *debts))
        parts.append((peer, {}, kept))
    return speak(run, parts)


def after_claims(run: Run, heard: Mapping[int, Said]) -> Spoken:
    """Open the amounts of those debts of which the digests differ."""
    run = replace(run, their_claims=heard, step=Step.MISMATCHES)
    parts: list[Part] = []
    for peer in run.peers:
        kept = tuple(
            pack(reconcile.opened(pairs, *border.numbered(run.charter, run.books, name, peer)))
            for name, pairs in _differing(run, peer).items()
        )
        parts.append((peer, {}, kept))
    return speak(run, parts)


def _differing(run: Run, peer: int) -> dict[str, list[tuple[int, int]]]:
    """The debts of which the two sides hold different figures: one's own, and one's claims."""
    said = run.their_claims[peer]
    if len(said.attachments) != 4:
        raise BrokenOff(f"{run.charter.sides[peer]} sent {len(said.attachments)} lists, not 4")
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


def after_mismatches(run: Run, heard: Mapping[int, Said]) -> Spoken:
    """Take the smaller figure of each; then begin where everybody pays in full."""
    every: dict[int, tuple[Mismatch, ...]] = {}
    for peer, said in heard.items():
        run, every[peer] = _agree(run, peer, said)
    run = replace(run, mismatches=every)
    worst = max((each.difference for found in every.values() for each in found), default=0)
    if worst > run.charter.tolerance:
        raise BrokenOff(
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
    return solve_and_speak(run)


def _agree(run: Run, peer: int, said: Said) -> tuple[Run, tuple[Mismatch, ...]]:
    """Take the smaller figure of every debt of which the two sides hold different ones."""
    differing = _differing(run, peer)
    if len(said.attachments) != 2:
        raise BrokenOff(f"{run.charter.sides[peer]} opened {len(said.attachments)} lists, not 2")
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
