"""The page of a meeting: when and where on both calendars, who, about what, what was under it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from parley.group.dialogue.concerns import Answer, Question, Raising, Referral
from parley.group.dialogue.dialogue import Dialogue, HasBasis
from parley.group.dialogue.ledger import commitment_states
from parley.group.dialogue.meetings import Event, Meeting
from parley.group.dialogue.series import Numbered, series
from parley.group.dialogue.series_check import check_claims, check_record
from parley.group.dialogue.topic_history import Occasion, is_spoken, near, occasions_at
from parley.group.dialogue.topics import TopicStage
from parley.group.dialogue.views.around import (
    delegation_lines,
    in_order,
    message_lines,
    statement_lines,
)
from parley.group.dialogue.views.lines import (
    commitment_line,
    event_line,
    meeting_line,
    stage_words,
)
from parley.group.dialogue.views.page import Line, Page, Section, as_of, line
from parley.group.dialogue.views.series_page import mismatch_lines
from parley.group.dialogue.views.terms import REPLIES, STATUSES, STRENGTHS, TOPICS
from parley.group.dialogue.views.wording import (
    day_words,
    days_words,
    join,
    meeting_days,
    meeting_title,
    names,
    with_article,
)
from parley.group.words import Words

_NOBODY = Words("Nobody is named in a source.", "来源未载明。")

#: A planned topic that no known text names. Texts are not minutes.
_IN_NO_TEXT = Words(
    "planned, and in no text that is known, which proves no silence",
    "原列议程，已知文本均未提及，但不等于未讨论",
)


def meeting_page(dialogue: Dialogue, numbered: Numbered, on: date) -> Page:
    """Everything that the record holds of one meeting.

    Args:
        dialogue: As it is known on the day.
        numbered: The meeting.
        on: The day.
    """
    meeting, key = numbered.meeting, numbered.meeting.key
    wrong = [
        each
        for each in (*check_record(dialogue, on), *check_claims(dialogue))
        if any(getattr(entry, "key", "") == key for entry in each.entries)
    ]
    sections = (
        Section(
            "meeting",
            Words("The meeting", "会议"),
            (meeting_line(dialogue, numbered), *_told_once(_when(dialogue, numbered))),
        ),
        Section(
            "delegations",
            Words("Who took part" if meeting.status.has_taken_place else "Who comes", "双方代表团"),
            tuple(_told_once(delegation_lines(dialogue, numbered))),
            _NOBODY,
        ),
        Section(
            "agenda",
            Words("Planned, and what became of it", "原定议题及落实情况"),
            tuple(_agenda(dialogue, numbered)),
            Words("No agenda is known.", "未见议程。"),
        ),
        Section(
            "besides",
            Words("Spoken about besides", "其他已讨论议题"),
            tuple(_besides(dialogue, numbered)),
        ),
        Section("under", Words("Under it", "会议框架内活动"), tuple(_under(dialogue, numbered))),
        Section("raised", Words("Concerns raised", "提出的关切"), tuple(_raised(dialogue, key))),
        Section(
            "made",
            Words("What was promised", "作出的承诺"),
            tuple(
                commitment_line(dialogue, each)
                for each in commitment_states(dialogue, on)
                if each.commitment.meeting == key
            ),
        ),
        Section(
            "asked",
            Words("Asked, answered, passed on", "提问、答复与转交"),
            tuple(_asked(dialogue, key)),
        ),
        Section(
            "messages",
            Words("Messages carried", "转达的口信"),
            tuple(
                each
                for each in message_lines(dialogue, meeting.group)
                if each.facts["meeting"] == key
            ),
        ),
        Section(
            "said",
            Words("Said to the public about it", "对外表态"),
            tuple(statement_lines(dialogue, key)),
        ),
        Section(
            "mismatches",
            Words("What does not fit", "不符之处"),
            tuple(mismatch_lines(dialogue, wrong)),
            Words("Everything fits.", "无不符。"),
        ),
    )
    days, known = meeting_days(dialogue, meeting), as_of(on)
    summary = Words(f"{days.en}. {known.en}", f"{days.zh}。{known.zh}")
    return Page("meeting", meeting_title(dialogue, numbered), on, sections, summary)


def _told_once(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines without the remark of the meeting, which stands under its first line."""
    for each in lines:
        yield replace(each, remarks=())


