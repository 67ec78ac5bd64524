"""What may stand in each entry of an exercise folder, and the part of a script that it makes."""

import re
from collections.abc import Callable
from datetime import datetime, time
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from parley.engine.instruments.terms import Terms
from parley.group.exercise.script_parts import (
    Authority,
    Decision,
    Inject,
    Notice,
    Objective,
    OutageScenario,
    Parameter,
    Side,
    Visibility,
)
from parley.group.words import Words

#: The most minutes that a time may count; an exercise of a thousand hours is six weeks.
MOST_MINUTES = 1000 * 60 - 1

#: Characters that nobody sees but that change what is read: controls, and turns of direction.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Moment(NamedTuple):
    """A time of the script: minutes from the start, or minutes after another inject."""

    minutes: int
    is_relative: bool


def _read_by(pattern: str) -> Callable[[object], re.Match[str]]:
    """A reader of texts of one form; what has another form is refused."""
    form = re.compile(pattern, re.ASCII)

    def read(given: object) -> re.Match[str]:
        found = form.fullmatch(given) if isinstance(given, str) else None
        if found is None:
            raise ValueError
        return found

    return read


_moment = _read_by(r"(T?)\+(\d{1,3}):([0-5]\d)")
_span = _read_by(r"(\d{1,3}):([0-5]\d)")
_offset = _read_by(r"([+-])(\d{1,2}):([0-5]\d)")


def _to_moment(given: object) -> Moment:
    found = _moment(given)
    return Moment(int(found[2]) * 60 + int(found[3]), is_relative=not found[1])


def _to_minutes(given: object) -> int:
    found = _span(given)
    return int(found[1]) * 60 + int(found[2])


def _to_hour(given: object) -> float:
    if isinstance(given, time) and given.tzinfo is None:
        return given.hour + given.minute / 60
    return _to_minutes(given) / 60


def _to_offset(given: object) -> float:
    found = _offset(given)
    hours = int(found[2]) + int(found[3]) / 60
    return -hours if found[1] == "-" else hours


def _to_instant(given: object) -> str:
    instant = given if isinstance(given, datetime) else datetime.fromisoformat(_text(given))
    if instant.tzinfo is None:
        raise ValueError
    return instant.isoformat()


def _text(given: object) -> str:
    if not isinstance(given, str) or not given.strip() or _UNSEEN.search(given):
        raise ValueError
    return given.strip()


