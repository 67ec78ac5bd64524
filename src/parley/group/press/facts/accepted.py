"""Which facts may be taken over: what a text says of its meetings, and what flags speak against."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from parley.group.press.facts.facts import Fact
from parley.group.press.flags import Flag, FlagKind
from parley.group.press.meetings.attendance import Head
from parley.group.press.meetings.claims import Claim
from parley.group.press.meetings.found import MeetingFound
from parley.group.press.words.mark import Line

#: Flags that make the facts of their whole sentence doubtful.
_SPOILS = (
    FlagKind.REPETITION, FlagKind.ATTRIBUTION, FlagKind.INVERTED, FlagKind.ANTECEDENT,
    FlagKind.LEADERS, FlagKind.QUOTATION, FlagKind.FIGURE, FlagKind.TORN,
)  # fmt: skip
#: Which facts of a sentence a flag of a kind makes doubtful.
_SPOILED = {
    FlagKind.NUMBER: "number", FlagKind.PLACE: "place", FlagKind.DAY: "days",
    FlagKind.HEAD: "head", FlagKind.FOUNDED: "founded", FlagKind.COUNT: "in_country",
    FlagKind.GROUP: "group", FlagKind.WEEKDAY: "days",
}  # fmt: skip


def meeting_facts(meetings: Sequence[MeetingFound]) -> Iterator[Fact]:
    """What a text says of its meetings, claim by claim; what was not taken over is flagged.

    Days that the text names beside a meeting and that are not its days are left out: they are
    another event's, and no claim.
    """
    for meeting in meetings:
        for claim in meeting.claims:
            status = _status(claim, meeting)
            if not status:
                continue
            value: dict[str, object] = {"group": meeting.group, "said": claim.value}
            if claim.first:
                value |= {"first": str(claim.first), "last": str(claim.last)}
            if claim.count:
                value["count"] = claim.count
            yield Fact(claim.kind, value, claim.line, status=status, reason=meeting.why_group)


def _status(claim: Claim, meeting: MeetingFound) -> str:
    """Whether a claim was taken over; empty for one that is no claim of this meeting."""
    if claim.kind == "status":
        return "accepted" if claim.value == meeting.status else ""
    if claim.kind == "days":
        if claim.first is None or claim.last is None:
            return ""
        fits = meeting.start is not None and claim.first <= meeting.start <= claim.last
        return "accepted" if fits else "flagged" if claim is meeting.days else ""
    taken = {"number": str(meeting.number), "place": meeting.place}.get(claim.kind)
    return "accepted" if taken in (None, claim.value) else "flagged"


def head_facts(heads: Sequence[Head]) -> Iterator[Fact]:
    """Who leads, one fact for each place that says so."""
    for head in heads:
        if not head.person:
            continue
        reason = f"{head.written!r} with a word for leading"
        yield Fact("head", head.person, head.line, reason=reason)


def topic_facts(lines: Sequence[Line]) -> Iterator[Fact]:
    """Every topic of the controlled list, at the first place that names it."""
    seen: set[str] = set()
    for line in lines:
        for mark in line.of("topic"):
            if mark.value not in seen:
                seen.add(mark.value)
                written = line.text[mark.start : mark.end]
                yield Fact("topic", mark.value, line.number, reason=f"{written!r}")


def wrong_figures(facts: Iterable[Fact]) -> Iterator[Flag]:
    """Figures of both sides together that a sentence gives to one."""
    for fact in facts:
        value = fact.value
        if fact.kind != "figure" or not isinstance(value, Mapping) or "record" not in value:
            continue
        if not value["joint"]:
            yield Flag(FlagKind.FIGURE, str(value["figure"]), str(value["record"]), fact.line)


def with_status(facts: Sequence[Fact], flags: Sequence[Flag]) -> Iterator[Fact]:
    """Facts with what a flag speaks against marked, so that nobody takes it over."""
    spoiled = {flag.line for flag in flags if flag.kind in _SPOILS}
    kinds = {(flag.line, _SPOILED[flag.kind]) for flag in flags if flag.kind in _SPOILED}
    for fact in facts:
        of_meeting = fact.kind in ("number", "place", "days", "topic")
        if (fact.line, fact.kind) in kinds or (fact.line in spoiled and not of_meeting):
            yield replace(fact, status="flagged")
        else:
            yield fact
