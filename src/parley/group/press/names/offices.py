"""Offices: what a title says, whether a person held it on a day, which title stands by a name."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.people import Person, Post
from parley.group.press.document.tokens import fold_text
from parley.group.press.words.mark import Line, Mark
from parley.group.press.words.phrases import Phrases

#: What a body is about, by words of its English name.
_DEPARTMENTS = (
    ("treasury", "finance"), ("finance", "finance"), ("commerce", "commerce"), ("state", "state"),
    ("foreign affairs", "state"), ("trade representative", "trade"), ("defense", "defence"),
)  # fmt: skip
#: Departments that are parts of the ministry of finance.
_PARTS_OF_FINANCE = ("international", "domestic")
#: Ranks that texts use for one another.
_ALIKE = (
    {"president", "leader"}, {"minister", "director", "commissioner"}, {"chair", "president"},
    {"governor", "director", "president"}, {"adviser", "director"}, {"director", "chair"},
)  # fmt: skip


#: "is the", before a title that says what somebody is.
_IS = re.compile(
    r"\s+(?:is|was|serves as|es|era|la)(?:\s+(?:the|a|an|el|un|also|currently|now|china's|chinas"
    r"|us|chinese|american|treasury|pboc|treasury's))*\s*"
)
#: What may stand between a name and the title after it in Chinese, Japanese and Korean.
_BETWEEN_WORDS = "是 系 担任 出任 氏は 氏が 氏 氏・ の · は 为 為 任"
_BETWEEN = frozenset(_BETWEEN_WORDS.split())


@dataclass(frozen=True, order=True)
class Office:
    """A rank and the department that it belongs to, empty where a title does not say it."""

    rank: str
    department: str = ""

    @classmethod
    def of(cls, value: str) -> "Office":
        """The office that a phrase table writes as ``minister@finance``."""
        rank, _, department = value.partition("@")
        return cls(rank, department)

    def fits(self, held: "Office") -> bool:
        """Whether a title as a text says it can mean an office that somebody holds.

        >>> Office("minister").fits(Office("minister", "finance"))
        True
        >>> Office("deputy-minister", "finance").fits(Office("minister", "finance"))
        False
        """
        alike = any(self.rank in each and held.rank in each for each in _ALIKE)
        if self.rank != held.rank and not alike:
            return False
        ours, theirs = self.department, held.department
        if not ours or not theirs or ours == theirs:
            return True
        return "finance" in (ours, theirs) and (
            ours in _PARTS_OF_FINANCE or theirs in _PARTS_OF_FINANCE
        )


def offices_of_post(post: Post, dialogue: Dialogue, english: Phrases) -> tuple[Office, ...]:
    """The offices that a post is: of its English title the longest phrase that is one."""
    title = fold_text(post.title.en)
    found = [
        (len(phrase), Office.of(value))
        for value, phrases in english.offices.items()
        for phrase in phrases
        if _is_in(fold_text(phrase), title)
    ]
    longest = max((length for length, _ in found), default=0)
    body = dialogue.body.get(post.body)
    name = body.names.name.en.lower() if body else ""
    department = next((what for word, what in _DEPARTMENTS if word in name), "")
    return tuple(
        office if office.department else Office(office.rank, department)
        for length, office in found
        if length == longest
    )


def _is_in(phrase: str, title: str) -> bool:
    return f" {phrase} " in f" {title} "


@dataclass(frozen=True)
class Held:
    """An office that a person held, and the post that says so."""

    office: Office
    post: Post


def offices_held(person: Person, dialogue: Dialogue, english: Phrases) -> tuple[Held, ...]:
    """Every office that a person is known to have held."""
    return tuple(
        Held(office, post)
        for post in person.posts
        for office in offices_of_post(post, dialogue, english)
    )


def held_on(held: Iterable[Held], day: date | None) -> tuple[Held, ...]:
    """Those that may have been held on a day; all where no day is known."""
    if day is None:
        return tuple(held)
    return tuple(each for each in held if each.post.held_on(day).value != "no")


#: What parts a title from a name: it is another one's.
_JOINED = "and y e va to with told that said met by con voi cung"
_JOINS = frozenset(_JOINED.split())


def titles_by(line: Line, start: int, end: int, names: Sequence[tuple[int, int]]) -> list[Mark]:
    """The titles that a sentence gives to the name at ``start`` to ``end``.

    Args:
        line: The sentence.
        start, end: Where the name stands.
        names: Where other names stand: a title before one of them is that one's.
    """
    found = []
    for mark in line.of("office"):
        if (mark.end <= start and _is_right_before(line, mark, start, names)) or (
            mark.start >= end and _is_right_after(line, end, mark, names)
        ):
            found.append(mark)
    return found


def _is_right_before(line: Line, mark: Mark, start: int, names: Sequence[tuple[int, int]]) -> bool:
    end = mark.end
    gap = line.text[end:start].removesuffix(", ")  # "the vice premier, He Lifeng"
    if gap != line.text[end:start] and any(_is_in_apposition(line, mark, one) for one in names):
        return False
    if any(sign in gap for sign in ",.;:，。；、：(（") or len(gap) > 60:
        return False
    if line.text[start] >= "\u3041" and gap.strip() not in ("", "の"):
        return False  # in Chinese, Japanese and Korean a title touches the name
    if any(end <= other < start for other, _ in names):
        return False
    if any(end <= mark.start < start for mark in line.of("office")):
        return False  # a title nearer to the name
    words = gap.split()
    return (
        len(words) <= 7
        and not _JOINS & {fold_text(word) for word in words}
        and not any(sign in gap for sign in "和与及向对と와과")
    )


def _is_in_apposition(line: Line, mark: Mark, name: tuple[int, int]) -> bool:
    """Whether a title says what a name before it is: "Marisa Lago, US under secretary"."""
    gap = line.text[name[1] : mark.start]
    return (
        name[1] <= mark.start
        and gap[:1] == ","
        and len(gap.split()) <= 4
        and not set(gap[1:]) & set(",.;")
        and not _JOINS & {fold_text(word) for word in gap.split()}
    )


def _is_right_after(line: Line, end: int, mark: Mark, names: Sequence[tuple[int, int]]) -> bool:
    gap = line.text[end : mark.start]
    if any(end <= other < mark.start for other, _ in names):
        return False
    room = 0 if _follows_its_name(line, end) else 1
    if any(mark.end <= other <= mark.end + room for other, _ in names):
        return False  # "Neiman, Under Secretary Liang": the title is of the next one
    if any(end <= other.start < mark.start for other in line.of("office")):
        return False
    stripped = _without_bodies(line, end, mark.start)
    if not stripped or stripped in "・·":
        return _follows_its_name(line, end)
    if line.text[end - 1 : end] >= "\u3041" and stripped not in _BETWEEN:
        is_last = line.text[mark.end : mark.end + 1] in ("", "。", "，", ",", "；", ")", "）", "、")
        return _is_short(gap) and (stripped[0] in "(（" or (stripped in ("，", ",") and is_last))
    if _IS.fullmatch(fold_text(gap)):
        return True  # "Xuan Changneng is the governor"
    if stripped[0] in ",(，（":
        words = {fold_text(word) for word in gap.split()}
        return _is_short(gap) and not {"and", "y", "e", "va"} & words
    return _follows_its_name(line, end) and len(gap) <= 14 and not any(s in gap for s in "、，。,")


def _is_short(gap: str) -> bool:
    return len(gap.split()) <= 7 and len(gap) <= 60 and not any(s in gap for s in ".;。；")


def _without_bodies(line: Line, start: int, end: int) -> str:
    """What stands between a name and a title beside bodies and countries."""
    signs = list(line.text)
    for mark in line.of("body", "country"):
        for at in range(max(mark.start, start), min(mark.end, end)):
            signs[at] = " "
    return "".join(signs[start:end]).strip()


def _follows_its_name(line: Line, end: int) -> bool:
    """Whether titles stand after names: in Chinese, Japanese and Korean, not in Latin letters."""
    return line.text[end - 1 : end] >= "\u3041"
