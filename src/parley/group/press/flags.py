"""Flags: what a text says and the record, the calendar or another text speaks against."""

from dataclasses import dataclass
from enum import StrEnum


class FlagKind(StrEnum):
    """What is wrong, or may be."""

    GROUP = "group"
    NUMBER = "number"
    PLACE = "place"
    DAY = "day"
    FOUNDED = "founding date"
    COUNT = "count in country"
    STATUS = "status"
    HEAD = "head"
    OFFICE = "office"
    BODY = "body"
    NAME = "name"
    FIGURE = "figure"
    WEEKDAY = "weekday"
    IMPOSSIBLE = "impossible"
    QUOTATION = "quotation"
    REPETITION = "repetition"
    TORN = "torn words"
    ATTRIBUTION = "attribution"
    INVERTED = "inverted meaning"
    ANTECEDENT = "lost antecedent"
    LEADERS = "no leaders in the meeting"
    VERSIONS = "versions differ"
    UNSUPPORTED = "sentence not in the text"


@dataclass(frozen=True)
class Flag:
    """One thing that a reader must not take over.

    Args:
        kind: What is wrong.
        said: The words of the text.
        record: What the record, the calendar or the other text has instead.
        line: The number of the sentence; -1 for a sentence that is not there, or one outside the
            story.
        outside: For a sentence outside the story, such as a dateline, its words and their place.
    """

    kind: FlagKind
    said: str
    record: str
    line: int
    outside: tuple[str, int, int] | None = None
