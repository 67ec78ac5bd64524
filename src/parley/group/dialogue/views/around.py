"""Lines about what is around the meetings: exercises, contacts, messages, channels, voices."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.meetings import Event, EventKind
from parley.group.dialogue.people import Post
from parley.group.dialogue.series import Numbered
from parley.group.dialogue.views.lines import event_line
from parley.group.dialogue.views.page import Line, line
from parley.group.dialogue.views.terms import (
    ATTRIBUTIONS,
    CONTACTS,
    DELIVERIES,
    FUNCTIONS,
    ROLES,
    WORK,
)
from parley.group.dialogue.views.wording import (
    as_certain,
    day_words,
    figure_words,
    join,
    names,
    sides,
)
from parley.group.dialogue.workings import ContactState, Workstream
from parley.group.words import Words

_COMMA = Words(", ", "、")

#: The kinds of events that experts hold together.
EXPERTS = (EventKind.EXERCISE, EventKind.EXCHANGE)


def exercise_lines(dialogue: Dialogue, group: str, on: date) -> Iterator[Line]:
    """Joint exercises and technical exchanges of a group, planned and held, in order of days."""
    for event in in_order(dialogue):
        if event.kind in EXPERTS and group in event.groups and _is_told(event, on):
            yield event_line(dialogue, event)


def in_order(dialogue: Dialogue) -> list[Event]:
    """Every event in order of its days."""
    return sorted(dialogue.events, key=lambda each: (each.days.first, each.basis.id))


def _is_told(event: Event, on: date) -> bool:
    """Planned ones always; what was held only if that was before the day."""
    return not event.status.has_taken_place or event.days.first <= on


def contact_lines(dialogue: Dialogue, group: str, *states: ContactState) -> Iterator[Line]:
    """Contacts for stress: which are missing, which are there, on each side."""
    for each in dialogue.contacts:
        if each.group != group or each.state not in states:
            continue
        name, state = dialogue.side[each.side].name, CONTACTS[each.state]
        unknown = {name: Words(name, name) for name in each.functions}
        what = join(
            ({**unknown, **FUNCTIONS}[function] for function in each.functions), Words(", ", "、")
        )
        text = Words(
            f"{name.en}, {what.en}: {state.en}. {each.text.en}",
            f"{name.zh}，{what.zh}：{state.zh}。{each.text.zh}",
        )
        facts = {
            "side": each.side,
            "functions": ",".join(each.functions),
            "state": each.state.value,
        }
        yield line(dialogue, [each], text, day=each.day, facts=facts, lead=name)


def delegation_lines(dialogue: Dialogue, numbered: Numbered) -> Iterator[Line]:
    """Each side at a meeting: who leads, who comes along, in which post that day; which bodies."""
    meeting = numbered.meeting
    for side in dialogue.sides:
        delegation = meeting.delegation(side.id)
        if not (delegation.people or delegation.bodies):
            continue
        parts = []
        for role, title in ROLES.items():
            people = [
                as_certain(in_post(dialogue, each.person, meeting.first), each.confidence)
                for each in delegation.people
                if each.role is role
            ]
            if people:
                who = join(people, _COMMA)
                parts.append(Words(f"{title.en} {who.en}", f"{title.zh}{who.zh}"))
        if delegation.bodies:
            bodies = names(dialogue, delegation.bodies)
            parts.append(Words(f"bodies named: {bodies.en}", f"所列部门：{bodies.zh}"))
        said = join(parts, Words("; ", "；"))
        text = Words(f"{side.name.en}: {said.en}.", f"{side.name.zh}：{said.zh}。")
        facts = {
            "side": side.id,
            "heads": ",".join(delegation.heads),
            "bodies": ",".join(delegation.bodies),
        }
        yield line(dialogue, [meeting], text, day=meeting.first, facts=facts, lead=side.name)
        for visit in delegation.visits:
            facts = {"side": side.id, "visit": visit.place}
            yield line(dialogue, [visit], visit.text, day=meeting.first, facts=facts)


def in_post(dialogue: Dialogue, person: str, day: date) -> Words:
    """A person with the post held on a day and its body, where they are known."""
    own = dialogue.person.get(person)
    if own is None:
        return Words(person, person)
    posts = own.posts_on(day)
    if not posts:
        return own.names.name
    title = post_words(dialogue, posts[0])
    return Words(f"{own.names.name.en} ({title.en})", f"{own.names.name.zh}（{title.zh}）")


def post_words(dialogue: Dialogue, post: Post) -> Words:
    """A post with its body: ``Deputy Governor, People's Bank of China``, ``中国人民银行副行长``."""
    body, title = names(dialogue, [post.body]), post.title
    if not body.en:
        return title
    # what ends the one name and begins the other is said once: 美国财政部 and 财政部长
    most = min(len(body.zh), len(title.zh))
    shared = max(s for s in (0, *range(2, most + 1)) if not s or body.zh.endswith(title.zh[:s]))
    en = f"{title.en}, {body.en}"
    if title.en.split()[-2:] == body.en.split()[-2:]:
        en = title.en
    return Words(en, f"{body.zh}{title.zh[shared:]}")


