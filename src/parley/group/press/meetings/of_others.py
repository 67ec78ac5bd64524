"""What a text says of others than the groups: leaders, principals, a founding, habits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from parley.group.dialogue.dialogue import Dialogue
from parley.group.press.meetings.claims import Claim
from parley.group.press.meetings.counting import parted
from parley.group.press.meetings.groups import GroupAt
from parley.group.press.meetings.which_groups import Heads
from parley.group.press.names.known import Link, Mention
from parley.group.press.words.mark import Line, Mark
from parley.group.press.words.phrases import Phrases

#: What is said of a meeting, and not of a group or of the whole series.
_OF_A_MEETING = ("number", "place", "days", "status")
#: How near to a group's name the verb of its founding stands, in letters and in signs.
_NEAR, _NEAR_EAST = 45, 16
#: Farther than this a day is not that of a founding.
_FAR = 60
_EAST = ("zh", "ja", "ko")
#: A report of a founding says so this early, counted in sentences.
_HEAD = 4
#: How far before its meeting the town of leaders stands, in signs: 在旧金山举行的中美元首会晤.
_TOWN_BEFORE = 8
_EVENT = ("held", "planned", "confirmed", "meets", "meeting", "receives", "other", "commitment")


@dataclass(frozen=True)
class Frame:
    """What a text is read with.

    Args:
        sides: The principals, who stand above the groups, by their side.
        others: Everybody else who leads no group, by his or her side.
        leaders: Everybody who has led a meeting of a group.
        phrases: Of the text's language.
        too_early: Groups that were founded after the day that the text states.
    """

    sides: Mapping[str, str]
    leaders: frozenset[str]
    phrases: Phrases
    others: Mapping[str, str]
    too_early: frozenset[str] = frozenset()

    @property
    def near(self) -> int:
        """How near to a group's name the verb of its founding stands."""
        return _NEAR_EAST if self.phrases.language in _EAST else _NEAR


def frame_of(
    dialogue: Dialogue,
    heads: Heads,
    phrases: Phrases,
    day: date | None = None,
) -> Frame:
    """Lay out what a text is read with; ``day`` is the one that it states as its own."""
    principals = {each.person for charter in dialogue.charters for each in charter.principals}
    leading = frozenset().union(*(heads.people.get(group, ()) for group in heads.groups))
    sides = {person.basis.id: person.side for person in dialogue.people}
    return Frame(
        {person: side for person, side in sides.items() if person in principals},
        leading,
        phrases,
        {person: side for person, side in sides.items() if person not in principals | leading},
        frozenset(
            charter.basis.id
            for charter in dialogue.charters
            if day and charter.founded and day < charter.founded
        ),
    )


def said_of_groups(
    claims: Sequence[Claim],
    lines: Sequence[Line],
    named: Sequence[GroupAt],
    mentions: Sequence[Mention],
    frame: Frame,
) -> tuple[Claim, ...]:
    """Claims without those that are said of somebody else's meeting, or of none.

    Talks of the two principals, a summit of the two leaders, "will meet regularly" and "was
    launched in Beijing" tell of no meeting of a group. The day of a founding is said of it.
    """
    talks = _talks_of_principals(lines, named, mentions, frame)
    numbered = {each.line for each in claims if each.kind == "number"}
    kept = []
    for claim in claims:
        line = lines[claim.line]
        if claim.kind not in _OF_A_MEETING:
            if claim.kind != "founded" or _is_of_a_group(claim, line, named):
                kept.append(claim)
        elif not _is_of_somebody_else(claim, line, talks, frame) and not any(
            _is_of_theirs(claim, line, each, frame) or _is_of_a_reception(claim, line, each, frame)
            for each in mentions
        ):
            kept.extend(_without_founding(claim, line, named, frame, claim.line in numbered))
    return tuple(kept)


def _is_of_somebody_else(claim: Claim, line: Line, talks: Mapping[int, int], frame: Frame) -> bool:
    start = talks.get(claim.line)
    if start is not None and _is_of_talks_from(claim, line, start):
        return True
    if claim.kind == "status" and _is_habit(claim, line):
        return True
    if claim.kind == "place" and _is_of_a_speech(claim, line, frame):
        return True
    if claim.kind == "days" and _is_of_a_journey(claim, line, frame):
        return True
    if claim.kind == "days" and _is_since(claim, line, frame.phrases):
        return True
    return _is_of_leaders(claim, line, frame.phrases)


def _is_of_theirs(claim: Claim, line: Line, whose: Mention, frame: Frame) -> bool:
    """Whether a town or a day goes with "Yellen's talks", "Yellen's visit" before it."""
    if whose.line != claim.line or whose.person not in frame.sides or claim.start < whose.end:
        return False
    between = line.folded[whose.end : claim.start]
    if not between.startswith(("'s ", "' ")) or parted(line, whose.end, claim.start):
        return False
    return any(whose.end <= mark.start <= claim.start for mark in line.cues("meeting", "other"))


