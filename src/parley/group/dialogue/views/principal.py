"""One page for a principal: what happened, what we owe, what they owe, what you must decide."""

from collections.abc import Iterator
from datetime import date

from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.ledger import (
    CommitmentState,
    concern_states,
    groups_of,
    owed_in,
)
from parley.group.dialogue.series import Numbered
from parley.group.dialogue.topic_history import Occasion
from parley.group.dialogue.topics import TopicStage
from parley.group.dialogue.views.around import message_lines
from parley.group.dialogue.views.lines import (
    commitment_line,
    concern_line,
    meeting_line,
    occasion_line,
    proposal_line,
)
from parley.group.dialogue.views.page import Line, Page, Section
from parley.group.dialogue.views.wording import counted, names
from parley.group.words import Words

#: The page is one page.
MOST_LINES = 6


def principal_page(dialogue: Dialogue, numbered: Numbered, side: str, on: date) -> Page:
    """What the principal of one side should read after a meeting.

    Args:
        dialogue: As it is known on the day.
        numbered: The meeting.
        side: Whose principal.
        on: The day.
    """
    group = numbered.meeting.group
    (other,) = (each.id for each in dialogue.sides if each.id != side)
    owed = owed_in(dialogue, group, on)
    ours = [each for each in owed if set(each.commitment.owners) == {side}]
    theirs = [each for each in owed if set(each.commitment.owners) == {other}]
    both = [each for each in owed if each not in ours and each not in theirs]
    sections = (
        Section(
            "happened",
            Words("What happened", "会议情况"),
            (meeting_line(dialogue, numbered), *_agreed(dialogue, numbered)),
        ),
        _owing("we-owe", Words("What we owe", "我方应办"), dialogue, ours),
        _owing("they-owe", Words("What they owe", "对方应办"), dialogue, theirs),
        _owing("both-owe", Words("What both owe", "双方应办"), dialogue, both),
        Section(
            "their-concerns",
            Words("What they raised", "对方关切"),
            tuple(_raised(dialogue, numbered, other, group, on))[:MOST_LINES],
            Words("No concern is known.", "未见。"),
        ),
        Section(
            "decide",
            Words("What you must decide", "须作决定"),
            tuple(proposal_line(dialogue, p) for state in owed for p in state.proposed)[
                :MOST_LINES
            ],
            Words("Nothing waits for a decision.", "无待决事项。"),
        ),
        Section(
            "told",
            Words("Messages", "口信"),
            tuple(message_lines(dialogue, group))[-MOST_LINES:],
            Words("None is known.", "未见。"),
        ),
    )
    who = dialogue.charter[group].principals_on(numbered.meeting.last).get(side, "")
    person = names(dialogue, [who]) if who else dialogue.side[side].name
    title = Words(f"For {person.en}", f"呈{person.zh}")
    return Page("principal", title, on, sections, counted(dialogue, numbered))


def _agreed(dialogue: Dialogue, numbered: Numbered) -> Iterator[Line]:
    for at in numbered.meeting.topics:
        if at.stage is TopicStage.AGREED:
            yield occasion_line(dialogue, Occasion(numbered, at))


def _owing(name: str, title: Words, dialogue: Dialogue, states: list[CommitmentState]) -> Section:
    states = sorted(states, key=lambda e: (not e.is_overdue, e.commitment.due_now or date.max))
    lines = tuple(commitment_line(dialogue, each) for each in states[:MOST_LINES])
    return Section(name, title, lines, Words("Nothing is owed.", "无。"))


def _raised(
    dialogue: Dialogue, numbered: Numbered, side: str, group: str, on: date
) -> Iterator[Line]:
    for state in concern_states(dialogue, on):
        here = any(each.meeting == numbered.meeting.key for each in state.raisings)
        if (
            state.concern.by == side
            and state.is_open
            and here
            and group in groups_of(dialogue, state)
        ):
            yield concern_line(dialogue, state)
