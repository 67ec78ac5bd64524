"""A budget of privacy: what is left of it, by everything that was ever spent of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from parley.errors import Fault, InvalidInput
from parley.exchange.canonical import Value

#: ε is counted in millionths, as a whole number: nothing is rounded when it is added up.
MILLION = 1_000_000

#: More than this protects nobody: e^10 is 22,000.
MOST_EPSILON = 10 * MILLION


@dataclass(frozen=True)
class Budget:
    """How much may be learned in all from what is released.

    Args:
        name: Of the budget: 1 to 40 lower-case letters, digits and ``-``.
        epsilon: In all, millionths.
        protects: Units of one institution's external assets that stay hidden.
        outside: The share of their debts that all institutions owe outside the network, at least.

    Raises:
        InvalidInput: with every fault.
    """

    name: str
    epsilon: int
    protects: int
    outside: Fraction

    def __post_init__(self) -> None:
        faults = []
        plain = self.name.replace("-", "")
        if not (plain.isascii() and plain.isalnum() and plain.islower() | plain.isdigit()) or (
            len(self.name) > 40
        ):
            wanted = "1 to 40 lower-case letters, digits and '-'"
            faults.append(Fault("budget", 0, "name", self.name[:80], wanted))
        if not 0 < self.epsilon <= MOST_EPSILON:
            wanted = f"above 0, up to {MOST_EPSILON // MILLION}"
            faults.append(Fault("budget", 0, "epsilon", in_words(self.epsilon), wanted))
        if self.protects < 1:
            faults.append(Fault("budget", 0, "protects", str(self.protects), "1 unit or more"))
        if not 0 < self.outside <= 1:
            faults.append(Fault("budget", 0, "outside", str(self.outside), "above 0, up to 1"))
        if faults:
            raise InvalidInput(faults)

    @property
    def body(self) -> dict[str, Value]:
        """As it is kept."""
        return {
            "budget": self.name, "epsilon": self.epsilon, "protects": self.protects,
            "outside": list(self.outside.as_integer_ratio()),
        }  # fmt: skip


def read_budget(body: Mapping[str, Value]) -> Budget:
    """Read what ``body`` has written.

    Raises:
        InvalidInput: for anything else.
    """
    try:
        above, below = (int(str(each)) for each in body["outside"])  # type: ignore[union-attr]
        return Budget(
            str(body["budget"]), int(str(body["epsilon"])), int(str(body["protects"])),
            Fraction(above, below),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise InvalidInput([Fault("budget", 0, "body", str(error)[:80], "a budget")]) from error


@dataclass(frozen=True)
class Spend:
    """One release that was paid for, whether or not its answer was ever seen.

    Args:
        budget: Its name.
        by: The node that releases.
        number: Which release of this node from this budget, from 0.
        run, draw: What is released: the shortfall of all sides in one draw of a run.
        epsilon: Millionths.
    """

    budget: str
    by: str
    number: int
    run: str
    draw: int
    epsilon: int

    @property
    def body(self) -> dict[str, Value]:
        """As it is kept, and told to the other sides."""
        return {
            "budget": self.budget, "by": self.by, "number": self.number, "run": self.run,
            "draw": self.draw, "epsilon": self.epsilon,
        }  # fmt: skip


def read_spend(body: Mapping[str, Value]) -> Spend:
    """Read what ``body`` has written.

    Raises:
        InvalidInput: for anything else; a spend is never below 0.
    """
    found: dict[str, int] = {}
    for name in ("number", "draw", "epsilon"):
        value = body.get(name)
        if type(value) is not int or value < 0:
            raise InvalidInput([Fault("spend", 0, name, str(value)[:40], "0 or more")])
        found[name] = value
    return Spend(str(body.get("budget")), str(body.get("by")), run=str(body.get("run")), **found)


def left(budget: Budget, spends: Iterable[Spend]) -> int:
    """What is left, in millionths; each release counts once, however often it was told."""
    every = {(each.by, each.number): each.epsilon for each in spends if each.budget == budget.name}
    return budget.epsilon - sum(every.values())


def require_left(budget: Budget, spends: Iterable[Spend], epsilon: int) -> None:
    """Check that so much may still be spent.

    Raises:
        InvalidInput: saying what is left.
    """
    rest = left(budget, spends)
    if not 0 < epsilon <= rest:
        wanted = f"above 0, up to {in_words(max(rest, 0))}, which is left of {budget.name}"
        raise InvalidInput([Fault("release", 0, "epsilon", in_words(epsilon), wanted)])


def in_words(epsilon: int) -> str:
    """Millionths as a decimal number.

    Example:
        >>> in_words(230_000), in_words(2_000_000)
        ('0.23', '2')
    """
    text = f"{epsilon / MILLION:.6f}".rstrip("0").rstrip(".")
    return text or "0"
