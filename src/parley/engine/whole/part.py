"""What one side holds of a system in whole numbers, and how each of its channels is bound.

| symbol | name | shape | unit |
|---|---|---|---|
| d | draws | | |
| n | institutions of the side | | |
| m | asset classes | | |
| | money | | whole numbers of a unit |
| | shares and prices | | billionths |
"""

from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.contagion.kernels.whole import BILLION, add_up_whole
from parley.engine.contagion.whole_clearing import LARGEST_AMOUNT, WholeDebts, WholeRecovery, whole
from parley.engine.whole.prices import LEAST_DEPTH
from parley.errors import Fault, InvalidInput

_Each = TypeVar("_Each", "Markets", "Dues")


def _none(*shape: int) -> Ints:
    return np.zeros(shape, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Markets:
    """What can be sold, and what makes an institution sell.

    Args:
        holdings: Units held, each worth 1 before any sale. Shape (n, m) or (d, n, m).
        depth: Units that bring a price to 1/e, ``1 / λ``; 0 if nothing moves it. Shape (m,).
        floor: Equity to assets below which each sells; 0 for no such rule. Shape (n,), billionths.
        before: Units sold by all before this move, less what authorities bought. Shape (d, m);
            nothing if left out.

    Raises:
        InvalidInput: with every fault.
    """

    holdings: Ints
    depth: Ints
    floor: Ints
    before: Ints = field(default_factory=lambda: _none(1, 0))

    def __post_init__(self) -> None:
        held = whole("holdings", self.holdings)
        object.__setattr__(self, "holdings", held[np.newaxis] if held.ndim == 2 else held)
        for name in ("depth", "floor", "before"):
            object.__setattr__(self, name, whole(name, getattr(self, name)))
        m = self.depth.size
        if not self.before.size:
            object.__setattr__(self, "before", _none(1, m))
        if self.holdings.ndim != 3 or self.holdings.shape[1:] != (self.floor.size, m):
            shape, wanted = f"{self.holdings.shape}", f"(draws, {self.floor.size}, {m})"
            raise InvalidInput([Fault("markets", 0, "holdings", shape, wanted)])
        faults = []
        if np.any(self.holdings < 0):
            faults.append(Fault("markets", 0, "holdings", str(self.holdings.min()), "0 or more"))
        wrong = self.depth[(self.depth != 0) & (self.depth < LEAST_DEPTH)]
        if wrong.size:
            faults.append(Fault("markets", 0, "depth", str(wrong[0]), f"0, or {LEAST_DEPTH} up"))
        if np.any((self.floor < 0) | (self.floor > BILLION)):
            faults.append(Fault("markets", 0, "floor", "a number", f"0 to {BILLION}"))
        if faults:
            raise InvalidInput(faults)


@dataclass(frozen=True, eq=False)
class Dues:
    """Payments of a move within a side, and the money from which they are made.

    Args:
        payer, payee: Positions, in order of payer, then payee. Shape (payments,).
        amount: What is due. Shape (payments,) or (d, payments).
        across: What each is to send to other sides in all. Shape (n,) or (d, n).
        reserves: At the start of the move. Shape (n,) or (d, n).
        floor: Below which nobody goes of his own will. Shape (n,) or (d, n).
        able: Share that each is able to send. Shape (n,) or (d, n), billionths.
        required: What must be there at the end of the move. Shape (n,) or (d, n).
        credit_line: What the central bank would lend at once. Shape (n,) or (d, n).

    Raises:
        InvalidInput: with every fault.
    """

    payer: Ints
    payee: Ints
    amount: Ints
    across: Ints
    reserves: Ints
    floor: Ints
    able: Ints
    required: Ints
    credit_line: Ints

    def __post_init__(self) -> None:
        faults = []
        for name in self.__dataclass_fields__:
            values = whole(name, getattr(self, name))
            if name not in ("payer", "payee") and values.ndim == 1:
                values = values[np.newaxis]
            object.__setattr__(self, name, values)
            least = -LARGEST_AMOUNT if name == "reserves" else 0
            if values.size and values.min() < least:
                faults.append(Fault("payments", 0, name, str(values.min()), "0 or more"))
        if self.payer.shape != self.payee.shape or self.amount.shape[1] != self.payer.size:
            shapes = f"{self.payer.shape}, {self.payee.shape}, {self.amount.shape}"
            faults.append(Fault("payments", 0, "shapes", shapes, "one entry for each payment"))
        elif np.any(np.diff(self.payer * (self.size + 1) + self.payee) <= 0):
            wanted = "in order of payer, then payee, each once"
            faults.append(Fault("payments", 0, "order", "another", wanted))
        if self.able.size and self.able.max() > BILLION:
            faults.append(Fault("payments", 0, "able", str(self.able.max()), f"0 to {BILLION}"))
        if faults:
            raise InvalidInput(faults)

    @property
    def size(self) -> int:
        """Number of institutions."""
        return int(self.reserves.shape[1])

    @property
    def indptr(self) -> Ints:
        """Where the payments of each begin. Shape (n + 1,)."""
        return np.searchsorted(self.payer, np.arange(self.size + 1)).astype(np.int64)

    @property
    def out(self) -> Ints:
        """What each is to send in all. Shape (d, n)."""
        total = _none(self.amount.shape[0], self.size)
        add_up_whole(self.payer, self.amount, total)
        return np.asarray(total + self.across)


@dataclass(frozen=True, eq=False)
class Loans:
    """Loans that lenders may recall at once, and when those outside do not renew theirs.

    Args:
        borrower, lender: Positions, in order of borrower, then lender. Shape (loans,).
        amount: Shape (loans,).
        lent_across, borrowed_across: To and from institutions of other sides. Shape (n,).
        outside: What lenders outside may withdraw. Shape (n,).
        ratio_low, ratio_high: Of equity to assets: at the one they renew nothing, at the other
            all. Billionths, low below high.

    Raises:
        InvalidInput: with every fault.
    """

    borrower: Ints
    lender: Ints
    amount: Ints
    lent_across: Ints
    borrowed_across: Ints
    outside: Ints
    ratio_low: int
    ratio_high: int

    def __post_init__(self) -> None:
        faults = []
        for name in ("borrower", "lender", "amount", "lent_across", "borrowed_across", "outside"):
            values = whole(name, getattr(self, name))
            object.__setattr__(self, name, values)
            if values.size and values.min() < 0:
                faults.append(Fault("funding", 0, name, str(values.min()), "0 or more"))
        if not 0 <= self.ratio_low < self.ratio_high <= BILLION:
            value = f"{self.ratio_low}, {self.ratio_high}"
            wanted = "0 to 10^9, low below high"
            faults.append(Fault("funding", 0, "ratio_low, ratio_high", value, wanted))
        if faults:
            raise InvalidInput(faults)

    @property
    def recallable(self) -> Ints:
        """What each can recall in all. Shape (n,)."""
        total = self.lent_across.copy()
        np.add.at(total, self.lender, self.amount)
        return total

    @property
    def borrowed(self) -> Ints:
        """What can be recalled from each in all. Shape (n,)."""
        total = self.borrowed_across.copy()
        np.add.at(total, self.borrower, self.amount)
        return total


@dataclass(frozen=True, eq=False)
class Part:
    """One side in one move. What is left out does not carry distress.

    Args:
        debts: Within the side; ``elsewhere`` is what is owed outside and across.
        assets: External assets. Shape (d, n); may be below 0 after losses.
        recovery: What is left in a default.
        markets: Fire sales.
        dues: Payments.
        loans: Funding.
        market_access: Share of a shortfall of reserves that the money market covers. Billionths.
    """

    debts: WholeDebts
    assets: Ints
    recovery: WholeRecovery = field(default_factory=WholeRecovery)
    markets: Markets | None = None
    dues: Dues | None = None
    loans: Loans | None = None
    market_access: int = 0

    @property
    def moves(self) -> tuple[str, ...]:
        """The coordinates of a position that this side can move."""
        found = ["payments"]
        if self.dues is not None:
            found += ["sent", "received"]
        if self.loans is not None:
            found += ["kept", "renewed"]
        if self.markets is not None:
            found += ["fraction", "prices", "sold"]
        return tuple(found)

    def of(self, draws: Ints) -> "Part":
        """The same for some of the draws, in the order given."""
        return replace(
            self,
            assets=self.assets[draws],
            markets=self.markets and _of(self.markets, draws, ("holdings", "before")),
            dues=self.dues and _of(self.dues, draws, tuple(Dues.__dataclass_fields__)[2:]),
        )


def _of(each: _Each, draws: Ints, names: tuple[str, ...]) -> _Each:
    """Rows of some arrays; those with one row for all draws stay."""
    rows = {}
    for name in names:
        values = getattr(each, name)
        rows[name] = values[draws] if len(values) > 1 else values
    changed = object.__new__(type(each))
    for name, values in {**vars(each), **rows}.items():
        object.__setattr__(changed, name, values)
    return changed
