"""The network of a joint run by its name: a system that ships, a folder, or one made up."""

from fractions import Fraction
from typing import TYPE_CHECKING

from parley.cli.extra import require_mpc
from parley.engine.disguise import disguise
from parley.engine.networks import draw_systems
from parley.errors import Fault, InvalidInput
from parley.exchange.amounts import MOST_NUMBERS
from parley.files.systems.catalogue import find_system

if TYPE_CHECKING:
    from parley.exchange.joint.pool import Pool

#: A network made up by chance, with so many banks.
_MADE_UP = "random:"

_MOST_BANKS = 99_999


def rate_from(text: str) -> Fraction:
    """A share of recovery from its text.

    Raises:
        InvalidInput: for anything but a number from 0 to 1.
    """
    try:
        rate = Fraction(text).limit_denominator(1_000_000)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(-1)
    if not 0 <= rate <= 1:
        raise InvalidInput([Fault("joint run", 0, "recovery", text, "a number from 0 to 1")])
    return rate


def pool_from(
    system: str, parties: int, draws: int, seed: int, *, disguised: bool = False
) -> "Pool":
    """A network by its name, in whole numbers, shocked and cut into sides.

    Args:
        system: A built-in system, a folder, or ``random:N``.
        parties: How many sides.
        draws: How many shocks.
        seed: Names matrix and shocks.
        disguised: Whether institutions have fictitious names.

    Raises:
        InvalidInput: for a name that is none, or fewer institutions than sides.
    """
    from parley.exchange.joint.pool import pool_of, random_pool

    if system.startswith(_MADE_UP):
        count = system.removeprefix(_MADE_UP)
        if not (count.isascii() and count.isdigit() and len(count) <= len(str(_MOST_BANKS))):
            wanted = f"random:N, N at most {_MOST_BANKS}"
            raise InvalidInput([Fault("joint run", 0, "system", system, wanted)])
        _require_room(draws, int(count))
        return random_pool(int(count), parties, draws, seed)
    totals = find_system(system)
    if disguised:
        totals = disguise(totals, seed)
    _require_room(draws, len(totals.names))
    drawn = draw_systems(totals, 1, seed=seed, inner_claims=True)[0]
    return pool_of(drawn.system, parties, draws, seed, totals.unit)


def _require_room(draws: int, banks: int) -> None:
    """Check that one number for each institution and draw fits in a message."""
    if draws * banks > MOST_NUMBERS:
        wanted = f"at most {MOST_NUMBERS // max(banks, 1)} with {banks} institutions"
        raise InvalidInput([Fault("joint run", 0, "draws", str(draws), wanted)])


def channels_from(text: str) -> tuple[str, ...]:
    """The channels besides clearing, by their names with commas between them.

    Raises:
        InvalidInput: for a channel that is none, or that does not cross.
    """
    from parley.exchange.joint.channels import CHANNELS, CLEARING, DISTRESS, WHY_NOT_DISTRESS

    given = [each.strip() for each in text.split(",") if each.strip()]
    if given == ["all"]:
        given = list(CHANNELS)
    for each in given:
        if each not in CHANNELS:
            wanted = WHY_NOT_DISTRESS if each == DISTRESS else f"of {', '.join(CHANNELS)}, or all"
            raise InvalidInput([Fault("joint run", 0, "channels", each, wanted)])
    return tuple(each for each in CHANNELS if each in given and each != CLEARING)


def is_secret_from(protocol: str, parties: int, kill: int, channels: str) -> bool:
    """Whether nothing but sums may be opened; checks what goes together.

    Raises:
        InvalidInput: for options that do not.
        MissingExtra: if what computes under secrecy is not installed.
    """
    if protocol == "open":
        return False
    faults = []
    if protocol != "mpc":
        faults.append(Fault("joint run", 0, "protocol", protocol, "open or mpc"))
    if parties != 2:
        wanted = "2 sides; a third node without data is added by itself"
        faults.append(Fault("joint run", 0, "parties", str(parties), wanted))
    if channels:
        faults.append(Fault("joint run", 0, "channels", channels, "none: clearing alone"))
    if kill:
        wanted = "0: a secret computation that is cut is broken off, and begun anew"
        faults.append(Fault("joint run", 0, "kill", str(kill), wanted))
    if faults:
        raise InvalidInput(faults)
    require_mpc()
    return True
