"""Taking turns: what each party says waits until all whose turn it is have spoken."""

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, replace
from enum import StrEnum
from typing import Any, ClassVar, Protocol, TypeVar

from parley.errors import InvalidInput
from parley.exchange.canonical import Value, digest, to_bytes


@dataclass(frozen=True, eq=False)
class Said:
    """What one party says to another: the content of a message, without its envelope.

    Args:
        sender, receiver: Numbers of the parties.
        kind: Of the message.
        body: What it says.
        attachments: Bytes that go with it.
    """

    sender: int
    receiver: int
    kind: StrEnum
    body: Mapping[str, Value] = field(default_factory=dict)
    attachments: tuple[bytes, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the content."""
        kept: list[Value] = [digest(each) for each in self.attachments]
        table: dict[str, Value] = {
            "sender": self.sender, "receiver": self.receiver, "kind": self.kind.value,
            "body": dict(self.body), "attachments": kept,
        }  # fmt: skip
        return digest(to_bytes(table))


class BrokenOff(Exception):
    """It cannot go on: what another party did, or what the figures say."""


class Standing(Protocol):
    """Where one party stands: a frozen dataclass with the steps of its own kind of thread."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def step(self) -> StrEnum:
        """The kind of message that is awaited."""

    @property
    def waiting(self) -> Mapping[int, tuple[Said, ...]]:
        """What was heard and is not used yet, by sender."""

    @property
    def awaited(self) -> tuple[int, ...]:
        """The parties that must speak before this one can go on."""

    @property
    def names(self) -> tuple[str, ...]:
        """Of all parties, by number."""


S = TypeVar("S", bound=Standing)

#: What follows once all that are awaited have spoken, by the step at which they were.
Follows = Callable[[S, Mapping[int, Said]], tuple[S, tuple[Said, ...]]]
After = Mapping[StrEnum, Follows[S]]

#: How a party breaks off, for a reason, and what it then tells the others.
BreakOff = Callable[[S, str], tuple[S, tuple[Said, ...]]]


def hear(now: S, said: Said, after: After[S], break_off: BreakOff[S]) -> tuple[S, tuple[Said, ...]]:
    """Where a party stands after something was heard, and what is then to be said.

    What comes early waits until it is its turn. Never raises for what another party does: it is
    then broken off with a reason, and the others are told.
    """
    queue = (*now.waiting.get(said.sender, ()), said)
    return go_on(replace(now, waiting={**now.waiting, said.sender: queue}), after, break_off)


def go_on(now: S, after: After[S], break_off: BreakOff[S]) -> tuple[S, tuple[Said, ...]]:
    """Use what waits, as far as it goes; see ``hear``."""
    out: tuple[Said, ...] = ()
    try:
        while now.step in after and all(now.waiting.get(each) for each in now.awaited):
            follows = after[now.step]
            now, heard = _take(now)
            now, more = follows(now, heard)
            out = (*out, *more)
    except (BrokenOff, InvalidInput) as broken:
        now, told = break_off(now, str(broken).partition("\n")[0])
        return now, (*out, *told)
    return now, out


def _take(now: S) -> tuple[S, dict[int, Said]]:
    """Take the next message of each that is awaited; it must be of the kind that is due."""
    heard = {each: now.waiting[each][0] for each in now.awaited}
    for each, said in heard.items():
        if said.kind is not now.step:
            raise BrokenOff(f"{now.names[each]} sent {said.kind} where {now.step} was due")
    rest = {each: queue[1:] if each in heard else queue for each, queue in now.waiting.items()}
    return replace(now, waiting=rest), heard
