"""What can be wrong in a script: names that point at nothing, numbers and times out of range."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from graphlib import CycleError, TopologicalSorter

from parley.engine.instruments.bail_in import Entry
from parley.engine.instruments.terms import KINDS, BailIn, SwapLine
from parley.engine.totals import MONEY_ITEMS
from parley.errors import Fault
from parley.group.exercise.script_parts import (
    CONTROL,
    EVERYBODY,
    Decision,
    Inject,
    Notice,
    Objective,
    OutageScenario,
    Parameter,
    Side,
)

#: What an identifier may not be, because it means something else where it is used.
RESERVED = {"authority": (EVERYBODY, CONTROL), "side": (EVERYBODY, CONTROL, "elsewhere")}

#: Lowest and highest value of each number in the terms of an instrument.
TERM_RANGES: Mapping[tuple[str, str], tuple[float, float]] = {
    ("lend", "haircut"): (0.0, 1.0),
    ("lend", "annual_rate"): (0.0, 1.0),
    ("purchase", "per_hour"): (0.0, math.inf),
    ("purchase", "most"): (0.0, math.inf),
    ("longer_hours", "hours"): (0.0, 24.0),
    ("reroute", "share"): (0.0, 1.0),
    ("statement", "relief"): (0.0, 1.0),
    ("swap_line", "amount"): (0.0, math.inf),
    ("swap_line", "annual_rate"): (0.0, 1.0),
    ("bail_in", "target_ratio"): (0.0, 0.5),
    ("bail_in", "stay_hours"): (0.0, 1000.0),
    ("ring_fence", "share"): (0.0, 1.0),
    ("defer", "share"): (0.0, 1.0),
    ("defer", "hours"): (0.0, 1000.0),
    ("trading_halt", "hours"): (0.0, 1000.0),
    ("buffer_relief", "relief"): (0.0, 1.0),
}

#: Fault without its place: field, value, expected.
Finding = tuple[str, str, str]


@dataclass(frozen=True)
class Names:
    """Everything that a script can point at.

    Args:
        sides: Identifiers of the sides, in their order.
        side_of: The side of each authority.
        held: The instruments that each authority holds.
        objectives, injects: Their identifiers.
        facts: Every fact that some inject informs of.
    """

    sides: tuple[str, ...]
    side_of: Mapping[str, str]
    held: Mapping[str, Sequence[str]]
    objectives: frozenset[str]
    injects: frozenset[str]
    facts: frozenset[str]


@dataclass(frozen=True)
class Pieces:
    """The pieces of an exercise that can be judged; None where one could not be read."""

    sides: tuple[Side, ...]
    objectives: tuple[Objective, ...]
    injects: tuple[Inject, ...]
    notices: tuple[Notice, ...]
    decisions: tuple[Decision, ...]
    calibration: tuple[Parameter, ...]
    outage: OutageScenario | None
    start: str | None
    hours: int | None
    elsewhere_hours: tuple[float, float] | None
    notice_minutes: int | None


def faults_in_script(where: str, pieces: Pieces, names: Names) -> list[Fault]:
    """List all that is wrong in a script but the speed of its notices.

    Args:
        where: What the script is called, for the message.
        pieces: What is judged.
        names: What it may point at; more than ``pieces`` has, where some could not be read.
    """
    findings = [
        *_repeated(pieces),
        *_wrong_in_frame(pieces, names),
        *_wrong_in_times(pieces),
    ]
    for inject in pieces.injects:
        findings += _wrong_in_inject(inject, names)
    for notice in pieces.notices:
        findings += _wrong_in_notice(notice, names)
    for decision in pieces.decisions:
        findings += _wrong_in_decision(decision, names)
        findings += _wrong_in_terms(decision)
    for side in pieces.sides:
        findings += _wrong_in_side(side)
    for parameter in pieces.calibration:
        findings += _wrong_in_parameter(parameter)
    if pieces.outage is not None:
        findings += _wrong_in_outage(pieces.outage)
    return [Fault(where, 0, *finding) for finding in findings]


def faults_in_speed(
    where: str,
    known: Mapping[tuple[str, str], int],
    side_of: Callable[[str], str],
    notices: Iterable[Notice],
    notice_minutes: int,
) -> list[Fault]:
    """List notices of the script that are faster than talking at once would be.

    Args:
        where: What the script is called, for the message.
        known: The minute at which each side learns each fact from its own injects.
        side_of: The side of an authority.
        notices: Of the script.
        notice_minutes: How long a notice takes when the sides talk at once.
    """
    faults = []
    for notice in notices:
        for fact in notice.carries:
            since = known.get((side_of(notice.sender), fact))
            if since is not None and since <= notice.minute < since + notice_minutes:
                expected = (
                    f"{clock_text(since + notice_minutes)} or later: its side learns {fact} at "
                    f"{clock_text(since)}, and notice_minutes is {notice_minutes}"
                )
                value = clock_text(notice.minute)
                faults.append(Fault(where, 0, f"notice {notice.id}, at", value, expected))
    return faults


def minutes_of(injects: Sequence[Inject]) -> dict[str, int]:
    """When each inject is handed out, in exercise minutes, chains followed. By inject id.

    Raises:
        CycleError: if injects wait for each other.
    """
    by_id = {inject.id: inject for inject in injects}
    waits = {inject.id: [inject.after] if inject.after else [] for inject in injects}
    when: dict[str, int] = {}
    for name in TopologicalSorter(waits).static_order():
        inject = by_id[name]
        when[name] = inject.minute + (when[inject.after] if inject.after else 0)
    return when


def clock_text(minute: int) -> str:
    """Exercise minutes as people write them: 150 is ``T+02:30``."""
    hours, minutes = divmod(abs(minute), 60)
    return f"T{'-' if minute < 0 else '+'}{hours:02}:{minutes:02}"


def _listed(names: Iterable[str]) -> str:
    """Names for a message, in a fixed order."""
    return ", ".join(sorted(names)) or "none"


def _repeated(pieces: Pieces) -> Iterator[Finding]:
    """Identifiers that stand twice, or that mean something else."""
    for kind, ids in {
        "side": [side.id for side in pieces.sides],
        "authority": [each.id for side in pieces.sides for each in side.authorities],
        "jurisdiction": [code for side in pieces.sides for code in side.jurisdictions],
        "objective": [objective.id for objective in pieces.objectives],
        "inject": [inject.id for inject in pieces.injects],
        "notice": [notice.id for notice in pieces.notices],
        "decision": [decision.id for decision in pieces.decisions],
        "parameter": [parameter.name for parameter in pieces.calibration],
    }.items():
        for repeated in sorted({each for each in ids if ids.count(each) > 1}):
            yield f"{kind} {repeated}", f"{ids.count(repeated)} times", f"each {kind} once"
        for taken in sorted(set(ids) & set(RESERVED.get(kind, ()))):
            yield f"{kind} {taken}", taken, "another id: this one has a meaning of its own"


def _wrong_in_frame(pieces: Pieces, names: Names) -> Iterator[Finding]:
    """What is wrong outside the lists."""
    if len(names.sides) != 2:
        yield "side", f"{len(names.sides)} sides", "two sides"
    if pieces.outage is not None and pieces.outage.side not in names.sides:
        yield "outage, side", pieces.outage.side, f"one of {_listed(names.sides)}"
    if pieces.elsewhere_hours is not None:
        yield from _wrong_in_hours("elsewhere, payment_hours", pieces.elsewhere_hours)
    if pieces.notice_minutes is not None and pieces.notice_minutes < 0:
        yield "notice_minutes", f"{pieces.notice_minutes}", "0 or more"
    if pieces.start is not None and not _is_instant(pieces.start):
        example = "2027-01-11T09:00:00-05:00"
        yield "start", pieces.start, f"a date and time with offset, for example {example}"
    if pieces.hours is not None and pieces.hours < 1:
        yield "hours", f"{pieces.hours}", "1 or more"


def _wrong_in_times(pieces: Pieces) -> Iterator[Finding]:
    """Times before the start or after the end, and injects that wait for each other."""
    known = {inject.id for inject in pieces.injects}
    if any(inject.after and inject.after not in known for inject in pieces.injects):
        return  # named as a reference already; the order can not be worked out
    try:
        minutes = minutes_of(pieces.injects)
    except CycleError as error:
        ring = error.args[1]
        expected = "injects that do not wait for each other in a ring"
        yield f"inject {ring[0]}, after", " after ".join(reversed(ring)), expected
        return
    last = math.inf if pieces.hours is None else pieces.hours * 60
    timed = [(f"inject {name}, at", minute) for name, minute in minutes.items()]
    timed += [(f"notice {notice.id}, at", notice.minute) for notice in pieces.notices]
    for label, minute in timed:
        if minute < 0 or minute > last:
            end = "the end" if pieces.hours is None else clock_text(pieces.hours * 60)
            yield label, clock_text(minute), f"a time from T+00:00 to {end}"


def _wrong_in_inject(inject: Inject, names: Names) -> Iterator[Finding]:
    label = f"inject {inject.id}"
    if inject.to not in names.side_of and inject.to not in (EVERYBODY, CONTROL):
        expected = f"one of {_listed(names.side_of)}, {EVERYBODY}, {CONTROL}"
        yield f"{label}, to", inject.to, expected
    if inject.objective not in names.objectives:
        yield f"{label}, objective", inject.objective, f"one of {_listed(names.objectives)}"
    if inject.after and inject.after not in names.injects:
        yield f"{label}, after", inject.after, "the id of an inject"


def _wrong_in_notice(notice: Notice, names: Names) -> Iterator[Finding]:
    label = f"notice {notice.id}"
    ends = {"from": notice.sender, "to": notice.receiver}
    for role, authority in ends.items():
        if authority not in names.side_of:
            yield f"{label}, {role}", authority, f"one of {_listed(names.side_of)}"
    sides = [names.side_of[each] for each in ends.values() if each in names.side_of]
    if len(sides) == 2 and sides[0] == sides[1]:
        yield f"{label}, to", notice.receiver, "an authority of the other side"
    for fact in notice.carries:
        if fact not in names.facts:
            yield f"{label}, carries", fact, f"a fact of an inject: {_listed(names.facts)}"


def _wrong_in_decision(decision: Decision, names: Names) -> Iterator[Finding]:
    label = f"decision {decision.id}"
    if decision.needs not in names.facts:
        yield f"{label}, needs", decision.needs, f"a fact of an inject: {_listed(names.facts)}"
    if decision.instrument != decision.terms.kind:
        yield f"{label}, terms", decision.terms.kind, f"the terms of {decision.instrument}"
    decides = {"authority": decision.authority}
    if decision.joint_with:
        decides["joint_with"] = decision.joint_with
    for role, authority in decides.items():
        if authority not in names.side_of:
            yield f"{label}, {role}", authority, f"one of {_listed(names.side_of)}"
        elif decision.instrument not in names.held.get(authority, ()):
            expected = f"one that {authority} holds: {_listed(names.held.get(authority, ()))}"
            yield f"{label}, instrument", decision.instrument, expected
    sides = [names.side_of[each] for each in decides.values() if each in names.side_of]
    if len(sides) == 2 and sides[0] == sides[1]:
        yield f"{label}, joint_with", decision.joint_with, "an authority of the other side"


def _wrong_in_side(side: Side) -> Iterator[Finding]:
    label = f"side {side.id}"
    yield from _wrong_in_hours(f"{label}, payment_hours", side.payment_hours)
    if not -12 <= side.utc_offset <= 14:
        yield f"{label}, utc_offset", f"{side.utc_offset:g}", "hours from -12 to 14"
    if not side.authorities:
        yield f"{label}, authority", "none", "one authority or more"
    if not side.jurisdictions:
        yield f"{label}, jurisdictions", "none", "one country code or more"
    for authority in side.authorities:
        for instrument in authority.instruments:
            if instrument not in KINDS:
                expected = f"one of {_listed(KINDS)}"
                yield f"authority {authority.id}, instruments", instrument, expected


def _wrong_in_hours(label: str, hours: tuple[float, float]) -> Iterator[Finding]:
    opening, closing = hours
    if not 0 <= opening < closing <= 24:
        yield label, f"{opening:g} to {closing:g}", "opening before closing, within one day"


def _wrong_in_parameter(parameter: Parameter) -> Iterator[Finding]:
    if not -math.inf < parameter.low <= parameter.value <= parameter.high < math.inf:
        value = f"low {parameter.low:g}, value {parameter.value:g}, high {parameter.high:g}"
        yield f"parameter {parameter.name}", value, "low <= value <= high"


def _wrong_in_terms(decision: Decision) -> Iterator[Finding]:
    label, terms = f"decision {decision.id}", decision.terms
    for name, minutes in (("wait", decision.wait), ("delay", decision.delay)):
        if minutes < 0:
            yield f"{label}, {name}", f"{minutes}", "0 or more"
    if isinstance(terms, BailIn) and terms.entry not in tuple(Entry):
        yield f"{label}, terms, entry", terms.entry, f"one of {', '.join(Entry)}"
    if isinstance(terms, SwapLine) and not decision.joint_with:
        yield f"{label}, joint_with", "none", "the other side's authority: it takes two to swap"
    for field in fields(terms):
        if (terms.kind, field.name) not in TERM_RANGES:
            continue
        low, high = TERM_RANGES[terms.kind, field.name]
        amount = getattr(terms, field.name)
        if not (low <= amount <= high and math.isfinite(amount)):
            expected = f"from {low:g} to {high:g}" if math.isfinite(high) else f"{low:g} or more"
            yield f"{label}, terms, {field.name}", f"{amount:g}", expected


def _wrong_in_outage(outage: OutageScenario) -> Iterator[Finding]:
    if outage.rank_by not in MONEY_ITEMS:
        yield "outage, rank_by", outage.rank_by, f"one of {', '.join(MONEY_ITEMS)}"
    if not outage.ranks or min(outage.ranks) < 1 or len(set(outage.ranks)) < len(outage.ranks):
        value = ", ".join(map(str, outage.ranks)) or "none"
        yield "outage, ranks", value, "one rank or more, each once, 1 is the largest"
    if not 0 < outage.hours_median < math.inf:
        yield "outage, hours.median", f"{outage.hours_median:g}", "more than 0"
    if not 0 <= outage.hours_sigma < math.inf:
        yield "outage, hours.sigma", f"{outage.hours_sigma:g}", "0 or more"
    for name, (low, high), most in (
        ("hours", outage.hours_range, math.inf),
        ("manual_capacity", outage.manual_capacity, 1.0),
        ("direct_loss", outage.direct_loss, 1.0),
        ("detection_hours", outage.detection_hours, math.inf),
    ):
        if not (0 <= low <= high <= most and math.isfinite(high)):
            expected = "two numbers, the lower first, 0 or more"
            if math.isfinite(most):
                expected += f", at most {most:g}"
            yield f"outage, {name}", f"{low:g}, {high:g}", expected


def _is_instant(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
