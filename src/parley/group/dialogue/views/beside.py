"""Lines about what stands beside a group: other channels with their last act, sister groups."""

from collections.abc import Iterator
from datetime import date

from parley.group.dialogue.charter import Charter
from parley.group.dialogue.dialogue import Dialogue, HasBasis
from parley.group.dialogue.topic_history import topic_histories
from parley.group.dialogue.views.around import in_order
from parley.group.dialogue.views.page import Line, line
from parley.group.dialogue.views.wording import days_words, names
from parley.group.words import Words


def beside_lines(dialogue: Dialogue, charter: Charter, on: date) -> Iterator[Line]:
    """Other groups and channels: what each is for, and what it did last."""
    for other in dialogue.charters:
        if other.basis.id != charter.basis.id and other.parent != charter.basis.id:
            name, what = other.names.name, other.purpose
            said = Words(f"{name.en}: {what.en}", f"{name.zh}：{what.zh}")
            facts = {"channel": other.basis.id}
            grounds: list[HasBasis] = [other]
            own = [each for each in in_order(dialogue) if each.channel == other.basis.id]
            past = [each for each in own if each.status.has_taken_place and each.days.first <= on]
            if past:
                event, days = past[-1], days_words(past[-1].days)
                grounds.append(event)
                facts |= {"last": event.basis.id}
                said = Words(
                    f"{said.en.rstrip('.')}. Last known: {event.title.en}, {days.en}.",
                    f"{said.zh.rstrip('。')}。最近一次：{event.title.zh}，{days.zh}。",
                )
            yield line(dialogue, grounds, said, facts=facts, lead=name)


def sister_lines(dialogue: Dialogue, charter: Charter) -> Iterator[Line]:
    """Topics that this group and another have both met about, with the last time in each."""
    own = {
        topic: history
        for topic, history in topic_histories(dialogue, charter.basis.id).items()
        if history.spoken
    }
    for other in dialogue.groups:
        if other.basis.id == charter.basis.id:
            continue
        for topic, history in topic_histories(dialogue, other.basis.id).items():
            if not history.spoken or topic not in own:
                continue
            here, there = own[topic].spoken[-1], history.spoken[-1]
            if any(each.at not in each.numbered.meeting.topics for each in (here, there)):
                continue  # a concern that texts do not name is no topic of both
            name = names(dialogue, [topic])
            said = Words(
                f"{name.en}: here at {here.numbered.name}, there at {there.numbered.name}.",
                f"{name.zh}：本组{here.numbered.name}，另一组{there.numbered.name}。",
            )
            facts = {"topic": topic, "here": here.numbered.name, "there": there.numbered.name}
            yield line(dialogue, [here, there], said, facts=facts, lead=name)
