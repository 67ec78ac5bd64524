"""Who led and who took part, as a text has it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from parley.group.press.document.tokens import Token
from parley.group.press.flags import Flag, FlagKind
from parley.group.press.meetings.expected import Expected
from parley.group.press.names.known import Known, Link, Mention
from parley.group.press.names.offices import Office, held_on
from parley.group.press.words.mark import Line, Mark

_CJK = ("zh", "ja", "ko")
#: How far from the word for leading a head may stand.
_REACH = 170
_PASSIVE_END = ("by", "por", "do", "of")


@dataclass(frozen=True)
class Head:
    """Somebody of whom a text says that he or she leads a side."""

    person: str
    written: str
    line: int
    start: int
    end: int


def heads_in(
    lines: Sequence[Line],
    mentions: Sequence[Mention],
    known: Mapping[str, Known],
    language: str,
) -> tuple[Head, ...]:
    """Everybody linked whom a sentence makes the head of a side or a chair of the meeting."""
    found = []
    for line in lines:
        cues = line.cues("lead")
        if not cues or not _is_about_meeting(line):
            continue
        for mention in mentions:
            if mention.line != line.number or mention.link is not Link.LINK:
                continue
            if known[mention.person].person.is_outside:
                continue
            if any(_leads(line, cue, mention, language) for cue in cues):
                found.append(
                    Head(mention.person, mention.written, line.number, mention.start, mention.end)
                )
    return tuple(found)


def _is_about_meeting(line: Line) -> bool:
    words = (
        "meeting",
        "pronoun",
        "held",
        "planned",
        "meets",
        "confirmed",
        "attend",
        "working_group",
        "travel",
    )
    sides = any(line.of("group", "country", "body"))
    return line.cue(*words) or sides or "team" in line.folded or "delegation" in line.folded


def _leads(line: Line, cue: Mark, mention: Mention, language: str) -> bool:
    if language in _CJK:
        return _leads_verb_last(line, cue, mention)
    before = cue.end <= mention.start
    gap = line.text[cue.end : mention.start] if before else line.text[mention.end : cue.start]
    if len(gap) > _REACH or any(sign in gap for sign in ".;") or _is_broken(line, cue, mention):
        return False
    is_passive = line.folded[cue.start : cue.end].split()[-1] in _PASSIVE_END
    return before if is_passive else not before


def _leads_verb_last(line: Line, cue: Mark, mention: Mention) -> bool:
    if cue.end <= mention.start:
        gap = line.text[cue.end : mention.start]
        leads = line.text[cue.start : cue.end] in ("由", "为首")
        return leads and len(gap) <= 40 and not any(sign in gap for sign in "。；")
    if any(mention.end <= other.start < cue.start for other in line.cues("receives")):
        return False
    gap = line.text[mention.end : cue.start]
    written = line.text[cue.start : cue.end]
    return written != "由" and len(gap) <= 60 and not any(sign in gap for sign in "。；")


def _is_broken(line: Line, cue: Mark, mention: Mention) -> bool:
    """Whether between leading and a name stands a word for taking part: "and includes"."""
    low, high = min(cue.end, mention.end), max(cue.start, mention.start)
    words = ("attend", "said", "past")
    return any(low <= other.start < high for other in line.cues(*words))


def unknown_heads(
    lines: Sequence[Line], mentions: Sequence[Mention], language: str
) -> Iterator[tuple[int, str]]:
    """Names of nobody known that stand right after "led by", with their sentence."""
    if language in _CJK:
        return
    taken = {(each.line, each.start) for each in mentions if each.link is Link.LINK}
    for line in lines:
        for cue in line.cues("lead"):
            if line.folded[cue.start : cue.end].split()[-1] != "by" or not _is_about_meeting(line):
                continue
            name = _name_after(line, cue)
            if name and (line.number, name[0]) not in taken:
                yield line.number, line.text[name[0] : name[1]]


def _name_after(line: Line, cue: Mark) -> tuple[int, int] | None:
    """The capitalised words right after a cue, past the title that may stand before them."""
    offices = [mark for mark in line.of("office") if mark.start >= cue.end]
    start = cue.end
    if offices and offices[0].start - cue.end <= 40:
        start = offices[0].end
    words = [token for token in line.tokens if token.start >= start]
    name: list[Token] = []
    for token in words:
        word = line.text[token.start : token.end]
        if not word[:1].isupper() or (name and token.start - name[-1].end > 2):
            break
        name.append(token)
    if len(name) < 2 or any(
        mark.start <= name[0].start < mark.end
        for mark in line.of("body", "country", "place", "office")
    ):
        return None
    return name[0].start, name[-1].end


def check_heads(
    heads: Sequence[Head],
    unknown: Sequence[tuple[int, str]],
    record: Expected,
    known: Mapping[str, Known],
) -> Iterator[Flag]:
    """Flags for heads whom the record of that meeting does not have."""
    if not record.heads:
        return
    listed = {person for people in record.heads.values() for person in people}
    names = ", ".join(sorted(known[each].person.names.name.en for each in listed if each in known))
    for head in heads:
        side = known[head.person].person.side
        if side in record.heads and head.person not in listed:
            expected = f"{names} ({record.name})"
            yield Flag(FlagKind.HEAD, head.written, expected, head.line)
    for line, written in unknown:
        yield Flag(FlagKind.HEAD, written, f"{names} ({record.name})", line)


def check_offices(
    mentions: Sequence[Mention], known: Mapping[str, Known], lines: Sequence[Line], day: date | None
) -> Iterator[Flag]:
    """Flags for titles that nobody of that name held on the day."""
    for mention in mentions:
        if not mention.titles or mention.link is Link.LEAVE or not mention.person:
            continue
        person = known[mention.person]
        if person.person.is_outside or not person.held:
            continue
        titles = {Office.of(mark.value) for mark in mention.titles}
        held = held_on(person.held, day) or person.held
        if any(title.fits(each.office) for title in titles for each in held):
            continue
        mark = mention.titles[0]
        line = lines[mention.line]
        said = f"{line.text[mark.start : mark.end]} {mention.written}"
        posts = sorted({each.post.title.en for each in held})
        expected = f"{person.person.names.name.en}: {', '.join(posts)}"
        yield Flag(FlagKind.OFFICE, said, expected, mention.line)
