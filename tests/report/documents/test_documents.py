"""One document is the same in text, Markdown, HTML and PDF, and stands on its sources in each."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import InvalidInput
from parley.group.marking import Handling
from parley.report.documents.document import Document, Grid, Line, Reference, Section
from parley.report.documents.html import to_html
from parley.report.documents.markdown import to_markdown
from parley.report.documents.pdf import to_pdf
from parley.report.documents.plain import WIDTH, to_plain, width_of

MADE = datetime(2024, 8, 14, tzinfo=UTC)


def document(*lines: Line, rows: tuple[tuple[Line, ...], ...] = (), **changes: object) -> Document:
    """A document with one section of those lines and one without anything."""
    values: dict[str, object] = {
        "language": "en",
        "kicker": "Brief",
        "title": "Northern Group: the next meeting",
        "lede": "What was said last, as of 14 August 2024.",
        "sections": (
            Section("open", "Open", lines, (Grid(("What", "Who"), rows),)),
            Section("silent", "Fell silent", empty="Nothing fell silent."),
        ),
        "references": (
            Reference("a", "A note of the northern authority", "https://example.org/a"),
            Reference("b", "A page nobody needs"),
            Reference("c", "Record of the call"),
        ),
        "references_title": "Sources",
        "derived": "(computed)",
        "audience": "internal",
        "handling": Handling.AMBER,
        **changes,
    }
    return Document(**values)  # type: ignore[arg-type]


class Text(HTMLParser):
    """What a reader of a page sees."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


def seen_in(page: str) -> str:
    reader = Text()
    reader.feed(page)
    return " ".join("".join(reader.seen).split())


def text_of_pdf(pdf: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).split()
    )


def test_a_line_that_stands_on_nothing_is_refused() -> None:
    with pytest.raises(InvalidInput, match="a source, or derived"):
        Line("The other side agreed")


def test_nothing_stricter_than_the_document_can_stand_in_it() -> None:
    secret = Line("Our own view", ("a",), handling=Handling.PRIVATE)
    with pytest.raises(InvalidInput, match="PRIVATE"):
        document(secret, handling=Handling.CLEAR)
    with pytest.raises(InvalidInput, match="TLP:AMBER"):
        document(
            Line("Open", ("a",)),
            rows=((Line("Head", ("a",)), Line("In a cell", ("c",), handling=Handling.AMBER)),),
            handling=Handling.GREEN,
        )


def test_a_source_that_is_not_in_the_list_is_refused() -> None:
    with pytest.raises(InvalidInput, match="known sources"):
        document(Line("Said", ("z",)))


def test_sources_are_numbered_by_first_use_and_unused_ones_left_out() -> None:
    made = document(Line("Second", ("c",)), Line("Both", ("c", "a")), Line("Four", is_derived=True))
    assert [(number, note.name) for number, note in made.notes] == [(1, "c"), (2, "a")]
    for written in (to_plain(made), to_markdown(made), seen_in(to_html(made))):
        assert "A page nobody needs" not in written
        assert "Nothing fell silent." in written
    assert "- Both [1][2]" in to_plain(made)
    assert "- Four (computed)" in to_plain(made)


def test_the_pdf_says_what_the_page_says_with_the_same_bytes_each_time() -> None:
    made = document(
        Line("The letters were exchanged", ("a",)),
        rows=((Line("Overcapacity", ("c",)), Line("Raised by the north", ("a",))),),
    )
    pdf = to_pdf(made, MADE)
    assert pdf == to_pdf(made, MADE)
    said = text_of_pdf(pdf)
    for words in ("The letters were exchanged", "Overcapacity", "Raised by the north", "Sources"):
        assert words in said
        assert words in seen_in(to_html(made))


def test_a_chinese_document_can_be_read_in_print() -> None:
    made = document(
        Line("双方交换了信函", ("a",)), language="zh-CN", title="金融工作组", derived="（推算）"
    )
    assert "双方交换了信函" in text_of_pdf(to_pdf(made, MADE)).replace(" ", "")
    assert '<html lang="zh-CN">' in to_html(made)


HOSTILE = st.text(min_size=1).filter(lambda text: text.strip() != "")


@given(HOSTILE)
def test_no_text_of_the_record_becomes_markup(text: str) -> None:
    made = document(Line(text, ("a",)))
    reader = Text()
    reader.feed(to_html(made))
    plain = Text()
    plain.feed(to_html(document(Line("plain", ("a",)))))
    assert reader.tags == plain.tags
    assert all(each.isprintable() for row in to_plain(made).split("\n") for each in row)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '#read("/etc/passwd")',
        "[x](javascript:alert(1))",
        "| a | b |",
        "- x",
    ],
)
def test_hostile_words_are_printed_as_they_are(text: str) -> None:
    made = document(Line(text, ("a",)))
    assert text in seen_in(to_html(made)) or "<script>" in text
    assert "<script>" not in to_html(made)
    assert text.replace(" ", "") in text_of_pdf(to_pdf(made, MADE)).replace(" ", "")
    assert not re.search(r"(?<!\\)\]\((?!\\)", to_markdown(made))


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    made = document(
        Line("Said", ("a",)), references=(Reference("a", "A trap", "javascript:alert(1)"),)
    )
    assert 'href="javascript' not in to_html(made)


@given(st.text(alphabet="ab 中文，。", min_size=1).filter(lambda text: text.strip() != ""))
def test_lines_of_text_fit_a_terminal_and_lose_nothing(text: str) -> None:
    written = to_plain(document(Line(text * 20, ("a",))))
    assert all(width_of(row) <= WIDTH + 4 for row in written.split("\n"))
    kept = "".join(written.split())
    assert "".join((text * 20).split()) in kept
