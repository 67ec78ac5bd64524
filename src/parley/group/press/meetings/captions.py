"""Captions, questions, and what is said of the meeting before: none tells of a text's own."""

from collections.abc import Sequence
from dataclasses import replace

from parley.group.press.meetings.claims import Claim
from parley.group.press.meetings.groups import GroupAt
from parley.group.press.words.mark import Line
from parley.group.press.words.phrases import Phrases

_ASKS = ("?", "？")
_OPENS = ("[", "(", "（", "【", "［")
_CLOSERS = "\"'”’»」』)）"


def named_in_the_story(named: Sequence[GroupAt], lines: Sequence[Line]) -> tuple[GroupAt, ...]:
    """Where groups are named, without captions, unless captions alone name any."""
    kept = tuple(each for each in named if not _is_caption(lines, each.line))
    return kept or tuple(named)


def without_captions(
    claims: Sequence[Claim], lines: Sequence[Line], named: Sequence[GroupAt], phrases: Phrases
) -> tuple[Claim, ...]:
    """Claims, those of a picture said of another meeting, and no status from a question.

    "The picture shows the third meeting in February" stands in a report of the fifth. Where a text
    names its group in captions alone they are all there is, and are kept. "The previous meeting"
    at the head of a sentence makes all of it one of another meeting.
    """
    pictures = {line.number for line in lines if _is_caption(lines, line.number)}
    if all(each.line in pictures for each in named):
        pictures = set()
    pictures |= {line.number for line in lines if phrases.has("another", line.folded)}
    return tuple(
        replace(claim, is_of_another=True) if claim.line in pictures else claim
        for claim in claims
        if claim.kind != "status" or not _asks(lines[claim.line])
    )


def _is_caption(lines: Sequence[Line], number: int) -> bool:
    """Whether a sentence is a caption, or the title of a picture, its source in the next one."""
    if lines[number].cue("caption"):
        return True
    after = lines[number + 1] if number + 1 < len(lines) else None
    return after is not None and after.text.startswith(_OPENS) and after.cue("caption")


def _asks(line: Line) -> bool:
    return line.text.rstrip().rstrip(_CLOSERS).endswith(_ASKS)
