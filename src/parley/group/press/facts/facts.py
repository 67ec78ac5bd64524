"""Facts of a text: what was raised, meant, agreed, done, counted, carried; each in its sentence."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parley.group.dialogue.dialogue import Dialogue
from parley.group.press.names.known import Known, Link, Mention
from parley.group.press.words.lexicon import JointFigure
from parley.group.press.words.mark import Line, Mark
from parley.group.press.words.phrases import Phrases

_VERB_LAST = ("zh", "ja", "ko")
#: From the weakest to the strongest, as the record grades what somebody says will be done.
GRADES = ("wish", "intent", "assurance", "commitment")
_SENTENCE_END = re.compile(r"[.;；。]")
_OFFICIAL = re.compile(
    r"\b(?:an?|the|senior|us|u\.s\.|chinese|treasury|american|two)\s+"
    r"(?:[\w.]+\s+){0,3}?(?:officials?|spokes\w+|delegation|group|team|side)\b"
)

Value = str | Mapping[str, object]


@dataclass(frozen=True)
class Fact:
    """One thing that a sentence says.

    Args:
        kind: ``concern``, ``intent``, ``measure``, ``figure``, ``quotation`` and so on.
        value: What it says, a word or a few named parts.
        line: The number of the sentence.
        speaker: Who says it: the name of a person or body of the record, or the words of the text.
        status: ``accepted``, or ``flagged`` where something speaks against it.
        reason: Why it was read so.
    """

    kind: str
    value: Value
    line: int
    speaker: str = ""
    status: str = "accepted"
    reason: str = ""


@dataclass(frozen=True)
class Scene:
    """A text as far as it is understood, from which facts are read."""

    lines: Sequence[Line]
    mentions: Sequence[Mention]
    known: Mapping[str, Known]
    dialogue: Dialogue
    phrases: Phrases
    bodies: Mapping[int, Sequence[tuple[int, int, str]]]
    channels: Mapping[str, str] = field(default_factory=dict)
    joint_figures: Sequence[JointFigure] = ()

    def linked(self, line: Line) -> list[Mention]:
        """The people of the record in a sentence."""
        return [
            each for each in self.mentions if each.line == line.number and each.link is Link.LINK
        ]

    def sides(self, line: Line) -> list[tuple[int, int, str]]:
        """Where one of the two sides is named in a sentence, by country, body or person."""
        ours = set(self.dialogue.side)
        found = [
            (mark.start, mark.end, mark.value) for mark in line.of("country") if mark.value in ours
        ]
        for start, end, body in self.bodies.get(line.number, ()):
            found.append((start, end, self.dialogue.body[body].side))
        for each in self.linked(line):
            found.append((each.start, each.end, self.known[each.person].person.side))
        for mark in line.of("place"):
            after = line.folded[mark.end : mark.end + 12]
            if mark.value in ("Beijing", "Washington") and re.match(
                r"\s*(?:said|称|表示|'s)", after
            ):
                found.append((mark.start, mark.end, "CN" if mark.value == "Beijing" else "US"))
        return sorted(each for each in found if each[2] in ours)

    def side_of(self, line: Line, at: int) -> str:
        """The side that does what a verb at this place says."""
        sides = self.sides(line)
        if self.phrases.language in _VERB_LAST:
            before = [each for each in sides if each[1] <= at]
            start = max(
                (match.end() for match in _SENTENCE_END.finditer(line.text, 0, at)), default=0
            )
            here = [each for each in before if each[0] >= start]
            return here[0][2] if here else (sides[0][2] if sides else "")
        before = [each for each in sides if each[1] <= at]
        return before[-1][2] if before else ""

    def other(self, side: str) -> str:
        """The other of the two sides."""
        return next((each for each in self.dialogue.side if each != side), "") if side else ""

    def channel(self, line: Line) -> str:
        """A channel beside the groups whose people a sentence names, if it names any."""
        people = {each.person for each in self.linked(line)}
        found = {self.channels[each] for each in people if each in self.channels}
        return found.pop() if len(found) == 1 else ""

    def speaker(self, line: Line) -> str:
        """Who says what a sentence says, as far as it tells."""
        said = line.cues("said")
        if not said:
            return ""
        spoken = [(each.start, each.end, each.person) for each in self.linked(line)] + list(
            self.bodies.get(line.number, ())
        )
        near = [
            (min(_gap(line, mark, start, end) for mark in said), name)
            for start, end, name in spoken
        ]
        for match in _OFFICIAL.finditer(line.folded):
            gap = min(_gap(line, mark, *match.span()) for mark in said)
            if gap <= 3:
                near.append((gap, line.text[match.start() : match.end()]))
        return min(near)[1] if near and min(near)[0] <= 80 else ""


def _gap(line: Line, mark: Mark, start: int, end: int) -> int:
    """How far a name stands from a verb of saying; what a comma opens and closes is left out."""
    if mark.start >= end:
        gap = line.text[end : mark.start].strip()
        is_apposition = gap.startswith((",", "，")) and gap.endswith((",", "，"))
        return 2 if is_apposition and "." not in gap else len(gap)
    return max(start - mark.end, 0) + 20  # "Neiman said" before "said Neiman"


def read_facts(scene: Scene) -> Iterator[Fact]:
    """Every fact that the sentences of a text give, sentence by sentence."""
    for line in scene.lines:
        speaker = scene.speaker(line)
        yield from _concerns(scene, line, speaker)
        yield from _pledges(scene, line, speaker)
        yield from _measures(scene, line, speaker)
        yield from _relays(scene, line, speaker)
        yield from _outcomes(scene, line, speaker)
        yield from _outside(scene, line)


def _topics_after(line: Line, at: int) -> list[Mark]:
    """Topics that a sentence names from a place on; all where none follows."""
    cues = [(mark.start, mark.end) for mark in line.cues("concern")]
    topics = [
        mark for mark in line.of("topic")
        if not any(start <= mark.start and mark.end <= end for start, end in cues)
    ]  # fmt: skip
    after = [mark for mark in topics if mark.end > at]
    return after or topics


def _strength(line: Line) -> list[str]:
    marks = line.cues("strength")
    return list(dict.fromkeys(line.text[mark.start : mark.end] for mark in marks))


def _concerns(scene: Scene, line: Line, speaker: str) -> Iterator[Fact]:
    """Concerns by side: one for each topic, in the words of the sentence."""
    cues = line.cues("concern")
    if not cues:
        return
    cue = next((each for each in cues if not _is_bare(scene, line, each)), None)
    if cue is None:
        return
    side = scene.side_of(line, cue.start) or scene.side_of(line, len(line.text))
    if not side:
        return
    value: dict[str, object] = {
        "side": side,
        "to": scene.other(side),
        "cue": line.text[cue.start : cue.end],
        "strength": _strength(line),
    }
    channel = scene.channel(line)
    if channel:
        value["channel"] = channel
    topics = _topics_after(line, cue.start)
    reason = f"{line.text[cue.start : cue.end]!r} with {side} before it"
    for mark in topics:
        parts = {"topic": mark.value, "words": line.text[mark.start : mark.end]}
        yield Fact("concern", {**value, **parts}, line.number, speaker, reason=reason)
    if not topics:
        yield Fact("concern", value, line.number, speaker, reason=reason)


_BARE = frozenset(
    ["concern", "concerns", "worries", "worried", "complaint", "grievance", "objections"]
)


def _is_bare(scene: Scene, line: Line, cue: Mark) -> bool:
    """Whether a noun like "concerns" stands there without anybody who raises it."""
    patterns = scene.phrases.compiled.get("raises", ())
    is_noun = line.folded[cue.start : cue.end] in _BARE
    return is_noun and bool(patterns) and not any(each.search(line.folded) for each in patterns)


def _pledges(scene: Scene, line: Line, speaker: str) -> Iterator[Fact]:
    """Wishes, intents, assurances and commitments, each with the side whose it is."""
    seen: set[str] = set()
    for cue in line.cues(*GRADES):
        if cue.value in seen:
            continue
        seen.add(cue.value)
        people = [each for each in scene.linked(line) if each.end <= cue.start]
        side = scene.side_of(line, cue.start)
        if not side:
            continue
        value = {
            "side": side,
            "who": people[-1].person if people else "",
            "cue": line.text[cue.start : cue.end],
            "topics": sorted(line.values("topic")),
        }
        yield Fact(cue.value, value, line.number, speaker, reason=f"{value['cue']!r}")


def _measures(scene: Scene, line: Line, speaker: str) -> Iterator[Fact]:
    """Measures that one side takes or prepares."""
    measures, done = line.cues("measure"), line.cues("imposed")
    if not measures or not (done or line.cue("measure")) or (line.cue("concern") and not done):
        return
    if not done:
        return
    side = scene.side_of(line, done[0].start) or scene.side_of(line, measures[0].start)
    if not side:
        return
    pending = any(word in line.folded for word in _PENDING)
    value = {
        "side": side,
        "measures": list(dict.fromkeys(line.text[each.start : each.end] for each in measures)),
        "goods": list(dict.fromkeys(mark.value for mark in line.of("goods"))),
        "topics": sorted(line.values("topic")),
        "stage": "pending" if pending else "announced",
    }
    yield Fact("measure", value, line.number, speaker, reason=f"{value['measures']} with a verb")


_PENDING = (
    "finaliz",
    "finalis",
    "proposed",
    "pending",
    "拟议",
    "正在制定",
    "征求意见",
    "will take",
)


def _relays(scene: Scene, line: Line, speaker: str) -> Iterator[Fact]:
    """Messages carried for somebody, and items passed on to where they belong."""
    for cue in line.cues("relay")[:1]:
        side = scene.side_of(line, cue.start)
        people = [each.person for each in scene.linked(line) if each.start >= cue.end]
        bodies = [name for start, _, name in scene.bodies.get(line.number, ()) if start >= cue.end]
        if not side:
            continue
        value = {
            "from": side,
            "to": people or bodies,
            "cue": line.text[cue.start : cue.end],
            "state": "delivered" if line.folded[cue.start : cue.end].endswith(("ed", "了")) else "",
        }
        yield Fact("message", value, line.number, speaker, reason=f"{value['cue']!r}")


def _outcomes(scene: Scene, line: Line, speaker: str) -> Iterator[Fact]:
    """What came of a meeting, or of the work between two."""
    cues = line.cues("outcome")
    if not cues:
        return
    sides = scene.sides(line)
    if not sides and not line.cue("pronoun", "meeting") and not list(line.of("group", "pair")):
        return
    value = {
        "words": list(dict.fromkeys(line.text[each.start : each.end] for each in cues)),
        "topics": sorted(line.values("topic")),
    }
    yield Fact("outcome", value, line.number, speaker, reason=f"{value['words']}")


def _outside(scene: Scene, line: Line) -> Iterator[Fact]:
    """Voices of no authority, kept apart from official ones."""
    for each in scene.linked(line):
        person = scene.known[each.person].person
        if person.is_outside and line.cue("said"):
            affiliation = person.posts[0].title.en if person.posts else ""
            value = {"name": person.names.name.en, "affiliation": affiliation}
            reason = "known as an outside voice"
            yield Fact("outside voice", value, line.number, each.person, reason=reason)
    named = [each.value for each in line.cues("outside")]
    if named and line.cue("said") and not scene.linked(line):
        match = _OUTSIDE_NAME.search(line.text)
        if match:
            value = {"name": match[1], "affiliation": match[2].strip()}
            yield Fact("outside voice", value, line.number, match[1], reason="by affiliation")


_OUTSIDE_NAME = re.compile(
    r"((?:[A-Z][\w'’.-]+ ){1,3}[A-Z][\w'’-]+), (?:an? |the )?([^,.]{3,100}),"
)
