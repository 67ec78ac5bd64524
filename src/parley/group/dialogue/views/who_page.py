"""The page of a person or a body: names in every script, dated posts, meetings, words, messages."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from difflib import get_close_matches

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.basis import Names
from parley.group.dialogue.dialogue import Dialogue, HasBasis
from parley.group.dialogue.people import Body, Person, Post
from parley.group.dialogue.series import Numbered, series
from parley.group.dialogue.series_check import check_claims
from parley.group.dialogue.views.around import (
    message_lines,
    post_words,
    statement_lines,
    voice_lines,
)
from parley.group.dialogue.views.page import Line, Page, Section, line
from parley.group.dialogue.views.series_page import mismatch_lines
from parley.group.dialogue.views.terms import PARTS, language_words
from parley.group.dialogue.views.wording import counted, day_words, join, names
from parley.group.words import Words

#: How many names are offered where the one that was asked for is not there.
_OFFERED = 5


def who_page(dialogue: Dialogue, name: str, on: date) -> Page:
    """Who somebody is, or what a body is.

    Args:
        dialogue: As it is known on the day.
        name: Any name in any language, a misspelling that was seen, or the name of the entry.
        on: The day.

    Raises:
        InvalidInput: if nobody and nothing is called so, or several are.
    """
    own = find_person_or_body(dialogue, name)
    details = _posts(dialogue, own, on) if isinstance(own, Person) else _body(dialogue, own)
    key = own.basis.id
    sections = (
        Section("names", Words("Names", "名称"), tuple(_names(dialogue, own))),
        Section("posts", Words("Who or what", "身份"), tuple(details)),
        Section(
            "meetings",
            Words("At meetings", "历次会议"),
            tuple(_meetings(dialogue, own)),
            Words("At no meeting, as far as is known.", "未见参加会议。"),
        ),
        Section(
            "said",
            Words("Said to the public", "对外表态"),
            tuple(_said(dialogue, key, on)),
        ),
        Section(
            "messages",
            Words("Messages", "转达的口信"),
            tuple(each for each in message_lines(dialogue) if key in each.facts["named"].split()),
        ),
        Section(
            "mismatches",
            Words("What texts get wrong", "报道中的错误"),
            tuple(
                mismatch_lines(dialogue, (e for e in check_claims(dialogue) if own in e.entries))
            ),
        ),
    )
    return Page("who", own.names.name, on, sections)


def _said(dialogue: Dialogue, key: str, on: date) -> Iterator[Line]:
    """Statements for a side, and comments from outside."""
    own = (each.meeting for each in dialogue.statements if key in (each.person, each.body))
    for meeting in dict.fromkeys(own):
        for made in statement_lines(dialogue, meeting):
            if made.facts["by"] == key:
                yield made
    for made in voice_lines(dialogue, date.min, on):
        if made.facts["voice"] == key:
            yield made


def find_person_or_body(dialogue: Dialogue, name: str) -> Person | Body:
    """Find a person or a body by any name.

    Raises:
        InvalidInput: naming those who are called nearly so, or all who are called so.
    """
    asked = name.casefold().strip()
    every: list[Person | Body] = [*dialogue.people, *dialogue.bodies]
    found = [e for e in every if asked in {each.casefold() for each in _called(e)}]
    if len(found) == 1:
        return found[0]
    if found:
        expected = f"one of {', '.join(each.basis.id for each in found)}: several are called so"
    else:
        known: dict[str, list[str]] = {}
        for entry in every:
            for each in _called(entry):
                known.setdefault(each.casefold(), []).append(entry.basis.id)
        close = get_close_matches(asked, known, _OFFERED, 0.6)
        near = dict.fromkeys(key for each in close for key in known[each])
        expected = "the name of a person or a body of the record"
        if near:
            expected = f"{expected}; near are {', '.join(near)}"
    raise InvalidInput([Fault("who", 0, "", name, expected)])


def _called(entry: Person | Body) -> Iterator[str]:
    """Everything that somebody is called, misspellings too."""
    own = entry.names
    yield from (entry.basis.id, own.name.en, own.name.zh)
    if isinstance(entry, Person):
        yield from (entry.family.en, entry.family.zh)
    for table in (own.aliases, own.misspellings):
        for found in table.values():
            yield from found


def _names(dialogue: Dialogue, own: Person | Body) -> Iterator[Line]:
    called: Names = own.names
    said = Words(
        f"In full: {called.name.en}; in Chinese: “{called.name.zh}”.",
        f"全称：{called.name.zh}；英文：“{called.name.en}”。",
    )
    yield line(dialogue, [own], said, facts={"id": own.basis.id})
    for title, table, fact in (
        (Words("Also", "又称"), called.aliases, "aliases"),
        (Words("Misspelt in texts as", "文本中误写为"), called.misspellings, "misspellings"),
    ):
        if table:
            told = _by_language(table)
            text = Words(f"{title.en}: {told.en}.", f"{title.zh}：{told.zh}。")
            facts = {fact: "; ".join(each for found in table.values() for each in found)}
            yield line(dialogue, [own], text, facts=facts, lead=title)


def _by_language(table: Mapping[str, Iterable[str]]) -> Words:
    parts = []
    for tag, found in table.items():
        tongue, every = language_words(tag), [f"“{each}”" for each in found]
        if tag.endswith("-Latn"):
            tongue = Words(f"{tongue.en} in Latin letters", f"{tongue.zh}拉丁字母")
        parts.append(Words(f"{', '.join(every)} ({tongue.en})", f"{''.join(every)}（{tongue.zh}）"))
    return join(parts, Words("; ", "；"))


def _posts(dialogue: Dialogue, person: Person, on: date) -> Iterator[Line]:
    """Each post with its days, or the days on which a source shows the person in it."""
    if person.is_outside:
        said = Words(
            "An outside voice, who speaks for no authority.", "外界人士，不代表任何官方机构。"
        )
        yield line(dialogue, [person], said, facts={"outside": "yes"})
    for post in person.posts:
        title, days = post_words(dialogue, post), _post_days(post)
        text = Words(f"{title.en}; {days.en}.", f"{title.zh}；{days.zh}。")
        facts = {"body": post.body, "held": post.held_on(on).value}
        yield line(dialogue, [post], text, facts=facts, lead=title)


def _post_days(post: Post) -> Words:
    parts = []
    if post.since is not None:
        day = day_words(post.since)
        parts.append(Words(f"from {day.en}", f"{day.zh}起"))
    if post.until is not None:
        day = day_words(post.until)
        parts.append(Words(f"until {day.en}", f"至{day.zh}"))
    if post.seen:
        seen = join((day_words(each) for each in post.seen), Words(", ", "、"))
        parts.append(Words(f"seen in it on {seen.en}", f"来源显示在任：{seen.zh}"))
    return join(parts, Words("; ", "；"))


def _body(dialogue: Dialogue, body: Body) -> Iterator[Line]:
    """Whose a body is, what it is part of, what it followed, what followed it, since when."""
    heirs = [each for each in dialogue.bodies if body.basis.id in each.follows]
    facts = [
        (Words("Side", "所属方"), dialogue.side[body.side].name if body.side else None),
        (Words("Part of", "上级机构"), names(dialogue, [body.parent]) if body.parent else None),
        (Words("In place of", "取代"), names(dialogue, body.follows) if body.follows else None),
        (Words("From", "起始"), day_words(body.since) if body.since else None),
        (Words("Until", "终止"), day_words(body.until) if body.until else None),
    ]
    for title, said in facts:
        if said is not None:
            text = Words(f"{title.en}: {said.en}.", f"{title.zh}：{said.zh}。")
            yield line(dialogue, [body], text, facts={title.en.lower(): said.en}, lead=title)
    for heir in heirs:
        name = heir.names.name
        text = Words(f"Followed by {name.en}.", f"由{name.zh}取代。")
        yield line(dialogue, [heir], text, facts={"followed_by": heir.basis.id})


def _meetings(dialogue: Dialogue, own: Person | Body) -> Iterator[Line]:
    """Each meeting at which a source shows it, in order of days, and in what role."""
    found: list[tuple[Numbered, Words]] = []
    for charter in dialogue.charters:
        for numbered in series(dialogue, charter.basis.id):
            for delegation in numbered.meeting.delegations:
                if own.basis.id in delegation.bodies:
                    found.append((numbered, Words("took part", "参加")))
                found += (
                    (numbered, PARTS[each.role])
                    for each in delegation.people
                    if each.person == own.basis.id
                )
    for numbered, role in sorted(found, key=lambda each: each[0].meeting.first):
        what = counted(dialogue, numbered)
        text = Words(f"{what.en}: {role.en}.", f"{what.zh}：{role.zh}。")
        grounds: list[HasBasis] = [numbered.meeting]
        facts = {"meeting": numbered.name, "role": role.en}
        day = numbered.meeting.first
        made = line(dialogue, grounds, text, day=day, facts=facts, lead=what)
        yield replace(made, remarks=())  # those stand on the page of the meeting
