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


@dataclass(frozen=True)
class SwapLine:
    """A currency swap line between the two central banks; the borrower's one lends it on.

    Costs its interest. The money is shared out among the banks of the side that draws, by what
    each pays on a normal day, and needs no collateral of theirs.

    Args:
        amount: Money that may be drawn in all.
        annual_rate: Interest per year, as a share.
    """

    kind: ClassVar[str] = "swap_line"
    amount: float
    annual_rate: float


@dataclass(frozen=True)
class BailIn:
    """Resolution of the hit bank by bail-in, with a stay on close-outs.

    Costs its creditors what they give up.

    Args:
        target_ratio: Equity to assets that the bank has afterwards, 0 up to but not 1.
        stay_hours: Hours for which nobody may close out.
        entry: ``single``: creditors of all countries bear it alike. ``multiple``: only those of
            the bank's own.
    """

    kind: ClassVar[str] = "bail_in"
    target_ratio: float
    stay_hours: float
    entry: str


@dataclass(frozen=True)
class RingFence:
    """Ring-fencing by the host: the banks of one's own side hold back what they pay abroad.

    Costs those abroad the delay.

    Args:
        share: Part of their payments to the other side and elsewhere that waits, 0 to 1.
    """

    kind: ClassVar[str] = "ring_fence"
    share: float


@dataclass(frozen=True)
class Deferral:
    """Deferral of payments: a share of what the banks of one's own side must send may wait.

    Costs the receivers the delay.

    Args:
        share: Part of the payments that waits, 0 to 1.
        hours: For how long.
    """

    kind: ClassVar[str] = "defer"
    share: float
    hours: float


@dataclass(frozen=True)
class TradingHalt:
    """A halt of trading in one asset class: nobody sells it, its price stands still.

    Costs those who need cash: they sell more of everything else.

    Args:
        asset_class: Name of the class.
        hours: For how long.
    """

    kind: ClassVar[str] = "trading_halt"
    asset_class: str
    hours: float


@dataclass(frozen=True)
class BufferRelief:
    """Relief of a capital buffer for the banks of one's own side.

    Costs resilience: they go into the next shock with less equity for what they hold.

    Args:
        relief: Share by which the ratio falls below which they sell, 0 to 1.
    """

    kind: ClassVar[str] = "buffer_relief"
    relief: float


Terms = (
    Lending | Purchase | LongerHours | Rerouting | Statement
    | SwapLine | BailIn | RingFence | Deferral | TradingHalt | BufferRelief
)  # fmt: skip

#: Every kind of instrument, by its name in an exercise file.
KINDS: dict[str, type[Terms]] = {
    each.kind: each
    for each in (
        Lending,
        Purchase,
        LongerHours,
        Rerouting,
        Statement,
        SwapLine,
        BailIn,
        RingFence,
        Deferral,
        TradingHalt,
        BufferRelief,
    )
}
