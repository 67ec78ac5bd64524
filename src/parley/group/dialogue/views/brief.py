"""The one-hour brief before a meeting: what was said last, what is open, what is new."""

from collections.abc import Iterator, Mapping
from datetime import date

from parley.group.dialogue.dialogue import Dialogue, HasBasis
from parley.group.dialogue.ledger import concern_states, owed_in
from parley.group.dialogue.meetings import Event
from parley.group.dialogue.series import Numbered, held_by, next_after
from parley.group.dialogue.series_check import check_claims, check_record
from parley.group.dialogue.topic_history import Occasion, TopicHistory, near, topic_histories
from parley.group.dialogue.topics import TopicStage
from parley.group.dialogue.views.around import (
    channel_lines,
    contact_lines,
    delegation_lines,
    exercise_lines,
    figure_lines,
    in_order,
    message_lines,
    principal_lines,
    statement_lines,
    voice_lines,
    work_lines,
)
from parley.group.dialogue.views.glance import glance_lines
from parley.group.dialogue.views.group_page import charter_lines, next_lines
from parley.group.dialogue.views.ledger_page import (
    commitment_sections,
    concern_sections,
    for_group,
    standing_sections,
    waiting_lines,
)
from parley.group.dialogue.views.lines import meeting_line, occasion_line, proposal_line
from parley.group.dialogue.views.measures_page import new_measures, pending
from parley.group.dialogue.views.page import Line, Page, Section, as_of, line
from parley.group.dialogue.views.series_page import mismatch_lines
from parley.group.dialogue.views.wording import days_words, join, meeting_days, meeting_title, names
from parley.group.dialogue.workings import ContactState
from parley.group.words import Words


def brief(dialogue: Dialogue, group: str, on: date) -> Page:
    """Everything that a co-lead should know on the eve of a meeting, most pressing first.

    Args:
        dialogue: As it is known on the day.
        group: Its name.
        on: The day.

    Returns:
        Sections in the order of an hour's reading: the meeting, topics, concerns of both sides,
        what is owed, exercises, contacts, new measures, what else happened, what texts get wrong.
    """
    held = held_by(dialogue, group, on)
    coming = next_after(dialogue, group, on)
    since = held[-1].meeting.last if held else date.min
    news = tuple(new_measures(dialogue, on, since))
    told = {line.facts["measure"] for line in news}
    rules = tuple(each for each in pending(dialogue, on) if each.facts["measure"] not in told)
    sections = (
        Section(
            "next", Words("The meeting ahead", "即将举行的会议"), next_lines(dialogue, group, on)
        ),
        *(_ahead(dialogue, coming) if coming else ()),
        Section(
            "topics", Words("Topic by topic", "逐项议题"), tuple(_topics(dialogue, group, coming))
        ),
        *_concerns(dialogue, group, on),
        *_owed(dialogue, group, on),
        *_work(dialogue, group, on),
        Section(
            "measures",
            Words("New measures since the last meeting", "上次会议以来的新措施"),
            news,
            Words("No new measure is known.", "未见新措施。"),
        ),
        Section(
            "pending",
            Words("Measures pending since before", "此前待定的措施"),
            rules,
            Words("None besides those above.", "除上述外未见。"),
        ),
        *_around(dialogue, group, since, on),
        Section(
            "earlier",
            Words("Earlier meetings", "历次会议"),
            tuple(meeting_line(dialogue, each) for each in held),
            Words("No meeting has been held.", "尚未举行会议。"),
        ),
        Section(
            "group",
            Words("The group", "工作组"),
            tuple(charter_lines(dialogue, dialogue.charter[group], on)),
        ),
        Section(
            "mismatches",
            Words("What texts get wrong", "报道中的错误"),
            tuple(mismatch_lines(dialogue, (*check_record(dialogue, on), *check_claims(dialogue)))),
            Words("Nothing is known.", "未见。"),
        ),
    )
    name, known = dialogue.charter[group].names.name, as_of(on)
    title = Words(f"Brief: {name.en}", f"简报：{name.zh}")
    what = Words("No meeting is planned, as far as is known", "未见下次会议计划")
    if coming:
        count, days = meeting_title(dialogue, coming), meeting_days(dialogue, coming.meeting)
        what = Words(f"Ahead: {count.en}, {days.en}", f"即将举行：{count.zh}，{days.zh}")
    summary = Words(f"{what.en}. {known.en}", f"{what.zh}。{known.zh}")
    first = Section("glance", Words("At a glance", "要点"), tuple(glance_lines(sections)))
    return Page("brief", title, on, (first, *sections), summary)


def _ahead(dialogue: Dialogue, coming: Numbered) -> Iterator[Section]:
    """Who comes to the next meeting, and what was said about it."""
    yield Section(
        "delegations", Words("Who comes", "双方代表团"), tuple(delegation_lines(dialogue, coming))
    )
    yield Section(
        "said",
        Words("What was said about it", "会前表态"),
        tuple(statement_lines(dialogue, coming.meeting.key)),
    )


def _topics(dialogue: Dialogue, group: str, coming: Numbered | None) -> Iterator[Line]:
    """Each topic of the agenda, or of the mandate, with when it was spoken about last."""
    histories = topic_histories(dialogue, group)
    planned = [each.topic for each in coming.meeting.topics] if coming else []
    wanted = dict.fromkeys((*planned, *dialogue.charter[group].topics))
    for topic in wanted:
        yield _topic_line(dialogue, group, topic, topic in planned, histories)
    for topic, history in histories.items():
        if history.is_silent and topic not in wanted:
            yield _topic_line(dialogue, group, topic, is_planned=False, histories=histories)


