"""The page of a topic: when it was spoken about, by whom, with what result, and what is open."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.ledger import commitment_states, concern_states
from parley.group.dialogue.topic_history import topic_histories
from parley.group.dialogue.views.around import in_order, work_lines
from parley.group.dialogue.views.ledger_page import disagreement_lines, question_lines
from parley.group.dialogue.views.lines import (
    commitment_line,
    concern_line,
    event_line,
    heads_words,
    measure_line,
    occasion_line,
)
from parley.group.dialogue.views.page import Line, Page, Section, line
from parley.group.dialogue.views.wording import names
from parley.group.words import Words


def topic_page(dialogue: Dialogue, topic: str, on: date) -> Page:
    """Everything about a topic and its parts, in every group.

    Args:
        dialogue: As it is known on the day.
        topic: Its name, or one of its names in any language.
        on: The day.

    Raises:
        InvalidInput: if there is no such topic.
    """
    own = find_topic(dialogue, topic)
    wanted = with_parts(dialogue, own)
    sections = (
        Section("topic", Words("The topic", "议题"), tuple(_topic(dialogue, own))),
        Section(
            "meetings",
            Words("At meetings", "历次会议"),
            tuple(_meetings(dialogue, own, wanted)),
            Words("At no meeting, as far as is known.", "未见会议讨论。"),
        ),
        Section("events", Words("Besides", "其他"), tuple(_events(dialogue, wanted, on))),
        Section("work", Words("Workstreams", "工作条线"), tuple(_work(dialogue, wanted))),
        Section("concerns", Words("Concerns", "关切"), tuple(_concerns(dialogue, wanted, on))),
        Section(
            "questions",
            Words("Questions between regulators", "监管部门间的提问"),
            tuple(question_lines(dialogue, wanted)),
        ),
        Section("owed", Words("Commitments", "承诺"), tuple(_owed(dialogue, wanted, on))),
        Section("measures", Words("Measures", "措施"), tuple(_measures(dialogue, wanted, on))),
        Section(
            "disagreements",
            Words("Agreed to differ", "存异事项"),
            tuple(disagreement_lines(dialogue, on, wanted)),
        ),
    )
    return Page("topic", dialogue.topic[own].names.name, on, sections)


def with_parts(dialogue: Dialogue, topic: str) -> frozenset[str]:
    """A topic and its parts."""
    return frozenset((topic, *(e.basis.id for e in dialogue.topics if e.parent == topic)))


def find_topic(dialogue: Dialogue, name: str) -> str:
    """Find a topic by its name in any language.

    Raises:
        InvalidInput: if there is none.
    """
    asked = name.casefold()
    for topic in dialogue.topics:
        table = topic.names.aliases
        every = [topic.basis.id, topic.names.name.en, topic.names.name.zh]
        every += [each for found in table.values() for each in found]
        if asked in (each.casefold() for each in every):
            return topic.basis.id
    expected = f"one of {', '.join(each.basis.id for each in dialogue.topics)}"
    raise InvalidInput([Fault("topic", 0, "", name, expected)])


def _topic(dialogue: Dialogue, topic: str) -> Iterator[Line]:
    own = dialogue.topic[topic]
    if own.neighbours:
        near = names(dialogue, own.neighbours)
        said = Words(f"Near, and not the same: {near.en}.", f"相近而不相同：{near.zh}。")
        yield line(dialogue, [own], said, facts={"neighbours": ",".join(own.neighbours)})
    parts = [each.basis.id for each in dialogue.topics if each.parent == topic]
    if parts:
        within = names(dialogue, parts)
        said = Words(f"Parts of it: {within.en}.", f"其中包括：{within.zh}。")
        yield line(dialogue, [own], said, facts={"parts": ",".join(parts)})


def _meetings(dialogue: Dialogue, own: str, wanted: frozenset[str]) -> Iterator[Line]:
    """Each meeting that had it, in order of days, with who led."""
    found = [
        occasion
        for charter in dialogue.charters
        for name, history in topic_histories(dialogue, charter.basis.id).items()
        if name in wanted
        for occasion in history.occasions
    ]
    found.sort(key=lambda each: (each.numbered.meeting.first, each.numbered.name))
    for each in found:
        made = occasion_line(dialogue, each, with_topic=each.at.topic != own)
        heads = heads_words(dialogue, each.numbered)
        if heads is not None:
            text = Words(f"{made.text.en} {heads.en}.", f"{made.text.zh}{heads.zh}。")
            made = replace(made, text=text)
        yield made


def _events(dialogue: Dialogue, wanted: frozenset[str], on: date) -> Iterator[Line]:
    for event in in_order(dialogue):
        if wanted & set(event.topics) and event.days.first <= on:
            yield event_line(dialogue, event)


def _work(dialogue: Dialogue, wanted: frozenset[str]) -> Iterator[Line]:
    for charter in dialogue.groups:
        for made in work_lines(dialogue, charter.basis.id):
            if made.facts["topic"] in wanted:
                yield made


def _concerns(dialogue: Dialogue, wanted: frozenset[str], on: date) -> Iterator[Line]:
    for state in concern_states(dialogue, on):
        if state.concern.topic in wanted:
            yield concern_line(dialogue, state)


def _owed(dialogue: Dialogue, wanted: frozenset[str], on: date) -> Iterator[Line]:
    for state in commitment_states(dialogue, on):
        if state.commitment.topic in wanted:
            yield commitment_line(dialogue, state)


def _measures(dialogue: Dialogue, wanted: frozenset[str], on: date) -> Iterator[Line]:
    for measure in dialogue.measures:
        stage = measure.stage_on(on)
        if measure.topic in wanted and stage is not None:
            yield measure_line(dialogue, measure, stage)
