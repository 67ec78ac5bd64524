"""Why a text was read as it was: one line for each decision, in either language of the group."""

from collections.abc import Iterator

from parley.group.press.meetings.found import MeetingFound
from parley.group.press.names.known import Link
from parley.group.press.reading import Reading
from parley.group.press.stories.versions import Link as Version
from parley.group.press.told import NOTHING
from parley.group.press.wording import Wording
from parley.group.words import Words

_VERBS = {
    Link.LINK: Words("is", "是"),
    Link.REVIEW: Words("may be", "或为"),
    Link.LEAVE: Words("is nobody known,", "不是已知人士，"),
}


def explain(reading: Reading, wording: Wording, version: Version | None = None) -> Iterator[str]:
    """Lines for a reader: each decision, the words that it stands on, and its reason.

    Args:
        reading: What a text says.
        wording: How it is told in the language wanted.
        version: How the text is related to the version of its story before it.
    """
    language, text = wording.language, reading.text
    day = Words(f"dated {text.day}", f"日期{text.day}")
    if text.day is None:
        day = Words("no date of its own", "本身无日期")
    yield Words(
        f"{text.file}: {text.language.value}, {len(text.sentences)} sentences, {day.en}",
        f"{text.file}：{text.language.value}，{len(text.sentences)}句，{day.zh}",
    ).in_language(language)
    if not reading.meetings and not reading.facts:
        yield f"  {NOTHING.in_language(language)}"
    for meeting in reading.meetings:
        yield from _meeting(meeting, wording)
    colon = Words(": ", "：").in_language(language)
    for mention in reading.mentions:
        verb = _VERBS[mention.link].in_language(language)
        reason = wording.say(mention.reason)
        yield f"  {mention.written!r} {verb} {mention.person}{colon}{reason}"
    for body in reading.bodies:
        verb = _VERBS[Link.LINK].in_language(language)
        yield f"  {body.written!r} {verb} {body.body}{colon}{wording.say(body.how)}"
    for fact in reading.facts:
        status, kind, reason = map(wording.say, (fact.status, fact.kind, fact.reason))
        yield Words(
            f"  {status} {kind} {fact.value}: {reason}, sentence {fact.line + 1}",
            f"  {status} {kind} {fact.value}：{reason}，第{fact.line + 1}句",
        ).in_language(language)
    for flag in reading.flags:
        kind, record = wording.say(flag.kind.value), wording.say(flag.record)
        yield Words(
            f"  flag, {kind}: {flag.said!r}, but {record}",
            f"  存疑，{kind}：{flag.said!r}，而{record}",
        ).in_language(language)
    if version is not None:
        relation, reason = wording.say(version.relation), wording.say(version.reason)
        yield Words(
            f"  {relation} of {version.other}: {reason}",
            f"  {version.other}的{relation}：{reason}",
        ).in_language(language)


def _meeting(meeting: MeetingFound, wording: Wording) -> Iterator[str]:
    language, why = wording.language, wording.say(meeting.why_group)
    name = meeting.record.name if meeting.record else ""
    record = Words(f"in the record {name}", f"台账中为{name}")
    if not name:
        record = Words("not in the record", "台账中没有")
    yield Words(
        f"  meeting of {meeting.group}: {why}; {record.en}",
        f"  {meeting.group}的会晤：{why}；{record.zh}",
    ).in_language(language)
    for claim in meeting.claims:
        count = f" {claim.count}" if claim.count else ""
        days = Words(f" ({claim.first} to {claim.last})", f"（{claim.first}至{claim.last}）")
        kind, value = wording.say(claim.kind), wording.say(claim.value)
        yield Words(
            f"    {kind} {value}{count}{days.en if claim.first else ''}, "
            f"weight {claim.weight:.1f}: sentence {claim.line + 1}",
            f"    {kind} {value}{count}{days.zh if claim.first else ''}，"
            f"权重{claim.weight:.1f}：第{claim.line + 1}句",
        ).in_language(language)
    if meeting.basis:
        basis = wording.say(meeting.basis)
        yield Words(
            f"    days {meeting.start} to {meeting.end}: {basis}",
            f"    日期{meeting.start}至{meeting.end}：{basis}",
        ).in_language(language)
