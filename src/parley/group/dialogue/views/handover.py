"""The handover: the whole story of a group, for somebody who takes over and knows nothing."""

from collections.abc import Iterator
from datetime import date

from parley.group.dialogue.charter import Charter
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.ledger import commitment_states, concern_states, groups_of
from parley.group.dialogue.meetings import Role
from parley.group.dialogue.people import Held
from parley.group.dialogue.series import held_by, series
from parley.group.dialogue.topic_history import topic_histories
from parley.group.dialogue.topics import TopicStage
from parley.group.dialogue.views.around import (
    contact_lines,
    exercise_lines,
    message_lines,
    post_words,
    principal_lines,
    work_lines,
)
from parley.group.dialogue.views.group_page import charter_lines, next_lines
from parley.group.dialogue.views.ledger_page import ledger_page
from parley.group.dialogue.views.lines import (
    commitment_line,
    meeting_line,
    occasion_line,
    thread_lines,
)
from parley.group.dialogue.views.measures_page import measures_page
from parley.group.dialogue.views.page import Line, Page, Section, line
from parley.group.dialogue.views.wording import join, names
from parley.group.dialogue.workings import ContactState
from parley.group.words import Words


def handover_page(dialogue: Dialogue, group: str, on: date) -> Page:
    """Everything that a successor needs, from the founding to what is open.

    Args:
        dialogue: As it is known on the day.
        group: Its name.
        on: The day.
    """
    charter = dialogue.charter[group]
    subs = [each for each in dialogue.charters if each.parent == group]
    sections = (
        Section(
            "charter", Words("The group", "工作组"), tuple(charter_lines(dialogue, charter, on))
        ),
        Section("story", Words("Every meeting", "历次会议"), _meetings(dialogue, group, on)),
        *(
            Section(
                f"story-{each.basis.id}", each.names.name, _meetings(dialogue, each.basis.id, on)
            )
            for each in subs
        ),
        Section("next", Words("What comes next", "下一步"), next_lines(dialogue, group, on)),
        Section("people", Words("Who is who", "人员"), tuple(_people(dialogue, charter, on))),
        Section(
            "principals",
            Words("The principals", "牵头人"),
            tuple(principal_lines(dialogue, group, date.min, on)),
        ),
        Section(
            "messages",
            Words("Messages of the principals", "牵头人转达的口信"),
            tuple(message_lines(dialogue)),
        ),
        Section(
            "topics",
            Words("Topics and their last word", "议题及最近情况"),
            _topics(dialogue, group),
        ),
        Section(
            "agreed",
            Words("What was agreed and done", "已达成与已办结事项"),
            tuple(_agreed(dialogue, group, on)),
        ),
        *_threads(dialogue, group, on),
        *(
            each
            for each in ledger_page(dialogue, on).sections
            if not each.id.startswith("concerns-")
        ),
        Section(
            "exercises",
            Words("Exercises and technical exchanges", "演练与技术交流"),
            tuple(exercise_lines(dialogue, group, on)),
        ),
        Section(
            "contacts",
            Words("Contacts for stress", "压力时期联络人"),
            tuple(contact_lines(dialogue, group, *ContactState)),
        ),
        Section("work", Words("Workstreams", "工作条线"), tuple(work_lines(dialogue, group))),
        *measures_page(dialogue, on).sections,
    )
    title = Words(f"Handover: {charter.names.name.en}", f"工作交接：{charter.names.name.zh}")
    return Page("handover", title, on, sections)


def _meetings(dialogue: Dialogue, group: str, on: date) -> tuple[Line, ...]:
    return tuple(meeting_line(dialogue, each) for each in held_by(dialogue, group, on))


def _topics(dialogue: Dialogue, group: str) -> tuple[Line, ...]:
    histories = topic_histories(dialogue, group).values()
    return tuple(occasion_line(dialogue, each.spoken[-1]) for each in histories if each.spoken)


def _agreed(dialogue: Dialogue, group: str, on: date) -> Iterator[Line]:
    """Topics on which a meeting agreed, and commitments that are closed."""
    for history in topic_histories(dialogue, group).values():
        for each in history.spoken:
            if each.at.stage is TopicStage.AGREED:
                yield occasion_line(dialogue, each)
    for state in commitment_states(dialogue, on):
        if not state.is_open and group in (state.commitment.groups or (group,)):
            yield commitment_line(dialogue, state)


def _threads(dialogue: Dialogue, group: str, on: date) -> Iterator[Section]:
    """The concerns of each side, open and settled, each with its story set in below it."""
    states = [each for each in concern_states(dialogue, on) if group in groups_of(dialogue, each)]
    for side in dialogue.sides:
        own = [each for each in states if each.concern.by == side.id]
        said = side.adjective
        yield Section(
            f"concerns-{side.id}",
            Words(f"{said.en} concerns, and how they went", f"{said.zh}关切及其来龙去脉"),
            tuple(made for state in own for made in thread_lines(dialogue, state)),
            Words("No concern is known.", "未见关切。"),
        )


def _people(dialogue: Dialogue, charter: Charter, on: date) -> Iterator[Line]:
    """Whoever led or attended, at which meetings, and which post he or she holds on the day."""
    met: dict[str, list[str]] = {}
    for numbered in series(dialogue, charter.basis.id):
        for delegation in numbered.meeting.delegations:
            for each in delegation.people:
                if each.role is not Role.GREETED:
                    met.setdefault(each.person, []).append(numbered.name)
    for name, meetings in met.items():
        person = dialogue.person[name]
        posts = [post for post in person.posts if post.held_on(on) is Held.YES]
        past = [post for post in person.posts if post.held_on(on) is not Held.YES]
        # No source is asked anew each day: a post without an end is the last that is known.
        shown, state = (posts, Words("last known as", "据知现任"))
        if not posts:
            shown, state = past, Words("was", "曾任")
        said = join((post_words(dialogue, each) for each in shown), Words("; ", "；"))
        who = names(dialogue, [name])
        text = Words(
            f"{who.en}, {state.en} {said.en}: {', '.join(meetings)}.",
            f"{who.zh}，{state.zh}{said.zh}：{'、'.join(meetings)}。",
        )
        facts = {"person": name, "side": person.side}
        yield line(dialogue, [person, *shown], text, facts=facts, lead=who)
