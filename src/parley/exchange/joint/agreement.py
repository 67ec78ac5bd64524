"""The first steps of a joint run: one charter, inputs committed, both lists of debts compared."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from parley.exchange.amounts import MOST_NUMBERS, pack, unpack
from parley.exchange.canonical import Value, digest, to_bytes
from parley.exchange.joint import border, reconcile
from parley.exchange.joint.books import agreed
from parley.exchange.joint.channels import TIES
from parley.exchange.joint.reconcile import Mismatch
from parley.exchange.joint.rounds import begin_rounds
from parley.exchange.joint.side import contracts_inside
from parley.exchange.joint.standing import Part, Run, Spoken, Step, speak
from parley.exchange.turns import BrokenOff, Said


def after_charter(run: Run, heard: Mapping[int, Said]) -> Spoken:
    """Compare the charters; then commit to the books, before any number is seen."""
    for peer, said in heard.items():
        if digest(to_bytes(dict(said.body))) != run.charter.digest:
            raise BrokenOff(f"{run.charter.sides[peer]} has another charter")
    mine = run.books.commitment(run.salt)
    run = replace(run, step=Step.COMMIT, commitments={run.side: mine})
    inside = list(contracts_inside(run.books))
    body: dict[str, Value] = {"commitment": mine, "contracts": inside}
    return speak(run, [(peer, body, ()) for peer in run.peers])


def after_commit(run: Run, heard: Mapping[int, Said]) -> Spoken:
    """Keep the others' commitments; then say which debts across one knows of."""
    known = dict(run.commitments)
    for peer, said in heard.items():
        known[peer] = str(said.body.get("commitment", ""))
        if len(known[peer]) != 64:
            raise BrokenOff(f"{run.charter.sides[peer]} sent no commitment")
    inside = {peer: _contracts(run, peer, said) for peer, said in heard.items()}
    return compare_claims(replace(run, commitments=known, inside=inside))


def compare_claims(run: Run) -> Spoken:
    """Say which debts across one knows of, with a keyed digest of each amount."""
    run = replace(run, step=Step.CLAIMS)
    key = bytes.fromhex(run.charter.digest)
    parts: list[Part] = []
    for peer in run.peers:
        kept: tuple[bytes, ...] = ()
        for name in border.tie_names(run.charter):
            debts = border.numbered(run.charter, run.books, name, peer)
            kept = (*kept, reconcile.pairs(*debts[:2]), reconcile.digests(key, *debts))
        parts.append((peer, {}, kept))
    return speak(run, parts)


def _contracts(run: Run, peer: int, said: Said) -> tuple[int, ...]:
    """How many debts and payments lie within a side: so many units may its rounding cost."""
    counts = said.body.get("contracts")
    numbers = counts if isinstance(counts, list) else []
    found = tuple(each for each in numbers if isinstance(each, int) and 0 <= each <= MOST_NUMBERS)
    if len(numbers) != len(found) or len(found) != len(contracts_inside(run.books)):
        raise BrokenOff(f"{run.charter.sides[peer]} does not say how many contracts it has")
    return found


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
    """The contracts of which the two sides hold different figures, by their kind."""
    said, names = run.their_claims[peer], border.tie_names(run.charter)
    if len(said.attachments) != 2 * len(names):
        count = len(said.attachments)
        raise BrokenOff(f"{run.charter.sides[peer]} sent {count} lists, not {2 * len(names)}")
    here, there = (len(run.charter.institutions[k]) for k in (run.side, peer))
    key = bytes.fromhex(run.charter.digest)
    found = {}
    for name in names:
        place = 2 * names.index(border.other_end(name))
        sizes = (here, there) if border.is_first(name) else (there, here)
        debts = border.numbered(run.charter, run.books, name, peer)
        theirs = reconcile.read_pairs(said.attachments[place], *sizes)
        found[name] = reconcile.differing(
            np.stack(debts[:2], axis=1), reconcile.digests(key, *debts),
            theirs, said.attachments[place + 1],
        )  # fmt: skip
    return found


def with_agreed_debts(run: Run, heard: Mapping[int, Said]) -> Run:
    """The run with the smaller figure of each debt of which two sides hold different ones.

    Raises:
        BrokenOff: if they are further apart than the charter allows.
    """
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
    return run


def after_mismatches(run: Run, heard: Mapping[int, Said]) -> Spoken:
    """Take the smaller figure of each; then begin where everybody pays in full."""
    return begin_rounds(with_agreed_debts(run, heard))


def _agree(run: Run, peer: int, said: Said) -> tuple[Run, tuple[Mismatch, ...]]:
    """Take the smaller figure of every contract of which the two sides hold different ones."""
    differing, names = _differing(run, peer), border.tie_names(run.charter)
    if len(said.attachments) != len(names):
        count = len(said.attachments)
        raise BrokenOff(f"{run.charter.sides[peer]} opened {count} lists, not {len(names)}")
    listed = border.numbers(run.charter, run.books)
    found: list[Mismatch] = []
    books = run.books
    for name in names:
        wanted, first = differing[name], border.is_first(name)
        debts = border.numbered(run.charter, run.books, name, peer)
        mine = reconcile.opened(wanted, *debts)
        theirs = unpack(said.attachments[names.index(border.other_end(name))], len(wanted))
        says = (mine, theirs) if first else (theirs, mine)
        here = [
            Mismatch(first, i, j, int(a), int(b), _channel_of(name))
            for (i, j), a, b in zip(wanted, *says, strict=True)
        ]
        taken = {(each.debtor, each.creditor): each.taken for each in here}
        across = reconcile.with_amounts(run.books.ties(name)[peer], first, taken, listed)
        books = agreed(books, name, peer, across)
        found += here
    return replace(run, books=books), tuple(found)


def _channel_of(name: str) -> str:
    return next(channel for channel, names in TIES.items() if name in names)
