"""Aliases of people, generated: every spelling under which a name is likely to turn up.

Of one official the press writes the Han form, pinyin joined, spaced or reversed, Wade-Giles, and
of a Western name the Chinese form and, where a machine translated back, that form's pinyin.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pypinyin import lazy_pinyin

from parley.group.press.document.tokens import fold
from parley.group.press.words.syllables import cut_pinyin, hangul, wade_giles

_DOT = "·"


@dataclass(frozen=True)
class Alias:
    """One spelling of a name.

    Args:
        written: The spelling.
        how: How it was made, in words, for whoever asks why a name was linked.
        is_full: Whether it names the person by itself; a surname alone does not.
    """

    written: str
    how: str
    is_full: bool


def chinese_aliases(latin: str, han: str) -> tuple[Alias, ...]:
    """Spellings of a Chinese name, family name first in both forms.

    Args:
        latin: The name in pinyin, for example ``Xuan Changneng``.
        han: The name in Chinese characters; empty if it is not known.

    >>> [each.written for each in chinese_aliases("Xuan Changneng", "宣昌能")][:4]
    ['Xuan Changneng', '宣昌能', 'Changneng Xuan', 'Xuan Chang neng']
    """
    return _without_repeats(_chinese(latin, han))


def _chinese(latin: str, han: str) -> Iterator[Alias]:
    yield Alias(latin, "the name", True)
    if han:
        yield Alias(han, "in Chinese characters", True)
    family, _, given = latin.partition(" ")
    parts = cut_pinyin(_letters(given))
    if not given or not parts:
        return
    yield Alias(f"{given} {family}", "pinyin, given name first", True)
    yield Alias(f"{family} {_spaced(parts)}", "pinyin, spaced", True)
    yield Alias(f"{_spaced(parts)} {family}", "pinyin, spaced, given name first", True)
    yield Alias(f"{family} {''.join(parts).capitalize()}", "pinyin without its marks", True)
    yield Alias(family + "".join(parts), "pinyin, joined", True)
    yield Alias("".join(parts) + family, "pinyin, joined, given name first", True)
    surname = cut_pinyin(_letters(family))
    if len(surname) == 1:
        wade = [wade_giles(each) for each in (*surname, *parts)]
        if wade != [*surname, *parts]:
            yield Alias(_spaced(wade), "Wade-Giles", True)
            yield Alias(_spaced(wade).replace("'", ""), "Wade-Giles without its marks", True)
            joined = f"{wade[0]} {''.join(wade[1:])}"
            yield Alias(joined.replace("'", ""), "Wade-Giles, joined", True)
        yield Alias("".join(map(hangul, (*surname, *parts))), "in Hangul", True)
        yield Alias(hangul(surname[0]), "the surname in Hangul", False)
    yield Alias(family, "the surname", False)
    if han:
        yield Alias(han[0], "the surname in Chinese characters", False)


def western_aliases(latin: str, han: str) -> tuple[Alias, ...]:
    """Spellings of a Western name, and of its Chinese form read back by a machine.

    Args:
        latin: The name, given name first, for example ``Janet Yellen``.
        han: Its Chinese form, for example ``珍妮特·耶伦`` or ``耶伦``; empty if not known.

    >>> [each.written for each in western_aliases("Janet Yellen", "珍妮特·耶伦") if each.is_full]
    ['Janet Yellen', 'Yellen Janet', 'J. Yellen', '珍妮特·耶伦', 'Zhennite Yelun', 'Janet Yelun']
    """
    return _without_repeats(_western(latin, han))


def _western(latin: str, han: str) -> Iterator[Alias]:
    yield Alias(latin, "the name", True)
    words = latin.split()
    given, family = words[0], words[-1]
    if len(words) > 1:
        yield Alias(f"{family} {given}", "surname first", True)
        yield Alias(f"{given[0]}. {family}", "with an initial", True)
        if len(words) > 2:
            yield Alias(f"{given} {family}", "without the middle name", True)
    yield Alias(family, "the surname", False)
    if not han:
        return
    forms = han.split(_DOT)
    yield Alias(han, "the Chinese form", len(forms) > 1)
    yield Alias(forms[-1], "the surname in its Chinese form", False)
    read = ["".join(lazy_pinyin(each)).capitalize() for each in (forms[0], forms[-1])]
    if len(forms) > 1:
        yield Alias(" ".join(read), "the Chinese form, its pinyin read back", True)
    yield Alias(f"{given} {read[1]}", "the surname's Chinese form, its pinyin read back", True)
    yield Alias(read[1], "the surname's Chinese form, its pinyin read back", False)


def _letters(word: str) -> str:
    return "".join(sign for sign in fold(word) if sign.isalpha())


def _spaced(parts: tuple[str, ...] | list[str]) -> str:
    return " ".join((parts[0].capitalize(), *parts[1:]))


def _without_repeats(aliases: Iterator[Alias]) -> tuple[Alias, ...]:
    """The first alias of each spelling."""
    seen: dict[str, Alias] = {}
    for alias in aliases:
        seen.setdefault(alias.written, alias)
    return tuple(seen.values())
