"""Markings: who may see an item, by the Traffic Light Protocol 2.0, and what never leaves."""

from collections.abc import Iterable
from enum import StrEnum

from parley.errors import Fault, InvalidInput

#: The key under which an item, a table within a body or an entry, carries its own marking.
MARK = "handling"


class Handling(StrEnum):
    """Who may see an item. From the strictest to the most open.

    PRIVATE: for one's own side alone. It can not enter a message to anybody.
    RED: for the named receiver's eyes. AMBER_STRICT: for the receiver's organisation. AMBER: and
    for those whom it serves. GREEN: for the community. CLEAR: for everybody.

    Source:
        FIRST (2022), Traffic Light Protocol, version 2.0. PRIVATE is Parley's own.
    """

    PRIVATE = "PRIVATE"
    RED = "TLP:RED"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    AMBER = "TLP:AMBER"
    GREEN = "TLP:GREEN"
    CLEAR = "TLP:CLEAR"

    @property
    def may_leave(self) -> bool:
        """Whether an item with this marking may be said to another authority at all."""
        return self is not Handling.PRIVATE

    def is_stricter_than(self, other: "Handling") -> bool:
        """Whether fewer may see what is marked so than what is marked as the other.

        Example:
            >>> Handling.RED.is_stricter_than(Handling.AMBER)
            True
            >>> Handling.RED.is_stricter_than(Handling.RED)
            False
        """
        order = tuple(Handling)
        return order.index(self) < order.index(other)


def strictest(marks: Iterable[Handling]) -> Handling:
    """The marking of a whole that is made of parts: that of the strictest; CLEAR of nothing."""
    order = tuple(Handling)
    return min(marks, key=order.index, default=Handling.CLEAR)


def read_handling(text: object, where: str = "item") -> Handling:
    """Read a marking from its text, such as ``TLP:AMBER+STRICT``.

    Args:
        text: What stands there.
        where: The file or the item, for the message.

    Raises:
        InvalidInput: for anything that is none of the six, also for a missing one: what is not
            marked has no marking, and none is made up.
    """
    if isinstance(text, str) and text in tuple(Handling):
        return Handling(text)
    raise InvalidInput([Fault(where, 0, MARK, str(text)[:40], ", ".join(Handling))])