def _is_of_a_reception(claim: Claim, line: Line, whose: Mention, frame: Frame) -> bool:
    """Whether a day is that on which a principal received those who meet: it may be the last one.

    The town is that of the meeting all the same.
    """
    if claim.kind != "days" or whose.line != claim.line or whose.person not in frame.sides:
        return False
    received = any(mark.start >= whose.end for mark in line.cues("receives"))
    return received and not any(True for _ in line.of("group")) and not line.cue("working_group")


def _is_of_a_speech(claim: Claim, line: Line, frame: Frame) -> bool:
    """Whether a town is where a principal, or he or she, said something: "she said in New York"."""
    speech = any(
        match.end() == claim.start for match in frame.phrases.find("speech_in", line.folded)
    )
    return speech and not any(mark.value in frame.leaders for mark in line.of("person", "surname"))


def _is_of_a_journey(claim: Claim, line: Line, frame: Frame) -> bool:
    """Whether three days and more are a journey's: "will travel to Shanghai August 13-16"."""
    if claim.first is None or claim.last is None or not 2 <= (claim.last - claim.first).days <= 7:
        return False
    return _is_within(
        claim.start,
        claim.end,
        [match.span() for match in frame.phrases.find("journey", line.folded)],
    )


def _is_since(claim: Claim, line: Line, phrases: Phrases) -> bool:
    """Whether a month or a year is the beginning of a time: "the third since last September"."""
    if any(claim.start <= mark.start < claim.end for mark in line.of("weekday")):
        return False
    since = [match.span() for match in phrases.find("since", line.folded)]
    return _is_within(claim.start, claim.end, since)


def _is_of_a_group(claim: Claim, line: Line, named: Sequence[GroupAt]) -> bool:
    """Whether a founding is that of a group: one is named, or pointed at in the same clause.

    "The fiftieth anniversary of the council's founding" is none.
    """
    if any(each.line == line.number for each in named):
        return True
    return any(not parted(line, *_between(claim, mark)) for mark in line.cues("pronoun"))


def _without_founding(
    claim: Claim, line: Line, named: Sequence[GroupAt], frame: Frame, is_numbered: bool
) -> Iterator[Claim]:
    """A claim as it is, a day of a founding as one, nothing for what else a founding has."""
    founded = _founding_verb(line, named, frame)
    if founded is None:
        yield claim
    elif claim.kind == "days" and _is_day_of_founding(claim, line, named, founded, frame):
        yield replace(claim, kind="founded")
    elif is_numbered or _has_own_verb(claim, line, founded):
        yield claim
    elif claim.kind == "days" and _is_nearest_day(claim, line, founded, frame):
        yield replace(claim, kind="founded")


def _is_nearest_day(claim: Claim, line: Line, founded: Mark, frame: Frame) -> bool:
    """Whether no trip, summit or agreement stands between a day and the verb of a founding."""
    start, end = _between(claim, founded)
    if frame.phrases.has("summit", line.folded[start:end]):
        return False
    return end - start <= _FAR and not any(
        start <= mark.start < end for mark in line.cues("other", "past", "commitment", "meets")
    )


def is_told(
    group: str,
    own: Sequence[Claim],
    lines: Sequence[Line],
    named: Sequence[GroupAt],
    mentions: Sequence[Mention],
    frame: Frame,
) -> bool:
    """Whether a text tells of a meeting of this group, and not only of the group.

    In a report of the founding only sentences that name the group count, and no mere plan; in one
    of the principals' talks that names nobody who leads a group, those that name the group.
    """
    if group in frame.too_early:
        return False
    at = {each.line for each in named if each.group == group and not each.is_of_pair}
    nameless = {each.line for each in named if not each.group or each.is_of_pair}
    kinds = {each.kind for each in own}
    if _is_report_of_founding(lines, named, frame):
        said = [each for each in own if each.line in at | nameless]
        return bool({each.kind for each in said} & {"number", "days", "place"}) or any(
            each.kind == "status" and each.value == "held" and each.line in at for each in said
        )
    led = any(each.person in frame.leaders and each.link is Link.LINK for each in mentions)
    if not led and _talks_of_principals(lines, named, mentions, frame):
        own = [each for each in own if each.line in at | nameless]
        kinds = {each.kind for each in own}
    if kinds & {"number", "days", "place"}:
        return True
    return any(each.kind == "status" and each.line in at for each in own)


def _is_report_of_founding(lines: Sequence[Line], named: Sequence[GroupAt], frame: Frame) -> bool:
    """Whether the first sentence that names a group says that it was founded, and no more."""
    first = min((each.line for each in named), default=-1)
    if not 0 <= first <= _HEAD or _founding_verb(lines[first], named, frame) is None:
        return False
    line = lines[first]
    counted = any(
        frame.phrases.number_in(each)
        for name in ("number", "before")
        for each in frame.phrases.find(name, line.folded)
    )
    return not counted and not any(
        not _is_habit_at(mark, line) for mark in line.cues("held", "planned")
    )


