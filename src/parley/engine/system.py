"""Who holds what and who owes whom, on one date, in one currency. Frozen, checked once at birth."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
from scipy import sparse

from parley.engine.amounts import Floats, Money, faults_in, locked, numbers_in
from parley.engine.matrices import faults_in_matrix, locked_matrix, matrix_in
from parley.errors import Fault, InvalidInput


def _nothing() -> Floats:
    """Stands for "none of this in the system": becomes zeros of the right shape at birth."""
    return np.zeros(0)


class Ranking(StrEnum):
    """How debts outside the network rank against debts inside it when a debtor cannot pay all.

    EQUAL: both are paid in the same proportion.
    SENIOR: debts outside are paid in full before anything goes to the network.
    """

    EQUAL = "equal"
    SENIOR = "senior"


@dataclass(frozen=True, eq=False)
class FinancialSystem:
    """A snapshot of a network of institutions on one date.

    Checked once, here; nobody downstream checks again. The arrays given are copied and locked.

    Args:
        names: Institutions. n of them, each once.
        external_assets: ``e``: what i holds outside the network, without ``holdings``.
            Shape (n,), money, 0 or more.
        nominal_liabilities: ``L[i, j]``: what i owes j. Shape (n, n), money, 0 or more, zero
            diagonal. Dense or sparse; kept as CSR.
        external_liabilities: ``b``: what i owes outside the network. Shape (n,), money.
        external_ranking: How ``b`` ranks against the debts inside the network.
        jurisdictions: ISO 3166 alpha-2 code of each institution; empty if not given.
        asset_classes: Names of the m classes of marketable assets; may be empty.
        holdings: Units held of each class; a unit costs 1 before any shock. Shape (n, m).
        price_impact: Fall of the log price per unit of money sold. Shape (m,), 1 / money.
        reserves: The part of ``external_assets`` that can be used for payments at once.
            Shape (n,), money.
        payments_per_day: ``F[i, j]``: what i sends j on a normal day. Shape (n, n), money.

    Raises:
        InvalidInput: with every fault, naming the field, the institution and the amount.

    Example:
        A owes B 10, B owes C 8.

        >>> chain = FinancialSystem(
        ...     names=("A", "B", "C"),
        ...     external_assets=np.array([6.0, 1.0, 0.0]),
        ...     nominal_liabilities=np.array([[0.0, 10, 0], [0, 0, 8], [0, 0, 0]]),
        ...     external_liabilities=np.zeros(3),
        ... )
        >>> chain.total_liabilities
        array([10.,  8.,  0.])
    """

    names: tuple[str, ...]
    external_assets: Money
    nominal_liabilities: sparse.csr_array
    external_liabilities: Money
    external_ranking: Ranking = Ranking.EQUAL
    jurisdictions: tuple[str, ...] = ()
    asset_classes: tuple[str, ...] = ()
    holdings: Floats = field(default_factory=_nothing)
    price_impact: Floats = field(default_factory=_nothing)
    reserves: Money = field(default_factory=_nothing)
    payments_per_day: Floats = field(default_factory=_nothing)

    def __post_init__(self) -> None:
        for name in ("names", "jurisdictions", "asset_classes"):
            object.__setattr__(self, name, _words(name, getattr(self, name)))
        n, m = len(self.names), len(self.asset_classes)
        faults = _faults_in_names(self.names, self.jurisdictions)
        faults += self._lock(n, m)
        if faults:
            raise InvalidInput(faults)
        if not faults:
            faults = self._faults_in_sums()
        if faults:
            raise InvalidInput(faults)

    def _lock(self, n: int, m: int) -> list[Fault]:
        """Copy and lock all arrays; list what is wrong with them."""
        where, put = "FinancialSystem", object.__setattr__
        faults = []
        if self.external_ranking not in list(Ranking):
            wanted = " or ".join(Ranking)
            faults.append(Fault(where, 0, "external_ranking", str(self.external_ranking), wanted))
        else:
            put(self, "external_ranking", Ranking(self.external_ranking))
        for name, shape in (
            ("external_assets", (n,)),
            ("external_liabilities", (n,)),
            ("holdings", (n, m)),
            ("price_impact", (m,)),
            ("reserves", (n,)),
            ("payments_per_day", (n, n)),
        ):
            given = numbers_in(where, name, getattr(self, name))
            left_out = given.shape == (0,) and not name.startswith("external")
            put(self, name, locked(np.zeros(shape) if left_out else given))
            labels = self.asset_classes if name == "price_impact" else self.names
            faults += faults_in(where, name, getattr(self, name), labels, shape=shape)
        owes = matrix_in(where, "nominal_liabilities", self.nominal_liabilities)
        put(self, "nominal_liabilities", owes)
        return faults + faults_in_matrix(where, "nominal_liabilities", owes, n, self.names)

    def _faults_in_sums(self) -> list[Fault]:
        where = "FinancialSystem"
        faults = [
            Fault(where, 0, f"payments_per_day of {self.names[i]} to itself", str(amount), "0")
            for i, amount in enumerate(self.payments_per_day.diagonal())
            if amount != 0
        ]
        with np.errstate(over="ignore"):
            sums = (
                self.external_assets.sum() + self.holdings.sum() + self.interbank_assets.sum(),
                self.external_liabilities.sum() + self.interbank_liabilities.sum(),
                self.payments_per_day.sum(),
            )
        if not np.all(np.isfinite(sums)):
            faults.append(Fault(where, 0, "sum of all amounts", "infinite", "a finite sum"))
        return faults

    @property
    def size(self) -> int:
        """Number of institutions, n."""
        return len(self.names)

    @cached_property
    def interbank_liabilities(self) -> Money:
        """What i owes inside the network: ``Σ_j L[i, j]``. Shape (n,), money."""
        return locked(self.nominal_liabilities.sum(axis=1))

    @cached_property
    def interbank_assets(self) -> Money:
        """What i is owed inside the network: ``Σ_j L[j, i]``. Shape (n,), money."""
        return locked(self.nominal_liabilities.sum(axis=0))

    @cached_property
    def total_liabilities(self) -> Money:
        """``p̄ = b + Σ_j L[i, j]``. Shape (n,), money."""
        return locked(self.external_liabilities + self.interbank_liabilities)

    @cached_property
    def senior_liabilities(self) -> Money:
        """What i pays outside before anything goes to the network. Shape (n,), money."""
        if self.external_ranking is Ranking.SENIOR:
            return self.external_liabilities
        return locked(np.zeros(self.size))

    @cached_property
    def relative_liabilities(self) -> sparse.csr_array:
        """``Π``: the share of i's payments that goes to j. Shape (n, n), no unit.

        With external debts of equal rank the shares are of ``p̄``, so that rows sum to 1 minus
        the share owed outside. With senior external debts they are of what is left for the
        network, so that rows sum to 1; see ``claims_on_network`` in docs/notation.md.
        """
        ranked_equal = self.external_ranking is Ranking.EQUAL
        owed = self.total_liabilities if ranked_equal else self.interbank_liabilities
        debts = self.nominal_liabilities
        whole = np.repeat(owed, np.diff(debts.indptr))
        part = np.divide(debts.data, whole, out=np.zeros_like(whole), where=whole > 0)
        return locked_matrix(sparse.csr_array((part, debts.indices, debts.indptr), debts.shape))

    @cached_property
    def relative_claims(self) -> sparse.csr_array:
        """``Πᵀ``: in row i who pays i, and which share of his payments. Shape (n, n), no unit."""
        return locked_matrix(self.relative_liabilities.T)

    @cached_property
    def nominal_claims(self) -> sparse.csr_array:
        """``Lᵀ``: in row i who owes i, and what. Shape (n, n), money."""
        return locked_matrix(self.nominal_liabilities.T)

    def equity(self, prices: Floats | None = None) -> Money:
        """``E``: all assets minus all liabilities if everybody pays. Shape (n,), money.

        Args:
            prices: Price of each asset class. Shape (m,); None is 1 for all.
        """
        marked = self.holdings.sum(axis=1) if prices is None else self.holdings @ prices
        return np.asarray(
            self.external_assets + marked + self.interbank_assets - self.total_liabilities
        )

    def require_draws(
        self, field: str, amounts: object, *, low: float = 0.0, copied: bool = True
    ) -> Floats:
        """Return ``amounts`` as (draws, n), or say what is wrong with them.

        Compiled loops check nothing, so every public function calls this for what comes in bare.
        Who only reads them may ask for them not ``copied``: then an array that fits as it is comes
        back itself.

        Raises:
            InvalidInput: if the shape is not (draws, n) or (n,), or an entry is NaN, infinite or
                below ``low``.
        """
        numbers = numbers_in("draws", field, amounts)
        given = numbers.shape
        array = np.array(numbers, dtype=np.float64, order="C", ndmin=2, copy=copied or None)
        if not array.flags.writeable:  # a compiled loop is compiled anew for locked arrays
            array = array.copy()
        if array.ndim != 2 or array.shape[1] != self.size or array.shape[0] == 0:
            wanted = f"(draws, {self.size}), one draw or more"
            raise InvalidInput([Fault("draws", 0, field, f"shape {given}", wanted)])
        faults = faults_in("draws", field, array, self.names, shape=array.shape, low=low)
        if faults:
            raise InvalidInput(faults)
        return array


def _words(field: str, given: object) -> tuple[str, ...]:
    """A list of words, as it came in from outside, as a tuple."""
    listed = isinstance(given, Iterable) and not isinstance(given, (str, bytes))
    words: tuple[str, ...] = tuple(given) if isinstance(given, Iterable) and listed else ()
    if not listed or not all(isinstance(word, str) for word in words):
        wanted = "a list of words"
        raise InvalidInput([Fault("FinancialSystem", 0, field, repr(given)[:80], wanted)])
    return words


def _faults_in_names(names: tuple[str, ...], jurisdictions: tuple[str, ...]) -> list[Fault]:
    where = "FinancialSystem"
    faults = []
    if not names:
        faults.append(Fault(where, 0, "names", "none", "at least one institution"))
    for name in sorted({name for name in names if names.count(name) > 1}):
        faults.append(Fault(where, 0, "names", name, "each institution once"))
    if jurisdictions and len(jurisdictions) != len(names):
        faults.append(
            Fault(
                where, 0, "jurisdictions", f"{len(jurisdictions)} entries", f"{len(names)} entries"
            )
        )
    return faults
