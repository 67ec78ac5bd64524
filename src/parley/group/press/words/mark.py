"""What is found in the sentences of a text: names, bodies, places, topics, ways of saying."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from parley.group.press.document.text import Sentence, Text
from parley.group.press.document.tokens import Token, fold_text, tokens
from parley.group.press.words.finder import Finder, Found
from parley.group.press.words.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means.

    Args:
        kind: ``person``, ``surname``, ``body``, ``group``, ``place``, ``topic``, ``office``,
            ``country``, ``pair``, ``weekday``, ``cue``, ``block``.
        value: Which one.
        written: The phrase as it stands in the tables; in a name its case matters.
        how: For a name how it came about.
    """

    kind: str
    value: str
    written: str = ""
    how: str = ""


Lexicon = Mapping[str, Finder[Meaning]]


@dataclass(frozen=True)
class Mark:
    """One meaning at one place of a sentence; ``first`` and ``last`` count its tokens."""

    kind: str
    value: str
    start: int
    end: int
    first: int
    last: int
    how: str = ""


@dataclass(frozen=True)
class Line:
    """A sentence and what was found in it. Places count signs of the sentence.

    Args:
        number: Of the sentence in ``text.sentences``.
        sentence: The sentence.
        marks: From left to right.
        tokens: Its tokens.
        is_headline: Whether it stands in a headline.
    """

    number: int
    sentence: Sentence
    marks: tuple[Mark, ...]
    tokens: tuple[Token, ...]
    is_headline: bool = False

    @property
    def text(self) -> str:
        """What a reader sees."""
        return self.sentence.text

    @cached_property
    def folded(self) -> str:
        """The sentence without case, accents and form of character, every place kept.

        Empty for what is no sentence, so that no pattern is looked for in it.
        """
        return fold_text(self.sentence.text) if self.tokens else ""

    def of(self, *kinds: str) -> Iterator[Mark]:
        """Marks of some kinds."""
        return (mark for mark in self.marks if mark.kind in kinds)

    def values(self, kind: str) -> set[str]:
        """Which ones of a kind there are."""
        return {mark.value for mark in self.marks if mark.kind == kind}

    def cue(self, *names: str) -> bool:
        """Whether there is a sign of any of these."""
        return any(mark.kind == "cue" and mark.value in names for mark in self.marks)

    def cues(self, *names: str) -> list[Mark]:
        """The signs of any of these."""
        return [mark for mark in self.marks if mark.kind == "cue" and mark.value in names]


def meanings_of(phrases: Phrases) -> Iterator[tuple[str, Meaning]]:
    """The phrases of a language as what to look for."""
    for kind, table in (
        ("cue", phrases.cues),
        ("office", phrases.offices),
        ("country", phrases.countries),
        ("pair", phrases.pairs),
        ("goods", phrases.goods),
    ):
        for value, words in table.items():
            for word in words:
                yield word, Meaning(kind, value, word)
    for day, words in phrases.weekdays.items():
        for word in words:
            yield word, Meaning("weekday", str(day))


#: Kinds that name somebody or something: small letters do not.
_NAMES = ("person", "surname", "body", "place", "country")


def mark_lines(text: Text, finder: Finder[Meaning]) -> tuple[Line, ...]:
    """Find everything in a text, sentence by sentence, in one pass."""
    headlines = {
        sentence.start
        for passage in text.passages
        if passage.kind.value == "headline"
        for sentence in passage.sentences
    }
    return tuple(
        _line(number, sentence, finder, is_headline=sentence.start in headlines)
        for number, sentence in enumerate(text.sentences)
    )


#: A sentence longer than this is none, and a text has no more sentences that are looked at.
MOST_SIGNS, MOST_SENTENCES = 1500, 5000


