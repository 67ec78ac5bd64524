"""A document as Markdown, with its sources as numbered notes."""

import re
from collections.abc import Iterator

from parley.report.documents.document import Document, Grid, Line, Reference, printable

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&$])")
_NUMBERED = re.compile(r"^(\d+)([.)])")


def to_markdown(document: Document) -> str:
    """Write a document as Markdown (CommonMark with tables and footnotes).

    No text of the record can become markup: what Markdown would read as such is escaped.
    """
    return "\n".join(_parts(document)) + "\n"


def _parts(document: Document) -> Iterator[str]:
    yield f"# {_plain(document.title)}"
    yield ""
    yield f"*{_plain(document.kicker)} · {_plain(document.audience)} · {_plain(document.handling)}*"
    yield ""
    yield _plain(document.lede)
    for section in document.sections:
        yield ""
        yield f"## {_plain(section.title)}"
        yield ""
        if section.is_empty:
            yield _plain(section.empty)
        for line in section.lines:
            yield f"{'  ' * line.level}- {_said(line, document)}"
        for grid in section.grids:
            if grid.rows:
                yield ""
                yield from _table(grid, document)
    yield ""
    yield f"## {_plain(document.references_title)}"
    yield ""
    for number, note in document.notes:
        yield f"[^{number}]: {_plain(note.text)}{_address(note)}"
    if document.foot:
        yield ""
        yield _plain(document.foot)


def _table(grid: Grid, document: Document) -> Iterator[str]:
    yield "| " + " | ".join(_plain(each) for each in grid.columns) + " |"
    yield "|" + " --- |" * len(grid.columns)
    for row in grid.rows:
        yield "| " + " | ".join(_said(each, document) for each in row) + " |"


def _said(line: Line, document: Document) -> str:
    notes = "".join(f"[^{number}]" for number in document.numbers_of(line))
    derived = f" {_plain(document.derived)}" if line.is_derived and document.derived else ""
    if not line.lead.strip():
        return _plain(line.text) + derived + notes
    rest = " ".join(printable(f"x{line.rest}").split())[1:]
    return f"**{_plain(line.lead)}**{_inner(rest)}{derived}{notes}"


def _plain(text: str) -> str:
    """A text that Markdown reads as nothing else, also at the beginning of a line."""
    one_line = " ".join(printable(text).split())
    return _NUMBERED.sub(r"\1\\\2", re.sub(r"^([-+=])", r"\\\1", _inner(one_line)))


def _inner(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _address(note: Reference) -> str:
    if not note.address:
        return ""
    if not note.is_link:
        return f" {_plain(note.address)}"
    escaped = re.sub(r"[<>\s]", lambda found: f"%{ord(found.group()):02X}", note.address)
    return f" <{escaped}>"
