"""A page is read as a reader sees it, and every sentence keeps its place in the file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import InvalidInput
from parley.group.press.document import page
from parley.group.press.document.page import read_page
from parley.group.press.document.text import Kind

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Fifth meeting | The Daily</title>
<meta property="article:published_time" content="2024-08-14T22:00:00-04:00">
<style>p { color: red }</style><script>var a = "<p>Not seen.</p>";</script></head><body>
<div class="cookie-banner"><p>We like cookies. Do you?</p></div>
<nav><ul><li><a href="/">Home</a></li></ul></nav>
<article><h1>The two sides hold a fifth
meeting</h1><p class="byline">By Ann Lee</p>
<p>They met in the <a href="#">U.S.&nbsp;embassy</a> &amp; at the bank&rsquo;s   office.</p>
<div class="related-stories"><div><p>An older story was told here.</p></div>
<p>And one more.</p></div>
<p hidden>Nobody sees this.</p>
<p>Read more: Another story</p>
<p>A sixth meeting will follow.<br>It will be in Beijing.</p>
<ul><li><a href="/2">A link to another story</a></li></ul></article>
<aside><p>Subscribe!</p></aside><footer>© The Daily</footer></body></html>"""


def test_a_page_says_what_its_story_says_and_nothing_around_it() -> None:
    text = read_page(PAGE, "page.html")
    assert [sentence.text for sentence in text.sentences] == [
        "The two sides hold a fifth meeting",
        "They met in the U.S. embassy & at the bank’s office.",
        "A sixth meeting will follow.",
        "It will be in Beijing.",
    ]
    assert text.passages[0].kind is Kind.BOILERPLATE, "the title of the window says it once more"
    assert "Not seen" not in text.visible
    assert "Nobody sees" not in text.visible


def test_a_sentence_of_a_page_points_into_the_file_as_it_was() -> None:
    text = read_page(PAGE, "page.html")
    places = [PAGE[sentence.start : sentence.end] for sentence in text.sentences]
    assert places == [
        "The two sides hold a fifth\nmeeting",
        'They met in the <a href="#">U.S.&nbsp;embassy</a> &amp; at the bank&rsquo;s   office.',
        "A sixth meeting will follow.",
        "It will be in Beijing.",
    ]


def test_a_page_that_says_when_it_was_published_has_that_day() -> None:
    text = read_page(PAGE, "page.html")
    assert str(text.day) == "2024-08-14"
    assert text.stated
    assert PAGE[text.stated.start : text.stated.end] == text.stated.words
    script = '<html><script>{"datePublished": "2024-02-06T01:00Z"}</script><p>They met.</p>'
    assert str(read_page(script).day) == "2024-02-06"
    modified = '<html><meta name="last-modified" content="2024-02-06"><p>They met.</p>'
    assert read_page(modified).day is None


def test_the_title_of_the_window_is_the_headline_where_the_page_has_none() -> None:
    text = read_page("<html><title>A fifth meeting</title><p>They met.</p></html>")
    assert [passage.kind for passage in text.passages] == [Kind.HEADLINE, Kind.BODY]


MARKUP = st.lists(
    st.one_of(
        st.sampled_from(
            "<p> </p> <div> </div> <b> <br> <a> </a> <h1> </h1> <nav> </nav> <script> </script> "
            '<!-- --> <title> <p&gt; &amp; &#20013; &#0; &nbsp; & < > " \' = <a_b="c> </ <! '
            "<?xml ?> <span_class=ad> </span> <td> <p_hidden> 。 . !".replace("_", "\u00a0").split()
        ).map(lambda tag: tag.replace("\u00a0", " ")),
        st.sampled_from(["They met. ", "\n", "  ", "U.S. ", "中美会晤。"]),
        st.text(max_size=5),
    ),
    max_size=40,
).map("".join)


@given(MARKUP)
def test_any_markup_at_all_is_read_and_its_sentences_lie_in_it(raw: str) -> None:
    text = read_page(raw)
    before = 0
    for sentence in (one for passage in text.passages for one in passage.sentences):
        assert sentence.text == sentence.text.strip()
        assert before <= sentence.start < sentence.end <= len(raw)
        assert not set(sentence.text) - set(text.visible)
        before = sentence.end


@given(
    st.lists(st.sampled_from(["They", "met", "中", "a<b", "&", "x > y", "“no”", "é"]), min_size=1)
)
def test_what_was_escaped_is_seen_as_it_was_meant(words: list[str]) -> None:
    import html

    seen = " ".join(words)
    text = read_page(f"<div>{html.escape(seen)}</div>")
    assert text.visible.strip() == seen


@pytest.mark.parametrize(
    "bomb",
    ["<div>" * 20_000, "<html>" + "<" * 20_000, "<p>a</p>" * 9_000, "<p>" + "a " * 50_000],
    ids=["depth", "signs", "pieces", "length"],
)
def test_a_page_that_is_a_bomb_is_refused_by_its_size(
    bomb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "MOST_TAGS", page.MOST_TAGS // 50)
    monkeypatch.setattr(page, "MOST_PIECES", page.MOST_PIECES // 50)
    monkeypatch.setattr(page, "MOST_VISIBLE", page.MOST_VISIBLE // 50)
    with pytest.raises(InvalidInput, match="at most"):
        read_page(bomb + "<p>a", "bomb.html")


def test_a_missing_quotation_mark_costs_no_more_than_one_look_at_the_file() -> None:
    text = read_page('<p>They met.</p><a title="' * 1000 + "<p>It ended.</p>")
    assert text.sentences[0].text == "They met."
    assert page.MOST_TAGS > 1000