def _line(number: int, sentence: Sentence, finder: Finder[Meaning], *, is_headline: bool) -> Line:
    if len(sentence.text) > MOST_SIGNS or number >= MOST_SENTENCES:
        return Line(number, sentence, (), ())
    parts = tokens(sentence.text)
    marks: list[Mark] = []
    for found in finder.find(sentence.text, parts, lambda one: _hides(one, sentence.text)):
        marks.extend(_marks_at(found, sentence.text))
        if any(meaning.kind in ("office", "cue", "group") for meaning in found.meanings):
            marks.extend(_inside(found, sentence.text, parts, finder))
        if any(meaning.kind == "body" for meaning in found.meanings):
            marks.extend(_across_the_end(found, sentence.text, parts, finder))
    return Line(number, sentence, tuple(marks), tuple(parts), is_headline)


def towns_in(sentence: Sentence, finder: Finder[Meaning]) -> tuple[str, ...]:
    """The towns that a dateline names, in order."""
    return tuple(mark.value for mark in _line(0, sentence, finder, is_headline=False).of("place"))


def _hides(found: Found[Meaning], text: str) -> bool:
    """Whether a phrase hides what begins within it; "the group" hides no group's name."""
    is_more = any(each.kind != "cue" or each.value != "pronoun" for each in found.meanings)
    return is_more and any(True for _ in _marks_at(found, text))


def _inside(
    outer: Found[Meaning], text: str, parts: list[Token], finder: Finder[Meaning]
) -> Iterator[Mark]:
    """What a longer phrase would hide: names, and leading within "was co-chaired by".

    "Vice president of the People's Bank of China" is a title and names the bank.
    """
    at = outer.first + 1
    while at <= outer.last:
        found = finder.at(text, parts, at)
        kept = [each for each in _marks_at(found, text) if _is_shown(each)] if found else []
        yield from kept
        at = kept[0].last + 1 if kept else at + 1


def _across_the_end(
    outer: Found[Meaning], text: str, parts: list[Token], finder: Finder[Meaning]
) -> Iterator[Mark]:
    """An office that begins in the name of a body and ends after it: ``美国财政部长``."""
    for at in range(outer.first + 1, outer.last + 1):
        found = finder.at(text, parts, at)
        if found is not None and found.last > outer.last:
            offices = [mark for mark in _marks_at(found, text) if mark.kind == "office"]
            yield from offices
            if offices:
                return


_SHOWN = ("body", "group", "place", "person", "surname", "country", "pair", "mangled", "topic")


def _is_shown(mark: Mark) -> bool:
    return mark.kind in _SHOWN or (mark.kind == "cue" and mark.value in ("lead", "leader"))


def _marks_at(found: Found[Meaning], text: str) -> Iterable[Mark]:
    written = text[found.start : found.end]
    seen = set()
    for meaning in found.meanings:
        if meaning.kind in _NAMES and not _is_cased_like(written, meaning.written):
            continue
        if (meaning.kind, meaning.value) in seen:
            continue
        if meaning.kind == "pair" and " " in written and " " not in meaning.written:
            continue  # the end of one word and the beginning of another
        seen.add((meaning.kind, meaning.value))
        yield Mark(
            meaning.kind, meaning.value, found.start, found.end, found.first, found.last,
            meaning.how,
        )  # fmt: skip


def _is_short_and_marked(word: str) -> bool:
    """Whether a short word of an alphabet has accents, which make it another word in Vietnamese."""
    return len(word) <= 6 and not word.isascii() and word[:1] < "\u2e80" and " " not in word


def _is_cased_like(written: str, name: str) -> bool:
    """Whether a name is written as a name: SAFE is a body and "safe" is not, nor is "fed"."""
    if not name[:1].isupper():
        return True
    if _is_short_and_marked(name) and _is_short_and_marked(written):
        return written.lower() == name.lower()  # "nhất" is no "Nhật"
    if name.isascii() and not written.isascii() and written[:1] < "\u2e80":
        return fold_text("’") in fold_text(written)  # "Tài" is no Tai; "Fo’an" is Fo'an
    if name.isupper() and len(name) > 1 and name.isascii():
        return written.isupper()
    return written[:1].isupper()
