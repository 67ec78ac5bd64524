"""Markings: who may see an item, by the Traffic Light Protocol 2.0, and what never leaves."""

import re
from collections.abc import Iterable
from enum import StrEnum

from parley.errors import Fault, InvalidInput

#: The key under which an item, a table within a body or an entry, carries its own marking.
MARK = "handling"


#: Markings as documents carry them: a label of the protocol but CLEAR, a mark of our own in a
#: table, or a line of its own in the words that both sides' offices stamp on papers.
_LABEL = re.compile(
    r"\bTLP\s*[:：]\s*(?:RED|AMBER(?:\s*\+\s*STRICT)?|GREEN)\b|\bhandling\b\W{0,6}PRIVATE\b",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"(?:TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED|INTERNAL|PRIVATE|CUI)(?:\s*//.*)?|"
    r"(?i:(?:for )?official use only|internal use only|for internal use|not for publication|"
    r"not for (?:public )?(?:release|distribution)|sensitive but unclassified|"
    r"controlled unclassified information)|"
    r"(?:绝密|机密|秘密|内部)(?:\s*[★☆*].*)?|内部(?:资料|文件|参考|使用)|仅供内部(?:使用|参考)|"
    r"(?:不得|严禁)外传|注意保[密存]",
)
_AROUND = " \t[](){}<>【】（）〔〕*_-=.:：。!！"


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


def marking_in(text: str) -> str:
    """The marking that a paper carries in its own words, as it is written there; else nothing.

    A label of the protocol counts anywhere, words such as "CONFIDENTIAL" or 机密 on a line of their
    own: a report that speaks of confidential talks is not marked.

    Example:
        >>> marking_in("Draft\\n[CONFIDENTIAL]\\nThe two sides met.")
        'CONFIDENTIAL'
        >>> marking_in("The two sides exchanged confidential letters. TLP:CLEAR")
        ''
    """
    label = _LABEL.search(text)
    if label:
        return label[0]
    lines = (line.strip().strip(_AROUND) for line in text.splitlines())
    return next((line[:80] for line in lines if _LINE.fullmatch(line)), "")
