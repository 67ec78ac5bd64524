"""What exactly an authority does when it uses an instrument: the terms of each kind. Frozen."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Lending:
    """Emergency liquidity against collateral.

    Args:
        haircut: Share of the collateral's value that is not lent against, 0 to 1.
        annual_rate: Interest per year, as a share.
    """

    kind: ClassVar[str] = "lend"
    haircut: float
    annual_rate: float


@dataclass(frozen=True)
class Purchase:
    """Purchases of one asset class.

    Args:
        asset_class: Name of the class.
        per_hour: Money bought in each hour, at most what the institutions have sold.
        most: Money bought in all.
    """

    kind: ClassVar[str] = "purchase"
    asset_class: str
    per_hour: float
    most: float


@dataclass(frozen=True)
class LongerHours:
    """Longer hours of the payment system.

    Args:
        hours: Hours by which closing is put off on each day of the exercise.
    """

    kind: ClassVar[str] = "longer_hours"
    hours: float


@dataclass(frozen=True)
class Rerouting:
    """Word to the banks of one's own side: hold or reroute payments to the bank that cannot send.

    Args:
        share: Share of those payments that reaches its receiver through other banks, 0 to 1;
            the rest waits until the bank can send again.
    """

    kind: ClassVar[str] = "reroute"
    share: float


@dataclass(frozen=True)
class Statement:
    """A public statement, alone or joint.

    Args:
        relief: Share by which the precautionary floor of the banks of one's own side falls,
            0 to 1. A joint statement acts on the banks of both sides.
    """

    kind: ClassVar[str] = "statement"
    relief: float


Terms = Lending | Purchase | LongerHours | Rerouting | Statement

#: Every kind of instrument, by its name in an exercise file.
KINDS: dict[str, type[Terms]] = {
    each.kind: each for each in (Lending, Purchase, LongerHours, Rerouting, Statement)
}
