"""The parts of a script: sides, authorities, injects, notices, decisions, scenario. Frozen."""

from dataclasses import dataclass
from enum import StrEnum

from parley.engine.instruments.terms import Terms
from parley.group.words import Words

#: Addressees that are no authority: everybody, and the control team that runs the exercise.
EVERYBODY, CONTROL = "all", "control"


class Visibility(StrEnum):
    """Who may see an inject: its addressee alone, or everybody."""

    PRIVATE = "private"
    PUBLIC = "public"


@dataclass(frozen=True)
class Authority:
    """A cell of players: one authority of one side, with the instruments that it may use."""

    id: str
    name: Words
    instruments: tuple[str, ...]


@dataclass(frozen=True)
class Side:
    """One of the two owners of the exercise.

    Args:
        id: Short identifier, for example ``a``.
        name: What people read.
        jurisdictions: ISO 3166 alpha-2 codes of the institutions that are its own.
        utc_offset: Hours by which its clocks are ahead of UTC.
        payment_hours: Opening and closing hour of its payment system, local time.
        authorities: Its cells.
    """

    id: str
    name: Words
    jurisdictions: tuple[str, ...]
    utc_offset: float
    payment_hours: tuple[float, float]
    authorities: tuple[Authority, ...]


@dataclass(frozen=True)
class Objective:
    """What the exercise is meant to find out."""

    id: str
    text: Words


@dataclass(frozen=True)
class Inject:
    """A piece of news that the control team hands to players.

    Args:
        id: Unique within the script.
        minute: Exercise minutes from the start. If ``after`` is given, minutes after that inject.
        after: The inject that this one follows, or empty.
        to: An authority, ``all`` or ``control``.
        visibility: Private or public.
        channel: By which way it comes, for example a telephone note.
        text: What it says.
        expected: What a good team does with it.
        objective: The objective that it serves.
        informs: The facts that its reader knows from then on.
    """

    id: str
    minute: int
    to: str
    visibility: Visibility
    channel: Words
    text: Words
    expected: Words
    objective: str
    informs: tuple[str, ...] = ()
    after: str = ""


@dataclass(frozen=True)
class Notice:
    """A message from an authority of one side to one of the other, as the script has it.

    Args:
        minute: When it is sent, exercise minutes from the start.
        carries: The facts that the receiver's side knows from then on.
    """

    id: str
    minute: int
    sender: str
    receiver: str
    carries: tuple[str, ...]
    text: Words


@dataclass(frozen=True)
class Decision:
    """What a scripted player does once its side knows enough.

    Args:
        authority: Who decides; it must hold the instrument.
        instrument: Kind of instrument, as ``Terms.kind``.
        needs: The fact that its side must know.
        wait: Minutes from knowing to deciding.
        delay: Minutes from deciding to effect.
        terms: What exactly is done.
        joint_with: An authority of the other side that must know the fact too, or empty.
    """

    id: str
    authority: str
    instrument: str
    needs: str
    wait: int
    delay: int
    terms: Terms
    text: Words
    joint_with: str = ""


@dataclass(frozen=True)
class Parameter:
    """One number of the calibration, with the range that its source allows.

    Args:
        name: Identifier; the known names are the fields of ``engine.course.Calibration``.
        value, low, high: Central value and range.
        unit: In words.
        title: What people read.
        source: Where value and range come from.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    title: Words
    source: str


@dataclass(frozen=True)
class OutageScenario:
    """Which institution is hit, and the distributions from which its outage is drawn.

    Args:
        side: The side at home in which the institution is.
        rank_by: The money item by which the institutions of that side are ranked.
        ranks: Ranks from which the hit institution is drawn with equal weight; 1 is the largest.
        name: Its fictitious name in this exercise.
        hours_median, hours_sigma: Length of the outage: lognormal with this median and this
            standard deviation of the logarithm.
        hours_range: Shortest and longest length; draws outside are set to the nearer end.
        manual_capacity: Share of its payments that it can still send by hand; uniform.
        direct_loss: Its own loss from the attack as a share of its equity; uniform.
        detection_hours: Hours until another bank finds out by itself; uniform, one per draw.
    """

    side: str
    rank_by: str
    ranks: tuple[int, ...]
    name: Words
    hours_median: float
    hours_sigma: float
    hours_range: tuple[float, float]
    manual_capacity: tuple[float, float]
    direct_loss: tuple[float, float]
    detection_hours: tuple[float, float]
