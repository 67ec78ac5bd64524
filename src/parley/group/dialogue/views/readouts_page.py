"""Both readouts of a meeting side by side: both say, only one says, they differ."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from parley.group.dialogue.aligned import (
    Aligned,
    Said,
    Wording,
    align,
    readouts_of,
    texts_of,
    wordings,
)
from parley.group.dialogue.dialogue import Dialogue, HasBasis
from parley.group.dialogue.readouts import Point, Readout
from parley.group.dialogue.series import Numbered
from parley.group.dialogue.topic_history import Occasion
from parley.group.dialogue.topics import TopicStage
from parley.group.dialogue.views.lines import occasion_line
from parley.group.dialogue.views.page import NOTHING, Line, Page, Section, as_of, line
from parley.group.dialogue.views.terms import language_words
from parley.group.dialogue.views.wording import (
    day_words,
    join,
    meeting_days,
    meeting_title,
    names,
    where,
)
from parley.group.words import Words

#: What a point is about that names no topic.
_OTHER = Words("Other", "其他")


def readouts_page(dialogue: Dialogue, numbered: Numbered, on: date) -> Page:
    """What each side published about a meeting, point by point.

    Args:
        dialogue: As it is known on the day.
        numbered: The meeting.
        on: The day.
    """
    one, other = dialogue.sides
    texts = readouts_of(dialogue, numbered.meeting.key)
    found = align(texts, (one.id, other.id))
    columns = (Words("On", "内容"), one.name, other.name)
    unknown = _unknown(dialogue, texts)
    sections = [
        Section(
            "texts",
            Words("The two texts", "两份文本"),
            tuple(_texts(dialogue, texts_of(dialogue, numbered.meeting.key))),
            unknown or NOTHING,
        ),
        Section(
            "differ",
            Words("They differ", "表述不同"),
            tuple(_points(dialogue, texts, found, Said.DIFFER)),
            unknown or Words("No difference is known.", "未见不同。"),
            columns,
        ),
    ]
    for side in dialogue.sides:
        own_text = side.adjective
        title = Words(f"Only in the {own_text.en} text", f"仅见于{own_text.zh}文本")
        own = _points(dialogue, texts, found, Said.ONE, side.id)
        nothing = unknown or Words("Nothing.", "无。")
        sections.append(Section(f"only-{side.id}", title, tuple(own), nothing))
    sections += [
        Section(
            "both",
            Words("Both say", "双方均提及"),
            tuple(_points(dialogue, texts, found, Said.BOTH)),
            unknown or Words("Nothing that both say is known.", "未见双方均提及的内容。"),
            columns,
        ),
        Section(
            "absent",
            Words("Planned, and not in the texts", "原列计划而文本未提及"),
            tuple(_absent(dialogue, numbered)),
            Words("Nothing is known.", "无。"),
        ),
        Section(
            "wording",
            Words("Wording from meeting to meeting", "历次表述变化"),
            tuple(_wordings(dialogue, numbered)),
            Words("No wording is kept for two meetings.", "无可比较的表述。"),
        ),
    ]
    title, called = (
        Words("Readouts side by side", "双方通报对照"),
        meeting_title(dialogue, numbered),
    )
    days, place = meeting_days(dialogue, numbered.meeting), where(dialogue, numbered.meeting)
    known = as_of(on)
    summary = Words(
        f"{called.en}, {place.en}, {days.en}. {known.en}",
        f"{called.zh}，{place.zh}，{days.zh}。{known.zh}",
    )
    return Page("readouts", title, on, tuple(sections), summary)


def _unknown(dialogue: Dialogue, texts: Mapping[str, Readout]) -> Words | None:
    """That a text is not known, which is no silence of it; None where both are."""
    missing = [side for side in dialogue.sides if side.id not in texts]
    if not missing:
        return None
    if len(missing) == len(dialogue.sides):
        return Words(
            "Neither text is known, so nothing can be compared.", "双方文本均未见，无从对照。"
        )
    own = missing[0].adjective
    return Words(
        f"The {own.en} text is not known, so nothing can be compared.",
        f"{own.zh}文本未见，无从对照。",
    )


def _texts(dialogue: Dialogue, texts: tuple[Readout, ...]) -> Iterator[Line]:
    for side, readout in ((s, each) for s in dialogue.sides for each in texts if each.side == s.id):
        day, name = day_words(readout.published), side.name
        tongue = language_words(readout.language)
        whole = Words("known from its own text", "据其全文")
        if not readout.is_complete and not readout.whole:
            whole = Words("known in part, from copies and press", "仅据转载和报道，不完整")
        text = Words(
            f"{name.en}, published on {day.en}, in {tongue.en}; {whole.en}.",
            f"{name.zh}，{day.zh}发布，{tongue.zh}；{whole.zh}。",
        )
        facts = {"side": side.id, "language": readout.language}
        yield line(dialogue, [readout], text, day=readout.published, facts=facts, lead=name)
        paragraphs = (each.strip() for each in readout.whole.splitlines())
        for number, each in enumerate(filter(None, paragraphs), start=1):
            own = {**facts, "paragraph": str(number)}
            yield line(dialogue, [readout], Words(each, each), day=readout.published, facts=own)


def _points(
    dialogue: Dialogue,
    texts: dict[str, Readout],
    found: tuple[Aligned, ...],
    said: Said,
    only: str = "",
) -> Iterator[Line]:
    for each in found:
        if each.said is not said or (only and only not in each.by):
            continue
        text, lead, cells = _told(dialogue, texts, each)
        if said is Said.ONE and not each.is_certain:
            text = Words(
                f"{text.en} (the other text is not known in full)", f"{text.zh}（另一文本不完整）"
            )
        grounds: list[HasBasis] = [texts[side] for side in each.by]
        facts = {
            "point": each.point,
            "topic": next(iter(each.by.values())).topic,
            "said": said.value,
            "sides": ",".join(each.by),
            "certain": "yes" if each.is_certain else "no",
            **{f"act_{side}": point.act for side, point in each.by.items() if point.act},
        }
        made = line(dialogue, grounds, text, facts=facts, lead=lead, cells=cells)
        yield replace(made, remarks=())  # those stand under the texts


def _told(
    dialogue: Dialogue, texts: dict[str, Readout], found: Aligned
) -> tuple[Words, Words | None, tuple[Line, ...]]:
    """A point as one text where the words are the same, else by topic and side by side."""
    said = {side: _point_words(point) for side, point in found.by.items()}
    if len(set(said.values())) == 1:
        return next(iter(said.values())), None, ()
    topic = next(iter(found.by.values())).topic
    about = names(dialogue, [topic]) if topic else _OTHER
    cells = tuple(
        replace(line(dialogue, [texts[side]], words), remarks=()) for side, words in said.items()
    )
    parts = [
        Words(f"{name.en}: {words.en}", f"{name.zh}：{words.zh}")
        for side, words in said.items()
        for name in [dialogue.side[side].name]
    ]
    both = join(parts, Words(" | ", " | "))
    return Words(f"{about.en}. {both.en}", f"{about.zh}。{both.zh}"), about, cells


def _point_words(point: Point) -> Words:
    if not point.words:
        return point.text
    return Words(f"{point.text.en} “{point.words}”", f"{point.text.zh}“{point.words}”")


def _absent(dialogue: Dialogue, numbered: Numbered) -> Iterator[Line]:
    for at in numbered.meeting.topics:
        if at.stage is TopicStage.ABSENT:
            yield occasion_line(dialogue, Occasion(numbered, at))


def _wordings(dialogue: Dialogue, numbered: Numbered) -> Iterator[Line]:
    for each in wordings(dialogue, numbered.meeting.group):
        yield wording_line(dialogue, each)


def wording_line(dialogue: Dialogue, wording: Wording) -> Line:
    """The words of one side for one point, meeting by meeting, and whether they changed."""
    parts = []
    for numbered, _, point in wording.steps:
        words = f"“{point.words}”" if point and point.words else ""
        parts.append(
            Words(
                f"{numbered.name}: {words or ('in other words' if point else 'not there')}",
                f"{numbered.name}：{words or ('无原话' if point else '未出现')}",
            )
        )
    name, steps = dialogue.side[wording.side].name, join(parts, Words("; ", "；"))
    state = Words("changed", "有变化")
    if not wording.has_changed:
        state = Words("stayed the same", "无变化")
    what = next(point.text for _, _, point in reversed(wording.steps) if point is not None)
    lead = Words(f"{name.en}: {what.en.rstrip('.')}", f"{name.zh}：{what.zh.rstrip('。')}")
    text = Words(
        f"{lead.en}; the words have {state.en}: {steps.en}.",
        f"{lead.zh}；措辞{state.zh}：{steps.zh}。",
    )
    facts = {
        "side": wording.side,
        "point": wording.point,
        "changed": "yes" if wording.has_changed else "no",
    }
    grounds = [readout for _, readout, _ in wording.steps]
    return replace(line(dialogue, grounds, text, facts=facts, lead=lead), remarks=())
