"""The end of a joint run: each side publishes what the charter names, and nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from parley.exchange.amounts import pack, unpack
from parley.exchange.canonical import Value
from parley.exchange.joint.rehearsal import published
from parley.exchange.joint.standing import Run, Spoken, Step, speak
from parley.exchange.turns import BrokenOff, Said


def publish(run: Run) -> Spoken:
    """Say what the charter names of this side, and the digest of all that was said."""
    if run.play is not None:
        known = published(run.play)
    else:
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
    return speak(run, [(peer, body, kept) for peer in run.peers])


def after_result(run: Run, heard: Mapping[int, Said]) -> Spoken:
    """Keep what the others publish; the run is closed."""
    mine = run.results[run.side]
    results = dict(run.results)
    for peer, said in heard.items():
        name = run.charter.sides[peer]
        if len(run.peers) == 1 and said.body.get("transcript") != run.sealed:
            raise BrokenOff(f"{name} has another transcript")
        if said.body.get("outputs") != list(mine) or len(said.attachments) != len(mine):
            raise BrokenOff(f"{name} published other outputs than those of the charter")
        results[peer] = MappingProxyType(
            {
                each: tuple(map(int, unpack(raw, run.charter.draws)))
                for each, raw in zip(mine, said.attachments, strict=True)
            }
        )
    return replace(run, results=results, step=Step.CLOSED), ()
