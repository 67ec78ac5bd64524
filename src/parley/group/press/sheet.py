"""A reading as plain values, as they go into JSON: files, meetings, people, facts, flags."""

from collections.abc import Iterator, Mapping
from typing import Any

from parley.group.dialogue.dialogue import Dialogue
from parley.group.press.flags import FlagKind
from parley.group.press.names.known import Known, Link, Mention
from parley.group.press.names.offices import held_on
from parley.group.press.reading import Reading

Row = dict[str, Any]


def lay_out_reading(
    reading: Reading, dialogue: Dialogue, known: Mapping[str, Known], story: str
) -> Row:
    """A reading as one object: keys in a fixed order.

    Args:
        reading: What a text says.
        dialogue: For the names of people and bodies.
        known: For the offices of people.
        story: The same for all versions of one story.
    """
    return {
        "file": reading.text.file,
        "language": reading.text.language.value,
        "story": story,
        "meetings": [
            {
                "group": each.group or None,
                "number": each.number or None,
                "status": each.status or None,
                "place": each.place or None,
                "start": each.start.isoformat() if each.start else None,
                "end": each.end.isoformat() if each.end else None,
                "basis": each.basis,
            }
            for each in reading.meetings
        ],
        "people": list(_people(reading, known)),
        "bodies": list(_bodies(reading, dialogue)),
        "topics": list(reading.topics),
        "facts": [
            {
                "kind": fact.kind,
                "value": fact.value,
                "speaker": fact.speaker,
                "status": fact.status,
                **_sentence(reading, fact.line),
            }
            for fact in reading.facts
        ],
        "flags": [
            {
                "kind": flag.kind.value,
                "said": flag.said,
                "record": flag.record,
                **(_place(*flag.outside) if flag.outside else _sentence(reading, flag.line)),
            }
            for flag in reading.flags
        ],
    }


def _sentence(reading: Reading, line: int) -> Row:
    if not 0 <= line < len(reading.lines):
        return {"sentence": "", "start": 0, "end": 0}
    sentence = reading.lines[line].sentence
    return _place(sentence.text, sentence.start, sentence.end)


def _place(words: str, start: int, end: int) -> Row:
    return {"sentence": words, "start": start, "end": end}


def _people(reading: Reading, known: Mapping[str, Known]) -> Iterator[Row]:
    """One entry for each person, and one for each name that a person must decide about."""
    grouped: dict[tuple[str, str], list[Mention]] = {}
    for mention in reading.mentions:
        is_sure = mention.link is Link.LINK
        grouped.setdefault(
            (mention.person if is_sure else "", mention.written if not is_sure else ""), []
        ).append(mention)
    wrong = {(flag.line, flag.said) for flag in reading.flags if flag.kind is FlagKind.HEAD}
    contradicted = {each.person for each in reading.heads if (each.line, each.written) in wrong}
    heads = {each.person for each in reading.heads} - contradicted
    for (person, _), mentions in grouped.items():
        first = mentions[0]
        written = list(dict.fromkeys(each.written for each in mentions))
        if not person:
            yield {
                "id": None, "name": None, "as_written": written, "side": None, "post": None,
                "role": None, "link": first.link.value,
            }  # fmt: skip
            continue
        entry = known[person]
        yield {
            "id": person,
            "name": entry.person.names.name.en,
            "as_written": written,
            "side": entry.person.side or None,
            "post": _post(entry, reading),
            "role": _role(entry, reading, heads),
            "link": first.link.value,
        }


def _post(entry: Known, reading: Reading) -> str | None:
    start = next((each.start for each in reading.meetings if each.start), None)
    held = held_on(entry.held, reading.text.day or start) or entry.held
    return held[0].post.title.en if held else None


def _role(entry: Known, reading: Reading, heads: set[str]) -> str:
    """What somebody is in a text: head, outside voice, principal, speaker or only mentioned."""
    if entry.person.is_outside:
        return "outside voice"
    if entry.id in heads:
        return "head"
    if any(fact.speaker == entry.id for fact in reading.facts):
        return "speaker"
    return "mentioned"


def _bodies(reading: Reading, dialogue: Dialogue) -> Iterator[Row]:
    written: dict[str, list[str]] = {}
    for each in reading.bodies:
        written.setdefault(each.body, []).append(each.written)
    speakers = {fact.speaker for fact in reading.facts}
    for body, forms in written.items():
        entry = dialogue.body[body]
        yield {
            "id": body,
            "name": entry.names.name.en,
            "as_written": list(dict.fromkeys(forms)),
            "side": entry.side or None,
            "post": None,
            "role": "speaker" if body in speakers else "mentioned",
            "link": Link.LINK.value,
        }
