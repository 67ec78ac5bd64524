"""Where two versions of one story contradict each other: turned round, or with other numbers."""

import re
from collections.abc import Iterator, Sequence

from parley.group.press.document.text import Text
from parley.group.press.document.tokens import fold_text, tokens
from parley.group.press.flags import Flag, FlagKind
from parley.group.press.stories.version_diff import Pair, Standing, compare_versions
from parley.group.press.words.phrases import Phrases

#: Numbers that are days, years or figures: what a copyist gets wrong.
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_SPACELESS = ("zh", "ja", "ko")


def contradictions(text: Text, other: Text, phrases: Phrases) -> Iterator[Flag]:
    """Flags for sentences of a text that another version of its story has otherwise.

    Both wordings are given and neither is called right: what is flagged is that they cannot both
    be. A changed hedge or a word left out is no contradiction.

    Args:
        text: The text that is read.
        other: Another version, in the same language.
        phrases: Of that language.
    """
    if text.language is not other.language:
        return
    numbers = {(sentence.start, sentence.end): at for at, sentence in enumerate(text.sentences)}
    for pair in compare_versions(text, other):
        if pair.standing is not Standing.CHANGED or pair.first is None or pair.second is None:
            continue
        line = numbers[pair.first.start, pair.first.end]
        if _is_turned_round(pair, phrases):
            said = pair.first.text
            yield Flag(FlagKind.INVERTED, said, f"another version: {pair.second.text}", line)
        yield from _other_numbers(pair, phrases, line)


def _is_turned_round(pair: Pair, phrases: Phrases) -> bool:
    first = _negations(" ".join(change.first for change in pair.changes), phrases)
    second = _negations(" ".join(change.second for change in pair.changes), phrases)
    return (first % 2) != (second % 2)


def _negations(words: str, phrases: Phrases) -> int:
    """How many words of a stretch turn it into its opposite."""
    folded = fold_text(words)
    if phrases.language in _SPACELESS:
        return sum(folded.count(fold_text(each)) for each in phrases.negations)
    said = f" {' '.join(token.folded for token in tokens(folded))} "
    wanted = (" ".join(token.folded for token in tokens(each)) for each in phrases.negations)
    return sum(said.count(f" {each} ") for each in dict.fromkeys(wanted))


def _other_numbers(pair: Pair, phrases: Phrases, line: int) -> Iterator[Flag]:
    """Numbers that stand in each other's place."""
    for change in pair.changes:
        first, second = _numbers(change.first, phrases), _numbers(change.second, phrases)
        if first and second and len(first) == len(second) and first != second:
            expected = f"another version: {change.second}"
            yield Flag(FlagKind.VERSIONS, change.first, expected, line)


def _numbers(words: str, phrases: Phrases) -> Sequence[str]:
    folded = fold_text(words)
    written = [
        str(phrases.number_of[token.folded])
        for token in tokens(folded)
        if token.folded in phrases.number_of and not token.folded.isdigit()
    ]
    return [*_DIGITS.findall(folded), *written]
