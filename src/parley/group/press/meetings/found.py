"""A meeting that a text tells of, and whether what was found is one at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from parley.group.press.flags import Flag, FlagKind
from parley.group.press.meetings.claims import Claim
from parley.group.press.meetings.expected import Expected
from parley.group.press.meetings.groups import GroupAt
from parley.group.press.words.mark import Line

_OF_A_MEETING = ("held", "planned", "confirmed", "meets", "meeting")


@dataclass(frozen=True)
class MeetingFound:
    """A meeting that a text tells of, as far as it can be taken over.

    Args:
        group: Its group or channel; empty where it cannot be told.
        why_group: How the group is known.
        number: 0 where it is not known or contradicted.
        status: ``planned``, ``confirmed``, ``held``, or empty.
        place: The town in English, ``video``, or empty.
        start, end: Its days; None where not known.
        basis: How the days are known, in words.
        record: The meeting of the record that it is; None where none fits.
        days: The words that give its days; None where none do.
        claims: What the text says of it, for whoever asks why.
    """

    group: str
    why_group: str
    number: int
    status: str
    place: str
    start: date | None
    end: date | None
    basis: str
    record: Expected | None
    claims: tuple[Claim, ...]
    days: Claim | None = None


def without_flagged(found: MeetingFound, flags: Sequence[Flag]) -> MeetingFound:
    """A meeting that the record does not know, without what its own clause contradicts."""
    if found.record is not None:
        return found
    wrong = {(flag.kind, flag.said) for flag in flags}
    days = found.days
    if (FlagKind.PLACE, found.place) in wrong:
        found = replace(found, place="")
    if (FlagKind.NUMBER, str(found.number)) in wrong:
        found = replace(found, number=0)
    if days is not None and (FlagKind.DAY, days.value) in wrong:
        found = replace(found, start=None, end=None)
    return found


def tells_of_a_meeting(
    found: MeetingFound,
    candidates: Sequence[Expected],
    named: Sequence[GroupAt],
    lines: Sequence[Line],
) -> bool:
    """Whether what was found is a meeting, and no more than a group that was spoken of.

    It is one of the record's, or has a number, or days where the record has room for one; else the
    group must be named in a sentence about a meeting. That a group was founded, or will meet
    regularly, is no meeting.
    """
    if found.record is not None or found.number:
        return True
    counted = [each for each in candidates if each.number and each.took_place]
    if found.start is not None:
        is_known = bool(counted) and found.start <= counted[-1].last
        return not is_known or found.status in ("planned", "confirmed")
    own = [each for each in named if each.group == found.group and not each.is_beside]
    if not own:
        return bool(found.place and found.status)  # told by who meets there
    return any(
        lines[each.line].cue(*_OF_A_MEETING) and not lines[each.line].cue("founded", "habit")
        for each in own
    )
