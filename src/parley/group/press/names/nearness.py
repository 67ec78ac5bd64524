"""How near a written name is to one of the record: by letters, by syllables, by sound."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA, Indel, Levenshtein

from parley.group.press.names.known import Known
from parley.group.press.words.syllables import cut_pinyin


@dataclass(frozen=True)
class Near:
    """Somebody whose name is spelled nearly so: why, and whether a title may link the two."""

    known: Known
    reason: str
    may_link: bool


def nearest(words: Sequence[str], everybody: Iterable[Known]) -> Near | None:
    """The one person whose full name is spelled nearly like some words, if there is one."""
    found = [near for known in everybody if (near := _near(words, known)) is not None]
    return found[0] if len(found) == 1 else None


def _near(words: Sequence[str], known: Known) -> Near | None:
    if known.person.family_first:
        return _near_chinese(words[0], "".join(words[1:]), known)
    given, family = words[0], words[-1]
    far_family = OSA.distance(family, known.family)
    far_given = Levenshtein.distance(given, known.given)
    reach = 0 if len(known.family) < 5 else 1 if len(known.family) < 7 else 2
    if far_given == 0 and 0 < far_family <= reach:
        return Near(known, "the surname nearly, the given name exactly", True)
    if far_family == 0 and far_given == 1 and given[:1] == known.given[:1]:
        return Near(known, "the surname exactly, the given name nearly", True)
    return None


def _near_chinese(family: str, given: str, known: Known) -> Near | None:
    if family != known.family:
        exact = given == known.given and len(cut_pinyin(given)) > 1
        close = Levenshtein.distance(family, known.family) == 1
        return (
            Near(known, "another surname, the given name exactly", False)
            if exact and close
            else None
        )
    ours, theirs = cut_pinyin(given), cut_pinyin(known.given)
    if ours:
        differ = sum(one != other for one, other in zip(ours, theirs, strict=False))
        is_near = len(ours) == len(theirs) > 1 and differ == 1
        return Near(known, "valid syllables, one of them another", False) if is_near else None
    if Indel.normalized_similarity(given, known.given) >= 0.6 and len(known.given) >= 5:
        return Near(known, "the surname exactly, no valid pinyin, nearly the given name", True)
    return None


_VOWELS = frozenset("aeiou")


def _skeleton(word: str) -> str:
    """Consonants alone, l and r as one: what is left of a name that a machine read by sound."""
    return "".join(sign for sign in word.replace("r", "l") if sign not in _VOWELS)


def likeness(word: str, known: Known) -> tuple[float, str, str]:
    """How much a single word is like a person's surname, or the beginning of the whole name."""
    if known.joined and len(word) >= 6 and known.joined.startswith(word):
        return 0.9, known.id, "the beginning of the name, joined"
    if known.person.family_first:
        score = Indel.normalized_similarity(word, known.joined) if len(word) >= 6 else 0.0
        sure = score if not cut_pinyin(word) else min(score, 0.7)
        return sure, known.id, "like the name, joined"
    best = max(known.surnames, key=lambda name: (Indel.normalized_similarity(word, name), name))
    score = Indel.normalized_similarity(word, best)
    alike = [
        name for name in known.surnames if _skeleton(name) == _skeleton(word) and len(name) > 4
    ]
    if alike and len(_skeleton(word)) >= 3:
        return max(score, 0.8), known.id, f"sounds like {alike[0].capitalize()!r}"
    return score, known.id, f"like {best.capitalize()!r}"
