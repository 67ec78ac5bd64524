"""Messages and keys for tests: two nodes, a and b."""

from typing import Any

from parley.exchange.messages import Message
from parley.exchange.signature import PublicKey, SigningKey
from parley.group.marking import Handling

KEY_OF_A, KEY_OF_B = SigningKey(bytes(range(32))), SigningKey(bytes(range(1, 33)))
KEYS: dict[str, frozenset[PublicKey]] = {
    "a": frozenset([KEY_OF_A.public]),
    "b": frozenset([KEY_OF_B.public]),
}


def message(**given: Any) -> Message:
    """The first message of a to b, unless told otherwise."""
    fields: dict[str, Any] = {
        "kind": "notice.sent",
        "sender": "a",
        "receiver": "b",
        "thread": "thread-1",
        "number": 0,
        "previous": "",
        "sent_at": "2027-01-11T09:00:00+00:00",
        "handling": Handling.AMBER,
        "is_exercise": True,
    }
    return Message(**fields | given)
