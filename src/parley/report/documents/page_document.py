"""A page of the dialogue as a document in one language, and as a table of plain values."""

from collections.abc import Iterable, Iterator

from parley.group.dialogue.audience import Audience
from parley.group.dialogue.basis import Confidence, Source, Standing
from parley.group.dialogue.views.page import Line as PageLine
from parley.group.dialogue.views.page import Page
from parley.group.dialogue.views.page import Section as PageSection
from parley.group.dialogue.views.terms import (
    AUDIENCES,
    CONFIDENCES,
    PUBLISHERS,
    STANDINGS,
    language_words,
)
from parley.group.dialogue.views.wording import day_words
from parley.group.marking import Handling, strictest
from parley.group.words import Words
from parley.report.documents.document import Document, Grid, Line, Reference, Section

#: BCP 47 of the two languages.
LANGUAGES = {"en": "en", "zh": "zh-CN"}

_SOURCES = Words("Sources", "来源")
_CONTENTS = Words("Contents", "目录")
_UNDATED = Words("no date", "日期不详")
_COMMA = Words(", ", "，")
_DERIVED = Words("(computed)", "（推算）")


def page_document(
    page: Page,
    language: str,
    *,
    audience: Words = AUDIENCES[Audience.INTERNAL],
    handling: Handling | None = None,
) -> Document:
    """Make a document of a page.

    Args:
        page: The page.
        language: ``en`` or ``zh``.
        audience: For whom this version is.
        handling: The most that it may hold; what is stricter is left out. None for all of it. The
            document is marked as strictly as the strictest line in it, no more.
    """
    every = {source: None for line in page.lines for source in line.sources}
    return Document(
        language=LANGUAGES[language],
        kicker=page.kind.in_language(language),
        title=page.title.in_language(language),
        lede=(page.summary or page.as_of).in_language(language),
        sections=tuple(
            Section(
                name=section.id,
                title=section.title.in_language(language),
                lines=tuple(
                    made
                    for line in _visible(section.lines, handling)
                    if not line.cells
                    for made in _lines(line, language)
                ),
                grids=tuple(_grids(section, language, handling)),
                empty=section.nothing.in_language(language),
            )
            for section in page.sections
        ),
        references=tuple(
            Reference(source.id, source_text(source, language), source.address) for source in every
        ),
        references_title=_SOURCES.in_language(language),
        derived=_DERIVED.in_language(language),
        audience=audience.in_language(language),
        handling=strictest(line.handling for line in _visible(page.lines, handling)),
        is_one_page=page.is_one_page,
        contents_title="" if page.is_one_page else _CONTENTS.in_language(language),
    )


def _visible(lines: Iterable[PageLine], handling: Handling | None) -> Iterator[PageLine]:
    for line in lines:
        if handling is None or not line.handling.is_stricter_than(handling):
            yield line


def _grids(section: PageSection, language: str, handling: Handling | None) -> Iterator[Grid]:
    """The lines of a section that have cells, as a table: what each is about, then its cells."""
    rows = []
    for line in _visible(section.lines, handling):
        if line.cells:
            about = line.lead or line.text
            head = Line(about.in_language(language), handling=line.handling, is_name=True)
            rows.append((head, *(next(_lines(cell, language)) for cell in line.cells)))
    if rows:
        yield Grid(tuple(each.in_language(language) for each in section.columns), tuple(rows))


def _lines(line: PageLine, language: str) -> Iterator[Line]:
    """A line, and its remarks set in below it."""
    sources = tuple(source.id for source in line.sources)
    text = line.text.in_language(language) + _marks(line, language)
    lead = line.lead.in_language(language) if line.lead else ""
    yield Line(text, sources, handling=line.handling, lead=lead, level=line.level)
    for remark in line.remarks:
        yield Line(
            remark.in_language(language), sources, handling=line.handling, level=line.level + 1
        )


def _marks(line: PageLine, language: str) -> str:
    """What a reader must know of a line: inferred, recalled, a proposal, not for everybody."""
    marks = []
    if line.confidence is not Confidence.FOUND:
        marks.append(CONFIDENCES[line.confidence].in_language(language))
    if line.standing is Standing.PROPOSED:
        marks.append(STANDINGS[line.standing].in_language(language))
    if line.handling is not Handling.CLEAR:
        marks.append(line.handling.value)
    said = _COMMA.in_language(language).join(marks)
    return {"en": f" ({said})", "zh": f"（{said}）"}[language] if marks else ""


def source_text(source: Source, language: str) -> str:
    """What a source is, what kind of text, in which language, and its day."""
    day = day_words(source.published) if source.published else _UNDATED
    kind, tongue = PUBLISHERS[source.kind], language_words(source.language)
    title = source.called.in_language(language)
    about = _COMMA.in_language(language).join(e.in_language(language) for e in (kind, tongue, day))
    return {"en": f"{title} ({about})", "zh": f"{title}（{about}）"}[language]


def page_table(page: Page, language: str = "") -> dict[str, object]:
    """A page as a table of plain values, for JSON.

    Args:
        page: The page.
        language: Texts in one language; in both where empty.
    """
    return {
        "page": page.id,
        "on": page.on.isoformat(),
        "title": _said(page.title, language),
        "summary": _said(page.summary or page.as_of, language),
        "sections": [
            {
                "id": section.id,
                "title": _said(section.title, language),
                "columns": [_said(each, language) for each in section.columns],
                "lines": [_line_table(line, language) for line in section.lines],
                "nothing": _said(section.nothing, language),
            }
            for section in page.sections
        ],
    }


def _said(words: Words, language: str) -> object:
    return words.in_language(language) if language else {"en": words.en, "zh": words.zh}


def _line_table(line: PageLine, language: str) -> dict[str, object]:
    return {
        "text": _said(line.text, language),
        "day": line.day.isoformat() if line.day else None,
        "known_from": line.known_from.isoformat(),
        "confidence": line.confidence.value,
        "standing": line.standing.value,
        "handling": line.handling.value,
        "entries": list(line.entries),
        "facts": dict(line.facts),
        "remarks": [_said(remark, language) for remark in line.remarks],
        "level": line.level,
        "cells": [_line_table(cell, language) for cell in line.cells],
        "sources": [
            {
                "id": source.id,
                "title": _said(source.called, language),
                "address": source.address,
                "published": source.published.isoformat() if source.published else None,
                "language": source.language,
                "kind": source.kind.value,
            }
            for source in line.sources
        ],
    }
