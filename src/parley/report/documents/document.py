"""A document: sections of lines and tables that stand on sources or say that they are derived."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from parley.errors import Fault, InvalidInput
from parley.group.marking import Handling

#: The colour of each label, on black.
#: Source: FIRST (2022), Traffic Light Protocol, version 2.0; PRIVATE is our own and has none.
COLOURS: Mapping[Handling, str] = {
    Handling.PRIVATE: "#FFFFFF",
    Handling.RED: "#FF2B2B",
    Handling.AMBER_STRICT: "#FFC000",
    Handling.AMBER: "#FFC000",
    Handling.GREEN: "#33FF00",
    Handling.CLEAR: "#FFFFFF",
}

#: A document with more sections than these begins with a list of them.
MOST_WITHOUT_CONTENTS = 8


@dataclass(frozen=True)
class Line:
    """One thing that a document says.

    Args:
        text: The sentence or phrase, as people read it.
        sources: Names of the sources that it stands on.
        is_derived: True where it was computed from the record, for example a count; else it needs
            a source.
        handling: Who may see it.
        level: How far it is set in below the line before: 0, 1 or 2.
        lead: The words that it begins with and that say what it is about, set apart in print.
        is_name: True for what only names the row of a table and so stands on nothing itself.

    Raises:
        InvalidInput: if it says nothing, stands on nothing, or does not begin with its lead.
    """

    text: str
    sources: tuple[str, ...] = ()
    is_derived: bool = False
    handling: Handling = Handling.CLEAR
    level: int = 0
    lead: str = ""
    is_name: bool = False

    def __post_init__(self) -> None:
        faults = []
        if not self.text.strip():
            faults.append(Fault("line", 0, "text", repr(self.text), "something that it says"))
        if not self.text.startswith(self.lead):
            faults.append(Fault("line", 0, "lead", self.lead[:60], "the first words of the line"))
        if not (self.sources or self.is_derived or self.is_name):
            faults.append(Fault("line", 0, "sources", self.text[:60], "a source, or derived"))
        if faults:
            raise InvalidInput(faults)

    @property
    def rest(self) -> str:
        """What follows the lead."""
        return self.text[len(self.lead) :]


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

    @property
    def is_link(self) -> bool:
        """Whether the address is one of the web; no other becomes a link in any form."""
        return self.address.startswith(("https://", "http://"))


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
        is_one_page: Whether it is set on one sheet of paper, smaller where it must be.
        contents_title: Over the list of sections of a page on a screen; empty for no list.

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
    is_one_page: bool = False
    contents_title: str = ""

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

    @property
    def has_contents(self) -> bool:
        """Whether it has so many sections that a list of them helps."""
        return bool(self.contents_title) and len(self.sections) > MOST_WITHOUT_CONTENTS

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

    def runs_of(self, line: Line) -> tuple[tuple[int, int], ...]:
        """The numbers of a line's sources as runs, first and last of each.

        Three or more in a row are one run, as books print them; two stand by themselves.
        """
        runs: list[tuple[int, int]] = []
        for number in self.numbers_of(line):
            if runs and number == runs[-1][1] + 1:
                runs[-1] = (runs[-1][0], number)
            else:
                runs.append((number, number))
        return tuple(
            part
            for first, last in runs
            for part in ([(first, first), (last, last)] if last == first + 1 else [(first, last)])
        )


def printable(text: str) -> str:
    """A text with a space for what nobody sees: controls, turns of direction, ends of lines.

    Whatever an entry holds, a terminal, a page and a sheet of paper then show the same letters.
    """
    return "".join(each if each.isprintable() else " " for each in text)
