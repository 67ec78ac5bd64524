"""From the signs of a file to a text: passages told apart, sentences cut, language and day told."""

from collections.abc import Iterator

from parley.group.press.language import tell_language
from parley.group.press.passages import Block, cut, dateline_end, find_blocks, is_title, kind_of
from parley.group.press.stated_day import find_stated_day
from parley.group.press.text import Form, Kind, Passage, Piece, Sentence, StatedDay, Text


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
        Passage(kind, tuple(_sentence(bare, at, end) for at, end in cut(visible, start, stop)))
        for kind, start, stop in _told(visible, blocks)
    )
    filled = tuple(passage for passage in passages if passage.sentences)
    stated = stated or find_stated_day(visible, filled)
    return Text(file, form, raw, visible, bare.language, stated, filled, pieces)


def _told(visible: str, blocks: tuple[Block, ...]) -> Iterator[tuple[Kind, int, int]]:
    """Each block, or its dateline and the rest of it, with what it is."""
    body_seen = False
    for number, block in enumerate(blocks):
        if block.is_outside:
            yield Kind.BOILERPLATE, block.start, block.end
            continue
        kind = kind_of(visible[block.start : block.end])
        if kind is not Kind.BODY:
            yield kind, block.start, block.end
            continue
        start = block.start
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