def _founding_verb(line: Line, named: Sequence[GroupAt], frame: Frame) -> Mark | None:
    """The verb that founds a group which this sentence names: it stands beside the name."""
    groups = [each for each in named if each.line == line.number]
    for mark in line.cues("founding", "founded"):
        for each in groups:
            start, end = min(mark.end, each.end), max(mark.start, each.start)
            near = frame.near
            if mark.end <= each.start and not _is_event_between(line, start, end):
                near *= 3  # "the establishment of two dialogues, namely the EWG and the FWG"
            if end - start <= near and not set(line.text[start:end]) & set(";；。"):
                return mark
    return None


def _is_event_between(line: Line, start: int, end: int) -> bool:
    marks = line.cues("held", "planned", "confirmed", "meets")
    return any(start <= mark.start and mark.end <= end for mark in marks)


def _is_day_of_founding(
    claim: Claim, line: Line, named: Sequence[GroupAt], founded: Mark, frame: Frame
) -> bool:
    """Whether a day follows right upon a founding: "launched the group last September"."""
    is_east = frame.phrases.language in _EAST
    if is_east or claim.start < founded.end or parted(line, founded.end, claim.start):
        return False
    between = [
        mark
        for mark in line.cues("held", "planned", "meets", "meeting")
        if founded.end <= mark.start and mark.end <= claim.start
    ]
    groups = any(
        each.line == line.number and founded.end <= each.start and each.end <= claim.start
        for each in named
    )
    return groups and not between


def _between(claim: Claim, mark: Mark) -> tuple[int, int]:
    return min(claim.end, mark.end), max(claim.start, mark.start)


def _has_own_verb(claim: Claim, line: Line, founded: Mark) -> bool:
    """Whether a sentence holds a meeting, or the clause of what is said does and founds nothing."""
    if line.cue("held", "planned"):
        return True
    return parted(line, *_between(claim, founded)) and any(
        not parted(line, *_between(claim, mark)) for mark in line.cues("meets", "meeting")
    )


def _is_habit(claim: Claim, line: Line) -> bool:
    return any(
        abs(mark.start - claim.start) <= 60 and not parted(line, *_between(claim, mark))
        for mark in line.cues("habit")
    )


def _is_habit_at(mark: Mark, line: Line) -> bool:
    return any(
        not parted(line, min(mark.end, cue.end), max(mark.start, cue.start))
        for cue in line.cues("habit")
    )


def _is_of_leaders(claim: Claim, line: Line, phrases: Phrases) -> bool:
    """Whether what is said stands within words for a meeting or a call of the two leaders."""
    summits = [match.span() for match in phrases.find("summit", line.folded)]
    if claim.kind == "status":
        marks = line.cues("held", "planned", "confirmed", "meets")
        return bool(summits) and all(_is_within(mark.start, mark.end, summits) for mark in marks)
    if _is_within(claim.start, claim.end, summits):
        return True
    before = _TOWN_BEFORE if phrases.language in _EAST and claim.kind == "place" else 0
    return any(
        0 <= start - claim.end <= before and not set(line.text[claim.end : start]) & set("，、；。")
        for start, _ in summits
    )


def _is_within(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(first < end and start < last for first, last in spans)


def _talks_of_principals(
    lines: Sequence[Line], named: Sequence[GroupAt], mentions: Sequence[Mention], frame: Frame
) -> dict[int, int]:
    """Sentences about talks of the two principals, and from which place on they tell of them.

    Both are named, no group and nobody who leads one. "The meeting reports to Yellen and He" tells
    of no talks of theirs, nor does "in line with the consensus of Yellen and He". Where the groups
    met "on this occasion", town and day are theirs too.
    """
    groups = {each.line for each in named}
    groups |= {number - 1 for number in groups if lines[number].cue("occasion")}
    who: dict[int, list[Mention]] = {}
    for each in mentions:
        if each.link in (Link.LINK, Link.REVIEW) and each.line not in groups:
            who.setdefault(each.line, []).append(each)
    return {
        number: min(each.start for each in people if each.person in frame.sides)
        for number, people in who.items()
        if _are_principals({each.person for each in people}, frame) and _is_of_talks(lines[number])
    }


def _are_principals(people: set[str], frame: Frame) -> bool:
    """Whether both principals are there, or one and somebody of the other side: a new minister."""
    own = {frame.sides[person] for person in people if person in frame.sides}
    sides = own | {frame.others[person] for person in people if person in frame.others}
    return bool(own) and len(sides) > 1 and not people & frame.leaders


def _is_of_talks(line: Line) -> bool:
    agreed = line.cue("by_consensus") and line.cue("commitment")
    return line.cue(*_EVENT) and not line.cue("reports_to", "attend") and not agreed


def _is_of_talks_from(claim: Claim, line: Line, start: int) -> bool:
    """Whether something belongs to the talks that a sentence tells of from a place on.

    "Officials are in Beijing for a meeting, which Yellen and He agreed on": its first clause has
    a verb of its own.
    """
    if claim.start >= start or not parted(line, claim.end, start):
        return True
    verbs = line.cues("held", "planned", "confirmed", "meets")
    return not any(
        mark.start < start and not parted(line, *_between(claim, mark)) for mark in verbs
    )