Text = Annotated[str, BeforeValidator(_text)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Clock = Annotated[float, BeforeValidator(_to_hour)]
Span = Annotated[int, BeforeValidator(_to_minutes)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Pair = Annotated[tuple[Number, Number], Field(strict=False)]
Hours = Annotated[tuple[Clock, Clock], Field(strict=False)]

_ID = "a short name of lower-case letters, digits, - and _"
_AUTHORITY = "the id of an authority"
_WORDS = 'the text in both languages: { en = "...", zh = "..." }'
_HOURS = 'opening and closing: ["08:30", "17:15"]'
_SPAN = 'hours and minutes, for example "00:30"'


class Entry(BaseModel):
    """A table of an exercise folder. Each description says what is expected there."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class WordsEntry(Entry):
    """One text in both languages."""

    en: Text = Field(description="the text in English, without control characters")
    zh: Text = Field(description="the text in Chinese, without control characters")

    def build(self) -> Words:
        """The text as the script keeps it."""
        return Words(self.en, self.zh)


class AuthorityEntry(Entry):
    """One authority of a side."""

    id: Id = Field(description=_ID)
    name: WordsEntry = Field(description=_WORDS)
    instruments: list[Id] = Field(description='the instruments that it holds: ["lend", ...]')

    def build(self) -> Authority:
        """The authority as the script keeps it."""
        return Authority(self.id, self.name.build(), tuple(self.instruments))


class SideEntry(Entry):
    """One of the two sides."""

    id: Id = Field(description=_ID)
    name: WordsEntry = Field(description=_WORDS)
    jurisdictions: list[Annotated[str, Field(pattern="^[A-Z]{2}$")]] = Field(
        description='country codes of two capital letters: ["CN"]'
    )
    utc_offset: Annotated[float, BeforeValidator(_to_offset)] = Field(
        description='hours and minutes ahead of UTC, for example "+08:00"'
    )
    payment_hours: Hours = Field(description=_HOURS)
    authority: list[AuthorityEntry] = Field(description="its authorities: [[side.authority]]")

    def build(self) -> Side:
        """The side as the script keeps it."""
        return Side(
            id=self.id,
            name=self.name.build(),
            jurisdictions=tuple(self.jurisdictions),
            utc_offset=self.utc_offset,
            payment_hours=self.payment_hours,
            authorities=tuple(each.build() for each in self.authority),
        )


class ObjectiveEntry(Entry):
    """One objective."""

    id: Id = Field(description=_ID)
    text: WordsEntry = Field(description=_WORDS)

    def build(self) -> Objective:
        """The objective as the script keeps it."""
        return Objective(self.id, self.text.build())


class ParameterEntry(Entry):
    """One number of the calibration."""

    name: Id = Field(description="the name of a parameter of the model")
    value: Number = Field(description="a number")
    low: Number = Field(description="a number, the lowest that its source allows")
    high: Number = Field(description="a number, the highest that its source allows")
    unit: Text = Field(description='the unit in words, for example "share"')
    title: WordsEntry = Field(description=_WORDS)
    source: Text = Field(description="where value and range come from")

    def build(self) -> Parameter:
        """The parameter as the script keeps it."""
        return Parameter(
            name=self.name,
            value=self.value,
            low=self.low,
            high=self.high,
            unit=self.unit,
            title=self.title.build(),
            source=self.source,
        )


class LengthEntry(Entry):
    """How long the outage lasts."""

    median: Number = Field(description="hours, more than 0")
    sigma: Number = Field(description="standard deviation of the logarithm, 0 or more")
    shortest: Number = Field(description="hours, 0 or more")
    longest: Number = Field(description="hours, 0 or more")


class OutageEntry(Entry):
    """The scenario: who is hit, and how badly."""

    side: Id = Field(description="the id of a side")
    rank_by: Id = Field(description="the figure by which the institutions are ranked")
    ranks: list[int] = Field(description="whole numbers, 1 is the largest: [1]")
    name: WordsEntry = Field(description=_WORDS)
    hours: LengthEntry = Field(
        description="{ median = 24, sigma = 0.5, shortest = 6, longest = 44 }"
    )
    manual_capacity: Pair = Field(description="lowest and highest share: [0.0, 0.1]")
    direct_loss: Pair = Field(description="lowest and highest share of equity: [0.0, 0.02]")
    detection_hours: Pair = Field(description="lowest and highest number of hours: [3, 12]")

    def build(self) -> OutageScenario:
        """The scenario as the script keeps it."""
        return OutageScenario(
            side=self.side,
            rank_by=self.rank_by,
            ranks=tuple(self.ranks),
            name=self.name.build(),
            hours_median=self.hours.median,
            hours_sigma=self.hours.sigma,
            hours_range=(self.hours.shortest, self.hours.longest),
            manual_capacity=self.manual_capacity,
            direct_loss=self.direct_loss,
            detection_hours=self.detection_hours,
        )


class ScenarioEntry(Entry):
    """What strikes."""

    outage: OutageEntry = Field(description="a table [scenario.outage]")


class ElsewhereEntry(Entry):
    """Payment systems of other countries."""

    payment_hours: Hours = Field(description=_HOURS + ", in UTC")


class FrameEntry(Entry):
    """Everything in exercise.toml that is no list."""

    id: Id = Field(description=_ID)
    title: WordsEntry = Field(description=_WORDS)
    summary: WordsEntry = Field(description=_WORDS)
    start: Annotated[str, BeforeValidator(_to_instant)] = Field(
        description="a date and time with offset, for example 2027-01-11T09:00:00-05:00"
    )
    hours: int = Field(ge=1, le=1000, description="a whole number of hours from 1 to 1000")
    notice_minutes: int = Field(15, ge=0, le=1440, description="whole minutes from 0 to 1440")
    elsewhere: ElsewhereEntry = Field(description="a table [elsewhere]")
    scenario: ScenarioEntry = Field(description="a table [scenario.outage]")
    sources: dict[str, Text] = Field(default={}, description='texts: payment_hours = "..."')


class InjectEntry(Entry):
    """One inject."""

    id: Id = Field(description=_ID)
    at: Annotated[Moment, BeforeValidator(_to_moment)] = Field(
        description='a time from the start, "T+02:30"; or with after, a time after it, "+00:20"'
    )
    after: Id = Field("", description="the id of an inject")
    to: Id = Field(description=f"{_AUTHORITY}, all or control")
    visibility: Annotated[Visibility, Field(strict=False)] = Field(description="private or public")
    channel: WordsEntry = Field(description=_WORDS)
    text: WordsEntry = Field(description=_WORDS)
    expected: WordsEntry = Field(description=_WORDS)
    objective: Id = Field(description="the id of an objective")
    informs: list[Id] = Field(default=[], description='facts: ["outage"]')

    def build(self) -> Inject:
        """The inject as the script keeps it."""
        return Inject(
            id=self.id,
            minute=self.at.minutes,
            to=self.to,
            visibility=self.visibility,
            channel=self.channel.build(),
            text=self.text.build(),
            expected=self.expected.build(),
            objective=self.objective,
            informs=tuple(self.informs),
            after=self.after,
        )


class NoticeEntry(Entry):
    """One notice from one side to the other."""

    id: Id = Field(description=_ID)
    at: Annotated[Moment, BeforeValidator(_to_moment)] = Field(
        description='a time from the start, "T+05:30"'
    )
    sender: Id = Field(alias="from", description=_AUTHORITY)
    receiver: Id = Field(alias="to", description=f"{_AUTHORITY} of the other side")
    carries: list[Id] = Field(default=[], description='facts: ["outage"]')
    text: WordsEntry = Field(description=_WORDS)

    def build(self) -> Notice:
        """The notice as the script keeps it."""
        return Notice(
            id=self.id,
            minute=self.at.minutes,
            sender=self.sender,
            receiver=self.receiver,
            carries=tuple(self.carries),
            text=self.text.build(),
        )


class DecisionEntry(Entry):
    """One decision of a scripted player."""

    id: Id = Field(description=_ID)
    authority: Id = Field(description=_AUTHORITY)
    instrument: Id = Field(description="the kind of an instrument")
    needs: Id = Field(description="a fact that an inject informs of")
    wait: Span = Field(description=f"{_SPAN}, from knowing to deciding")
    delay: Span = Field(description=f"{_SPAN}, from deciding to effect")
    terms: dict[str, Any] = Field(description="a table with the terms of the instrument")
    text: WordsEntry = Field(description=_WORDS)
    joint_with: Id = Field("", description=f"{_AUTHORITY} of the other side")

    def build(self, terms: Terms) -> Decision:
        """The decision as the script keeps it, on the ``terms`` read apart."""
        return Decision(
            id=self.id,
            authority=self.authority,
            instrument=self.instrument,
            needs=self.needs,
            wait=self.wait,
            delay=self.delay,
            terms=terms,
            text=self.text.build(),
            joint_with=self.joint_with,
        )