def message_lines(dialogue: Dialogue, group: str = "") -> Iterator[Line]:
    """Messages of the principals that were carried at meetings of a group, or of any."""
    for each in dialogue.messages:
        meeting = dialogue.meeting.get(each.meeting)
        if group and (meeting is None or meeting.group != group):
            continue
        sender, addressee = names(dialogue, [each.sender]), names(dialogue, [each.addressee])
        day, state = day_words(each.day), DELIVERIES[each.status]
        bearer = names(dialogue, [each.bearer]) if each.bearer else Words("", "")
        by = Words(f", carried by {bearer.en}", f"，由{bearer.zh}转达") if bearer.en else bearer
        lead = Words(
            f"{day.en}, {sender.en} to {addressee.en}", f"{day.zh}，{sender.zh}致{addressee.zh}"
        )
        text = Words(
            f"{lead.en}{by.en}, {state.en}: {each.text.en}",
            f"{lead.zh}{by.zh}，{state.zh}：{each.text.zh}",
        )
        if each.answer is not None:
            text = Words(f"{text.en} Answer: {each.answer.en}", f"{text.zh}答复：{each.answer.zh}")
        facts = {
            "message": each.basis.id,
            "status": each.status.value,
            "sender": each.sender,
            "meeting": each.meeting,
            "named": " ".join(e for e in (each.sender, each.addressee, each.bearer) if e),
        }
        yield line(dialogue, [each], text, day=each.day, facts=facts, lead=lead)


def channel_lines(dialogue: Dialogue, after: date, on: date) -> Iterator[Line]:
    """What other channels did between two days; they are not the group."""
    for event in in_order(dialogue):
        if event.channel and after < event.days.last and event.days.first <= on:
            made, name = event_line(dialogue, event), dialogue.charter[event.channel].names.name
            text = Words(f"{name.en}. {made.text.en}", f"{name.zh}。{made.text.zh}")
            facts = {**made.facts, "channel": event.channel}
            yield line(dialogue, [event], text, day=event.days.first, facts=facts, lead=name)


def principal_lines(dialogue: Dialogue, group: str, after: date, on: date) -> Iterator[Line]:
    """Meetings and speeches of the principals about a group between two days."""
    wanted = (EventKind.PRINCIPALS, EventKind.SPEECH, EventKind.VISIT, EventKind.ANNOUNCEMENT)
    for event in in_order(dialogue):
        own = group in event.groups or not (event.groups or event.channel)
        if event.kind in wanted and own and after < event.days.last and event.days.first <= on:
            yield event_line(dialogue, event)


def voice_lines(dialogue: Dialogue, after: date, on: date) -> Iterator[Line]:
    """Outside voices between two days, with affiliation."""
    for each in dialogue.voices:
        if after < each.day <= on:
            who, body = names(dialogue, [each.person]), names(dialogue, [each.body])
            text = Words(
                f"{who.en} ({body.en}): {each.text.en}", f"{who.zh}（{body.zh}）：{each.text.zh}"
            )
            facts = {"voice": each.person}
            yield line(dialogue, [each], text, day=each.day, facts=facts, lead=who)


def figure_lines(dialogue: Dialogue) -> Iterator[Line]:
    """Figures with whose they are and how they were hedged."""
    for each in dialogue.figures:
        whose = sides(dialogue, each.sides)
        joint = Words("together", "合计") if each.is_joint else Words("alone", "单独")
        hedge = Words(f"{each.hedge} ", "约") if each.hedge else Words("", "")
        value = figure_words(each.value)
        lead = Words(f"{hedge.en}{value.en}", f"{hedge.zh}{value.zh}")
        text = Words(
            f"{lead.en}: {each.text.en} ({whose.en}, {joint.en})",
            f"{lead.zh}：{each.text.zh}（{whose.zh}{joint.zh}）",
        )
        facts = {"figure": each.basis.id, "sides": ",".join(each.sides), "hedge": each.hedge}
        yield line(dialogue, [each], text, facts=facts, lead=lead)


