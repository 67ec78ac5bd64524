"""A document: sections of lines and tables that stand on sources or say that they are derived."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from parley.errors import Fault, InvalidInput
from parley.group.marking import Handling


@dataclass(frozen=True)
class Line:
    """One thing that a document says.

    Args:
        text: The sentence or phrase, as people read it.
        sources: Names of the sources that it stands on.
        is_derived: True where it was computed from the record, for example a count; else it needs
            a source.
        handling: Who may see it.
        level: How far it is set in: 0, or 1 below the line before.

    Raises:
        InvalidInput: if it says nothing, or stands on nothing.
    """

    text: str
    sources: tuple[str, ...] = ()
    is_derived: bool = False
    handling: Handling = Handling.CLEAR
    level: int = 0

    def __post_init__(self) -> None:
        faults = []
        if not self.text.strip():
            faults.append(Fault("line", 0, "text", repr(self.text), "something that it says"))
        if not self.sources and not self.is_derived:
            faults.append(Fault("line", 0, "sources", self.text[:60], "a source, or derived"))
        if faults:
            raise InvalidInput(faults)


@dataclass(frozen=True)
class Grid:
    """A table in a document.

    Args:
        columns: Heads of the columns.
        rows: As many lines in each as there are columns; the first names the row.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]

    def __post_init__(self) -> None:
        faults = [
            Fault("table", number, "", f"{len(row)} cells", f"{len(self.columns)}, as columns")
            for number, row in enumerate(self.rows, start=1)
            if len(row) != len(self.columns)
        ]
        if faults:
            raise InvalidInput(faults)


@dataclass(frozen=True)
class Section:
    """A part of a document.

    Args:
        name: For links within the page.
        title: What people read.
        lines: In order.
        grids: Tables, after the lines.
        empty: What is said where there is neither line nor row: that nothing is known is a
            finding too.
    """

    name: str
    title: str
    lines: tuple[Line, ...] = ()
    grids: tuple[Grid, ...] = ()
    empty: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it has nothing to say."""
        return not self.lines and not any(grid.rows for grid in self.grids)

    def every_line(self) -> Iterator[Line]:
        """Every line of it, those in tables too, in order."""
        yield from self.lines
        for grid in self.grids:
            for row in grid.rows:
                yield from row


@dataclass(frozen=True)
class Reference:
    """A source as a document names it: what it is, and where it was read."""

    name: str
    text: str
    address: str = ""


@dataclass(frozen=True)
class Document:
    """A document in one language.

    Args:
        language: BCP 47 tag, ``en`` or ``zh-CN``.
        kicker: What kind of document it is.
        title: Its title.
        lede: What it is about and as of when, in a sentence or two.
        sections: In order.
        references: The sources; those that no line names are left out.
        references_title: Over the sources.
        derived: How a line that was computed is marked, for example "(computed)".
        audience: For whom this version is, as people read it.
        handling: What the whole may be shown to: nothing stricter stands in it.
        foot: What stands at the end of every version.

    Raises:
        InvalidInput: if a line is stricter than the document, or names an unknown source.
    """

    language: str
    kicker: str
    title: str
    lede: str
    sections: tuple[Section, ...]
    references: tuple[Reference, ...]
    references_title: str
    derived: str
    audience: str
    handling: Handling
    foot: str = field(default="")

    def __post_init__(self) -> None:
        known = {each.name for each in self.references}
        faults = []
        for section in self.sections:
            for number, line in enumerate(section.every_line(), start=1):
                if line.handling.is_stricter_than(self.handling):
                    found = f"{line.handling}: {line.text[:40]}"
                    faults.append(
                        Fault(section.name, number, "handling", found, f"up to {self.handling}")
                    )
                missing = [each for each in line.sources if each not in known]
                if missing:
                    found = ", ".join(missing)
                    faults.append(Fault(section.name, number, "sources", found, "known sources"))
        if faults:
            raise InvalidInput(faults)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each source that a line names, from 1, in order of first use."""
        found: dict[str, int] = {}
        for section in self.sections:
            for line in section.every_line():
                for name in line.sources:
                    found.setdefault(name, len(found) + 1)
        return found

    @property
    def notes(self) -> tuple[tuple[int, Reference], ...]:
        """The sources with their numbers, in order."""
        named = {each.name: each for each in self.references}
        return tuple((number, named[name]) for name, number in self.numbers.items())

    def numbers_of(self, line: Line) -> tuple[int, ...]:
        """The numbers of a line's sources, ascending."""
        return tuple(sorted({self.numbers[name] for name in line.sources}))
