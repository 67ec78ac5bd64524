"""How many joint runs the same sides may make in a time: each says a little more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from parley.errors import Fault, InvalidInput
from parley.exchange.canonical import Value


@dataclass(frozen=True)
class Quota:
    """How much is allowed between the same sides.

    Args:
        runs: Runs that may begin within the time.
        draws: Draws of all these runs together.
        days: The time, counted back from each new run.

    Raises:
        InvalidInput: with every fault.
    """

    runs: int
    draws: int
    days: int

    def __post_init__(self) -> None:
        faults = [
            Fault("quota", 0, name, str(value), "1 or more")
            for name, value in self.body.items()
            if type(value) is not int or value < 1
        ]
        if faults:
            raise InvalidInput(faults)

    @property
    def body(self) -> dict[str, Value]:
        """As it is kept."""
        return {"runs": self.runs, "draws": self.draws, "days": self.days}


def read_quota(body: Mapping[str, Value]) -> Quota:
    """Read what ``body`` has written.

    Raises:
        InvalidInput: for anything else.
    """
    try:
        return Quota(*(int(str(body[name])) for name in ("runs", "draws", "days")))
    except (KeyError, ValueError) as error:
        raise InvalidInput([Fault("quota", 0, "body", str(error)[:80], "a quota")]) from error


@dataclass(frozen=True)
class Begun:
    """A run that has begun here.

    Args:
        run: Its name.
        sides: Who takes part with data.
        draws: How many draws it has.
        at: The instant.
    """

    run: str
    sides: frozenset[str]
    draws: int
    at: str


def require_within(quota: Quota, before: Iterable[Begun], new: Begun) -> None:
    """Check that a run may begin.

    Args:
        quota: What is allowed.
        before: All runs that have begun here, also those that were broken off: they have told
            something too.
        new: The one that is to begin.

    Raises:
        InvalidInput: saying what was used, and when there is room again.
    """
    now = datetime.fromisoformat(new.at)
    since = now - timedelta(days=quota.days)
    counted = sorted(
        (datetime.fromisoformat(each.at), each.draws)
        for each in before
        if each.sides == new.sides and each.run != new.run
        if datetime.fromisoformat(each.at) > since
    )
    used = sum(draws for _, draws in counted)
    faults = []
    if len(counted) >= quota.runs:
        oldest = counted[len(counted) - quota.runs][0] + timedelta(days=quota.days)
        wanted = f"none before {oldest.isoformat()}: {quota.runs} in {quota.days} days are allowed"
        faults.append(Fault("quota", 0, "runs", f"one more than {len(counted)}", wanted))
    if used + new.draws > quota.draws:
        wanted = f"at most {max(quota.draws - used, 0)}: {quota.draws} in {quota.days} days"
        faults.append(Fault("quota", 0, "draws", str(new.draws), wanted))
    if faults:
        raise InvalidInput(faults)
