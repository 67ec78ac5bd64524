"""The phrases of one language: words for meetings, offices, countries, days, ways of saying."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from parley.errors import Fault, InvalidInput
from parley.group.press.document.tokens import fold_text

#: What stands for a number word in a pattern.
ORDINAL, COUNT = "{ordinal}", "{count}"


@dataclass(frozen=True)
class Phrases:
    """What the press of one language writes. Data: nothing in here is said twice in code.

    Args:
        language: BCP 47.
        cues: Phrases by what they are a sign of: ``planned``, ``held``, ``concern``, ``lead``.
        offices: Phrases by the office that they name: a rank, or a rank and its department,
            ``minister@finance``.
        countries: Words for a country by its code.
        pairs: Words for two countries at once, ``Sino-US``, by ``US-CN``.
        weekdays: Words by the number of the day, Monday 0.
        ordinals, counts: Number words by number.
        patterns: Regular expressions by what they find, over folded text; ``{ordinal}`` and
            ``{count}`` stand for any number word, caught as ``ordinal`` and ``count``.
        goods: Words for goods and sectors that measures hit, by name.
        negations: Words that turn what is said into its opposite.
        doubles: Words by what it means that they stand twice: ``lawful``, the language does so;
            ``begins``, so does a group of words that begins with it; ``faulty``, it never does;
            ``ends_in``, two words of which the second may come again;
            ``goes_on``, two signs that with the next one are the beginning of another word.

    Raises:
        InvalidInput: naming each pattern that is no regular expression.
    """

    language: str
    cues: Mapping[str, tuple[str, ...]]
    offices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    countries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pairs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weekdays: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    ordinals: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    counts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    goods: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    negations: tuple[str, ...] = ()
    doubles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        faults = [
            Fault(self.language, 0, f"patterns.{name}", pattern, f"a regular expression ({why})")
            for name, patterns in self.patterns.items()
            for pattern in patterns
            if (why := _fault_of(pattern))
        ]
        if faults:
            raise InvalidInput(faults)

    @cached_property
    def compiled(self) -> dict[str, tuple[re.Pattern[str], ...]]:
        """Every pattern with its number words put in."""
        ordinal = _any_of("ordinal", self.ordinals)
        count = _any_of("count", self.counts)
        return {
            name: tuple(
                re.compile(_fold_signs(each).replace(ORDINAL, ordinal, 1).replace(COUNT, count, 1))
                for each in patterns
            )
            for name, patterns in self.patterns.items()
        }

    @cached_property
    def number_of(self) -> dict[str, int]:
        """Every folded number word and what it means."""
        return {
            fold_text(word): number
            for table in (self.counts, self.ordinals)
            for number, words in table.items()
            for word in words
        }

    def find(self, name: str, folded: str) -> Iterator[re.Match[str]]:
        """Where a pattern matches a folded sentence, pattern by pattern."""
        for pattern in self.compiled.get(name, ()):
            yield from pattern.finditer(folded)

    def has(self, name: str, folded: str) -> bool:
        """Whether a pattern matches a folded sentence."""
        return any(pattern.search(folded) for pattern in self.compiled.get(name, ()))

    def number_in(self, match: re.Match[str]) -> int:
        """The number that a match has caught; 0 for none that is known."""
        groups = match.groupdict()
        if groups.get("first"):
            return 1
        word = groups.get("ordinal") or groups.get("count") or groups.get("digit") or ""
        word = " ".join(word.split())
        return self.number_of.get(word, int(word) if word.isdecimal() else 0)


def _fold_signs(pattern: str) -> str:
    """A pattern with its East Asian signs folded like the text; its syntax stays as it is."""
    return "".join(fold_text(sign) if sign >= "\u3041" else sign for sign in pattern)


def _any_of(name: str, numbers: Mapping[int, tuple[str, ...]]) -> str:
    words = {fold_text(word) for each in numbers.values() for word in each}
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return f"(?P<{name}>{'|'.join(map(re.escape, longest_first)) or '(?!)'})"


def _fault_of(pattern: str) -> str:
    try:
        re.compile(pattern.replace(ORDINAL, "x").replace(COUNT, "x"))
    except re.error as error:
        return str(error)
    return ""
