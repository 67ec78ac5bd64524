"""An own readout from draft to release: versions, courtesy copies, embargoes, who released what."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from parley.errors import Fault, InvalidInput
from parley.group.dialogue.meetings import Meeting
from parley.group.dialogue.readouts import Attribution

#: The clock on which a day begins first.
_FIRST_OF_ALL = timezone(timedelta(hours=14))

#: The levels at which a person can give a text to the press.
LEVELS = (Attribution.NAMED, Attribution.OFFICIAL, Attribution.BACKGROUND)


class ReadoutState(StrEnum):
    """How far a version has come."""

    DRAFT = "draft"
    COURTESY = "courtesy copy given"
    EMBARGO = "under embargo"
    RELEASED = "released"


@dataclass(frozen=True)
class Draft:
    """One version of a text; a later one does not replace it.

    Args:
        version: From 1, counted over all texts of the meeting.
        side: Whose text.
        language: Of the text, BCP 47.
        text: SHA-256 of its bytes.
        by: Who kept it.
        at: When, an instant with offset.
        attribution: To whom the words may be given, one of ``LEVELS``; None where nobody said.
        line_to_take: What to say when asked.
    """

    version: int
    side: str
    language: str
    text: str
    by: str
    at: str
    attribution: Attribution | None = None
    line_to_take: str = ""

    def __post_init__(self) -> None:
        faults = _unnamed(by=self.by, side=self.side, language=self.language)
        if self.attribution is not None and self.attribution not in LEVELS:
            expected = ", ".join(LEVELS)
            faults.append(Fault("readout", 0, "attribution", self.attribution, expected))
        _refuse(faults)


@dataclass(frozen=True)
class Courtesy:
    """The other side got a copy of a version: who, from whom, and when (with offset)."""

    version: int
    to: str
    by: str
    at: str

    def __post_init__(self) -> None:
        read_instant(self.at, "at")
        _refuse(_unnamed(to=self.to, by=self.by))


@dataclass(frozen=True)
class Embargo:
    """Nothing is released before an instant; of several embargoes the last one holds.

    Args:
        until: The instant with offset, in the words in which it was given.
        by: Who set it.
        at: When it was set.
    """

    until: str
    by: str
    at: str

    def __post_init__(self) -> None:
        read_instant(self.until, "until")
        _refuse(_unnamed(by=self.by))


@dataclass(frozen=True)
class Release:
    """A person released a version."""

    version: int
    by: str
    at: str


@dataclass(frozen=True)
class OwnReadout:
    """All that one side did with its texts about one meeting, each kind in order of time."""

    drafts: tuple[Draft, ...] = ()
    courtesies: tuple[Courtesy, ...] = ()
    embargoes: tuple[Embargo, ...] = ()
    releases: tuple[Release, ...] = ()

    def draft(self, version: int) -> Draft:
        """Find a version.

        Raises:
            InvalidInput: if there is none with this number.
        """
        for each in self.drafts:
            if each.version == version:
                return each
        known = ", ".join(str(each.version) for each in self.drafts)
        expected = f"one of {known}" if known else "a version; no draft is kept"
        raise InvalidInput([Fault("readout", 0, "version", str(version), expected)])

    def release_of(self, version: int) -> Release | None:
        """Its release; None before that."""
        return next((each for each in self.releases if each.version == version), None)

    def is_under_embargo(self, now: str) -> bool:
        """Whether the last embargo has not ended: it ends at its instant, not after it."""
        if not self.embargoes:
            return False
        return read_instant(now, "now") < read_instant(self.embargoes[-1].until, "until")

    def state(self, version: int, now: str) -> ReadoutState:
        """How far a version has come at an instant.

        Raises:
            InvalidInput: if there is no such version.
        """
        self.draft(version)
        if self.release_of(version) is not None:
            return ReadoutState.RELEASED
        if self.is_under_embargo(now):
            return ReadoutState.EMBARGO
        if any(each.version == version for each in self.courtesies):
            return ReadoutState.COURTESY
        return ReadoutState.DRAFT

    def require_may_release(self, version: int, by: str, now: str) -> Draft:
        """Check that a person may release a version; a side releases one text in each language.

        Raises:
            InvalidInput: for an unknown version, before the embargo ends, if a text of this side
                in this language is out already, and if nobody releases.
        """
        wanted = self.draft(version)
        faults = _unnamed(by=by)
        for each in self.releases:
            done = self.draft(each.version)
            if (done.side, done.language) == (wanted.side, wanted.language):
                found = f"version {done.version} was released by {each.by} at {each.at}"
                expected = f"no text of {done.side} in {done.language} that is released already"
                faults.append(Fault("readout", 0, f"version {version}", found, expected))
        if self.is_under_embargo(now):
            until = self.embargoes[-1].until
            faults.append(Fault("readout", 0, "release", now, f"the end of the embargo: {until}"))
        _refuse(faults)
        return wanted


def require_was_held(meeting: Meeting, now: str) -> None:
    """Check that a meeting took place: what is only planned, or lies ahead, is not read out.

    Args:
        meeting: As it is known at the instant.
        now: The instant, with offset.

    Raises:
        InvalidInput: if nobody says that it was held, or its first day has begun nowhere yet.
    """
    earliest = read_instant(now, "now").astimezone(_FIRST_OF_ALL).date()
    faults = []
    if not meeting.status.has_taken_place:
        faults.append(_not_held(meeting, f"it is {meeting.status}"))
    elif meeting.first > earliest:
        faults.append(_not_held(meeting, f"it begins on {meeting.first}"))
    _refuse(faults)


def _not_held(meeting: Meeting, found: str) -> Fault:
    expected = "a meeting that was held, by what the record knows at this time"
    return Fault("readout", 0, f"meeting {meeting.key}", found, expected)


def read_instant(text: str, field: str) -> datetime:
    """Read an instant that says its offset from UTC.

    Raises:
        InvalidInput: for anything else; an hour without an offset is another one in each capital.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 1900 < found.year < 9999:
        expected = "an instant with its offset, such as 2024-08-19T10:00+08:00"
        raise InvalidInput([Fault("readout", 0, field, text, expected)])
    return found


def _unnamed(**given: str) -> list[Fault]:
    return [
        Fault("readout", 0, field, "nothing", "a text")
        for field, text in given.items()
        if not text.strip()
    ]


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise InvalidInput(faults)