def _when(dialogue: Dialogue, numbered: Numbered) -> Iterator[Line]:
    """How far it has come, the days on each calendar as a source says them, who published when."""
    meeting = numbered.meeting
    state = STATUSES[meeting.status]
    parts = [Words(f"Status: {state.en}", f"状态：{state.zh}")]
    for each in meeting.days:
        said = days_words(each)
        name = dialogue.side[each.side].name if each.side else Words("", "")
        if name.en:
            said = Words(f"{said.en} in {with_article(name.en)}", f"{name.zh}日历{said.zh}")
        if each.raw:
            said = Words(
                f"{said.en} (the source: “{each.raw}”)", f"{said.zh}（来源原文：“{each.raw}”）"
            )
        parts.append(said)
    for side, day in sorted(meeting.read_out.items(), key=lambda each: each[1]):
        name, said = dialogue.side[side].name, day_words(day)
        parts.append(Words(f"{name.en} published on {said.en}", f"{name.zh}于{said.zh}发布"))
    text = join(parts, Words("; ", "；"))
    facts = {"status": meeting.status.value}
    facts |= {f"days-{each.side or 'place'}": f"{each.first}/{each.last}" for each in meeting.days}
    said = Words(f"{text.en}.", f"{text.zh}。")
    yield line(dialogue, [meeting], said, day=meeting.first, facts=facts)


def _planned(dialogue: Dialogue, meeting: Meeting) -> dict[str, Occasion]:
    """Every topic that any version of a meeting had on its agenda, with the version."""
    versions = [each for each in (*dialogue.earlier, meeting) if each.key == meeting.key]
    return {
        at.topic: Occasion(Numbered(each, 0), at)
        for each in versions
        for at in each.topics
        if at.stage in (TopicStage.PLANNED, TopicStage.ABSENT)
    }


def _agenda(dialogue: Dialogue, numbered: Numbered) -> Iterator[Line]:
    """Each planned topic: raised, agreed, raised in part, absent, or still to come."""
    every = list(occasions_at(dialogue, numbered))
    spoken = {each.at.topic: each for each in every if is_spoken(each)}
    absent = {each.at.topic: each for each in every if each.at.stage is TopicStage.ABSENT}
    for topic, planned in _planned(dialogue, numbered.meeting).items():
        own, *others = near(dialogue, topic)
        parts = [each for each in others if dialogue.topic[each].parent == topic]
        found = [spoken[each] for each in (own, *parts) if each in spoken]
        found = found[:1] if own in spoken else found
        if topic in absent:
            found = [absent[topic]]
        name, stage = names(dialogue, [topic]), found[0].at.stage.value if found else ""
        if found:
            told = [_what_came(dialogue, each, topic) for each in found]
            said = join(told, Words("; ", "；"))
        elif numbered.meeting.status.has_taken_place:
            said, stage = _IN_NO_TEXT, "not found"
        else:
            said, stage = TOPICS[TopicStage.PLANNED], TopicStage.PLANNED.value
        text = Words(f"{name.en}: {said.en}.", f"{name.zh}：{said.zh}。")
        grounds: list[HasBasis] = [planned, *found]
        facts = {"topic": topic, "stage": stage}
        day = numbered.meeting.first
        yield line(dialogue, grounds, text, day=day, facts=facts, lead=name)


def _what_came(dialogue: Dialogue, occasion: Occasion, topic: str = "") -> Words:
    """How far a topic came, under its own name unless that is told already; no full stop."""
    told = stage_words(dialogue, occasion.at)
    if occasion.at.topic != topic:
        name = names(dialogue, [occasion.at.topic])
        told = Words(f"{name.en}: {told.en}", f"{name.zh}：{told.zh}")
    return Words(told.en.rstrip("."), told.zh.rstrip("。"))


def _besides(dialogue: Dialogue, numbered: Numbered) -> Iterator[Line]:
    """Topics that were spoken about and were on no agenda, alone or as a part of a wider one."""
    planned = _planned(dialogue, numbered.meeting)
    for each in occasions_at(dialogue, numbered):
        parent = getattr(dialogue.topic.get(each.at.topic), "parent", "")
        if is_spoken(each) and not {each.at.topic, parent} & set(planned):
            said, name = _what_came(dialogue, each), names(dialogue, [each.at.topic])
            text = Words(f"{said.en}.", f"{said.zh}。")
            facts = {"topic": each.at.topic, "stage": each.at.stage.value}
            day = numbered.meeting.first
            yield line(dialogue, [each], text, day=day, facts=facts, lead=name)