def statement_lines(dialogue: Dialogue, meeting: str) -> Iterator[Line]:
    """What was said to the public about a meeting, with whom it may be given to."""
    for each in dialogue.statements:
        if each.meeting == meeting:
            name = dialogue.side[each.side].name
            who = names(dialogue, [each.person or each.body])
            words = f"“{each.words}”" if each.words else ""
            level = ATTRIBUTIONS[each.attribution]
            text = Words(
                f"{name.en}, {who.en} ({level.en}): {each.text.en} {words}".rstrip(),
                f"{name.zh}，{who.zh}（{level.zh}）：{each.text.zh}{words}",
            )
            facts = {
                "attribution": each.attribution.value,
                "side": each.side,
                "by": each.person or each.body,
            }
            yield line(dialogue, [each], text, day=each.day, facts=facts, lead=name)


def work_lines(dialogue: Dialogue, group: str) -> Iterator[Line]:
    """Workstreams of a group, each with its own state; a lead body only where it takes part."""
    for each in dialogue.workstreams:
        if each.group != group:
            continue
        name, state = names(dialogue, [each.topic]), WORK[each.state]
        text = Words(
            f"{name.en}, {state.en}: {each.text.en}", f"{name.zh}，{state.zh}：{each.text.zh}"
        )
        if each.leads:
            led = names(dialogue, each.leads.values())
            text = Words(f"{text.en} Led by {led.en}.", f"{text.zh}牵头：{led.zh}。")
        if each.next_step is not None:
            step = each.next_step
            text = Words(f"{text.en} Next: {step.en}.", f"{text.zh}下一步：{step.zh}。")
        facts = {"topic": each.topic, "state": each.state.value}
        yield line(dialogue, [each], text, day=each.since, facts=facts, lead=name)
        yield from _within_work(dialogue, each)


def _within_work(dialogue: Dialogue, work: Workstream) -> Iterator[Line]:
    """Rules in force on each side, and papers that were exchanged, below their workstream."""
    for rule in work.rules:
        name, said = dialogue.side[rule.side].adjective, rule.text
        text = Words(f"{name.en} rule: {said.en}", f"{name.zh}规则：{said.zh}")
        if rule.since is not None:
            day = day_words(rule.since)
            text = Words(
                f"{text.en.rstrip('.')}, since {day.en}.", f"{text.zh.rstrip('。')}，{day.zh}起。"
            )
        facts = {"topic": work.topic, "rule": rule.side}
        yield replace(line(dialogue, [rule], text, day=rule.since, facts=facts), level=1)
    for paper in work.papers:
        day, by = day_words(paper.day), sides(dialogue, paper.sides)
        of = Words(f" of {by.en}", f"{by.zh}") if paper.sides else Words("", "")
        text = Words(
            f"Paper{of.en}, {day.en}: {paper.title.en}.",
            f"{of.zh}书面材料，{day.zh}：{paper.title.zh}。",
        )
        facts = {"topic": work.topic, "paper": ",".join(paper.sides)}
        yield replace(line(dialogue, [paper], text, day=paper.day, facts=facts), level=1)


def report_lines(dialogue: Dialogue, side: str, group: str, on: date) -> Iterator[Line]:
    """What the principals of a side were told about a group, and what they decided, by a day."""
    ours = {each.basis.id for each in dialogue.people if each.side == side}
    for each in sorted(dialogue.reports, key=lambda report: report.day):
        meeting = dialogue.meeting.get(each.meeting)
        if each.to not in ours or (meeting is not None and meeting.group != group):
            continue
        who, day = names(dialogue, [each.to]), day_words(each.day)
        lead = Words(f"{day.en}, {who.en}", f"{day.zh}，{who.zh}")
        text = Words(f"{lead.en}: {each.text.en}", f"{lead.zh}：{each.text.zh}")
        if each.asks is not None:
            asked = each.asks
            text = Words(f"{text.en} Asked: {asked.en}", f"{text.zh}提请：{asked.zh}")
        waits = each.waits_on(on)
        if each.decided is not None and not waits:
            said = each.decided
            text = Words(f"{text.en} Decided: {said.en}", f"{text.zh}决定：{said.zh}")
        facts = {"report": each.basis.id, "to": each.to, "waits": "yes" if waits else "no"}
        yield line(dialogue, [each], text, day=each.day, facts=facts, lead=lead)
