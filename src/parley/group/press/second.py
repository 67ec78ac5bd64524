"""A second reader's facts, weighed: those whose sentence is in the text pass the same checks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from parley.group.press.document.tokens import fold_text, tokens
from parley.group.press.facts.accepted import with_status
from parley.group.press.facts.facts import Fact, Value
from parley.group.press.flags import Flag, FlagKind
from parley.group.press.reading import Reading
from parley.group.press.words.mark import Line
from parley.group.press.words.phrases import Phrases

#: Kinds of facts that a second reader may give.
KINDS = (
    "number", "place", "days", "status", "head", "topic", "concern", "wish", "intent", "assurance",
    "commitment", "measure", "figure", "quotation", "outcome", "message", "outside voice",
)  # fmt: skip
#: Kinds whose value must stand in the sentence, word for word.
_VERBATIM = ("figure", "quotation")
#: The most facts of one answer that are looked at, and the longest value.
MOST_FACTS, MOST_SIGNS = 500, 2000


def weigh(reading: Reading, said: Sequence[object], phrases: Phrases) -> Reading:
    """Add what a second reader says of a text to what the local reader found.

    A fact counts only if its sentence stands in the text, sign for sign; whatever else the other
    reader says is flagged and left out. What counts passes the same checks: a number, a place or a
    head that is not the meeting's is flagged, a quotation and a figure must stand in the sentence,
    and nothing is taken from a sentence that is damaged.

    Args:
        reading: By the local reader.
        said: What the other reader gave: tables with ``kind``, ``value``, ``speaker`` and
            ``sentence``. Anything at all.
        phrases: Of the language of the text.
    """
    flags: list[Flag] = []
    facts: list[Fact] = []
    for each in said[:MOST_FACTS]:
        fact = _fact(each, reading)
        if isinstance(fact, Flag):
            flags.append(fact)
            continue
        against = _against(fact, reading, phrases)
        flags += [against] if against else []
        facts.append(replace(fact, status="flagged") if against else fact)
    checked = tuple(with_status(facts, reading.flags))
    return replace(reading, facts=reading.facts + checked, flags=reading.flags + tuple(flags))


def _fact(said: object, reading: Reading) -> Fact | Flag:
    """A fact with the sentence that it stands on; a flag where it stands on none."""
    if not isinstance(said, Mapping):
        return _unsupported(repr(said), "a fact with its kind, value and sentence")
    kind, value, sentence = said.get("kind"), said.get("value"), said.get("sentence")
    if kind not in KINDS:
        return _unsupported(str(kind), "a kind of fact that is known")
    if not isinstance(sentence, str) or not sentence.strip():
        return _unsupported(str(value), "the sentence that it stands on")
    line = _line_of(sentence, reading.lines)
    if line is None:
        return _unsupported(sentence, "a sentence of the text, sign for sign")
    plain = _plain(value)
    if plain is None:
        return _unsupported(str(value), "a word, or a few named parts")
    speaker = said.get("speaker")
    named = speaker if isinstance(speaker, str) and _stands_in(speaker, line) else ""
    reason = "by the second reader"
    return Fact(str(kind), plain, line.number, named, reason=reason)


def _unsupported(said: str, expected: str) -> Flag:
    return Flag(FlagKind.UNSUPPORTED, said[:200], expected, -1)


def _line_of(sentence: str, lines: Sequence[Line]) -> Line | None:
    wanted = sentence.strip()
    return next((line for line in lines if line.text.strip() == wanted), None)


def _plain(value: object) -> Value | None:
    """A value as text or as texts by name; None for anything larger or of another kind."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str | int | float):
        text = str(value)
        return text if 0 < len(text) <= MOST_SIGNS else None
    if isinstance(value, Mapping) and 0 < len(value) <= 12:
        parts = {str(key): str(part) for key, part in value.items() if part is not None}
        return parts if sum(map(len, parts.values())) <= MOST_SIGNS else None
    return None


def _stands_in(words: str, line: Line) -> bool:
    return bool(words.strip()) and fold_text(words.strip()) in line.folded


def _words_of(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        yield from (str(part) for part in value.values())


def _against(fact: Fact, reading: Reading, phrases: Phrases) -> Flag | None:
    """What speaks against a second reader's fact, if anything does."""
    line = reading.lines[fact.line]
    said = "; ".join(_words_of(fact.value))
    if fact.kind in _VERBATIM:
        longest = max(_words_of(fact.value), key=len)
        if not _stands_in(longest, line):
            return Flag(FlagKind.UNSUPPORTED, said, "words that stand in the sentence", fact.line)
    if fact.kind == "number":
        return _other_number(fact, said, reading, phrases)
    if fact.kind in ("place", "days", "head", "status"):
        return _other_value(fact, said, reading)
    return None


def _other_number(fact: Fact, said: str, reading: Reading, phrases: Phrases) -> Flag | None:
    known = [each.number for each in reading.meetings if each.number]
    given = [
        int(token.folded) if token.folded.isdecimal() else phrases.number_of.get(token.folded, 0)
        for token in tokens(said)
    ]
    if known and any(number in known for number in given):
        return None
    expected = f"{', '.join(map(str, known))}" if known else "a number that the local reader found"
    return Flag(FlagKind.NUMBER, said, expected, fact.line)


_FLAG_OF = {
    "place": FlagKind.PLACE, "days": FlagKind.DAY, "head": FlagKind.HEAD,
    "status": FlagKind.STATUS,
}  # fmt: skip


def _other_value(fact: Fact, said: str, reading: Reading) -> Flag | None:
    """A place, a day or a head that the local reader has found otherwise, or not at all."""
    contradicted = {flag.said for flag in reading.flags if flag.kind is FlagKind.HEAD}
    known = {
        "place": [each.place for each in reading.meetings],
        "status": [each.status for each in reading.meetings],
        "days": [str(day) for each in reading.meetings for day in (each.start, each.end) if day],
        "head": [
            name
            for head in reading.heads
            if head.written not in contradicted
            for name in (head.written, head.person)
        ],
    }[fact.kind]
    folded = fold_text(said)
    if any(each and fold_text(each) in folded for each in known):
        return None
    expected = ", ".join(dict.fromkeys(filter(None, known))) or "what the local reader found"
    return Flag(_FLAG_OF[fact.kind], said, expected, fact.line)
