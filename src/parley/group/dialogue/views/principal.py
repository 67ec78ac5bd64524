"""One page for a principal: what happened, what we owe, what they owe, what you must decide."""

from collections.abc import Iterable, Iterator
from datetime import date

from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.ledger import (
    CommitmentState,
    concern_states,
    groups_of,
    owed_in,
)
from parley.group.dialogue.series import Numbered, series
from parley.group.dialogue.topic_history import Occasion
from parley.group.dialogue.topics import TopicStage
from parley.group.dialogue.views.around import in_post, message_lines, report_lines
from parley.group.dialogue.views.ledger_page import (
    disagreement_lines,
    question_lines,
    referral_lines,
    standing_disagreements,
)
from parley.group.dialogue.views.lines import (
    commitment_line,
    concern_line,
    meeting_line,
    occasion_line,
    proposal_line,
)
from parley.group.dialogue.views.page import Line, Page, Section, as_of, drawn_from
from parley.group.dialogue.views.wording import meeting_days, meeting_title
from parley.group.dialogue.workings import Delivery
from parley.group.words import Words

#: Lines of a section: the page is one page.
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
    sections: tuple[Section, ...] = (
        Section(
            "happened",
            Words("What happened", "会议情况"),
            (meeting_line(dialogue, numbered), *_agreed(dialogue, numbered)),
        ),
        _owing("we-owe", Words("What we owe", "我方待落实事项"), dialogue, ours),
        _owing("they-owe", Words("What they owe", "对方待落实事项"), dialogue, theirs),
        _owing("both-owe", Words("What both owe", "双方待落实事项"), dialogue, both),
        Section(
            "decide",
            Words("What you must decide", "提请决定事项"),
            _most(_decisions(dialogue, owed, side, group, on)),
            Words("Nothing waits for a decision.", "无待决事项。"),
        ),
        Section(
            "their-concerns",
            Words("What they raised", "对方关切"),
            _most(_raised(dialogue, numbered, other, group, on)),
            Words("No concern is known.", "未见。"),
        ),
        Section(
            "told",
            Words("Messages since the meeting before", "上次会议以来转达的口信"),
            _most(_told(dialogue, numbered)),
            Words("None is known.", "未见。"),
        ),
    )
    told = _most(
        made for made in report_lines(dialogue, side, group, on) if made.facts["waits"] == "no"
    )
    if told:
        title = Words("What you were told before", "此前呈报情况")
        sections = (*sections, Section("reported", title, told))
    who = dialogue.charter[group].principals_on(numbered.meeting.last).get(side, "")
    day = numbered.meeting.last
    person = in_post(dialogue, who, day) if who else dialogue.side[side].name
    title, known = Words(f"For {person.en}", f"呈{person.zh}"), as_of(on)
    what, days = meeting_title(dialogue, numbered), meeting_days(dialogue, numbered.meeting)
    summary = Words(f"{what.en}, {days.en}. {known.en}", f"{what.zh}，{days.zh}。{known.zh}")
    return Page("principal", title, on, sections, summary, is_one_page=True)


def _decisions(
    dialogue: Dialogue, owed: list[CommitmentState], side: str, group: str, on: date
) -> Iterator[Line]:
    """What waits for a side: what its principal was asked, questions, reviews, proposals."""
    for made in report_lines(dialogue, side, group, on):
        if made.facts["waits"] == "yes":
            yield made
    ours = {each.basis.id for each in dialogue.bodies if each.side == side}
    for made in question_lines(dialogue):
        if made.facts["to"] in ours and made.facts["expected"] == "no":
            yield made
    for made in referral_lines(dialogue):
        if made.facts["relayed_by"] in ours and made.facts["answer"] == "pending":
            yield made
    for each, made in zip(
        standing_disagreements(dialogue, on), disagreement_lines(dialogue, on), strict=True
    ):
        if each.review is not None and each.review <= on:
            yield made
    for state in owed:
        yield from (proposal_line(dialogue, each) for each in state.proposed)


def _most(lines: Iterable[Line]) -> tuple[Line, ...]:
    """As many lines as one page has room for; how many there are besides is said."""
    every = tuple(lines)
    shown, rest = every[:MOST_LINES], every[MOST_LINES:]
    if not rest:
        return shown
    more = Words(f"{len(rest)} more stand in the ledger.", f"另有{len(rest)}项，见台账。")
    return (*shown, drawn_from(rest, more, facts={"more": str(len(rest))}))


def _told(dialogue: Dialogue, numbered: Numbered) -> Iterator[Line]:
    """Messages since the meeting before this one, and older ones that did not arrive yet."""
    before = [
        each.meeting.last
        for each in series(dialogue, numbered.meeting.group)
        if each.number < numbered.number
    ]
    for made in message_lines(dialogue, numbered.meeting.group):
        is_late = made.facts["status"] == Delivery.GIVEN.value
        if is_late or not before or made.day is None or made.day > before[-1]:
            yield made


def _agreed(dialogue: Dialogue, numbered: Numbered) -> Iterator[Line]:
    for at in numbered.meeting.topics:
        if at.stage is TopicStage.AGREED:
            yield occasion_line(dialogue, Occasion(numbered, at))


def _owing(name: str, title: Words, dialogue: Dialogue, states: list[CommitmentState]) -> Section:
    states = sorted(states, key=lambda e: (not e.is_overdue, e.commitment.due_now or date.max))
    lines = _most(commitment_line(dialogue, each, with_owners=False) for each in states)
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
