"""The local reader: one text to what it says, each fact with its sentence, each error flagged."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from parley.group.press.dating import day_of_saying, day_without_a_year
from parley.group.press.days.dates import DatedWords, resolve
from parley.group.press.days.known_events import PUBLIC_EVENTS, meeting_event
from parley.group.press.days.own_day import day_at_the_head, day_of_the_dateline
from parley.group.press.days.written import Written, tell_written
from parley.group.press.document.text import Kind, Text
from parley.group.press.facts.accepted import (
    head_facts,
    meeting_facts,
    topic_facts,
    with_status,
    wrong_figures,
)
from parley.group.press.facts.damages import damages_in, is_machine_made, stray_said
from parley.group.press.facts.facts import Fact, Scene, read_facts
from parley.group.press.facts.figures import figures_in
from parley.group.press.facts.quotations import quotations
from parley.group.press.facts.weekdays import wrong_weekdays
from parley.group.press.flags import Flag, FlagKind
from parley.group.press.knowledge import Knowledge
from parley.group.press.meetings.attendance import Head, heads_in, that_count
from parley.group.press.meetings.captions import named_in_the_story, without_captions
from parley.group.press.meetings.claims import Claim, claims_in
from parley.group.press.meetings.found import MeetingFound, tells_of_a_meeting, without_flagged
from parley.group.press.meetings.founding import Foundings
from parley.group.press.meetings.groups import GroupAt, groups_in, is_between_the_sides
from parley.group.press.meetings.meetings import hold_against_record
from parley.group.press.meetings.of_others import Frame, frame_of, is_told, said_of_groups
from parley.group.press.meetings.passing import in_passing, lines_of_principals, without_frames
from parley.group.press.meetings.put_together import put_together
from parley.group.press.meetings.statements import check_statements
from parley.group.press.meetings.totals import wrong_totals
from parley.group.press.meetings.which_groups import (
    Verdict,
    channel_lines,
    judge_groups,
    lines_of_presidents,
)
from parley.group.press.names.bodies import BodyAt, bodies_in
from parley.group.press.names.known import Link, Mention
from parley.group.press.names.people import resolve_people
from parley.group.press.people_checks import PeopleChecks, heads_of_record
from parley.group.press.reading import Reading
from parley.group.press.stories.contradictions import contradictions
from parley.group.press.words.attributive import without_attributes
from parley.group.press.words.mark import Line, mark_lines, towns_in

#: When an undated text about a known meeting is taken to have been written, about its days.
_BEFORE, _AFTERWARDS = timedelta(days=10), timedelta(days=21)
#: Sentences that may say on which day something was announced.
_NEAR_HEAD = 3


def read(text: Text, knowledge: Knowledge, versions: Sequence[Text] = ()) -> Reading:
    """Read a text.

    A text in a language that is not read, or about something else, gives an empty reading: no
    meeting, no fact.

    Args:
        text: The text.
        knowledge: What it is read with.
        versions: Other versions of its story, which it is compared with.
    """
    language = text.language.value
    if language not in knowledge.finders:
        return Reading(text)
    lines = without_attributes(mark_lines(text, knowledge.finders[language]), language)
    named = groups_in(lines, knowledge.dialogue, knowledge.phrases[language])
    named = named_in_the_story(named, lines)
    if not _may_concern(lines, named):
        return Reading(text, lines=lines)
    return _Reader(text, knowledge, lines, named).read(versions)


def _may_concern(lines: Sequence[Line], named: Sequence[GroupAt]) -> bool:
    """Whether a text could be about the dialogue at all: a group, a person or a body of it."""
    if named:
        return True
    found = Counter(mark.kind for line in lines for mark in line.of("person", "body"))
    return found["person"] > 0 or found["body"] > 1 or any(map(_has_titled_surname, lines))


def _has_titled_surname(line: Line) -> bool:
    offices = list(line.of("office"))
    return any(
        0 <= mark.start - office.end <= 1 or 0 <= office.start - mark.end <= 1
        for mark in line.of("surname")
        for office in offices
    )


class _Reader:
    """One text on its way to a reading."""

    def __init__(
        self, text: Text, knowledge: Knowledge, lines: tuple[Line, ...], named: tuple[GroupAt, ...]
    ) -> None:
        self.text, self.knowledge, self.lines, self.named = text, knowledge, lines, named
        self.language = text.language.value
        self.phrases = knowledge.phrases[self.language]
        undated = resolve(text)
        self.own_day = day_at_the_head(text, undated)
        self.dateline = self.own_day or day_of_the_dateline(text, undated)
        own = self.own_day.first if self.own_day else None
        self.written = Written(own, own, True) if own else tell_written(text, PUBLIC_EVENTS)
        if self.written.first is None:
            self.written = day_of_saying(undated, lines, self.language) or self.written
        if self.written.first is None and self.dateline is not None:
            groups = {each.group for each in named if each.group} & knowledge.heads.groups
            met = [
                each
                for group in sorted(groups or knowledge.heads.groups)
                for each in knowledge.expected.get(group, ())
            ]
            self.written = day_without_a_year(text, self.dateline, met) or self.written
        self.dates = self._resolved()
        self.passing: frozenset[str] = frozenset()
        self.damages = tuple(damages_in(text, lines, self.phrases))
        self.mentions: tuple[Mention, ...] = ()

    def read(self, versions: Sequence[Text] = ()) -> Reading:
        """Group, people, meetings, facts and flags, in this order."""
        self.mentions = mentions = self._people()
        self.named = without_frames(
            self.named, self.lines, mentions, self._principals, self.phrases
        )
        verdict = judge_groups(self.lines, self.named, mentions, self.knowledge.heads)
        bodies = bodies_in(self.lines, self.knowledge.dialogue, mentions)
        elsewhere = channel_lines(self.lines, self.named, mentions, self.knowledge.channels)
        verdict = replace(
            verdict,
            groups=(
                *verdict.groups,
                *(
                    (each, "told by who meets")
                    for each in dict.fromkeys(elsewhere.values())
                    if each not in {group for group, _ in verdict.groups}
                ),
            ),
        )
        elsewhere = {
            **lines_of_presidents(self.lines, self.named),
            **lines_of_principals(self.lines, self.named, mentions, self._principals),
            **elsewhere,
        }
        self.passing = in_passing(
            self.lines,
            self.named,
            mentions,
            self.knowledge.heads,
            frozenset(side.id for side in self.knowledge.dialogue.sides),
            self.phrases,
        )
        verdict = self._as_named_if_that_fits(verdict, elsewhere)
        meetings, flags = self._meetings(verdict, elsewhere)
        if self._dates_again(meetings):
            meetings, flags = self._meetings(verdict, elsewhere)
        day = self._day(meetings)
        main = [group for group, _ in verdict.groups]
        heads = heads_in(
            self.lines, mentions, self.knowledge.known, self.phrases, self._named(verdict), main,
            frozenset(each.basis.id for each in self.knowledge.dialogue.groups),
        )  # fmt: skip
        record = heads_of_record(self.knowledge, meetings)
        heads = tuple(each for each in heads if each.is_named or each.line not in elsewhere)
        heads = that_count(heads, record, self.knowledge.known, self.lines)
        flags += PeopleChecks(
            self.knowledge, self.phrases, self.lines, self._named(verdict), main, mentions, heads,
            bodies, record, day,
        ).flags()  # fmt: skip
        if self._is_ours(verdict, mentions):
            flags += self._founding(verdict, elsewhere)
        flags += [
            *self.damages,
            *stray_said(self.lines),
            *self._weekdays(meetings),
        ]
        for other in versions:
            flags += contradictions(self.text, other, self.phrases)
        facts = (
            self._facts(meetings, mentions, heads, bodies)
            if self._is_ours(verdict, mentions)
            else []
        )
        flags += wrong_figures(facts)
        flags = list(dict.fromkeys(flags))
        return Reading(
            self.text,
            meetings,
            mentions,
            heads,
            bodies,
            self._topics(),
            tuple(with_status(facts, flags)),
            tuple(sorted(flags, key=lambda flag: (flag.line, flag.kind.value, flag.said))),
            self.lines,
        )

    def _weekdays(self, meetings: Sequence[MeetingFound]) -> Iterator[Flag]:
        """Days of the week against their dates, the text's own day among them."""
        own = (self.own_day,) if self.own_day else ()
        around = [each.record.first for each in meetings if each.record is not None]
        return wrong_weekdays(self.text, self.lines, (*self.dates, *own), around)

    @cached_property
    def _principals(self) -> frozenset[str]:
        """To whom the groups report."""
        charters = self.knowledge.dialogue.charters
        return frozenset(each.person for charter in charters for each in charter.principals)

    def _resolved(self) -> tuple[DatedWords, ...]:
        """Words for days, without those that give the text's own."""
        own = {self.dateline.start} if self.dateline else set()
        own |= {self.text.stated.start} if self.text.stated else set()
        return tuple(each for each in resolve(self.text, self.written) if each.start not in own)

    def _people(self) -> tuple[Mention, ...]:
        ours = bool(self.named) or is_between_the_sides(self.lines, self.knowledge.dialogue)
        day = self.text.day or self.written.first
        return resolve_people(self.lines, self.knowledge.known, day, self.language, is_ours=ours)

    def _is_ours(self, verdict: Verdict, mentions: Sequence[Mention]) -> bool:
        return bool(verdict.groups) or any(each.link is Link.LINK for each in mentions)

    def _meetings(
        self, verdict: Verdict, elsewhere: Mapping[int, str]
    ) -> tuple[tuple[MeetingFound, ...], list[Flag]]:
        main = verdict.groups[0][0] if verdict.groups else ""
        named = self._named(verdict)
        claims = claims_in(
            self.lines, named, self.dates, self.phrases, main, elsewhere,
            passing=self.passing, town=self._town, starts_early=self._starts_early(main),
        )  # fmt: skip
        claims = without_captions(claims, self.lines, named, self.phrases)
        frame = self._frame
        claims = said_of_groups(claims, self.lines, named, self.mentions, frame)
        found: list[MeetingFound] = []
        flags: list[Flag] = []
        for group, why in (*verdict.groups, *self._with_own_days(verdict, claims)):
            own = [each for each in claims if each.group == group and not each.is_of_another]
            told = group in elsewhere.values() or is_told(
                group, own, self.lines, named, self.mentions, frame
            )
            if group in self.passing or not told:
                continue
            candidates = self.knowledge.expected.get(group, ())
            put = put_together(own, self.lines, self.written)
            meeting, more = hold_against_record(
                group, why, put, candidates, self.written, self.lines
            )
            if not tells_of_a_meeting(meeting, candidates, named, self.lines):
                continue
            found.append(meeting)
            flags += more
        for wrong, right in verdict.contradicted:
            line = self.lines[wrong.line]
            said = line.text[wrong.start : wrong.end]
            flags.append(Flag(FlagKind.GROUP, said, f"{right}, by who leads it", wrong.line))
        for each in self.named:
            if each.is_mangled:
                line = self.lines[each.line]
                said = line.text[max(0, each.start - 24) : each.end]
                expected = "the two sides; a machine took their short name for a region"
                flags.append(Flag(FlagKind.GROUP, said, expected, each.line))
        own_day = self.written.first if self.written.is_stated else None
        misstated = list(check_statements(claims, self.lines, self.knowledge.expected, own_day))
        found = [without_flagged(each, misstated) for each in found]
        flags += misstated
        flags += wrong_totals(claims, self.knowledge.expected, self.written)
        return tuple(found), flags

    @cached_property
    def _frame(self) -> Frame:
        heads = self.knowledge.heads
        return frame_of(self.knowledge.dialogue, heads, self.phrases, self.text.day)

    def _as_named_if_that_fits(self, verdict: Verdict, elsewhere: Mapping[int, str]) -> Verdict:
        """The group as the text names it, where days and towns fit that one and its heads do not.

        Two wrong heads do not make another group's meeting.
        """
        if not verdict.contradicted:
            return verdict
        group = verdict.contradicted[0][0].group
        named = Verdict(((group, "named"),))
        of_meeting = (FlagKind.NUMBER, FlagKind.PLACE, FlagKind.DAY)
        against = [
            sum(flag.kind in of_meeting for flag in self._meetings(each, elsewhere)[1])
            for each in (named, verdict)
        ]
        return named if against[0] < against[1] else verdict

    def _named(self, verdict: Verdict) -> list[GroupAt]:
        """Where groups are named, a name that its heads contradict as the one that is meant."""
        meant = {wrong.group: right for wrong, right in verdict.contradicted}
        return [replace(each, group=meant.get(each.group, each.group)) for each in self.named]

    def _starts_early(self, main: str) -> bool:
        """Whether who leads the main group stands in the text before the group is named."""
        first = min((each.line for each in self.named if each.group == main), default=0)
        people = self.knowledge.heads.people.get(main, frozenset())
        bodies = self.knowledge.heads.bodies.get(main, frozenset())
        leaders = any(
            people & (line.values("person") | line.values("surname"))
            or bodies & line.values("body")
            for line in self.lines[:first]
        )
        return leaders or any(not each.group and each.line <= _NEAR_HEAD for each in self.named)

    def _with_own_days(
        self, verdict: Verdict, claims: Sequence[Claim]
    ) -> Iterator[tuple[str, str]]:
        """Groups that are named late or without a word for meeting, and given days of their own."""
        told = {group for group, _ in verdict.groups}
        for group in sorted(self.knowledge.heads.groups - told):
            lines = {each.line for each in self.named if each.group == group and not each.is_beside}
            if any(
                each.group == group
                and each.kind == "days"
                and each.line in lines
                and not each.is_of_another
                and each.first is not None
                and each.last is not None
                and (each.last - each.first).days <= 2
                for each in claims
            ):
                yield group, "named, with days of its own"

    @cached_property
    def _town(self) -> str:
        """The town of the dateline, or of the sentence that gives the text's own day."""
        finder = self.knowledge.finders[self.language]
        heads = [
            sentence
            for passage in self.text.passages[:8]
            if passage.kind is Kind.DATELINE
            for sentence in passage.sentences
        ]
        if self.own_day:
            heads.append(self.text.sentences[self.own_day.sentence])
        return next((town for each in heads for town in towns_in(each, finder)[:1]), "")

    def _founding(self, verdict: Verdict, elsewhere: Mapping[int, str]) -> Iterator[Flag]:
        """Founding dates that the charter does not have."""
        main = verdict.groups[0][0] if verdict.groups else ""
        return Foundings(
            self.lines,
            self._named(verdict),
            self.dates,
            self.phrases,
            self.knowledge.dialogue,
            self.knowledge.expected,
            main,
            elsewhere,
        ).wrong()

    def _dates_again(self, meetings: Sequence[MeetingFound]) -> bool:
        """Resolve days anew where an undated text is about a meeting that the record has."""
        record = meetings[0].record if meetings else None
        if self.text.day or self.written.is_stated or record is None or not record.is_exact:
            return False
        signs = {
            self.lines[each.line].text[each.start : each.end].lower()
            for each in self.named
            if each.group in ("", record.group)
        }
        if not signs:
            return False
        event = meeting_event(record.name, record.first, record.last, sorted(signs))
        written = tell_written(self.text, (*PUBLIC_EVENTS, event))
        if written.first is None and self.written.first is None:
            first, last = record.first - _BEFORE, record.last + _AFTERWARDS
            written = Written(first, last, is_stated=False)
        if self.written.is_tighter_than(written):
            return False  # what was known before says more
        self.written = written
        before, self.dates = self.dates, self._resolved()
        return before != self.dates

    def _day(self, meetings: Sequence[MeetingFound]) -> date | None:
        return (
            self.text.day
            or (self.own_day.first if self.own_day else None)
            or next((each.start for each in meetings if each.start), None)
        )

    def _topics(self) -> tuple[str, ...]:
        found = (mark.value for line in self.lines for mark in line.of("topic"))
        return tuple(dict.fromkeys(found))

    def _facts(
        self,
        meetings: Sequence[MeetingFound],
        mentions: Sequence[Mention],
        heads: Sequence[Head],
        bodies: Sequence[BodyAt],
    ) -> list[Fact]:
        by_line: dict[int, list[tuple[int, int, str]]] = {}
        for each in bodies:
            by_line.setdefault(each.line, []).append((each.start, each.end, each.body))
        scene = Scene(
            self.lines,
            mentions,
            self.knowledge.known,
            self.knowledge.dialogue,
            self.phrases,
            by_line,
            self.knowledge.channels,
            self.knowledge.further.joint_figures,
        )
        broken = {flag.line for flag in self.damages if flag.kind is FlagKind.QUOTATION}
        return [
            *meeting_facts(meetings),
            *head_facts(heads),
            *topic_facts(self.lines),
            *read_facts(scene),
            *figures_in(scene),
            *quotations(scene, broken, is_machine_made=is_machine_made(self.lines)),
        ]
