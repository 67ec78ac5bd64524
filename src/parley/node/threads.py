"""Secret runs and sums under masks of a record, followed again: what follows, where each stands."""

from collections.abc import Callable
from dataclasses import dataclass

from parley.exchange.log import Way
from parley.exchange.release.masked import MaskedSum
from parley.exchange.secret.session import SecretRun
from parley.node.follower import Body, Follower, body_of
from parley.node.mpc import record as secret
from parley.node.record.store import Record
from parley.node.release import masked

_Either = Follower[SecretRun] | Follower[MaskedSum]
_Follow = Callable[[Record, None, Callable[[], str], str], _Either]

#: By the note with which a thread begins: its name, and how it is followed.
_KINDS: dict[str, tuple[Callable[[Body], str], _Follow]] = {
    secret.BEGIN: (secret.name_of, secret.follow),
    masked.BEGIN: (masked.name_of, masked.follow_sum),
}


@dataclass(frozen=True)
class Threads:
    """What was found.

    Args:
        same: How many messages of this node came again byte for byte.
        unsaid: Messages that the record calls for and that were not said yet.
        standing: Where each thread stands, in words, by its name.
        faults: Messages that do not follow, one line each.
    """

    same: int
    unsaid: int
    standing: dict[str, str]
    faults: tuple[str, ...]


def follow_again(record: Record) -> Threads:
    """Follow every secret run and sum of a record again, from what it began with and what came in.

    What a secret computation has opened is taken from the record: the computation is not in it.
    """
    same = unsaid = 0
    standing: dict[str, str] = {}
    faults: list[str] = []
    begun = [entry for entry in record.entries() if entry.way is Way.OWN and entry.note in _KINDS]
    for entry in begun:
        name_of, follow = _KINDS[entry.note]
        name = name_of(body_of(entry))
        if name in standing:
            continue
        found = follow(record, None, _no_clock, name)
        now = found.catch_up()
        same, unsaid = same + found.same, unsaid + found.unsaid
        faults += [f"{each}: does not follow from what came" for each in found.faults]
        if found.surplus:
            faults.append(f"{found.surplus} messages in {name} for which nothing called")
        standing[name] = _in_words(now)
    return Threads(same, unsaid, standing, tuple(faults))


def _in_words(now: SecretRun | MaskedSum) -> str:
    what = "secret run" if isinstance(now, SecretRun) else "sum under masks"
    if now.reason:
        return f"{what}, broken off: {now.reason}"
    if now.is_over:
        return f"{what}, closed: nothing more is needed"
    return f"{what}, waits at {now.step}: parley {_COMMANDS[type(now)]}"


_COMMANDS = {SecretRun: "joint party", MaskedSum: "release sum"}


def _no_clock() -> str:
    """Nothing is said here, so no instant is needed; but a message must have one to be compared."""
    return "1970-01-01T00:00:00+00:00"
