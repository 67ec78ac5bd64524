"""What reading needs to know, built once: a dialogue, its names in every language, its series."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from parley.group.dialogue.charter import GroupKind
from parley.group.dialogue.dialogue import Dialogue
from parley.group.press.meetings.bodies_of_groups import Charters, charters_of
from parley.group.press.meetings.expected import Expected, expected_meetings
from parley.group.press.meetings.which_groups import Heads, heads_by_record
from parley.group.press.names.known import Known, known_people
from parley.group.press.words.finder import Finder
from parley.group.press.words.lexicon import FurtherNames, build_finder
from parley.group.press.words.mark import Meaning
from parley.group.press.words.phrases import Phrases


@dataclass(frozen=True)
class Knowledge:
    """Everything that texts are read with.

    Args:
        dialogue: The record.
        further: Names that help reading.
        phrases: By language.
        finders: By language.
        known: People, by name.
        expected: The meetings of the record, by group.
        heads: Who leads which group.
        charters: Who runs the groups, and which bodies stand opposite each other.
        channels: Of people who belong to a channel beside the groups, which one.
    """

    dialogue: Dialogue
    further: FurtherNames
    phrases: Mapping[str, Phrases]
    finders: Mapping[str, Finder[Meaning]]
    known: Mapping[str, Known]
    expected: Mapping[str, tuple[Expected, ...]]
    heads: Heads
    channels: Mapping[str, str] = field(default_factory=dict)
    charters: Charters = field(default_factory=lambda: Charters({}, {}, {}))


def build_knowledge(
    dialogue: Dialogue, further: FurtherNames, phrases: Mapping[str, Phrases]
) -> Knowledge:
    """Lay out what is known for reading texts about a dialogue.

    Args:
        dialogue: The record.
        further: Names that help reading; empty for none.
        phrases: Of every language that is to be read; English must be among them.
    """
    known = known_people(dialogue, further, phrases["en"])
    return Knowledge(
        dialogue,
        further,
        phrases,
        {language: build_finder(dialogue, further, each) for language, each in phrases.items()},
        known,
        expected_meetings(dialogue),
        heads_by_record(dialogue),
        _channels(dialogue),
        charters_of(dialogue, further.counterparts),
    )


def _channels(dialogue: Dialogue) -> dict[str, str]:
    """People all of whose posts are at the lead body of one channel."""
    leads = {
        body: charter.basis.id
        for charter in dialogue.charters
        if charter.kind is GroupKind.CHANNEL and charter.topics
        for body in charter.leads.values()
    }
    groups = {
        body
        for charter in dialogue.charters
        if charter.kind is not GroupKind.CHANNEL
        for body in charter.leads.values()
    }
    principals = {each.person for charter in dialogue.charters for each in charter.principals}
    found = {}
    for person in dialogue.people:
        if person.basis.id in principals:
            continue
        bodies = {post.body for post in person.posts}
        channels = {leads[body] for body in bodies if body in leads}
        if len(channels) == 1 and not bodies & groups:
            found[person.basis.id] = channels.pop()
    return found
