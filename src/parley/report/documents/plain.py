"""A document as plain text for a terminal or a mail."""

import re
import unicodedata
from collections.abc import Iterator

from parley.report.documents.document import Document, Line, printable

#: Columns that a line of text takes at most.
WIDTH = 100

#: A word, or one wide character with the punctuation that may not begin a line.
_PIECE = re.compile(
    r"\s*(?:[\u2e80-\u9fff\uf900-\ufaff\uac00-\ud7af\uff00-\uffef][，。；：！？、）》」”\u2026]{0,2}"
    r"|[^\s\u2e80-\u9fff\uf900-\ufaff\uac00-\ud7af\uff00-\uffef]{1,60})|\s+"
)


def to_plain(document: Document) -> str:
    """Write a document as text, with the numbers of its sources in brackets."""
    return "\n".join(_parts(document)) + "\n"


def _parts(document: Document) -> Iterator[str]:
    yield printable(f"{document.kicker} · {document.audience} · {document.handling}")
    yield printable(document.title)
    yield "=" * min(WIDTH, width_of(document.title))
    yield from _wrapped(document.lede, "")
    for section in document.sections:
        yield ""
        yield printable(section.title)
        yield "-" * min(WIDTH, width_of(section.title))
        if section.is_empty:
            yield from _wrapped(section.empty, "  ")
        for line in section.lines:
            yield from _wrapped(said(line, document), "  " * (line.level + 1), "- ")
        for grid in section.grids:
            for row in grid.rows:
                first, *rest = (said(each, document) for each in row)
                yield from _wrapped(first, "  ", "- ")
                for head, cell in zip(grid.columns[1:], rest, strict=True):
                    yield from _wrapped(f"{head}: {cell}", "      ")
    yield ""
    yield printable(document.references_title)
    yield "-" * min(WIDTH, width_of(document.references_title))
    for number, note in document.notes:
        yield from _wrapped(note.text, "  ", f"[{number}] ")
        if note.address:
            yield f"      {printable(note.address)}"
    if document.foot:
        yield ""
        yield from _wrapped(document.foot, "")


def said(line: Line, document: Document) -> str:
    """A line with the mark of what is derived and the numbers of its sources."""
    runs = document.runs_of(line)
    notes = "".join(f"[{one}]" if one == last else f"[{one}-{last}]" for one, last in runs)
    derived = f" {document.derived}" if line.is_derived and document.derived else ""
    return f"{line.text}{derived}{' ' if notes else ''}{notes}"


def width_of(text: str) -> int:
    """How many columns a text takes on a terminal; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _wrapped(text: str, indent: str, bullet: str = "") -> Iterator[str]:
    """Break at spaces, and between Chinese characters, which have none."""
    room = WIDTH - len(indent) - len(bullet)
    rows: list[str] = [""]
    for word in _words(printable(text)):
        row = rows[-1] + word
        if rows[-1].strip() and width_of(row.rstrip()) > room:
            rows.append(word.lstrip())
        else:
            rows[-1] = row
    first, *rest = (row.rstrip() for row in rows)
    yield f"{indent}{bullet}{first}"
    yield from (f"{indent}{' ' * len(bullet)}{row}" for row in rest)


def _words(text: str) -> Iterator[str]:
    """Pieces that stay whole, with the space before them: words, single wide characters."""
    yield from (found.group() for found in _PIECE.finditer(text))
