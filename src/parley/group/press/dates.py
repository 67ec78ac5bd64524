"""When: words of a text that name a day or days, the days that they mean, and on what basis."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from parley.group.press.stated_day import DAY_WORDS, day_of
from parley.group.press.text import Text


class Basis(StrEnum):
    """How it is known which days are meant."""

    STATED = "stated"
    RELATIVE = "relative to the document's date"
    INFERRED = "inferred"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True)
class DatedWords:
    """Words that name a day or days.

    Args:
        words: As written.
        start, end: Their place in the ``raw`` of the text.
        first, last: The first and the last day that they mean, None where unresolved. A month or
            a year is its first and its last day.
        basis: How that is known.
        sentence: The number of their sentence in ``text.sentences``.
        clue: What the reading stands on, in one line for a reader.
    """

    words: str
    start: int
    end: int
    first: date | None
    last: date | None
    basis: Basis
    sentence: int
    clue: str = ""


def resolve(text: Text, assumed: date | None = None) -> tuple[DatedWords, ...]:
    """Find the words of a text that name days, and say which days they mean.

    Args:
        text: The text; its own stated day is what "Thursday" counts from.
        assumed: A day of writing that somebody inferred for a text without one. Whatever counts
            from it is ``Basis.INFERRED``, never relative to the document's date.

    Returns:
        Every such place in order, those that could not be resolved among them.
    """
    found = []
    for number, sentence in enumerate(text.sentences):
        for match in DAY_WORDS.finditer(sentence.text):
            day = day_of(match)
            start, end = text.place(sentence.at + match.start(), sentence.at + match.end())
            basis = Basis.STATED if day else Basis.UNRESOLVED
            found.append(DatedWords(match[0], start, end, day, day, basis, number))
    return tuple(found)
