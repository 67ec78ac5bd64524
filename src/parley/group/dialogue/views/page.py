"""A page as a value: sections of lines, and no line without a source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.basis import Basis, Confidence, Source, Standing
from parley.group.dialogue.dialogue import Dialogue, HasBasis
from parley.group.dialogue.views.terms import PAGES
from parley.group.dialogue.views.wording import day_words
from parley.group.marking import Handling, strictest
from parley.group.words import Words


@dataclass(frozen=True)
class Line:
    """One line of a page.

    Args:
        text: What it says, in both languages.
        entries: The names of the entries that it is made of.
        sources: The texts that it stands on, one or more.
        confidence: The weakest of its entries.
        handling: The strictest of its entries.
        known_from: Since when all of it is known.
        day: The day that it is about, where there is one.
        standing: A proposal if any of its entries is one.
        remarks: What a reader should know besides.
        facts: What it says, for programs: short names to texts.
        lead: The words that the text begins with and that say what it is about; None for no such.
        cells: The same side by side, a cell for each side; empty where it is no row of a table.
        level: How far it is set in: 0, or 1 for what belongs to the line before.
    """

    text: Words
    entries: tuple[str, ...]
    sources: tuple[Source, ...]
    confidence: Confidence
    handling: Handling
    known_from: date
    day: date | None = None
    standing: Standing = Standing.CONFIRMED
    remarks: tuple[Words, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    lead: Words | None = None
    cells: tuple["Line", ...] = ()
    level: int = 0

    def __post_init__(self) -> None:
        faults = []
        if not self.sources:
            faults.append(Fault("line", 0, "sources", self.text.en, "a source"))
        if self.lead is not None and not (
            self.text.en.startswith(self.lead.en) and self.text.zh.startswith(self.lead.zh)
        ):
            found, expected = f"{self.lead.en} / {self.lead.zh}", "the first words of the text"
            faults.append(Fault("line", 0, "lead", found, expected))
        if faults:
            raise InvalidInput(faults)


#: What stands in a section without lines that says nothing else.
NOTHING = Words("Nothing is known.", "未见记录。")


@dataclass(frozen=True)
class Section:
    """Lines under one heading; ``nothing`` is what stands there where there are none.

    ``columns`` are the heads of a table of those lines that have cells: what a row is about, then
    one for each cell.
    """

    id: str
    title: Words
    lines: tuple[Line, ...] = ()
    nothing: Words = NOTHING
    columns: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Page:
    """A page: the brief, the ledger, and so on.

    Args:
        id: What kind of page, for example ``brief``.
        title: What stands above it.
        on: The day of knowledge.
        sections: In order.
        summary: A few words under the title.
        is_one_page: Whether it has to stand on one sheet of paper.
    """

    id: str
    title: Words
    on: date
    sections: tuple[Section, ...]
    summary: Words | None = None
    is_one_page: bool = False

    @property
    def kind(self) -> Words:
        """What kind of page it is, as people read it."""
        return PAGES.get(self.id, self.title)

    @property
    def as_of(self) -> Words:
        """The day of knowledge, as people read it."""
        return as_of(self.on)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line of every section."""
        return tuple(line for section in self.sections for line in section.lines)

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that it says in either language, for a check of what may leave."""
        said = [self.title, *([self.summary] if self.summary else [])]
        for line in self.lines:
            said += [line.text, *line.remarks]
        facts = (text for line in self.lines for text in line.facts.values())
        return (*(text for words in said for text in (words.en, words.zh)), *facts)

    def section(self, name: str) -> Section:
        """A section by its id.

        Raises:
            KeyError: if there is none.
        """
        return {each.id: each for each in self.sections}[name]


def as_of(day: date) -> Words:
    """The day of knowledge, as people read it."""
    said = day_words(day)
    return Words(f"As known on {said.en}.", f"信息截至{said.zh}。")


#: From the strongest to the weakest.
_CONFIDENCE = tuple(Confidence)


def line(
    dialogue: Dialogue,
    entries: Iterable[HasBasis],
    text: Words,
    *,
    day: date | None = None,
    facts: Mapping[str, str] | None = None,
    lead: Words | None = None,
    cells: Iterable[Line] = (),
) -> Line:
    """Make a line of entries, with everything that they stand on.

    Args:
        dialogue: Knows the sources.
        entries: One or more.
        text: What the line says.
        day: What day it is about.
        facts: What it says, for programs.
        lead: The words that it begins with and that say what it is about, a full stop left out.
        cells: The same, side by side.
    """
    grounds: list[Basis] = [entry.basis for entry in entries]
    names = dict.fromkeys(name for basis in grounds for name in basis.sources)
    return Line(
        text=text,
        entries=tuple(basis.id for basis in grounds),
        sources=tuple(dialogue.source[name] for name in names),
        confidence=max((basis.confidence for basis in grounds), key=_CONFIDENCE.index),
        handling=strictest(basis.handling for basis in grounds),
        known_from=max(basis.known_from for basis in grounds),
        day=day,
        standing=Standing.PROPOSED
        if any(basis.standing is Standing.PROPOSED for basis in grounds)
        else Standing.CONFIRMED,
        remarks=tuple(basis.remark for basis in grounds if basis.remark is not None),
        facts=dict(facts or {}),
        lead=lead and Words(lead.en.rstrip("."), lead.zh.rstrip("。")),
        cells=tuple(cells),
    )


def drawn_from(
    lines: Iterable[Line],
    text: Words,
    *,
    facts: Mapping[str, str] | None = None,
    lead: Words | None = None,
) -> Line:
    """Make a line that sums others up and stands on all that they stand on.

    Args:
        lines: One or more.
        text: What the line says.
        facts: What it says, for programs.
        lead: The words that it begins with and that say what it is about.
    """
    every = list(lines)
    return Line(
        text=text,
        entries=tuple(dict.fromkeys(name for each in every for name in each.entries)),
        sources=tuple({source.id: source for each in every for source in each.sources}.values()),
        confidence=max((each.confidence for each in every), key=_CONFIDENCE.index),
        handling=strictest(each.handling for each in every),
        known_from=max(each.known_from for each in every),
        facts=dict(facts or {}),
        lead=lead,
    )
