"""Pages of the record as documents: one language each, with the sources in that language too."""

import re
from dataclasses import replace
from datetime import date

import pytest

from parley.group.dialogue.known import as_known
from parley.group.dialogue.views.ledger_page import ledger_page
from parley.group.marking import Handling
from parley.report.documents.page_document import page_document
from tests.group.dialogue.examples import shipped
from tests.group.dialogue.test_views import pages

DAYS = (date(2024, 8, 14), date(2025, 1, 31), date(2026, 11, 1))


def test_a_paper_is_marked_as_its_strictest_line_and_no_more() -> None:
    day = DAYS[0]
    page = ledger_page(as_known(shipped(), day), day)
    assert page_document(page, "en", handling=Handling.AMBER_STRICT).handling is Handling.CLEAR
    first, *others = page.sections
    marked = replace(
        first, lines=(replace(first.lines[0], handling=Handling.GREEN), *first.lines[1:])
    )
    page = replace(page, sections=(marked, *others))
    assert page_document(page, "en", handling=Handling.AMBER_STRICT).handling is Handling.GREEN
    public = page_document(page, "en", handling=Handling.CLEAR)
    assert public.handling is Handling.CLEAR
    assert len(public.sections[0].lines) < len(page_document(page, "en").sections[0].lines)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_paper_is_in_one_language_with_its_sources(language: str) -> None:
    """What is left of the other language is a name, a quotation or an address."""
    for page in (page for day in DAYS for page in pages(shipped(), day)):
        made = page_document(page, language)
        notes = [note.text for _, note in made.notes]
        assert not re.search(r"[,，] ?(?:en|zh|ja|ko|es|de|it|th)[,，)]", "\n".join(notes))
        titles = [made.title, made.lede, *(section.title for section in made.sections)]
        lines = [line.text for section in made.sections for line in section.every_line()]
        for text in (*notes, *titles, *lines):
            bare = re.sub("“[^”]*”", "", text)
            if language == "zh":
                assert re.search("[\u4e00-\u9fff]", bare), text
                assert not re.search(r"[\u4e00-\u9fff] ?[,;:!?]|[,;:!?] ?[\u4e00-\u9fff]", bare)
                assert not re.search(r"\b(the|of|and|percent|in en|in zh|no date)\b", bare), text
                assert not re.search("(?<![美国两])财长", bare), "whose secretary is it?"
            else:
                assert not re.search("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", bare), text
