"""The charter of a joint run: what both sides sign before any number is seen."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction

from parley.engine.contagion.kernels.whole import BILLION
from parley.engine.contagion.whole_clearing import (
    LARGEST_AMOUNT,
    LARGEST_DENOMINATOR,
    WholeRecovery,
)
from parley.engine.whole.prices import LEAST_DEPTH
from parley.errors import Fault, InvalidInput
from parley.exchange.canonical import Value, digest, to_bytes
from parley.exchange.joint.channels import (
    CHANNELS,
    CLEARING,
    DISTRESS,
    EXERCISE_CHANNELS,
    FIRE_SALES,
    WHY_NOT_DISTRESS,
)

#: What a run may publish about each side, one number for each draw.
OUTPUTS = ("shortfall", "defaults")

#: What an exercise may publish about each side, one number for each lane: losses by channel, and
#: money times hours for which its payments came late.
EXERCISE_OUTPUTS = ("direct", "price", "credit", "wait")

MOST_DRAWS = 1_000_000


@dataclass(frozen=True)
class Charter:
    """The terms of one joint run.

    Args:
        run: Its name; the thread of all its messages.
        sides: Names of the nodes, two or more, in the order in which all number them.
        institutions: For each side, identifiers of its institutions with claims or debts across
            the border, in an order that all use.
        unit: What a whole number stands for, such as ``USD cent``.
        scenario: Name of the scenario that each applies to its own books.
        draws: How many draws are cleared at once.
        recovery_external, recovery_interbank: α and β as numerator and denominator.
        tolerance: The largest difference between the two sides' figures of one claim at which
            the smaller one is taken; above it the run stops.
        finds_least: Whether the least payments are found too, so that it is known how far apart
            solutions lie.
        outputs: What is published about each side; nothing else is.
        channels: What crosses, of ``CHANNELS``, in their order; clearing always does.
        markets: Name and depth of each asset class that can be sold, if sales cross: how many
            units bring its price to 1/e; 0 if nothing moves it.
        market_access: Share of a shortfall of reserves that the money market covers. Billionths.
        ratio_low, ratio_high: Ratios of equity to assets at which lenders outside renew nothing,
            and all. Billionths.
        exercise: SHA-256 of the plan of an exercise, and of who belongs to which of its groups;
            empty if there is none.

    Raises:
        InvalidInput: with every fault.
    """

    run: str
    sides: tuple[str, ...]
    institutions: tuple[tuple[str, ...], ...]
    unit: str
    scenario: str
    draws: int
    recovery_external: tuple[int, int] = (1, 1)
    recovery_interbank: tuple[int, int] = (1, 1)
    tolerance: int = 0
    finds_least: bool = False
    outputs: tuple[str, ...] = OUTPUTS
    channels: tuple[str, ...] = (CLEARING,)
    markets: tuple[tuple[str, int], ...] = ()
    market_access: int = 0
    ratio_low: int = 0
    ratio_high: int = BILLION
    exercise: str = ""

    def __post_init__(self) -> None:
        faults = _faults_in(self)
        if faults:
            raise InvalidInput(faults)

    @property
    def recovery(self) -> WholeRecovery:
        """α and β."""
        return WholeRecovery(Fraction(*self.recovery_external), Fraction(*self.recovery_interbank))

    @property
    def body(self) -> dict[str, Value]:
        """The charter as the body of a message."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes: all sides must have the same."""
        return digest(to_bytes(self.body))


def _faults_in(charter: Charter) -> list[Fault]:
    faults = []
    if len(charter.sides) < 2 or len(set(charter.sides)) < len(charter.sides):
        value = ", ".join(charter.sides)
        faults.append(Fault("charter", 0, "sides", value, "two or more, each once"))
    if len(charter.institutions) != len(charter.sides):
        value = f"{len(charter.institutions)} lists"
        faults.append(Fault("charter", 0, "institutions", value, "one list for each side"))
    every = [name for side in charter.institutions for name in side]
    for name in sorted({name for name in every if every.count(name) > 1})[:20]:
        faults.append(Fault("charter", 0, "institutions", name, "each once"))
    return faults + _faults_in_terms(charter) + _faults_in_channels(charter)


