"""Authorities in a text: which one a name means, and which names mean another country's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parley.group.dialogue.dialogue import Dialogue
from parley.group.press.names.known import Link, Mention
from parley.group.press.words.mark import Line, Mark


@dataclass(frozen=True)
class BodyAt:
    """A body of the record at one place of a text."""

    line: int
    start: int
    end: int
    written: str
    body: str
    how: str


def bodies_in(
    lines: Sequence[Line], dialogue: Dialogue, mentions: Sequence[Mention]
) -> tuple[BodyAt, ...]:
    """Every body that a text names, and only those of the record.

    "Vietnam's central bank" and "People's Bank of Vietnam" are none of them. A ministry of finance
    is the one of the country that stands beside it, and within a title that of whose title it is;
    the American one is the Treasury.
    """
    twins = _twins(dialogue)
    found = []
    for line in lines:
        for mark in line.of("body"):
            side = _side_of_title(line, mark, dialogue, mentions)
            meant = twins.get(mark.value, {}).get(side) or _meant(line, mark, dialogue, twins)
            if meant:
                written = line.text[mark.start : mark.end]
                found.append(BodyAt(line.number, mark.start, mark.end, written, meant, mark.how))
    return tuple(_told_by_text(found, lines, dialogue, twins))


def _twins(dialogue: Dialogue) -> Mapping[str, Mapping[str, str]]:
    """Bodies of one kind, by side: the ministry of finance of each."""
    kinds = (
        ("treasury", "ministry of finance"),
        ("department of commerce", "ministry of commerce"),
    )
    twins: dict[str, dict[str, str]] = {}
    for words in kinds:
        of_kind = {
            body.side: body.basis.id
            for body in dialogue.bodies
            if body.side
            and body.names.name.en.lower()
            .removeprefix("us department of the ")
            .removeprefix("us ")
            .startswith(words)
        }
        for name in of_kind.values():
            twins[name] = of_kind
    return twins


def _meant(
    line: Line,
    mark: Mark,
    dialogue: Dialogue,
    twins: Mapping[str, Mapping[str, str]],
) -> str:
    """The body that a name means; empty where it is another country's."""
    body = dialogue.body[mark.value]
    countries = _countries_beside(line, mark)
    if not body.side or not countries:
        return "" if _goes_on(line, mark) else mark.value
    if body.side in countries:
        return mark.value
    others = countries & set(twins.get(mark.value, {}))
    if others:
        return twins[mark.value][others.pop()]
    return ""


def _side_of_title(line: Line, mark: Mark, dialogue: Dialogue, mentions: Sequence[Mention]) -> str:
    """The side of whoever bears the title that a body stands in; empty for none."""
    for mention in mentions:
        if mention.line != line.number or mention.link is not Link.LINK:
            continue
        if any(title.start <= mark.start < title.end for title in mention.titles):
            return dialogue.person[mention.person].side
    return ""


def _countries_beside(line: Line, mark: Mark) -> set[str]:
    """Countries right before a name ("US ", "Japan's ", "美国") or after it ("of Vietnam")."""
    found: set[str] = set()
    for each in line.of("country", "pair"):
        gap_before = line.folded[each.end : mark.start] if each.end <= mark.start else None
        gap_after = line.folded[mark.end : each.start] if each.start >= mark.end else None
        if gap_before is not None and gap_before.strip() in ("", "'s", "'", "s"):
            found |= {each.value} if each.kind == "country" else set()
        elif gap_after is not None and gap_after.strip() in (
            "of",
            "of the",
            "in",
            "de",
            "del",
            "cua",
            "the",
        ):
            found.add(each.value)
    return found


def _goes_on(line: Line, mark: Mark) -> bool:
    """Whether a name goes on with "of" and a name that is not in the tables."""
    rest = line.text[mark.end :]
    return rest.startswith(" of ") and rest[4:5].isupper()


def _told_by_text(
    found: Sequence[BodyAt],
    lines: Sequence[Line],
    dialogue: Dialogue,
    twins: Mapping[str, Mapping[str, str]],
) -> Iterator[BodyAt]:
    """A bare ministry is the one that the text has named in full, if it named only one."""
    named: dict[str, set[str]] = {}
    for each in found:
        if each.body in twins and _is_with_country(each, lines):
            named.setdefault("".join(sorted(twins[each.body].values())), set()).add(each.body)
    for each in found:
        if each.body in twins and not _is_with_country(each, lines) and len(each.written) <= 4:
            only = named.get("".join(sorted(twins[each.body].values())), set())
            if len(only) == 1:
                meant = next(iter(only))
                yield BodyAt(each.line, each.start, each.end, each.written, meant, each.how)
                continue
        yield each


def _is_with_country(each: BodyAt, lines: Sequence[Line]) -> bool:
    line = lines[each.line]
    beside = any(
        other.kind == "country" and 0 <= each.start - other.end <= 2 for other in line.marks
    )
    return beside or len(each.written) > 4
