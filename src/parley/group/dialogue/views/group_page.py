"""The page of a group: what it is, who leads it, whom it reports to, when it met, what is open."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from parley.group.dialogue.charter import Charter
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.ledger import concern_states, groups_of, owed_in
from parley.group.dialogue.people import Body
from parley.group.dialogue.series import held_by, next_after
from parley.group.dialogue.views.beside import beside_lines, sister_lines
from parley.group.dialogue.views.lines import commitment_line, concern_line, meeting_line
from parley.group.dialogue.views.page import Line, Page, Section, line
from parley.group.dialogue.views.terms import FUNCTIONS
from parley.group.dialogue.views.wording import chinese_number, day_words, join, names
from parley.group.words import Words


def group_page(dialogue: Dialogue, group: str, on: date) -> Page:
    """What a group is and where it stands.

    Args:
        dialogue: As it is known on the day.
        group: Its name.
        on: The day.
    """
    charter = dialogue.charter[group]
    sections = (
        Section(
            "charter", Words("The group", "工作组"), tuple(charter_lines(dialogue, charter, on))
        ),
        Section("last", Words("Last meeting", "上次会议"), _last(dialogue, group, on)),
        Section("next", Words("Next meeting", "下次会议"), next_lines(dialogue, group, on)),
        Section("open", Words("What is open", "待办事项"), tuple(_open(dialogue, group, on))),
        Section(
            "channels", Words("Beside it", "相关渠道"), tuple(beside_lines(dialogue, charter, on))
        ),
        Section(
            "sisters",
            Words("Spoken about here and in another group", "本组与其他工作组均讨论的议题"),
            tuple(sister_lines(dialogue, charter)),
            Words("No such topic is known.", "未见。"),
        ),
    )
    return Page("group", charter.names.name, on, sections)


def charter_lines(dialogue: Dialogue, charter: Charter, on: date) -> Iterator[Line]:
    """What the charter says: purpose, founding, leads, principals, level, rhythm, sub-bodies."""
    own = [charter]
    yield line(dialogue, own, charter.purpose, facts={"group": charter.basis.id})
    if charter.founded is not None:
        day, how = day_words(charter.founded), charter.instrument or Words("", "")
        said = Words(f"Founded on {day.en}. {how.en}".strip(), f"成立于{day.zh}。{how.zh}")
        facts = {"founded": charter.founded.isoformat()}
        yield line(dialogue, own, said, day=charter.founded, facts=facts)
    leads = _by_side(dialogue, charter.leads)
    yield line(
        dialogue, own, Words(f"Led by {leads.en}.", f"牵头机构：{leads.zh}。"), facts=charter.leads
    )
    principals = [each for each in charter.principals if each.is_on(on)]
    if principals:
        told = _by_side(dialogue, {each.side: each.person for each in principals})
        said = Words(f"Reports to {told.en}.", f"汇报对象：{told.zh}。")
        yield line(dialogue, principals, said, facts=charter.principals_on(on))
    if charter.level is not None and charter.rhythm is not None:
        said = join((charter.level, charter.rhythm), Words("; ", "；"))
        yield line(dialogue, own, Words(f"Level and rhythm: {said.en}", f"级别与频率：{said.zh}"))
    stages = [each for each in charter.stages if each.since <= on]
    if stages:
        yield line(dialogue, [stages[-1]], stages[-1].text, facts={"stage": stages[-1].stage.value})
    yield from _mandate_lines(dialogue, charter)
    for other in dialogue.charters:
        if other.parent == charter.basis.id:
            said = Words(f"Within it: {other.names.name.en}.", f"下设：{other.names.name.zh}。")
            yield line(dialogue, [other], said, facts={"sub-body": other.basis.id})


def _mandate_lines(dialogue: Dialogue, charter: Charter) -> Iterator[Line]:
    """Topics of the mandate, bodies that take part besides the leads, contacts that are named."""
    own = [charter]
    if charter.topics:
        topics = names(dialogue, charter.topics)
        said = Words(f"Mandate: {topics.en}.", f"职责议题：{topics.zh}。")
        yield line(dialogue, own, said, facts={"topics": ",".join(charter.topics)})
    for side in dialogue.sides:
        bodies = [dialogue.body[e] for e in charter.members.get(side.id, ()) if e in dialogue.body]
        if bodies:
            told = names(dialogue, [each.basis.id for each in bodies])
            said = Words(
                f"{side.name.en}, seen to take part besides: {told.en}. The list is open.",
                f"{side.name.zh}其他参与部门：{told.zh}。名单不限于此。",
            )
            facts = {"side": side.id, "members": ",".join(each.basis.id for each in bodies)}
            yield line(dialogue, own, said, facts=facts)
        for body in bodies:
            yield from _succession(dialogue, body)
    if charter.functions:
        unknown = {each: Words(each, each) for each in charter.functions}
        told = join(
            ({**unknown, **FUNCTIONS}[each] for each in charter.functions), Words(", ", "、")
        )
        said = Words(
            f"Each side names contacts for: {told.en}.", f"双方指定联络人的事项：{told.zh}。"
        )
        yield line(dialogue, own, said, facts={"functions": ",".join(charter.functions)})


def _succession(dialogue: Dialogue, body: Body) -> Iterator[Line]:
    """Whose tasks a body took over, and since when; none for a body that followed nobody."""
    before = names(dialogue, body.follows)
    if not before.en:
        return
    name, since = body.names.name, Words("", "")
    if body.since is not None:
        day = day_words(body.since)
        since = Words(f" since {day.en}", f"自{day.zh}起")
    said = Words(
        f"{name.en}: in place of {before.en}{since.en}.", f"{name.zh}：{since.zh}取代{before.zh}。"
    )
    facts = {"body": body.basis.id, "follows": ",".join(body.follows)}
    yield replace(line(dialogue, [body], said, facts=facts, lead=name), level=1)


def _by_side(dialogue: Dialogue, found: Mapping[str, str]) -> Words:
    """What each side has, in the order of the sides."""
    parts = []
    for side in dialogue.sides:
        if side.id in found:
            said = names(dialogue, [found[side.id]])
            parts.append(Words(f"{said.en} ({side.name.en})", f"{said.zh}（{side.name.zh}）"))
    return join(parts, Words(" and ", "、"))


def _last(dialogue: Dialogue, group: str, on: date) -> tuple[Line, ...]:
    held = held_by(dialogue, group, on)
    return tuple(meeting_line(dialogue, each) for each in held[-1:])


def next_lines(dialogue: Dialogue, group: str, on: date) -> tuple[Line, ...]:
    """The next meeting, or that none is planned and which number it would have."""
    coming = next_after(dialogue, group, on)
    if coming is not None:
        return (meeting_line(dialogue, coming),)
    held = held_by(dialogue, group, on)
    number = held[-1].number + 1 if held else 1
    said = Words(
        f"None is known to be planned; it would be {group}-{number}.",
        f"未见计划；若举行，将为第{chinese_number(number)}次会议（{group}-{number}）。",
    )
    ground = held[-1].meeting if held else dialogue.charter[group]
    return (line(dialogue, [ground], said, facts={"number": str(number)}),)


def _open(dialogue: Dialogue, group: str, on: date) -> Iterator[Line]:
    for side in dialogue.sides:
        own = [
            state
            for state in concern_states(dialogue, on)
            if state.is_open and state.concern.by == side.id and group in groups_of(dialogue, state)
        ]
        if own:
            said = Words(
                f"{side.adjective.en} concerns that are open: {len(own)}.",
                f"{side.adjective.zh}未了关切：{len(own)}项。",
            )
            facts = {"side": side.id, "concerns": str(len(own))}
            counted = line(dialogue, [state.concern for state in own], said, facts=facts)
            yield replace(counted, remarks=())
            for state in own:
                yield replace(concern_line(dialogue, state), level=1)
    owed = owed_in(dialogue, group, on)
    if owed:
        late = sum(state.is_overdue for state in owed)
        said = Words(
            f"Open commitments: {len(owed)}; overdue: {late}.",
            f"待落实事项：{len(owed)}项；逾期：{late}项。",
        )
        facts = {"commitments": str(len(owed)), "overdue": str(late)}
        counted = line(dialogue, [state.commitment for state in owed], said, facts=facts)
        yield replace(counted, remarks=())  # what a reader of one should know is no count's
        for promise in sorted(owed, key=lambda each: not each.is_overdue):
            yield replace(commitment_line(dialogue, promise), level=1)
