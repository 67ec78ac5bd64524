"""Quotation marks of a text: those that nothing opens, and those that nothing ends."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from parley.group.press.document.text import Kind, Text
from parley.group.press.flags import Flag, FlagKind
from parley.group.press.words.mark import Line

_DOUBLE, _SINGLE = "double", "single"
#: Marks that are alike to a writer: who opens with one may close with another of its family.
_OPENING = {"“": _DOUBLE, "„": _DOUBLE, "«": "«", "‹": "‹", "「": "「", "『": "『", "‘": _SINGLE}
_CLOSING = {"”": _DOUBLE, "»": "«", "›": "‹", "」": "「", "』": "『", "’": _SINGLE}
#: Marks with one sign for both ends.
_STRAIGHT = {'"': _DOUBLE, "＂": _DOUBLE, "'": _SINGLE}
_BEFORE_OPENING = set("([{（【〔—–“‘«「『‹¿¡")
_AFTER_CLOSING = set(".,;:!?)]}）】〕—–。，、；：！？…’”»」』›")
_IS_YEAR = re.compile(r"\d\d(?![\d차회번])")
#: Languages that write no apostrophe.
_NO_APOSTROPHE = ("zh", "ja", "ko")
#: Languages that write no spaces; and their signs.
_NO_SPACES, _IS_WIDE = ("zh", "ja"), re.compile("[\u3041-\u9fff]")
#: A quotation may run on through so many paragraphs that do not open it again.
_RUNS_ON = 2
#: So much of a sentence is shown beside a broken mark.
_SHOWN = 60
#: A verb of saying ends a sentence if no more than this stands behind it.
_AT_THE_END = 24


class _Role(StrEnum):
    OPEN = "open"
    CLOSE = "close"
    EITHER = "either"


@dataclass(frozen=True)
class _Mark:
    family: str
    role: _Role
    line: int
    at: int
    paragraph: int
    is_first: bool
    is_straight: bool


def broken_quotations(text: Text, lines: Sequence[Line]) -> Iterator[Flag]:
    """Quotations with no beginning and quotations with no end, each at its sentence.

    A quotation may go on in the next paragraph, which as a rule opens it again; quotations may
    stand within others. Apostrophes and inches are no marks. Where a text breaks off in the
    middle of its last sentence, nobody is to blame that a quotation has no end.
    """
    yield from _Marks(text, lines).broken()


@dataclass
class _Marks:
    text: Text
    lines: Sequence[Line]
    opened: list[_Mark] = field(default_factory=list)

    def broken(self) -> Iterator[Flag]:
        last = -1
        for number, (kind, first, end) in enumerate(_paragraphs(self.text)):
            last = number
            yield from self._drop([one for one in self.opened if number - one.paragraph > _RUNS_ON])
            for mark in self._marks(number, first, end):
                yield from self._open(mark) if self._opens(mark) else self._close(mark)
            if kind is Kind.HEADLINE:
                yield from self._drop([one for one in self.opened if one.paragraph == number])
        if last >= 0 and not self._is_cut_off():
            yield from self._drop(list(self.opened))

    def _is_cut_off(self) -> bool:
        """Whether the text stops in the middle of a sentence that opened a quotation."""
        final = self.lines[-1]
        is_ended = final.text.rstrip()[-1:] in '.!?。！？…"”’»」』)）'
        return not is_ended and all(each.line == final.number for each in self.opened)

    def _marks(self, number: int, first: int, end: int) -> Iterator[_Mark]:
        is_first = True
        for line in self.lines[first:end]:
            if self.text.language.value in _NO_SPACES and not _IS_WIDE.search(line.text):
                continue  # a line of code or of signs gone wrong
            for at, sign in enumerate(line.text):
                family = _OPENING.get(sign) or _CLOSING.get(sign) or _STRAIGHT.get(sign)
                if family is None or (family == _SINGLE and not self._is_quotation(line, at)):
                    if not sign.isspace():
                        is_first = False
                    continue
                role = self._role(line, at, sign)
                yield _Mark(family, role, line.number, at, number, is_first, sign in _STRAIGHT)
                is_first = False

    def _around(self, line: Line, at: int) -> tuple[str, str]:
        place = line.sentence.at + at
        return self.text.visible[max(place - 1, 0) : place], self.text.visible[
            place + 1 : place + 2
        ]

    def _role(self, line: Line, at: int, sign: str) -> _Role:
        before, after = self._around(line, at)
        may_open = not before.strip() or before in _BEFORE_OPENING
        may_close = not after.strip() or after in _AFTER_CLOSING
        if sign in _OPENING:
            # some write “so“ or ”so“: the place tells what the sign does not
            is_korean = self.text.language.value == "ko" and self._has(_OPENING[sign])
            is_turned = sign == "“" and not may_open and (may_close or is_korean)
            return _Role.CLOSE if is_turned else _Role.OPEN
        if sign in _CLOSING:
            is_turned = sign == "”" and may_open and not may_close and bool(line.text[:at].strip())
            return _Role.OPEN if is_turned else _Role.CLOSE
        if may_open == may_close:
            return _Role.EITHER
        return _Role.OPEN if may_open else _Role.CLOSE

    def _is_quotation(self, line: Line, at: int) -> bool:
        """Whether a single mark opens or closes words, and is no apostrophe and no year."""
        before, after = self._around(line, at)
        sign, language = line.text[at], self.text.language.value
        if (before + after).isascii() and before.isalnum() and after.isalnum():
            return False
        if _IS_YEAR.match(line.text, at + 1) and not self._has(_SINGLE):
            return False
        if sign == "'":
            return language == "ko"
        return sign == "‘" or language in _NO_APOSTROPHE or self._has(_SINGLE)

    def _has(self, family: str) -> bool:
        return any(each.family == family for each in self.opened)

    def _opens(self, mark: _Mark) -> bool:
        if mark.role is _Role.EITHER:
            return not self._has(mark.family)
        if mark.role is _Role.CLOSE and mark.is_first:
            # Spanish opens a paragraph of a quotation that goes on with the closing mark
            return mark.family == "«" and self._has(mark.family)
        return mark.role is _Role.OPEN

    def _open(self, mark: _Mark) -> Iterator[Flag]:
        same = [each for each in self.opened if each.family == mark.family]
        if mark.is_first:
            yield from self._drop([each for each in same if self._ends_in_saying(each)])
            self.opened = [each for each in self.opened if each not in same]
        elif mark.is_straight:
            yield from self._drop(same)
        else:
            yield from self._drop([each for each in same if each.paragraph < mark.paragraph])
        self.opened.append(mark)

    def _close(self, mark: _Mark) -> Iterator[Flag]:
        for each in reversed(self.opened):
            if each.family == mark.family:
                self.opened.remove(each)
                return
        line = self.lines[mark.line]
        if mark.is_straight and line.text[max(mark.at - 1, 0)].isdigit():
            return  # inches
        said = line.text[max(0, mark.at - _SHOWN) : mark.at + 1]
        yield Flag(FlagKind.QUOTATION, said, "a quotation with a beginning", mark.line)

    def _ends_in_saying(self, mark: _Mark) -> bool:
        """Whether who says it stands within the quotation: "We met, he said."""
        line = self.lines[mark.line]
        said = [one for one in line.cues("said") if one.start > mark.at]
        return bool(said) and len(line.text) - said[-1].end <= _AT_THE_END

    def _drop(self, lost: Sequence[_Mark]) -> Iterator[Flag]:
        """Give up opened quotations: they have no end."""
        for each in lost:
            self.opened.remove(each)
            said = self.lines[each.line].text[each.at : each.at + _SHOWN]
            yield Flag(FlagKind.QUOTATION, said, "a quotation with an end", each.line)


def _paragraphs(text: Text) -> Iterator[tuple[Kind, int, int]]:
    """Headlines and paragraphs of the body: their first sentence and the one after their last."""
    number = 0
    for passage in text.passages:
        if passage.kind in (Kind.HEADLINE, Kind.BODY):
            end = number + len(passage.sentences)
            yield passage.kind, number, end
            number = end
