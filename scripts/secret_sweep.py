"""Secret runs of random networks by three processes, each compared with the pooled run.

``python -m scripts.secret_sweep --networks 60`` prints a line for each network and ends with how
many were equal to the unit; exit status 1 if one was not. Networks are of the kinds of
``scripts.joint.networks``, of 8 to 60 banks and two sides. The steps around the computation are
left out.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from parley.engine.contagion.whole_clearing import WholeRecovery, clear_whole
from parley.exchange.joint.books import crossing, split
from parley.exchange.joint.charter import Charter
from parley.exchange.joint.pool import Pool
from parley.exchange.secret.part import parts_of, room_in_eighths, room_needed
from parley.exchange.secret.terms import Terms
from parley.node.keys import TLS_CERTIFICATE, make_keys
from parley.node.mpc.arithmetic import Arithmetic
from parley.node.mpc.clearing import SecretClearing
from parley.node.mpc.lines import Place, connect, make_runtime
from parley.node.trial import free_ports
from scripts.joint.networks import KINDS, recovery

FEWEST, MOST = 8, 60


def network(seed: int) -> tuple[str, Pool, WholeRecovery]:
    """The kind of a network, the network, and what is left in a default."""
    kind = list(KINDS)[seed % len(KINDS)]
    rng = np.random.default_rng([seed, 6])
    banks, draws = int(rng.integers(FEWEST, MOST + 1)), int(rng.integers(1, 3))
    return kind, KINDS[kind](rng, banks, 2, draws), WholeRecovery(*recovery(seed))


async def compute(mpc: Any, places: list[Place], keys: Path, count: int) -> int:
    """Clear every network in secret, and pooled; how many differ."""
    await connect(mpc, places, keys)
    on, own, wrong = Arithmetic(mpc), int(mpc.pid), 0
    for seed in range(count):
        kind, pool, rates = network(seed)
        debts, side_of, assets = pool.debts, pool.side_of, pool.assets
        whole = clear_whole(debts, assets, rates)
        charter = Charter(
            "r", ("a", "b"), crossing(pool.names, side_of, debts), pool.unit, "s", len(assets),
            rates.external.as_integer_ratio(), rates.interbank.as_integer_ratio(),
        )  # fmt: skip
        books = split(pool.names, side_of, debts, assets, charter)
        one, other = (room_in_eighths(room_needed(charter, each), each) for each in books)
        terms = Terms(
            charter, "n", int(whole.rounds.max()) + 2, (one, other), ("h:1", "h:2", "h:3")
        )
        brings = parts_of(charter, books[own], terms.room[own]) if own < 2 else None
        found = await SecretClearing(on, terms).clear(brings)
        short, fails = debts.owed - whole.payments, whole.payments < debts.owed
        expected = tuple(
            {
                "shortfall": tuple(map(int, short[:, side_of == side].sum(axis=1))),
                "defaults": tuple(map(int, fails[:, side_of == side].sum(axis=1))),
            }
            for side in (0, 1)
        )
        wrong += found != expected
        if own == 0:
            words = "equal" if found == expected else "NOT EQUAL"
            print(f"{seed}: {kind}, {debts.size} banks, {terms.rounds} rounds, {words}", flush=True)
    await asyncio.sleep(0.5)
    return wrong


def main() -> int:
    """Start three of this, or be one of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", type=int, default=60)
    parser.add_argument("--party", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.party:
        number, folder, ports = int(given.party[0]), Path(given.party[1]), given.party[2:]
        folders = [folder / str(k) for k in range(3)]
        places = [
            Place("127.0.0.1", int(port), (each / TLS_CERTIFICATE).read_text(encoding="ascii"))
            for port, each in zip(ports, folders, strict=True)
        ]
        mpc = make_runtime(3, number)
        return int(mpc.run(compute(mpc, places, folders[number], given.networks)))
    with tempfile.TemporaryDirectory() as base:
        for k in range(3):
            make_keys(Path(base) / str(k), f"n{k}")
        ports = [str(port) for port in free_ports(3)]
        parties = [
            subprocess.Popen(
                [sys.executable, "-m", "scripts.secret_sweep", "--networks", str(given.networks),
                 "--party", str(k), base, *ports],
                env={**os.environ, "OMP_NUM_THREADS": "1"},
            )
            for k in range(3)
        ]  # fmt: skip
        wrong = [party.wait() for party in parties]
    print(f"{given.networks - max(wrong)} of {given.networks} equal to the unit")
    return 1 if any(wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
