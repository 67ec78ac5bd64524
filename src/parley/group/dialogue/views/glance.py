"""The first lines of the brief: what presses, in a minute, from the sections that follow."""

from collections.abc import Iterable, Iterator, Sequence

from parley.group.dialogue.views.page import Line, Section, drawn_from
from parley.group.dialogue.views.wording import join
from parley.group.words import Words

#: Names of a kind that are told; of more than these only the count is.
MOST_NAMED = 3

#: Sections that are told by count and by their first names, the most pressing first.
_KINDS: tuple[tuple[tuple[str, ...], Words], ...] = (
    (("overdue",), Words("Overdue", "逾期未落实")),
    (("proposals",), Words("Waiting for your judgement", "待确认")),
    (("contacts-missing",), Words("Contacts for stress missing", "尚缺的压力时期联络人")),
    (("measures",), Words("New measures since the last meeting", "上次会议以来的新措施")),
)


def glance_lines(sections: Sequence[Section]) -> Iterator[Line]:
    """What a reader with one minute has to know: late, to be judged, missing, open, new.

    Args:
        sections: Of the brief. What has no line in them has none here.
    """
    held = {section.id: section.lines for section in sections}
    for names, title in _KINDS:
        lines = [line for name in names for line in held.get(name, ())]
        if lines:
            yield _counted(title, lines)
    concerns = [
        (section.title, line)
        for section in sections
        if section.id.startswith("concerns-")
        for line in section.lines
    ]
    if concerns:
        yield _concerns(concerns)
    unspoken = [
        line
        for line in held.get("topics", ())
        if line.facts["planned"] == "yes" and "last" not in line.facts
    ]
    if unspoken:
        yield _counted(Words("On the agenda for the first time", "首次列入议程"), unspoken)


def _counted(title: Words, lines: Sequence[Line]) -> Line:
    """How many there are, and what the first of them are about."""
    named = list(dict.fromkeys(_about(line) for line in lines))
    said = join(named[:MOST_NAMED], Words("; ", "；"))
    rest = len(named) - MOST_NAMED
    more = Words(f"; and {rest} more", f"；另{rest}项") if rest > 0 else Words("", "")
    text = Words(
        f"{title.en} ({len(lines)}): {said.en}{more.en}.",
        f"{title.zh}（{len(lines)}项）：{said.zh}{more.zh}。",
    )
    return drawn_from(lines, text, facts={"count": str(len(lines))}, lead=title)


def _about(line: Line) -> Words:
    return line.lead or Words(line.text.en.rstrip("."), line.text.zh.rstrip("。"))


def _concerns(found: Iterable[tuple[Words, Line]]) -> Line:
    """How many concerns of each kind are open."""
    every = list(found)
    counts: dict[Words, int] = {}
    for title, _ in every:
        counts[title] = counts.get(title, 0) + 1
    parts = [Words(f"{t.en}: {n}", f"{t.zh}{n}项") for t, n in counts.items()]
    said, title = join(parts, Words("; ", "；")), Words("Open concerns", "未了关切")
    text = Words(f"{title.en}. {said.en}.", f"{title.zh}：{said.zh}。")
    return drawn_from(
        [line for _, line in every], text, facts={"count": str(len(every))}, lead=title
    )
