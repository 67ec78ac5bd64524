"""A document as Markdown, with its sources as numbered notes."""

import re
from collections.abc import Iterator

from parley.report.documents.document import Document, Grid, Line

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!])")
_LINE_START = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")


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
        address = f" <{_address(note.address)}>" if note.address else ""
        yield f"[^{number}]: {_plain(note.text)}{address}"
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
    return _plain(line.text) + derived + notes


def _plain(text: str) -> str:
    one_line = " ".join(text.split())
    return _LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", one_line))


def _address(address: str) -> str:
    return re.sub(r"[<>\s]", lambda found: f"%{ord(found.group()):02X}", address)
