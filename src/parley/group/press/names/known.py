"""Everybody whom the record knows, ready for reading; and what becomes of a name in a text."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.people import Person
from parley.group.press.document.tokens import fold, fold_text
from parley.group.press.names.offices import Held, offices_held
from parley.group.press.words.lexicon import FurtherNames, person_aliases
from parley.group.press.words.mark import Mark
from parley.group.press.words.phrases import Phrases
from parley.group.press.words.syllables import cut_pinyin, hangul


class Link(StrEnum):
    """What became of a name: it is that person, a person must look, or it is nobody known."""

    LINK = "link"
    REVIEW = "review"
    LEAVE = "leave"


@dataclass(frozen=True)
class Mention:
    """A name at one place of a text.

    Args:
        line: The number of the sentence.
        start, end: Its place in the sentence.
        written: As it stands there.
        person: Who is meant, or may be meant; empty where nobody known is.
        link: What became of it.
        reason: Why, for a reader.
        titles: The titles that the sentence gives with it.
    """

    line: int
    start: int
    end: int
    written: str
    person: str
    link: Link
    reason: str
    titles: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Known:
    """What is known of one person for reading: spellings and offices.

    ``spellings`` are the full names that are not in plain Latin letters, ``signs`` a surname of
    one character, and of one syllable of Hangul.
    """

    person: Person
    family: str
    given: str
    surnames: tuple[str, ...]
    joined: str
    held: tuple[Held, ...]
    spellings: tuple[str, ...] = ()
    signs: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """The name of the entry."""
        return self.person.basis.id


def known_people(
    dialogue: Dialogue, further: FurtherNames, english: Phrases
) -> Mapping[str, Known]:
    """Everybody whom the record knows, ready for reading."""
    return {
        person.basis.id: _known(person, dialogue, further, english) for person in dialogue.people
    }


def _known(person: Person, dialogue: Dialogue, further: FurtherNames, english: Phrases) -> Known:
    words = fold_text(person.names.name.en).replace("'", "").split()
    family, given = (words[0], words[1:]) if person.family_first else (words[-1], words[:1])
    surnames = {
        fold(each.written)
        for each in person_aliases(person, further, "en")
        if " " not in each.written and each.written.isascii()
    }
    spellings = dict.fromkeys(
        each.written
        for language in ("zh", "ja", "ko", "vi")
        for each in person_aliases(person, further, language)
        if each.is_full
    )
    return Known(
        person,
        family,
        "".join(given),
        tuple(sorted(surnames | {family})),
        family + "".join(given) if person.family_first else "",
        offices_held(person, dialogue, english),
        tuple(each for each in spellings if not each.isascii()),
        _single_signs(person, family),
    )


def _single_signs(person: Person, family: str) -> frozenset[str]:
    """A Chinese surname of one sign, in characters and in Hangul."""
    if not person.family_first:
        return frozenset()
    syllables = cut_pinyin(family)
    spelled = hangul(syllables[0]) if len(syllables) == 1 else ""
    return frozenset(each for each in (fold_text(person.family.zh), spelled) if len(each) == 1)
