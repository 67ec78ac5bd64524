"""What every entry of a dialogue stands on: its sources, since when it is known, how certain."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.naming import names_of
from parley.group.marking import Handling
from parley.group.words import Words

#: An hour of a day as clocks show it.
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class Confidence(StrEnum):
    """How an entry is known: it stands in a text, follows from texts, or was recalled."""

    FOUND = "found in text"
    INFERRED = "inferred"
    RECALLED = "recalled"


class Standing(StrEnum):
    """Whether a person has confirmed an entry. What a program concludes begins as a proposal."""

    CONFIRMED = "confirmed"
    PROPOSED = "proposed"
    REJECTED = "rejected"


class Publisher(StrEnum):
    """What kind of text a source is; an official text says what one side wants known."""

    OFFICIAL = "official"
    COPY = "copy of an official text"
    PRESS = "press"
    SPEECH = "speech"
    LAW = "law"
    KNOWLEDGE = "public knowledge"
    SEARCH = "own search"


@dataclass(frozen=True)
class Source:
    """A text that entries stand on.

    Args:
        id: Its name within the dialogue.
        title: What it is, in our own words in both languages, or one text for both: a headline.
        address: Where it was read; empty for public knowledge alone.
        published: Its day; None where the text has none.
        language: BCP 47.
        kind: Official text, press, and so on.
        side: The side that published it; empty for press and others.
    """

    id: str
    title: Words | str
    kind: Publisher
    language: str
    address: str = ""
    published: date | None = None
    side: str = field(default="", metadata=names_of("side"))

    def __post_init__(self) -> None:
        if not self.address and self.kind not in (Publisher.KNOWLEDGE, Publisher.SEARCH):
            raise InvalidInput([Fault("", 0, "address", "nothing", "where the text was read")])

    @property
    def called(self) -> Words:
        """What it is, in both languages; a headline is the same in both."""
        return self.title if isinstance(self.title, Words) else Words(self.title, self.title)


@dataclass(frozen=True)
class Basis:
    """The ground of one entry.

    Args:
        id: The entry's name; no other entry has it.
        sources: Names of the sources, one or more: nothing stands on nothing.
        known_from: The first day on which a reader of the sources could know it. A correction is
            a later entry that names in ``supersedes`` what it replaces; nothing is erased.
        handling: Who may see it.
        confidence: How it is known.
        sentence: The exact sentence of the first source, where it may be kept; else empty.
        sentence_language: Of that sentence, BCP 47.
        sentence_start, sentence_end: Where it stands in the source as it was read, in characters;
            None where nobody noted it.
        standing: Whether a person confirmed it.
        judged_by, judged_on: Who confirmed or rejected it, and when.
        supersedes: The entries that this one corrects.
        remark: What a reader should know besides: an error seen elsewhere, a day not found.
    """

    id: str
    sources: tuple[str, ...] = field(metadata=names_of("source"))
    known_from: date
    handling: Handling
    confidence: Confidence = Confidence.FOUND
    sentence: str = ""
    sentence_language: str = ""
    sentence_start: int | None = None
    sentence_end: int | None = None
    standing: Standing = Standing.CONFIRMED
    judged_by: str = ""
    judged_on: date | None = None
    supersedes: tuple[str, ...] = field(default=(), metadata=names_of("entry"))
    remark: Words | None = None

    def __post_init__(self) -> None:
        faults = []
        if not self.sources:
            faults.append(Fault("", 0, "sources", "none", "the name of one source or more"))
        if bool(self.sentence) != bool(self.sentence_language):
            found = self.sentence or self.sentence_language
            expected = "a sentence and its language, or neither"
            faults.append(Fault("", 0, "sentence", found, expected))
        faults += self._faults_in_place()
        if self.standing is Standing.REJECTED and not self.judged_by:
            faults.append(Fault("", 0, "judged_by", "nothing", "who rejected it"))
        if bool(self.judged_by) != (self.judged_on is not None):
            found = self.judged_by or str(self.judged_on)
            faults.append(Fault("", 0, "judged_by", found, "who judged and when, or neither"))
        if self.id in self.supersedes:
            faults.append(Fault("", 0, "supersedes", self.id, "other entries than itself"))
        if faults:
            raise InvalidInput(faults)

    def _faults_in_place(self) -> list[Fault]:
        """What is wrong in where the sentence stands."""
        start, end = self.sentence_start, self.sentence_end
        if start is None and end is None:
            return []
        if self.sentence and start is not None and end is not None and 0 <= start < end:
            return []
        expected = "a start and a later end, of a sentence that is given"
        return [Fault("", 0, "sentence_start", f"{start} to {end}", expected)]


@dataclass(frozen=True)
class Days:
    """The days of something, as one calendar has them.

    Args:
        first, last: The first and the last day.
        exact: False where it took place on some day or days between the two.
        side: Whose calendar it is, where the two sides name different days; else empty.
        raw: The words of the source, where the days were worked out from them.
        begins, ends: The hours on that calendar's clock, ``20:30``; empty where none are known.
    """

    first: date
    last: date
    exact: bool = True
    side: str = field(default="", metadata=names_of("side"))
    raw: str = ""
    begins: str = ""
    ends: str = ""

    def __post_init__(self) -> None:
        faults = []
        if self.last < self.first:
            faults.append(Fault("", 0, "last", str(self.last), f"{self.first} or later"))
        for name in ("begins", "ends"):
            found = getattr(self, name)
            if found and not _CLOCK.fullmatch(found):
                faults.append(Fault("", 0, name, found, "an hour, for example 20:30"))
        if faults:
            raise InvalidInput(faults)

    def holds(self, day: date) -> bool:
        """Whether a day lies within them."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Names:
    """What somebody or something is called.

    Args:
        name: The full name in both languages.
        aliases: Other right names, by language (BCP 47, ``zh-Latn`` for pinyin).
        misspellings: Wrong names that were seen in texts, by language; no text of Parley's own
            uses them.

    Example:
        >>> Names(Words("Brent Neiman", "布伦特·尼曼"), {"zh": ("尼曼",)}).every("zh")
        ('布伦特·尼曼', '尼曼')
    """

    name: Words
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    misspellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def every(self, language: str) -> tuple[str, ...]:
        """Every right name in a language, the full one first where there is one."""
        full = {"en": self.name.en, "zh": self.name.zh}.get(language)
        return ((full,) if full else ()) + tuple(self.aliases.get(language, ()))
