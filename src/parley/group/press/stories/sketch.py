"""What is kept of a text to find its other versions: a few kilobytes, whatever its length."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from unicodedata import normalize

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

from parley.group.press.document.text import Language, Text

#: Numbers in a signature; its estimate of a share s errs by about sqrt(s (1 - s) / PERMUTATIONS).
PERMUTATIONS = 96
#: Bands of a signature, four numbers each: texts with half of their shingles in common have a band
#: in common with a chance of 0.79, with seven tenths of 0.998.
BANDS = 24
#: Sentences by which a text is looked up; of anchors twice as many.
_KEYS = 12
#: Words in a row, or signs in a row where words are not parted, that make one shingle.
_WORDS, _SIGNS = 3, 5
#: The most sentences, and anchors of one sentence, that are kept.
MOST_SENTENCES = 400
_MOST_ANCHORS = 24
#: One in so many runs of three signs is an anchor, chosen by its own hash, so alike in all texts.
_SAMPLED = 6
#: A sentence of fewer words says nothing by being the same in two texts.
_FEWEST_WORDS = 6

_EAST = "぀-ヿ㐀-䶿一-鿿가-힣"
_TOKEN = re.compile(rf"[{_EAST}]|[^\W_]+")
_NAME = re.compile(r"(?<![^\s(“\"'‘«-])[A-ZÀ-ÞĐ][\w’'-]*[\w]|\d[\d.,]*\d|\d")
_RUN = re.compile(r"[㐀-䶿一-鿿]{3,}|[가-힣]{3,}|[゠-ヿ]{3,}")
_QUOTED = re.compile(r"[“\"「『«]([^”\"」』»]{12,400})[”\"」』»]")
_EVERYWHERE = (
    "us usa united states america american americans china chinese beijing washington shanghai "
    "treasury secretary president minister vice premier bank people's people republic biden xi "
    "jinping joe yellen janet group working financial economic committee department ministry "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december the a in on he she it they this that "
    "lunes martes miércoles jueves viernes sábado domingo hoa kỳ trung quốc mỹ bắc kinh "
    "estados unidos ee.uu china pekín chino bộ tài chính"
)
#: Names that stand in every text about such a group, and so tell no two stories apart.
COMMON = frozenset(_EVERYWHERE.split())
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Sketch:
    """What is kept of one text.

    Args:
        file: Its name.
        language: Its language.
        digest: A hash of its words in order; texts that differ in spacing, punctuation and case
            alone have the same.
        words: How many words, or signs where words are not parted.
        sentences: A hash of the words of each sentence of six words or more, in order.
        signature: The MinHash signature of its shingles, ``PERMUTATIONS`` numbers.
        anchors: Hashes of the rare names, figures and quoted words, sentence by sentence.
        ends: Where in ``anchors`` each sentence that has any ends.
    """

    file: str
    language: Language
    digest: str
    words: int
    sentences: Hashes = field(repr=False)
    signature: NDArray[np.uint32] = field(repr=False)
    anchors: Hashes = field(repr=False)
    ends: NDArray[np.uint16] = field(repr=False)

    def anchors_by_sentence(self) -> list[frozenset[int]]:
        """The anchors of each sentence that has two or more: one name alone tells nothing."""
        ends = [0, *self.ends.tolist()]
        cut = pairwise(ends)
        found = (frozenset(self.anchors[start:end].tolist()) for start, end in cut)
        return [anchors for anchors in found if len(anchors) > 1]

    def lookup_keys(self) -> list[int]:
        """What the text is looked up by: bands of its signature, some sentences, some anchors.

        Of sentences and anchors the lowest hashes are taken, so two texts that have many in
        common have some of these in common too.
        """
        rows = self.signature.reshape(BANDS, -1)
        bands = [_hash(f"band {number} {row.tobytes().hex()}") for number, row in enumerate(rows)]
        sentences = sorted(set(self.sentences.tolist()))[:_KEYS]
        anchors = sorted(set(self.anchors.tolist()))[: 2 * _KEYS]
        return [*bands, *sentences, *anchors]


def sketch(text: Text) -> Sketch:
    """Draw up what is kept of a text. Headlines and body count, boilerplate does not.

    Example:
        >>> from parley.group.press.document.reading import read_text
        >>> one = sketch(read_text("The two sides met in  Beijing today."))
        >>> other = sketch(read_text("The two sides MET, in Beijing today"))
        >>> one.digest == other.digest
        True
    """
    sentences = [sentence.text for sentence in text.sentences[:MOST_SENTENCES]]
    tokens = [_tokens(sentence) for sentence in sentences]
    anchors = [found for one in sentences if (found := _anchors(one))]
    flat = [token for sentence in tokens for token in sentence]
    signature = _signature(shingles(flat))
    signature.flags.writeable = False
    return Sketch(
        text.file,
        text.language,
        blake2b(" ".join(flat).encode(), digest_size=16).hexdigest(),
        len(flat),
        _hashes([_hash(" ".join(one)) for one in tokens if len(one) >= _FEWEST_WORDS]),
        signature,
        _hashes([anchor for found in anchors for anchor in found]),
        np.cumsum([len(found) for found in anchors], dtype=np.uint16),
    )


def _hashes(found: Sequence[int]) -> Hashes:
    return np.array(found, dtype=np.uint64)


def _tokens(sentence: str) -> list[str]:
    return _TOKEN.findall(normalize("NFKC", sentence).lower())


def shingles(tokens: Sequence[str]) -> Hashes:
    """A hash below 2^32 of each run of three words, or of five signs where words are not parted."""
    if not tokens:
        return np.empty(0, dtype=np.uint64)
    east = sum(len(token) == 1 and not token.isascii() for token in tokens)
    length = min(len(tokens), _SIGNS if 2 * east > len(tokens) else _WORDS)
    hashes = np.array([_hash(token) for token in tokens], dtype=np.uint64)
    count = len(tokens) - length + 1
    mixed = np.zeros(count, dtype=np.uint64)
    for shift in range(length):
        mixed = mixed * _MULTIPLIER + hashes[shift : shift + count]
    return np.unique(mixed >> np.uint64(32))


def _signature(found: Hashes) -> NDArray[np.uint32]:
    drawn = MinHash(PERMUTATIONS, hashfunc=int, permutations=_permutations(), scheme="affine32")
    drawn.update_batch(found)
    return np.asarray(drawn.hashvalues, dtype=np.uint32)


@lru_cache(maxsize=1)
def _permutations() -> object:
    """The same for every text, drawn once by the package from its own fixed seed."""
    return MinHash(PERMUTATIONS, scheme="affine32").permutations


@lru_cache(maxsize=1 << 16)
def _hash(words: str) -> int:
    return int.from_bytes(blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _anchors(sentence: str) -> list[int]:
    """Rare names, figures, and quoted words of one sentence, as hashes."""
    found: list[str] = []
    for name in _NAME.finditer(sentence):
        word = name[0].lower().removesuffix("’s").removesuffix("'s").replace(",", "")
        if name.start() > 1 and word not in COMMON:
            found.append(word)
    for quoted in _QUOTED.finditer(sentence):
        words = _tokens(quoted[1])
        found += [" ".join(words[at : at + 3]) for at in range(0, len(words) - 2, 3)]
    hashes = [_hash(word) for word in found]
    for run in _RUN.finditer(sentence):
        threes = (_hash(run[0][at : at + 3]) for at in range(len(run[0]) - 2))
        hashes += [three for three in threes if three % _SAMPLED == 0]
    return list(dict.fromkeys(hashes))[:_MOST_ANCHORS]


def alike(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> float:
    """The estimated share of shingles that two texts have in common (Broder 1997)."""
    return float(np.mean(one == other))
