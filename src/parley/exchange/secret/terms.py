"""The terms of a secret run: those of a joint run, who helps, how many rounds, how much room."""

from collections.abc import Mapping
from dataclasses import dataclass

from parley.errors import Fault, InvalidInput
from parley.exchange.canonical import Value, digest, to_bytes
from parley.exchange.joint.channels import CLEARING
from parley.exchange.joint.charter import Charter, read_charter

#: What can be opened about each side.
SUMS = ("shortfall", "defaults")

#: More rounds than any network needs whose losses die out on their way.
MOST_ROUNDS = 10_000


@dataclass(frozen=True)
class Room:
    """How much one side may bring into the computation; it is filled up, so only this is seen.

    Args:
        institutions: How many of its institutions.
        within: How many debts among these.
        across: How many debts of these to institutions of the other side.
    """

    institutions: int
    within: int
    across: int

    def holds(self, other: "Room") -> bool:
        """Whether everything of the other has a place here."""
        return (
            other.institutions <= self.institutions
            and other.within <= self.within
            and other.across <= self.across
        )


@dataclass(frozen=True)
class Terms:
    """What all three parties sign before any number is seen.

    Args:
        charter: As of a joint run; two sides, and no least solution.
        neutral: The node that helps to compute and holds no books.
        rounds: How many rounds are computed, whatever happens in them: so their number says
            nothing. If the last one still changed anything, only that is opened, and no sum.
        room: Of each side.
        places: ``host:port`` of each party during the computation, the neutral one last.

    Raises:
        InvalidInput: with every fault.
    """

    charter: Charter
    neutral: str
    rounds: int
    room: tuple[Room, Room]
    places: tuple[str, str, str]

    def __post_init__(self) -> None:
        faults = _faults_in(self)
        if faults:
            raise InvalidInput(faults)

    @property
    def parties(self) -> tuple[str, str, str]:
        """Names of the nodes: both sides, then the neutral one."""
        one, other = self.charter.sides
        return one, other, self.neutral

    @property
    def body(self) -> dict[str, Value]:
        """The terms as the body of a message."""
        return {
            "charter": self.charter.body,
            "neutral": self.neutral,
            "rounds": self.rounds,
            "room": [[each.institutions, each.within, each.across] for each in self.room],
            "places": list(self.places),
        }

    @property
    def digest(self) -> str:
        """SHA-256 of their bytes: all parties must have the same."""
        return digest(to_bytes(self.body))


def read_terms(body: Mapping[str, Value]) -> Terms:
    """Read terms from the body of a message.

    Raises:
        InvalidInput: for other keys, other types, or terms that cannot be.
    """
    wanted = "those of docs/joint.md"
    try:
        charter, room, places = body["charter"], body["room"], body["places"]
        if not isinstance(charter, Mapping) or not isinstance(room, list):
            raise InvalidInput([Fault("terms", 0, "types", "others", wanted)])
        terms = Terms(
            read_charter(charter), str(body["neutral"]), int(str(body["rounds"])),
            tuple(Room(*each) for each in room),  # type: ignore[arg-type]
            tuple(places),  # type: ignore[arg-type]
        )  # fmt: skip
        if terms.body == dict(body):
            return terms
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidInput([Fault("terms", 0, "types", str(error)[:200], wanted)]) from error
    raise InvalidInput([Fault("terms", 0, "types", "others", wanted)])


def _faults_in(terms: Terms) -> list[Fault]:
    faults = _faults_in_charter(terms.charter)
    if terms.neutral in terms.charter.sides or not terms.neutral:
        faults.append(Fault("terms", 0, "neutral", terms.neutral, "a third node"))
    if not 1 <= terms.rounds <= MOST_ROUNDS:
        faults.append(Fault("terms", 0, "rounds", f"{terms.rounds}", f"1 to {MOST_ROUNDS}"))
    if len(terms.room) != 2 or len(terms.places) != 3:
        value = f"{len(terms.room)} and {len(terms.places)}"
        faults.append(Fault("terms", 0, "room, places", value, "2 and 3"))
    for each in terms.room:
        if min(each.institutions, each.within, each.across) < 1:
            faults.append(Fault("terms", 0, "room", f"{each}", "1 or more of each"))
    for place in terms.places:
        host, _, port = place.rpartition(":")
        if not host or not port.isdigit() or not 0 < int(port) < 65536:
            faults.append(Fault("terms", 0, "places", place[:80], "host:port"))
    return faults


def _faults_in_charter(charter: Charter) -> list[Fault]:
    """What a joint run can do and a secret one can not."""
    faults = []
    if len(charter.sides) != 2:
        value = f"{len(charter.sides)} sides"
        faults.append(Fault("terms", 0, "sides", value, "two, and one more without data"))
    if charter.channels != (CLEARING,):
        value = ", ".join(charter.channels)
        faults.append(Fault("terms", 0, "channels", value, f"{CLEARING} alone"))
    if not charter.outputs:
        faults.append(Fault("terms", 0, "outputs", "none", " or ".join(SUMS)))
    for name in charter.outputs:
        if name not in SUMS:
            faults.append(Fault("terms", 0, "outputs", name, " or ".join(SUMS)))
    if charter.finds_least:
        faults.append(Fault("terms", 0, "finds_least", "true", "false: it is not computed here"))
    return faults
