"""The channels that cross the border in a joint run, and what a side brings for each of them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType

import numpy as np

from parley.engine.amounts import Ints
from parley.engine.whole.plan import Plan
from parley.exchange.amounts import pack
from parley.exchange.joint.across import Across

CLEARING, FIRE_SALES, PAYMENTS, FUNDING = "clearing", "fire_sales", "payments", "funding"

#: All channels that can cross, in the order in which their amounts stand in a message.
CHANNELS = (CLEARING, FIRE_SALES, PAYMENTS, FUNDING)

#: The channels of an exercise: its model has no recalls of loans.
EXERCISE_CHANNELS = (CLEARING, FIRE_SALES, PAYMENTS)

#: Units of one asset class that a side may hold, and say that it sells in one hour: sums over the
#: hours of an exercise and over both sides then have room in 64 bits.
MOST_UNITS = 2**54

#: For channels that travel along contracts: where one's own institutions are debtor, payer or
#: borrower, and where they are creditor, payee or lender.
TIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {CLEARING: ("owes", "claims"), PAYMENTS: ("sends", "gets"), FUNDING: ("borrows", "lends")}
)

#: The channel of the engine that does not cross.
DISTRESS = "distress"

#: Why linear DebtRank is no channel of a joint run.
WHY_NOT_DISTRESS = (
    "another channel: with linear DebtRank messages would say how much equity every debtor abroad "
    "has lost, also those that pay in full"
)


def _none() -> Mapping[int, Across]:
    return MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Portfolio:
    """What the institutions of a side can sell. n of them, m asset classes in the charter's order.

    Args:
        units: Held, each worth 1 before any sale. Shape (n, m).
        sell_below: Equity to assets below which each sells; 0 for no such rule. Shape (n,),
            billionths.
    """

    units: Ints
    sell_below: Ints


@dataclass(frozen=True, eq=False)
class Treasury:
    """The payments of a side that fall due, and the money from which they are made.

    Args:
        payer, payee: Positions, in order of payer, then payee. Shape (payments,).
        due: Within the side. Shape (payments,).
        reserves, floor, able, required, credit_line: As in ``engine.whole.part.Dues``. Shape (n,).
        sends, gets: To and from institutions of each other side, by the number of that side.
    """

    payer: Ints
    payee: Ints
    due: Ints
    reserves: Ints
    floor: Ints
    able: Ints
    required: Ints
    credit_line: Ints
    sends: Mapping[int, Across] = field(default_factory=_none)
    gets: Mapping[int, Across] = field(default_factory=_none)


@dataclass(frozen=True, eq=False)
class Lending:
    """The loans of a side that can be recalled at once.

    Args:
        borrower, lender: Positions, in order of borrower, then lender. Shape (loans,).
        amount: Within the side. Shape (loans,).
        outside: What lenders outside may withdraw. Shape (n,).
        borrows, lends: From and to institutions of each other side, by the number of that side.
    """

    borrower: Ints
    lender: Ints
    amount: Ints
    outside: Ints
    borrows: Mapping[int, Across] = field(default_factory=_none)
    lends: Mapping[int, Across] = field(default_factory=_none)


@dataclass(frozen=True, eq=False)
class Rehearsal:
    """What a side brings to an exercise besides its balance sheets.

    Args:
        plan: What all sides know.
        group: Of each institution here. Shape (n,).
        groups: Of the institutions in the charter's list of each side, by its number.
    """

    plan: Plan
    group: Ints
    groups: Mapping[int, Ints]

    @property
    def common(self) -> dict[str, Ints]:
        """What all sides have alike, by name."""
        found = {f"plan.{each.name}": getattr(self.plan, each.name) for each in fields(Plan)}
        return found | {f"groups.{side}": self.groups[side] for side in sorted(self.groups)}

    @property
    def digest(self) -> str:
        """SHA-256 of all that the sides have alike: stands in the charter."""
        found = hashlib.sha256()
        for name, values in self.common.items():
            found.update(f"{name} {values.shape}\n".encode())
            found.update(pack(values))
        return found.hexdigest()


def in_all(ties: Mapping[int, Across], n: int) -> Ints:
    """What each institution here has across in all. Shape (n,)."""
    total = np.zeros(n, dtype=np.int64)
    for across in ties.values():
        np.add.at(total, across.own, across.amount)
    return total
