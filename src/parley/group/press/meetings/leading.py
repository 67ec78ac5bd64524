"""Who leads by the words of one sentence: the names at a word for leading, and what they lead."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parley.group.press.names.known import Mention
from parley.group.press.words.mark import Line, Mark
from parley.group.press.words.phrases import Phrases

_CJK = ("zh", "ja", "ko")
#: How far from the word for leading a head may stand.
_REACH, _REACH_CJK, _REACH_INVERTED = 170, 60, 90
#: How many letters beside titles and bodies may stand between two names that one "and" joins.
_MOST_WORDS, _MOST_SIGNS = 8, 14
_PASSIVE_END = ("by", "por", "boi")
#: Forms that say leading only together with what is led.
_BARE = ("led", "leads", "leading", "lead")
_SIDE_BEFORE = re.compile(
    r"\b(?:on|for) (?:our|their|the american|the chinese|the us|the u\.s\.) side\b"
)
#: What stands between two names is titles and the like where only these are among it.
_TITLES = ("office", "body", "country", "pair", "place", "group", "topic")
_BREAKS = ("said", "receives", "held", "planned", "lead", "leader", "travel", "attend", "confirmed")
_JOINED = re.compile(r"\band\b|&|\by\b|\be\b|\bva\b|\bcung\b|[、和与及暨同跟와과・·]|と|랑|및")
_LISTED = re.compile(r",|，")
_ENDED = re.compile(
    r"\b(?:reports?|reporting|under|who|whom|which|that|met|meets|while|whereas|but|before|after"
    r"|reportan?|rinden?|informan?|bajo|que|quien|cual|mientras|pero|antes|tras"
    r"|duoi|bao cao|nguoi|con phia|trong khi|truoc|sau)\b|[向。；;]|会见|会晤|面会|会談"
)
_RELATIVE = re.compile(r"[,，]?\s*(?:both of whom|who|which|that|que|quien(?:es)?|nguoi|von)\b")
#: "the group which Neiman and Xuan lead": what is led stands before.
_LED = re.compile(r"\b(?:which|that|que|ma)\s[^,;]{3,80}$")
_OTHER_SIDE = re.compile(
    r"[^;,.]{0,30}[;,]\s*(?:and |y |va |while |mientras que )?(?:(?:on|for|from|by|por|de|ve) )?"
    r"(?:theirs|the other(?: side)?|(?:the )?(?:chinese|american|us)(?: side| one| team)?|china"
    r"|(?:la |el )?(?:parte |lado |delegacion )?(?:chin[ao]|estadounidense|norteamerican[ao])"
    r"|phia (?:trung quoc|my|ben kia))\b[^;.]{0,70}"
)
_SAME_SUBJECT = re.compile(r"\s*,?\s*(?:and|y|e|va)\s")
_BEFORE_ANOTHER = re.compile(
    r"(?:\b(?:with|of|to|under|for|by|from|told|met|con|de|del|a|al|bajo|para|por|ante|voi|cua|cho"
    r"|duoi|gap|toi)\s+(?:the\s+|el\s+|la\s+|ong\s+|ba\s+|mr\.?\s+|ms\.?\s+)?|[向对跟])$"
)


@dataclass(frozen=True)
class Leading:
    """Somebody at a word for leading.

    Args:
        mention: Who.
        cue: The word.
        side: The country whose delegation it is by the words right beside; empty where none is.
        what: What is led: ``led_side``, ``led_meeting``, ``led_group``; empty where it is not told.
    """

    mention: Mention
    cue: Mark
    side: str = ""
    what: str = ""


def leading_in(line: Line, spots: Sequence[Mention], phrases: Phrases) -> Iterator[Leading]:
    """Everybody whom a sentence makes the head of a side or a chair of the meeting.

    Args:
        line: The sentence.
        spots: Every name in it, from left to right.
        phrases: Of its language.
    """
    seen: set[tuple[int, int]] = set()
    for cue in words_for_leading(line, phrases):
        if any(start <= cue.start < end for start, end in seen):
            continue
        scene = _Scene(line, spots, phrases, cue)
        found = scene.found()
        if found and scene.is_ours():
            seen.add((cue.start, cue.end))
            side, what = scene.side(), scene.what()
            yield from (Leading(each, cue, side, what) for each in found)
            yield from (Leading(each, cue, "", what) for each in scene.elided(found))


def words_for_leading(line: Line, phrases: Phrases) -> list[Mark]:
    """Verbs for leading, and nouns for whoever leads."""
    marks = line.cues("lead", "leader")
    for match in phrases.find("leader_of", line.folded):
        marks.append(Mark("cue", "leader", *match.span(), -1, -1))
    return sorted(marks, key=lambda each: (each.start, -each.end))


@dataclass(frozen=True)
class _Scene:
    """One word for leading in its sentence."""

    line: Line
    spots: Sequence[Mention]
    phrases: Phrases
    cue: Mark

    @property
    def written(self) -> str:
        return self.line.folded[self.cue.start : self.cue.end]

    @property
    def is_cjk(self) -> bool:
        return self.phrases.language in _CJK

    @property
    def is_passive(self) -> bool:
        return not self.is_cjk and self.written.split()[-1] in _PASSIVE_END

    def found(self) -> list[Mention]:
        """Who leads; nobody where no name stands where a head would."""
        if self.cue.value == "leader":
            return self._by_noun()
        if self.is_passive:
            return self._after(_REACH)
        found = self._cleft() or self._before()
        if found or self.is_cjk:
            return found
        return self._after(_REACH_INVERTED) if self._may_be_inverted() else []

    def elided(self, found: Sequence[Mention]) -> list[Mention]:
        """ "For us Shambaugh leads, for the Chinese Liao Min": who leads without another verb."""
        end = max(self.cue.end, *(each.end for each in found))
        after = [each for each in self.spots if each.start >= end]
        if self.is_cjk or not after or self._breaks(end, after[0].start):
            return []
        is_elided = _OTHER_SIDE.fullmatch(self.line.folded[end : after[0].start])
        return after[:1] if is_elided else []

    def _cleft(self) -> list[Mention]:
        """``率领美方代表团的是尚博``, "dẫn đầu phía Mỹ là": who leads is said after what is led."""
        after = [each for each in self.spots if each.start >= self.cue.end]
        if not after or self.phrases.language not in (*_CJK, "vi"):
            return []
        gap = self._bare(self.cue.end, after[0].start)
        if self.phrases.language == "vi":
            is_cleft = re.search(r"\bla(?: ong| ba)?$", gap) is not None and "," not in gap
        else:
            is_cleft = gap.endswith(("的是", "的为", "的正是", "のは", "것은", "이는"))
        return self._after(_REACH_CJK) if is_cleft else []

    def _may_be_inverted(self) -> bool:
        """ "Encabezó la delegación china Liao Min": nobody before, and the verb comes first."""
        before = any(each.end <= self.cue.start for each in self.spots)
        return not before and (self.phrases.language == "es" or self.cue.start == 0)

    # who

    def _names(self) -> list[Mention]:
        """The names, without those of whose something else is: "Yellen's deputy"."""
        return [
            each
            for each in self.spots
            if self.line.text[each.end : each.end + 2] not in ("'s", "’s", "' ", "’ ")
        ]

    def _by_noun(self) -> list[Mention]:
        """``中方牵头人、财政部副部长廖岷``, "Liao Min, head of the delegation"."""
        after = next((each for each in self._names() if each.start >= self.cue.end), None)
        if after and self._is_only_titles(self.cue.end, after.start):
            return self._after(_REACH)
        before = [each for each in self._names() if each.end <= self.cue.start]
        if not before:
            return []
        gap = self._bare(before[-1].end, self.cue.start)
        limit = 12 if self.is_cjk else 6
        length = len(gap) if self.is_cjk else len(gap.split())
        return self._chain_left(before) if length <= limit and not _ENDED.search(gap) else []

    def _is_only_titles(self, start: int, end: int) -> bool:
        gap = re.sub(
            r"[\s,，、:：・·は的の인은는가이()（）]|\b(?:is|was|es|fue|la|the|el|are)\b",
            "",
            self._bare(start, end),
        )
        gap = re.sub(r"^[是为為]", "", gap)
        return (
            len(gap) <= (6 if self.is_cjk else 24) and end - start <= 90 and not _ENDED.search(gap)
        )

    def _after(self, reach: int) -> list[Mention]:
        """Who stands after "led by", with all whom "and" joins."""
        after = [each for each in self._names() if each.start >= self.cue.end]
        if not after or after[0].start - self.cue.end > reach:
            return []
        gap = (self.cue.end, after[0].start)
        if self._breaks(*gap) or _ENDED.search(self._bare(*gap)):
            return []
        found, waiting = [after[0]], list[Mention]()
        for one, other in pairwise(after):
            how = self._join(one, other)
            if not how or self._speaks(other):
                break
            if how == "list":
                waiting.append(other)
            else:
                found, waiting = [*found, *waiting, other], []
        return found

    def _before(self) -> list[Mention]:
        """Who stands before a verb for leading, with all whom "and" joins."""
        before = [each for each in self._names() if each.end <= self.cue.start]
        while before:
            gap = self.line.folded[before[-1].end : self.cue.start]
            if len(gap) > (_REACH_CJK if self.is_cjk else _REACH) or self._is_parted(before[-1]):
                return []
            if not self.is_cjk and _RELATIVE.match(gap):
                both = "both" in gap[:12] or "ambos" in gap[:12]
                return self._chain_left(before) if both else before[-1:]
            head = self.line.folded[: self._title_start(before[-1])]
            if not gap.strip() or not _BEFORE_ANOTHER.search(head):
                break
            before = before[:-1]
        if not before:
            return []
        gap = self.line.folded[before[-1].end : self.cue.start]
        if not self.is_cjk and _SAME_SUBJECT.match(gap):
            return before[:1]
        return self._chain_left(before)

    def _is_parted(self, mention: Mention) -> bool:
        """Whether what stands between a name and the verb makes somebody or something else lead."""
        gap = self.line.folded[mention.end : self.cue.start]
        if re.search(r"[;；。]", gap):
            return True
        cues = ("receives",) if self.is_cjk else ("said", "receives", "attend")
        if any(mention.end <= cue.start < self.cue.start for cue in self.line.cues(*cues)):
            return True
        if not self.is_cjk:
            return False
        *_, last = re.split(r"[,，]", gap)
        if last != gap and len(last.strip()) > 6 and self.phrases.language == "zh":
            return True
        return "由" in last

    def _title_start(self, mention: Mention) -> int:
        return min([mention.start, *(t.start for t in mention.titles if t.end <= mention.start)])

    def _chain_left(self, before: Sequence[Mention]) -> list[Mention]:
        found, is_list = [before[-1]], False
        for one, other in zip(before[-2::-1], before[:0:-1], strict=False):
            how = self._join(one, other)
            if not how or (how == "list" and not is_list):
                break
            is_list = is_list or how == "and"
            found.append(one)
        return found

    def _join(self, one: Mention, other: Mention) -> str:
        """Whether "and" or a comma joins two names; empty where something else parts them."""
        if one.person and one.person == other.person and other.start - one.end <= 3:
            return "and"
        rest = self._bare(one.end, other.start)
        if any(one.end <= mark.start < other.start for mark in self.line.of("group")):
            return ""
        if self._breaks(one.end, other.start) or _ENDED.search(rest):
            return ""
        many = len(rest) > _MOST_SIGNS if self.is_cjk else len(rest.split()) > _MOST_WORDS
        if many:
            return ""
        return "and" if _JOINED.search(rest) else "list" if _LISTED.search(rest) else ""

    def _bare(self, start: int, end: int) -> str:
        """What stands between two places beside titles, bodies and what is in brackets."""
        signs = list(self.line.folded)
        for mark in self.line.of(*_TITLES):
            for at in range(max(mark.start, start), min(mark.end, end)):
                signs[at] = " "
        rest = re.sub(r"[(（][^)）]*[)）]?", " ", "".join(signs[start:end]))
        return rest.strip() if not self.is_cjk else re.sub(r"\s", "", rest)

    def _breaks(self, start: int, end: int) -> bool:
        return any(start <= cue.start < end for cue in self.line.cues(*_BREAKS))

    def _speaks(self, mention: Mention) -> bool:
        return any(0 <= cue.start - mention.end <= 2 for cue in self.line.cues("said"))

    # what

    def _window(self) -> tuple[int, int]:
        """Where what is led stands."""
        if self.cue.value == "leader":
            return max(0, self.cue.start - 8), min(len(self.line.text), self.cue.end + 40)
        if self.is_passive:
            return max(0, self.cue.start - 60), self.cue.start
        if self.phrases.language in ("ja", "ko"):
            return max(0, self.cue.start - 14), min(len(self.line.text), self.cue.end + 14)
        if self.is_cjk:
            clause = re.split("[，,；。]", self.line.text[self.cue.end : self.cue.end + 16])[0]
            return self.cue.start, self.cue.end + len(clause)
        return self.cue.start, min(len(self.line.text), self.cue.end + 60)

    def _nouns(self) -> list[tuple[int, int, str]]:
        """What may be led, nearest to the word first: a side, a meeting, or something else."""
        found = self._nouns_in(*self._window())
        at = self.line.text.rfind("由", max(0, self.cue.start - _REACH_CJK), self.cue.start)
        if not found and self.phrases.language == "zh" and at >= 0:
            return self._nouns_in(max(0, at - 8), at)
        relative = None if self.is_cjk else _LED.search(self.line.folded[: self.cue.start])
        if relative and (not found or self.written == "lead"):
            return self._nouns_in(max(0, relative.start() - 50), relative.start())
        return [] if self.written == "lead" else found

    def _nouns_in(self, start: int, end: int) -> list[tuple[int, int, str]]:
        signs = list(self.line.folded[start:end])
        for mark in self.line.of("body", "office"):
            for at in range(max(mark.start, start), min(mark.end, end)):
                signs[at - start] = " "
        if self.cue.value == "leader":  # "lead agency" leads no agency
            for at in range(max(self.cue.start, start), min(self.cue.end, end)):
                signs[at - start] = " "
        text = "".join(signs)
        found = [
            (match.start() + start, match.end() + start, name)
            for name in ("led_side", "led_group", "led_meeting", "led_other")
            for pattern in self.phrases.compiled.get(name, ())
            for match in pattern.finditer(text)
        ]
        middle = self.cue.start if self.is_passive else self.cue.end
        return sorted(
            found, key=lambda each: (min(abs(each[0] - middle), abs(each[1] - middle)), each)
        )

    def is_ours(self) -> bool:
        """Whether what is led is a side or a meeting, as far as the sentence tells."""
        nouns = self._nouns()
        if nouns:
            return nouns[0][2] != "led_other"
        of_side = _SIDE_BEFORE.search(self.line.folded[: self.cue.start])
        return (self.written not in _BARE or bool(of_side)) and not self._is_of_body()

    def _is_of_body(self) -> bool:
        """ "heads the Financial Crimes Enforcement Network" """
        return (
            not self.is_passive
            and not self.is_cjk
            and any(0 <= mark.start - self.cue.end <= 5 for mark in self.line.of("body"))
        )

    def what(self) -> str:
        nouns = self._nouns()
        return nouns[0][2] if nouns else ""

    def side(self) -> str:
        """The country right beside the delegation that is led: ``the Chinese team``, ``中方由``."""
        nouns = self._nouns()
        if not nouns or nouns[0][2] != "led_side":
            return ""
        start, end, _ = nouns[0]
        near = {
            mark.value
            for mark in self.line.of("country")
            if start <= mark.start < end
            or 0 <= start - mark.end <= 2
            or (mark.start <= start < mark.end)
        }
        return near.pop() if len(near) == 1 else ""
