"""Why a text was read as it was: one line for each decision."""

from collections.abc import Iterator

from parley.group.press.names.known import Link
from parley.group.press.reader import Reading

_VERBS = {Link.LINK: "is", Link.REVIEW: "may be", Link.LEAVE: "is nobody known,"}


def explain(reading: Reading) -> Iterator[str]:
    """Lines for a reader: each decision, the words that it stands on, and its reason."""
    text = reading.text
    day = f"dated {text.day}" if text.day else "no date of its own"
    yield f"{text.file}: {text.language.value}, {len(text.sentences)} sentences, {day}"
    if not reading.meetings and not reading.facts:
        yield "  nothing found: no group of the dialogue meets in it"
    for meeting in reading.meetings:
        record = (
            f"; in the record {meeting.record.name}" if meeting.record else "; not in the record"
        )
        yield f"  meeting of {meeting.group}: {meeting.why_group}{record}"
        for claim in meeting.claims:
            count = f" {claim.count}" if claim.count else ""
            days = f" ({claim.first} to {claim.last})" if claim.first else ""
            yield (
                f"    {claim.kind} {claim.value}{count}{days}, weight {claim.weight:.1f}: "
                f"sentence {claim.line + 1}"
            )
        if meeting.basis:
            yield f"    days {meeting.start} to {meeting.end}: {meeting.basis}"
    for mention in reading.mentions:
        yield f"  {mention.written!r} {_VERBS[mention.link]} {mention.person}: {mention.reason}"
    for body in reading.bodies:
        yield f"  {body.written!r} is {body.body}: {body.how}"
    for fact in reading.facts:
        yield f"  {fact.status} {fact.kind} {fact.value}: {fact.reason}, sentence {fact.line + 1}"
    for flag in reading.flags:
        yield f"  flag, {flag.kind.value}: {flag.said!r}, but {flag.record}"
