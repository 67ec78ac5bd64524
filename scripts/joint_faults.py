"""Joint exercises on two real nodes to which bad things happen: each ends as it should."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from parley.exchange.joint.channels import CHANNELS, CLEARING
from scripts.joint.postgres import create_database, running
from scripts.joint.world import World, world

Tell = Callable[[str], None]

HOUR = 3_600.0


def kills(here: World, count: int, tell: Tell) -> int:
    """Kill a node at a moment drawn by chance, in exercise after exercise; returns how often."""
    usual, done = 0.5, 0
    others = [each for each in CHANNELS if each != CLEARING]
    while done < count:
        channels = here.chance.choice(((), (), tuple(others)))
        begun = time.monotonic()
        name = here.begin(channels)
        for _ in range(here.chance.choice((1, 1, 1, 2))):
            if done == count:
                break
            time.sleep(here.chance.uniform(0.0, 1.5 * usual))
            if here.chance.random() < 0.1:
                here.stop_one(name)
            both = here.chance.random() < 0.1 and done + 2 <= count
            for node in here.nodes if both else [here.chance.choice(here.nodes)]:
                node.kill()
                done += 1
            for node in here.nodes:
                if not node.process_id:
                    node.start()
                    node.wait_until_open()
        here.wait(name)
        usual = 0.9 * usual + 0.1 * min(time.monotonic() - begun, 1.0)
        tell(f"{done} of {count} kills")
    return done


def cut_lines(here: World, count: int, tell: Tell) -> int:
    """Exercises over a line that is slow, is cut, and is away for a while; returns the cuts."""
    for number in range(count):
        name = here.begin()
        for _ in range(6):
            line = here.chance.choice(here.lines)
            line.delay = here.chance.choice((0.0, 0.02))
            line.cut()
            line.is_down = here.chance.random() < 0.3
            time.sleep(here.chance.uniform(0.0, 0.15))
            line.is_down = False
        here.wait(name)
        for line in here.lines:
            line.delay = 0.0
        tell(f"{number + 1} of {count} exercises on a bad line")
    return sum(line.cuts for line in here.lines)


def disorder(here: World, count: int, tell: Tell) -> int:
    """Messages late, twice and out of order, with and without the usual line beside it."""
    sent = 0
    for number in range(count):
        for line in here.lines:
            line.is_down = number % 2 == 0
            line.cut()
        with here.second_senders() as senders:
            here.wait(here.begin())
        sent += sum(each.sent for each in senders)
        for line in here.lines:
            line.is_down = False
        tell(f"{number + 1} of {count} exercises in disorder")
    return sent


def full_disks(here: World, count: int, tell: Tell) -> int:
    """One node has no room for a while in the middle of an exercise."""
    for number in range(count):
        node = here.chance.choice(here.nodes)
        with ExitStack() as stack:
            if number % 2:
                name = here.begin()
                time.sleep(here.chance.uniform(0.0, 0.3))
                stack.enter_context(here.full_disk(node))
            else:
                stack.enter_context(here.full_disk(node))
                name = here.begin()
            time.sleep(here.chance.uniform(0.2, 1.0))
        here.wait(name)
        tell(f"{number + 1} of {count} exercises with a full disk")
    return count


def ended_connections(here: World, count: int, tell: Tell) -> int:
    """The database server of one node ends all its connections in the middle of an exercise."""
    for number in range(count):
        name = here.begin()
        for _ in range(3):
            time.sleep(here.chance.uniform(0.0, 0.2))
            with suppress(Exception):  # it may meet our own reading of the record
                here.end_connections(here.nodes[1])
        here.wait(name)
        tell(f"{number + 1} of {count} exercises with ended connections")
    return count


def plain(here: World, count: int, tell: Tell) -> int:
    """Exercises to which nothing happens but what is wrong with the world itself."""
    for number in range(count):
        here.wait(here.begin())
        tell(f"{number + 1} of {count} exercises")
    return count


def _play(
    title: str, what: Callable[[World, int, Tell], int], count: int,
    *, records: Sequence[str] = ("record.db", "record.db"), seed: int = 1,
    clocks: Sequence[float] = (0.0, 0.0),
) -> bool:  # fmt: skip
    """Play exercises of one kind and print what was found; whether all is well."""
    begun = time.monotonic()

    def tell(words: str) -> None:
        print(f"{title}: {words}", file=sys.stderr, flush=True)

    with world(records, seed=seed, clocks=clocks) as here:
        done = what(here, count, tell)
        faults = here.faults()
        played = here.count
    seconds = time.monotonic() - begun
    print(f"{title:<42}{done:>6}  exercises {played:>4}  faults {len(faults)}  {seconds:.0f} s")
    for fault in faults[:10]:
        print(f"  {fault}")
    return not faults


def main() -> int:
    """Play them all; 1 if anything is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="half of them with PostgreSQL")
    parser.add_argument("--each", type=int, default=10, help="exercises of every other kind")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    half, each, seed = given.kills // 2, given.each, given.seed
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="parley-postgres-"))
        socket = stack.enter_context(running(Path(folder)))
        servers = [create_database(socket, f"node_{k}") for k in range(4)]
        mixed = ("record.db", servers[2])
        found = [
            _play("kills, SQLite", kills, given.kills - half, seed=seed),
            _play("kills, PostgreSQL", kills, half, records=servers[:2], seed=seed),
            _play("lines cut", cut_lines, each, seed=seed),
            _play("messages in disorder", disorder, each, seed=seed),
            _play("full disk", full_disks, each, seed=seed),
            _play(
                "connections ended by the server", ended_connections, each, records=mixed,
                seed=seed,
            ),
            _play("clocks an hour behind, an hour ahead", plain, each, clocks=(-HOUR, HOUR)),
        ]  # fmt: skip
    return 0 if all(found) else 1


if __name__ == "__main__":
    sys.exit(main())
