"""What to look for in a text of one language: the entries of a dialogue under all their names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parley.group.dialogue.basis import Names
from parley.group.dialogue.dialogue import Dialogue
from parley.group.dialogue.people import Person
from parley.group.press.document.tokens import key
from parley.group.press.words.aliases import Alias, chinese_aliases, western_aliases
from parley.group.press.words.finder import Finder
from parley.group.press.words.mark import Meaning, meanings_of
from parley.group.press.words.phrases import Phrases
from parley.group.press.words.syllables import cut_pinyin

ByLanguage = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class FurtherPlace:
    """A town that a dialogue does not list, so that a wrong town in a text is seen as one."""

    country: str
    names: ByLanguage


@dataclass(frozen=True)
class JointFigure:
    """A figure that is of both sides together.

    All words are folded.

    Args:
        what: What it counts, in English.
        words: Of what it is; one of them stands in its sentence.
        part, whole: The words for both numbers of "12 of 30".
        relation: What stands with both: "of", "among", 中.
        share: The words for a share, where it is one.
        of: How much of the world the share is of; one of them stands in its sentence.
    """

    what: str
    words: tuple[str, ...]
    part: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    relation: tuple[str, ...] = ()
    share: tuple[str, ...] = ()
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class FurtherNames:
    """Names that help reading and are no part of a dialogue's record.

    Args:
        dialogue: The dialogue that they belong to.
        people, bodies: By the English name of the entry.
        places: By English name; also of towns that the dialogue does not list.
        groups: By the name of the group or channel.
        short_names: Likewise; names that mean a group only where one is named in full.
        topics: By the name of the topic.
        mangled_pairs: What a machine made of the words for the two sides.
        blocks: What holds one of the names and is something else.
        joint_figures: Figures that are of both sides together.
        counterparts: By the English name of a body those of the bodies that stand opposite it.
    """

    dialogue: str
    people: Mapping[str, ByLanguage] = field(default_factory=dict)
    bodies: Mapping[str, ByLanguage] = field(default_factory=dict)
    places: Mapping[str, FurtherPlace] = field(default_factory=dict)
    groups: Mapping[str, ByLanguage] = field(default_factory=dict)
    short_names: Mapping[str, ByLanguage] = field(default_factory=dict)
    topics: Mapping[str, ByLanguage] = field(default_factory=dict)
    mangled_pairs: ByLanguage = field(default_factory=dict)
    blocks: ByLanguage = field(default_factory=dict)
    joint_figures: tuple[JointFigure, ...] = ()
    counterparts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def build_finder(dialogue: Dialogue, further: FurtherNames, phrases: Phrases) -> Finder[Meaning]:
    """Everything that is looked for in texts of one language, in one tree."""
    language = phrases.language
    return Finder(
        [
            *meanings_of(phrases),
            *_people(dialogue, further, language),
            *_bodies(dialogue, further, language),
            *_places(dialogue, further, language),
            *_groups(dialogue, further, phrases),
            *_topics(dialogue, further, language),
            *_pairs_and_blocks(further, language),
        ]
    )


Entry = tuple[str, Meaning]


def person_aliases(person: Person, further: FurtherNames, language: str) -> tuple[Alias, ...]:
    """Every spelling of a person's name that texts of a language may have."""
    names, name = person.names, person.names.name
    generate = chinese_aliases if person.family_first else western_aliases
    found = {each.written: each for each in generate(name.en, name.zh)}
    surnames = {each.written for each in found.values() if not each.is_full}
    surnames |= {person.family.en, person.family.zh}
    more = further.people.get(name.en, {})
    for code in ("en", "zh", "ja", "ko", "es", "vi", "zh-Latn"):
        for written in (*names.aliases.get(code, ()), *more.get(code, ())):
            is_full = written not in surnames and _is_full(written, code)
            found.setdefault(written, Alias(written, "a known alias", is_full))
        for written in names.misspellings.get(code, ()):
            if person.family_first and _is_other_name(written, person):
                continue  # valid syllables, and others: a person decides, each time
            is_full = " " in written
            found.setdefault(written, Alias(written, "a known misspelling", is_full))
    return tuple(each for each in found.values() if _fits(each.written, language))


def _is_other_name(written: str, person: Person) -> bool:
    """Whether a wrong spelling of a Chinese name is the right one of another name."""
    syllables = [cut_pinyin(part) for part in key(written) if part.isascii()]
    if not syllables or not all(syllables):
        return False
    right = [each for part in key(person.names.name.en) for each in cut_pinyin(part)]
    wrong = [each for cut in syllables for each in cut]
    return len(wrong) == len(right) and wrong != right


