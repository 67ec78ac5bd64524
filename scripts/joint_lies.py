"""A dishonest side in joint runs: every lie is caught on line or by the audit."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass

from parley.exchange.joint.run import Run, Step
from parley.node.auditor import Audit
from parley.node.steward import Steward
from scripts.joint.dishonest import WAYS, Dishonest
from scripts.joint.networks import KINDS, network, recovery
from scripts.joint.table import Table, charter_of

#: Networks that are tried until a lie can be told, at most.
_TRIES = 60


@dataclass(frozen=True)
class Attempt:
    """One lie that was told.

    Args:
        way: How, by the name of the class.
        seed: Of the network.
        parties: How many sides.
        on_line: Why an honest side has broken off the run; empty if none has.
        by_audit: The first fault that an auditor finds in the record of the liar; empty if none.
        blamed: Faults that auditors find in the records of those who were honest.
    """

    way: str
    seed: int
    parties: int
    on_line: str
    by_audit: str
    blamed: tuple[str, ...]

    @property
    def is_caught(self) -> bool:
        """Whether anybody has found out."""
        return bool(self.on_line or self.by_audit)


def attempts(
    each: int = 5, on_progress: Callable[[Attempt], None] = lambda _attempt: None
) -> list[Attempt]:
    """Tell so many lies of every way, each in another network.

    Only what was really told counts: some networks give no occasion, such as one that has no
    second round.
    """
    found = []
    for number, way in enumerate(WAYS):
        told = 0
        for seed in range(number * 1_000, number * 1_000 + _TRIES):
            attempt = tell(way, seed)
            if attempt is None:
                continue
            found.append(attempt)
            on_progress(attempt)
            told += 1
            if told == each:
                break
    return found


def tell(way: type[Dishonest], seed: int) -> Attempt | None:
    """Tell a lie in one network; None if there was no occasion for it."""
    parties, runs, told, audits = _play(way, seed)
    *honest, lied = audits
    broken = [run.reason for run in runs[:-1] if run.step is Step.ABORT]
    found = Attempt(
        way.__name__, seed, parties, next(iter(broken), ""), next(iter(lied.faults), ""),
        tuple(fault for each in honest for fault in each.faults),
    )  # fmt: skip
    if told and not found.is_caught and _play(Dishonest, seed)[1][-1].spoken == runs[-1].spoken:
        return None  # who would fail anyway, or never, is not changed by it: nothing else was said
    return found if told else None


def _play(way: type[Dishonest], seed: int) -> tuple[int, list[Run], int, list[Audit]]:
    """Sides, how they stand at the end, how many lies were told, and what auditors find."""
    pool = network(seed, list(KINDS)[seed % len(KINDS)], most=120)
    external, interbank = recovery(seed)
    parties = int(pool.side_of.max()) + 1
    with Table([Steward] * (parties - 1) + [way]) as table:
        charter = charter_of(
            pool, "run-1", recovery_external=external.as_integer_ratio(),
            recovery_interbank=interbank.as_integer_ratio(),
        )  # fmt: skip
        runs = table.play(pool, charter, seed)
        liar = table.sides[-1].steward
        assert isinstance(liar, Dishonest)  # noqa: S101
        return parties, runs, liar.told, table.audits()


def main() -> int:
    """Tell the lies and print who caught them; 1 if one was not caught or an honest side blamed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=5, help="lies of every way")
    given = parser.parse_args()

    def show(attempt: Attempt) -> None:
        caught = attempt.on_line or attempt.by_audit or "NOT CAUGHT"
        print(f"{attempt.way:<20}{attempt.parties} sides  {caught[:100]}", file=sys.stderr)

    found = attempts(given.each, show)
    on_line = sum(bool(each.on_line) for each in found)
    by_audit = sum(bool(each.by_audit) for each in found)
    caught = sum(each.is_caught for each in found)
    blamed = sum(bool(each.blamed) for each in found)
    print(f"lies told          {len(found)}, in {len(WAYS)} ways")
    print(f"caught on line     {on_line}")
    print(f"caught by audit    {by_audit}")
    print(f"caught             {caught}")
    print(f"honest sides blamed {blamed}")
    return 0 if caught == len(found) and not blamed else 1


if __name__ == "__main__":
    sys.exit(main())
