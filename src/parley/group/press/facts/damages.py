"""Damage in a text: quotations without an end, doubled words, broken attributions, lost meaning."""

import re
from collections.abc import Iterator, Sequence

from parley.group.press.document.text import Text
from parley.group.press.facts.lost_meaning import lost_meaning
from parley.group.press.facts.quote_marks import broken_quotations
from parley.group.press.facts.repetitions import repetitions
from parley.group.press.facts.torn_words import torn_words
from parley.group.press.flags import Flag, FlagKind
from parley.group.press.words.mark import Line
from parley.group.press.words.phrases import Phrases


def damages_in(text: Text, lines: Sequence[Line], phrases: Phrases) -> Iterator[Flag]:
    """Everything in a text that is broken by itself, without a look at any record."""
    yield from broken_quotations(text, lines)
    yield from repetitions(text, lines, phrases)
    yield from torn_words(lines, phrases)
    yield from lost_meaning(lines, phrases)


def stray_said(lines: Sequence[Line]) -> Iterator[Flag]:
    """A sentence that is nothing but a verb of saying: what is left of an attribution."""
    for line in lines:
        words = line.folded.strip(" .\"”'")
        if words in ("said", "he said", "she said", "says", "added"):
            expected = "who said what, in one sentence"
            yield Flag(FlagKind.ATTRIBUTION, line.text, expected, line.number)


def is_machine_made(lines: Sequence[Line]) -> bool:
    """Whether a text shows signs of a machine's translation, so that no words in it are anyone's.

    Spaces before hyphens, sentences run together, words doubled.
    """
    signs = 0
    for line in lines:
        signs += len(_TORN.findall(line.text))
    return signs >= 3


_TORN = re.compile(r"\w -\w|\w- \w|,\"\w|, \"[A-Z]\w+ said")
