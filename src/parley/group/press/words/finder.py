"""Thousands of phrases found in one pass over a text, the longest at each place."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from parley.group.press.document.tokens import Token, are_joined, key

Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class Found(Generic[Meaning]):
    """A phrase in a text: from where to where, in characters and in tokens, and what it means.

    One phrase may mean several things: "Treasury" is a body, and in "Treasury Secretary" an office.
    """

    start: int
    end: int
    first: int
    last: int
    meanings: tuple[Meaning, ...]


@dataclass(slots=True)
class _Node(Generic[Meaning]):
    next: dict[str, "_Node[Meaning]"] = field(default_factory=dict)
    meanings: tuple[Meaning, ...] = ()


class Finder(Generic[Meaning]):
    """A tree of phrases by their tokens. Built once, then asked for any number of texts.

    Spaces, hyphens and case do not matter, so "cross -border" is found where "cross-border" is
    looked for. What is asked costs one step for each token of the text, however many phrases.

    >>> from parley.group.press.document.tokens import tokens
    >>> finder = Finder([("cross-border data", "data"), ("data", "any")])
    >>> text = "Rules on cross -border data"
    >>> [(text[each.start:each.end], each.meanings) for each in finder.find(text, tokens(text))]
    [('cross -border data', ('data',))]
    """

    def __init__(self, phrases: Iterable[tuple[str, Meaning]]) -> None:
        self._root: _Node[Meaning] = _Node()
        for phrase, meaning in phrases:
            node = self._root
            for token in key(phrase):
                node = node.next.setdefault(token, _Node())
            if node is not self._root and meaning not in node.meanings:
                node.meanings = (*node.meanings, meaning)

    def find(
        self,
        text: str,
        among: Sequence[Token],
        hides: Callable[[Found[Meaning]], bool] = lambda _: True,
    ) -> Iterator[Found[Meaning]]:
        """Phrases from left to right, the longest at each place.

        Args:
            text: What is searched.
            among: Its tokens.
            hides: Whether a phrase hides those that begin within it.
        """
        at = 0
        while at < len(among):
            found = self.at(text, among, at)
            if found is None:
                at += 1
            else:
                yield found
                at = found.last + 1 if hides(found) else at + 1

    def at(self, text: str, among: Sequence[Token], at: int) -> Found[Meaning] | None:
        """The longest phrase that begins with a token; None where none does."""
        node = self._root.next.get(among[at].folded)
        best: tuple[int, tuple[Meaning, ...]] | None = None
        last = at
        while node is not None:
            if node.meanings and _ends_a_word(text, among, at, last):
                best = (last, node.meanings)
            if last + 1 == len(among) or not node.next:
                break
            following = among[last + 1]
            node = node.next.get(following.folded)
            if node is None or not are_joined(text, among[last].end, following.start):
                break
            last += 1
        if best is None:
            return None
        return Found(among[at].start, among[best[0]].end, at, best[0], best[1])


def _is_katakana(text: str, at: int) -> bool:
    return 0 <= at < len(text) and ("\u30a1" <= text[at] <= "\u30fa" or text[at] == "ー")


def _ends_a_word(text: str, among: Sequence[Token], first: int, last: int) -> bool:
    """A run of katakana is one word: what stands in its middle is not a word found."""
    start, end = among[first].start, among[last].end
    cut_before = _is_katakana(text, start) and _is_katakana(text, start - 1)
    return not cut_before and not (_is_katakana(text, end - 1) and _is_katakana(text, end))
