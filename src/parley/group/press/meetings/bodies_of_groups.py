"""Which authorities are said to run a group, or to face each other, held against the charters."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parley.group.dialogue.dialogue import Dialogue
from parley.group.press.flags import Flag, FlagKind
from parley.group.press.meetings.group_of_clause import groups_by
from parley.group.press.meetings.groups import GroupAt
from parley.group.press.meetings.leading import Leading, leading_in, words_for_leading
from parley.group.press.names.bodies import BodyAt
from parley.group.press.names.known import Link, Mention
from parley.group.press.words.mark import Line, Mark
from parley.group.press.words.phrases import Phrases

#: How far from a word for counterparts the two bodies may stand, in signs.
_REACH = 60
#: "the counterpart of the SEC": whose it is stands after the word.
_OF = re.compile(r"\b(?:of|to|de|del|cua)\b")


@dataclass(frozen=True)
class Charters:
    """What the record has of who runs the groups.

    Args:
        leads: The lead body of each side, by group.
        names: Of bodies, in English.
        sides: Of bodies.
        counterparts: Of bodies with one on the other side, which ones may be meant.
    """

    leads: Mapping[str, Mapping[str, str]]
    names: Mapping[str, str]
    sides: Mapping[str, str]
    counterparts: Mapping[str, frozenset[str]] = field(default_factory=dict)


def charters_of(dialogue: Dialogue, counterparts: Mapping[str, Sequence[str]]) -> Charters:
    """Lay out who runs the groups.

    Args:
        dialogue: The record.
        counterparts: By the English name of a body those of its counterparts.
    """
    ids = {body.names.name.en: body.basis.id for body in dialogue.bodies}
    facing: dict[str, set[str]] = {}
    for one, others in counterparts.items():
        for other in others:
            if one in ids and other in ids:
                facing.setdefault(ids[one], set()).add(ids[other])
                facing.setdefault(ids[other], set()).add(ids[one])
    return Charters(
        {each.basis.id: dict(each.leads) for each in dialogue.groups},
        {body.basis.id: body.names.name.en for body in dialogue.bodies},
        {body.basis.id: body.side for body in dialogue.bodies if body.side},
        {body: frozenset(others) for body, others in facing.items()},
    )


def wrong_leads(
    lines: Sequence[Line],
    bodies: Sequence[BodyAt],
    mentions: Sequence[Mention],
    named: Sequence[GroupAt],
    main: Sequence[str],
    charters: Charters,
    phrases: Phrases,
) -> Iterator[Flag]:
    """Flags for bodies that are said to run a group, or to face another one, and do not.

    Args:
        lines: The sentences with their marks.
        bodies: The bodies that they name.
        mentions: The people.
        named: Where groups are named.
        main: The groups that the text is about.
        charters: What the record has.
        phrases: Of the language of the text.
    """
    for line in lines:
        here = [
            each for each in bodies if each.line == line.number and charters.sides.get(each.body)
        ]
        if not here:
            continue
        scene = _Scene(line, here, mentions, named, main, charters, phrases)
        yield from dict.fromkeys((*scene.led(), *scene.faced(), *scene.met()))


@dataclass(frozen=True)
class _Scene:
    """One sentence with the bodies in it."""

    line: Line
    here: Sequence[BodyAt]
    mentions: Sequence[Mention]
    named: Sequence[GroupAt]
    main: Sequence[str]
    charters: Charters
    phrases: Phrases

    def led(self) -> Iterator[Flag]:
        """``由财政部和证监会牵头``: a word for leading, and bodies where its heads would stand."""
        if not words_for_leading(self.line, self.phrases):
            return
        people = [each for each in self.mentions if each.line == self.line.number]
        taken = {
            (each.cue.start, each.cue.end) for each in leading_in(self.line, people, self.phrases)
        }
        spots = [
            Mention(each.line, each.start, each.end, each.written, each.body, Link.LINK, "")
            for each in sorted(self.here, key=lambda each: each.start)
        ]
        by_cue: dict[Mark, list[Leading]] = {}
        for each in leading_in(self.line, spots, self.phrases):
            if (each.cue.start, each.cue.end) not in taken:
                by_cue.setdefault(each.cue, []).append(each)
        for cue, found in by_cue.items():
            low = min(cue.start, *(each.mention.start for each in found))
            high = max(cue.end, *(each.mention.end for each in found))
            groups, is_named = self._groups(low, high)
            own = [each for each in found if self._is_of_side(each)]
            is_plain = cue.value == "leader" or is_named
            if own and (is_plain or own[0].what in ("led_group", "led_meeting")):
                said = [(each.mention.person, each.mention.written) for each in own]
                yield from self._against(groups, is_named, said)

    def _is_of_side(self, each: Leading) -> bool:
        """Not the other side's namesake: ``美方由财政部牵头``."""
        return each.side in ("", self.charters.sides[each.mention.person])

    def faced(self) -> Iterator[Flag]:
        """``SEC의 중국 측 상대 기관인 국가외환관리국``: bodies on both sides of such a word."""
        for cue in self.line.cues("counterpart"):
            pair = self._pair(cue)
            if pair is None or self._parted(pair[0].end, pair[1].start):
                continue
            one, other = pair
            if self.charters.sides[one.body] == self.charters.sides[other.body]:
                continue
            groups, is_named = self._groups(one.start, other.end)
            leads = {
                body for group in groups for body in self.charters.leads.get(group, {}).values()
            }
            if {one.body, other.body} & leads and groups:
                said = [(each.body, each.written) for each in (one, other)]
                yield from self._against(groups, is_named, said)
            else:
                yield from self._not_facing(one, other)

    def _pair(self, cue: Mark) -> tuple[BodyAt, BodyAt] | None:
        """Whose counterpart, and who that is: before and after the word, or both after it."""
        here = sorted(self.here, key=lambda each: each.start)
        after = [each for each in here if 0 <= each.start - cue.end <= _REACH]
        before = [each for each in here if 0 <= cue.start - each.end <= _REACH]
        if after and _OF.search(self.line.folded[cue.end : after[0].start]):
            if len(after) > 1 and after[1].start - after[0].end <= _REACH:
                return after[0], after[1]
            return (after[0], before[-1]) if before else None
        return (before[-1], after[0]) if before and after else None

    def _not_facing(self, one: BodyAt, other: BodyAt) -> Iterator[Flag]:
        facing = self.charters.counterparts.get(one.body, frozenset())
        if facing and other.body not in facing:
            right = ", ".join(sorted(self.charters.names[each] for each in facing))
            whose = self.charters.names[one.body]
            yield Flag(FlagKind.BODY, other.written, f"{right} ({whose})", self.line.number)

    def _leads_of(self, groups: Iterable[str]) -> set[str]:
        return {body for one in groups for body in self.charters.leads.get(one, {}).values()}

    def met(self) -> Iterator[Flag]:
        """Two authorities that meet, in a sentence without the group: one that leads another."""
        here = {each.body for each in self.here}
        beside = self.line.cue("attend", "said", "past", "future")
        if len(self.main) != 1 or len(here) != 2 or beside or self._names_a_group():
            return
        leads = self._leads_of(self.main)
        others = self._leads_of(self.charters.leads) - leads
        first = max(min(each.start for each in self.here if each.body == body) for body in here)
        last = min(max(each.end for each in self.here if each.body == body) for body in here)
        verbs = self.line.cues("held", "planned", "meets", "confirmed", "meeting")
        event = any(cue.start >= first for cue in verbs) and bool(here & leads)
        joined = first - last <= 40 and not self._parted(last, first) and last <= _REACH
        for each in self.here:
            if each.body in others and event and joined:
                yield self._flag(each.written, self.main, self.charters.sides[each.body])

    def _names_a_group(self) -> bool:
        return any(each.line == self.line.number for each in self.named)

    def _parted(self, start: int, end: int) -> bool:
        return bool(set(self.line.text[start:end]) & set(";；。"))

    def _groups(self, start: int, end: int) -> tuple[frozenset[str], bool]:
        one = any(
            start - 30 <= each.start <= end + 30
            for each in self.named
            if each.line == self.line.number and each.group and not each.is_of_pair
        )
        pair = frozenset(self.charters.leads) if self._says_both() and not one else frozenset[str]()
        return groups_by(self.line, start, end, self.named, self.main, pair)

    def _says_both(self) -> bool:
        names = ("both_groups", "in_both")
        return any(True for name in names for _ in self.phrases.find(name, self.line.folded))

    def _against(
        self, groups: frozenset[str], is_named: bool, said: Sequence[tuple[str, str]]
    ) -> Iterator[Flag]:
        """Hold bodies that are said to run some groups against the charters of these."""
        if not groups or any(group not in self.charters.leads for group in groups):
            return
        for side in sorted({self.charters.sides[body] for body, _ in said}):
            here = {body: written for body, written in said if self.charters.sides[body] == side}
            right = {self.charters.leads[group].get(side, "") for group in groups}
            is_whole = is_named and (len(groups) == 1 or self._says_both())
            wrong = [written for body, written in here.items() if body not in right]
            if wrong or (is_whole and not right <= set(here)):
                yield self._flag((wrong or list(here.values()))[0], sorted(groups), side)

    def _flag(self, written: str, groups: Sequence[str], side: str) -> Flag:
        right = ", ".join(
            f"{self.charters.names[self.charters.leads[group][side]]} ({group})"
            for group in groups
            if side in self.charters.leads[group]
        )
        return Flag(FlagKind.BODY, written, right, self.line.number)


def wrong_trades(
    lines: Sequence[Line], named: Sequence[GroupAt], charters: Charters, phrases: Phrases
) -> Iterator[Flag]:
    """Officials of another trade who are said to meet in a group: "commerce officials"."""
    for line in lines:
        here = {each.group for each in named if each.line == line.number and each.group}
        if not here or not here <= set(charters.leads) or line.cue("separate"):
            continue
        for match in phrases.find("other_trade", line.folded):
            meets = any(
                0 <= cue.start - match.end() <= _REACH or 0 <= match.start() - cue.end <= 6
                for cue in line.cues("held", "planned", "meets", "lead")
            )
            parted = re.search(r"[,;，；。]", line.text[match.end() : match.end() + _REACH])
            if meets and (parted is None or parted.start() > 10):
                group = sorted(here)[0]
                right = ", ".join(charters.names[each] for each in charters.leads[group].values())
                said = line.text[match.start() : match.end()]
                yield Flag(FlagKind.BODY, said, f"{right} ({group})", line.number)
