"""Names in a text to people of the record: linked, left to a person to decide, or left alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from rapidfuzz.distance import Levenshtein

from parley.group.press.document.tokens import fold_text
from parley.group.press.names.known import Known, Link, Mention
from parley.group.press.names.near_by_office import near_names, single_surnames
from parley.group.press.names.nearness import likeness, nearest
from parley.group.press.names.offices import Office, held_on, titles_by
from parley.group.press.names.runs import (
    is_harmless,
    is_inside_a_name,
    is_of_another,
    is_titled,
    name_runs,
)
from parley.group.press.words.mark import Line

#: Surnames that others bear, each with where they are named in full.
_Bearers = Mapping[str, Sequence[tuple[int, int]]]
#: How alike a single word and a name are at least, so that a person looks.
_PERHAPS = 0.62


def resolve_people(
    lines: Sequence[Line],
    known: Mapping[str, Known],
    day: date | None,
    language: str,
    *,
    is_ours: bool,
) -> tuple[Mention, ...]:
    """Decide about every name in a text.

    A full name under one of its aliases is linked unless something speaks against it: a trade that
    no official has, or a text that is about something else. A surname alone needs its full name
    elsewhere in the text, or its title. A near spelling needs the title too; a spelling in valid
    syllables of pinyin that are other ones always goes to a person.

    Args:
        lines: The sentences with their marks.
        known: Who is known.
        day: The day that offices are looked up on, or None.
        language: Of the text.
        is_ours: Whether the text is about the dialogue, a name of whose groups it holds.
    """
    reader = _Reader(lines, known, day, language, is_ours)
    return tuple(reader.mentions())


class _Reader:
    """One pass for full names, one for what depends on them."""

    def __init__(
        self,
        lines: Sequence[Line],
        known: Mapping[str, Known],
        day: date | None,
        language: str,
        is_ours: bool,
    ) -> None:
        self.lines, self.known, self.day, self.is_ours = lines, known, day, is_ours
        self.language = language
        self.full: tuple[Mention, ...] = ()
        self.runs = {line.number: list(name_runs(line)) for line in lines}
        self.spans = {
            line.number: sorted(
                {(mark.start, mark.end) for mark in line.of("person", "surname")}
                | set(self.runs[line.number])
            )
            for line in lines
        }

    def mentions(self) -> Iterator[Mention]:
        full = [each for line in self.lines for each in self._full_names(line)]
        full += [each for line in self.lines for each in self._near_names(line, full)]
        full += [each for line in self.lines for each in self._one_sign_off(line, full)]
        full = self._in_context(full)
        linked = {each.person for each in full if each.link is Link.LINK}
        taken = {(each.line, each.start) for each in full}
        others = self._other_bearers(full)
        self.full = tuple(full)
        bare = [
            each
            for line in self.lines
            for each in (*self._surnames(line, linked, others), *self._single_signs(line, linked))
            if (each.line, each.start) not in taken
        ]
        for each in bare:
            if each.link is Link.LINK:
                linked.add(each.person)
        full += bare
        taken |= {(each.line, each.start) for each in bare}
        full += [
            each
            for line in self.lines
            for each in self._mangled(line, linked, full)
            if (each.line, each.start) not in taken
        ]
        kept = (each for each in full if each.link is not Link.LEAVE)
        yield from sorted(kept, key=lambda each: (each.line, each.start))

    def _other_bearers(self, full: Sequence[Mention]) -> _Bearers:
        """Surnames that somebody else in the text bears with another given name, and where."""
        spans = {(each.line, each.start, each.end) for each in full if each.link is Link.LINK}
        found: dict[str, list[tuple[int, int]]] = {}
        for number, runs in self.runs.items():
            line = self.lines[number]
            for run in runs:
                words = _words(line.text, run)
                ours = any(number == at and run[0] <= a and b <= run[1] for at, a, b in spans)
                if not ours and len(words) > 1 and not line.is_headline:
                    found.setdefault(words[-1], []).append((number, run[0]))
        return found

    def _named_last(self, mention: Mention, people: Sequence[str], others: _Bearers) -> Mention:
        """Of two bearers of one surname the one who was named last before it in full."""
        here = (mention.line, mention.start)
        official = [each for each in self.full if each.link is Link.LINK]
        ours = max(
            (
                (each.line, each.start, each.person)
                for each in official
                if each.person in people and (each.line, each.start) < here
            ),
            default=(-1, -1, ""),
        )
        theirs = max((each for each in others[mention.written] if each < here), default=(-1, -1))
        if ours[:2] == theirs == (-1, -1):
            return mention
        if ours[:2] > theirs:
            reason = "the surname of somebody named in full in this text"
            return replace(mention, person=ours[2], link=Link.LINK, reason=reason)
        return replace(mention, link=Link.LEAVE)

    def _mention(
        self, line: Line, span: tuple[int, int], person: str, link: Link, reason: str
    ) -> Mention:
        start, end = span
        others = [each for each in self.spans[line.number] if each[1] <= start or end <= each[0]]
        titles = tuple(titles_by(line, start, end, others))
        return Mention(line.number, start, end, line.text[start:end], person, link, reason, titles)

    def _full_names(self, line: Line) -> Iterator[Mention]:
        for mark in line.of("person"):
            known = self.known[mark.value]
            span = (mark.start, mark.end)
            outer = next(
                (run for run in self.runs[line.number] if run[0] <= span[0] and span[1] <= run[1]),
                span,
            )
            if outer != span and not self._is_plain(line, outer, span):
                reason = "part of a longer name"
                longer = self._mention(line, outer, mark.value, Link.REVIEW, reason)
                if self._has_office(longer):
                    yield longer  # else somebody else, who is left alone
                continue
            trade = self._trade(line, span)
            if trade and not known.person.is_outside:
                reason = f"the name, but of a {trade}"
                yield self._mention(line, span, mark.value, Link.LEAVE, reason)
            elif self._is_short_hangul(line, span, mark.value):
                continue
            elif known.person.is_outside:
                yield self._mention(line, span, mark.value, Link.LINK, mark.how)
            else:
                yield self._mention(line, span, mark.value, Link.LINK, mark.how)

    def _is_short_hangul(self, line: Line, span: tuple[int, int], person: str) -> bool:
        """``왕이`` is a name and also words: it needs a title, or its country before it."""
        written = line.text[span[0] : span[1]]
        if len(written) != 2 or not "\uac00" <= written[0] <= "\ud7a3":
            return False
        mention = self._mention(line, span, person, Link.LINK, "")
        beside = any(0 <= span[0] - mark.end <= 1 for mark in line.of("country", "body"))
        return not mention.titles and not beside

    def _is_plain(self, line: Line, run: tuple[int, int], span: tuple[int, int]) -> bool:
        """Whether what stands in capitals beside a name is no part of it."""
        written = line.text[run[0] : run[1]]
        return is_harmless(written, line, run) or is_titled(written, line.text[span[0] : span[1]])

    def _trade(self, line: Line, span: tuple[int, int]) -> str:
        """A trade right before or after a name that no official of the record has."""
        for mark in line.cues("stranger"):
            before = line.text[mark.end : span[0]] if mark.end <= span[0] else None
            after = line.text[span[1] : mark.start] if mark.start >= span[1] else None
            if before is not None and len(before) <= 3 and not set(before) & set(",.;，。；"):
                return line.text[mark.start : mark.end]
            touches = after is not None and not after.strip() and line.text[span[1] - 1] >= "\u3041"
            if touches or (after is not None and len(after) <= 40 and _is_apposition(after)):
                return line.text[mark.start : mark.end]
        return ""

    def _near_names(self, line: Line, full: Sequence[Mention]) -> Iterator[Mention]:
        taken = [(each.start, each.end) for each in full if each.line == line.number]
        for span in self.runs[line.number]:
            if any(start < span[1] and span[0] < end for start, end in taken):
                continue
            words = [fold_text(each).replace("'", "") for each in _words(line.text, span)]
            if len(words) < 2:
                continue
            near = nearest(words, self.known.values())
            if near is None:
                continue
            found = self._mention(line, span, near.known.id, Link.REVIEW, near.reason)
            if near.may_link and not self._trade(line, span) and self._has_office(found):
                found = replace(found, link=Link.LINK, reason=f"{near.reason}, and the title fits")
            yield found

    def _one_sign_off(self, line: Line, full: Sequence[Mention]) -> Iterator[Mention]:
        taken = [(each.start, each.end) for each in full if each.line == line.number]
        for near in near_names(line, self.known, self.day, self.language):
            if not any(start < near.end and near.start < end for start, end in taken):
                reason = "one sign from the name, and the title fits"
                yield self._mention(line, (near.start, near.end), near.person, Link.REVIEW, reason)

    def _has_office(self, mention: Mention) -> bool:
        held = held_on(self.known[mention.person].held, self.day)
        return any(
            Office.of(title.value).fits(each.office) for title in mention.titles for each in held
        )

    def _in_context(self, full: list[Mention]) -> list[Mention]:
        """In a text about something else a name alone does not make somebody an official."""
        people = {each.person for each in full if each.link is Link.LINK}
        bodies = {mark.value for line in self.lines for mark in line.of("body")}
        if self.is_ours or (len(people) >= 2 and bodies):
            return full
        sure = {each.person for each in full if self._has_office(each)}
        return [
            each
            if each.person in sure or each.link is not Link.LINK
            else replace(
                each, link=Link.REVIEW, reason=f"{each.reason}, but nothing says that it is the one"
            )
            for each in full
        ]

    def _surnames(self, line: Line, linked: set[str], others: _Bearers) -> Iterator[Mention]:
        for span, people in _by_place(line):
            if is_inside_a_name(line, span, self.runs[line.number]) or _is_inside_hangul(
                line, span
            ):
                continue
            mention = self._mention(line, span, people[0], Link.REVIEW, "a surname alone")
            if _is_small_word(line, span) and not mention.titles:
                continue
            if self._trade(line, span) or is_of_another(line, span):
                reason = "a surname of somebody with another trade"
                yield replace(mention, link=Link.LEAVE, reason=reason)
                continue
            titled = [each for each in people if self._is_titled(line, mention, each)]
            here = [each for each in people if each in linked]
            if len(titled) == 1:
                reason = "the surname with a title that the person held"
                yield replace(mention, person=titled[0], link=Link.LINK, reason=reason)
            elif len(here) == 1 and mention.written not in others:
                reason = "the surname of somebody named in full in this text"
                yield replace(mention, person=here[0], link=Link.LINK, reason=reason)
            elif mention.written in others:
                yield self._named_last(mention, people, others)
            elif not self.known[people[0]].person.family_first:
                yield self._lone_western(mention, people, others)

    def _single_signs(self, line: Line, linked: set[str]) -> Iterator[Mention]:
        """``何副总理``: one sign before an office that one bearer of that surname held.

        There is one vice premier of a name at most; of vice ministers there may be several, and
        one of them is meant only where the text names him in full.
        """
        for at, sign, mark in single_surnames(line):
            office = Office.of(mark.value)
            bearers = [
                known.id
                for known in self.known.values()
                if sign in known.signs
                and any(office.fits(each.office) for each in held_on(known.held, self.day))
            ]
            if len(set(bearers)) == 1 and (self._is_alone(bearers[0]) or bearers[0] in linked):
                reason = "the one sign of a surname with a title that the person held"
                yield self._mention(line, (at, at + 1), bearers[0], Link.LINK, reason)

    def _is_alone(self, person: str) -> bool:
        """Whether hardly anybody of the same surname holds such an office."""
        ranks = {each.office.rank for each in held_on(self.known[person].held, self.day)}
        return bool(ranks & {"vice-premier", "premier", "president"})

    def _is_titled(self, line: Line, mention: Mention, person: str) -> bool:
        """Whether a title fits, or a government bears the name: "the Bayeng government"."""
        if self._has_office(replace(mention, person=person)):
            return True
        held = held_on(self.known[person].held, self.day)
        governs = any(0 <= mark.start - mention.end <= 1 for mark in line.cues("government"))
        return governs and any(each.office.rank == "president" for each in held)

    def _lone_western(self, mention: Mention, people: Sequence[str], others: _Bearers) -> Mention:
        """A Western surname alone: enough in a text about the dialogue, if only one bears it."""
        line = self.lines[mention.line]
        if (
            self.is_ours
            and len(people) == 1
            and mention.written not in others
            and not self._trade(line, (mention.start, mention.end))
        ):
            reason = "the surname alone, in a text about the group"
            return replace(mention, link=Link.LINK, reason=reason)
        return mention

    def _mangled(self, line: Line, linked: set[str], full: Sequence[Mention]) -> Iterator[Mention]:
        """Single words that a title, or a name in the same text, makes out as a mangled name."""
        marked = {(mark.start, mark.end) for mark in line.of("person", "surname")}
        for span in self.runs[line.number]:
            word = fold_text(line.text[span[0] : span[1]])
            if " " in word or span in marked or len(word) < 4:
                continue
            mention = self._mention(line, span, "", Link.LEAVE, "")
            found = self._by_title(line, mention, word) or self._by_sibling(word, linked, full)
            if found:
                person, link, reason = found
                yield replace(mention, person=person, link=link, reason=reason)

    def _by_title(self, line: Line, mention: Mention, word: str) -> tuple[str, Link, str] | None:
        titles = {Office.of(mark.value) for mark in mention.titles}
        after = line.text[mention.end : mention.end + 1]
        if any(mark.start == mention.end + 1 for mark in line.cues("government")) and after == " ":
            titles |= {Office("president")}
        best: tuple[float, str, str] = (0.0, "", "")
        for known in self.known.values():
            held = held_on(known.held, self.day)
            if any(title.fits(each.office) for title in titles for each in held):
                best = max(best, likeness(word, known))
        score, person, reason = best
        if score >= 0.75:
            return person, Link.LINK, f"{reason}, and the title fits"
        return (person, Link.REVIEW, reason) if score > _PERHAPS else None

    def _by_sibling(
        self, word: str, linked: set[str], full: Sequence[Mention]
    ) -> tuple[str, Link, str] | None:
        for each in full:
            surname = fold_text(each.written.split()[-1])
            if each.person not in linked or each.link is not Link.LINK or surname == word:
                continue
            known = self.known[each.person]
            is_mangled = surname not in (known.family, known.given)
            if is_mangled and len(word) >= 5 and Levenshtein.distance(word, surname) <= 1:
                reason = f"one letter from {each.written!r}, which stands for the same name here"
                return each.person, Link.LINK, reason
        return None


def _by_place(line: Line) -> Iterator[tuple[tuple[int, int], list[str]]]:
    """Surnames in a sentence, with everybody who bears each."""
    found: dict[tuple[int, int], list[str]] = {}
    for mark in line.of("surname"):
        found.setdefault((mark.start, mark.end), []).append(mark.value)
    yield from found.items()


def _is_inside_hangul(line: Line, span: tuple[int, int]) -> bool:
    """Whether a surname in Hangul is the end of another word."""
    here, before = line.text[span[0]], line.text[max(0, span[0] - 1) : span[0]]
    return "\uac00" <= here <= "\ud7a3" and "\uac00" <= before <= "\ud7a3"


def _words(text: str, span: tuple[int, int]) -> list[str]:
    return text[span[0] : span[1]].split()


def _is_apposition(gap: str) -> bool:
    """Whether what stands between a name and a word makes that word say what the person is."""
    return (
        gap.lstrip()[:1] in (",", "(", "，", "（")
        and not any(s in gap for s in ".;。；")
        and (len(gap.split()) <= 5)
    )


def _is_small_word(line: Line, span: tuple[int, int]) -> bool:
    """Whether a surname is also a small word: He, and 何."""
    word = line.text[span[0] : span[1]]
    return word in ("He", "Tai", "Lan", "Pan", "Li", "Ma", "Wu", "Lago") or len(word) == 1
