"""Damage in a text: quotations without an end, doubled words, broken attributions, lost meaning."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from parley.group.press.days.dates import Basis, DatedWords
from parley.group.press.flags import Flag, FlagKind
from parley.group.press.words.mark import Line
from parley.group.press.words.phrases import Phrases

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_OPENING, _CLOSING = "“「『«‹", "”」』»›"
_PAIR = dict(zip(_CLOSING, _OPENING, strict=True))
_ENDS_IN_SAID = re.compile(r"[.!?][\"”’]?\s+(?:said|says|added)\.?\s*$")


def damages_in(lines: Sequence[Line], phrases: Phrases) -> Iterator[Flag]:
    """Everything in a text that is broken by itself, without a look at any record."""
    yield from _broken_quotations(lines)
    for line in lines:
        yield from _repetitions(line, phrases)
        yield from _repeated_stretches(line)
        for kind, name, expected in (
            (FlagKind.ANTECEDENT, "antecedent", "what they are, which the text does not say"),
            (FlagKind.LEADERS, "leaders", "the two sides: no leaders are in such a meeting"),
            (FlagKind.INVERTED, "inverted", "a side asks for details of the other side's measure"),
        ):
            until = -1
            for match in phrases.find(name, line.folded):
                if match.start() < until:
                    continue
                until = match.end()
                said = line.text[match.start() : match.end()]
                yield Flag(kind, said, expected, line.number)


def _repetitions(line: Line, phrases: Phrases) -> Iterator[Flag]:
    seen: set[int] = set()
    for match in phrases.find("doubled", line.folded):
        if match.start() in seen:
            continue
        seen.add(match.start())
        said = line.text[match.start() : match.end()]
        if match.groupdict().get("word") or match.groupdict().get("verb"):
            yield Flag(FlagKind.REPETITION, said, "the words once", line.number)
        else:
            yield Flag(FlagKind.ATTRIBUTION, said, "who said what, in one sentence", line.number)


#: How many words a repeated stretch has at least and at most.
_FEWEST, _MOST = 3, 8


def _repeated_stretches(line: Line) -> Iterator[Flag]:
    """Stretches of words that come twice in a row, as a machine leaves them."""
    words = [token.folded for token in line.tokens]
    at = 0
    while at < len(words):
        for length in range(_MOST, _FEWEST - 1, -1):
            if words[at : at + length] == words[at + length : at + 2 * length] != []:
                first, last = line.tokens[at], line.tokens[at + 2 * length - 1]
                said = line.text[first.start : last.end]
                if len(set(said)) > 4:
                    yield Flag(FlagKind.REPETITION, said, "the words once", line.number)
                at += 2 * length - 1
                break
        at += 1


def _broken_quotations(lines: Sequence[Line]) -> Iterator[Flag]:
    """Closing marks that nothing opens, opening ones that nothing closes, odd straight ones."""
    opened: list[tuple[str, int]] = []
    for line in lines:
        for at, sign in enumerate(line.text):
            if sign in _OPENING:
                if not any(mark == sign for mark, _ in opened):
                    opened.append((sign, line.number))
            elif sign in _CLOSING:
                if any(mark == _PAIR[sign] for mark, _ in opened):
                    opened = [each for each in opened if each[0] != _PAIR[sign]]
                else:
                    said = line.text[max(0, at - 60) : at + 1]
                    expected = "a quotation with a beginning"
                    yield Flag(FlagKind.QUOTATION, said, expected, line.number)
    for _, number in opened:
        said = lines[number].text[-60:]
        yield Flag(FlagKind.QUOTATION, said, "a quotation with an end", number)
    yield from _odd_marks(lines)


def _odd_marks(lines: Sequence[Line]) -> Iterator[Flag]:
    total = sum(line.text.count('"') for line in lines)
    if total % 2 == 0:
        return
    odd = [line for line in lines if line.text.count('"') % 2]
    for line in odd[-1:]:
        expected = "a quotation with a beginning and an end"
        yield Flag(FlagKind.QUOTATION, line.text[:80], expected, line.number)


def stray_said(lines: Sequence[Line]) -> Iterator[Flag]:
    """A sentence that is nothing but a verb of saying: what is left of an attribution."""
    for line in lines:
        words = line.folded.strip(" .\"”'")
        if words in ("said", "he said", "she said", "says", "added"):
            expected = "who said what, in one sentence"
            yield Flag(FlagKind.ATTRIBUTION, line.text, expected, line.number)


def wrong_weekdays(lines: Sequence[Line], dates: Sequence[DatedWords]) -> Iterator[Flag]:
    """Days that fall on another day of the week than the one that stands beside them."""
    for words in dates:
        is_day = words.basis is Basis.STATED or any(sign.isdigit() for sign in words.words)
        if words.first is None or words.last is None or not is_day:
            continue
        line = lines[words.sentence]
        start = words.start - line.sentence.start
        end = start + len(words.words)
        near = [
            mark for mark in line.of("weekday") if start - 3 <= mark.end and mark.start <= end + 3
        ]
        span = (words.last - words.first).days
        if not near or span > 6:
            continue
        falls_on = {(words.first + timedelta(days=n)).weekday() for n in range(span + 1)}
        for mark in near:
            if int(mark.value) not in falls_on:
                said = line.text[min(start, mark.start) : max(end, mark.end)]
                expected = f"{words.first} is a {_DAYS[words.first.weekday()]}"
                yield Flag(FlagKind.WEEKDAY, said, expected, line.number)


def is_machine_made(lines: Sequence[Line]) -> bool:
    """Whether a text shows signs of a machine's translation, so that no words in it are anyone's.

    Spaces before hyphens, sentences run together, words doubled.
    """
    signs = 0
    for line in lines:
        signs += len(_TORN.findall(line.text))
    return signs >= 3


_TORN = re.compile(r"\w -\w|\w- \w|,\"\w|, \"[A-Z]\w+ said")
