"""Of which authority somebody is said to be, held against that one's posts."""

import re
from collections.abc import Iterator, Mapping, Sequence

from parley.group.dialogue.dialogue import Dialogue
from parley.group.press.flags import Flag, FlagKind
from parley.group.press.names.bodies import BodyAt
from parley.group.press.names.known import Known, Link, Mention
from parley.group.press.words.mark import Line

#: What stands between a body and the title or the name that it goes with.
_BEFORE = re.compile(
    r"|[ \u3000]|['’]s? |の|의 |(?:['’]s)? (?:senior |top )?officials? |的?(?:高级)?官员|の?高官の"
)
#: What stands between a title or a name and the body that it goes with.
_AFTER = re.compile(
    r"(?:,? (?:of|of the|del|de la|de|cua)| at| at the)(?: the| us| u\.s\.| chinese)? ?| ?[(（]"
)


def wrong_affiliations(
    mentions: Sequence[Mention],
    bodies: Sequence[BodyAt],
    known: Mapping[str, Known],
    dialogue: Dialogue,
    lines: Sequence[Line],
) -> Iterator[Flag]:
    """Flags for people who are said to be of an authority that they were not of.

    Args:
        mentions: The people with their titles.
        bodies: The authorities.
        known: Who is known.
        dialogue: For the parts of authorities.
        lines: The sentences.
    """
    seats = _seats_of_government(known)
    for mention in mentions:
        if mention.link is not Link.LINK or known[mention.person].person.is_outside:
            continue
        own = _own_bodies(known[mention.person], dialogue)
        for body in bodies:
            is_here = body.line == mention.line and body.body not in own | seats
            if not is_here or not dialogue.body[body.body].side:
                continue
            if _is_of(lines[mention.line], mention, body, mentions):
                person = known[mention.person].person
                posts = {each.body for each in person.posts} & own
                names = sorted(dialogue.body[each].names.name.en for each in posts)
                said = f"{body.written} {mention.written}"
                expected = f"{person.names.name.en}: {', '.join(names)}"
                yield Flag(FlagKind.OFFICE, said, expected, mention.line)


def _seats_of_government(known: Mapping[str, Known]) -> set[str]:
    """Bodies of which everybody in a government may be said to be: the White House."""
    ranks = ("president", "premier", "vice-premier")
    held = [each for person in known.values() for each in person.held]
    return {each.post.body for each in held if each.office.rank in ranks}


def _own_bodies(person: Known, dialogue: Dialogue) -> set[str]:
    """The bodies of somebody's posts, earlier ones too, what they are parts of, and their parts."""
    own = {each.body for each in person.person.posts}
    own |= {dialogue.body[each].parent for each in own if each in dialogue.body}
    parts = {each.basis.id for each in dialogue.bodies if each.parent and each.parent in own}
    return {each for each in own | parts if each}


def _is_of(line: Line, mention: Mention, body: BodyAt, mentions: Sequence[Mention]) -> bool:
    """Whether a body stands where the one of a title or of a name stands."""
    spans = [(title.start, title.end) for title in mention.titles]
    if any(start < body.end and body.start < end for start, end in spans):
        return False  # part of the title's own words
    for start, _ in (*spans, (mention.start, mention.end)):
        if body.end <= start and _BEFORE.fullmatch(line.folded[body.end : start]):
            return not _belongs_to_another(line, body, mention, mentions)
    for _, end in (*spans, (mention.start, mention.end)):
        if body.start >= end and _AFTER.fullmatch(line.folded[end : body.start]):
            return not _belongs_to_another(line, body, mention, mentions)
    return False


def _belongs_to_another(
    line: Line, body: BodyAt, mention: Mention, mentions: Sequence[Mention]
) -> bool:
    """``宣昌能人民银行副行长和尼曼``: a name that ends where the body begins bears it."""
    return any(
        each is not mention
        and each.line == body.line
        and (0 <= body.start - each.end <= 1 or 0 <= each.start - body.end <= 1)
        for each in mentions
    ) and not (0 <= mention.start - body.end <= 1)
