"""One document is the same in text, Markdown, HTML and PDF, and stands on its sources in each."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from parley.errors import CannotWrite, InvalidInput
from parley.group.marking import Handling
from parley.report.documents.document import (
    Document,
    Grid,
    Line,
    Reference,
    Section,
    printable,
)
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
        if not (tag == "span" and dict(attrs).get("lang")):  # says in which language words are
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

#: Texts that one form or another would read as markup, as a command, or would refuse.
TRAPS = (
    "<script>alert(1)</script>",
    '#read("/etc/passwd")',
    '#import "x"',
    "$ sum $",
    "[x](javascript:alert(1))",
    "![x](https://example.org/x.png)",
    "| a | b |",
    "a ] b",
    "- x",
    "---",
    "===",
    "+ x",
    "1. x",
    "2) x",
    "# x",
    "> x",
    "```",
    "&lt;b&gt;",
    "*a* _b_ ~~c~~",
    "<https://example.org>",
    "[^1]: x",
    "= head",
    "/ term: x",
    "\\u{41} \\*",
)


def everywhere(text: str) -> Document:
    """A document with a text wherever a record can put one."""
    line = Line(f"{text} and more", ("a",), lead=text)
    return document(
        line,
        Line(text, ("a",), level=1),
        rows=((Line(text, is_name=True), Line(text, ("a",))),),
        title=text,
        lede=text,
        references=(Reference("a", text, f"javascript:{text}"),),
    )


@given(HOSTILE)
def test_no_text_of_the_record_becomes_markup(text: str) -> None:
    reader, plain = Text(), Text()
    reader.feed(to_html(everywhere(text)))
    plain.feed(to_html(everywhere("plain")))
    assert reader.tags == plain.tags
    assert all(each.isprintable() for row in to_plain(everywhere(text)).split("\n") for each in row)


def tags_in_markdown(written: str) -> list[str]:
    reader = Text()
    reader.feed(MarkdownIt("commonmark").enable("table").render(written))
    return reader.tags


@given(HOSTILE.filter(lambda text: printable(text).strip() != "") | st.sampled_from(TRAPS))
def test_no_text_of_the_record_becomes_markup_in_markdown(text: str) -> None:
    written = to_markdown(everywhere(text))
    assert tags_in_markdown(written) == tags_in_markdown(to_markdown(everywhere("plain")))


@pytest.mark.parametrize("text", TRAPS)
def test_hostile_words_are_printed_as_they_are(text: str) -> None:
    made, flat = everywhere(text), text.replace(" ", "")
    assert "<script>" not in to_html(made)
    assert seen_in(to_html(made)).count(text) >= 5
    assert text in to_plain(made)
    assert text_of_pdf(to_pdf(made, MADE)).replace(" ", "").count(flat) >= 5
    reader = Text()
    reader.feed(MarkdownIt("commonmark").enable("table").render(to_markdown(made)))
    assert "".join(reader.seen).count(text) >= 5


@pytest.mark.parametrize(
    "unseen", ["\x00", "\x1b[2J", "\u202e", "\u2028", "\x0b", "\ufffe", "\ud800"]
)
def test_what_nobody_sees_is_a_space_in_every_form(unseen: str) -> None:
    made = everywhere(f"a{unseen}b")
    for written in (to_html(made), to_plain(made), to_markdown(made)):
        written.encode()
        assert unseen[0] not in written
    assert "a" in text_of_pdf(to_pdf(made, MADE))


def test_a_letter_that_no_font_has_is_told_and_no_pdf_is_written() -> None:
    with pytest.raises(CannotWrite, match="typst makes no PDF"):
        to_pdf(document(Line("\U0001fb00", ("a",))), MADE)


def test_an_address_that_is_no_web_address_is_no_link_in_any_form() -> None:
    made = document(
        Line("Said", ("a",)), references=(Reference("a", "A trap", "javascript:alert(1)"),)
    )
    assert 'href="javascript' not in to_html(made)
    assert "<javascript" not in to_markdown(made)
    assert "a" not in tags_in_markdown(to_markdown(made))
    pages = pypdf.PdfReader(BytesIO(to_pdf(made, MADE))).pages
    links = [each for page in pages for each in page.get("/Annots", [])]
    assert not any("javascript" in str(each.get_object()) for each in links)


def test_sources_that_follow_each_other_are_named_as_a_run() -> None:
    names = "abcdefgh"
    made = document(
        *(Line(f"Line {name}", (name,)) for name in names),
        Line("Many", tuple("abcdfgh")),
        Line("Two", tuple("ab")),
        references=tuple(Reference(name, f"Source {name}") for name in names),
    )
    many, two = made.sections[0].lines[-2:]
    assert made.runs_of(many) == ((1, 4), (6, 8))
    assert made.runs_of(two) == ((1, 1), (2, 2))
    assert "Many [1-4][6-8]" in to_plain(made)
    assert "Two [1][2]" in to_plain(made)
    assert "4–6" not in seen_in(to_html(made))
    assert "[^1][^2][^3][^4][^6][^7][^8]" in to_markdown(made), "a note of Markdown has one number"


def test_a_line_begins_with_what_it_is_about() -> None:
    made = document(Line("Overcapacity: raised twice", ("a",), lead="Overcapacity"))
    assert "<b>Overcapacity</b>: raised twice" in to_html(made)
    assert "**Overcapacity**: raised twice" in to_markdown(made)
    assert "- Overcapacity: raised twice [1]" in to_plain(made)
    assert "Overcapacity: raised twice" in text_of_pdf(to_pdf(made, MADE))
    with pytest.raises(InvalidInput, match="the first words"):
        Line("Overcapacity: raised twice", ("a",), lead="Tariffs")


def test_words_of_the_other_language_are_marked_as_such() -> None:
    english = to_html(document(Line("Notes “换文” exchanged", ("a",))))
    assert 'Notes “<span lang="zh-CN">换文</span>” exchanged' in english
    chinese = to_html(
        document(Line("原话：“also raised areas”，FWG-5 未见", ("a",)), language="zh-CN")
    )
    assert '“<span lang="en">also raised areas</span>”，FWG-5 未见' in chinese
    assert "&lt;b&gt;" in to_html(document(Line("<b>换文</b>", ("a",))))


def test_a_long_page_begins_with_its_contents_and_one_sheet_never_does() -> None:
    many = tuple(Section(f"part-{at}", f"Part {at}", (Line("x", ("a",)),)) for at in range(12))
    made = document(sections=many, contents_title="Contents")
    assert seen_in(to_html(made)).count("Part 3") == 2
    assert seen_in(to_html(document(sections=many))).count("Part 3") == 1


@pytest.mark.parametrize("lines", [1, 20, 42])
def test_one_sheet_stays_one_sheet(lines: int) -> None:
    said = Line("What was said at some length about the matter, with its due date. " * 2, ("a",))
    made = document(*[said] * lines, is_one_page=True)
    reader = pypdf.PdfReader(BytesIO(to_pdf(made, MADE)))
    assert len(reader.pages) == 1
    assert "A note of the northern authority" in text_of_pdf(to_pdf(made, MADE))


@given(st.text(alphabet="ab 中文，。", min_size=1).filter(lambda text: text.strip() != ""))
def test_lines_of_text_fit_a_terminal_and_lose_nothing(text: str) -> None:
    written = to_plain(document(Line(text * 20, ("a",))))
    assert all(width_of(row) <= WIDTH + 4 for row in written.split("\n"))
    kept = "".join(written.split())
    assert "".join((text * 20).split()) in kept


@pytest.mark.parametrize("handling", Handling)
def test_every_sheet_carries_its_label_at_the_head_and_the_foot(handling: Handling) -> None:
    many = [Line(f"Line {at}", ("a",)) for at in range(120)]
    made = document(*many, handling=handling)
    for page in pypdf.PdfReader(BytesIO(to_pdf(made, MADE))).pages:
        assert page.extract_text().count(handling.value) == 2
    assert f'@bottom-right {{ content: "{handling.value}"; }}' in to_html(made)
