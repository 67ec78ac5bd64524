"""A page of the dialogue as a document in one language, and as a table of plain values."""

from collections.abc import Iterator

from parley.group.dialogue.audience import Audience
from parley.group.dialogue.basis import Confidence, Source, Standing
from parley.group.dialogue.views.page import Line as PageLine
from parley.group.dialogue.views.page import Page
from parley.group.dialogue.views.terms import AUDIENCES, CONFIDENCES, PUBLISHERS, STANDINGS
from parley.group.marking import Handling, strictest
from parley.group.words import Words
from parley.report.documents.document import Document, Line, Reference, Section

#: BCP 47 of the two languages.
LANGUAGES = {"en": "en", "zh": "zh-CN"}

_SOURCES = Words("Sources", "来源")
_UNDATED = Words("no date", "无日期")
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
        handling: The most that it may hold; what is stricter is left out. None for all of it.
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
                    for line in section.lines
                    if handling is None or not line.handling.is_stricter_than(handling)
                    for made in _lines(line, language)
                ),
                empty=section.nothing.in_language(language),
            )
            for section in page.sections
        ),
        references=tuple(
            Reference(source.id, _source(source, language), source.address) for source in every
        ),
        references_title=_SOURCES.in_language(language),
        derived=_DERIVED.in_language(language),
        audience=audience.in_language(language),
        handling=handling or strictest(line.handling for line in page.lines),
    )


def _lines(line: PageLine, language: str) -> Iterator[Line]:
    """A line, and its remarks set in below it."""
    sources = tuple(source.id for source in line.sources)
    text = line.text.in_language(language) + _marks(line, language)
    yield Line(text, sources, handling=line.handling)
    for remark in line.remarks:
        yield Line(remark.in_language(language), sources, handling=line.handling, level=1)


def _marks(line: PageLine, language: str) -> str:
    """What a reader must know of a line: inferred, recalled, a proposal, not for everybody."""
    marks = []
    if line.confidence is not Confidence.FOUND:
        marks.append(CONFIDENCES[line.confidence].in_language(language))
    if line.standing is Standing.PROPOSED:
        marks.append(STANDINGS[line.standing].in_language(language))
    if line.handling is not Handling.CLEAR:
        marks.append(line.handling.value)
    return {"en": " ({})", "zh": "（{}）"}[language].format(", ".join(marks)) if marks else ""


def _source(source: Source, language: str) -> str:
    day = source.published.isoformat() if source.published else _UNDATED.in_language(language)
    kind = PUBLISHERS[source.kind].in_language(language)
    return ", ".join((source.title, kind, source.language, day))


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
                "lines": [_line_table(line, language) for line in section.lines],
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
        "sources": [
            {
                "id": source.id,
                "title": source.title,
                "address": source.address,
                "published": source.published.isoformat() if source.published else None,
                "language": source.language,
                "kind": source.kind.value,
            }
            for source in line.sources
        ],
    }
