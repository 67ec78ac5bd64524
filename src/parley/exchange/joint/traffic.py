"""What crossed in a joint run: every number by its kind, with count and size, by the messages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parley.exchange.joint.border import tie_names
from parley.exchange.joint.channels import CLEARING, FIRE_SALES, FUNDING, PAYMENTS
from parley.exchange.joint.charter import Charter
from parley.exchange.joint.reconcile import DIGEST_BYTES
from parley.exchange.joint.standing import Step
from parley.exchange.messages import Message

#: Bytes of one number.
_NUMBER = 8

#: What is said in each channel of a round, for each draw in which it changed.
SAID = {
    CLEARING: "debts paid to each creditor",
    FIRE_SALES: "units sold of each class",
    PAYMENTS: "payments settled to each receiver",
    FUNDING: "loans left with each borrower",
}


@dataclass(frozen=True)
class Crossing:
    """Numbers of one kind that one side told another.

    Args:
        sender, receiver: Names of the nodes.
        kind: Of the message.
        what: Of the numbers; empty for the text of the message itself.
        count: How many numbers; of messages where ``what`` is empty.
        bytes: Their size.
    """

    sender: str
    receiver: str
    kind: str
    what: str
    count: int
    bytes: int


def crossings(
    messages: Iterable[tuple[Message, Sequence[bytes], int]], charter: Charter
) -> tuple[Crossing, ...]:
    """Add up what crossed, in the order in which each kind was first said.

    Args:
        messages: Each with its attachments, and the bytes of its text and signature.
        charter: Says what stands in which attachment.
    """
    found: dict[tuple[str, str, str, str], list[int]] = {}
    for message, attachments, text in messages:
        names = ["", *_names(message, len(attachments), charter)]
        sizes = [text, *map(len, attachments)]
        for name, size in zip(names, sizes, strict=True):
            key = (message.sender, message.receiver, message.kind, name)
            known = found.setdefault(key, [0, 0])
            width = DIGEST_BYTES if name.endswith("digests") else _NUMBER
            known[0] += size // width if name else 1
            known[1] += size
    return tuple(Crossing(*key, *known) for key, known in found.items())


def _names(message: Message, count: int, charter: Charter) -> list[str]:
    """What stands in each attachment of a message."""
    if message.kind == Step.CLAIMS:
        return [f"{x}: {y}" for x in tie_names(charter) for y in ("who and whom", "digests")]
    if message.kind == Step.MISMATCHES:
        return [f"{name}: amounts opened" for name in tie_names(charter)]
    if message.kind in (Step.ROUND, Step.LOWER):
        channels = charter.channels if message.kind == Step.ROUND else (CLEARING,)
        return [name for x in channels for name in (f"{x}: which draws", f"{x}: {SAID[x]}")]
    if message.kind == Step.RESULT:
        outputs = message.body.get("outputs")
        return [str(each) for each in outputs] if isinstance(outputs, list) else []
    if message.kind == Step.LATE:
        return ["payments: late for each receiver"]
    return [f"attachment {k}" for k in range(count)]