def _faults_in_terms(charter: Charter) -> list[Fault]:
    faults = []
    if not 1 <= charter.draws <= MOST_DRAWS:
        faults.append(Fault("charter", 0, "draws", f"{charter.draws}", f"1 to {MOST_DRAWS}"))
    if charter.tolerance < 0:
        faults.append(Fault("charter", 0, "tolerance", f"{charter.tolerance}", "0 or more"))
    for name in ("recovery_external", "recovery_interbank"):
        above, below = getattr(charter, name)
        if not (0 <= above <= below <= LARGEST_DENOMINATOR and below > 0):
            wanted = "a fraction from 0 to 1"
            faults.append(Fault("charter", 0, name, f"{above}/{below}", wanted))
    known = EXERCISE_OUTPUTS if charter.exercise else OUTPUTS
    for each in charter.outputs:
        if each not in known:
            faults.append(Fault("charter", 0, "outputs", each, ", ".join(known)))
    return faults


def _faults_in_channels(charter: Charter) -> list[Fault]:
    faults = []
    known = tuple(each for each in CHANNELS if each in charter.channels)
    if charter.channels != known or CLEARING not in known:
        wanted = f"{CLEARING}, and of {', '.join(CHANNELS[1:])} any, in this order"
        if DISTRESS in charter.channels:
            wanted = WHY_NOT_DISTRESS
        faults.append(Fault("charter", 0, "channels", ", ".join(charter.channels), wanted))
    if charter.exercise and charter.channels != EXERCISE_CHANNELS:
        wanted = f"{', '.join(EXERCISE_CHANNELS)} in an exercise"
        faults.append(Fault("charter", 0, "channels", ", ".join(charter.channels), wanted))
    if charter.finds_least and len(charter.channels) > 1:
        wanted = f"false: from below {CLEARING} alone is searched"
        faults.append(Fault("charter", 0, "finds_least", "true", wanted))
    if (FIRE_SALES in charter.channels) != bool(charter.markets):
        value = ", ".join(name for name, _ in charter.markets) or "none"
        faults.append(Fault("charter", 0, "markets", value, f"some, if {FIRE_SALES} cross"))
    for name, depth in charter.markets:
        if depth and not LEAST_DEPTH <= depth <= LARGEST_AMOUNT:
            wanted = f"0, or {LEAST_DEPTH} to {LARGEST_AMOUNT}"
            faults.append(Fault("charter", 0, f"depth of {name}", str(depth), wanted))
    if not 0 <= charter.market_access <= BILLION:
        value = str(charter.market_access)
        faults.append(Fault("charter", 0, "market_access", value, f"0 to {BILLION}"))
    if not 0 <= charter.ratio_low < charter.ratio_high <= BILLION:
        value = f"{charter.ratio_low}, {charter.ratio_high}"
        faults.append(Fault("charter", 0, "ratios", value, f"0 to {BILLION}, low below high"))
    return faults


def read_charter(body: Mapping[str, Value]) -> Charter:
    """Read a charter from the body of a message.

    Raises:
        InvalidInput: for other keys, other types, or terms that cannot be.
    """
    names = set(Charter.__dataclass_fields__)
    if set(body) != names:
        found = ", ".join(sorted(map(str, body)))[:200]
        raise InvalidInput([Fault("charter", 0, "keys", found, ", ".join(sorted(names)))])
    try:
        charter = Charter(**{name: _tuples(value) for name, value in body.items()})  # type: ignore[arg-type]
        if charter.body == dict(body):
            return charter
    except (TypeError, ValueError, ZeroDivisionError) as error:
        raise InvalidInput(
            [Fault("charter", 0, "types", str(error)[:200], "those of docs/joint.md")]
        ) from error
    raise InvalidInput([Fault("charter", 0, "types", "others", "those of docs/joint.md")])


def _plain(value: object) -> Value:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    assert isinstance(value, str | int)  # noqa: S101  # all fields of a charter are
    return value


def _tuples(value: Value) -> object:
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value