def _topic_line(
    dialogue: Dialogue,
    group: str,
    topic: str,
    is_planned: bool,
    histories: dict[str, TopicHistory],
) -> Line:
    """A topic: on the agenda or not, when spoken about last, and what happened about it besides."""
    spoken = _spoken(dialogue, topic, histories)
    name, facts = names(dialogue, [topic]), {"topic": topic, "planned": "no"}
    grounds: list[HasBasis] = [each.at for each in spoken[-1:]]
    parts = []
    if is_planned:
        parts.append(Words("on the agenda", "列入议程"))
        facts["planned"] = "yes"
        ahead = histories[topic].occasions if topic in histories else ()
        grounds += [each.at for each in ahead if each.at.stage is TopicStage.PLANNED][-1:]
    if spoken:
        last = occasion_line(dialogue, spoken[-1], with_topic=spoken[-1].at.topic != topic).text
        count = len({each.numbered.number for each in spoken})
        parts.append(Words(f"last: {last.en}".rstrip("."), f"最近一次：{last.zh}".rstrip("。")))
        parts.append(Words(f"meetings in all: {count}", f"共{count}次会议"))
        facts |= {"last": spoken[-1].numbered.name, "stage": spoken[-1].at.stage.value}
    else:
        parts.append(Words("at no earlier meeting, as far as is known", "此前会议未见讨论"))
    for event in _events(dialogue, group, topic)[-1:]:
        day = days_words(event.days)
        parts.append(
            Words(f"besides, {day.en}: {event.title.en}", f"另，{day.zh}：{event.title.zh}")
        )
        grounds.append(event)
        facts["event"] = event.basis.id
    said = join(parts, Words("; ", "；"))
    text = Words(f"{name.en}: {said.en}.", f"{name.zh}：{said.zh}。")
    return line(dialogue, grounds or [dialogue.charter[group]], text, facts=facts, lead=name)


def _spoken(
    dialogue: Dialogue, topic: str, histories: Mapping[str, TopicHistory]
) -> list[Occasion]:
    """Meetings that had a topic or a part of it, in order; else those that had the wider topic."""
    own, *others = near(dialogue, topic)
    parts = [each for each in others if dialogue.topic[each].parent == topic]
    for wanted in ([own], parts, others):
        found = [e for name in wanted if name in histories for e in histories[name].spoken]
        if found:
            return sorted(found, key=lambda each: each.numbered.number)
    return []


def _events(dialogue: Dialogue, group: str, topic: str) -> list[Event]:
    """Exercises, speeches and the like about a topic, in order; plans too."""
    return [
        each
        for each in in_order(dialogue)
        if topic in each.topics and (group in each.groups or each.channel)
    ]


def _concerns(dialogue: Dialogue, group: str, on: date) -> Iterator[Section]:
    """Open concerns of both sides: those of this group, then those raised elsewhere."""
    states = [each for each in concern_states(dialogue, on) if each.is_open]
    inside, outside = for_group(dialogue, states, group)
    yield from concern_sections(dialogue, inside)
    for section in concern_sections(dialogue, outside):
        title = Words(
            f"{section.title.en}, raised by the principals or in other groups",
            f"{section.title.zh}（由牵头人或在其他渠道提出）",
        )
        yield Section(f"{section.id}-elsewhere", title, section.lines, section.nothing)


def _owed(dialogue: Dialogue, group: str, on: date) -> Iterator[Section]:
    owed = owed_in(dialogue, group, on)
    yield from commitment_sections(dialogue, owed)
    yield Section(
        "proposals",
        Words("Waiting for a judgement", "待确认事项"),
        (
            *(proposal_line(dialogue, each) for state in owed for each in state.proposed),
            *waiting_lines(dialogue),
        ),
        Words("Nothing waits.", "无待确认事项。"),
    )
    yield from standing_sections(dialogue, on)


def _work(dialogue: Dialogue, group: str, on: date) -> Iterator[Section]:
    yield Section(
        "exercises",
        Words("Exercises and technical exchanges", "演练与技术交流"),
        tuple(exercise_lines(dialogue, group, on)),
        Words("None is known.", "未见。"),
    )
    yield Section(
        "contacts-missing",
        Words("Contacts for stress still missing", "尚缺的压力时期联络人"),
        tuple(contact_lines(dialogue, group, ContactState.MISSING)),
        Words("None is known to be missing.", "未见缺失。"),
    )
    yield Section(
        "contacts",
        Words("Contacts for stress exchanged", "已交换的压力时期联络人"),
        tuple(contact_lines(dialogue, group, ContactState.EXCHANGED, ContactState.VERIFIED)),
        Words("No contact is known to be exchanged.", "未见已交换的联络人。"),
    )
    yield Section("work", Words("Workstreams", "工作条线"), tuple(work_lines(dialogue, group)))


def _around(dialogue: Dialogue, group: str, since: date, on: date) -> Iterator[Section]:
    yield Section(
        "messages",
        Words("Messages of the principals", "牵头人转达的口信"),
        tuple(message_lines(dialogue)),
        Words("None is known.", "未见。"),
    )
    yield Section(
        "principals",
        Words(
            "The principals and others since the last meeting",
            "上次会议以来的牵头人往来及有关动态",
        ),
        tuple(principal_lines(dialogue, group, since, on)),
    )
    yield Section(
        "channels",
        Words("Other channels since the last meeting", "上次会议以来其他渠道的往来"),
        tuple(channel_lines(dialogue, since, on)),
    )
    yield Section(
        "voices",
        Words("Outside voices", "外界声音"),
        tuple(voice_lines(dialogue, since, on)),
    )
    yield Section("figures", Words("Figures", "数据"), tuple(figure_lines(dialogue)))
