"""A text as it was found: its signs, its passages, its sentences with their places, its date."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from parley.errors import Fault, InvalidInput


class Form(StrEnum):
    """What kind of file a text came in; it says what the places of its sentences count in."""

    PLAIN = "plain"
    HTML = "html"
    PDF = "pdf"


class Language(StrEnum):
    """The language of a text, as BCP 47 writes it. What is not told is a value, not a guess."""

    ENGLISH = "en"
    CHINESE = "zh"
    JAPANESE = "ja"
    KOREAN = "ko"
    SPANISH = "es"
    VIETNAMESE = "vi"
    UNKNOWN = "und"


class Kind(StrEnum):
    """What a passage is. Only headlines and body say something about the world."""

    HEADLINE = "headline"
    DATELINE = "dateline"
    BODY = "body"
    CROSS_LINK = "cross-link"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True)
class Sentence:
    """One sentence and where it stands.

    Args:
        text: What a reader sees. In a plain text and in what was taken out of a PDF it is exactly
            ``raw[start:end]``, line breaks in the middle included; in HTML it is without tags,
            with entities read and white space drawn together.
        start, end: First sign and sign after the last in the ``raw`` of its text.
        at: First sign in the ``visible`` of its text; equal to ``start`` unless it is HTML.
    """

    text: str
    start: int
    end: int
    at: int


@dataclass(frozen=True)
class Passage:
    """A paragraph, a heading, or a dateline: sentences of one kind that stand together."""

    kind: Kind
    sentences: tuple[Sentence, ...]

    @property
    def start(self) -> int:
        """First sign in ``raw``."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """Sign after the last in ``raw``."""
        return self.sentences[-1].end


@dataclass(frozen=True)
class StatedDay:
    """The day that a document gives as its own, the words that say so, and their place in raw."""

    day: date
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of what a reader sees and the stretch of the file that it stands for.

    Where both are equally long they lie sign by sign; an entity or drawn-together white space is
    a piece of its own.
    """

    at: int
    start: int
    length: int
    raw_length: int


@dataclass(frozen=True)
class Text:
    """One file read: what stands in it, in passages and sentences.

    Args:
        file: Its name, as errors and results shall give it.
        form: Plain text, HTML or PDF.
        raw: The whole decoded text of the file as it was; for a PDF the text taken out of it.
        visible: What a reader sees: for HTML without tags, else ``raw`` itself.
        language: What it is written in.
        stated: The day that the document gives as its own, or None. Never guessed.
        passages: All of it in order, boilerplate included.
        pieces: For HTML how ``visible`` lies in ``raw``; empty where they are the same.

    Raises:
        InvalidInput: where sentences overlap, stand out of order, or are not in the text.
    """

    file: str
    form: Form
    raw: str = field(repr=False)
    visible: str = field(repr=False)
    language: Language
    stated: StatedDay | None
    passages: tuple[Passage, ...] = field(repr=False)
    pieces: tuple[Piece, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        faults = tuple(self._faults())
        if faults:
            raise InvalidInput(faults)

    def _faults(self) -> Iterator[Fault]:
        before = seen = 0
        for sentence in (one for passage in self.passages for one in passage.sentences):
            place, stop = f"{sentence.start}:{sentence.end}", sentence.at + len(sentence.text)
            if sentence.start < before or sentence.at < seen or sentence.end <= sentence.start:
                yield Fault(self.file, 0, "sentence", place, f"one that begins after {before}")
            if self.visible[sentence.at : stop] != sentence.text:
                yield Fault(self.file, 0, "sentence", place, "the very signs of the text")
            before, seen = sentence.end, stop
        if before > len(self.raw):
            yield Fault(self.file, 0, "sentence", str(before), "an end within the text")

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence of headlines and body, in order: what facts are read from."""
        wanted = (Kind.HEADLINE, Kind.BODY)
        return tuple(one for part in self.passages if part.kind in wanted for one in part.sentences)

    @property
    def day(self) -> date | None:
        """The day that the document gives as its own, or None."""
        return self.stated.day if self.stated else None

    def place(self, at: int, end: int) -> tuple[int, int]:
        """Where the signs ``visible[at:end]`` stand in ``raw``: first sign, sign after the last."""
        if not self.pieces:
            return at, end
        first, last = self._piece(at), self._piece(max(at, end - 1))
        start = first.start + (at - first.at if first.length == first.raw_length else 0)
        if last.length == last.raw_length:
            return start, last.start + (end - last.at)
        return start, last.start + last.raw_length

    def _piece(self, at: int) -> Piece:
        low, high = 0, len(self.pieces)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.pieces[middle].at <= at else (low, middle)
        return self.pieces[low]
