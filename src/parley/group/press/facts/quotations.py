"""Quotations: the words between marks, who says them, and whether the words can be trusted."""

import re
from collections.abc import Iterator

from parley.group.press.facts.facts import Fact, Scene
from parley.group.press.words.mark import Line

_QUOTED = re.compile(r"“([^“”]{12,})”|\"([^\"]{12,})\"|「([^「」]{6,})」|«([^«»]{12,})»")
#: The side whose officials speak a language.
_SPOKEN = {"en": "US", "zh": "CN"}


def quotations(scene: Scene, broken: set[int], *, is_machine_made: bool) -> Iterator[Fact]:
    """Whole quotations, each with its speaker.

    Words are trusted where the text is in the language of the speaker and whole: a translation
    and a text that a machine made are never quoted as verbatim.

    Args:
        scene: The text.
        broken: Sentences whose quotation has no beginning or no end.
        is_machine_made: Whether the text shows signs of a machine's translation.
    """
    before = ""
    for line in scene.lines:
        speaker = scene.speaker(line)
        who = speaker or (before if _goes_on(line) else "")
        for match in _QUOTED.finditer(line.text):
            words = next(group for group in match.groups() if group)
            trusted, why = _trust(scene, line, who, is_machine_made, line.number in broken)
            value = {"words": words, "trusted": trusted, "why": why}
            status = "flagged" if line.number in broken else "accepted"
            yield Fact("quotation", value, line.number, who, status, why)
        before = speaker or before
    yield from _across_sentences(scene, is_machine_made=is_machine_made)


def _goes_on(line: Line) -> bool:
    return line.cue("pronoun", "said") or line.text[:1] in '"“「«'


def _trust(
    scene: Scene, line: Line, who: str, is_machine_made: bool, is_broken: bool
) -> tuple[bool, str]:
    if is_broken:
        return False, "the quotation has no beginning or no end"
    if is_machine_made:
        return False, "the text shows signs of a machine's translation"
    side = _side_of(scene, who)
    spoken = _SPOKEN.get(scene.phrases.language, "")
    if side and spoken != side:
        return False, "a translation of what was said"
    if not who:
        return False, "the sentence does not say who speaks"
    return True, "whole, in the language of the speaker"


def _side_of(scene: Scene, who: str) -> str:
    if who in scene.known:
        return scene.known[who].person.side
    body = scene.dialogue.body.get(who)
    return body.side if body else ""


def _across_sentences(scene: Scene, *, is_machine_made: bool) -> Iterator[Fact]:
    """Quotations that begin in one sentence and end in another."""
    opened: tuple[int, str] | None = None
    for line in scene.lines:
        marks = [at for at, sign in enumerate(line.text) if sign in '"“”']
        if len(marks) % 2 == 0:
            continue
        at = marks[0] if opened else marks[-1]
        if opened is None:
            opened = (line.number, line.text[at + 1 :])
            continue
        start, head = opened
        opened = None
        if line.number - start > 4:
            continue
        middle = [each.text for each in scene.lines[start + 1 : line.number]]
        words = " ".join([head, *middle, line.text[:at]]).strip()
        who = scene.speaker(line) or scene.speaker(scene.lines[start])
        trusted, why = _trust(scene, line, who, is_machine_made, False)
        if len(words) >= 12:
            value = {"words": words, "trusted": trusted, "why": why}
            yield Fact("quotation", value, line.number, who, reason=why)
