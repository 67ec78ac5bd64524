"""The ledger: concerns of each side, what is owed, overdue, silent, or awaits a judgement."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from parley.group.dialogue.aliases import Alias
from parley.group.dialogue.basis import Basis, Names, Standing
from parley.group.dialogue.concerns import Disagreement
from parley.group.dialogue.dialogue import Dialogue, HasBasis
from parley.group.dialogue.kinds import SINGULAR
from parley.group.dialogue.ledger import (
    CommitmentState,
    ConcernState,
    commitment_states,
    concern_states,
    open_questions,
    proposals,
)
from parley.group.dialogue.narrowing import Only, narrowed
from parley.group.dialogue.topic_history import topic_histories
from parley.group.dialogue.views.lines import (
    commitment_line,
    concern_line,
    occasion_line,
    proposal_line,
)
from parley.group.dialogue.views.page import Line, Page, Section, line
from parley.group.dialogue.views.terms import KINDS
from parley.group.dialogue.views.wording import day_words, join, names
from parley.group.words import Words

#: A ledger that is narrowed to nothing.
_ALL = Only()


def ledger_page(
    dialogue: Dialogue, on: date, *, with_closed: bool = False, only: Only = _ALL
) -> Page:
    """Everything that is open between the two sides, or what is about one group, topic or side.

    Args:
        dialogue: As it is known on the day.
        on: The day.
        with_closed: Also what is settled and done.
        only: What it is narrowed to.
    """
    part = narrowed(dialogue, only, on)
    concerns = [each for each in concern_states(part, on) if with_closed or each.is_open]
    owed = [each for each in commitment_states(part, on) if with_closed or each.is_open]
    waiting = waiting_lines(dialogue) if only == _ALL else ()
    sections = [
        *concern_sections(part, concerns),
        *commitment_sections(part, owed),
        Section(
            "proposals",
            Words("Waiting for a judgement", "待确认事项"),
            (*(proposal_line(part, each) for each in proposals(part, on)), *waiting),
            Words("Nothing waits.", "无待确认事项。"),
        ),
        *standing_sections(part, on),
        Section(
            "silent-topics",
            Words("Topics that fell silent", "未再提及的议题"),
            tuple(_silent_topics(dialogue, only)),
            Words("No topic fell silent.", "无。"),
        ),
    ]
    return Page("ledger", _title(dialogue, only), on, tuple(sections))


def _title(dialogue: Dialogue, only: Only) -> Words:
    """What the ledger is of."""
    parts = [dialogue.charter[only.group].names.name] if only.group in dialogue.charter else []
    parts += [names(dialogue, [each]) for each in sorted(only.topics)[:1]]
    parts += [dialogue.side[only.side].name] if only.side in dialogue.side else []
    if not parts:
        return Words("Ledger", "台账")
    said = join(parts, Words(", ", "、"))
    return Words(f"Ledger: {said.en}", f"台账：{said.zh}")


def concern_sections(dialogue: Dialogue, states: Iterable[ConcernState]) -> Iterator[Section]:
    """The concerns of each side, in two sections of one form; the last raised first."""
    every = sorted(states, key=lambda each: each.last_day, reverse=True)
    for side in dialogue.sides:
        own = tuple(concern_line(dialogue, e) for e in every if e.concern.by == side.id)
        said = side.adjective
        title = Words(f"{said.en} concerns", f"{said.zh}关切")
        nothing = Words("No open concern is known.", "未见未了关切。")
        yield Section(f"concerns-{side.id}", title, own, nothing)


def commitment_sections(dialogue: Dialogue, states: Iterable[CommitmentState]) -> Iterator[Section]:
    """What is owed: overdue, open, silent."""
    every = sorted(states, key=lambda e: (e.commitment.due_now or date.max, e.commitment.made))
    late = [each for each in every if each.is_overdue]
    rest = [each for each in every if not each.is_overdue]
    silent = [each for each in rest if each.is_silent]
    rest = [each for each in rest if not each.is_silent]
    for name, title, own, nothing in (
        (
            "overdue",
            Words("Overdue", "逾期未落实事项"),
            late,
            Words("Nothing is overdue.", "无逾期事项。"),
        ),
        ("owed", Words("Owed", "待落实事项"), rest, Words("Nothing is owed.", "无待落实事项。")),
        (
            "silent",
            Words("Owed, and long without a word", "待落实而长期未再提及的事项"),
            silent,
            Words("None.", "无。"),
        ),
    ):
        yield Section(name, title, tuple(commitment_line(dialogue, e) for e in own), nothing)


def standing_sections(dialogue: Dialogue, on: date) -> tuple[Section, ...]:
    """Questions, items that belong elsewhere, and disagreements that stand."""
    return (
        Section(
            "questions",
            Words("Questions between regulators", "监管部门间的提问"),
            tuple(question_lines(dialogue)),
            Words("No open question is known.", "未见待答提问。"),
        ),
        Section(
            "elsewhere",
            Words("Carried elsewhere", "转交其他部门的事项"),
            tuple(referral_lines(dialogue)),
            Words("None is known.", "无。"),
        ),
        Section(
            "disagreements",
            Words("Agreed to differ", "存异事项"),
            tuple(disagreement_lines(dialogue, on)),
            Words("None is in the record.", "无记录。"),
        ),
    )


def waiting_lines(dialogue: Dialogue) -> Iterator[Line]:
    """Every other entry that waits for a judgement: a name, a meeting, a concern from a text."""
    for kind, entry in dialogue.entries():
        if kind == "progress" or entry.basis.standing is not Standing.PROPOSED:
            continue
        name, what = entry.basis.id, _what(dialogue, entry)
        said = _sentence_words(dialogue, entry.basis)
        text = Words(
            f"{KINDS[kind].en.capitalize()}: {what.en}{said.en} To confirm or reject: {name}.",
            f"{KINDS[kind].zh}：{what.zh}{said.zh}请确认或否决，编号：{name}。",
        )
        facts = {"proposal": name, "kind": SINGULAR[kind], **_sentence_facts(entry.basis)}
        yield line(dialogue, [entry], text, facts=facts)


def _sentence_words(dialogue: Dialogue, basis: Basis) -> Words:
    """The sentence that a proposal stands on, and where it stands, so that it can be judged."""
    if not basis.sentence:
        return Words("", "")
    source = dialogue.source[basis.sources[0]]
    place = source.address or source.title
    at = Words("", "")
    if basis.sentence_start is not None:
        first, last = basis.sentence_start, basis.sentence_end
        at = Words(f", characters {first} to {last}", f"，第{first}至{last}个字符")
    return Words(
        f" Its sentence: “{basis.sentence}” ({place}{at.en}).",
        f"原句：“{basis.sentence}”（{place}{at.zh}）。",
    )


def _sentence_facts(basis: Basis) -> dict[str, str]:
    facts = {"sentence": basis.sentence} if basis.sentence else {}
    if basis.sentence_start is not None:
        facts |= {"start": f"{basis.sentence_start}", "end": f"{basis.sentence_end}"}
    return facts


def _what(dialogue: Dialogue, entry: HasBasis) -> Words:
    """What an entry says, in short."""
    if isinstance(entry, Alias):
        meant = getattr(dialogue.by_id.get(entry.of), "names", None)
        called = meant.name if isinstance(meant, Names) else Words(entry.of, entry.of)
        return Words(f"“{entry.name}” means {called.en}.", f"“{entry.name}”指{called.zh}。")
    for name in ("text", "title", "name"):
        found = getattr(entry, name, None)
        if isinstance(found, Words):
            return found
    names = getattr(entry, "names", None)
    return names.name if isinstance(names, Names) else Words(entry.basis.id, entry.basis.id)


def question_lines(dialogue: Dialogue, topics: Collection[str] | None = None) -> Iterator[Line]:
    """Open questions between regulators, on some topics or on all, with what came back."""
    for question, answers in open_questions(dialogue):
        if topics is not None and question.topic not in topics:
            continue
        by, to = names(dialogue, [question.by]), names(dialogue, [question.to])
        kind = (
            Words("expected question", "预计提问")
            if question.is_expected
            else Words("asked", "提问")
        )
        text = Words(
            f"{by.en} to {to.en}, {kind.en}: {question.text.en}",
            f"{by.zh}向{to.zh}{kind.zh}：{question.text.zh}",
        )
        for answer in answers:
            day = day_words(answer.day)
            text = Words(
                f"{text.en}; {day.en}: {answer.text.en}", f"{text.zh}；{day.zh}：{answer.text.zh}"
            )
        facts = {
            "question": question.basis.id,
            "topic": question.topic,
            "to": question.to,
            "expected": "yes" if question.is_expected else "no",
        }
        grounds: list[HasBasis] = [question, *answers]
        lead = Words(f"{by.en} to {to.en}", f"{by.zh}向{to.zh}")
        yield line(dialogue, grounds, text, day=question.day, facts=facts, lead=lead)


def referral_lines(dialogue: Dialogue) -> Iterator[Line]:
    """Items that belong elsewhere: whose they are, who carries them, whether an answer is there."""
    for each in dialogue.referrals:
        owner, bearer = names(dialogue, [each.belongs_to]), names(dialogue, [each.relayed_by])
        state = Words("answer pending", "待答复")
        if each.answer is not None:
            state = Words(f"answered: {each.answer.en}", f"答复：{each.answer.zh}")
        text = Words(
            f"{each.text.en} Belongs to {owner.en}, carried by {bearer.en}; {state.en}.",
            f"{each.text.zh}归{owner.zh}处理，由{bearer.zh}转达；{state.zh}。",
        )
        facts = {
            "referral": each.basis.id,
            "owner": each.belongs_to,
            "relayed_by": each.relayed_by,
            "answer": "pending" if each.answer is None else "answered",
        }
        yield line(dialogue, [each], text, day=each.day, facts=facts, lead=each.text)


def standing_disagreements(
    dialogue: Dialogue, on: date, topics: Collection[str] | None = None
) -> tuple[Disagreement, ...]:
    """Disagreements that stand on a day, on some topics or on all."""
    return tuple(
        each
        for each in dialogue.disagreements
        if (each.closed is None or each.closed > on) and (topics is None or each.topic in topics)
    )


def disagreement_lines(
    dialogue: Dialogue, on: date, topics: Collection[str] | None = None
) -> Iterator[Line]:
    """Disagreements that stand on a day, on some topics or on all: each side's own position."""
    for each in standing_disagreements(dialogue, on, topics):
        said = each.text
        for position in each.positions:
            name = dialogue.side[position.side].name
            said = Words(
                f"{said.en}. {name.en}: {position.text.en}".replace("..", "."),
                f"{said.zh}。{name.zh}：{position.text.zh}".replace("。。", "。"),
            )
        if each.review is None:
            said = Words(f"{said.en} No review date is set.", f"{said.zh}未商定再议日期。")
        else:
            day = day_words(each.review)
            said = Words(f"{said.en} Review on {day.en}.", f"{said.zh}{day.zh}再议。")
        facts = {"disagreement": each.basis.id, "topic": each.topic}
        yield line(dialogue, [each], said, day=each.since, facts=facts, lead=each.text)


def _silent_topics(dialogue: Dialogue, only: Only) -> Iterator[Line]:
    for charter in dialogue.groups:
        if only.group not in ("", charter.basis.id):
            continue
        for history in topic_histories(dialogue, charter.basis.id).values():
            if history.is_silent and (not only.topics or history.topic in only.topics):
                made = occasion_line(dialogue, history.spoken[-1])
                en, zh = made.text.en.rstrip("."), made.text.zh.rstrip("。")
                since = Words(
                    f"{en}; at none of the {history.meetings_since} meetings since.",
                    f"{zh}；此后{history.meetings_since}次会议未再提及。",
                )
                yield line(dialogue, [history.spoken[-1].at], since, day=made.day, facts=made.facts)


def for_group(
    dialogue: Dialogue, states: Iterable[ConcernState], group: str
) -> tuple[list[ConcernState], list[ConcernState]]:
    """Concerns that were raised at meetings of a group, and those raised elsewhere alone."""
    keys = {each.key for each in dialogue.meetings if each.group == group}
    inside: list[ConcernState] = []
    outside: list[ConcernState] = []
    for state in states:
        is_own = any(each.meeting in keys for each in state.raisings)
        (inside if is_own else outside).append(state)
    return inside, outside
