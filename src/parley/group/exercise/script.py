"""The script of a joint exercise: sides, cells, injects, notices, decisions, clock. Frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from parley.engine.instruments.terms import Terms
from parley.errors import Fault, InvalidInput

#: Addressees that are no authority: everybody, and the control team that runs the exercise.
EVERYBODY, CONTROL = "all", "control"


@dataclass(frozen=True)
class Words:
    """One text in the two languages of the group; neither is the default."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """The text in ``language``, ``en`` or ``zh``."""
        return {"en": self.en, "zh": self.zh}[language]


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
        name: Identifier; the known names are the fields of ``engine.simulate.Calibration``.
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


@dataclass(frozen=True)
class Exercise:
    """A whole exercise as its director wrote it, checked once, here.

    Args:
        id, title, summary: What it is called and what it is about.
        start: The instant at which the exercise clock stands at zero, ISO 8601 with offset.
        hours: Length in exercise hours; a move is one hour.
        sides: The two owners.
        elsewhere_hours: Opening and closing hour (UTC) of payment systems of other countries.
        objectives, injects, notices, decisions: The script.
        outage: The scenario.
        calibration: The parameters, by name.
        notice_minutes: How long a notice takes when the sides talk at once.

    Raises:
        InvalidInput: with every fault, naming the item, what stands there, what was expected.
    """

    id: str
    title: Words
    summary: Words
    start: str
    hours: int
    sides: tuple[Side, ...]
    elsewhere_hours: tuple[float, float]
    objectives: tuple[Objective, ...]
    injects: tuple[Inject, ...]
    notices: tuple[Notice, ...]
    decisions: tuple[Decision, ...]
    outage: OutageScenario
    calibration: tuple[Parameter, ...]
    notice_minutes: int = 15
    sources: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        faults = [*_faults_in_references(self), *_faults_in_times(self)]
        if faults:
            raise InvalidInput(faults)

    @property
    def authorities(self) -> dict[str, Authority]:
        """Every authority by its identifier."""
        return {each.id: each for side in self.sides for each in side.authorities}

    def side_of(self, authority: str) -> str:
        """The identifier of the side to which an authority belongs."""
        for side in self.sides:
            if any(each.id == authority for each in side.authorities):
                return side.id
        raise KeyError(authority)

    def minutes(self) -> dict[str, int]:
        """When each inject is handed out, in exercise minutes, chains followed. By inject id."""
        by_id = {inject.id: inject for inject in self.injects}
        order = TopologicalSorter(
            {inject.id: {inject.after} if inject.after else set() for inject in self.injects}
        ).static_order()
        when: dict[str, int] = {}
        for name in order:
            inject = by_id[name]
            when[name] = inject.minute + (when[inject.after] if inject.after else 0)
        return when


def _faults_in_references(exercise: Exercise) -> list[Fault]:
    """Names that point at nothing, at the wrong thing, or stand twice."""
    faults: list[Fault] = []

    def expect(good: bool, field: str, value: str, expected: str) -> None:
        if not good:
            faults.append(Fault(exercise.id, 0, field, value, expected))

    expect(len(exercise.sides) == 2, "side", f"{len(exercise.sides)} sides", "two sides")
    for kind, ids in (
        ("side", [side.id for side in exercise.sides]),
        ("authority", [each.id for side in exercise.sides for each in side.authorities]),
        ("objective", [objective.id for objective in exercise.objectives]),
        ("inject", [inject.id for inject in exercise.injects]),
        ("notice", [notice.id for notice in exercise.notices]),
        ("decision", [decision.id for decision in exercise.decisions]),
    ):
        for repeated in sorted({each for each in ids if ids.count(each) > 1}):
            expect(False, kind, repeated, "each identifier once")
    authorities = exercise.authorities
    people = ", ".join(authorities)
    objectives = {objective.id for objective in exercise.objectives}
    injects = {inject.id for inject in exercise.injects}
    facts = {fact for inject in exercise.injects for fact in inject.informs}
    for inject in exercise.injects:
        label = f"inject {inject.id}"
        expect(
            inject.to in authorities or inject.to in (EVERYBODY, CONTROL),
            f"{label}, to",
            inject.to,
            f"one of {people}, {EVERYBODY}, {CONTROL}",
        )
        expect(
            inject.objective in objectives,
            f"{label}, objective",
            inject.objective,
            f"one of {', '.join(sorted(objectives))}",
        )
        if inject.after:
            expect(inject.after in injects, f"{label}, after", inject.after, "the id of an inject")
    for notice in exercise.notices:
        label = f"notice {notice.id}"
        for role, name in (("from", notice.sender), ("to", notice.receiver)):
            expect(name in authorities, f"{label}, {role}", name, f"one of {people}")
        if notice.sender in authorities and notice.receiver in authorities:
            expect(
                exercise.side_of(notice.sender) != exercise.side_of(notice.receiver),
                f"{label}, to",
                notice.receiver,
                "an authority of the other side",
            )
        for fact in notice.carries:
            expect(fact in facts, f"{label}, carries", fact, "a fact that an inject informs of")
    for decision in exercise.decisions:
        label = f"decision {decision.id}"
        expect(
            decision.authority in authorities,
            f"{label}, authority",
            decision.authority,
            f"one of {people}",
        )
        if decision.authority in authorities:
            held = authorities[decision.authority].instruments
            expect(
                decision.instrument in held,
                f"{label}, instrument",
                decision.instrument,
                f"one that {decision.authority} holds: {', '.join(held) or 'none'}",
            )
        expect(decision.needs in facts, f"{label}, needs", decision.needs, "a fact of an inject")
        if decision.joint_with:
            expect(
                decision.joint_with in authorities,
                f"{label}, joint_with",
                decision.joint_with,
                f"one of {people}",
            )
    sides = [side.id for side in exercise.sides]
    expect(exercise.outage.side in sides, "outage, side", exercise.outage.side, f"one of {sides}")
    return faults


def _faults_in_times(exercise: Exercise) -> list[Fault]:
    """Times before the start or after the end, and injects that wait for each other."""
    known = {inject.id for inject in exercise.injects}
    if any(inject.after and inject.after not in known for inject in exercise.injects):
        return []  # named already; the order can not be worked out
    try:
        minutes = exercise.minutes()
    except CycleError as error:
        ring = " after ".join(reversed(error.args[1]))
        return [Fault(exercise.id, 0, "inject, after", ring, "injects that do not wait in a ring")]
    last = exercise.hours * 60
    faults = []
    timed = [(f"inject {name}", minute) for name, minute in minutes.items()]
    timed += [(f"notice {notice.id}", notice.minute) for notice in exercise.notices]
    for label, minute in timed:
        if not 0 <= minute <= last:
            faults.append(
                Fault(exercise.id, 0, label, f"minute {minute}", f"a minute from 0 to {last}")
            )
    for decision in exercise.decisions:
        if decision.wait < 0 or decision.delay < 0:
            value = f"wait {decision.wait}, delay {decision.delay}"
            faults.append(Fault(exercise.id, 0, f"decision {decision.id}", value, "0 or more"))
    return faults
