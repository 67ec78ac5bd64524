"""Two versions of one story, sentence by sentence: what only one says, and which words differ."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from parley.group.press.document.text import Sentence, Text

#: Two sentences with this share of their words in common say the same in other words.
ALIKE = 0.5
#: The most sentences of a version that are compared; a press text has some dozens.
MOST_SENTENCES = 400
_TOKEN = re.compile(r"[぀-ヿ㐀-䶿一-鿿]|[^\W_]+(?:[’'.\-][^\W_]+)*")


class Standing(StrEnum):
    """How a sentence of one version stands to the other version."""

    SAME = "both say it"
    CHANGED = "both say it in other words"
    ONLY_FIRST = "only the first says it"
    ONLY_SECOND = "only the second says it"


@dataclass(frozen=True)
class Change:
    """Words of the first version and the words that the second has in their place."""

    first: str
    second: str


@dataclass(frozen=True)
class Pair:
    """A sentence of the first version, of the second, or of both side by side.

    Args:
        standing: How they stand to one another.
        first, second: The sentences; None where a version has none.
        changes: Where both say it in other words, the words that differ, in order.
    """

    standing: Standing
    first: Sentence | None
    second: Sentence | None
    changes: tuple[Change, ...] = ()


def compare_versions(first: Text, second: Text) -> tuple[Pair, ...]:
    """Lay two versions of one story side by side.

    A sentence goes with the one that has most of its words, each with one at most. Where words
    differ both wordings are given, and neither is called right: a hedge that was changed ("a sign
    that", "evidence that") is a fact about the versions, not about the world.

    Args:
        first, second: The two texts, in one language.

    Returns:
        Every sentence of both once, in the order of the first version; what only the second says
        stands after the sentence that it follows there.

    Example:
        >>> from parley.group.press.document.reading import read_text
        >>> one = read_text("It was a sign of progress. They spoke.")
        >>> other = read_text("It was evidence of progress. They spoke. They will meet again.")
        >>> for pair in compare_versions(one, other):
        ...     print(pair.standing.value, [(one.first, one.second) for one in pair.changes])
        both say it in other words [('a sign', 'evidence')]
        both say it []
        only the second says it []
    """
    mine, theirs = first.sentences[:MOST_SENTENCES], second.sentences[:MOST_SENTENCES]
    partner = _partners(mine, theirs)
    taken = {theirs_at: mine_at for mine_at, theirs_at in partner.items()}
    following: dict[int, list[Sentence]] = {}
    last = -1
    for number, sentence in enumerate(theirs):
        if number in taken:
            last = taken[number]
        else:
            following.setdefault(last, []).append(sentence)
    return tuple(_in_order(mine, theirs, partner, following))


def _in_order(
    mine: Sequence[Sentence],
    theirs: Sequence[Sentence],
    partner: dict[int, int],
    following: dict[int, list[Sentence]],
) -> Iterator[Pair]:
    for number in range(-1, len(mine)):
        if number >= 0:
            sentence = mine[number]
            if number in partner:
                yield _pair(sentence, theirs[partner[number]])
            else:
                yield Pair(Standing.ONLY_FIRST, sentence, None)
        for other in following.get(number, ()):
            yield Pair(Standing.ONLY_SECOND, None, other)


def _partners(mine: Sequence[Sentence], theirs: Sequence[Sentence]) -> dict[int, int]:
    """Which sentence of the second goes with which of the first: the most alike first."""
    words = [_words(one.text) for one in mine]
    others = [_words(one.text) for one in theirs]
    sets, other_sets = [set(one) for one in words], [set(one) for one in others]
    scores = []
    for number, own in enumerate(sets):
        for place, other in enumerate(other_sets):
            common = len(own & other)
            share = 2 * common / (len(own) + len(other)) if common else 0.0
            if share >= ALIKE:
                far = abs(number / len(mine) - place / len(theirs))
                scores.append((-share, far, number, place))
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, number, place in sorted(scores):
        if number not in partner and place not in taken:
            partner[number] = place
            taken.add(place)
    return partner


def _words(sentence: str) -> list[str]:
    return [token.lower() for token in _TOKEN.findall(sentence)]


def _pair(first: Sentence, second: Sentence) -> Pair:
    mine, theirs = list(_TOKEN.finditer(first.text)), list(_TOKEN.finditer(second.text))
    matcher = SequenceMatcher(
        None,
        [token[0].lower() for token in mine],
        [token[0].lower() for token in theirs],
        autojunk=False,
    )
    changes = tuple(
        Change(_stretch(first.text, mine[a:b]), _stretch(second.text, theirs[c:d]))
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    )
    standing = Standing.CHANGED if changes else Standing.SAME
    return Pair(standing, first, second, changes)


def _stretch(sentence: str, tokens: Sequence[re.Match[str]]) -> str:
    """The words as they stand, from the first token to the last."""
    return sentence[tokens[0].start() : tokens[-1].end()] if tokens else ""
