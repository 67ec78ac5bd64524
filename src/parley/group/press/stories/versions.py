"""Versions of one story among thousands of texts: copies, near-copies, paraphrases; by sketches."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from parley.group.press.document.text import Text
from parley.group.press.stories.sketch import BANDS, Sketch, alike, sketch

#: Share of the shorter text's words, in runs of three, that makes a near-copy.
NEAR = 0.55
#: Share of the shorter text's sentences, word for word, that makes a near-copy, and how many.
SAME_SENTENCES, FEWEST_SENTENCES = 0.4, 3
#: Share of the shorter text's sentences whose names and figures come in the same order in the
#: other one that makes a paraphrase, and how many.
RETOLD, FEWEST_RETOLD = 0.5, 4
#: Share of the longer text's sentences that must be among them: a report that takes over some
#: sentences of another one is its own story.
RETOLD_OF_LONGER = 0.35
#: From this share of runs on it is a near-copy although no sentence is the same word for word;
#: below it, and with hardly a sentence the same, the words are others.
_SAME_WORDS, _FEW_SAME = 0.75, 0.15
#: With this share of runs three sentences that are retold are enough.
_RUNS_TOO = 0.35
#: A sentence is retold where this share of its names and figures, and two at least, come again.
_RETOLD_SENTENCE = 0.6
#: What stands in more texts than this leads to none of them.
_MOST_HOLDERS = 60
#: Share of the rare names and figures of the text with fewer that a near-copy keeps.
_KEPT = 0.5
#: A text this close to an earlier one leads to nothing that the earlier one does not lead to.
_SAME = 0.95
#: How many keys two texts must have in common to be compared, a band of the signature apart.
_FEWEST_KEYS = 2


class Relation(StrEnum):
    """How two texts are related. The first three are versions of one story."""

    COPY = "copy"
    NEAR_COPY = "near-copy"
    PARAPHRASE = "paraphrase"
    SAME_EVENT = "same event, other text"
    OTHER = "other"


#: Relations that make two texts one story.
VERSIONS = frozenset({Relation.COPY, Relation.NEAR_COPY, Relation.PARAPHRASE})


@dataclass(frozen=True)
class Link:
    """How a text is related to another one, and why.

    Args:
        file, other: The names of both; ``other`` came first.
        relation: How they are related.
        share: The share on which that stands, 0 to 1.
        reason: What it stands on, in one line for a reader.
    """

    file: str
    other: str
    relation: Relation
    share: float
    reason: str


@dataclass(frozen=True)
class Story:
    """One story and its versions.

    Args:
        name: The same for every run over the same texts in the same order.
        files: Its texts, in the order in which they came.
        links: For each text but the first, the closest earlier one and how they are related.
        same_event: The names of other stories about the same event.
    """

    name: str
    files: tuple[str, ...]
    links: tuple[Link, ...]
    same_event: tuple[str, ...] = ()


def compare(one: Sketch, other: Sketch) -> Link:
    """Tell how two texts are related by their words alone.

    A translation shares no words with its original, so texts in two languages are never versions
    of one another here.

    Args:
        one: The later text.
        other: The earlier text.
    """
    if one.digest == other.digest and one.words:
        return Link(one.file, other.file, Relation.COPY, 1.0, "the same words in the same order")
    if one.language is not other.language or not one.words or not other.words:
        return Link(one.file, other.file, Relation.OTHER, 0.0, "nothing in common")
    runs = _share_of_runs(one, other)
    relation, share, reason = _in_same_words(one, other, runs) or _in_other_words(one, other, runs)
    return Link(one.file, other.file, relation, share, reason)


def _share_of_runs(one: Sketch, other: Sketch) -> float:
    """The share of the shorter text that stands in the other in runs of the same words."""
    common = alike(one.signature, other.signature)
    # the share of the union, turned into the share of the shorter one
    both = common * (one.words + other.words) / (1 + common)
    return min(1.0, both / min(one.words, other.words))


def _in_same_words(one: Sketch, other: Sketch, runs: float) -> tuple[Relation, float, str] | None:
    mine, theirs = set(one.sentences.tolist()), set(other.sentences.tolist())
    same, fewest = len(mine & theirs), min(len(mine), len(theirs))
    if same >= FEWEST_SENTENCES and same >= SAME_SENTENCES * fewest:
        return Relation.NEAR_COPY, same / fewest, f"{same} of {fewest} sentences word for word"
    if runs < NEAR or not _keeps_names(one, other):
        return None
    reason = f"about {100 * runs:.0f} percent of the shorter text in runs of the same words"
    if runs >= _SAME_WORDS or same > _FEW_SAME * fewest:
        return Relation.NEAR_COPY, runs, reason
    return Relation.PARAPHRASE, runs, f"{reason}, and {same} of {fewest} sentences word for word"


def _in_other_words(one: Sketch, other: Sketch, runs: float) -> tuple[Relation, float, str]:
    share, count, of_longer = _retold(one, other)
    fewest = FEWEST_RETOLD - 1 if runs >= _RUNS_TOO else FEWEST_RETOLD
    if share >= RETOLD and count >= fewest and of_longer >= RETOLD_OF_LONGER:
        reason = f"names and figures of {count} sentences come in the same order in other words"
        return Relation.PARAPHRASE, share, reason
    return Relation.OTHER, share, "too little in common"


def _keeps_names(one: Sketch, other: Sketch) -> bool:
    """Texts made from one form share their words, not their names; two of those are no versions."""
    mine, theirs = set(one.anchors.tolist()), set(other.anchors.tolist())
    fewer = min(len(mine), len(theirs))
    return fewer < FEWEST_RETOLD or len(mine & theirs) >= _KEPT * fewer


def _retold(one: Sketch, other: Sketch) -> tuple[float, int, float]:
    """Sentences retold in order: share of the shorter text's, count, share of the longer one's."""
    mine, theirs = one.anchors_by_sentence(), other.anchors_by_sentence()
    fewest = min(len(mine), len(theirs))
    all_theirs = frozenset().union(*theirs)
    hopeful = sum(len(anchors & all_theirs) > 1 for anchors in mine)
    if not fewest or hopeful < RETOLD * fewest:
        return 0.0, 0, 0.0
    # longest common subsequence, row by row (Wagner & Fischer 1974)
    row = [0] * (len(theirs) + 1)
    for anchors in mine:
        before = row
        row = [0]
        for column, candidate in enumerate(theirs):
            if _is_retold(anchors, candidate):
                row.append(before[column] + 1)
            else:
                row.append(max(before[column + 1], row[column]))
    return row[-1] / fewest, row[-1], row[-1] / max(len(mine), len(theirs))


def _is_retold(one: frozenset[int], other: frozenset[int]) -> bool:
    common = len(one & other)
    return common > 1 and common >= _RETOLD_SENTENCE * min(len(one), len(other))


class StoryIndex:
    """Texts that were taken in, by their sketches: a few kilobytes for each, no text is kept.

    Example:
        >>> from parley.group.press.document.reading import read_text
        >>> index = StoryIndex()
        >>> said = "The two sides met in Shanghai. They spoke of banks. They will meet again."
        >>> for name in ("a", "b"):
        ...     _ = index.add(sketch(read_text(said, name)))
        >>> [story.files for story in index.stories()]
        [('a', 'b')]
    """

    def __init__(self) -> None:
        self._sketches: list[Sketch] = []
        self._links: list[Link | None] = []
        self._parent: list[int] = []
        self._events: list[str | None] = []
        self._by_digest: dict[str, int] = {}
        #: one holder as a number, several as a list: most keys have one, and a list takes room
        self._holders: dict[int, int | list[int]] = {}

    def __len__(self) -> int:
        return len(self._sketches)

    def name_of(self, number: int) -> str:
        """The name of the story of the text that was taken in as this one, counted from 0.

        It is final as soon as the text is taken in: later texts join stories, and join none
        together.
        """
        return self._name(self._root(number))

    def add(self, new: Sketch, event: str | None = None) -> Link | None:
        """Take in one text.

        Args:
            new: Its sketch.
            event: What it is about, if somebody knows, for example a meeting; texts of one event
                that are no versions of each other are told to be so, in any languages.

        Returns:
            The closest of the texts before it and how they are related; None for a new story.
        """
        number = len(self._sketches)
        twin = self._by_digest.get(new.digest) if new.words else None
        others = [twin] if twin is not None else sorted(self._candidates(new)) if new.words else []
        best: tuple[Link, int] | None = None
        for other in others:
            link = compare(new, self._sketches[other])
            if link.relation in VERSIONS and (not best or _rank(link) > _rank(best[0])):
                best = link, other
        self._sketches.append(new)
        self._events.append(event)
        self._links.append(best[0] if best else None)
        self._parent.append(self._root(best[1]) if best else number)
        if new.words and not (best and best[0].share >= _SAME):
            self._keep(new, number)
        return self._links[number]

    def _candidates(self, new: Sketch) -> set[int]:
        """Texts that share a band of the signature, or several sentences, names or figures."""
        found: set[int] = set()
        count: dict[int, int] = defaultdict(int)
        for place, key in enumerate(new.lookup_keys()):
            holders = self._holders.get(key, [])
            if isinstance(holders, int):
                holders = [holders]
            if len(holders) < _MOST_HOLDERS:
                for other in holders:
                    count[other] += 1 if place >= BANDS else _FEWEST_KEYS
        found.update(other for other, times in count.items() if times >= _FEWEST_KEYS)
        return found

    def _keep(self, new: Sketch, number: int) -> None:
        self._by_digest[new.digest] = number
        for key in new.lookup_keys():
            holders = self._holders.get(key)
            if holders is None:
                self._holders[key] = number
            elif isinstance(holders, int):
                self._holders[key] = [holders, number]
            elif len(holders) < _MOST_HOLDERS:
                holders.append(number)

    def _root(self, number: int) -> int:
        while self._parent[number] != number:
            number = self._parent[number]
        return number

    def stories(self) -> tuple[Story, ...]:
        """Every story, in the order of its first text."""
        members: dict[int, list[int]] = defaultdict(list)
        for number in range(len(self._sketches)):
            members[self._root(number)].append(number)
        names = {root: self._name(root) for root in members}
        by_event: dict[str, list[int]] = defaultdict(list)
        for number, event in enumerate(self._events):
            root = self._root(number)
            if event is not None and root not in by_event[event]:
                by_event[event].append(root)
        return tuple(
            Story(
                names[root],
                tuple(self._sketches[one].file for one in numbers),
                tuple(link for one in numbers if (link := self._links[one])),
                tuple(self._others(root, numbers, by_event, names)),
            )
            for root, numbers in members.items()
        )

    def _name(self, root: int) -> str:
        """A name from the words of the first text; equal empty texts are parted by their place."""
        first = self._sketches[root]
        return f"story-{first.digest[:12]}" if first.words else f"story-empty-{root}"

    def _others(
        self,
        root: int,
        numbers: list[int],
        by_event: dict[str, list[int]],
        names: dict[int, str],
    ) -> Iterator[str]:
        events = dict.fromkeys(event for one in numbers if (event := self._events[one]) is not None)
        others = dict.fromkeys(other for event in events for other in by_event[event])
        yield from (names[other] for other in others if other != root)


def find_stories(
    texts: Iterable[Text], event_of: Callable[[Text], str | None] | None = None
) -> tuple[Story, ...]:
    """Sort texts into stories. Reads one text after the other and keeps only its sketch.

    Args:
        texts: In the order in which they came; the first of a story gives it its name.
        event_of: Says what a text is about, if anybody knows.
    """
    index = StoryIndex()
    for text in texts:
        index.add(sketch(text), event_of(text) if event_of else None)
    return index.stories()


def _rank(link: Link) -> tuple[int, float]:
    order = (Relation.PARAPHRASE, Relation.NEAR_COPY, Relation.COPY)
    return order.index(link.relation), link.share
