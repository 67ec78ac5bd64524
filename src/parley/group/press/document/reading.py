"""From the signs of a file to a text: passages told apart, sentences cut, language and day told."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from parley.group.press.document.language import tell_language
from parley.group.press.document.passages import (
    Block,
    cut,
    dateline_end,
    find_blocks,
    heads_links,
    is_noise,
    is_title,
    kind_of,
    noise_end,
)
from parley.group.press.document.stated_day import find_stated_day, is_line_of_a_day
from parley.group.press.document.text import (
    Form,
    Kind,
    Language,
    Passage,
    Piece,
    Sentence,
    StatedDay,
    Text,
)


def read_text(raw: str, file: str = "", form: Form = Form.PLAIN) -> Text:
    """Make a text from the signs of a file.

    Args:
        raw: The decoded file as it was; for a PDF the text taken out of it. Any signs at all.
        file: Its name, as errors and results shall give it.
        form: What kind of file it came in.

    Returns:
        The text; one without passages where there is nothing to read.

    Example:
        >>> text = read_text("The two sides met on Friday.It was the fifth meeting.", "note.txt")
        >>> [sentence.text for sentence in text.sentences]
        ['The two sides met on Friday.', 'It was the fifth meeting.']
        >>> text.language.value, text.day
        ('en', None)
    """
    blocks = tuple(find_blocks(raw, is_wrapped=form is Form.PDF))
    return lay_out(raw, raw, (), blocks, file=file, form=form, stated=None)


#: Languages in which 06/02/2024 is 6 February.
_DAY_FIRST = frozenset({Language.SPANISH, Language.VIETNAMESE})


def lay_out(
    raw: str,
    visible: str,
    pieces: tuple[Piece, ...],
    blocks: tuple[Block, ...],
    *,
    file: str,
    form: Form,
    stated: StatedDay | None,
) -> Text:
    """Tell what each block is, cut it into sentences, and put the text together."""
    bare = Text(file, form, raw, visible, tell_language(visible), stated, (), pieces)
    passages = tuple(
        Passage(told, tuple(_sentence(bare, at, end) for at, end in places))
        for kind, start, stop in _told(visible, blocks)
        for told, places in _without_noise(kind, visible, cut(visible, start, stop))
    )
    filled = tuple(passage for passage in passages if passage.sentences)
    stated = stated or find_stated_day(
        visible, filled, bare.place, is_day_first=bare.language in _DAY_FIRST
    )
    told = tuple(_without_day(passage) for passage in filled)
    return Text(file, form, raw, visible, bare.language, stated, told, pieces)


def _without_noise(
    kind: Kind, visible: str, places: tuple[tuple[int, int], ...]
) -> Iterator[tuple[Kind, tuple[tuple[int, int], ...]]]:
    """Sentences of a passage, and apart from them what is strewn between them."""
    for noisy, run in groupby(places, key=lambda place: is_noise(visible[place[0] : place[1]])):
        yield Kind.BOILERPLATE if noisy else kind, tuple(run)


def _without_day(passage: Passage) -> Passage:
    """A line that only gives the document's day says nothing of what happened then."""
    words = " ".join(sentence.text for sentence in passage.sentences)
    if passage.kind in {Kind.BODY, Kind.HEADLINE} and is_line_of_a_day(words):
        return replace(passage, kind=Kind.DATELINE)
    return passage


def _told(visible: str, blocks: tuple[Block, ...]) -> Iterator[tuple[Kind, int, int]]:
    """Each block, or its dateline and the rest of it, with what it is."""
    body_seen = under_links = False
    for number, block in enumerate(blocks):
        words = visible[block.start : block.end]
        kind = Kind.BOILERPLATE if block.is_outside else kind_of(words)
        is_list = under_links and is_title(visible, block) and not block.is_heading
        if kind is Kind.BODY and is_list:
            kind = Kind.CROSS_LINK
        under_links = is_list or heads_links(words)
        if kind is not Kind.BODY:
            yield kind, block.start, block.end
            continue
        start = noise_end(visible, block.start, block.end)
        if start > block.start:
            yield Kind.BOILERPLATE, block.start, start
        while (after := dateline_end(visible, start, block.end)) > start:
            yield Kind.DATELINE, start, after
            start = after
        rest = Block(start, block.end, block.is_heading)
        is_first = not body_seen and number + 1 < len(blocks)
        if rest.is_heading or (is_first and is_title(visible, rest)):
            yield Kind.HEADLINE, rest.start, rest.end
        else:
            body_seen = body_seen or bool(visible[rest.start : rest.end].strip())
            yield Kind.BODY, rest.start, rest.end


def _sentence(text: Text, at: int, end: int) -> Sentence:
    start, stop = text.place(at, end)
    return Sentence(text.visible[at:end], start, stop, at)
