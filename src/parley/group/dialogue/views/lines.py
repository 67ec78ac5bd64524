"""Lines about single things: a meeting, a concern, a commitment, an exercise, a measure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from parley.group.dialogue.aligned import texts_of
from parley.group.dialogue.commitments import Level, Progress
from parley.group.dialogue.concerns import Answer, Concern, Raising, Reply
from parley.group.dialogue.dialogue import Dialogue, HasBasis
from parley.group.dialogue.ledger import CommitmentState, ConcernState
from parley.group.dialogue.measures import Measure, StageOn
from parley.group.dialogue.meetings import Event
from parley.group.dialogue.series import Numbered, find_meeting
from parley.group.dialogue.topic_history import Occasion
from parley.group.dialogue.topics import TopicAt, TopicStage
from parley.group.dialogue.views.page import Line, line
from parley.group.dialogue.views.terms import GRADES, LEVELS, REPLIES, STAGES, STRENGTHS, TOPICS
from parley.group.dialogue.views.wording import (
    as_certain,
    counted,
    day_words,
    days_words,
    join,
    names,
    sides,
    with_article,
)
from parley.group.words import Words


def meeting_line(dialogue: Dialogue, numbered: Numbered) -> Line:
    """A meeting with its number, place, days, heads, and what came of it."""
    meeting = numbered.meeting
    parts = [counted(dialogue, numbered)]
    heads = heads_words(dialogue, numbered)
    if heads is not None:
        parts.append(heads)
    said = join(parts, Words("; ", "；"))
    text = Words(f"{said.en}. {meeting.text.en}", f"{said.zh}。{meeting.text.zh}")
    facts = {
        "meeting": numbered.name,
        "number": str(numbered.number),
        "status": meeting.status.value,
        "place": meeting.place,
        "country": numbered.country,
        "in_country": str(numbered.in_country),
        "first": meeting.first.isoformat(),
        "last": meeting.last.isoformat(),
    }
    read_out = [each for each in texts_of(dialogue, meeting.key) if each.whole]
    grounds: list[HasBasis] = [meeting, *read_out]
    return line(dialogue, grounds, text, day=meeting.first, facts=facts, lead=parts[0])


def heads_words(dialogue: Dialogue, numbered: Numbered) -> Words | None:
    """Who led each side; None where no source names anybody."""
    parts = []
    for each in numbered.meeting.delegations:
        if each.heads:
            told = (
                as_certain(names(dialogue, [head]), each.how_known(head)) for head in each.heads
            )
            said, side = join(told, Words(", ", "、")), dialogue.side[each.side]
            parts.append(Words(f"{side.name.en}: {said.en}", f"{side.name.zh}：{said.zh}"))
    return join(parts, Words(", ", "，")) if parts else None


def occasion_line(dialogue: Dialogue, occasion: Occasion, *, with_topic: bool = True) -> Line:
    """A topic at one meeting: how far it came, in whose text, with what result."""
    at, numbered = occasion.at, occasion.numbered
    days, told = days_words(numbered.meeting.days[0]), stage_words(dialogue, at)
    said = Words(
        f"{numbered.name} ({days.en}): {told.en}", f"{numbered.name}（{days.zh}）：{told.zh}"
    )
    lead = Words(numbered.name, numbered.name)
    if with_topic and at.topic in dialogue.topic:
        lead = name = dialogue.topic[at.topic].names.name
        said = Words(f"{name.en}: {said.en}", f"{name.zh}：{said.zh}")
    said = Words(f"{said.en.rstrip('.')}.", f"{said.zh.rstrip('。')}。")
    facts = {"topic": at.topic, "meeting": numbered.name, "stage": at.stage.value}
    return line(dialogue, [at], said, day=numbered.meeting.first, facts=facts, lead=lead)


def stage_words(dialogue: Dialogue, at: TopicAt) -> Words:
    """How far a topic came at a meeting: raised, agreed, absent; in whose text; what came of it."""
    stage = TOPICS[at.stage]
    spoke = sides(dialogue, at.sides)
    by = Words(f" by {spoke.en}", f"（{spoke.zh}）") if at.sides else Words("", "")
    texts = _texts_words(dialogue, at.sides)
    is_text = at.stage is TopicStage.ABSENT or (
        at.stage is TopicStage.RAISED and len(at.sides) == 1
    )
    if at.sides and is_text:
        by = Words(f" in the {texts.en}", f"（见{texts.zh}）")
    said = Words(f"{stage.en}{by.en}", f"{stage.zh}{by.zh}")
    if at.result is not None:
        said = Words(f"{said.en}. {at.result.en}", f"{said.zh}。{at.result.zh}")
    return said


def _texts_words(dialogue: Dialogue, found: Sequence[str]) -> Words:
    """Whose text: ``US text``, ``US and Chinese texts``."""
    whose = join((dialogue.side[each].adjective for each in found), Words(" and ", "和"))
    return Words(f"{whose.en} text{'s' if len(found) > 1 else ''}", f"{whose.zh}文本")


def concern_line(dialogue: Dialogue, state: ConcernState) -> Line:
    """A concern: what, how often, when last, where, how strongly, and what was answered."""
    concern, said = state.concern, [state.concern.text]
    entries: list[HasBasis] = [concern]
    if state.raisings:
        last = state.raisings[-1]
        entries += state.raisings
        said.append(_raised_words(dialogue, state))
        if last.words:
            said.append(Words(f"words: “{last.words}”", f"原话：“{last.words}”"))
    entries += state.answers
    replies = [each for each in state.answers if each.reply is not Reply.EVIDENCE]
    seen = [each for each in state.answers if each.reply is Reply.EVIDENCE]
    if not replies:
        said.append(Words("no answer is known", "未见答复"))
    for answer in sorted((*replies[-1:], *seen[-1:]), key=lambda each: each.day):
        reply, day = REPLIES[answer.reply], day_words(answer.day)
        said.append(
            Words(
                f"{reply.en} on {day.en}: {answer.text.en}",
                f"{day.zh}{reply.zh}：{answer.text.zh}",
            )
        )
    facts = {
        "concern": concern.basis.id,
        "by": concern.by,
        "topic": concern.topic,
        "open": "yes" if state.is_open else "no",
        "answered": "yes" if state.is_answered else "no",
        "raised": str(len(state.raisings)),
        "last": state.last_day.isoformat(),
    }
    text = _sentences(said)
    return line(dialogue, entries, text, day=state.last_day, facts=facts, lead=concern.text)


def _raised_words(dialogue: Dialogue, state: ConcernState) -> Words:
    last, count = state.raisings[-1], len(state.raisings)
    strength, day = STRENGTHS[last.strength], day_words(last.day)
    place = place_of(dialogue, last)
    times = Words(f" ({count} times in all)", f"（共{count}次）") if count > 1 else Words("", "")
    return Words(
        f"{strength.en} on {day.en}{place.en}{times.en}",
        f"{day.zh}{place.zh}{strength.zh}{times.zh}",
    )


def place_of(dialogue: Dialogue, raising: Raising) -> Words:
    """Where something was raised: at a meeting, an event, or in a channel that is not the group."""
    if raising.channel in dialogue.charter:
        name = dialogue.charter[raising.channel].names.name
        return Words(f" in another channel, {name.en}", f"在另一渠道（{name.zh}）")
    if raising.meeting in dialogue.meeting:
        name = meeting_name(dialogue, raising.meeting)
        return Words(f" at {name.en}", f"在{name.zh}")
    event = dialogue.by_id.get(raising.event)
    if isinstance(event, Event):
        return Words(f", {event.title.en}", f"在“{event.title.zh}”期间")
    return Words("", "")


def meeting_name(dialogue: Dialogue, key: str) -> Words:
    """What people call a meeting: ``FWG-5``."""
    name = find_meeting(dialogue, key).name
    return Words(name, name)


def thread_lines(dialogue: Dialogue, state: ConcernState) -> Iterator[Line]:
    """A concern as a story: how it stands, then each time that it was raised or answered."""
    yield concern_line(dialogue, state)
    every: list[Raising | Answer] = [*state.raisings, *state.answers]
    for each in sorted(every, key=lambda each: each.day):
        day = day_words(each.day)
        if isinstance(each, Raising):
            kind, place = STRENGTHS[each.strength], place_of(dialogue, each)
        else:
            kind, place = REPLIES[each.reply], Words("", "")
        text = Words(
            f"{day.en}: {kind.en}{place.en}. {each.text.en}",
            f"{day.zh}：{place.zh}{kind.zh}。{each.text.zh}",
        )
        facts = {"concern": state.concern.basis.id}
        made = line(dialogue, [each], text, day=each.day, facts=facts, lead=day)
        yield replace(made, level=1)


def commitment_line(
    dialogue: Dialogue, state: CommitmentState, *, with_owners: bool = True
) -> Line:
    """A commitment: what, owners, grade, due, how far as each side sees it."""
    commitment = state.commitment
    grade, made = GRADES[commitment.grade], day_words(commitment.made)
    what, zh = commitment.text.en.rstrip("."), commitment.text.zh.rstrip("。")
    who = sides(dialogue, commitment.owners)
    by = Words(f"{who.en}, ", f"{who.zh}，") if with_owners else Words("", "")
    said = [
        Words(f"{what} ({by.en}{grade.en}, {made.en})", f"{zh}（{by.zh}{made.zh}{grade.zh}）"),
        due_words(state),
        level_words(dialogue, state),
    ]
    if commitment.basis.sentence:
        sentence = commitment.basis.sentence
        said.append(Words(f"sentence: “{sentence}”", f"原句：“{sentence}”"))
    entries: list[HasBasis] = [commitment, *state.confirmed]
    facts = {
        "commitment": commitment.basis.id,
        "owners": ",".join(commitment.owners),
        "grade": commitment.grade.value,
        "due": str(commitment.due_now or ""),
        "due_original": str(commitment.due or ""),
        "done": str(state.done_on or ""),
        "level": state.level().value,
        "overdue": "yes" if state.is_overdue else "no",
        "silent": "yes" if state.is_silent else "no",
    }
    text = _sentences(said)
    return line(dialogue, entries, text, day=commitment.made, facts=facts, lead=commitment.text)


def due_words(state: CommitmentState) -> Words:
    """Due dates: original, revised, actual; that none was given is said too."""
    commitment = state.commitment
    if commitment.due is None and not commitment.revisions:
        return Words("no date was given", "未定期限")
    said = day_words(commitment.due) if commitment.due else Words("no date", "无期限")
    if commitment.due_words is not None:
        said = _resolved(commitment.due_words, commitment.due)
    parts = [Words(f"due {said.en}", f"期限：{said.zh}")]
    if commitment.revisions:
        due = commitment.due_now
        now = day_words(due) if due else Words("without a date", "未定新期限")
        parts.append(Words(f"revised: {now.en}", f"修订为{now.zh}"))
    if state.is_overdue:
        parts.append(Words("overdue", "已逾期"))
    return join(parts, Words(", ", "，"))


def _resolved(raw: Words, due: date | None) -> Words:
    """The words of the source, with the day that they were read as: spring of which year."""
    if due is None:
        return raw
    day = day_words(due)
    return Words(f"{raw.en} (read as {day.en})", f"{raw.zh}（按{day.zh}计）")


def level_words(dialogue: Dialogue, state: CommitmentState) -> Words:
    """How far it has come, as the record shows and as each side sees it."""
    if state.done_on is not None:
        day = day_words(state.done_on)
        parts = [Words(f"complete on {day.en}", f"{day.zh}完成")]
    else:
        level = LEVELS[state.level()]
        parts = [Words(level.en, level.zh)]
    for side in dialogue.sides:
        seen = state.level(side.id)
        if seen is not Level.NO_EVIDENCE:
            level = LEVELS[seen]
            parts.append(
                Words(f"{side.name.en} sees: {level.en}", f"{side.name.zh}认为：{level.zh}")
            )
    if state.proposed:
        parts.append(Words("a proposal waits for a judgement", "有进展待确认"))
    return join(parts, Words(", ", "，"))


def proposal_line(dialogue: Dialogue, proposal: Progress) -> Line:
    """A proposal that a person confirms or rejects, with the name to do it by."""
    commitment = dialogue.by_id[proposal.commitment]
    evidence = [dialogue.by_id[each] for each in proposal.evidence if each in dialogue.by_id]
    what = getattr(commitment, "text", Words("", ""))
    level, day = LEVELS[proposal.level], day_words(proposal.day)
    text = Words(
        f"{what.en} {proposal.text.en} Proposed: {level.en} on {day.en}. "
        f"To confirm or reject: {proposal.basis.id}.",
        f"{what.zh}{proposal.text.zh}拟认定：{day.zh}{level.zh}。"
        f"请确认或否决，编号：{proposal.basis.id}。",
    )
    facts = {"proposal": proposal.basis.id, "commitment": proposal.commitment}
    grounds = [proposal, commitment, *evidence]
    return line(dialogue, grounds, text, day=proposal.day, facts=facts, lead=what)


def event_line(dialogue: Dialogue, event: Event) -> Line:
    """An event: days, title, place, what happened; planned is said."""
    days = days_words(event.days)
    place = dialogue.place.get(event.place)
    at = place.names.name if place else Words("", "")
    state = Words("", "")
    if not event.status.has_taken_place:
        state = Words("planned, ", "计划，")
    lead = Words(
        f"{days.en}{', ' + at.en if at.en else ''}: {state.en}{event.title.en}",
        f"{days.zh}{'，' + at.zh if at.zh else ''}：{state.zh}{event.title.zh}",
    )
    said = Words(f"{lead.en}. {event.text.en}", f"{lead.zh}。{event.text.zh}")
    facts = {"event": event.basis.id, "kind": event.kind.value, "status": event.status.value}
    return line(dialogue, [event], said, day=event.days.first, facts=facts, lead=lead)


def measure_line(
    dialogue: Dialogue, measure: Measure, stage: StageOn, *, in_full: bool = True
) -> Line:
    """A measure at a stage: who, what, and in full also goods, legal basis and complaints."""
    side, name, day = dialogue.side[measure.by], measure.name, day_words(stage.day)
    said = [
        Words(
            f"{side.name.en}: {name.en} ({STAGES[stage.stage].en}, {day.en})",
            f"{side.name.zh}：{name.zh}（{day.zh}，{STAGES[stage.stage].zh}）",
        ),
    ]
    if not _says_the_stage_alone(stage):
        said.append(Words(stage.text.en.rstrip("."), stage.text.zh.rstrip("。")))
    said += _particulars(dialogue, measure) if in_full else ()
    facts = {
        "measure": measure.basis.id,
        "by": measure.by,
        "kind": measure.kind.value,
        "stage": stage.stage.value,
        "goods": "; ".join(each.en for each in measure.goods),
    }
    text, lead = _sentences(said), Words(f"{side.name.en}: {name.en}", f"{side.name.zh}：{name.zh}")
    grounds: list[HasBasis] = [measure, stage]
    if in_full:
        complaints = _complaints(dialogue, measure)
        raised = (_last_raising(dialogue, each) for each in complaints)
        grounds += [*complaints, *(each for each in raised if each is not None)]
    made = line(dialogue, grounds, text, day=stage.day, facts=facts, lead=lead)
    if in_full or measure.basis.remark is None:
        return made
    return replace(made, remarks=tuple(e for e in made.remarks if e != measure.basis.remark))


def _says_the_stage_alone(stage: StageOn) -> bool:
    """Whether its text is no more than the stage, which stands there already."""
    return stage.text.en.rstrip(".").casefold() == STAGES[stage.stage].en


def _particulars(dialogue: Dialogue, measure: Measure) -> Iterator[Words]:
    """Who takes it, goods or sectors, legal basis, stated reason, and who complained when."""
    if measure.body:
        body = names(dialogue, [measure.body])
        yield Words(f"taken by: {body.en}", f"实施部门：{body.zh}")
    if measure.goods:
        goods = join(measure.goods, Words(", ", "、"))
        yield Words(f"goods or sectors: {goods.en}", f"商品或行业：{goods.zh}")
    if measure.legal_basis is not None:
        law = measure.legal_basis
        yield Words(f"legal basis: {law.en}", f"法律依据：{law.zh}")
    if measure.reason is not None:
        reason = measure.reason
        yield Words(f"stated reason: {reason.en}", f"所称理由：{reason.zh}")
    for concern in _complaints(dialogue, measure):
        by = dialogue.side[concern.by].name
        said = Words(
            f"complaint of {with_article(by.en)}: {concern.text.en}",
            f"{by.zh}关切：{concern.text.zh}",
        )
        last = _last_raising(dialogue, concern)
        if last is not None:
            day, place = day_words(last.day), place_of(dialogue, last)
            said = Words(
                f"{said.en}, last raised on {day.en}{place.en}",
                f"{said.zh}，最近一次于{day.zh}{place.zh}提出",
            )
        yield said


def _complaints(dialogue: Dialogue, measure: Measure) -> list[Concern]:
    """The concerns that complain of a measure."""
    found = (dialogue.by_id.get(name) for name in measure.concerns)
    return [each for each in found if isinstance(each, Concern)]


def _last_raising(dialogue: Dialogue, concern: Concern) -> Raising | None:
    """When a concern was raised last, as far as is known."""
    own = (each for each in dialogue.raisings if each.concern == concern.basis.id)
    return max(own, key=lambda each: each.day, default=None)


def _sentences(parts: Iterable[Words]) -> Words:
    """Clauses as one line, closed by a full stop."""
    every = [Words(each.en.rstrip("."), each.zh.rstrip("。")) for each in parts]
    said = join(every, Words("; ", "；"))
    return Words(f"{said.en}.", f"{said.zh}。")
