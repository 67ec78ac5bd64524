"""What may stand in the terms of each kind of instrument in an exercise folder."""

from pydantic import Field

from parley.engine.instruments.terms import (
    BailIn,
    BufferRelief,
    Deferral,
    Lending,
    LongerHours,
    Purchase,
    Rerouting,
    RingFence,
    Statement,
    SwapLine,
    Terms,
    TradingHalt,
)
from parley.files.exercises.entries import Entry, Number, Text


class LendEntry(Entry):
    """Terms of emergency liquidity."""

    haircut: Number = Field(description="a share from 0 to 1")
    annual_rate: Number = Field(description="a share from 0 to 1")

    def build(self) -> Terms:
        """The terms as the engine takes them."""
        return Lending(self.haircut, self.annual_rate)


class PurchaseEntry(Entry):
    """Terms of a purchase of an asset class."""

    asset_class: Text = Field(description="the name of an asset class of the system")
    per_hour: Number = Field(description="money, 0 or more")
    most: Number = Field(description="money, 0 or more")

    def build(self) -> Terms:
        """The terms as the engine takes them."""
        return Purchase(self.asset_class, self.per_hour, self.most)


class LongerHoursEntry(Entry):
    """Terms of longer payment hours."""

    hours: Number = Field(description="hours from 0 to 24")

    def build(self) -> Terms:
        """The terms as the engine takes them."""
        return LongerHours(self.hours)


class RerouteEntry(Entry):
    """Terms of rerouting."""

    share: Number = Field(description="a share from 0 to 1")

    def build(self) -> Terms:
        """The terms as the engine takes them."""
        return Rerouting(self.share)


class StatementEntry(Entry):
    """Terms of a statement."""

    relief: Number = Field(description="a share from 0 to 1")

    def build(self) -> Terms:
        """The terms as the engine takes them."""
        return Statement(self.relief)


class SwapLineEntry(Entry):
    """Terms of a currency swap line."""

    amount: Number = Field(description="money, 0 or more")
    annual_rate: Number = Field(description="a share from 0 to 1")

    def build(self) -> Terms:
        """The terms as the engine takes them."""
        return SwapLine(self.amount, self.annual_rate)


class BailInEntry(Entry):
    """Terms of a bail-in with a stay."""

    target_ratio: Number = Field(description="a share from 0 to 0.5")
    stay_hours: Number = Field(description="hours, 0 or more")
    entry: Text = Field("single", description="single or multiple")

    def build(self) -> Terms:
        """The terms as the engine takes them."""
        return BailIn(self.target_ratio, self.stay_hours, self.entry)


class RingFenceEntry(Entry):
    """Terms of ring-fencing."""

    share: Number = Field(description="a share from 0 to 1")

    def build(self) -> Terms:
        """The terms as the engine takes them."""
        return RingFence(self.share)


class DeferEntry(Entry):
    """Terms of a deferral of payments."""

    share: Number = Field(description="a share from 0 to 1")
    hours: Number = Field(description="hours, 0 or more")

    def build(self) -> Terms:
        """The terms as the engine takes them."""
        return Deferral(self.share, self.hours)


class TradingHaltEntry(Entry):
    """Terms of a trading halt."""

    asset_class: Text = Field(description="the name of an asset class of the system")
    hours: Number = Field(description="hours, 0 or more")

    def build(self) -> Terms:
        """The terms as the engine takes them."""
        return TradingHalt(self.asset_class, self.hours)


class BufferReliefEntry(Entry):
    """Terms of the relief of a buffer."""

    relief: Number = Field(description="a share from 0 to 1")

    def build(self) -> Terms:
        """The terms as the engine takes them."""
        return BufferRelief(self.relief)


TermsEntry = (
    LendEntry | PurchaseEntry | LongerHoursEntry | RerouteEntry | StatementEntry
    | SwapLineEntry | BailInEntry | RingFenceEntry | DeferEntry | TradingHaltEntry
    | BufferReliefEntry
)  # fmt: skip

#: What stands in the terms of each kind of instrument.
TERMS: dict[str, type[TermsEntry]] = {
    "lend": LendEntry,
    "purchase": PurchaseEntry,
    "longer_hours": LongerHoursEntry,
    "reroute": RerouteEntry,
    "statement": StatementEntry,
    "swap_line": SwapLineEntry,
    "bail_in": BailInEntry,
    "ring_fence": RingFenceEntry,
    "defer": DeferEntry,
    "trading_halt": TradingHaltEntry,
    "buffer_relief": BufferReliefEntry,
}
