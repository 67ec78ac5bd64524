"""Clearing in whole numbers of a unit: ends exactly, and alike on every machine.

| symbol | name | shape | unit |
|---|---|---|---|
| p̄ | owed | (n,) | whole numbers of a unit |
| e | assets | (draws, n) | the same |
| L | amount | (debts,) | the same |
| p | payments | (draws, n) | the same |

A debt is paid by ``floor(p_i L_ij / p̄_i)``. That is a monotone map on a finite lattice, so the
search from the top ends at its greatest fixed point after finitely many rounds, in whatever order
and in however many parts it is done.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from parley.engine.amounts import Ints, whole_numbers
from parley.engine.contagion.kernels.whole import pay_across, pay_down_whole, pay_up_whole
from parley.engine.status import require_converged
from parley.errors import Fault, InvalidInput

#: Amounts and their sums stay below this, so that no product is taken wrongly.
LARGEST_AMOUNT = 2**62 - 1

#: Denominators of recovery rates stay at or below this.
LARGEST_DENOMINATOR = 1_000_000


@dataclass(frozen=True, eq=False)
class WholeDebts:
    """Debts between n institutions in whole numbers of a unit.

    Args:
        debtor, creditor: Positions. Shape (debts,). Kept in order of debtor, then creditor.
        amount: What each owes. Shape (debts,), 0 or more.
        elsewhere: What each owes to anybody else: outside the network, or across the border.
            Shape (n,).

    Raises:
        InvalidInput: for positions that do not exist, a debt to oneself, negative amounts, or
            sums of 2^62 or more.
    """

    debtor: Ints
    creditor: Ints
    amount: Ints
    elsewhere: Ints

    def __post_init__(self) -> None:
        for name in ("debtor", "creditor", "amount", "elsewhere"):
            object.__setattr__(self, name, whole(name, getattr(self, name)))
        faults = _faults_in(self)
        if faults:
            raise InvalidInput(faults)
        order = np.lexsort((self.creditor, self.debtor))
        for name in ("debtor", "creditor", "amount"):
            sorted_values = getattr(self, name)[order]
            sorted_values.flags.writeable = False
            object.__setattr__(self, name, sorted_values)

    @property
    def size(self) -> int:
        """Number of institutions."""
        return int(self.elsewhere.size)

    @cached_property
    def owed(self) -> Ints:
        """``p̄``: what each owes in all. Shape (n,)."""
        total = self.elsewhere.copy()
        np.add.at(total, self.debtor, self.amount)
        return total

    @cached_property
    def indptr(self) -> Ints:
        """Where the debts of each begin. Shape (n + 1,)."""
        return np.searchsorted(self.debtor, np.arange(self.size + 1)).astype(np.int64)


def _faults_in(debts: WholeDebts) -> list[Fault]:
    if not debts.debtor.shape == debts.creditor.shape == debts.amount.shape:
        shapes = f"{debts.debtor.shape}, {debts.creditor.shape}, {debts.amount.shape}"
        return [Fault("debts", 0, "shapes", shapes, "one entry for each debt")]
    faults, wanted = [], f"positions from 0 to {debts.size - 1}"
    for name in ("debtor", "creditor"):
        places = getattr(debts, name)
        wrong = places[(places < 0) | (places >= debts.size)]
        if wrong.size:
            faults.append(Fault("debts", 0, name, str(wrong[0]), wanted))
    if np.any(debts.debtor == debts.creditor):
        faults.append(Fault("debts", 0, "creditor", "the debtor itself", "somebody else"))
    for name in ("amount", "elsewhere"):
        values = getattr(debts, name)
        if np.any(values < 0):
            faults.append(Fault("debts", 0, name, str(values.min()), "0 or more"))
    in_all = sum(map(int, debts.amount)) + sum(map(int, debts.elsewhere))
    if not faults and in_all > LARGEST_AMOUNT:
        faults.append(Fault("debts", 0, "sum of all", "2^62 or more", "a larger unit"))
    return faults


@dataclass(frozen=True)
class WholeRecovery:
    """What is left of a defaulting institution's assets, as fractions.

    Args:
        external: α, of its assets outside the network, 0 to 1.
        interbank: β, of what it receives, 0 to 1.

    Raises:
        InvalidInput: for numbers outside 0 to 1 or with a denominator above 10^6.
    """

    external: Fraction = field(default=Fraction(1))
    interbank: Fraction = field(default=Fraction(1))

    def __post_init__(self) -> None:
        faults = [
            Fault("recovery", 0, name, str(value), "0 to 1, with a denominator up to 1,000,000")
            for name, value in (("external", self.external), ("interbank", self.interbank))
            if not 0 <= value <= 1 or value.denominator > LARGEST_DENOMINATOR
        ]
        if faults:
            raise InvalidInput(faults)

    @property
    def parts(self) -> Ints:
        """Numerator and denominator of α, then of β. Shape (4,)."""
        one, other = self.external, self.interbank
        return np.array([*one.as_integer_ratio(), *other.as_integer_ratio()], dtype=np.int64)

    @property
    def is_without_loss(self) -> bool:
        """Whether nothing is lost in a default (Eisenberg & Noe)."""
        return self.external == self.interbank == 1


@dataclass(frozen=True, eq=False)
class WholeClearing:
    """Clearing payments in whole numbers.

    Args:
        payments: Shape (draws, n).
        rounds: Shape (draws,).
        status: Values of ``Status``. Shape (draws,).
    """

    payments: Ints
    rounds: Ints
    status: Ints

    def require_converged(self) -> "WholeClearing":
        """Return this clearing, or raise ``NotConverged`` if any draw was given up."""
        require_converged(self.status)
        return self


def clear_whole(
    debts: WholeDebts,
    assets: Ints,
    recovery: WholeRecovery | None = None,
    *,
    inflow: Ints | None = None,
    start: Ints | None = None,
    from_below: bool = False,
    max_rounds: int = 1_000_000,
) -> WholeClearing:
    """Find the greatest (or least) clearing payments in whole numbers.

    ::

        p_i = p̄_i                                    if e_i + y_i >= p̄_i
        p_i = floor(α e_i) + floor(β y_i)             otherwise
        y_i = inflow_i + Σ_j floor(p_j L_ji / p̄_j)

    Args:
        debts: Who owes whom.
        assets: ``e``. Shape (draws, n) or (n,), 0 or more.
        recovery: α and β; None is without loss.
        inflow: What comes in from outside the network besides. Shape (draws, n).
        start: Where the search starts: anything at or above the greatest payments (at or below
            the least, from below); None is ``p̄`` (0 from below). Shape (draws, n).
        from_below: Find the least payments: with costs of default they may differ widely.
        max_rounds: Rounds after which a draw is ``Status.ROUND_LIMIT``.

    Raises:
        InvalidInput: for shapes that do not fit, negative amounts or sums of 2^62 or more.

    Source:
        Eisenberg & Noe (2001), Management Science 47(2); Rogers & Veraart (2013), Management
        Science 59(4); Csóka & Herings (2018), Management Science 64(10), for whole numbers.

    Example:
        A owes B 10 and C 20 cents and has 7: B gets 2 of 7 · 10 / 30, C 4; a cent is not paid.

        >>> debts = WholeDebts([0, 0], [1, 2], [10, 20], [0, 0, 0])
        >>> clear_whole(debts, np.array([7, 0, 0])).payments
        array([[7, 0, 0]])
        >>> paid_to(np.array([0, 0]), np.array([0, 1]), debts.amount, debts.owed,
        ...         np.array([[7, 0, 0]]), 2)
        array([[2, 4]])
    """
    has = np.atleast_2d(whole("assets", assets))
    shape = (has.shape[0], debts.size)
    top = np.zeros(shape, dtype=np.int64) if from_below else np.tile(debts.owed, (shape[0], 1))
    given = {
        "assets": has,
        "inflow": np.zeros(shape, dtype=np.int64) if inflow is None else whole("inflow", inflow),
        "start": top if start is None else whole("start", start),
    }
    faults = []
    for name, values in given.items():
        if values.shape != shape:
            faults.append(Fault("clearing", 0, name, f"{values.shape}", f"shape {shape}"))
        elif values.size and (values.min() < 0 or values.max() > LARGEST_AMOUNT // 4):
            found = f"{values.min()} to {values.max()}"
            faults.append(Fault("clearing", 0, name, found, f"0 to {LARGEST_AMOUNT // 4}"))
    if faults:
        raise InvalidInput(faults)
    p = np.array(given["start"], dtype=np.int64, order="C")
    rounds, status = np.zeros(shape[0], dtype=np.int64), np.zeros(shape[0], dtype=np.int64)
    search = pay_up_whole if from_below else pay_down_whole
    search(
        debts.indptr, debts.creditor, debts.amount, debts.owed, given["assets"], given["inflow"],
        (recovery or WholeRecovery()).parts, max_rounds, p, rounds, status,
    )  # fmt: skip
    return WholeClearing(p, rounds, status)


def paid_to(
    debtor: Ints, place: Ints, amount: Ints, owed: Ints, payments: Ints, places: int
) -> Ints:
    """What each of some creditors gets in all. Shape (draws, places).

    Args:
        debtor: Position of the debtor of each debt. Shape (debts,).
        place: Number of its creditor, 0 to ``places - 1``. Shape (debts,).
        amount: Shape (debts,).
        owed: ``p̄`` of each institution. Shape (n,).
        payments: ``p``. Shape (draws, n).
        places: How many creditors.
    """
    paid = np.zeros((payments.shape[0], places), dtype=np.int64)
    pay_across(debtor, place, amount, owed, payments, paid)
    return paid


def whole(name: str, values: object) -> NDArray[np.int64]:
    """Values as whole numbers in an array of their own; what is no whole number is refused.

    Raises:
        InvalidInput: naming ``name``, for fractions, NaN, or numbers beyond 64 bits.
    """
    faults: list[Fault] = []
    found = whole_numbers("clearing", name, values, faults, most=2.0**62)
    if faults:
        raise InvalidInput(faults)
    return np.array(found, dtype=np.int64, order="C")
