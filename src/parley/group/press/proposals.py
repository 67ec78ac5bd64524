"""What a reading proposes to the record: its text as a source, and what it says, to be judged."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from parley.group.dialogue.commitments import Grade
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.series import series
from parley.group.dialogue.views.terms import GRADES as GRADE_WORDS
from parley.group.press.facts.facts import GRADES, Fact
from parley.group.press.flags import FlagKind
from parley.group.press.meetings.attendance import Head
from parley.group.press.meetings.found import MeetingFound
from parley.group.press.reading import Reading

Proposal = tuple[str, dict[str, Any]]

#: The marking of what a reading proposes, until somebody gives it another one.
_HANDLING = "TLP:AMBER"


def propose(
    reading: Reading, dialogue: Dialogue, name: str, address: str, today: date
) -> tuple[Proposal, ...]:
    """Entries for the record, all of them proposals that wait for a person.

    The text becomes a source, every meeting that it tells of a claim with what the text itself
    says, right or wrong: claims are compared and never adopted. Of the facts only those that no
    flag speaks against are proposed: commitments and the like as such, concerns as another time
    that a known thread was raised.

    Args:
        reading: What a text says.
        dialogue: The record, with what the node has added.
        name: What the entries are named after; the same for the same text.
        address: Where the text was read.
        today: The first day on which the record knows of it.

    Returns:
        The word for the kind and the table of each; none for a text that says nothing.
    """
    if not reading.meetings and not reading.facts:
        return ()
    day = reading.text.day
    source: dict[str, Any] = {
        "id": name, "title": f"Report read from {address}", "kind": "press",
        "language": reading.text.language.value, "address": address,
    }  # fmt: skip
    if day:
        source["published"] = day.isoformat()
    ground = {
        "sources": [name], "known_from": today.isoformat(), "handling": _HANDLING,
        "standing": "proposed",
    }  # fmt: skip
    found = [
        *_claims(reading, dialogue, name),
        *_pledges(reading, dialogue, name),
        *_raisings(reading, dialogue, name),
    ]
    return (("source", source), *((word, {**table, **ground}) for word, table in found))


def _claims(reading: Reading, dialogue: Dialogue, name: str) -> Iterator[Proposal]:
    places = {place.names.name.en: place.id for place in dialogue.places}
    for count, meeting in enumerate(reading.meetings, start=1):
        if meeting.group not in dialogue.charter:
            continue
        table: dict[str, Any] = {
            "id": f"{name}-meeting-{count}",
            "group": meeting.group,
            "text": {
                "en": f"A report tells of a meeting of {meeting.group}.",
                "zh": f"报道提及{meeting.group}的一次会议。",
            },
            **_sentence(reading, _plainest(meeting)),
        }
        said = _said(meeting, "number")
        place = places.get(_said(meeting, "place"), "")
        key = _key_of(meeting, dialogue)
        table |= {"number": int(said)} if said else {}
        table |= {"place": place} if place else {}
        table |= {"meeting": key} if key else {}
        if meeting.days and meeting.days.first:
            table["day"] = meeting.days.first.isoformat()
        heads = _heads(reading.heads, dialogue)
        table |= {"heads": heads} if heads else {}
        yield "claim", table


def _said(meeting: MeetingFound, kind: str) -> str:
    """What the text itself says, most plainly said first."""
    claims = sorted(
        (each for each in meeting.claims if each.kind == kind), key=lambda each: -each.weight
    )
    return claims[0].value if claims else ""


def _plainest(meeting: MeetingFound) -> int:
    """The sentence that says most of a meeting; of two that say as much, the first."""
    weights: dict[int, float] = {}
    for claim in sorted(meeting.claims, key=lambda each: each.line):
        weights[claim.line] = weights.get(claim.line, 0.0) + claim.weight
    return max(weights, key=lambda line: weights[line], default=0)


def _key_of(meeting: MeetingFound, dialogue: Dialogue) -> str:
    if meeting.record is None or not meeting.record.number:
        return ""
    found = (each for each in series(dialogue, meeting.group) if each.name == meeting.record.name)
    return next((each.meeting.key for each in found), "")


def _heads(heads: tuple[Head, ...], dialogue: Dialogue) -> dict[str, str]:
    found: dict[str, str] = {}
    for head in heads:
        side = dialogue.person[head.person].side
        if side:
            found.setdefault(side, head.person)
    return found


def _day_of(reading: Reading) -> date | None:
    start = next((each.end for each in reading.meetings if each.end), None)
    return start or reading.text.day


def _accepted(reading: Reading, *kinds: str) -> Iterator[tuple[Fact, Mapping[str, Any]]]:
    damaged = {flag.line for flag in reading.flags if flag.kind is not FlagKind.NAME}
    for fact in reading.facts:
        is_sound = fact.status == "accepted" and fact.line not in damaged
        if fact.kind in kinds and is_sound and isinstance(fact.value, Mapping):
            yield fact, fact.value


def _words(reading: Reading, fact: Fact) -> dict[str, Any]:
    language = reading.text.language.value
    return {"words": _shown(reading, fact.line), "language": language}


def _shown(reading: Reading, line: int) -> str:
    """A sentence on one line, without signs that nobody sees."""
    words = " ".join(reading.lines[line].text.split())
    return "".join(sign for sign in words if sign.isprintable())


def _sentence(reading: Reading, line: int) -> dict[str, Any]:
    """The sentence that a proposal stands on, and where it stands in the file."""
    sentence = reading.lines[line].sentence
    return {
        "sentence": _shown(reading, line),
        "sentence_language": reading.text.language.value,
        "sentence_start": sentence.start,
        "sentence_end": sentence.end,
    }


def _pledges(reading: Reading, dialogue: Dialogue, name: str) -> Iterator[Proposal]:
    made = _day_of(reading)
    if made is None:
        return
    for count, (fact, value) in enumerate(_accepted(reading, *GRADES), start=1):
        if value.get("side") not in dialogue.side:
            continue  # a second reader names no side, or one that there is not
        topics = [each for each in value.get("topics", ()) if each in dialogue.topic]
        side, grade = dialogue.side[value["side"]].name, GRADE_WORDS[Grade(fact.kind)]
        table: dict[str, Any] = {
            "id": f"{name}-pledge-{count}",
            "grade": fact.kind,
            "owners": [value["side"]],
            "made": made.isoformat(),
            "text": {
                "en": f"{side.en}, {grade.en}, as a report has it.",
                "zh": f"据报道，{side.zh}有此{grade.zh}。",
            },
            **_words(reading, fact),
            **_sentence(reading, fact.line),
        }
        table |= {"topic": topics[0]} if topics else {}
        table |= {"person": value["who"]} if value.get("who") in dialogue.person else {}
        yield "commitment", table


def _raisings(reading: Reading, dialogue: Dialogue, name: str) -> Iterator[Proposal]:
    """Known threads of concern that the text says were raised again."""
    day = _day_of(reading)
    threads = {(each.by, each.topic): each for each in dialogue.concerns}
    keys = [key for each in reading.meetings if (key := _key_of(each, dialogue))]
    seen: set[str] = set()
    for fact, value in _accepted(reading, "concern"):
        thread = threads.get((str(value.get("side", "")), str(value.get("topic", ""))))
        if day is None or thread is None or thread.basis.id in seen or value.get("channel"):
            continue
        seen.add(thread.basis.id)
        table: dict[str, Any] = {
            "id": f"{name}-raised-{len(seen)}",
            "concern": thread.basis.id,
            "day": day.isoformat(),
            "text": {
                "en": f"A report says that this was raised: {thread.text.en.rstrip('.')}.",
                "zh": f"报道称已提出该关切：{thread.text.zh.rstrip('。')}。",
            },
            **_words(reading, fact),
            **_sentence(reading, fact.line),
        }
        table |= {"meeting": keys[0]} if keys else {}
        yield "raising", table