def _is_full(written: str, code: str) -> bool:
    """Whether a listed alias names the person by itself: more than a surname."""
    if code == "zh" or (code == "ja" and not _has_kana(written)):
        return "·" in written or (len(written) in (2, 3) and not _is_transliterated(written))
    return " " in written or "・" in written


def _has_kana(written: str) -> bool:
    return any("\u3041" <= sign <= "\u30fa" for sign in written)


def _is_transliterated(written: str) -> bool:
    """Whether Han signs stand for the sound of a foreign surname."""
    return any(sign in _SOUND_SIGNS for sign in written)


#: Signs that write foreign sounds and hardly begin or end a Chinese given name.
_SOUND_SIGNS = frozenset(
    "曼伦倫登尚博鲍茨基拉戈莫肯文普特尼克尔威雷蒙法纳斯奈内姆沙盖蓋奇鲍堡伯桑鮑"
)


def _fits(written: str, language: str) -> bool:
    """Han names are looked for where Han is written, Hangul in Korean, Latin everywhere."""
    if any("\uac00" <= sign <= "\ud7a3" for sign in written):
        return language == "ko"
    if _has_kana(written):
        return language == "ja"
    if any("\u3400" <= sign <= "\u9fff" for sign in written):
        return language in ("zh", "ja", "ko")
    return True


def _people(dialogue: Dialogue, further: FurtherNames, language: str) -> Iterator[Entry]:
    for person in dialogue.people:
        for alias in person_aliases(person, further, language):
            kind = "person" if alias.is_full else "surname"
            if kind == "surname" and len(alias.written) == 1:
                continue  # one character is no name; "何副总理" is found with its office
            yield alias.written, Meaning(kind, person.basis.id, alias.written, alias.how)


def _bodies(dialogue: Dialogue, further: FurtherNames, language: str) -> Iterator[Entry]:
    for body in dialogue.bodies:
        more = further.bodies.get(body.names.name.en, {})
        for name in _names_in(body.names, more, language):
            yield name, Meaning("body", body.basis.id, name, "a known name")
        for name in body.names.misspellings.get(language, ()):
            yield name, Meaning("body", body.basis.id, name, "a known wrong name")


def _names_in(names: Names, more: ByLanguage, language: str) -> Iterator[str]:
    """Names in a language; texts in other Latin languages also use the English ones."""
    for code in (language, "en"):
        yield from names.every(code)
        yield from more.get(code, ())


def _places(dialogue: Dialogue, further: FurtherNames, language: str) -> Iterator[Entry]:
    listed = {place.names.name.en for place in dialogue.places}
    for place in dialogue.places:
        known = further.places.get(place.names.name.en)
        for name in _names_in(place.names, known.names if known else {}, language):
            yield name, Meaning("place", place.names.name.en, name)
    for english, town in further.places.items():
        if english not in listed:
            for code in (language, "en"):
                for name in town.names.get(code, ()):
                    yield name, Meaning("place", english, name)


def _groups(dialogue: Dialogue, further: FurtherNames, phrases: Phrases) -> Iterator[Entry]:
    """Groups; of a name that holds the two sides that is said, since it needs no other sign."""
    pairs = [key(each) for each in phrases.pairs.get("-".join(dialogue.side), ())]
    language = phrases.language
    for charter in dialogue.charters:
        for name in charter.names.every(language):
            yield name, Meaning("group", charter.basis.id, how=_sides_in(name, pairs))
    for group, names in further.groups.items():
        for code in (language, "en"):
            for name in names.get(code, ()):
                yield name, Meaning("group", group, how=_sides_in(name, pairs))
    for group, names in further.short_names.items():
        for name in names.get(language, ()):
            yield name, Meaning("group", group, how=SHORT)


#: Said of a name that means a group only where one is named in full.
SHORT = "a short name"
#: Said of a group's name that names the two sides.
BOTH_SIDES = "names both sides"


def _sides_in(name: str, pairs: Sequence[tuple[str, ...]]) -> str:
    parts = key(name)
    for pair in pairs:
        if any(parts[at : at + len(pair)] == pair for at in range(len(parts))):
            return BOTH_SIDES
    return ""


def _topics(dialogue: Dialogue, further: FurtherNames, language: str) -> Iterator[Entry]:
    for topic in dialogue.topics:
        more = further.topics.get(topic.basis.id, {})
        for name in (*topic.names.every(language), *more.get(language, ())):
            yield name, Meaning("topic", topic.basis.id)


def _pairs_and_blocks(further: FurtherNames, language: str) -> Iterator[Entry]:
    for name in further.mangled_pairs.get(language, ()):
        yield name, Meaning("mangled", "US-CN")
    for name in further.blocks.get(language, ()):
        yield name, Meaning("block", "", name)
