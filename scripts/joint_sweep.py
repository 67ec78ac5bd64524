"""Joint runs of many random networks against the pooled computation: the difference must be 0."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from parley.engine.contagion.whole_clearing import WholeRecovery, clear_whole
from parley.exchange.joint.run import Step
from parley.node.steward import Steward
from scripts.joint.networks import FEWEST, KINDS, MOST, network, recovery
from scripts.joint.table import Table, Talk, charter_of, joined

#: Runs that share their records; then every record is audited, and new ones are begun.
_BATCH = 20


@dataclass
class Sweep:
    """What a sweep has found.

    Args:
        runs: How many were played.
        differences: Runs that differ from the pooled one by any unit.
        alarms: Runs that a side broke off, and faults of audits: all runs are honest.
        replayed: Messages that came again byte for byte in the audit.
        rounds: Of every run.
        banks: Of every run.
        kinds: Runs of each kind.
        with_costs: Runs with costs of default.
        of_three: Runs of three sides.
        seconds: In all.
    """

    runs: int = 0
    differences: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    replayed: int = 0
    rounds: list[int] = field(default_factory=list)
    banks: list[int] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    with_costs: int = 0
    of_three: int = 0
    seconds: float = 0.0


def sweep(
    count: int, *, first: int = 0, most: int = MOST, records: bool = True,
    on_progress: Callable[[Sweep], None] = lambda _found: None,
) -> Sweep:  # fmt: skip
    """Play so many networks at tables of two and three sides, and audit every record.

    Args:
        count: How many networks.
        first: Seed of the first one.
        most: Banks of the largest one.
        records: Whether sides sign and keep what they say; else the rules play alone.
        on_progress: Told after every run.
    """
    found, begun = Sweep(), time.perf_counter()
    if not records:
        talk = Talk()
        for seed in range(first, first + count):
            found.differences += _differences(talk, seed, most, found)
            on_progress(found)
        found.replayed, found.alarms = talk.replayed, found.alarms + talk.faults
    else:
        for parties, seeds in _batches(range(first, first + count), most):
            _play(parties, seeds, most, found, on_progress)
    found.seconds = time.perf_counter() - begun
    return found


def _batches(seeds: range, most: int) -> Iterator[tuple[int, list[int]]]:
    """Networks with like numbers of sides, so many at a time."""
    waiting: dict[int, list[int]] = {}
    for seed in seeds:
        parties = int(network(seed, _kind(seed), most=most).side_of.max()) + 1
        waiting.setdefault(parties, []).append(seed)
        if len(waiting[parties]) == _BATCH:
            yield parties, waiting.pop(parties)
    yield from waiting.items()


def _kind(seed: int) -> str:
    return list(KINDS)[seed % len(KINDS)]


def _play(
    parties: int, seeds: list[int], most: int, found: Sweep, on_progress: Callable[[Sweep], None]
) -> None:
    with Table([Steward] * parties) as table:
        for seed in seeds:
            found.differences += _differences(table, seed, most, found)
            on_progress(found)
        for audit in table.audits():
            found.replayed += audit.replayed
            found.alarms += audit.faults
            found.alarms += [f"{audit.unsaid} messages are not said"] if audit.unsaid else []


def _differences(table: Table | Talk, seed: int, most: int, found: Sweep) -> Iterator[str]:
    kind, (external, interbank) = _kind(seed), recovery(seed)
    pool = network(seed, kind, most=most)
    charter = charter_of(
        pool, f"run-{seed}", recovery_external=external.as_integer_ratio(),
        recovery_interbank=interbank.as_integer_ratio(), finds_least=seed % 4 == 0,
    )  # fmt: skip
    runs = table.play(pool, charter, seed)
    where = f"network {seed} ({kind}, {len(pool.names)} banks, {len(runs)} sides)"
    found.runs += 1
    found.kinds[kind] += 1
    found.banks.append(len(pool.names))
    found.rounds.append(max(run.number for run in runs))
    found.with_costs += external != 1 or interbank != 1
    found.of_three += len(runs) == 3
    found.alarms += [f"{where}: {run.step} {run.reason}" for run in runs if run.step != Step.CLOSED]
    rates = WholeRecovery(external, interbank)
    for name, below in (("payments", False), ("least", True))[: 1 + charter.finds_least]:
        pooled = clear_whole(pool.debts, pool.assets, rates, from_below=below).require_converged()
        largest = int(np.abs(joined(runs, pool.side_of, name) - pooled.payments).max(initial=0))
        if largest:
            yield f"{where}: {name} differ by {largest}"


def main() -> int:
    """Run the sweep and print what was found; 1 if anything is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", type=int, default=1_000)
    parser.add_argument("--first", type=int, default=0, help="seed of the first network")
    parser.add_argument("--banks", type=int, default=MOST, help=f"at most, {FEWEST} or more")
    parser.add_argument("--rules-alone", action="store_true", help="no records, no signatures")
    given = parser.parse_args()

    def show(found: Sweep) -> None:
        print(f"\r{found.runs} of {given.networks}", end="", file=sys.stderr, flush=True)

    before = time.process_time()
    found = sweep(
        given.networks, first=given.first, most=given.banks, records=not given.rules_alone,
        on_progress=show,
    )  # fmt: skip
    print(file=sys.stderr)
    print(f"networks           {found.runs}: {found.of_three} of three sides, the rest of two")
    print(f"kinds              {', '.join(f'{k} {n}' for k, n in found.kinds.items())}")
    print(f"with costs         {found.with_costs}")
    print(f"banks              {min(found.banks)} to {max(found.banks)}, {sum(found.banks)} in all")
    print(f"rounds             median {np.median(found.rounds):.0f}, most {max(found.rounds)}")
    print(f"messages replayed  {found.replayed}, each the same byte for byte")
    print(f"seconds            {found.seconds:.0f}, of them CPU {time.process_time() - before:.0f}")
    print(f"differences        {len(found.differences)}")
    print(f"false alarms       {len(found.alarms)}")
    for line in (found.differences + found.alarms)[:20]:
        print(f"  {line}")
    return 1 if found.differences or found.alarms else 0


if __name__ == "__main__":
    sys.exit(main())