def _under(dialogue: Dialogue, numbered: Numbered) -> Iterator[Line]:
    """Meetings of sub-bodies within it, and events under it with who took part."""
    key = numbered.meeting.key
    for charter in dialogue.charters:
        for each in series(dialogue, charter.basis.id):
            if each.meeting.under == key:
                yield meeting_line(dialogue, each)
    for event in in_order(dialogue):
        if event.meeting == key:
            yield _with_participants(dialogue, event)


def _with_participants(dialogue: Dialogue, event: Event) -> Line:
    """An event under a meeting, with its own participants and the terms on which they speak."""
    made = event_line(dialogue, event)
    who = [names(dialogue, found) for found in (event.people, event.bodies) if found]
    if event.participants is not None:
        who.append(event.participants)
    text = made.text
    if who:
        told = join(who, Words(", ", "、"))
        text = Words(f"{text.en} Took part: {told.en}.", f"{text.zh}参加者：{told.zh}。")
    for head, terms in (
        (Words("What may be quoted", "引用规则"), event.quotation),
        (Words("Interests declared", "利益申报"), event.interests),
    ):
        if terms is not None:
            said = Words(terms.en.rstrip("."), terms.zh.rstrip("。"))
            text = Words(f"{text.en} {head.en}: {said.en}.", f"{text.zh}{head.zh}：{said.zh}。")
    return line(dialogue, [event], text, day=made.day, facts=made.facts, lead=made.lead)


def _raised(dialogue: Dialogue, key: str) -> Iterator[Line]:
    """Each concern as it was raised there: by whom, to whom, how strongly, in which words."""
    concerns = {each.basis.id: each for each in dialogue.concerns}
    for each in dialogue.raisings:
        if each.meeting == key and each.concern in concerns:
            yield _raising_line(dialogue, each, concerns[each.concern].by)


def _raising_line(dialogue: Dialogue, raising: Raising, by: str) -> Line:
    side, how = dialogue.side[by].name, STRENGTHS[raising.strength]
    who = names(dialogue, [e for e in (raising.by_person, raising.by_body) if e])
    to = names(dialogue, [raising.to_person] if raising.to_person else [])
    said = Words(
        f"{side.en}{', ' + who.en if who.en else ''}, {how.en}"
        f"{' to ' + to.en if to.en else ''}: {raising.text.en}",
        f"{side.zh}{'，' + who.zh if who.zh else ''}{'向' + to.zh if to.zh else ''}，"
        f"{how.zh}：{raising.text.zh}",
    )
    if raising.words:
        said = Words(f"{said.en} “{raising.words}”", f"{said.zh}“{raising.words}”")
    facts = {"concern": raising.concern, "by": by, "strength": raising.strength.value}
    return line(dialogue, [raising], said, day=raising.day, facts=facts, lead=side)


def _asked(dialogue: Dialogue, key: str) -> Iterator[Line]:
    """Questions, answers and items that were passed on, in order of days."""
    every: list[Question | Answer | Referral] = []
    every += (each for each in dialogue.questions if each.meeting == key)
    every += (each for each in dialogue.answers if each.meeting == key)
    every += (each for each in dialogue.referrals if each.meeting == key)
    for each in sorted(every, key=lambda one: one.day):
        if isinstance(each, Answer):
            side = dialogue.side[each.side].name if each.side else Words("", "")
            what = REPLIES[each.reply]
            head = Words(f"{side.en} {what.en}".strip(), f"{side.zh}{what.zh}")
        elif isinstance(each, Question):
            by, to = names(dialogue, [each.by]), names(dialogue, [each.to])
            asked = (
                Words("is expected to ask", "预计提问")
                if each.is_expected
                else Words("asked", "提问")
            )
            head = Words(f"{by.en} {asked.en} {to.en}", f"{by.zh}向{to.zh}{asked.zh}")
        else:
            owner = names(dialogue, [each.belongs_to])
            head = Words(f"Passed on to {owner.en}", f"转交{owner.zh}")
        text = Words(f"{head.en}: {each.text.en}", f"{head.zh}：{each.text.zh}")
        yield line(
            dialogue, [each], text, day=each.day, facts={"kind": type(each).__name__.lower()}
        )
